"""Counting days on a calendar: pure date arithmetic, knowing nothing of any statute."""

from __future__ import annotations

import calendar as month_table
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from yifa.law.calendar import WorkCalendar
from yifa.law.errors import BadInput

ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days that do not count, `from_` and `to` included; `to` None while it still runs."""

    from_: date
    to: date | None
    ground: str

    def __post_init__(self) -> None:
        if self.to is not None and self.to < self.from_:
            raise BadInput(f"中止的结束日 {self.to} 早于开始日 {self.from_}，请核对。")


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a count: whether it counts, as which one, and why (not)."""

    date: date
    counted: bool
    n: int | None
    reason: str


def add_months(day: date, months: int) -> date:
    """The corresponding day `months` later (or earlier); where there is none, the month's last
    day (民法典第二百零二条)."""
    year, index = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise BadInput(f"{day} 加 {months} 个月超出日历范围。")
    last = month_table.monthrange(year, index + 1)[1]
    return date(year, index + 1, min(day.day, last))


def merge(suspensions: Iterable[Suspension], origin: date) -> tuple[Suspension, ...]:
    """Disjoint suspensions in order, only the part after `origin`; overlapping days count once."""
    merged: list[Suspension] = []
    for span in sorted(suspensions, key=lambda s: (s.from_, s.to or date.max)):
        if span.to is not None and span.to <= origin:
            continue
        start = max(span.from_, origin + ONE)
        last = merged[-1] if merged else None
        if last is None or (last.to is not None and start > last.to):
            merged.append(Suspension(start, span.to, span.ground))
            continue
        end = None if last.to is None or span.to is None else max(last.to, span.to)
        ground = last.ground if span.ground in last.ground else f"{last.ground}；{span.ground}"
        merged[-1] = Suspension(last.from_, end, ground)
    return tuple(merged)


def suspended(day: date, spans: tuple[Suspension, ...]) -> Suspension | None:
    """The suspension that covers the day, if any."""
    for span in spans:
        if span.from_ <= day and (span.to is None or day <= span.to):
            return span
    return None


def calendar_end(origin: date, length: int, spans: tuple[Suspension, ...]) -> date | None:
    """The day on which `length` natural days after `origin` are full, suspended ones left out;
    None when an open suspension stops the count before that."""
    end = origin + timedelta(days=length)
    for span in spans:
        if span.from_ > end:
            break
        if span.to is None:
            return None
        end += span.to - span.from_ + ONE
    return end


def working_end(
    origin: date, length: int, spans: tuple[Suspension, ...], calendar: WorkCalendar
) -> date | None:
    """The day on which `length` working days after `origin` are full; None as above."""
    day, counted = origin, 0
    while counted < length:
        day += ONE
        span = suspended(day, spans) if spans else None
        if span is None:
            counted += calendar.is_working_day(day)
        elif span.to is None:
            return None
        else:
            day = span.to  # the loop steps past it
    return day


def working_start(event: date, length: int, calendar: WorkCalendar) -> date:
    """The first of the `length` working days that lie before `event`."""
    day, counted = event, 0
    while counted < length:
        day -= ONE
        counted += calendar.is_working_day(day)
    return day


def next_working_day(day: date, calendar: WorkCalendar, step: int = 1) -> date:
    """`day` itself if worked, else the nearest worked day in the direction of `step`."""
    while calendar.is_rest_day(day):
        day += step * ONE
    return day


def walk(
    origin: date,
    end: date,
    spans: tuple[Suspension, ...],
    calendar: WorkCalendar,
    *,
    working_only: bool,
) -> Iterator[Day]:
    """Every day from the one beside `origin` to `end` (earlier or later), counted or left out."""
    step = ONE if end >= origin else -ONE
    day, n = origin, 0
    while day != end:
        day += step
        span = suspended(day, spans)
        guess = "（暂按星期推定）" if calendar.provisional(day) else ""
        if span is not None:
            yield Day(day, False, None, f"中止：{span.ground}")
        elif working_only and not calendar.is_working_day(day):
            yield Day(day, False, None, calendar.reason(day) + guess)
        else:
            n += 1
            yield Day(day, True, n, calendar.reason(day) + guess if working_only else "自然日")
