"""Loading matters for an act and flushing what the acts made, set-based. Used by the write door alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db import models

from yifa.kernel.dossier.files import store_upload
from yifa.kernel.dossier.models import Document
from yifa.kernel.errors import NotAllowed
from yifa.kernel.journal.chain import Line, append
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter import search
from yifa.kernel.matter.call import Opening
from yifa.kernel.matter.context import Context, Done, Ticking, Work
from yifa.kernel.matter.models import (
    Clock,
    ClockExtension,
    ClockPause,
    Matter,
    Outbox,
    Recusal,
)
from yifa.kernel.matter.number import take
from yifa.kernel.matter.procedure import Procedure
from yifa.kernel.matter.registry import pinned

BATCH = 1000


def key(target: Opening | Matter | int) -> Any:
    """What identifies a target within a batch."""
    if isinstance(target, Matter):
        return target.pk
    return target if isinstance(target, int) else id(target)


def load(targets: list[Opening | Matter | int]) -> dict[Any, Work]:
    """Lock and load the existing matters among the targets."""
    ids = {key(t) for t in targets if isinstance(t, (Matter, int))}
    if not ids:
        return {}
    rows = Matter.objects.unscoped("the write door locks").select_for_update(of=("self",))
    rows = rows.select_related("unit").order_by("pk")
    matters = {m.pk: m for m in rows.filter(pk__in=ids)}
    for missing in ids - set(matters):
        raise NotAllowed(f"没有这一事项：{missing}")
    works = {
        pk: Work(m, None, pinned(m.procedure, m.procedure_since), [], [], None)
        for pk, m in matters.items()
    }
    _load_details(works)
    _load_history(works)
    for pk, found in ticking([w.matter for w in works.values()]).items():
        works[pk].clocks = found
    _load_recusals([w for w in works.values() if any("recus" in d.step for d in w.done)])
    return works


def _load_details(works: dict[Any, Work]) -> None:
    by_model: dict[Any, list[int]] = defaultdict(list)
    for pk, work in works.items():
        if work.procedure.detail:
            by_model[work.procedure.detail].append(pk)
    for model, ids in by_model.items():
        for detail in model.objects.unscoped("the write door").filter(pk__in=ids):
            detail.matter = works[detail.pk].matter
            works[detail.pk].detail = detail


def _load_history(works: dict[Any, Work]) -> None:
    rows = (
        JournalRow.objects.unscoped("the write door")
        .filter(matter_id__in=list(works))
        .order_by("seq")
        .values_list("matter_id", "stream", "step", "actor_id", "on", "seq", "hash", "verb")
    )
    for matter_id, stream, step, actor_id, on, seq, head, verb in rows:
        work = works[matter_id]
        if stream != work.matter.stream:
            continue
        if verb == "act":
            work.done.append(Done(step, actor_id, on))
        work.head = (seq, head)


def _load_recusals(works: list[Work]) -> None:
    """Who is kept from the matters; asked only of those in whose journal somebody recused."""
    by_id = {w.matter.pk: w for w in works}
    rows = Recusal.objects.filter(matter_id__in=by_id) if by_id else ()
    for row in rows:
        by_id[row.matter_id].recused |= {row.user_id}


_CLOCK, _PAUSE, _MORE = (
    [f.attname for f in model._meta.concrete_fields]
    for model in (Clock, ClockPause, ClockExtension)
)


def ticking(matters: Sequence[Matter]) -> dict[int, list[Ticking]]:
    """The clocks of matters with their pauses and extensions, in one query."""
    by_id = {m.pk: m for m in matters}
    found: dict[int, list[Ticking]] = defaultdict(list)
    clocks: dict[int, Ticking] = {}
    seen: set[tuple[str, int]] = set()
    wanted = [*_CLOCK, *(f"pauses__{n}" for n in _PAUSE), *(f"extensions__{n}" for n in _MORE)]
    rows = Clock.objects.filter(matter_id__in=by_id)
    for row in rows.order_by("id", "pauses__id", "extensions__id").values(*wanted):
        known = clocks.get(row["id"])
        if known is None:
            clock = Clock.from_db(rows.db, _CLOCK, [row[n] for n in _CLOCK])
            clock.matter = by_id[row["matter_id"]]
            known = clocks[clock.pk] = Ticking(clock)
            found[row["matter_id"]].append(known)
        if (pk := row["pauses__id"]) and ("p", pk) not in seen:
            seen.add(("p", pk))
            known.pauses.append(_stored(ClockPause, row, "pauses", _PAUSE, rows.db))
        if (pk := row["extensions__id"]) and ("e", pk) not in seen:
            seen.add(("e", pk))
            known.extensions.append(_stored(ClockExtension, row, "extensions", _MORE, rows.db))
    return found


def _stored(model: Any, row: dict[str, Any], path: str, names: list[str], db: str) -> Any:
    """A row of the joined query as the model's own, as if the database had given it."""
    return model.from_db(db, names, [row[f"{path}__{n}"] for n in names])


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
    """Write everything the acts made: numbers, matters, details, clocks, other rows, journal, outbox."""
    fresh = [w for w in works if w.is_new]
    _number(fresh)
    _give_numbers(works)
    Matter.objects.bulk_create([w.matter for w in fresh], batch_size=BATCH)
    stale = [w.matter for w in works if not w.is_new]
    _update(stale)
    _details(works)
    saved = {id(w): touched(w) for w in works}
    save_clocks(works)
    _extra(works)
    known = {w.matter.stream: w.head for w in works if w.head is not None}
    known |= {w.matter.stream: (0, "0" * 64) for w in fresh}
    for work, line in lines:
        line.matter_id = work.matter.pk
    _renew_snapshots(lines, saved)
    append([line for _, line in lines], known)
    _meet(works)
    search.index(works)
    Outbox.objects.bulk_create(
        [
            Outbox(topic="matter.acted", payload={"matter": w.matter.pk, "step": line.step})
            for w, line in lines
            if line.how == "live"
        ],
        batch_size=BATCH,
    )


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


