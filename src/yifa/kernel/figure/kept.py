"""A figure with the rows it was made of, in hand: what is signed off, published, sliced and compared later.

One thing freezes: a closed period keeps such rows of every figure, and a signed report says what it says by them. Where
the period of a number is closed its rows are those of the edition; else they are the rows of today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yifa.kernel.figure import ask
from yifa.kernel.figure.ask import MONTH, UNIT, Row
from yifa.kernel.figure.figure import Figure
from yifa.kernel.figure.marks import Marks, marks_of, value_of
from yifa.kernel.figure.measure import Change, Value
from yifa.kernel.figure.period import Period
from yifa.kernel.figure.predicate import Scalar
from yifa.kernel.organization.models import Unit, UnitSpan

Slice = Mapping[str, Scalar | None]


@dataclass(frozen=True)
class Kept:
    """A figure's rows for a unit and a period. `edition`: of the closed period they are of; 0: counted now.

    `before`: of a comparison the rows of the earlier period. `since` and `definition`: the version counted by.
    """

    figure: Figure
    period: Period
    unit: Unit
    marks: Marks
    before: Marks | None
    definition: str
    since: date
    edition: int = 0

    def value(self, slice: Slice | None = None) -> Value:
        """The value, perhaps of a slice. Raises `KeyError` for a column that was not kept."""
        base = self.figure.base()
        now = value_of(base, self._of(self.marks, slice))
        if not isinstance(self.figure.measure, Change):
            return now
        assert self.before is not None
        return ask.change(self.figure, now, value_of(base, self._of(self.before, slice)))

    def digest(self, slice: Slice | None = None) -> tuple[int, str]:
        """(rows, digest of their ids and weights)."""
        marks = self._of(self.marks, slice)
        return len(marks.rows), marks.digest()

    def _of(self, marks: Marks, slice: Slice | None) -> Marks:
        return marks.sliced(slice) if slice else marks

    def split(self, column: str, slice: Slice | None = None) -> list[Row]:
        """As `ask.by` lists them: by a kept column, by "unit" or by "month". Raises `KeyError` for another."""
        figure = self.figure.base()
        marks = self._of(self.marks, slice)
        if column == UNIT:
            return self._by_unit(marks)
        name = figure.period_column if column == MONTH else column
        found = {key: value_of(figure, part) for key, part in _parted(marks, name).items()}
        if column == MONTH:
            nothing = ask._empty(figure)
            months = self.period.months
            return [Row(ym, ask._month(ym, self.period), found.get(ym, nothing)) for ym in months]
        return ask.listed(figure, column, found)

    def _by_unit(self, marks: Marks) -> list[Row]:
        """Rows under the unit right below that they stood under in their month."""
        figure, at = self.figure.base(), marks.columns.index("unit_id") + 1
        month = marks.columns.index(figure.period_column) + 1 if figure.period_column else 0
        children = ask._children(self.unit, self.period)
        spans: dict[int, list[tuple[int, int, int]]] = {}
        rows = UnitSpan.objects.filter(ancestor__in=children)
        for unit_id, above, first, last in rows.values_list(
            "unit_id", "ancestor_id", "from_ym", "to_ym"
        ):
            spans.setdefault(unit_id, []).append((above, first, last))
        places: dict[int, dict[int, tuple[Any, ...]]] = {}
        for row_id, row in marks.rows.items():
            ym = row[month] if month else self.period.to_ym
            for above, first, last in spans.get(int(row[at] or 0), ()):
                if first <= int(ym or 0) <= last:
                    places.setdefault(above, {})[row_id] = row
            if row[at] == self.unit.pk:
                places.setdefault(self.unit.pk, {})[row_id] = row
        found = {k: value_of(figure, Marks(marks.columns, part)) for k, part in places.items()}
        return ask.placed_rows(figure, self.unit, children, found)


def _parted(marks: Marks, column: str) -> dict[Any, Marks]:
    if column not in marks.columns:
        raise KeyError(f"{column}: kept are {marks.columns}")
    at = marks.columns.index(column) + 1
    parts: dict[Any, dict[int, tuple[Any, ...]]] = {}
    for row_id, row in marks.rows.items():
        parts.setdefault(row[at], {})[row_id] = row
    return {key: Marks(marks.columns, rows) for key, rows in parts.items()}


def keep(figure: Figure, period: Period, unit: Unit) -> Kept:
    """The rows of a figure as they are now."""
    before = None
    if isinstance(figure.measure, Change):
        before = marks_of(figure, ask.compared(figure, period), unit)
    marks = marks_of(figure, period, unit)
    return Kept(figure, period, unit, marks, before, figure.digest(), figure.since)
