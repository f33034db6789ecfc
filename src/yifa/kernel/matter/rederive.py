"""Deriving running clocks anew after the calendar or a rule changed; closed ones never move."""

from __future__ import annotations

from yifa.kernel import moment
from yifa.kernel.journal.chain import Line, append, snapshot
from yifa.kernel.matter import loading, saving
from yifa.kernel.matter.calendar import office_calendar
from yifa.kernel.matter.clock import derive, stamp
from yifa.kernel.matter.context import Work
from yifa.kernel.matter.models import Clock, Matter
from yifa.kernel.transaction import write
from yifa.kernel.trip import Trip


def rederive_open(actor_name: str = "日历更新") -> int:
    """Derive every running clock anew after a calendar or rule changed; each change is journalled.

    Closed clocks never move. Returns how many matters changed.
    """
    version = office_calendar().version
    open_ids = list(
        Clock.objects.filter(stopped_on__isnull=True)
        .exclude(calendar_version=version)
        .values_list("matter_id", flat=True)
        .distinct()
    )
    changed = 0
    for at in range(0, len(open_ids), 200):
        with write():
            works = loading.load(list(open_ids[at : at + 200]))
            lines: list[Line] = []
            for work in works.values():
                moves = _moves(work)
                stamp(work)
                touched = saving.touched(work)
                trip = Trip()
                saving.save_clocks(trip, work)
                trip.go()
                if not moves:
                    continue
                Matter.objects.filter(pk=work.matter.pk).update(
                    next_due=work.matter.next_due, next_limit=work.matter.next_limit
                )
                changed += 1
                lines.append(
                    Line(
                        stream=work.matter.stream,
                        verb="event",
                        step="rederive",
                        title="期限重新推算",
                        actor_id=None,
                        actor_name=actor_name,
                        on=moment.today(),
                        payload={"moves": moves, "calendar": version},
                        unit_id=work.matter.unit_id,
                        matter_id=work.matter.pk,
                        from_state=work.matter.state,
                        to_state=work.matter.state,
                        snapshot=snapshot(work.matter, work.detail),
                        rows=touched,
                    )
                )
            append(lines, {w.matter.stream: w.head for w in works.values() if w.head})
    return changed


def _moves(work: Work) -> list[dict[str, str]]:
    moves = []
    for ticking in work.clocks:
        if not ticking.clock.running:
            continue
        before = ticking.clock.due_on
        derive(ticking)
        if ticking.clock.due_on != before:
            moves.append(
                {
                    "limit": ticking.clock.limit_id,
                    "before": str(before or ""),
                    "after": str(ticking.clock.due_on or ""),
                }
            )
    return moves
