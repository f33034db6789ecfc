"""Clocks of a matter: stored facts in, derived dates out. All arithmetic is in `law`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from yifa import law
from yifa.kernel.errors import Missing, Refusal
from yifa.kernel.matter.calendar import office_calendar, office_limits
from yifa.kernel.matter.context import Context, Ticking, Work
from yifa.kernel.matter.models import Clock, ClockExtension, ClockPause
from yifa.kernel.matter.procedure import (
    Becomes,
    Day,
    Extends,
    Pauses,
    Procedure,
    Restarts,
    Resumes,
    Starts,
    Step,
    Stops,
    Words,
)


def run(context: Context, step: Step) -> None:
    """Apply the step's clock operations, derive, and stamp the matter's derived columns."""
    if not step.clocks and context.matter.is_open:
        return
    for op in step.clocks:
        _apply(context, op)
    if not context.matter.is_open:
        for ticking in context.work.clocks:
            if ticking.clock.running:
                stop(ticking, context.on, judge=False)
    stamp(context.work)


def _apply(context: Context, op: Any) -> None:
    match op:
        case Starts(limit, from_, controlling, when, amount):
            if when is None or when(context):
                start(
                    context.work, limit, _date(context, from_), controlling=controlling,
                    amount=amount(context) if amount else None,
                )  # fmt: skip
        case Restarts(limit, from_):
            if (ticking := context.clock(limit)) is not None:
                _restart(ticking, _date(context, from_))
        case Becomes(limit, into):
            if (ticking := context.clock(limit)) is not None:
                _become(context, ticking, into)
        case Stops(limit, judge):
            for ticking in [t for t in context.work.clocks if t.clock.limit_id == limit]:
                if ticking.clock.running:
                    stop(ticking, context.on, judge=judge)
        case Pauses(limit, ground, cite):
            if (ticking := context.clock(limit)) is not None:
                said, article = _words(context, ground), _words(context, cite)
                ticking.pauses.append(ClockPause(from_on=context.on, ground=said, cite=article))
                derive(ticking)
        case Resumes(limit):
            if (ticking := context.clock(limit)) is not None:
                for pause in ticking.pauses:
                    if pause.to_on is None:
                        pause.to_on = context.on
                        break
                derive(ticking)
        case Extends(limit, amount, ground):
            _extend(context, limit, context.data.get(amount), str(context.data.get(ground, "")))


def _date(context: Context, day: Day) -> date:
    if callable(day):
        return day(context)
    return context.on if day == "on" else context.data.get(day) or context.on


def _words(context: Context, words: Words) -> str:
    return words(context) if callable(words) else words


def start(
    work: Work, limit_id: str, on: date, *, controlling: bool = False,
    amount: tuple[int, str] | None = None,
) -> Ticking:  # fmt: skip
    """A limit begins to run; the version in force on its trigger's date decides.

    `amount` is the number and unit of this matter where they stand in it; it stays whatever the catalogue says later.
    """
    limit = office_limits().get(limit_id, on, work.matter.unit.code)
    clock = Clock(
        matter=work.matter,
        limit_id=limit_id, started_on=on, is_controlling=controlling,
        rule_since=limit.effective_from, calendar_version="",
        amount=amount[0] if amount else None, amount_unit=amount[1] if amount else "",
    )  # fmt: skip
    ticking = Ticking(clock)
    work.clocks.append(ticking)
    derive(ticking)
    return ticking


def _restart(ticking: Ticking, on: date) -> None:
    ticking.clock.started_on = on
    unit_code = ticking.clock.matter.unit.code
    limit = office_limits().get(ticking.clock.limit_id, on, unit_code)
    ticking.clock.rule_since = limit.effective_from
    for pause in ticking.pauses:
        if pause.to_on is None:
            pause.to_on = on
    derive(ticking)


def _become(context: Context, ticking: Ticking, into: str) -> None:
    """Start `into` where `ticking` started, with its pauses; `ticking` falls away unjudged."""
    old = ticking.clock
    fresh = start(context.work, into, old.started_on, controlling=old.is_controlling)
    fresh.pauses = [
        ClockPause(from_on=p.from_on, to_on=p.to_on, ground=p.ground, cite=p.cite)
        for p in ticking.pauses
    ]
    derive(fresh)
    stop(ticking, context.on, judge=False)


def stop(ticking: Ticking, on: date, *, judge: bool = True) -> None:
    """The limit is met or falls away; on-time is judged only by a value the law really has."""
    for pause in ticking.pauses:
        if pause.to_on is None:
            pause.to_on = on
    counted = derive(ticking)
    ticking.clock.stopped_on = on
    if judge:
        late, early = law.is_late(counted, on), law.too_early(counted, on)
        ticking.clock.on_time = None if late is None else int(not late and not early)


def _extend(context: Context, limit_id: str, amount: Any, ground: str) -> None:
    ticking = context.clock(limit_id)
    if ticking is None:
        raise Refusal("没有在计的期限可以延长")
    ticking.extensions.append(
        ClockExtension(
            amount=int(amount) if amount else None,
            approver=context.actor.name,
            ground=ground,
            on=context.on,
        )
    )
    derive(ticking)


def counted(
    ticking: Ticking,
    limits: law.LimitBook | None = None,
    calendar: law.WorkCalendar | None = None,
) -> law.Due:
    """The due date with its explanation, from the stored facts under the calendar of today.

    A page that counts many clocks gives the limits and the calendar it has read already.
    """
    clock = ticking.clock
    book = limits or office_limits()
    limit = of_clock(clock, book.get(clock.limit_id, clock.rule_since, clock.matter.unit.code))
    try:
        return law.due(
            limit,
            clock.started_on,
            calendar or office_calendar(),
            suspensions=_suspensions(ticking),
            extensions=[e.amount for e in ticking.extensions],
        )
    except law.ExtensionRefused as refused:
        raise Refusal(str(refused), cite=f"{limit.law}{limit.article}") from refused


def of_clock(clock: Clock, limit: law.Limit) -> law.Limit:
    """The limit with the number of this matter, where the matter has its own."""
    if clock.amount is None:
        return limit
    return replace(limit, value=clock.amount, unit=clock.amount_unit, agreed=False)


def _suspensions(ticking: Ticking) -> list[law.Suspension]:
    """The days taken out. As for any period the first day is not part of it (民法典第二百零一条): a pause from the
    4th to the 9th takes out the 5th to the 9th; one that ends the day it began takes out none."""
    return [
        law.Suspension(p.from_on + timedelta(days=1), p.to_on, p.ground)
        for p in ticking.pauses
        if p.to_on is None or p.to_on > p.from_on
    ]


def derive(ticking: Ticking) -> law.Due:
    """Make the clock's derived columns anew."""
    found = counted(ticking)
    clock = ticking.clock
    clock.due_on, clock.provisional = found.due_on, found.provisional
    clock.calendar_version = office_calendar().version
    ticking.changed = True
    return found


