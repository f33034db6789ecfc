"""When something is due: a limit, the day that starts it, a calendar, and what interrupted it.

Pure functions: nothing is stored, nothing is read from the clock. The answer carries its own
explanation, so that a clerk can follow the count day by day and a reviewer can contest it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from yifa.law import explain
from yifa.law.calendar import WorkCalendar
from yifa.law.counting import CountingRule, CountingRules, shipped_rules
from yifa.law.errors import BadInput, NotAPeriod
from yifa.law.extending import Extended, Extensions, extend
from yifa.law.limit import Limit
from yifa.law.period import (
    ONE,
    Day,
    Suspension,
    add_months,
    calendar_end,
    merge,
    next_working_day,
    walk,
    working_end,
    working_start,
)


@dataclass(frozen=True)
class Due:
    """The answer, and how it came about.

    `due_on`: last permitted day (bound max, exact, annual_by); first permitted day (bound min);
    latest day for a notice that must precede an event; None while an open suspension runs.
    `not_before`: the first permitted day where the law sets one. `due_at`: only for hours.
    `provisional`: it rests on a day no published calendar covers. `counted_end`: the day the bare
    count ended, before a rest day moved it. `amount`: the limit with what was granted on top.
    """

    limit: Limit
    rule: CountingRule
    start: date
    due_on: date | None
    due_at: datetime | None
    not_before: date | None
    counted_end: date | None
    provisional: bool
    amount: int | None
    extended: Extended
    suspensions: tuple[Suspension, ...]
    origin: date
    calendar_version: str
    calendar: WorkCalendar = field(repr=False, compare=False)

    @property
    def judgeable(self) -> bool:
        """Whether lateness may be judged: never by a placeholder."""
        return self.limit.judgeable

    @property
    def suspended(self) -> bool:
        """Whether an open suspension keeps the due day unknown."""
        return self.due_on is None

    @property
    def days(self) -> tuple[Day, ...]:
        """The count, day by day, from the starting day on (or back); empty for hours and dates."""
        if self.rule.days not in ("working_day", "calendar"):
            return ()
        working_only = self.rule.days == "working_day"
        first = Day(self.start, False, None, "当天不计")
        if self.counted_end is None:
            stop = self.suspensions[-1].from_
            return (first, *self._walk(stop, working_only))
        found = [first, *self._walk(self.counted_end, working_only)]
        if self.limit.direction == "after" and self.limit.bound != "min" and self.due_on:
            day = self.counted_end
            while day < self.due_on:
                why = self.calendar.reason(day + ONE)
                day += ONE
                found.append(Day(day, False, None, f"{why}，末日顺延"))
        return tuple(found)

    def _walk(self, end: date, working_only: bool) -> Iterable[Day]:
        return walk(self.origin, end, self.suspensions, self.calendar, working_only=working_only)

    @property
    def excluded(self) -> dict[str, int]:
        """How many days were left out of the count, by reason: 周末, 春节, 中止, 顺延."""
        tally: Counter[str] = Counter()
        for day in self.days[1:]:
            if not day.counted:
                reason = day.reason.removesuffix("（暂按星期推定）")
                kind = "顺延" if reason.endswith("顺延") else reason.partition("：")[0]
                tally[kind] += 1
        return dict(tally)

    @property
    def explanation(self) -> tuple[str, ...]:
        """Sentences a clerk can read, in order."""
        return explain.sentences(self)


def due(
    limit: Limit,
    start: date,
    calendar: WorkCalendar,
    *,
    suspensions: Iterable[Suspension] = (),
    extensions: Extensions = 0,
    rules: CountingRules | None = None,
) -> Due:
    """When `limit`, started by (or counted back from) `start`, falls due.

    `start` must be a datetime for a limit in hours. `extensions`: see `yifa.law.extending`.
    `rules` are the shipped counting rules unless given. Raises NotAPeriod (a threshold),
    ExtensionRefused, BadInput.
    """
    if not (limit.is_period or limit.is_yearly):
        raise NotAPeriod(
            f"“{limit.title_zh}”是数额、人数、比例或者次数的门槛（{limit.amount_zh}，"
            f"{limit.citation}），不是期限，没有到期日。"
        )
    # a transitional clause may apply a version to an older trigger: it brings its own counting
    counted_by = max(day_of(start), limit.effective_from)
    rule = (rules or shipped_rules()).get(
        limit.counting, min(counted_by, limit.effective_to or counted_by)
    )
    spans = tuple(suspensions)
    if limit.is_yearly:
        if spans or extensions not in (0, (), []):
            raise BadInput("每年固定日期不能中止或者延长。")
        return _yearly(limit, rule, day_of(start), calendar)
    if limit.unit == "hour":
        if spans:
            raise BadInput("按小时计算的期限不扣除中止时间，请从恢复的时刻另算。")
        return _hours(limit, rule, start, calendar, extensions)
    if limit.direction == "before":
        if spans:
            raise BadInput("往回数的期限没有中止，请改用新的事件日期。")
        return _before(limit, rule, day_of(start), calendar, extensions)
    return _after(limit, rule, day_of(start), calendar, spans, extensions)


def day_of(moment: date) -> date:
    """The day of a date or a datetime, in the datetime's own zone."""
    return moment.date() if isinstance(moment, datetime) else moment


