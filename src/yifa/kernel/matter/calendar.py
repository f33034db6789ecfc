"""The calendar and limits as this office has them: the law's, with the office's days and local values."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import lru_cache

from yifa import law
from yifa.kernel.edition import kept
from yifa.kernel.organization.calendar import CalendarDay, LocalLimitEntry
from yifa.kernel.organization.models import Unit

STATUTORY_REST_DAYS = 13
"""Holidays a year has since 2025 (全国年节及纪念日放假办法 art. 2): fewer entered, and the year's notice is not in yet."""


@lru_cache(maxsize=4)
def _calendar(days: tuple[tuple[date, bool, str], ...]) -> law.WorkCalendar:
    rest = Counter(day.year for day, working, _ in days if not working)
    return law.WorkCalendar(
        (law.DayOverride(day, working, name, "本单位日历") for day, working, name in days),
        known_years=[year for year, n in rest.items() if n >= STATUTORY_REST_DAYS],
    )


def office_calendar() -> law.WorkCalendar:
    """The official calendar with the office's own days, as it stands now."""
    return kept((CalendarDay,), "calendar", _read_calendar)


def _read_calendar() -> law.WorkCalendar:
    rows = CalendarDay.objects.unscoped("the calendar is everybody's").standing().order_by("day")
    return _calendar(tuple(rows.values_list("day", "working", "name")))


@lru_cache(maxsize=8)
def _book(local: tuple[tuple[str, int, date, date | None, str, str], ...]) -> law.LimitBook:
    overrides = [
        law.LocalLimit(
            id=i, value=v, effective_from=since, effective_to=until, source=g, unit_code=u
        )
        for i, v, since, until, g, u in local
    ]
    return law.book().with_local(overrides)


def office_limits() -> law.LimitBook:
    """The limits with local values where the law leaves them to the place, as they stand now."""
    return kept((LocalLimitEntry, Unit), "limits", _read_limits)


def _read_limits() -> law.LimitBook:
    rows = LocalLimitEntry.objects.unscoped("limits are everybody's").order_by("pk")
    # What the district enters holds for every unit below it; a unit's own value goes before it.
    # An entry's `valid_to` is the first day it no longer holds, a limit's `effective_to` the last day it does.
    local = tuple(
        (
            r.limit_id,
            r.value,
            r.valid_from,
            _last_day(r.valid_to),
            r.ground,
            "" if r.unit.parent_id is None else r.unit.code,
        )
        for r in rows.select_related("unit")
        if r.valid_to is None or r.valid_to > r.valid_from
    )
    return _book(local) if local else law.book()


def _last_day(valid_to: date | None) -> date | None:
    return valid_to - timedelta(days=1) if valid_to else None
