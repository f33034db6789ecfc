"""Percentages against the counts around them: every plausible pair of operands, and what no integer can give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from yifa.account.check.arith.attain import attainable, lone_numerator, numerators_of_base
from yifa.account.check.arith.bases import related
from yifa.account.check.arith.compare import cut, is_whole, rounded, same_class, shown
from yifa.account.check.arith.frame import Reckoning, finding
from yifa.account.check.arith.readings import other_base
from yifa.account.check.arith.shares import SHARE, in_period, of_rounded, share_parts, shares
from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.grammar.quantity import Kind, Quantity

_RATE = re.compile(
    r"([一-龥]{1,14}?)(?:率|比例|比重|占比|度)(?:已|均|为|是|达到?了?|高达|约|超过?|提升至|提高到|保持在?|实现|稳定在|近|至|到|,|:)*$"
)
_RATE_AFTER = re.compile(r"^的([一-龥]{1,8})率")
_OF_TOLD = re.compile(r"占[^,。;]{0,16}\d[^,。;]{0,4}的(?:约|近)?$")
_STEMS = (
    "办结", "审结", "结案", "调解成功", "调处成功", "成功", "化解", "合格", "通过", "满意", "纠错", "败诉", "胜诉", "出庭", "应诉", "持证", "覆盖", "答复",
    "整改", "采纳", "履行", "公示", "及时", "按期", "按时", "支持", "维持", "优秀", "达标", "完成", "落实", "和解", "调撤", "解决", "参与", "录入", "备案",
    "审核", "审查", "撤销", "改变", "销号", "反馈", "参考", "到课", "参训", "网办", "上线", "当场", "即办", "回访", "执行", "归档", "准确", "处置", "公开", "受理",
)  # fmt: skip
_FRACTION = re.compile(r"(?<!百)(?<!千)分之")


def percentages(reckoning: Reckoning) -> Iterator[Finding]:
    """A verdict on every percentage that reports a result."""
    for n, sentence in enumerate(reckoning.sentences):
        for i, quantity in enumerate(sentence):
            if quantity.kind == Kind.PERCENT and quantity.unit == "%":
                yield from _one(reckoning, sentence, i, reckoning.sentences[max(0, n - 4) : n])
    for period in reckoning.periods:
        yield from shares(reckoning, period)


def _one(
    reckoning: Reckoning, row: list[Quantity], i: int, earlier: list[list[Quantity]]
) -> Iterator[Finding]:
    rate = row[i]
    name = _name(rate)
    if rate.value > 100 and name and not re.search(r"完成|增|超", name):
        yield finding(
            "percent.above",
            "比率不超过100%",
            Verdict.INCONSISTENT,
            f"{name}率写作 {shown(rate.value)}%，超过 100%",
            rate,
        )
        return
    if not rate.exact or _FRACTION.search(rate.text):
        yield from _approximate(row, i, name)
        return
    operands = [q for q in row[:i] if is_whole(q)]
    if told := _respectively(reckoning, row, i):
        yield attainable(rate, told) if told.value else _baseless(rate)
        return
    if "分别" in rate.before or (
        i and "分别" in row[i - 1].before and row[i - 1].kind == Kind.PERCENT
    ):
        yield _baseless(rate)
        return
    after = [q for q in row[i + 1 : i + 3] if is_whole(q) and q.clause - rate.clause <= 1]
    share = bool(SHARE.search(rate.before))
    if rounded_pair := of_rounded(row, i, share):
        yield rounded_pair
        return
    numerator = _numerator(reckoning, row, i, operands, name, share)
    if numerator is not None:
        parts_told = share_parts(row)
        wholes = [q for q in operands + after if q is not numerator and same_class(q, numerator)
                  and q.value >= numerator.value and not (share and q in parts_told)]  # fmt: skip
        if share and not wholes:
            yield _share_of(rate, numerator, earlier, row)
            return
        if wholes:
            yield (judged := _pairs(rate, numerator, wholes))
            if judged.verdict == Verdict.INCONSISTENT:
                yield from other_base(rate, numerator, row[: i + 1])
            return
        if earlier_ones := in_period(reckoning, rate, numerator):
            yield _pairs(rate, numerator, earlier_ones)
            return
        if is_whole(numerator) and rate.value < 100 and not share:
            yield lone_numerator(rate, numerator)
            return
        operands = [q for q in operands if q is not numerator]
    elif share:
        yield finding(
            "percent.alone",
            "比率的分母",
            Verdict.NOT_CHECKABLE,
            f"原文没有写出 {shown(rate.value)}% 的分子或者分母",
            rate,
        )
        return
    for a, b in _all_pairs(operands):
        if rounded(Fraction(int(a.value), int(b.value)), rate.step) == rate.value and (
            rate.value != 100 or a.value == b.value
        ):
            yield finding(
                "percent.pair",
                "比率与分子分母",
                Verdict.CONSISTENT,
                f"{shown(a.value)} ÷ {shown(b.value)} = {shown(rounded(Fraction(int(a.value), int(b.value)), rate.step))}%，与所写相符",
                rate,
                a,
                b,
            )
            return
    if re.search(r"精简|压减|压缩|缩减|削减|减少", name) and len(operands) > 1:
        old, new = operands[-2:]
        if old.value > new.value and same_class(old, new):
            got = rounded(Fraction(int(old.value - new.value), int(old.value)), rate.step)
            words = (
                f"（{shown(old.value)} − {shown(new.value)}）÷ {shown(old.value)} = {shown(got)}%"
            )
            verdict = Verdict.CONSISTENT if got == rate.value else Verdict.INCONSISTENT
            yield finding(
                "percent.pair",
                "比率与分子分母",
                verdict,
                f"{words}，所写 {shown(rate.value)}%",
                rate,
                old,
                new,
            )
            return
    base = _base(reckoning, row, i, operands, name)
    if (base is None and not operands and i == 0) or base is None:
        approx = next((q for q in reversed(row[:i]) if q.kind == Kind.COUNT), None)
        if approx is not None and not approx.exact:
            yield finding(
                "percent.alone",
                "比率的分母",
                Verdict.NOT_CHECKABLE,
                f"分母写作“{approx.text}”，是约数，无从核对 {shown(rate.value)}%",
                rate,
                approx,
            )
        else:
            yield finding(
                "percent.alone",
                "比率的分母",
                Verdict.NOT_CHECKABLE,
                f"原文没有写出 {shown(rate.value)}% 的分子和分母",
                rate,
            )
        return
    yield attainable(rate, base)


def _baseless(rate: Quantity) -> Finding:
    words = f"原文没有写出 {shown(rate.value)}% 的分子和分母"
    return finding("percent.alone", "比率的分母", Verdict.NOT_CHECKABLE, words, rate)


def _respectively(reckoning: Reckoning, row: list[Quantity], i: int) -> Quantity | None:
    """“甲a件、乙b件，满意率分别为x%和y%”: the count that stands where the rate does; a share has no such base."""

    def joined(one: Quantity, other: Quantity) -> bool:
        return (
            bool(re.fullmatch(r"[、和及与]+", reckoning.between(one, other)))
            and one.kind == other.kind
        )

    first = i
    while first and joined(row[first - 1], row[first]):
        first -= 1
    last = i
    while last + 1 < len(row) and joined(row[last], row[last + 1]):
        last += 1
    length = last - first + 1
    counts = row[max(first - length, 0) : first]
    if (
        "分别" not in row[first].before
        or SHARE.search(row[first].before.replace("分别", ""))
        or length < 2
    ):
        return None
    alike = len(counts) == length and all(is_whole(q) and same_class(q, counts[0]) for q in counts)
    return counts[i - first] if alike else None


def _share_of(
    rate: Quantity, part: Quantity, earlier: list[list[Quantity]], row: list[Quantity]
) -> Finding:
    """A share whose whole stands in a sentence before, or is the sum of the parts that shares are told of."""
    told = [q for sentence in earlier for q in share_parts(sentence)] + share_parts(row)
    wholes = [q for sentence in reversed(earlier) for q in sentence if is_whole(q) and same_class(q, part)
              and q.value >= part.value and q not in told]  # fmt: skip
    for whole in wholes:
        if rounded(Fraction(int(part.value), int(whole.value)), rate.step) == rate.value:
            return _pairs(rate, part, [whole])
    near = [q for q in wholes if q.paragraph == rate.paragraph]
    if near:
        return _pairs(rate, part, near[:2])
    return finding(
        "percent.alone",
        "比率的分母",
        Verdict.NOT_CHECKABLE,
        f"原文没有写出 {shown(rate.value)}% 的总数",
        rate,
        part,
    )


def _name(rate: Quantity) -> str:
    """The root of the rate's name: 考试通过率 → 考试通过."""
    if behind := _RATE_AFTER.match(rate.after):
        return behind[1]
    before = rate.before[: len(rate.before) - 0]
    found = _RATE.search(before[-24:])
    return found[1] if found else ""


