"""对账: a peer's list beside ours, number by number: the same, different field by field, missing here, missing there.

Their list is read exactly as an import would read it, so what is called the same here would also import as the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from yifa.kernel import crypto
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import FOREVER_YM, UnitSpan
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.kernel.scope.read import visible_to
from yifa.ledger.connecting.intake import text_of
from yifa.ledger.connecting.models import Exchange, Explained
from yifa.ledger.importing import door
from yifa.ledger.importing.destination import IntoRegister, destination_of
from yifa.ledger.importing.models import ImportRun, RunStatus
from yifa.ledger.importing.plan import CellProblem, Row
from yifa.ledger.importing.stage import plan_of

SAME, DIFFER, HERE, THERE, BAD = "same", "differ", "missing_here", "missing_there", "bad"


def titles() -> dict[str, str]:
    """The groups in the order shown."""
    return {
        DIFFER: _("内容不一致"), HERE: _("本区没有"), THERE: _("对方没有"), BAD: _("对方的行有误"),
        SAME: _("一致"),
    }  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One number in both lists or in one: what differs (field, ours, theirs), and whether somebody explained it."""

    number: str
    what: str
    title: str = ""
    row: int = 0
    fields: tuple[tuple[str, str, str], ...] = ()
    reasons: tuple[str, ...] = ()
    url_of: int = 0
    note: Explained | None = None

    @property
    def digest(self) -> str:
        """Of what is said on both sides: an explanation covers this and nothing later."""
        return crypto.digest(crypto.canonical([self.number, self.what, self.fields, self.reasons]))


@dataclass
class Compared:
    """The whole comparison."""

    theirs: int
    ours: int
    outside: int
    groups: dict[str, list[Difference]] = field(default_factory=dict)

    @property
    def open(self) -> int:
        """Differences nobody has explained."""
        return sum(1 for d in self.differences() if d.note is None)

    def differences(self) -> Iterator[Difference]:
        """Everything but what is the same."""
        for what in (DIFFER, HERE, THERE, BAD):
            yield from self.groups.get(what, [])

    def count(self, what: str) -> int:
        return len(self.groups.get(what, []))


def staged(actor: Actor, exchange: Exchange) -> ImportRun | None:
    """The list as a staged import of this actor, made once and again after it was imported; None: it has no rows."""
    runs = ImportRun.objects.unscoped("the comparison's own import").select_related("unit")
    run: ImportRun | None = runs.filter(pk=exchange.run_id, status=RunStatus.STAGED).first()
    if run is not None and run.user_id == actor.user_id:
        return run
    rows = exchange.rows()
    if not rows:
        return None
    received = door.plan(
        actor, exchange.target, exchange.unit, text=text_of(rows), file_name=exchange.file_name,
        sender=exchange.peer,
    )  # fmt: skip
    return received.run


@dataclass
class _Theirs:
    """Every row of their list as it was judged: a plan in hand keeps only the first of a long one."""

    key: str
    what: str
    number: int
    title: str
    changes: tuple[tuple[str, str, str], ...]


class _AllRows:
    """Takes the judged rows block by block, and what is wrong with each."""

    def __init__(self) -> None:
        self.rows: dict[int, _Theirs] = {}
        self.reasons: dict[int, list[str]] = defaultdict(list)

    def block(self, number: int, rows: list[Row], problems: list[CellProblem]) -> None:
        """The rows of a block."""
        for row in rows:
            self.rows[row.number] = _Theirs(
                row.key, row.what, row.number, _first(row), tuple(row.changes)
            )
        for problem in problems:
            self._said(problem)

    def spoil(self, number: int, row: int, problem: CellProblem) -> None:
        """A row that contradicts a later one."""
        self.rows[row].what = BAD
        self._said(problem)

    def _said(self, p: CellProblem) -> None:
        if not p.warning:
            self.reasons[p.row].append(f"{p.header}：{p.reason}" if p.header else p.reason)


