"""Working days: the State Council's published holidays, an office's own table, and honest doubt.

`chinesecalendar` is the seed; an office table overrides it day by day (国务院办公厅 notices come out
in autumn, a library release later; a flood may close offices for a day). Where neither knows the
year, weekdays and fixed-date holidays answer, marked *provisional*: never a silent guess.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import import_module
from importlib.metadata import version as package_version

from yifa.law.errors import LawDataError

TABLE = "工作日历表"
# The library's own functions raise outside the years it knows; its tables are read directly, so
# that such a day can be answered and marked. (No type stubs exist: hence the dynamic import.)
_SEED = import_module("chinese_calendar.constants")
_HOLIDAYS: Mapping[date, str] = _SEED.holidays
_WORKDAYS: Mapping[date, str] = _SEED.workdays
_NAMES: Mapping[str, str] = {item.value: item.chinese for item in _SEED.Holiday}
_FIRST_YEAR = min(_HOLIDAYS).year
_LAST_YEAR = max(_HOLIDAYS).year
# A New Year notice may move the last days of December before it (2018-12-29 was worked and
# 2018-12-31 free by the notice for 2019): the tail of the last known year is not settled yet.
_TAIL_FROM = (12, 24)
# Holidays with a fixed date of the solar calendar, 全国年节及纪念日放假办法（2024年修订）第二条:
# the guess for a year without a notice at least does not count them as worked.
_FIXED: Mapping[tuple[int, int], str] = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}


@dataclass(frozen=True, slots=True)
class DayOverride:
    """One row of an office's calendar table: this day is (or is not) worked, and by which notice."""

    date: date
    working: bool
    name: str
    source: str


class WorkCalendar:
    """Which days are worked, why, and how sure we are.

    `known_years` are years whose notice the office has entered in full: outside its rows the
    weekday rule then holds and is not provisional. Raises LawDataError on two rows for one day.
    """

    def __init__(
        self, overrides: Iterable[DayOverride] = (), known_years: Iterable[int] = ()
    ) -> None:
        self._rows: dict[date, DayOverride] = {}
        for row in overrides:
            if row.date in self._rows:
                raise LawDataError(TABLE, str(row.date), "date", "有两行", "同一天只留一行")
            if not row.source.strip():
                raise LawDataError(TABLE, str(row.date), "source", "是空的", "请写明通知文号")
            self._rows[row.date] = row
        self._years = frozenset(known_years)
        self.version = self._version()

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on that day; see `provisional` for how sure this is."""
        row = self._rows.get(day)
        if row is not None:
            return row.working
        if day in _WORKDAYS:
            return True
        return day.weekday() < 5 and self._holiday(day) is None

    def is_legal_holiday(self, day: date) -> bool:
        """Whether the day lies in a named holiday (节日放假, with its exchanged rest days)."""
        row = self._rows.get(day)
        if row is not None:
            return not row.working and row.name not in ("", "周末")
        return self._holiday(day) is not None

    def is_rest_day(self, day: date) -> bool:
        """Whether a last day falling here moves on: 法定休假日 in 民事诉讼法第八十五条 and
        民法典第二百零三条 is taken, as in practice, to include weekly rest days."""
        return not self.is_working_day(day)

    def reason(self, day: date) -> str:
        """Why it is worked or not, in Chinese: 工作日, 周末, 春节, 调休上班（国庆节）, …"""
        row = self._rows.get(day)
        if row is not None:
            return row.name or ("工作日" if row.working else "休息日")
        if day in _WORKDAYS:
            return f"调休上班（{_NAMES[_WORKDAYS[day]]}）"
        return self._holiday(day) or ("工作日" if day.weekday() < 5 else "周末")

    def provisional(self, day: date) -> bool:
        """Whether the answer for that day is only a guess by weekday, no notice being known."""
        if day in self._rows or day.year in self._years:
            return False
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            return True
        return (
            day.year == _LAST_YEAR
            and (day.month, day.day) >= _TAIL_FROM
            and day.year + 1 not in self._years
        )

    def _holiday(self, day: date) -> str | None:
        """The holiday's name by the library or, in a year it does not know, by fixed date."""
        if day in _HOLIDAYS:
            return _NAMES[_HOLIDAYS[day]]
        if day.year > _LAST_YEAR and day.year not in self._years:
            return _FIXED.get((day.month, day.day))
        return None

    def _version(self) -> str:
        rows = sorted(self._rows.values(), key=lambda row: row.date)
        text = "\n".join(
            [f"{r.date}\t{int(r.working)}\t{r.name}\t{r.source}" for r in rows]
            + [str(year) for year in sorted(self._years)]
        )
        seed = f"chinesecalendar-{_library_version()}"
        return f"{seed}+{hashlib.sha256(text.encode()).hexdigest()[:12]}" if text else seed


@lru_cache(maxsize=1)
def _library_version() -> str:
    return package_version("chinesecalendar")
