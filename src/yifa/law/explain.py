"""The count in sentences a clerk can read aloud, in our own words, each with its article."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from yifa.law.limit import UNIT_ZH

if TYPE_CHECKING:
    from yifa.law.due import Due

_WEEKDAYS = "一二三四五六日"


def day_zh(day: date) -> str:
    """2024-10-08（星期二）."""
    return f"{day:%Y-%m-%d}（星期{_WEEKDAYS[day.weekday()]}）"


def sentences(due: Due) -> tuple[str, ...]:
    """Basis, start, way of counting, interruptions, result, doubts: one sentence each."""
    if due.limit.is_yearly:
        body = _yearly(due)
    elif due.due_at is not None:
        body = _hours(due)
    else:
        body = _period(due)
    return (_basis(due), *body, *_doubts(due))


def explain_text(due: Due) -> str:
    """The sentences as one text, a line each."""
    return "\n".join(due.explanation)


def _basis(due: Due) -> str:
    limit = due.limit
    since = f"{limit.effective_from} 起施行"
    if limit.effective_to is not None:
        since = f"{limit.effective_from} 至 {limit.effective_to} 有效"
    word = {"min": "不少于", "max": "不超过", "within_before": "届满前"}.get(limit.bound, "")
    return f"依据：{limit.citation}（{since}），{limit.title_zh}：{word}{limit.amount_zh}。"


def _yearly(due: Due) -> Iterator[str]:
    yield "这是每年固定日期，不是期间，遇休息日不顺延。"
    if due.due_on is not None:
        day = day_zh(due.due_on)
        if due.limit.bound == "exact":
            yield f"从 {due.start} 往后看，下一次是 {day}。"
        elif due.limit.date_inclusive:
            yield f"从 {due.start} 往后看，最迟 {day}，当天办理不算晚。"
        else:
            yield f"条文写“之前”，当天办理已经晚了：从 {due.start} 往后看，最迟 {day}。"


def _hours(due: Due) -> Iterator[str]:
    yield f"从 {due.start:%Y-%m-%d %H:%M} 起算，昼夜和休息日都算在内（{due.rule.citation}）。"
    if due.due_at is not None:
        yield f"最迟 {due.due_at:%Y-%m-%d %H:%M}。"


def _period(due: Due) -> Iterator[str]:
    back = due.limit.direction == "before"
    first = "往回数" if back else "从次日数起"
    begin = due.extended.restart[0] if due.extended.restart else due.start
    yield f"{day_zh(begin)} 当天不计，{first}（{due.rule.citation}）。"
    yield _manner(due)
    yield from _extension(due)
    for span in due.suspensions:
        if span.to is None:
            yield f"自 {span.from_} 起中止（{span.ground}），至今没有恢复，期限停在这里，到期日待定。"
        elif due.counted_end is None or span.from_ <= due.counted_end:
            days = (span.to - span.from_).days + 1
            yield f"{span.from_} 至 {span.to} 中止 {days} 天（{span.ground}），不计入期限。"
        else:
            yield f"{span.from_} 的中止晚于期限届满，对到期日没有影响。"
    if due.suspensions and not due.limit.suspendable:
        yield "注意：所引条文没有写可以中止或者扣除时间，请核对中止的依据。"
    if due.counted_end is not None:
        yield from (_back(due, due.counted_end) if back else _forward(due, due.counted_end))


def _manner(due: Due) -> str:
    if due.limit.unit == "working_day":
        left_out = [f"{k} {n} 天" for k, n in due.excluded.items() if k not in ("中止", "顺延")]
        skipped = f"，跳过{'、'.join(left_out)}" if left_out else ""
        return f"只数工作日，调休上班的周末算工作日{skipped}。"
    if due.limit.unit == "day":
        return "按自然日连续计算，中间的休息日也算。"
    return "按月、年计算，到对应的那一天届满；没有对应日的，到当月最后一天。"


def _extension(due: Due) -> Iterator[str]:
    unit = UNIT_ZH[due.limit.unit]
    if due.extended.restart is not None:
        day, amount = due.extended.restart
        yield f"障碍在 {day} 消除，从那时起另算 {amount}{unit}。"
    elif due.extended.times:
        yield (
            f"延长 {due.extended.times} 次，共 {due.extended.added}{unit}，"
            f"加在原期限上合计 {due.amount}{unit}。"
        )


def _forward(due: Due, end: date) -> Iterator[str]:
    if due.due_on is None:
        return
    first_day = due.limit.bound == "min"
    moved = due.due_on != end and not first_day
    amount = f"{due.amount}{UNIT_ZH[due.limit.unit]}"
    yield f"数满 {amount}：{day_zh(end)}。"
    if moved:
        yield f"这一天是{due.calendar.reason(end)}，顺延到休息后的第一个工作日（{due.rule.citation}）。"
    if first_day:
        yield f"要满这么多天之后才可以：最早 {day_zh(due.due_on)}。"
    elif due.limit.bound == "exact":
        yield f"届满日是 {day_zh(due.due_on)}。"
    else:
        yield f"最迟 {day_zh(due.due_on)}，当天办理不算晚。"


def _back(due: Due, end: date) -> Iterator[str]:
    if due.due_on is None:
        return
    if due.limit.bound == "within_before":
        yield f"可以办理的时间从 {day_zh(end)} 到 {day_zh(due.due_on)}。"
        return
    if due.limit.bound == "min":
        yield (
            f"往回数满 {due.amount}{UNIT_ZH[due.limit.unit]}到 {day_zh(end)}，"
            "通知当天和事件当天都不算在内（从严）。"
        )
    yield f"最迟 {day_zh(due.due_on)}。"
    if due.calendar.is_rest_day(due.due_on):
        yield f"这一天是{due.calendar.reason(due.due_on)}，不能往后拖，宜在前一个工作日办妥。"


def _doubts(due: Due) -> Iterator[str]:
    if due.provisional:
        yield (
            "暂定：其中有的日子还没有公布的放假安排，按星期推定；"
            "放假通知公布并录入工作日历后要重新计算。"
        )
    if not due.judgeable:
        yield "这个数字只是占位，没有出处，只作提醒，不得据此判逾期；请按本地规定填写。"
    elif not due.limit.verified:
        yield "本条编制时没有读到原文，使用前请核对。"
