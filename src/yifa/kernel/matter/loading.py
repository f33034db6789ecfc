"""Loading matters for an act: locked, with their rows, history and clocks, in one round trip. For the doors alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.db import connection, models

from yifa.kernel import edition
from yifa.kernel.errors import NotAllowed
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter import search
from yifa.kernel.matter.call import Opening
from yifa.kernel.matter.context import Done, Ticking, Work
from yifa.kernel.matter.models import Clock, ClockExtension, ClockPause, Matter, Recusal
from yifa.kernel.matter.procedure import Procedure
from yifa.kernel.matter.registry import pinned
from yifa.kernel.organization.models import Unit
from yifa.kernel.rows import made, one_of, selection
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to
from yifa.kernel.trip import Asked, Trip

AT_ONCE = 5_000


def key(target: Opening | Matter | int) -> Any:
    """What identifies a target within a batch."""
    if isinstance(target, Matter):
        return target.pk
    return target if isinstance(target, int) else id(target)


def seen(actor: Actor, pk: int) -> Matter | None:
    """What identifies a matter the actor may read, for a step of it; None outside the scope (会办 is inside)."""
    trip = Trip()
    asked = trip.ask(
        "SELECT procedure, procedure_since, unit_id, room FROM kernel_matter WHERE id = %s",
        (str(pk),),
    )
    trip.go()
    if not asked.rows:
        return None
    procedure, since, unit_id, room = asked.rows[0]
    since = date.fromisoformat(since) if isinstance(since, str) else since
    found = Matter(pk=pk, procedure=procedure, procedure_since=since, unit_id=unit_id, room=room)
    if actor.is_system or unit_id in actor.units(room):
        return found
    rows = visible_to(actor, Matter, shared=True).filter(pk=pk)
    return found if rows.exists() else None


def load(targets: list[Opening | Matter | int]) -> dict[Any, Work]:
    """Lock and load the existing matters among the targets."""
    ids = sorted({key(t) for t in targets if isinstance(t, (Matter, int))})
    works: dict[Any, Work] = {}
    likely = {t.procedure: t for t in targets if isinstance(t, Matter)}
    for at in range(0, len(ids), AT_ONCE):
        works |= _load(ids[at : at + AT_ONCE], list(likely.values()))
    return works


def _load(ids: list[int], examples: list[Matter]) -> dict[Any, Work]:
    trip = Trip()
    matters = trip.ask(*_locking(ids))
    history = trip.ask(*_history(ids))
    clocks = _ask_clocks(trip, ids)
    names = trip.ask(*_names(ids))
    details = _ask_details(trip, {_detail(m): ids for m in examples})
    trip.go()
    works = {row[0]: _work(row) for row in matters.rows}
    for missing in set(ids) - set(works):
        raise NotAllowed(f"没有这一事项：{missing}")
    _keep_details(works, details)
    _load_details([w for w in works.values() if w.procedure.detail and w.detail is None])
    _keep_history(works, history)
    for pk, found in _clocks({pk: w.matter for pk, w in works.items()}, clocks).items():
        works[pk].clocks = found
    for party, matter_id, name in names.rows:
        works[matter_id].names[party] = name
    for work in works.values():
        work.said = search.said(work.matter, work.names.values())
    _load_recusals([w for w in works.values() if any("recus" in d.step for d in w.done)])
    return works


@cache
def _lock() -> str:
    """Rows are locked in the order of their keys, so that two batches never wait for each other."""
    return " FOR UPDATE" if connection.features.has_select_for_update else ""


def _locking(ids: list[int]) -> tuple[str, list[Any]]:
    where, values = one_of("id", ids)
    sql = f"SELECT {selection(Matter)} FROM kernel_matter WHERE {where} ORDER BY id{_lock()}"  # noqa: S608
    return sql, values


def _history(ids: list[int]) -> tuple[str, list[Any]]:
    where, values = one_of("matter_id", ids)
    columns = 'matter_id, stream, step, actor_id, "on", seq, hash, verb'
    return f"SELECT {columns} FROM kernel_journalrow WHERE {where} ORDER BY seq", values  # noqa: S608


def _names(ids: list[int]) -> tuple[str, list[Any]]:
    where, values = one_of("matter_id", ids)
    return f"SELECT id, matter_id, name FROM kernel_party WHERE {where} ORDER BY id", values  # noqa: S608


def _work(row: Sequence[Any]) -> Work:
    matter: Matter = made(Matter, row)
    matter.unit = edition.row(Unit, matter.unit_id)
    return Work(matter, None, pinned(matter.procedure, matter.procedure_since), [], [], None)


def _detail(matter: Matter) -> Any:
    return pinned(matter.procedure, matter.procedure_since).detail


def _ask_details(trip: Trip, wanted: dict[Any, list[int]]) -> dict[Any, Asked]:
    found: dict[Any, Asked] = {}
    for model, ids in wanted.items():
        if model is not None:
            where, values = one_of("matter_id", ids)
            table = model._meta.db_table
            sql = f"SELECT {selection(model)} FROM {table} WHERE {where}"  # noqa: S608 - our own table's names
            found[model] = trip.ask(sql, values)
    return found


def _keep_details(works: dict[Any, Work], asked: dict[Any, Asked]) -> None:
    for model, found in asked.items():
        for row in found.rows:
            detail = made(model, row)
            work = works[detail.pk]
            if work.procedure.detail is model:
                detail.matter = work.matter
                work.detail = detail
                _keep_known(detail)


def _keep_known(detail: models.Model) -> None:
    """Links to watched tables (an item of the catalogue, a unit) need no question of their own."""
    for name, attname, model in _known_links(type(detail)):
        if (pk := getattr(detail, attname)) is not None:
            setattr(detail, name, edition.row(model, pk))


@cache
def _known_links(model: type[models.Model]) -> list[tuple[str, str, type[models.Model]]]:
    links = [f for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey)]
    known = edition.watched()
    return [(f.name, f.attname, f.related_model) for f in links if f.related_model in known]


def _load_details(works: Iterable[Work]) -> None:
    """Details of matters whose procedure was not known before they were read."""
    by_model: dict[Any, list[int]] = defaultdict(list)
    by_id = {w.matter.pk: w for w in works}
    for pk, work in by_id.items():
        by_model[work.procedure.detail].append(pk)
    trip = Trip()
    asked = _ask_details(trip, by_model)
    trip.go()
    _keep_details(by_id, asked)


def _keep_history(works: dict[Any, Work], asked: Asked) -> None:
    for matter_id, stream, step, actor_id, on, seq, head, verb in asked.rows:
        work = works[matter_id]
        if stream != work.matter.stream:
            continue
        if verb == "act":
            day = date.fromisoformat(on) if isinstance(on, str) else on
            work.done.append(Done(step, actor_id, day))
        work.head = (seq, head)


def _load_recusals(works: list[Work]) -> None:
    """Who is kept from the matters; asked only of those in whose journal somebody recused."""
    by_id = {w.matter.pk: w for w in works}
    rows = Recusal.objects.filter(matter_id__in=by_id) if by_id else ()
    for row in rows:
        by_id[row.matter_id].recused |= {row.user_id}


def _ask_clocks(trip: Trip, ids: list[int]) -> Asked:
    """Clocks with their pauses and extensions, one line for each pair."""
    where, values = one_of("c.matter_id", ids)
    return trip.ask(
        f"SELECT {selection(Clock, 'c')}, {selection(ClockPause, 'p')}, {selection(ClockExtension, 'e')} "  # noqa: S608
        "FROM kernel_clock c LEFT JOIN kernel_clockpause p ON p.clock_id = c.id "
        f"LEFT JOIN kernel_clockextension e ON e.clock_id = c.id WHERE {where} ORDER BY c.id, p.id, e.id",
        values,
    )


def ticking(matters: Sequence[Matter]) -> dict[int, list[Ticking]]:
    """The clocks of matters with their pauses and extensions, in one query."""
    by_id = {m.pk: m for m in matters}
    if not by_id:
        return defaultdict(list)
    trip = Trip()
    asked = _ask_clocks(trip, sorted(by_id))
    trip.go()
    return _clocks(by_id, asked)


def _clocks(by_id: dict[int, Matter], asked: Asked) -> dict[int, list[Ticking]]:
    found: dict[int, list[Ticking]] = defaultdict(list)
    clocks: dict[int, Ticking] = {}
    seen: set[tuple[str, int]] = set()
    first = len(Clock._meta.concrete_fields)
    second = first + len(ClockPause._meta.concrete_fields)
    for row in asked.rows:
        known = clocks.get(row[0])
        if known is None:
            clock: Clock = made(Clock, row[:first])
            clock.matter = by_id[clock.matter_id]
            known = clocks[clock.pk] = Ticking(clock)
            found[clock.matter_id].append(known)
        if (pk := row[first]) and ("p", pk) not in seen:
            seen.add(("p", pk))
            known.pauses.append(made(ClockPause, row[first:second]))
        if (pk := row[second]) and ("e", pk) not in seen:
            seen.add(("e", pk))
            known.extensions.append(made(ClockExtension, row[second:]))
    return found


def new_work(opening: Opening, procedure: Procedure, on: date) -> Work:
    """A matter about to be opened."""
    matter = Matter(
        room=procedure.room, procedure=procedure.id, procedure_since=procedure.since,
        unit=opening.unit, state="", received_on=on, last_on=on,
        received_ym=on.year * 100 + on.month,
        source_system=opening.source_system, external_number=opening.external_number,
    )  # fmt: skip
    detail = procedure.detail(matter=matter) if procedure.detail else None
    return Work(matter, detail, procedure, [], [], None, is_new=True)


def repeated(keys: Sequence[str]) -> dict[str, Matter]:
    """Idempotency keys that are in the journal already, with the matter each made or moved."""
    rows = JournalRow.objects.unscoped("idempotency").filter(idempotency_key__in=list(keys))
    found: dict[str, Matter] = {}
    for row in rows.select_related("matter__unit"):
        if row.matter is not None and row.idempotency_key:
            found[row.idempotency_key] = row.matter
    return found
