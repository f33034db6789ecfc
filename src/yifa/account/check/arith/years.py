"""This year's text against last year's of the same unit: changes recomputed, numbers left as they were."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from yifa.account.check.arith.compare import rounded, same_class, shown
from yifa.account.check.arith.frame import finding
from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.grammar.quantity import Kind, Quantity

_NOISE = re.compile(r"20\d\d年度?|[“”《》()、的了共累计全年]|我[区市县镇局]|今年|本年")


def _subject(quantity: Quantity) -> str:
    return _NOISE.sub("", quantity.subject)


def against_last_year(
    now: Sequence[Quantity], before: Sequence[Quantity], name: str
) -> Iterator[Finding]:
    """A told change beside both years' numbers of the same subject; equal subjects are matched by their words."""
    earlier: dict[str, Quantity] = {}
    for quantity in before:
        if quantity.kind in (Kind.COUNT, Kind.MONEY) and len(_subject(quantity)) >= 4:
            earlier.setdefault(_subject(quantity), quantity)
    for i, quantity in enumerate(now):
        base = (
            earlier.get(_subject(quantity)) if quantity.kind in (Kind.COUNT, Kind.MONEY) else None
        )
        if base is None or not same_class(quantity, base) or not base.value:
            continue
        following = next(
            (
                q
                for q in now[i + 1 : i + 4]
                if q.kind == Kind.YOY and q.sentence == quantity.sentence
            ),
            None,
        )
        words = f"《{name}》写作 {shown(base.value)}，本年 {shown(quantity.value)}"
        if following is None or not (base.exact and quantity.exact):
            yield finding("years.pair", "与上年报告", Verdict.NOT_CHECKABLE, words, quantity)
            continue
        difference = quantity.value - base.value
        if following.unit == "%":
            ratio = Fraction(difference) / Fraction(base.value)
            got = rounded(abs(ratio), following.step) * (1 if ratio >= 0 else -1)
            good, told = got == following.value, f"变动 {shown(got)}%"
        else:
            good, told = difference == following.value, f"变动 {shown(difference)}"
        verdict = Verdict.CONSISTENT if good else Verdict.INCONSISTENT
        yield finding(
            "years.change",
            "增减与上年报告",
            verdict,
            f"{words}，{told}，所写“{following.text}”",
            quantity,
            following,
        )
