"""What a quantitative statement says."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of quantities."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    DURATION = "duration"
    YOY = "yoy"
    RANK = "rank"
    TARGET = "target"


KIND_ZH = {
    Kind.COUNT: "数量", Kind.MONEY: "金额", Kind.PERCENT: "比率", Kind.DURATION: "时长",
    Kind.YOY: "增减", Kind.RANK: "位次", Kind.TARGET: "目标或限度",
}  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    """One quantity of a text.

    `start`, `end` are the place in the source of the words (approximating words, numeral, unit); `at`, `to` that of
    the numeral alone; `fold_at`, `fold_to` the place of the whole in the folded text. `value` has 万 and 亿 multiplied
    out, money in 元, a fall below zero; `upper` is the other end of a range. `step` is the writing's precision.
    `approx` are the approximating words as written; `bound` is `lower`, `upper`, `about` or empty.
    """

    start: int
    end: int
    at: int
    to: int
    fold_at: int
    fold_to: int
    text: str
    value: Decimal
    unit: str
    kind: Kind
    step: Decimal = Decimal(1)
    upper: Decimal | None = None
    approx: tuple[str, ...] = ()
    bound: str = ""
    subject: str = ""
    period: str = ""
    scope: str = ""
    alternative: str = ""
    before: str = ""
    """The clause before the words, back to the last separator."""
    after: str = ""
    """The clause after the words."""
    sentence: int = 0
    clause: int = 0
    paragraph: int = 0
    section: str = ""
    cell: tuple[int, int, int] | None = None
    """(table, row, column) of a quantity that stands in a table."""

    @property
    def exact(self) -> bool:
        """Whether the text gives the number without any approximating word."""
        return not self.approx and self.upper is None

    def interval(self) -> tuple[Decimal, Decimal]:
        """The true values that the writing allows: [least, greatest].

        A number written with 万 or decimals was rounded to its last place; 余 and 多 reach to the next unit of the
        leading place; 近 stands below, 以上 has no end (ten times the number is taken).
        """
        if self.upper is not None:
            return self.value, self.upper
        value = abs(self.value)
        half = self.step / 2 if self.step != 1 else Decimal(0)
        low, high = value - half, value + half
        if self.bound == "lower":
            low, high = value, value + _loose(value) if _more(self.approx) else value * 10
        elif self.bound == "upper":
            low, high = (value * Decimal("0.9") if "近" in self.approx else Decimal(0)), value
        elif self.bound == "about":
            low, high = value * Decimal("0.9"), value * Decimal("1.1")
        return (-high, -low) if self.value < 0 else (low, high)


def _more(words: tuple[str, ...]) -> bool:
    return any(word in ("余", "多", "来", "几", "+") for word in words)


def _loose(value: Decimal) -> Decimal:
    """How far 余 reaches: to the next step of the last significant place (1500余 → below 1600)."""
    whole = int(value)
    place = 1
    while whole and whole % 10 == 0:
        whole //= 10
        place *= 10
    return Decimal(max(place - 1, 0))
