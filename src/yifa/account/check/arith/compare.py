"""Comparing printed numbers: which integers a percentage allows, what a rounding may hide, which units are one kind."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

from yifa.account.check.grammar.quantity import Kind, Quantity

_CLASSES = (
    {"件", "起", "宗", "例", "桩", "案", "件次", "宗次"}, {"人", "名", "位"}, {"次", "场", "场次", "期", "期次"},
    {"户", "家", "户次", "家次"}, {"项", "条", "款"}, {"份", "本", "册"},
)  # fmt: skip
LOOSE = {"个"}
"""A classifier that stands for many others."""


def same_class(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities count the same kind of thing, as far as their units tell."""
    a, b = one.unit, other.unit
    if a == b:
        return True
    return any(a in group and b in group for group in _CLASSES)


def shown(value: Decimal | Fraction | int) -> str:
    """A number as people write it: no trailing zeros, at most four decimals."""
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    number = Decimal(value)
    if number == number.to_integral_value():
        return str(number.to_integral_value())
    return format(number.quantize(Decimal("0.0001")).normalize(), "f")


def rounded(part: Fraction, step: Decimal) -> Decimal:
    """A ratio in percent, rounded half up to a step (0.1, 0.01 …)."""
    return _to_step(part * 100, step, ROUND_HALF_UP)


def cut(part: Fraction, step: Decimal) -> Decimal:
    """A ratio in percent with the further decimals cut off."""
    return _to_step(part * 100, step, ROUND_DOWN)


def _to_step(value: Fraction, step: Decimal, how: str) -> Decimal:
    exact = value / Fraction(step)
    whole = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
        Decimal(1), rounding=how
    )
    if how == ROUND_HALF_UP:  # exact halves must not be lost to the division
        floor = exact.numerator // exact.denominator
        whole = Decimal(floor + (1 if exact - floor >= Fraction(1, 2) else 0))
    else:
        whole = Decimal(exact.numerator // exact.denominator)
    return whole * step


def numerators(percent: Decimal, step: Decimal, base: int) -> tuple[range, range]:
    """Integers n with n/base printing as the percentage: by rounding, and by cutting decimals off.

    Both within 0 … base; for a base of a million and more the answer is still exact (bounds, no search).
    """
    if base <= 0:
        return range(0), range(0)
    p, s = Fraction(percent), Fraction(step)
    low, high = (p - s / 2) * base / 100, (p + s / 2) * base / 100
    first, last = -((-low.numerator) // low.denominator), high.numerator // high.denominator
    last -= 1 if high == last else 0
    cut_low, cut_high = p * base / 100, (p + s) * base / 100
    first_cut, last_cut = (
        -((-cut_low.numerator) // cut_low.denominator),
        cut_high.numerator // cut_high.denominator,
    )
    last_cut -= 1 if cut_high == last_cut else 0
    return range(max(first, 0), min(last, base) + 1), range(
        max(first_cut, 0), min(last_cut, base) + 1
    )


def bases_of_change(now: int, percent: Decimal, step: Decimal, limit: int = 3) -> list[int]:
    """Last year's integers from which `now` is a change by the percentage (rounded to its step); at most `limit`."""
    p, half = Fraction(percent) / 100, Fraction(step) / 200
    if p - half <= -1:
        return []
    first, last = int(now / (1 + p + half)), int(now / (1 + p - half)) + 1
    found = []
    for base in range(max(first, 1), last + 1):
        change = Fraction(now - base, base)
        if rounded(abs(change), step) * (1 if change >= 0 else -1) == percent:
            found.append(base)
            if len(found) == limit:
                break
    return found


def total(parts: Sequence[Quantity]) -> tuple[Decimal, Decimal]:
    """The interval of a sum whose parts were rounded or approximated."""
    spans = [p.interval() for p in parts]
    return sum((low for low, _ in spans), Decimal(0)), sum((high for _, high in spans), Decimal(0))


def meets(a: tuple[Decimal, Decimal], b: tuple[Decimal, Decimal]) -> bool:
    """Whether two intervals share a value."""
    return a[0] <= b[1] and b[0] <= a[1]


def is_whole(quantity: Quantity) -> bool:
    """An exact integer count, fit to be an operand."""
    return (
        quantity.kind == Kind.COUNT and quantity.exact and quantity.step == 1 and quantity.value > 0
    )