def stamp(work: Work) -> None:
    """The matter's derived columns: next due, and for its controlling clock duration, limit and on-time."""
    matter = work.matter
    waiting = [
        t.clock for t in work.clocks if t.clock.running and t.clock.due_on and matter.is_open
    ]
    # What binds the office comes before what binds those it waits for.
    ours = [c for c in waiting if not _binds_others(c, work.procedure)]
    soonest = min(ours or waiting, key=lambda c: c.due_on or date.max, default=None)
    matter.next_due = soonest.due_on if soonest else None
    matter.next_limit = soonest.limit_id if soonest else ""
    control = next((t for t in reversed(work.clocks) if t.clock.is_controlling), None)
    if control is None:
        return
    clock = control.clock
    matter.on_time = clock.on_time
    if clock.stopped_on:
        matter.judged_ym = clock.stopped_on.year * 100 + clock.stopped_on.month
        matter.duration_days = (clock.stopped_on - clock.started_on).days
        matter.limit_days = (clock.due_on - clock.started_on).days if clock.due_on else None
    else:
        matter.judged_ym = matter.duration_days = matter.limit_days = None


def _binds_others(clock: Clock, procedure: Procedure) -> bool:
    if clock.limit_id in procedure.awaits:
        return True
    return office_limits().get(clock.limit_id, clock.rule_since).binds_others


def not_extended(limit_id: str, cite: str) -> Any:
    """Guard: a limit may be extended once."""

    def guard(context: Context) -> Missing | None:
        ticking = context.clock(limit_id)
        if ticking is None:
            return Missing("没有在计的期限可以延长", cite)
        if ticking.extensions:
            return Missing("期限已经延长过一次，不能再次延长", cite, "请在延长后的期限内办结")
        return None

    return guard
