"""Long imports in the job loop: planned, then written, each as one job that can be watched, left, found again, stopped."""

from __future__ import annotations

from typing import Any

from yifa.kernel import loop, moment
from yifa.kernel.errors import Refusal
from yifa.kernel.organization.models import User
from yifa.kernel.scope.actor import Actor
from yifa.kernel.transaction import write
from yifa.ledger.importing import gauge
from yifa.ledger.importing.commit import commit
from yifa.ledger.importing.gauge import Cancelled, Gauge
from yifa.ledger.importing.kept import Keeper, keep_summary
from yifa.ledger.importing.models import ImportRun, ImportWork, RunStatus
from yifa.ledger.importing.stage import ON_PAGE, plan_of

TOPIC = "import.work"
PLAN, COMMIT = "plan", "commit"


def is_long(run: ImportRun) -> bool:
    """Whether the job loop works on it."""
    return run.size > ON_PAGE


def work_on(run: ImportRun) -> ImportWork | None:
    """The work under way or broken off on an import."""
    return ImportWork.objects.filter(pk=run.pk).first()


def begin(actor: Actor, run: ImportRun, phase: str, fingerprint: str = "") -> None:
    """Queue a phase of a long import in the actor's name; asking twice queues it once."""
    with write():
        work, made = ImportWork.objects.get_or_create(
            run=run,
            defaults={"phase": phase, "user_id": actor.user_id, "fingerprint": fingerprint, "total": _rows(run, phase)},
        )  # fmt: skip
        if made or work.error:
            ImportWork.objects.filter(pk=run.pk).update(
                phase=phase, user_id=actor.user_id, fingerprint=fingerprint, total=_rows(run, phase),
                error="", cancelled=False, done=0, started_at=None,
            )  # fmt: skip
            loop.post(TOPIC, {"run": run.pk, "phase": phase})


def _rows(run: ImportRun, phase: str) -> int:
    counts = run.counts or {}
    return run.size if phase == PLAN else counts.get("added", 0) + counts.get("changed", 0)


@loop.handler(TOPIC)
def work(payload: dict[str, Any]) -> None:
    """One delivery. Killed and delivered again it starts anew: until the end nothing of it stands."""
    found = ImportWork.objects.filter(pk=payload["run"], phase=payload["phase"]).first()
    run = ImportRun.objects.unscoped("an import in hand").filter(pk=payload["run"]).first()
    if found is None or run is None or found.error:
        return
    if run.status != RunStatus.STAGED or found.cancelled:
        forget(found)
        return
    user = User.objects.filter(pk=found.user_id or 0, is_active=True).first()
    actor = Actor.of(user) if user else Actor.system("导入")
    found.started_at = moment.now()
    with write():
        found.save(update_fields=["started_at"])
    try:
        with Gauge(found) as told:
            _run(actor, run, found, told)
    except Cancelled:
        forget(found)
    except Refusal as refused:
        with write():
            ImportWork.objects.filter(pk=found.pk).update(error=str(refused)[:400])
            ImportRun.objects.unscoped("planned anew").filter(pk=run.pk).update(summary="")
    else:
        forget(found)


def _run(actor: Actor, run: ImportRun, found: ImportWork, told: Gauge) -> None:
    if found.phase == PLAN:
        keep_summary(run, plan_of(actor, run, Keeper(run), told.tell))
    else:
        commit(actor, run, found.fingerprint, told.tell)


def forget(found: ImportWork) -> None:
    """Nothing is under way on the import any more."""
    gauge.clear(found)
    with write():
        ImportWork.objects.filter(pk=found.pk).delete()
