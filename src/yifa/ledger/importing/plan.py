"""What a dry run says: what each row would do to the register, and what is wrong with which cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from yifa.kernel import crypto
from yifa.kernel.entry.enter import Standing
from yifa.kernel.entry.register import Register
from yifa.kernel.organization.models import Unit
from yifa.ledger.importing.mapping import Mapping
from yifa.ledger.importing.spec import ImportSpec
from yifa.ledger.importing.units import Named

WHATS = ("added", "changed", "same", "bad")


@dataclass(frozen=True)
class CellProblem:
    """One cell and what is wrong or doubtful about it, in the words of the clerk who must mend it."""

    row: int
    column: str
    header: str
    value: str
    reason: str
    remedy: str = ""
    warning: bool = False

    def __str__(self) -> str:
        where = f"第 {self.row} 行" + (f" {self.column} 列" if self.column else "")
        title = f"“{self.header}”" if self.header else ""
        value = f"（{self.value[:40]}）" if self.value else ""
        remedy = f"。{self.remedy}" if self.remedy else ""
        return f"{where}{title}{value}：{self.reason}{remedy}"


@dataclass
class Row:
    """One row on its way into the register."""

    index: int
    texts: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    what: str = ""
    unit: Unit | None = None
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    faults: set[str] = field(default_factory=set)

    @property
    def number(self) -> int:
        """The row's number in the sheet."""
        return self.index + 1


@dataclass
class Plan:
    """The whole dry run. `fingerprint` changes when the file, the register or the organisation does."""

    headings: list[str]
    header: int
    rows: list[Row]
    problems: list[CellProblem]
    units: list[Named]
    fingerprint: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what becomes of them."""
        found = Counter(row.what for row in self.rows)
        return {what: found[what] for what in WHATS}

    @property
    def errors(self) -> list[CellProblem]:
        return [p for p in self.problems if not p.warning]

    @property
    def warnings(self) -> list[CellProblem]:
        return [p for p in self.problems if p.warning]

    @property
    def writes(self) -> list[Row]:
        """Rows that would change the register."""
        return [row for row in self.rows if row.what in ("added", "changed")]

    def standings(self) -> list[Standing]:
        """What the write door is asked for."""
        return [Standing(r.values, r.unit, r.key) for r in self.writes if r.unit is not None]


@dataclass(frozen=True)
class Order:
    """What is to be imported: into which register, for which unit, from which day, by which columns."""

    register: Register
    spec: ImportSpec
    unit: Unit
    on: date
    mapping: Mapping
    header: int
    one_unit: bool = False


def fingerprint_of(plan: Plan) -> str:
    rows = [[r.number, r.what, r.key, r.unit.pk if r.unit else 0, r.changes] for r in plan.rows]
    return crypto.digest(crypto.canonical(rows))


def told(problems: Iterable[CellProblem]) -> list[dict[str, Any]]:
    """Problems as plain data, for the import record and for JSON."""
    return [asdict(p) for p in problems]
