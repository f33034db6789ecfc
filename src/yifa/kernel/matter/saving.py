"""Writing what acts made: keys and numbers are drawn in one round trip, all rows go in a second. For the doors alone.

Keys are drawn first, so that rows may refer to each other and the journal to all of them before anything is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import IntegrityError, models

from yifa.kernel.dossier.files import store_upload
from yifa.kernel.dossier.models import Document
from yifa.kernel.journal.chain import Line, append, clash, snapshot
from yifa.kernel.matter import number, search
from yifa.kernel.matter.context import Context, Work
from yifa.kernel.matter.models import Clock, ClockExtension, ClockPause, Matter, Outbox, Party
from yifa.kernel.rows import MANY, Keys, change, insert, insert_now, is_numbered
from yifa.kernel.trip import Trip

Give = Callable[[int], None]


def attach(context: Context) -> None:
    """Files of the form become documents of the matter."""
    for name, upload in context.files.items():
        if not upload:
            continue
        stored = store_upload(upload)
        label = str(context.data.get(f"{name}_title") or upload.name)
        context.add(
            Document(
                matter=context.matter,
                unit_id=context.matter.unit_id,
                kind=context.step_code,
                title=label[:200],
                status="received",
                file_name=stored.name,
                media_type=stored.media_type,
                size=stored.size,
                digest=stored.digest,
                on=context.on,
            )
        )


def flush(works: list[Work], lines: list[tuple[Work, Line]]) -> None:
    """Write everything the acts made: numbers, matters, details, clocks, other rows, journal, search documents, outbox.

    Raises `Conflict` when somebody appended to the same chain meanwhile.
    """
    saved = {id(w): touched(w) for w in works}
    fresh = _fresh(works)
    known = [row for w in works for row in w.extra if row.pk is not None]
    _draw(works, fresh)
    _refer(works)
    for row in known:
        row.save()
    trip = Trip()
    _change(trip, works)
    for model, rows in fresh.items():
        _insert(trip, model, rows)
    try:
        _append(trip, works, lines, saved)
        _describe(trip, works)
        _tell(trip, lines)
        trip.go()
    except IntegrityError as error:
        raise clash(error) from error
    for work in works:
        work.extra = []
    _meet(works)


def _fresh(works: list[Work]) -> dict[type[models.Model], list[Any]]:
    """New rows by model, each kind after those it may refer to."""
    fresh: dict[type[models.Model], list[Any]] = defaultdict(list)
    fresh[Matter] = [w.matter for w in works if w.is_new]
    for work in works:
        if work.is_new and work.detail is not None:
            fresh[type(work.detail)].append(work.detail)
    for work in works:
        for ticking in work.clocks:
            if ticking.clock.pk is None:
                fresh[Clock].append(ticking.clock)
            fresh[ClockPause] += [p for p in ticking.pauses if p.pk is None]
            fresh[ClockExtension] += [e for e in ticking.extensions if e.pk is None]
        for row in work.extra:
            if row.pk is None:
                fresh[type(row)].append(row)
    return {model: rows for model, rows in fresh.items() if rows}


def _draw(works: list[Work], fresh: dict[type[models.Model], list[Any]]) -> None:
    """Numbers of the series, and the keys of new rows."""
    trip = Trip()
    keys = Keys(trip, {m: sum(r.pk is None for r in rows) for m, rows in fresh.items()})
    series = [
        (number.ask(trip, unit_id, kind, year, len(gives)), gives)
        for (unit_id, kind, year), gives in _wanted(works).items()
    ]
    trip.go()
    for asked, gives in series:
        first = asked.rows[0][0] - len(gives) + 1
        for offset, give in enumerate(gives):
            give(first + offset)
    for model, drawn in keys.take().items():
        for row, key in zip((r for r in fresh[model] if r.pk is None), drawn, strict=True):
            row.pk = key


def _wanted(works: list[Work]) -> dict[tuple[int, str, int], list[Give]]:
    """The numbers asked for, by series: those of new matters, then those that acts asked for by `take_number`."""
    groups: dict[tuple[int, str, int], list[Give]] = defaultdict(list)
    for work in works:
        if work.is_new and work.procedure.numbering and not work.matter.number:
            year = work.matter.received_on.year
            groups[(work.matter.unit_id, work.procedure.id, year)].append(_numberer(work, year))
    for work in works:
        for kind, year, give in work.numbers:
            groups[(work.matter.unit_id, kind, year)].append(give)
        work.numbers = []
    return groups


def _numberer(work: Work, year: int) -> Give:
    numbering = work.procedure.numbering
    assert numbering is not None

    def give(serial: int) -> None:
        work.matter.number = numbering(work.matter.unit, year, serial)

    return give


def _refer(works: Iterable[Work]) -> None:
    """Rows refer to each other by the keys drawn a moment ago."""
    for work in works:
        pk = work.matter.pk
        if work.detail is not None:
            work.detail.matter_id = pk
        for ticking in work.clocks:
            ticking.clock.matter_id = pk
            for pause in ticking.pauses:
                pause.clock_id = ticking.clock.pk
            for extension in ticking.extensions:
                extension.clock_id = ticking.clock.pk
        for row in work.extra:
            if hasattr(row, "matter_id"):
                row.matter_id = pk
            for f in row._meta.concrete_fields:
                if isinstance(f, models.ForeignKey) and f.is_cached(row) and f.name != "matter":
                    setattr(row, f.attname, getattr(getattr(row, f.name), "pk", None))


def _insert(trip: Trip, model: type[models.Model], rows: Sequence[Any]) -> None:
    unkeyed = [r for r in rows if r.pk is None and not is_numbered(model)]
    if unkeyed:  # a key that is a link: it has it now, or the ORM says what is missing
        model._default_manager.bulk_create(unkeyed)
        rows = [r for r in rows if r not in unkeyed]
    if len(rows) >= MANY:
        insert_now(rows)
        return
    for row in rows:
        insert(trip, row)


def _change(trip: Trip, works: list[Work]) -> None:
    for work in works:
        if not work.is_new:
            change(trip, work.matter)
            if work.detail is not None:
                change(trip, work.detail)
        save_clocks(trip, work)


def save_clocks(trip: Trip, work: Work) -> None:
    """Clocks that were there and have changed, with their pauses and extensions; new ones are `flush`'s."""
    for ticking in work.clocks:
        if ticking.changed:
            for row in (ticking.clock, *ticking.pauses, *ticking.extensions):
                if not row._state.adding:
                    change(trip, row)


