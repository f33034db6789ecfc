"""A due day in words: what is due, by which article, and how many working days are left or past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.db.models import Q
from django.utils.translation import gettext as _

from yifa import law
from yifa.kernel import moment
from yifa.kernel.matter.calendar import office_calendar, office_limits
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.registry import all_procedures, pinned

NEAR = 3
"""Working days after today within which a due day is near."""
FAR = 400
"""Days beyond which working days are not counted out one by one."""


@dataclass(frozen=True)
class DueLine:
    """`level`: overdue, today, soon, later, reminder (not to be judged), open (first permitted day reached)."""

    level: str
    day: date
    title: str
    cite: str
    text: str


@dataclass(frozen=True)
class Reckoner:
    """Today, the office's calendar and limits, read once a page (two queries)."""

    today: date
    calendar: law.WorkCalendar
    limits: law.LimitBook

    @classmethod
    def now(cls) -> Reckoner:
        return cls(moment.today(), office_calendar(), office_limits())

    def near_until(self) -> date:
        """The last day that is at most `NEAR` working days away."""
        day, left = self.today, 0
        while True:
            after = day + timedelta(days=1)
            left += self.calendar.is_working_day(after)
            if left > NEAR:
                return day
            day = after

    def working_days(self, until: date) -> int | None:
        """Working days after today up to `until`, negative when it has passed; None when far away."""
        if abs((until - self.today).days) > FAR:
            return None
        early, late = sorted((self.today, until))
        days = (early + timedelta(days=n) for n in range(1, (late - early).days + 1))
        count = sum(map(self.calendar.is_working_day, days))
        return count if until >= self.today else -count

    def limit(self, limit_id: str, on: date, unit_code: str = "") -> law.Limit | None:
        """The version in force on a day, else the newest; None for an id nobody knows."""
        try:
            return self.limits.get(limit_id, on, unit_code)
        except law.NotInForce:
            return self.limits.versions(limit_id)[-1]
        except law.UnknownLimit:
            return None

    def line(self, matter: Matter) -> DueLine | None:
        """The matter's next due day, or None when no limit runs (or it is suspended)."""
        if matter.next_due is None or not matter.is_open:
            return None
        limit = self.limit(matter.next_limit, matter.received_on, matter.unit.code)
        title = limit.title_zh if limit else matter.next_limit or _("事项自身约定的日期")
        cite = cited(limit)
        level, text = self.words(matter.next_due, limit, awaited=awaited(matter))
        return DueLine(level, matter.next_due, title, cite, text)

    def late(self) -> Q:
        """The condition on open matters that their next limit has passed and lateness may be judged by it.

        Not judged: limits that bind those the office waits for, first permitted days, and numbers without a source,
        unless the district or the matter's unit has entered its own number.
        """
        return Q(next_due__lt=self.today) & ~self._unjudged()

    def passed_unjudged(self) -> Q:
        """The condition that the next day has passed and nobody is late by it."""
        return Q(next_due__lt=self.today) & self._unjudged()

    def _unjudged(self) -> Q:
        never, unless_local = _sorted(self.limits, self.today)
        found = Q(next_limit__in=never)
        for limit_id, units in unless_local.items():
            found |= Q(next_limit=limit_id) & ~Q(unit__code__in=units)
        for procedure in all_procedures():
            if procedure.awaits:
                found |= Q(procedure=procedure.id, next_limit__in=procedure.awaits)
        return found

    def words(
        self, day: date, limit: law.Limit | None, *, awaited: bool = False
    ) -> tuple[str, str]:
        """(level, words) of a due day; `awaited`: another body's limit in this procedure."""
        left = self.working_days(day)
        if limit is not None and limit.bound == "min" and limit.direction == "after":
            return ("open", _("已可办理")) if day <= self.today else ("later", _("届时方可办理"))
        if day < self.today:
            if awaited or (limit is not None and limit.binds_others):
                return "reminder", _("对方的期限已过，可以继续办理")
            # A number without a source may remind; it must never say that somebody is late.
            if limit is not None and not limit.judgeable:
                return "reminder", _("提醒日已过，不据此判逾期")
            past = (
                _("逾期 %(n)s 个工作日") % {"n": -(left or 0)} if left else _("逾期，其间无工作日")
            )
            return "overdue", past if left is not None else _("逾期")
        if day == self.today:
            return "today", _("今天届满")
        if left is None:
            return "later", ""
        words = _("还有 %(n)s 个工作日") % {"n": left} if left else _("休息日届满")
        return ("soon" if left <= NEAR else "later"), words


def awaited(matter: Matter, limit_id: str = "") -> bool:
    """Whether the limit (the matter's next one if not named) binds another body in this procedure."""
    procedure = pinned(matter.procedure, matter.procedure_since)
    return (limit_id or matter.next_limit) in procedure.awaits


def cited(limit: law.Limit | None) -> str:
    """Law, article and amount as an office writes them: without the name of the state before the law's."""
    if limit is None:
        return ""
    return f"{limit.citation.removeprefix('中华人民共和国')}：{limit.amount_zh}"


@lru_cache(maxsize=4)
def _sorted(
    book: law.LimitBook, today: date
) -> tuple[tuple[str, ...], Mapping[str, tuple[str, ...]]]:
    """Ids by which nobody here is late, and ids by which only units with a number of their own are judged."""
    local: dict[str, set[str]] = {}
    for version in book.locals():
        if version.effective_from <= today <= (version.effective_to or date.max):
            local.setdefault(version.id, set()).add(version.local_unit or "")
    never, unless_local = set(), {}
    for version in book:
        if version.binds_others or (version.bound == "min" and version.direction == "after"):
            never.add(version.id)
        elif not version.judgeable and "" not in local.get(version.id, ()):
            units = tuple(sorted(local.get(version.id, ())))
            if units:
                unless_local[version.id] = units
            else:
                never.add(version.id)
    return tuple(sorted(never)), unless_local