def _renew_snapshots(lines: list[tuple[Work, Line]], saved: dict[int, list[models.Model]]) -> None:
    """The last line of each matter carries the digests of the rows as saved (numbers are given at flush)."""
    from yifa.kernel.journal.chain import snapshot

    last = {id(work): (work, line) for work, line in lines}
    for work, line in last.values():
        line.snapshot = snapshot(work.matter, work.detail)
        line.rows = saved.get(id(work), [])


def _number(fresh: list[Work]) -> None:
    groups: dict[tuple[int, str, int], list[Work]] = defaultdict(list)
    for work in fresh:
        if work.procedure.numbering and not work.matter.number:
            year = work.matter.received_on.year
            groups[(work.matter.unit_id, work.procedure.id, year)].append(work)
    for (unit_id, kind, year), members in groups.items():
        first = take(unit_id, kind, year, len(members))
        for offset, work in enumerate(members):
            assert work.procedure.numbering is not None
            work.matter.number = work.procedure.numbering(work.matter.unit, year, first + offset)


def _give_numbers(works: list[Work]) -> None:
    """Numbers that acts asked for by `Context.take_number`, in the order of the acts."""
    groups: dict[tuple[int, str, int], list[Callable[[int], None]]] = defaultdict(list)
    for work in works:
        for kind, year, give in work.numbers:
            groups[(work.matter.unit_id, kind, year)].append(give)
        work.numbers = []
    for (unit_id, kind, year), gives in groups.items():
        first = take(unit_id, kind, year, len(gives))
        for offset, give in enumerate(gives):
            give(first + offset)


def _update(matters: list[Matter]) -> None:
    fields = [f.name for f in Matter._meta.concrete_fields if not f.primary_key and f.name != "uid"]
    if len(matters) == 1:
        matters[0].save(update_fields=fields)
    elif matters:
        Matter.objects.unscoped("flush").bulk_update(matters, fields, batch_size=200)


def _details(works: list[Work]) -> None:
    fresh: dict[Any, list[models.Model]] = defaultdict(list)
    for work in works:
        if work.detail is None:
            continue
        work.detail.matter_id = work.matter.pk
        if work.is_new:
            fresh[type(work.detail)].append(work.detail)
        else:
            work.detail.save(force_update=True)
    for model, rows in fresh.items():
        model.objects.bulk_create(rows, batch_size=BATCH)


def save_clocks(works: list[Work]) -> None:
    fresh = [t for w in works for t in w.clocks if t.clock.pk is None]
    for work in works:
        for ticking in work.clocks:
            ticking.clock.matter_id = work.matter.pk
    Clock.objects.bulk_create([t.clock for t in fresh], batch_size=BATCH)
    created = {id(t) for t in fresh}
    pauses: list[ClockPause] = []
    extensions: list[ClockExtension] = []
    for work in works:
        for ticking in work.clocks:
            if ticking.changed and id(ticking) not in created:
                ticking.clock.save()
            for pause in ticking.pauses:
                pause.clock_id = ticking.clock.pk
                if pause.pk is None:
                    pauses.append(pause)
                elif ticking.changed:
                    pause.save()
            for extension in ticking.extensions:
                extension.clock_id = ticking.clock.pk
                if extension.pk is None:
                    extensions.append(extension)
    ClockPause.objects.bulk_create(pauses, batch_size=BATCH)
    ClockExtension.objects.bulk_create(extensions, batch_size=BATCH)


def _extra(works: list[Work]) -> None:
    groups: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for work in works:
        for row in work.extra:
            if hasattr(row, "matter_id"):
                row.matter_id = work.matter.pk
            groups[type(row)].append(row)
        work.extra = []
    for model, rows in groups.items():
        for row in rows:
            for f in row._meta.concrete_fields:
                # A row saved a moment ago has its key only now (a suggestion of the opinion before it).
                if isinstance(f, models.ForeignKey) and f.is_cached(row) and f.name != "matter":
                    setattr(row, f.attname, getattr(getattr(row, f.name), "pk", None))
        known = [r for r in rows if r.pk is not None]
        model._default_manager.bulk_create([r for r in rows if r.pk is None], batch_size=BATCH)
        for row in known:
            row.save()


def _meet(works: list[Work]) -> None:
    from yifa.kernel.duty.meet import meet

    for work in works:
        for kind, subject, on, stream in work.meets:
            meet(kind, subject, work.matter.unit_id, on, stream)
