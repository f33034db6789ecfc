"""Reading what closed periods froze, and what has changed since, record by record. See docs/adr/0036-passes.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from yifa.kernel import crypto
from yifa.kernel.figure.figure import Figure
from yifa.kernel.figure.kept import Kept, keep
from yifa.kernel.figure.marks import Cell, Marks, unpacked
from yifa.kernel.figure.measure import Change, Value
from yifa.kernel.figure.models import Freeze, FrozenFigure
from yifa.kernel.figure.period import Period
from yifa.kernel.figure.predicate import Scalar
from yifa.kernel.figure.registry import versions_of
from yifa.kernel.organization.models import Unit


def closed(unit: Unit, period: Period, *, final: bool | None = None) -> Freeze | None:
    """The latest edition of exactly this period, or None while it is open. `final`: of that kind only."""
    found = Freeze.objects.unscoped("a figure asks whether its period is closed").filter(
        unit=unit, from_ym=period.from_ym, to_ym=period.to_ym
    )
    if final is not None:
        found = found.filter(is_final=final)
    return found.order_by("-edition").first()


def closed_at(unit: Unit, ym: int) -> Freeze | None:
    """The latest final edition of any period that ends with this month: what a stock was published by."""
    found = Freeze.objects.unscoped("a rule asks what was carried forward").filter(
        unit=unit, to_ym=ym, is_final=True
    )
    return found.order_by("from_ym", "-edition").first()


def line_of(freeze: Freeze, figure_id: str) -> FrozenFigure | None:
    return FrozenFigure.objects.filter(freeze=freeze, figure=figure_id).first()


def version_of(line: FrozenFigure) -> Figure:
    """The figure in the version it was frozen by (its integers stand even if the definition was changed since)."""
    return next(
        (f for f in versions_of(line.figure) if f.since == line.since), versions_of(line.figure)[-1]
    )


def frozen_value(line: FrozenFigure, slice: Mapping[str, Scalar | None] | None = None) -> Value:
    """The value as signed off; of a slice, made of the kept rows. Raises `KeyError` for a column not kept."""
    if slice:
        return kept_in(line).value(slice)
    shown = Decimal(line.shown) if line.shown else None
    return Value(line.numerator, line.denominator, line.rows, shown, line.text)


def kept_in(line: FrozenFigure) -> Kept:
    """The rows of a frozen figure."""
    figure, freeze = version_of(line), line.freeze
    before = unpacked(line.marks_before) if isinstance(figure.measure, Change) else None
    return Kept(
        figure, Period(freeze.from_ym, freeze.to_ym), freeze.unit, unpacked(line.marks), before,
        line.definition, line.since, freeze.edition,
    )  # fmt: skip


class Editions:
    """The closed periods of a unit, each read once: what a report of the unit takes its numbers from."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self._lines: dict[Period, dict[str, FrozenFigure]] = {}
        self._kept: dict[tuple[str, Period], Kept] = {}

    def line(self, figure: Figure, period: Period) -> FrozenFigure | None:
        """The figure as signed for the period for good, None while the period is open."""
        if period not in self._lines:
            freeze = closed(self.unit, period, final=True)
            # The rows are fetched figure by figure, and only where a slice or a digest asks for them.
            lines = (
                freeze.figures.select_related("freeze__unit").defer("marks", "marks_before")
                if freeze
                else ()
            )
            self._lines[period] = {line.figure: line for line in lines}
        return self._lines[period].get(figure.id)

    def kept(self, figure: Figure, period: Period) -> Kept:
        """The figure's rows: as signed where the period is closed, else as they are now."""
        key = (figure.id, period)
        if key not in self._kept:
            line = self.line(figure, period)
            self._kept[key] = kept_in(line) if line else keep(figure, period, self.unit)
        return self._kept[key]


@dataclass(frozen=True)
class Difference:
    """What two sets of rows do not share: which came in, which went out, which weigh otherwise (old, new)."""

    entered: dict[int, Cell]
    left: dict[int, Cell]
    changed: dict[int, tuple[Cell, Cell]]

    @property
    def ids(self) -> list[int]:
        return sorted({*self.entered, *self.left, *self.changed})

    def __bool__(self) -> bool:
        return bool(self.entered or self.left or self.changed)


def difference(old: Marks, new: Marks) -> Difference:
    """From old to new."""
    both = old.rows.keys() & new.rows.keys()
    return Difference(
        {i: new.rows[i][0] for i in new.rows.keys() - both},
        {i: old.rows[i][0] for i in old.rows.keys() - both},
        {
            i: (old.rows[i][0], new.rows[i][0])
            for i in both
            if old.rows[i][0] != new.rows[i][0]
        },
    )  # fmt: skip


def sealed_lines(lines: list[FrozenFigure]) -> str:
    """The digest of an edition: over every figure's definition, integers, words and rows."""
    said = [
        [
            line.figure, str(line.since), line.definition, line.numerator, line.denominator, line.rows, line.decimals,
            line.shown, line.text, line.row_digest,
            crypto.digest(bytes(line.marks)), crypto.digest(bytes(line.marks_before)),
        ]
        for line in sorted(lines, key=lambda line: line.figure)
    ]  # fmt: skip
    return crypto.digest(crypto.canonical(said))
