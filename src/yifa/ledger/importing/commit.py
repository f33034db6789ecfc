"""From preview to what stands: the good rows in one transaction, and the way back while nobody has built on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from yifa.kernel import moment
from yifa.kernel.bulk import aside
from yifa.kernel.entry.clean import Cleaner
from yifa.kernel.entry.enter import Standing, enter_part
from yifa.kernel.errors import BatchRefused, Conflict, WrongState
from yifa.kernel.journal.chain import clashes
from yifa.kernel.journal.event import record_event
from yifa.kernel.matter.act import act_many
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.kernel.transaction import write
from yifa.ledger.importing.destination import Destination, IntoMatters, IntoRegister
from yifa.ledger.importing.heap import seldom_swept
from yifa.ledger.importing.kept import staged_rows, summary_of
from yifa.ledger.importing.matters import AT_ONCE, calls_of, how_of, importer
from yifa.ledger.importing.models import ImportRun, RunStatus, packed
from yifa.ledger.importing.plan import SHOWN, Plan, Row, told
from yifa.ledger.importing.stage import plan_of, source_of
from yifa.ledger.importing.way_back import take_back

HOW = "imported"
Tell = Callable[[int], None]


@dataclass(frozen=True)
class _Batch:
    """Rows of one block, to be written together."""

    number: int
    rows: list[Row]


def commit(actor: Actor, run: ImportRun, fingerprint: str = "", tell: Tell | None = None) -> Plan:
    """Let the good rows in, whole or absent, and record the import. Bad rows stay out and are named.

    `fingerprint` is the preview's: when what stands or the organisation changed since, `Conflict` is raised and
    nothing is written. `tell` hears how many rows are written, and may raise to stop.
    """
    into = run.target
    own = isinstance(into, IntoRegister) and not (into.register.after or into.register.meets)
    with seldom_swept(), write(), clashes(), aside(links_at_once=own):
        run = _locked(run, RunStatus.STAGED)
        plan = summary_of(run)
        if plan is None:
            plan = plan_of(actor, run)
        if fingerprint and plan.fingerprint != fingerprint:
            raise _changed()
        done = 0
        cleaner = Cleaner(into.register.form) if isinstance(into, IntoRegister) else None
        made: dict[int, list[list[Any]]] = {}
        for batch in _batches(run, plan):
            made[batch.number] = _write(actor, run, batch.rows, into, cleaner)
            done += len(batch.rows)
            if tell:
                tell(done)
        # Not before: a question would wait for the rows under way.
        for number, keys in made.items():
            run.chunks().filter(number=number).update(made=keys)
        run.status, run.counts, run.done_at = RunStatus.DONE, plan.counts, moment.now()
        run.problems, run.summary = packed(told(plan.problems)), ""
        run.save()
        if not plan.errors_total:
            run.forget_cells()
        else:
            run.chunks().update(staged="", problems="")
        _note(actor, run, "commit", f"导入{run.target.title}", dict(plan.counts))
    return plan


def _batches(run: ImportRun, plan: Plan) -> Iterator[_Batch]:
    """What a kept plan staged block by block; else the rows of the plan in hand, which holds all of a short sheet."""
    if run.summary:
        units = {u.pk: u for u in Unit.objects.all()}
        for number, rows in staged_rows(run, units):
            yield _Batch(number, rows)
        return
    if sum(plan.tally.values()) > SHOWN:
        raise WrongState("行数较多，须先完成预览再导入")
    yield _Batch(0, plan.writes)


def _changed() -> Conflict:
    return Conflict("预览以后登记内容或者组织机构有了变化", remedy="请看清新的预览后再确认")


def _write(
    actor: Actor, run: ImportRun, rows: list[Row], into: Destination, cleaner: Cleaner | None
) -> list[list[Any]]:
    """Send rows through their write door; what they made, for undoing."""
    if isinstance(into, IntoRegister):
        return _enter(actor, run, into, rows, cleaner)
    assert isinstance(into, IntoMatters)
    made: list[list[Any]] = []
    for at in range(0, len(rows), AT_ONCE):
        made += _act(actor, run, into, rows[at : at + AT_ONCE])
    return made


def _enter(
    actor: Actor, run: ImportRun, into: IntoRegister, rows: list[Row], cleaner: Cleaner | None
) -> list[list[Any]]:
    source = source_of(run)
    wanted = [
        Standing(r.values, r.unit, r.key, source=source | {"row": r.number})
        for r in rows
        if r.unit is not None
    ]
    entered = enter_part(
        actor, into.register, wanted, on=run.effective_on, reason=f"导入 {run.file_name}"[:200],
        source_system=run.source_system, how=HOW, cleaner=cleaner,
    )  # fmt: skip
    if any(e.what != r.what for e, r in zip(entered, rows, strict=True)):
        raise _changed()
    return [[e.key, e.version, e.what] for e in entered if e.what != "same"]


def _act(actor: Actor, run: ImportRun, into: IntoMatters, rows: list[Row]) -> list[list[Any]]:
    _permit(actor, into, rows)
    calls = [(r, c) for r in rows for c in calls_of(r, into, run.source_system)]
    try:
        matters = act_many(importer(actor), [c for _, c in calls], how=how_of(run.source_system))
    except BatchRefused as refused:
        first = calls[next(iter(refused.refusals))][0]
        raise Conflict(
            f"预览以后有了变化，第 {first.number} 行办不下去：{next(iter(refused.refusals.values()))}",
            remedy="请看清新的预览后再确认",
        ) from refused
    last = {r.number: (m, r.what) for (r, _), m in zip(calls, matters, strict=True)}
    return [[m.pk, m.version, what] for m, what in last.values()]


def _permit(actor: Actor, into: IntoMatters, rows: Iterable[Row]) -> None:
    """The acts are done in the system's name, so the clerk's own authority is asked for here, at the door."""
    from yifa.ledger.importing.stage import _may

    for unit in {r.unit.pk: r.unit for r in rows if r.unit is not None}.values():
        _may(actor, into, unit)


def undo(actor: Actor, run: ImportRun, reason: str) -> int:
    """Take a whole import back: what was added ends or is void, what was changed gets its values again.

    Entries go back on the import's own day, as if it had never been. Returns how many were set back. Refuses as a
    whole when any of them has moved on since.
    """
    with write():
        run = _locked(run, RunStatus.DONE)
        count = take_back(actor, run, reason)
        run.status, run.undone_at, run.undone_by = RunStatus.UNDONE, moment.now(), actor.name
        run.undo_reason, run.problems = reason[:200], ""
        run.save()
        run.forget_cells()
        _note(actor, run, "undo", f"撤销导入{run.target.title}", {"reason": reason})
    return count


def _locked(run: ImportRun, status: RunStatus) -> ImportRun:
    rows = ImportRun.objects.unscoped("the import's own row").select_for_update(of=("self",))
    fresh: ImportRun = rows.select_related("unit").get(pk=run.pk)
    if fresh.status != status:
        raise WrongState(f"这次导入{RunStatus(fresh.status).label}，不能再办")
    return fresh


def _note(actor: Actor, run: ImportRun, step: str, title: str, payload: dict[str, object]) -> None:
    record_event(
        f"import:{run.pk}", step, title, actor_id=actor.user_id, actor_name=actor.name,
        unit_id=run.unit_id, payload={"file": run.file_name, "digest": run.file_digest} | payload,
    )  # fmt: skip