def _numerator(
    reckoning: Reckoning,
    row: list[Quantity],
    i: int,
    operands: list[Quantity],
    name: str,
    share: bool,
) -> Quantity | None:
    """The count the rate is of: told just before 占, or named by the root of the rate."""
    if i > 1 and _OF_TOLD.search(row[i].before) and row[i - 1].clause == row[i].clause:
        return row[i - 2] if row[i - 2] in operands else None  # 占结案总数60件的5%
    if share:
        last = row[i - 1] if i else None
        return last if last is not None and last in operands else None
    stems = [stem for stem in _STEMS if stem in name]
    for stem in stems:
        for quantity in reversed(operands):
            index = row.index(quantity)
            words = reckoning.lead(quantity, row[index - 1] if index else None)
            own = words.rpartition(",")[2] + re.split(r"[,。;、]", quantity.after)[0]
            if (
                stem in own
                and not re.search(rf"(?:未|不|没有|应|应当){stem}", own)
                and stem + "率" not in own
            ):
                if stem in ("受理", "公开", "参与", "参考") and quantity is operands[0]:
                    continue
                return quantity
    return None


def _pairs(rate: Quantity, numerator: Quantity, wholes: list[Quantity]) -> Finding:
    """The rate over each whole it could be of; one that fits makes it consistent."""
    readings = []
    for whole in sorted(wholes, key=lambda q: abs(q.fold_at - numerator.fold_at)):
        ratio = Fraction(int(numerator.value), int(whole.value))
        got = rounded(ratio, rate.step)
        written = f"{shown(numerator.value)} ÷ {shown(whole.value)} = {shown(got)}%"
        if got == rate.value:
            return finding(
                "percent.pair",
                "比率与分子分母",
                Verdict.CONSISTENT,
                f"{written}，与所写相符",
                rate,
                numerator,
                whole,
            )
        if cut(ratio, rate.step) == rate.value:
            return finding(
                "percent.pair",
                "比率与分子分母",
                Verdict.INCONSISTENT,
                f"{written}，所写 {shown(rate.value)}% 是舍去尾数得到的，不是四舍五入",
                rate,
                numerator,
                whole,
                severity="warning",
            )
        readings.append(written)
    fits = numerators_of_base(rate, int(numerator.value))
    hint = (
        f"；分子 {shown(numerator.value)} 要得到 {shown(rate.value)}%，分母须为 {fits}"
        if fits
        else ""
    )
    return finding(
        "percent.pair",
        "比率与分子分母",
        Verdict.INCONSISTENT,
        f"{'，'.join(readings)}，都不是所写的 {shown(rate.value)}%{hint}",
        rate,
        numerator,
        *wholes,
    )


