"""A quantity's value in words for people."""

from __future__ import annotations

from decimal import Decimal

from yifa.account.check.grammar.quantity import Quantity

_BOUND = {"lower": "以上", "upper": "以下", "about": "左右"}


def number_words(value: Decimal) -> str:
    """Plain digits: no exponent, no trailing zeros."""
    return (
        format(value.normalize(), "f")
        if value != value.to_integral_value()
        else str(value.to_integral_value())
    )


def value_words(quantity: Quantity) -> str:
    """“1500 人次以上”, “3—5 个”, “-16.7 %”."""
    value = number_words(quantity.value)
    if quantity.upper is not None:
        value = f"{value}—{number_words(quantity.upper)}"
    return f"{value} {quantity.unit}{_BOUND.get(quantity.bound, '')}".strip()