def compare(actor: Actor, exchange: Exchange, run: ImportRun) -> Compared:
    """Their list against ours as both stand now; of lists of any length every row takes part."""
    theirs = _AllRows()
    plan_of(actor, run, theirs)
    into = destination_of(exchange.target)
    ours = _ours(actor, exchange, into)
    found: dict[str, list[Difference]] = defaultdict(list)
    seen: set[str] = set()
    for row in theirs.rows.values():
        if row.key:
            seen.add(row.key)
        found_in = ours.get(row.key)
        what = {"added": HERE, "same": SAME, "changed": DIFFER}.get(row.what, BAD)
        if what == BAD and found_in is not None:
            what = DIFFER
        found[what].append(
            Difference(
                row.key or _("第 %(n)s 行") % {"n": row.number}, what, found_in[0] if found_in else row.title,
                row.number, row.changes, tuple(theirs.reasons.get(row.number, ())),
                found_in[1] if found_in else 0,
            )
        )  # fmt: skip
    for number, (title, pk) in ours.items():
        if number not in seen:
            found[THERE].append(Difference(number, THERE, title, url_of=pk))
    groups = {what: _noted(exchange, found[what]) for what in titles()}
    return Compared(len(theirs.rows), len(ours), _outside(actor, exchange, into), groups)


def _first(row: Row) -> str:
    """What a row of theirs is called: its first words that are not its number."""
    return next((t for t in row.texts.values() if t and t != row.key), "")[:60]


def _below(exchange: Exchange) -> Any:
    spans = UnitSpan.objects.filter(ancestor_id=exchange.unit_id, to_ym=FOREVER_YM)
    return spans.values("unit_id")


def _ours(actor: Actor, exchange: Exchange, into: Any) -> dict[str, tuple[str, int]]:
    """Number → (title, id) of our records that came from this system, at the unit and below."""
    if isinstance(into, IntoRegister):
        rows = visible_to(actor, into.register.model, into.room).filter(
            valid_to=None, unit_id__in=_below(exchange)
        )
        return {r.key: (_called(r), r.pk) for r in rows.order_by("key")}
    matters = (
        _matters(actor, exchange).filter(source_system=exchange.peer).exclude(external_number="")
    )
    found = matters.order_by("external_number").values_list("external_number", "number", "pk")
    return {external: (number, pk) for external, number, pk in found}


def _called(row: Any) -> str:
    """What an entry is called; nothing where it only has its number."""
    found = getattr(row, "name", "") or getattr(row, "title", "") or str(row)
    return "" if found == row.key else str(found)


def _matters(actor: Actor, exchange: Exchange) -> ScopedQuerySet:
    rows = visible_to(actor, Matter)
    return rows.filter(procedure=exchange.target, is_void=False, unit_id__in=_below(exchange))


def _outside(actor: Actor, exchange: Exchange, into: Any) -> int:
    """Matters of the kind that did not come from this system: they take no part."""
    if isinstance(into, IntoRegister):
        return 0
    return _matters(actor, exchange).exclude(source_system=exchange.peer).count()


def note_key(exchange: Exchange, number: str) -> str:
    """The key under which a difference is explained."""
    return f"{exchange.peer}:{exchange.target}:{number}"[:120]


def _noted(exchange: Exchange, found: Iterable[Difference]) -> list[Difference]:
    """Each with its explanation, where one covers exactly what differs now."""
    listed = list(found)
    keys = {note_key(exchange, d.number) for d in listed if d.what != SAME}
    notes: dict[str, Explained] = {}
    ordered = sorted(keys)
    for at in range(0, len(ordered), 500):
        rows = Explained.objects.unscoped("explanations beside the differences they explain")
        for note in rows.filter(key__in=ordered[at : at + 500], valid_to=None):
            notes[note.key] = note
    done = []
    for d in listed:
        note = notes.get(note_key(exchange, d.number))
        covered = note is not None and note.digest == d.digest
        done.append(
            Difference(d.number, d.what, d.title, d.row, d.fields, d.reasons, d.url_of, note) if covered else d
        )  # fmt: skip
    return done
