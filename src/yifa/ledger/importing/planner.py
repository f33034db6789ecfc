"""The dry run: every row read, validated as the write door will, and compared with what stands. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from django.utils import translation

from yifa.kernel import crypto
from yifa.kernel.scope.actor import Actor
from yifa.ledger.importing.destination import OWN, IntoMatters
from yifa.ledger.importing.entries import EntryJudge
from yifa.ledger.importing.heap import seldom_swept
from yifa.ledger.importing.mapping import header_of
from yifa.ledger.importing.matters import MatterJudge
from yifa.ledger.importing.plan import SHOWN, WHATS, CellProblem, Order, Plan, Row
from yifa.ledger.importing.reader import Block, Grid, Unreadable
from yifa.ledger.importing.rows import RowReader

Tell = Callable[[int], None]
"""Told how many rows have been looked at; may raise to stop."""


class Sink(Protocol):
    """Where a long plan is kept, block by block."""

    def block(self, number: int, rows: list[Row], problems: list[CellProblem]) -> None:
        """The judged rows of a block."""

    def spoil(self, number: int, row: int, problem: CellProblem) -> None:
        """A row of an earlier block has turned out bad."""


def make_plan(
    actor: Actor, order: Order, source: Grid | Iterable[Block], sink: Sink | None = None, tell: Tell | None = None
) -> Plan:  # fmt: skip
    """Compare a sheet with what stands. Raises `Unreadable` when the columns cannot make a key."""
    blocks = [Block(0, source.rows, source.inexact)] if isinstance(source, Grid) else source
    # Problems are kept with the import and read by others, so they are Chinese whoever asks.
    with translation.override("zh-hans"), seldom_swept():
        return _Planner(actor, order, iter(blocks), sink, tell).run()


@dataclass(slots=True)
class _First:
    """Where a key first stood."""

    number: int
    texts: int
    block: int
    what: str


class _Planner:
    def __init__(
        self, actor: Actor, order: Order, blocks: Iterator[Block], sink: Sink | None, tell: Tell | None
    ) -> None:  # fmt: skip
        self.order, self.blocks, self.sink, self.tell = order, blocks, sink, tell
        self.top = next(blocks, None) or Block(0, [[]])
        headings = header_of(self.top.rows, order.header)
        self.reader = RowReader(actor, order, headings)
        into = self.reader.into
        self.judge = (
            MatterJudge(actor, self.reader) if isinstance(into, IntoMatters) else EntryJudge(self.reader)
        )  # fmt: skip
        self.plan = Plan(headings, order.header)
        self.first: dict[str, _First] = {}
        self.digest = ""
        self.looked = 0

    def run(self) -> Plan:
        self._refuse_without_key()
        self._block(0, self.top)
        for number, block in enumerate(self.blocks, start=1):
            self._block(number, block)
        plan = self.plan
        plan.units, plan.skipped = list(self.reader.named.values()), self.reader.skipped
        plan.problems.sort(key=lambda p: (p.row, len(p.column), p.column))
        plan.fingerprint = self.digest
        return plan

    def _refuse_without_key(self) -> None:
        columns, mapping = self.reader.columns, self.order.mapping
        missing = [n for n in self.reader.into.key_columns if n not in mapping]
        asked = {n for n in columns if not n.startswith("@") or n == OWN}
        if missing or not set(mapping) & asked:
            labels = "、".join(f"“{columns[n].label}”" for n in missing)
            why = f"没有一列对应到{labels}" if labels else "没有一列对得上，可能不是这个登记簿的表"
            raise Unreadable(why, remedy="请核对表头在第几行，或者手工对应各列")

    def _block(self, number: int, block: Block) -> None:
        rows = self.reader.read(block)
        self.judge.judge(rows)
        self._name_duplicates(number, rows)
        for row in rows:
            if row.what not in WHATS:
                row.what = "bad"
            self.plan.tally[row.what] += 1
            if row.key and self.first[row.key].number == row.number:
                self.first[row.key].what = row.what
        said = [
            [r.number, r.what, r.key, r.unit.pk if r.unit else 0, r.changes, r.acts] for r in rows
        ]
        self.digest = crypto.digest(self.digest + crypto.canonical(said))
        self._keep(number, rows)
        self.looked += len(rows)
        if self.tell:
            self.tell(self.looked)

    def _keep(self, number: int, rows: list[Row]) -> None:
        problems = list(dict.fromkeys(self.reader.problems))
        self.reader.problems = []
        plan = self.plan
        for problem in problems:
            self._count(problem)
        if self.sink:
            self.sink.block(number, rows, problems)
        room = SHOWN - len(plan.rows)
        plan.rows += rows[: max(room, 0)]
        plan.problems += problems[: max(SHOWN - len(plan.problems), 0)]

    def _count(self, problem: CellProblem) -> None:
        if problem.warning:
            self.plan.warnings_total += 1
        else:
            self.plan.errors_total += 1

    def _name_duplicates(self, number: int, rows: list[Row]) -> None:
        reader, key_field = self.reader, self.reader.key_field()
        here = {row.number: row for row in rows}
        for row in rows:
            if not row.key:
                continue
            texts = hash(row.cells)
            other = self.first.get(row.key)
            if other is None:
                self.first[row.key] = _First(row.number, texts, number, row.what)
                continue
            if texts == other.texts:
                reader.problem(
                    row, key_field, f"与第 {other.number} 行完全相同，只登记一次", warning=True
                )
                row.what = "same" if row.what in WHATS[:3] else row.what
                continue
            row.what = "bad"
            remedy = "请核对后只留一行"
            reader.problem(row, key_field, f"与第 {other.number} 行重复，内容却不同", remedy)
            why = f"与第 {row.number} 行重复，内容却不同"
            if other.number in here:
                here[other.number].what = "bad"
                reader.problem(here[other.number], key_field, why, remedy)
            elif other.what != "bad":
                self._spoil(other, row, why, remedy)

    def _spoil(self, first: _First, row: Row, why: str, remedy: str) -> None:
        """The first of two contradicting rows stands in a block already judged."""
        name = self.reader.key_field()
        stand_in = Row(first.number - 1, (name,), (row.texts.get(name, ""),), ("",))
        problem = self.reader.problem(stand_in, name, why, remedy)
        self.reader.problems.pop()
        self._count(problem)
        self.plan.problems.append(problem)
        self.plan.tally[first.what] -= 1
        self.plan.tally["bad"] += 1
        first.what = "bad"
        kept = next((r for r in self.plan.rows if r.number == first.number), None)
        if kept is not None:
            kept.what = "bad"
        if self.sink:
            self.sink.spoil(first.block, first.number, problem)