def _value(limit: Limit) -> int:
    if isinstance(limit.value, tuple):
        raise BadInput(f"{limit.id} 的数值是日期，不是数量。")
    return limit.value


def _after(
    limit: Limit,
    rule: CountingRule,
    start: date,
    calendar: WorkCalendar,
    suspensions: tuple[Suspension, ...],
    extensions: Extensions,
) -> Due:
    extended = extend(limit, _value(limit), extensions)
    begin, amount = extended.restart or (start, _value(limit) + extended.added)
    origin = begin if rule.start_excluded else begin - ONE
    spans = merge(suspensions, origin)
    working = limit.unit == "working_day"
    if working:
        end = working_end(origin, amount, spans, calendar)
    else:
        end = calendar_end(origin, (_nominal(limit, origin, amount) - origin).days, spans)
    moved = next_working_day(end, calendar) if end and rule.roll_forward else end
    # 满 N 日之后才可以：the first permitted day is the one after the full days
    result = moved + ONE if moved and limit.bound == "min" else moved
    doubtful = (
        end is not None
        and moved is not None
        and _provisional(calendar, origin + ONE if working else end, moved)
        and (working or rule.roll_forward)
    )
    return Due(
        limit=limit,
        rule=rule,
        start=start,
        due_on=result,
        due_at=None,
        not_before=result if limit.bound == "min" else None,
        counted_end=end,
        provisional=doubtful,
        amount=amount,
        extended=extended,
        suspensions=spans,
        origin=origin,
        calendar_version=calendar.version,
        calendar=calendar,
    )


def _before(
    limit: Limit,
    rule: CountingRule,
    event: date,
    calendar: WorkCalendar,
    extensions: Extensions,
) -> Due:
    extended = extend(limit, _value(limit), extensions)
    amount = _value(limit) + extended.added
    working = limit.unit == "working_day"
    end = working_start(event, amount, calendar) if working else _nominal(limit, event, -amount)
    latest, not_before = end, None
    if limit.bound == "within_before":
        latest, not_before = event, end
    elif limit.bound == "min":
        # N 日前: neither the notice's day nor the event's counts, N full days lie between
        latest = end - ONE
        if working:
            latest = next_working_day(latest, calendar, step=-1)
    return Due(
        limit=limit,
        rule=rule,
        start=event,
        due_on=latest,
        due_at=None,
        not_before=not_before,
        counted_end=end,
        provisional=working and _provisional(calendar, latest, event),
        amount=amount,
        extended=extended,
        suspensions=(),
        origin=event,
        calendar_version=calendar.version,
        calendar=calendar,
    )


def _hours(
    limit: Limit, rule: CountingRule, start: date, calendar: WorkCalendar, extensions: Extensions
) -> Due:
    if not isinstance(start, datetime):
        raise BadInput(f"“{limit.title_zh}”按小时计算，请给出时刻，例如 2024-05-01T09:30。")
    extended = extend(limit, _value(limit), extensions)
    amount = _value(limit) + extended.added
    at = start + timedelta(hours=amount)
    return _plain(limit, rule, start, at.date(), at, amount, extended, calendar)


def _yearly(limit: Limit, rule: CountingRule, start: date, calendar: WorkCalendar) -> Due:
    """The first such date on or after `start`; where the day itself is late, the day before it."""
    if not isinstance(limit.value, tuple):
        raise BadInput(f"{limit.id} 的数值不是日期。")
    month, day = limit.value
    for year in (start.year, start.year + 1):
        named = add_months(date(2024, month, day), 12 * (year - 2024))  # 02-29 → 02-28
        latest = named if limit.date_inclusive else named - ONE
        if latest >= start:
            break
    return _plain(limit, rule, start, latest, None, None, Extended(), calendar)


def _plain(
    limit: Limit,
    rule: CountingRule,
    start: date,
    on: date,
    at: datetime | None,
    amount: int | None,
    extended: Extended,
    calendar: WorkCalendar,
) -> Due:
    return Due(
        limit=limit,
        rule=rule,
        start=start,
        due_on=on,
        due_at=at,
        not_before=on if limit.is_yearly and limit.bound == "exact" else None,
        counted_end=on,
        provisional=False,
        amount=amount,
        extended=extended,
        suspensions=(),
        origin=start,
        calendar_version=calendar.version,
        calendar=calendar,
    )


def _nominal(limit: Limit, origin: date, amount: int) -> date:
    if limit.unit == "month":
        return add_months(origin, amount)
    if limit.unit == "year":
        return add_months(origin, amount * 12)
    try:
        return origin + timedelta(days=amount)
    except OverflowError:
        raise BadInput(f"{origin} 起 {amount} 日超出日历范围。") from None


def _provisional(calendar: WorkCalendar, first: date, last: date) -> bool:
    return any(
        calendar.provisional(first + timedelta(days=i)) for i in range((last - first).days + 1)
    )
