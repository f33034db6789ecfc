"""Averages told beside their total and their number: 平均每期70人次, 人均办案28件."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from yifa.account.check.arith.compare import same_class, shown
from yifa.account.check.arith.frame import Reckoning, finding
from yifa.account.check.arith.places import Population, populations
from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.grammar.quantity import Kind, Quantity

_MEAN = re.compile(
    r"(?:平均|均)每(?:个|一)?(?P<per>[一-龥]{1,6}?)(?:[办处受接调开组培参完达约为]{0,2}[一-龥]{0,6}?)$|(?P<one>[人户场村件次期月])均[^,。;\d]{0,8}$"
)
_TOTAL = re.compile(r"(?:累计|合计|共计?|总计)[^,。;\d]{0,8}$")
_PERSON = ("人", "名", "位")


def averages(reckoning: Reckoning) -> Iterator[Finding]:
    """A verdict on every average whose total and number stand in its sentence; the rest is passed over."""
    known = populations(reckoning)
    for row in reckoning.periods:
        for i, mean in enumerate(row):
            if mean.kind not in (Kind.COUNT, Kind.MONEY, Kind.DURATION) or mean.upper is not None:
                continue
            found = _MEAN.search(mean.before)
            if found:
                yield from _one(row, i, found["per"] or found["one"], known)


def _one(row: list[Quantity], i: int, per: str, known: list[Population]) -> Iterator[Finding]:
    mean = row[i]
    told = [q for q in reversed(row[:i]) if q.exact and q.value > 0 and mean.clause - q.clause <= 5]
    numbers = [q for q in told if _numbers(q, per)]
    if not numbers and per[:1] in "村镇乡":
        level = "village" if per.startswith("村") else "town"
        numbers = [p.count for p in known if p.level == level]
    behind = [q for q in row[i + 1 : i + 2] if _TOTAL.search(q.before) and q.exact]
    totals = [q for q in [*told, *behind] if q not in numbers and same_class(q, mean)
              and q.value >= mean.value and q.kind == mean.kind]  # fmt: skip
    if not totals:
        return
    if not numbers and per == "月":
        yield _judge(mean, totals[0], Decimal(12), totals[0])
        return
    judged = [_judge(mean, totals[0], number.value, totals[0], number) for number in numbers]
    good = [f for f in judged if f.verdict == Verdict.CONSISTENT]
    if judged:
        yield (good or judged)[0]


def _numbers(quantity: Quantity, per: str) -> bool:
    if quantity.kind != Kind.COUNT:
        return False
    if per[:1] in _PERSON:
        return quantity.unit in _PERSON
    return quantity.unit == per or (quantity.unit == "个" and quantity.after.startswith(per))


def _judge(mean: Quantity, total: Quantity, number: Decimal, *about: Quantity) -> Finding:
    """One reading of a mean, with the division written out."""
    exact = total.value / number
    words = f"{shown(total.value)} ÷ {shown(number)} = {shown(exact)}，所写“{mean.text}”"
    low, high = total.interval()
    least, most = mean.interval()
    printed = {exact.quantize(mean.step, rounding=how) for how in (ROUND_HALF_UP, ROUND_DOWN)}
    least, most = least - mean.step / 2, most + mean.step / 2
    rough = bool(mean.approx) or total.step != 1
    fits = low / number <= most and least <= high / number if rough else mean.value in printed
    if fits and mean.value != exact and not rough:
        words += (
            "，四舍五入" if exact.quantize(mean.step, ROUND_HALF_UP) == mean.value else "，舍去尾数"
        )
    verdict = Verdict.CONSISTENT if fits else Verdict.INCONSISTENT
    return finding("mean.pair", "平均数", verdict, words, *about, mean)
