"""Holding a published value against the records: does it agree, and if not, which parts would have given it?

A published rate is a printed number of so many decimals: it stands for every quotient that rounds to it. For the
numerator the records give, only certain denominators round to the printed number; sums of counted parts that are such
a denominator are named, so that the unit sees what was divided by what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import combinations

from yifa.kernel.figure import Change, Figure, Period, Ratio, Value, figure_of
from yifa.kernel.figure.ask import value
from yifa.kernel.organization.models import Unit
from yifa.work.reconsideration.models import ReconsiderationPublished
from yifa.work.reconsideration.statistics import COLUMNS, Counts

PARTS = 2
"""At most so many counted parts are added up to explain a denominator."""


@dataclass(frozen=True)
class Way:
    """A denominator that gives the printed value, and the counted parts whose sum it is."""

    denominator: int
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Compared:
    """A printed value beside the computed one."""

    figure: Figure
    printed: str
    source: str
    computed: Value
    agrees: bool
    numerator: int
    denominators: tuple[int, ...] = ()
    ways: tuple[Way, ...] = ()


def rounds_to(exact: Fraction, printed: Decimal) -> bool:
    """Whether a quotient rounds half up to the printed number, at its decimals."""
    return _rounded(exact, printed) == printed


def _rounded(exact: Fraction, printed: Decimal) -> Decimal:
    step = Decimal(1).scaleb(int(printed.as_tuple().exponent))
    # More digits than the printed value has, cut off below: a quotient just under a half stays under it.
    places = 30
    scaled = Decimal(exact.numerator * 10**places // exact.denominator).scaleb(-places)
    return scaled.quantize(step, ROUND_HALF_UP)


def denominators_of(numerator: int, printed: Decimal) -> tuple[int, ...]:
    """Every whole denominator by which `numerator` gives the printed percentage.

    >>> denominators_of(12, Decimal("24.5"))
    (49,)
    """
    half = Fraction(Decimal(1).scaleb(int(printed.as_tuple().exponent))) / 2
    low, high = Fraction(printed) - half, Fraction(printed) + half
    if numerator <= 0 or low <= 0:
        return ()
    first, last = int(100 * numerator / high), int(100 * numerator / low) + 1
    return tuple(
        d
        for d in range(max(first, 1), last + 1)
        if rounds_to(Fraction(100 * numerator, d), printed)
    )


def ways_to(denominators: Iterable[int], counted: Mapping[str, int]) -> tuple[Way, ...]:
    """Sums of at most two counted parts that are one of the denominators."""
    wanted = set(denominators)
    named = [(title, n) for title, n in counted.items() if n]
    return tuple(
        Way(total, parts)
        for size in range(1, PARTS + 1)
        for parts in combinations(named, size)
        if (total := sum(n for _, n in parts)) in wanted
    )


def _exact(figure: Figure, found: Value) -> Fraction | None:
    percent = 100 if figure.unit_word == "%" else 1
    if isinstance(figure.measure, Ratio) or (
        isinstance(figure.measure, Change) and figure.measure.rate
    ):
        return Fraction(percent * found.numerator, found.denominator) if found.denominator else None
    return None if found.shown is None else Fraction(found.shown)


def compare(printed: str, source: str, figure: Figure, found: Value, counts: Counts) -> Compared:
    """Hold one printed value against the computed one."""
    number = Decimal(printed)
    exact = _exact(figure, found)
    agrees = exact is not None and rounds_to(exact, number)
    if agrees or not isinstance(figure.measure, Ratio):
        return Compared(figure, printed, source, found, agrees, found.numerator)
    possible = denominators_of(found.numerator, number)
    counted = {heading: counts.values[code] for code, heading, *_ in COLUMNS if code != "corrected"}
    return Compared(
        figure, printed, source, found, False, found.numerator, possible, ways_to(possible, counted)
    )


def published(unit: Unit, year: int, counts: Counts) -> list[Compared]:
    """Every value the unit published about a year, held against the records."""
    rows = ReconsiderationPublished.objects.unscoped("published numbers are public").standing()
    rows = rows.filter(unit=unit, year=year).order_by("figure")
    period = Period.year(year)
    found = []
    for row in rows:
        figure = figure_of(row.figure, period)
        found.append(compare(row.printed, row.source, figure, value(figure, period, unit), counts))
    return found
