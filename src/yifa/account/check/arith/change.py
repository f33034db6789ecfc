"""Changes against the years they compare, and last year's numbers no integer can be."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from fractions import Fraction

from yifa.account.check.arith.compare import (
    bases_of_change,
    cut,
    is_whole,
    rounded,
    same_class,
    shown,
)
from yifa.account.check.arith.frame import Reckoning, finding
from yifa.account.check.arith.readings import of_rate_or_count
from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.grammar.quantity import Kind, Quantity

_LAST = re.compile(
    r"(?:上年|去年|同期|前年|上一年|上季度|上月|基期|年初|20\d\d年)(?:同期)?(?:的|为|是|仅|仅为|[一-龥]{0,10})$"
)
_CARRIED = re.compile(r"结转|结存")
_FROM = re.compile(r"(?:由|从)[^,。;]{0,14}$")
_TO = re.compile(
    r"(?:增加|上升|提高|提升|增长|下降|减少|降低|压缩|缩短|降|升|增|减|压减|精简|缩减|扩大|发展|优化)(?:到|至|为)[^,。;\d]{0,8}$"
)
_BASIC = (Kind.COUNT, Kind.MONEY, Kind.DURATION, Kind.PERCENT)


def changes(reckoning: Reckoning) -> Iterator[Finding]:
    """A verdict on every change that the text tells."""
    for sentence in reckoning.sentences:
        for i, quantity in enumerate(sentence):
            told_next = (
                i + 1 < len(sentence)
                and sentence[i + 1].kind == Kind.YOY
                and _by_difference(sentence, i + 1)
            )
            if quantity.kind == Kind.YOY and not told_next:
                yield from _one(reckoning, sentence, i)


def _one(reckoning: Reckoning, row: list[Quantity], i: int) -> Iterator[Finding]:
    change = row[i]
    if step := _by_difference(row, i):
        yield step
        return
    pair = _pair(reckoning, row, i)
    if pair:
        yield _with_base(change, *pair)
        return
    yield from of_rate_or_count(change, row, i)
    if change.unit != "%" or not change.exact:
        yield finding(
            "change.alone",
            "增减的基数",
            Verdict.NOT_CHECKABLE,
            f"原文没有写出“{change.text}”的上年数",
            change,
        )
        return
    previous = row[i - 1] if i else None
    now = next(
        (
            q
            for q in reversed(row[:i])
            if is_whole(q) and change.clause - q.clause <= 3 and not reckoning.aside(q, change)
        ),
        None,
    )
    if now is None or _LAST.search(now.before):
        yield finding(
            "change.alone",
            "增减的基数",
            Verdict.NOT_CHECKABLE,
            f"原文没有写出“{change.text}”的两年数",
            change,
        )
        return
    if not _of_this(change, now):
        yield finding(
            "change.alone",
            "增减的基数",
            Verdict.NOT_CHECKABLE,
            f"原文没有写出“{change.text}”的两年数",
            change,
        )
        return
    if now.value * change.step >= 100 + abs(change.value):
        yield finding("change.alone", "增减的基数", Verdict.NOT_CHECKABLE,
                      f"本年 {shown(now.value)}，原文没有写出上年数，无从核对“{change.text}”", change, now)  # fmt: skip
        return
    bases = bases_of_change(int(now.value), change.value, change.step)
    doubtful = previous is not None and previous.kind == Kind.PERCENT
    if bases:
        some = "、".join(map(str, bases[:3]))
        yield finding("change.attainable", "上年数能否成立", Verdict.ATTAINABLE,
                      f"本年 {shown(now.value)}，上年为 {some} 时变动 {shown(change.value)}%，可以成立", change, now)  # fmt: skip
    elif doubtful:
        yield finding(
            "change.alone",
            "增减的基数",
            Verdict.NOT_CHECKABLE,
            f"“{change.text}”说的是数量还是比率，原文不明",
            change,
        )
    else:
        yield finding("change.attainable", "上年数能否成立", Verdict.INCONSISTENT,
                      f"本年 {shown(now.value)}，没有整数的上年数能得到 {shown(change.value)}%", change, now)  # fmt: skip


def _by_difference(row: list[Quantity], i: int) -> Finding | None:
    """“B件，同比增加D件，增长P%”: last year's number is B − D."""
    change = row[i]
    if change.unit != "%" or not change.exact or i < 2:
        return None
    moved, now = row[i - 1], row[i - 2]
    if (
        moved.kind != Kind.YOY
        or not same_class(moved, now)
        or not is_whole(now)
        or not moved.exact
        or _LAST.search(now.before[-22:])
    ):
        return None
    base = now.value - moved.value
    if base <= 0:
        return None
    ratio = Fraction(moved.value) / Fraction(base)
    got = rounded(abs(ratio), change.step) * (1 if ratio >= 0 else -1)
    words = f"上年 {shown(now.value)} − {shown(moved.value)} = {shown(base)}，{shown(moved.value)} ÷ {shown(base)} = {shown(got)}%"
    if got == change.value:
        return finding(
            "change.pair",
            "增减与两年数",
            Verdict.CONSISTENT,
            f"{words}，与所写相符",
            change,
            moved,
            now,
        )
    if cut(abs(ratio), change.step) == abs(change.value):
        words += "，所写是舍去尾数得到的，不是四舍五入"
    return finding(
        "change.pair",
        "增减与两年数",
        Verdict.INCONSISTENT,
        f"{words}，所写“{change.text}”",
        change,
        moved,
        now,
    )


