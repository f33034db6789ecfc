"""Judging by a due day: what is left, what came late, what came too early."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from yifa.law.calendar import WorkCalendar
from yifa.law.due import Due, day_of


def remaining(due: Due, today: date, calendar: WorkCalendar) -> int | None:
    """Days left after today up to the due day, in the limit's own days (working or natural);
    0 on the day itself, negative when it has passed; None while suspended."""
    if due.due_on is None:
        return None
    if due.limit.unit != "working_day":
        return (due.due_on - today).days
    sign = 1 if due.due_on >= today else -1
    early, late = sorted((today, due.due_on))
    days = (early + timedelta(days=i) for i in range(1, (late - early).days + 1))
    return sign * sum(map(calendar.is_working_day, days))


def is_late(due: Due, happened: date) -> bool | None:
    """Whether something done on that day (or moment) came after the last permitted one.

    None where nobody may judge: a placeholder, or hours when only a date is known. A limit that
    sets a first permitted day (bound min, counted forward) cannot be missed: see `too_early`.
    """
    if not due.judgeable:
        return None
    if due.due_on is None or _is_first_day(due):
        return False
    if due.due_at is not None:
        if isinstance(happened, datetime):
            return happened > due.due_at
        return None if happened == due.due_on else happened > due.due_on
    return day_of(happened) > due.due_on


def too_early(due: Due, happened: date) -> bool | None:
    """Whether it was done before the first permitted day; None where nobody may judge."""
    if not due.judgeable:
        return None
    return due.not_before is not None and day_of(happened) < due.not_before


def _is_first_day(due: Due) -> bool:
    return due.limit.bound == "min" and due.limit.direction == "after"
