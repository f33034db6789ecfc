"""Finding the quantities of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from yifa.account.check.grammar.accept import bare_counts, counts, rank_unit, time_counts
from yifa.account.check.grammar.approx import (
    POST_NUMERAL,
    bound_of,
    distant_word,
    word_after,
    words_before,
)
from yifa.account.check.grammar.context import Frame
from yifa.account.check.grammar.exclude import Excluded
from yifa.account.check.grammar.fold import Folded
from yifa.account.check.grammar.kinds import Around, change, kind_of
from yifa.account.check.grammar.numeral import Numeral, numerals
from yifa.account.check.grammar.quantity import Kind, Quantity
from yifa.account.check.grammar.spoken import spoken
from yifa.account.check.grammar.subject import subject_of
from yifa.account.check.grammar.units import MONEY, UNIT, inferred_unit, is_money, plain_unit

_SIDE_UNIT = re.compile(r"[(]([^()\d]{1,4})[)]")
_RANGE = re.compile(r"^(?P<unit>[^-—~至到\d]{0,4})(?:[-—~]+|至|到)$")
_LISTED = re.compile(r"^(?:[、,和及与跟或]|以及)+$")
_JOINED = re.compile(r"(?:[、和及与或]|以及)+")
_MONEY_HINT = re.compile(
    r"(?:金额|资金|经费|罚没?款|赔偿|补偿|损失|投资|投入|款项?|工资|薪资|标的额?|税|债|补助|奖励|收入|贷款)[^,。;、]{0,8}$"
)
_HAN_DIGIT = "零一二两三四五六七八九十百千万亿"


@dataclass
class _Found:
    """A quantity in the making, in folded places."""

    start: int
    end: int
    at: int
    to: int
    value: Decimal
    step: Decimal
    unit: str
    before: list[str]
    inner: str
    after: str
    upper: Decimal | None = None
    ordinal: bool = False
    alternative: str = ""
    negative: bool = False


def extract(folded: Folded) -> list[Quantity]:
    """Every quantity of the folded text, from left to right; bare cells of tables are left to `table`."""
    text = folded.text
    frame, excluded = Frame(text), Excluded(text)
    found = _merged(text, _found(text, frame, excluded))
    return list(_finished(folded, frame, found))


def _found(text: str, frame: Frame, excluded: Excluded) -> list[_Found]:
    special = list(spoken(text))
    taken = [(s.start, s.end) for s in special]
    out = [
        _Found(
            s.at, s.end, s.at, s.to, s.value, s.step, s.unit, words, "", s.after, ordinal=s.ordinal
        )
        for s in special
        if not excluded.why(s.at, s.to)
        for words in (words_before(text[frame.clause_start(s.at) : s.at][-12:]),)
    ]
    items = [
        n
        for n in numerals(text)
        if not any(a < n.end and n.start < b for a, b in taken) and not excluded.why(n.start, n.end)
    ]
    for number, numeral in enumerate(items):
        following = items[number + 1] if number + 1 < len(items) else None
        if quantity := _one(text, frame, numeral, following):
            out.append(quantity)
    for quantity in out:
        quantity.start = quantity.at - sum(map(len, quantity.before)) - quantity.negative
    return sorted(out, key=lambda f: f.at)


def _one(text: str, frame: Frame, numeral: Numeral, following: Numeral | None) -> _Found | None:
    before = text[max(frame.clause_start(numeral.start), numeral.start - 40) : numeral.start]
    rest = text[numeral.end : numeral.end + 48]
    post = POST_NUMERAL.match(rest)
    inner = numeral.inner or (post.group() if post else "")
    at = numeral.end + (len(post.group()) if post else 0)
    money = (
        re.compile(r"个?亿(?:元)?|个?万(?:元)").match(text, at)
        if post or rest.startswith("个")
        else None
    )
    step, value = numeral.step, numeral.value
    if money:  # 1.2个亿
        scale = Decimal(10_000 if "万" in money.group() else 100_000_000)
        value, step = value * scale, step * scale
        unit, end = "元", money.end()
    else:
        unit_found = UNIT.match(text, at)
        unit, end = (unit_found.group(), unit_found.end()) if unit_found else ("", at)
    words = words_before(before)
    bare_before = before[: len(before) - sum(map(len, words))]
    after = text[end : end + 48]
    rank = rank_unit(numeral, bare_before, unit, after, rest)
    if rank is not None:
        end = end if unit else numeral.end
        first = ["前"] if bare_before.endswith("前") else []
        return _Found(numeral.start, end, numeral.start, numeral.end, value, step, rank, first, "",
                      rest[:1] if rest[:1] in "强佳" else "", ordinal=True,
                      alternative="位" if rank == "名" else "")  # fmt: skip
    if bare_before.endswith(("第", "其")):
        return None
    if side := _SIDE_UNIT.match(after):
        alternative = side[1] if UNIT.fullmatch(side[1]) else ""
    else:
        alternative = ""
    if alternative and side:
        end, after = end + side.end(), after[side.end() :]
    half = (
        re.match(r"半(?=小时|月|年|[,。;、以左]|$)", after)
        if unit in ("个", "年", "天", "倍", "成")
        else None
    )
    if half:
        value, step = value + Decimal("0.5"), Decimal("0.1")
        end, after = end + 1, after[1:]
        if unit == "个" and (tail := re.match(r"小时|月", after)):
            unit, end, after = (
                "个月" if tail.group() == "月" else "小时",
                end + tail.end(),
                after[tail.end() :],
            )
    word = word_after(after)
    approx = bool(words or inner or word)
    if not unit:
        shared = _shared(text, numeral, following)
        if shared:
            unit = shared
        elif numeral.chinese:
            if not (bare_before.endswith("另") and numeral.value == 1 and inferred_unit(rest)):
                return None
            unit = inferred_unit(rest)
        elif _cell(text, numeral):
            return None
        elif step >= 10_000 and _MONEY_HINT.search(bare_before):
            unit = "元"
        elif (
            inner == "+"
            or bare_counts(bare_before, text[at : at + 24])
            or (approx and bare_counts(bare_before + "共", text[at : at + 24]))
        ):
            unit = inferred_unit(text[at : at + 24])
        else:
            return None
    if numeral.chinese and not counts(numeral, bare_before, unit, after, approx):
        return None
    if not numeral.chinese and not time_counts(bare_before, unit, after, bool(words or word)):
        return None
    if unit == "成":
        return None
    negative = bool(re.search(r"(?<![\d一-龥])-$|[为率了]-$", bare_before)) and unit in (
        "%",
        "个百分点",
        "百分点",
    )
    if word:
        end += len(word)
    return _Found(numeral.start, end, numeral.start, numeral.end, value, step, unit, words, inner, word,
                  upper=numeral.upper, alternative=alternative, negative=negative)  # fmt: skip


def _cell(text: str, numeral: Numeral) -> bool:
    left = text[numeral.start - 1] if numeral.start else "\n"
    right = text[numeral.end] if numeral.end < len(text) else "\n"
    return left in "\t\n" and right in "\t\n"


def _shared(text: str, numeral: Numeral, following: Numeral | None) -> str:
    """The unit a later number of the same list carries: 12、15和18件, 3至5名."""
    at, nearest = numeral.end, following
    for _ in range(12):
        if nearest is None:
            return ""
        gap = text[at : nearest.start]
        if (
            not gap
            or len(gap) > 3
            or not (_LISTED.match(gap) or re.fullmatch(r"[-—~]+|至|到|[余多][、和]", gap))
        ):
            return ""
        post = POST_NUMERAL.match(text[nearest.end : nearest.end + 4])
        end = nearest.end + (len(post.group()) if post else 0)
        if unit := UNIT.match(text, end):
            return unit.group() if not (gap == "," and nearest.chinese) else ""
        step = re.compile(r"(?:[、,和及与-]|以及|至|到|—|~)(?=\d)").match(text, end)
        if not step:
            return ""
        follow = next(numerals(text[step.end() : step.end() + 12]), None)
        if follow is None or follow.start:
            return ""
        at = end
        nearest = replace(follow, start=step.end(), end=step.end() + follow.end)
    return ""


def _merged(text: str, found: list[_Found]) -> list[_Found]:
    """Two numbers joined by 至, 到 or a dash become one range; 由9件到12件 tells a change and stays two."""
    out: list[_Found] = []
    for quantity in found:
        last = out[-1] if out else None
        if last and quantity.at < last.end and quantity.at < last.to:
            continue  # the same words found twice
        if last and last.upper is None and not last.ordinal and not quantity.ordinal:
            gap = text[last.to : quantity.at]
            joined = _RANGE.match(gap) if 0 < len(gap) <= 6 else None
            led = re.search(r"[由从][^,。;]{0,6}$", text[max(0, last.at - 8) : last.at])
            small = last.value if last.value < quantity.value else last.value * quantity.step
            if (
                joined
                and not led
                and small < quantity.value
                and (not joined["unit"] or joined["unit"] in (last.unit, "%"))
            ):
                scale = (
                    quantity.step
                    if last.step < quantity.step and last.value < 10_000 <= quantity.step
                    else Decimal(1)
                )
                last.value, last.upper = last.value * scale, quantity.value
                last.end, last.unit, last.after = (
                    quantity.end,
                    quantity.unit or last.unit,
                    quantity.after,
                )
                last.step, last.alternative = quantity.step, quantity.alternative
                continue
        out.append(quantity)
    return out


def _finished(folded: Folded, frame: Frame, found: list[_Found]) -> Iterator[Quantity]:
    text = folded.text
    last: Quantity | None = None
    last_sign = 0
    for q in found:
        start_clause, sentence_start = frame.clause_start(q.start), frame.sentence_start(q.start)
        before = text[start_clause : q.start]
        if not q.before and not q.ordinal and (far := distant_word(before)):
            q.before = [far]
        approx = (*q.before, *((q.inner and [q.inner]) or []), *((q.after and [q.after]) or []))
        around = Around(
            text[sentence_start : q.start],
            before,
            text[q.end : q.end + 20],
            approx,
            frame.planned(q.at),
        )
        sign = (
            change(text[max(sentence_start, q.start - 36) : q.start], q.unit)
            if not q.ordinal
            else 0
        )
        listed = last is not None and bool(_JOINED.fullmatch(text[last.fold_to : q.start]))
        if listed and last_sign and not q.ordinal:
            sign = last_sign
        if (
            sign
            and not listed
            and plain_unit(q.unit) not in ("倍", "番")
            and not _same_clause_change(text[max(sentence_start, q.start - 36) : q.start], q.unit)
        ):
            sign = 0
        if q.negative:
            sign = -1
        kind = kind_of(q.unit, around, ordinal=q.ordinal, sign=sign)
        if (
            last is not None
            and kind == Kind.PERCENT
            and last.kind == Kind.TARGET
            and last.unit == "%"
            and frame.sentence(last.fold_at) == frame.sentence(q.at)
        ):
            kind = Kind.TARGET
        value, unit, upper = q.value, q.unit, q.upper
        if (
            last is not None
            and before.endswith("另")
            and frame.sentence(last.fold_at) == frame.sentence(q.at)
        ):
            unit = last.unit  # 另一案件 is counted like the ones just told
        if is_money(unit) and plain_unit(unit) in MONEY:
            value, unit = (
                value * MONEY[plain_unit(unit)],
                "元" if plain_unit(unit) in ("元", "角", "块钱", "元人民币") else unit,
            )
        if unit == "‰":
            value, unit = value / 10, "%"
        if sign < 0 and kind in (Kind.YOY, Kind.TARGET) and sign:
            value = -value if kind == Kind.YOY else value
        start, end = folded.source_span(q.start, q.end)
        at, to = folded.source_span(q.at, q.to)
        section = frame.section(q.at)
        last = Quantity(
            start=start, end=end, at=at, to=to, fold_at=q.start, fold_to=q.end, text=text[q.start : q.end],
            value=value, unit=_written(unit), kind=kind, step=q.step, upper=upper, approx=approx,
            bound=bound_of(q.before, q.inner, q.after), alternative=q.alternative,
            subject=subject_of(text, frame, q.start, q.end, q.unit, last),
            period=frame.period(q.at), scope=frame.scope(q.at), before=before,
            after=text[q.end : frame.clause_end(q.end)] if q.end < len(text) else "",
            sentence=frame.sentence(q.at), clause=frame.clause(q.at), paragraph=frame.paragraph(q.at),
            section=section.title if section else "",
        )  # fmt: skip
        last_sign = sign
        yield last


def _same_clause_change(before: str, unit: str) -> bool:
    """A verb of change must not be cut off from the number by a clause of its own."""
    clause = re.split(r"[,;:]", before)[-1]
    return bool(change(clause, unit)) or (
        bool(change(before, unit)) and len(clause) <= 12 and not re.search(r"[一-龥]{5,}", clause)
    )


def _written(unit: str) -> str:
    """个工作日 → 工作日, 个百分点 → 百分点: the measure word of a measure is left out."""
    return unit[1:] if len(unit) > 2 and unit.startswith("个") and unit not in ("个次",) else unit