def _of_this(change: Quantity, now: Quantity) -> bool:
    """Whether the change is told of that count: its clause has no subject of its own, or one that shares words with it."""
    own = re.split(r"同比|环比|较|比|与", change.before)[0].strip("、和,均分别也")
    own = re.sub(r"(?:增长|下降|增加|减少|上升|提高|降低|增幅|降幅).*$", "", own)
    if len(own) < 2:
        return True
    said = now.subject + now.before + now.after
    return any(own[n : n + 2] in said for n in range(len(own) - 1))


def _pair(reckoning: Reckoning, row: list[Quantity], i: int) -> tuple[Quantity, Quantity] | None:
    """(last year's, this year's) quantity that a change compares; told in the sentence, before or just behind it."""
    basic = [
        q for q in row[max(0, i - 4) : i + 2] if q.kind in _BASIC and q is not row[i] and q.exact
    ]
    for one, other in itertools.pairwise(basic):
        if not (same_class(one, other) or one.unit == other.unit):
            continue
        gap = reckoning.between(one, other)
        if (
            (_FROM.search(one.before) or _LAST.search(one.before))
            and (_TO.search(gap) or re.search(r"20\d\d年|今年|本年", gap))
            and other.fold_at < row[i].fold_at
        ):
            return (other, one) if re.search(r"较|比|同期", gap) else (one, other)
    said = [
        q for q in basic if _LAST.search(q.before[-22:]) and not _CARRIED.search(q.before[-22:])
    ]
    if said and all(q in said for q in basic):
        basic = [*_told_before(reckoning, row[i]), *basic]
    years = {q: found[-1] for q in said if (found := re.findall(r"20\d\d(?=年)", q.before[-22:]))}
    if len(set(years.values())) > 1:
        said = [q for q in said if years.get(q) != max(years.values())]
    inner = [q for q in said if q.fold_at < row[i].fold_at]
    for base in inner[-1:] or said[:1]:
        others = [
            q
            for q in basic
            if q is not base and q not in said and (same_class(q, base) or q.unit == base.unit)
        ]
        before = [q for q in others if q.fold_at < row[i].fold_at]
        if before:
            return base, before[-1]
        if others:
            return base, others[0]
    return None


def _told_before(reckoning: Reckoning, change: Quantity) -> list[Quantity]:
    """This year's count of a sentence parted by semicolons: 163件，较上年140件…；较前年150件…"""
    period = next((p for p in reckoning.periods if change in p), [])
    return [
        q
        for q in period
        if q.sentence < change.sentence and q.kind in _BASIC and q.exact
        and not _LAST.search(q.before[-22:])
    ][-1:]  # fmt: skip


def _with_base(change: Quantity, base: Quantity, now: Quantity) -> Finding:
    about = (change, base, now)
    difference = now.value - base.value
    if change.unit != "%":
        if change.unit in ("倍", "番") and base.value:
            times = now.value / base.value
            fits = change.value in (times.quantize(change.step), (times - 1).quantize(change.step))
            return finding("change.pair", "增减与两年数", Verdict.CONSISTENT if fits else Verdict.INCONSISTENT,
                           f"{shown(now.value)} ÷ {shown(base.value)} = {shown(times)}，所写“{change.text}”", *about)  # fmt: skip
        slack = (base.step + now.step) / 2 if base.step < 1 or now.step < 1 or base.step > 1 else 0
        fits = abs(difference - change.value) < slack if slack else difference == change.value
        fits = fits or difference == change.value
        verdict = Verdict.CONSISTENT if fits else Verdict.INCONSISTENT
        return finding("change.pair", "增减与两年数", verdict,
                       f"{shown(now.value)} − {shown(base.value)} = {shown(difference)}，所写“{change.text}”", *about)  # fmt: skip
    if not base.value:
        return finding(
            "change.pair",
            "增减与两年数",
            Verdict.INCONSISTENT,
            "上年数为零，不能说增减百分之几",
            *about,
        )
    ratio = Fraction(difference) / Fraction(base.value)
    magnitude = abs(ratio)
    got = rounded(magnitude, change.step) * (1 if ratio >= 0 else -1)
    words = f"（{shown(now.value)} − {shown(base.value)}）÷ {shown(base.value)} = {shown(got)}%"
    rough = (
        Fraction(base.step + now.step) / Fraction(base.value)
        if base.kind == Kind.MONEY or base.step != 1
        else Fraction(0)
    )
    if got == change.value or (
        rough
        and abs(ratio * 100 - Fraction(change.value)) <= rough * 100 + Fraction(change.step) / 2
    ):
        return finding(
            "change.pair", "增减与两年数", Verdict.CONSISTENT, f"{words}，与所写相符", *about
        )
    if change.bound == "lower" and abs(got) >= abs(change.value) and got * change.value > 0:
        return finding(
            "change.pair",
            "增减与两年数",
            Verdict.CONSISTENT,
            f"{words}，所写“{change.text}”成立",
            *about,
        )
    if (
        change.approx
        and abs(abs(got) - abs(change.value)) <= abs(change.value) / 10
        and got * change.value > 0
    ):
        return finding(
            "change.pair",
            "增减与两年数",
            Verdict.CONSISTENT,
            f"{words}，与约数“{change.text}”相近",
            *about,
        )
    if cut(magnitude, change.step) == abs(change.value) and got * change.value > 0:
        words += "，所写是舍去尾数得到的，不是四舍五入"
    else:
        words += f"，所写“{change.text}”"
    return finding("change.pair", "增减与两年数", Verdict.INCONSISTENT, words, *about)
