"""From preview to register: the good rows in one transaction, and the way back while nobody has built on them."""

from __future__ import annotations

import json

from yifa.kernel import moment
from yifa.kernel.entry.enter import Standing, enter_many
from yifa.kernel.entry.models import Entry
from yifa.kernel.entry.register import Register
from yifa.kernel.errors import Conflict, NotAllowed, Refusal, WrongState
from yifa.kernel.journal.event import record_event
from yifa.kernel.scope.actor import Actor
from yifa.kernel.transaction import write
from yifa.ledger.importing.models import ImportRun, RunStatus
from yifa.ledger.importing.plan import Plan, told
from yifa.ledger.importing.stage import plan_of
from yifa.ledger.importing.standing import latest, values_of

HOW = "imported"


def commit(actor: Actor, run: ImportRun, fingerprint: str = "") -> Plan:
    """Let the good rows in, whole or absent, and record the import. Bad rows stay out and are named.

    `fingerprint` is the preview's: when the register or the organisation changed since, `Conflict` is raised and
    nothing is written.
    """
    with write():
        run = _locked(run, RunStatus.STAGED)
        plan = plan_of(actor, run)
        if fingerprint and plan.fingerprint != fingerprint:
            raise Conflict("预览以后登记簿或者组织机构有了变化", remedy="请看清新的预览后再确认")
        entered = enter_many(
            actor, run.register, plan.standings(), on=run.effective_on,
            reason=f"导入 {run.file_name}"[:200], source_system=run.source_system, how=HOW,
        )  # fmt: skip
        run.made = [[e.entry.key, e.entry.version, e.what] for e in entered if e.what != "same"]
        run.status, run.counts, run.done_at = RunStatus.DONE, plan.counts, moment.now()
        run.problems = json.dumps(told(plan.problems), ensure_ascii=False)
        if not plan.errors:
            run.cells = ""
        run.save()
        _note(actor, run, "commit", f"导入{run.target.title}", dict(plan.counts))
    return plan


def undo(actor: Actor, run: ImportRun, reason: str) -> int:
    """Take a whole import back: added entries end, changed ones get their values again, on the import's own day.

    Returns how many entries were set back. Refuses as a whole when any of them has a later version or has ended.
    """
    with write():
        run = _locked(run, RunStatus.DONE)
        register = run.target
        standings = _way_back(register, run)
        _may(actor, register, standings)
        enter_many(
            actor, register, standings, on=run.effective_on, reason=f"撤销导入：{reason}"[:200],
            source_system=run.source_system, how="live",
        )  # fmt: skip
        run.status, run.undone_at, run.undone_by = RunStatus.UNDONE, moment.now(), actor.name
        run.undo_reason, run.cells, run.problems = reason[:200], "", ""
        run.save()
        _note(actor, run, "undo", f"撤销导入{register.title}", {"reason": reason})
    return len(standings)


def _locked(run: ImportRun, status: RunStatus) -> ImportRun:
    rows = ImportRun.objects.unscoped("the import's own row").select_for_update()
    fresh: ImportRun = rows.get(pk=run.pk)
    if fresh.status != status:
        raise WrongState(f"这次导入{RunStatus(fresh.status).label}，不能再办")
    return fresh


def _may(actor: Actor, register: Register, standings: list[Standing]) -> None:
    units = {s.unit.pk: s.unit for s in standings}
    beyond = [
        str(unit)
        for pk, unit in units.items()
        if not actor.is_system and actor.may(set(register.by), pk, register.room) is None
    ]
    if beyond:
        raise NotAllowed(
            f"这次导入涉及{'、'.join(beyond[:5])}，您没有为其登记{register.title}的任职",
            cite=register.cite, remedy="请转交有权人员撤销",
        )  # fmt: skip


def _way_back(register: Register, run: ImportRun) -> list[Standing]:
    made = {key: (version, what) for key, version, what in run.made}
    now = latest(register, made)
    built_on = [
        k for k, (v, _) in made.items() if k not in now or now[k].version != v or now[k].valid_to
    ]
    if built_on:
        raise Conflict(
            f"有 {len(built_on)} 项在导入后又有变动，不能整体撤销：{'、'.join(built_on[:5])}",
            remedy="请逐项更正",
        )
    changed = [k for k, (_, what) in made.items() if what == "changed"]
    before = _versions(register, {k: made[k][0] - 1 for k in changed})
    standings = []
    for key, (_, what) in made.items():
        if what == "added":
            standings.append(Standing({}, now[key].unit, key, end=True))
        else:
            standings.append(Standing(values_of(register, before[key]), before[key].unit, key))
    return standings


def _versions(register: Register, wanted: dict[str, int]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    keys = list(wanted)
    for at in range(0, len(keys), 500):
        rows = register.model.objects.unscoped("undoing an import").select_related("unit")
        for row in rows.filter(key__in=keys[at : at + 500]):
            if row.version == wanted[row.key]:
                found[row.key] = row
    if missing := set(keys) - set(found):
        raise Refusal(f"找不到 {'、'.join(sorted(missing)[:5])} 的上一版本", remedy="请逐项更正")
    return found


def _note(actor: Actor, run: ImportRun, step: str, title: str, payload: dict[str, object]) -> None:
    record_event(
        f"import:{run.pk}", step, title, actor_id=actor.user_id, actor_name=actor.name,
        unit_id=run.unit_id, payload={"file": run.file_name, "digest": run.file_digest} | payload,
    )  # fmt: skip