def touched(work: Work) -> list[models.Model]:
    """The further rows a flush vouches for: clocks with their pauses and what its acts added, which it saves, and those
    that an act asked to be vouched for as they stand."""
    rows = list(work.vouched)  # the rows in hand come after these: theirs is the newer content
    for ticking in work.clocks:
        if ticking.changed or ticking.clock.pk is None:
            rows += [ticking.clock, *ticking.pauses, *ticking.extensions]
        else:
            rows += [r for r in (*ticking.pauses, *ticking.extensions) if r.pk is None]
    return rows + [r for r in work.extra if not isinstance(r, Outbox)]


def _append(
    trip: Trip, works: list[Work], lines: list[tuple[Work, Line]], saved: dict[int, Any]
) -> None:
    """The journal; the last line of each matter carries the digests of its rows as saved."""
    heads = {w.matter.stream: w.head for w in works if w.head is not None}
    heads |= {w.matter.stream: (0, "0" * 64) for w in works if w.is_new}
    for work, line in {id(work): (work, line) for work, line in lines}.values():
        line.snapshot = snapshot(work.matter, work.detail)
        line.rows = saved.get(id(work), [])
    for work, line in lines:
        line.matter_id = work.matter.pk
    append([line for _, line in lines], heads, trip)


def _describe(trip: Trip, works: list[Work]) -> None:
    """Search documents, where anything they are made of has changed."""
    for work in works:
        changed = {row.pk: row.name for row in work.extra if isinstance(row, Party)}
        said = search.said(work.matter, (work.names | changed).values())
        if said != work.said:
            search.ask(trip, work.matter.pk, said)


def _tell(trip: Trip, lines: list[tuple[Work, Line]]) -> None:
    rows = [
        Outbox(topic="matter.acted", payload={"matter": w.matter.pk, "step": line.step})
        for w, line in lines
        if line.how == "live"
    ]
    for row in rows:
        insert(trip, row)


def _meet(works: list[Work]) -> None:
    from yifa.kernel.duty.meet import meet

    for work in works:
        for kind, subject, on, stream in work.meets:
            meet(kind, subject, work.matter.unit_id, on, stream)
