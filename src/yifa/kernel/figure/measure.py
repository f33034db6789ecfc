"""What a figure measures: the closed vocabulary. Engines give integers; ratios and rounding are made here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Literal

from yifa.kernel.figure.predicate import Predicate

if TYPE_CHECKING:
    from yifa.kernel.figure.figure import Figure


@dataclass(frozen=True)
class Count:
    """How many rows."""


@dataclass(frozen=True)
class Sum:
    """The sum of an integer column; empty counts as nothing."""

    column: str


@dataclass(frozen=True)
class Distinct:
    """How many different values a column has; empty is not one of them."""

    column: str


@dataclass(frozen=True)
class Ratio:
    """Of the figure's rows, those that also fit `numerator`: the numerator is a part of the denominator by make."""

    numerator: Predicate


@dataclass(frozen=True)
class Percentile:
    """The smallest value that at least `percent` in a hundred of the rows do not exceed; empty rows are left out."""

    column: str
    percent: int

    def __post_init__(self) -> None:
        if not 0 < self.percent <= 100:
            raise ValueError("a percentile lies above 0 and up to 100")


@dataclass(frozen=True)
class Change:
    """`of` in the period less `of` in an earlier one: a year before (同比) or the period before (环比).

    With `rate` the difference is divided by the earlier value.
    """

    of: Figure
    against: Literal["year_before", "before"] = "year_before"
    rate: bool = False


Measure = Count | Sum | Distinct | Ratio | Percentile | Change


@dataclass(frozen=True)
class StockAt:
    """Rows that stand at the end of the period: from `from_column` on, up to and not including `to_column`.

    Both are dates (yyyymmdd) or both months (yyyymm).
    """

    from_column: str
    to_column: str


@dataclass(frozen=True)
class Value:
    """A figure's answer.

    `numerator` and `denominator` are exact; `rows` is how many rows it was made of (for a ratio the rows of its
    denominator); `shown` is rounded, None where nothing can be divided; `text` is for people.
    """

    numerator: int
    denominator: int | None
    rows: int
    shown: Decimal | None
    text: str


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Half up, at a number of decimals; an exact value keeps no empty ones.

    >>> rounded(Decimal("99.995"), 2), rounded(Decimal(100), 2)
    (Decimal('100.00'), Decimal('100'))
    """
    at = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    if at == value:
        return at.quantize(Decimal(1)) if at == at.to_integral_value() else at.normalize()
    return at


def divided(numerator: int, denominator: int, *, percent: bool, decimals: int) -> Decimal | None:
    """The quotient as shown; None where the denominator is 0. Exact before rounding."""
    if denominator == 0:
        return None
    scaled = numerator * (100 if percent else 1)
    # Half up by integers: no digit of the quotient is lost before rounding.
    unit = 10**decimals
    sign = -1 if (scaled < 0) != (denominator < 0) else 1
    whole, rest = divmod(abs(scaled) * unit, abs(denominator))
    if rest == 0:
        return rounded(Decimal(sign * whole).scaleb(-decimals), decimals)
    return Decimal(sign * (whole + (2 * rest >= abs(denominator)))).scaleb(-decimals)


def percentile(histogram: list[tuple[int, int]], percent: int) -> tuple[int | None, int]:
    """(value, rows) of a histogram of (value, count).

    >>> percentile([(3, 5), (10, 4), (20, 1)], 90)
    (10, 10)
    """
    total = sum(n for _, n in histogram)
    passed = 0
    for value, n in sorted(histogram):
        passed += n
        if passed * 100 >= total * percent:
            return value, total
    return None, 0