def _all_pairs(operands: list[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """Pairs (part, whole) of one kind, the nearest to the rate first; other kinds are not mixed."""
    near = list(reversed(operands))
    for n, one in enumerate(near):
        for other in near[n + 1 :]:
            if same_class(one, other):
                small, big = sorted((one, other), key=lambda q: q.value)
                yield small, big


def _base(
    reckoning: Reckoning, row: list[Quantity], i: int, operands: list[Quantity], name: str
) -> Quantity | None:
    """The nearest count before the rate, as its denominator, unless a new clause chain began."""
    for quantity in reversed(operands):
        if (
            row[i].clause - quantity.clause <= 3
            and related(name, quantity)
            and not reckoning.aside(quantity, row[i])
        ):
            return quantity
    return None


def _approximate(row: list[Quantity], i: int, name: str) -> Iterator[Finding]:
    rate = row[i]
    operands = [q for q in row[:i] if is_whole(q)]
    low, high = rate.interval()
    if _FRACTION.search(rate.text) and not rate.approx:
        low, high = low - Decimal("2.5"), high + Decimal("2.5")
    for small, big in _all_pairs(operands):
        value = Decimal(int(small.value)) * 100 / Decimal(int(big.value))
        if any(stem in name and stem in small.before for stem in _STEMS) or SHARE.search(
            rate.before
        ):
            fits = low <= value <= min(high, Decimal(100)) or (
                rate.bound == "about" and low <= value <= high
            )
            words = f"{shown(small.value)} ÷ {shown(big.value)} = {shown(value.quantize(Decimal('0.01')))}%，所写“{rate.text}”"
            yield finding(
                "percent.pair",
                "比率与分子分母",
                Verdict.CONSISTENT if fits else Verdict.INCONSISTENT,
                words,
                rate,
                small,
                big,
            )
            return
    yield finding(
        "percent.alone",
        "比率的分母",
        Verdict.NOT_CHECKABLE,
        f"“{rate.text}”是约数，分子分母没有全部写出",
        rate,
    )
