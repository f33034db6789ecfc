"""What a dry run says: what each row would do, and what is wrong with which cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as ReadOnly
from dataclasses import asdict, dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from yifa.kernel.entry.enter import Standing
from yifa.kernel.entry.register import Register
from yifa.kernel.organization.models import Unit
from yifa.ledger.importing.destination import Destination, into_register
from yifa.ledger.importing.mapping import Mapping
from yifa.ledger.importing.spec import ImportSpec
from yifa.ledger.importing.units import Named

WHATS = ("added", "changed", "same", "bad")
SHOWN = 5_000
"""Rows and problems that a plan keeps in memory; of longer sheets, those a person would look at first."""


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


class Row:
    """One row on its way in.

    `values` go to the form of a register, or hold a matter's columns by name; `acts` are a matter's (step, data, day
    as ISO text) in order, `matter` the one that stands already. `texts` are the cells as the sheet has them. Both are
    dictionaries only for who asks: of most rows nobody does.
    """

    data: ReadOnly[str, Any] = MappingProxyType({})
    key: str = ""
    what: str = ""
    unit: Unit | None = None
    changes: Sequence[tuple[str, str, str]] = ()
    faults: frozenset[str] = frozenset()
    acts: Sequence[tuple[str, dict[str, Any], str]] = ()
    matter: int | None = None
    _texts: dict[str, str] | None = None
    _values: dict[str, Any] | None = None

    def __init__(
        self, index: int, names: tuple[str, ...], cells: tuple[str, ...], said: Sequence[Any]
    ) -> None:  # fmt: skip
        self.index, self._names, self.cells, self._said = index, names, cells, said

    @property
    def number(self) -> int:
        """The row's number in the sheet."""
        return self.index + 1

    @property
    def texts(self) -> dict[str, str]:
        if self._texts is None:
            self._texts = dict(zip(self._names, self.cells, strict=False))
        return self._texts

    @texts.setter
    def texts(self, texts: dict[str, str]) -> None:
        self._texts = texts

    def text(self, name: str) -> str:
        """One of the cells, "" where the sheet has no such column."""
        if self._texts is not None:
            return self._texts.get(name, "")
        at = self._names.index(name) if name in self._names else len(self.cells)
        return self.cells[at] if at < len(self.cells) else ""

    @property
    def values(self) -> dict[str, Any]:
        if self._values is None:
            self._values = dict(zip(self._names, self._said, strict=True))
        return self._values

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the values."""
        return self._names if self._values is None else tuple(self._values)

    @property
    def said(self) -> Sequence[Any]:
        """The values in the order of their names."""
        return self._said if self._values is None else list(self._values.values())


@dataclass
class Plan:
    """The whole dry run. `fingerprint` changes when the file, what stands or the organisation does.

    `rows` and `problems` are whole for sheets of up to `SHOWN` rows; `counts`, `errors_total` and `warnings_total`
    always are. `skipped` tells of rows that are no records: totals, remarks at the end.
    """

    headings: list[str]
    header: int
    rows: list[Row] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    units: list[Named] = field(default_factory=list)
    fingerprint: str = ""
    skipped: list[str] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)
    errors_total: int = 0
    warnings_total: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what becomes of them."""
        return {what: self.tally[what] for what in WHATS}

    @property
    def writes_total(self) -> int:
        """How many rows would change something."""
        return self.tally["added"] + self.tally["changed"]

    @property
    def errors(self) -> list[CellProblem]:
        return [p for p in self.problems if not p.warning]

    @property
    def warnings(self) -> list[CellProblem]:
        return [p for p in self.problems if p.warning]

    @property
    def writes(self) -> list[Row]:
        """Rows that would change what stands."""
        return [row for row in self.rows if row.what in ("added", "changed")]

    def standings(self) -> list[Standing]:
        """What the write door of a register is asked for."""
        return [Standing(r.values, r.unit, r.key) for r in self.writes if r.unit is not None]


@dataclass(frozen=True)
class Order:
    """What is to be imported: into what, for which unit, from which day, by which columns.

    `number_kind` is the source system that a matter's external number belongs to; `source` tells of the file (name,
    digest as `file`, sheet), kept with every row.
    """

    register: Register | Destination
    spec: ImportSpec | None
    unit: Unit
    on: date
    mapping: Mapping
    header: int
    one_unit: bool = False
    number_kind: str = ""
    source: ReadOnly[str, str] = field(default_factory=dict)

    @property
    def into(self) -> Destination:
        """The register or procedure as a destination."""
        if isinstance(self.register, Destination):
            return self.register
        return into_register(self.register, self.spec)


def told(problems: Iterable[CellProblem]) -> list[dict[str, Any]]:
    """Problems as plain data, for the import record and for JSON."""
    return [asdict(p) for p in problems]
