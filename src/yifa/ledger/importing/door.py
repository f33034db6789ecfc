"""What other packages call to bring a sheet in: planned by remembered columns, committed whole, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yifa.kernel.errors import Conflict
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.ledger.importing import commit as _commit
from yifa.ledger.importing import original
from yifa.ledger.importing.destination import Destination, all_destinations, destination_of
from yifa.ledger.importing.kept import Keeper, keep_summary, summary_of
from yifa.ledger.importing.models import ImportRun, RunStatus
from yifa.ledger.importing.plan import SHOWN, Plan
from yifa.ledger.importing.stage import needs_matching, plan_of, stage


@dataclass(frozen=True)
class Received:
    """A staged import with its dry run. `needs_matching`: a person should look at the columns first."""

    run: ImportRun
    plan: Plan
    needs_matching: bool


def targets() -> list[Destination]:
    """Every register and procedure a sheet can go into: `.id`, `.title`, `.room`, `.columns`."""
    return all_destinations()


def plan(
    actor: Actor, target: str, unit: Unit, *, raw: bytes = b"", text: str = "", file_name: str = "",
    sender: str = "", on: date | None = None,
) -> Received:  # fmt: skip
    """Read a file and say what it would do; nothing stands yet.

    Raises KeyError for an unknown target, `NotAllowed` without the post, `Unreadable` for what cannot be used at all
    (the run is gone then), among it a sheet whose key column nobody has matched yet.
    """
    into = destination_of(target)
    run = stage(actor, into, unit, raw=raw, text=text, file_name=file_name, sender=sender, on=on)
    try:
        return Received(run, planned(actor, run), needs_matching(run))
    except BaseException:
        drop(run)
        raise


def planned(actor: Actor, run: ImportRun) -> Plan:
    """The dry run of a staged import; that of a long one is kept block by block."""
    if run.size <= SHOWN:
        return plan_of(actor, run)
    found = plan_of(actor, run, Keeper(run))
    keep_summary(run, found)
    return summary_of(run) or found


def commit(actor: Actor, run: ImportRun, fingerprint: str = "", *, unmatched: bool = False) -> Plan:
    """Let the good rows in, whole or absent.

    Refuses (`Conflict`) columns that nobody has matched, unless `unmatched` says that leaving them out is meant.
    """
    if not unmatched and needs_matching(run):
        raise Conflict(
            "有的列还没有对应到栏目", remedy="请打开这次导入，对应各列一次；以后同样的表自动对应"
        )
    return _commit.commit(actor, run, fingerprint)


def undo(actor: Actor, run: ImportRun, reason: str) -> int:
    """Take the whole import back while nobody has built on it; how many records."""
    return _commit.undo(actor, run, reason)


def drop(run: ImportRun) -> None:
    """Forget a staged import."""
    rows = ImportRun.objects.unscoped("a staged import")
    if rows.filter(pk=run.pk, status=RunStatus.STAGED).delete()[0]:
        original.forget(run.pk)
