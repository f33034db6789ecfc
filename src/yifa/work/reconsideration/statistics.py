"""The yearly statistics: what came in must equal what went out and what is left, for every unit, by computation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yifa.kernel.figure import Figure, Period, Value
from yifa.kernel.figure.ask import UNIT, by, value
from yifa.kernel.organization.models import Unit
from yifa.work.reconsideration import figures

BEFORE, NOW = True, False
COLUMNS: tuple[tuple[str, str, Figure, bool], ...] = (
    ("reviewing_before", "上年末尚在审查", figures.REVIEWING, BEFORE),
    ("received", "新收申请", figures.RECEIVED, NOW),
    ("refused", "不予受理", figures.REFUSED, NOW),
    ("turned", "其他了结", figures.TURNED, NOW),
    ("accepted", "受理", figures.TAKEN, NOW),
    ("reviewing_after", "年末尚在审查", figures.REVIEWING, NOW),
    ("pending_before", "上年结转案件", figures.PENDING, BEFORE),
    ("concluded", "审结", figures.CONCLUDED, NOW),
    ("corrected", "直接纠错", figures.CORRECTED, NOW),
    ("pending_after", "结转下年", figures.PENDING, NOW),
)
"""Code, heading, figure, and whether it is asked of the year before (a stock at its end)."""


@dataclass(frozen=True)
class Identity:
    """Two sums that must be equal."""

    title: str
    left: tuple[tuple[str, int], ...]
    right: tuple[tuple[str, int], ...]

    @property
    def holds(self) -> bool:
        return self.left_sum == self.right_sum

    @property
    def left_sum(self) -> int:
        return sum(n for _, n in self.left)

    @property
    def right_sum(self) -> int:
        return sum(n for _, n in self.right)


@dataclass(frozen=True)
class Counts:
    """One unit's counts of a year, by code, and its correction rate."""

    unit_id: int
    label: str
    own: bool
    values: dict[str, int]
    rate: Value

    @property
    def named(self) -> tuple[tuple[str, int], ...]:
        """Heading and count, in the order of `COLUMNS`."""
        return tuple((heading, self.values[code]) for code, heading, *_ in COLUMNS)

    @property
    def identities(self) -> tuple[Identity, ...]:
        return (
            self._identity("受理审查", ("reviewing_before", "received"), ("refused", "turned", "accepted", "reviewing_after")),
            self._identity("案件审理", ("pending_before", "accepted"), ("concluded", "pending_after")),
            self._identity(
                "收结总平衡", ("reviewing_before", "pending_before", "received"),
                ("refused", "turned", "concluded", "reviewing_after", "pending_after"),
            ),
        )  # fmt: skip

    @property
    def holds(self) -> bool:
        return all(i.holds for i in self.identities)

    def _identity(self, title: str, left: tuple[str, ...], right: tuple[str, ...]) -> Identity:
        names = {code: heading for code, heading, *_ in COLUMNS}
        return Identity(
            title, *(tuple((names[c], self.values[c]) for c in side) for side in (left, right))
        )


def counts(unit: Unit, year: int) -> Counts:
    """The counts at and below a unit."""
    period = Period.year(year)
    values = {
        code: value(figure, period.year_before() if before else period, unit).numerator
        for code, _, figure, before in COLUMNS
    }
    rate = value(figures.CORRECTION_RATE, period, unit)
    return Counts(unit.pk, str(unit), False, values, rate)


def by_unit(unit: Unit, year: int) -> list[Counts]:
    """The same for the unit's own cases and each unit right below it; units without any case are left out."""
    period = Period.year(year)
    found: dict[Any, dict[str, int]] = {}
    labels: dict[Any, tuple[str, bool]] = {}
    for code, _, figure, before in COLUMNS:
        for row in by(figure, UNIT, period.year_before() if before else period, unit):
            found.setdefault(row.key, {c: 0 for c, *_ in COLUMNS})[code] = row.value.numerator
            labels[row.key] = (row.label, row.own)
    rates = {r.key: r.value for r in by(figures.CORRECTION_RATE, UNIT, period, unit)}
    nothing = Value(0, 0, 0, None, "—")
    rows = [
        Counts(int(key), *labels[key], values, rates.get(key, nothing))
        for key, values in found.items()
        if any(values.values())
    ]
    return sorted(rows, key=lambda r: (not r.own, r.label))
