"""Periods of account: whole months, given as plain integers yyyymm."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass


def next_ym(ym: int) -> int:
    """The month after.

    >>> next_ym(201912)
    202001
    """
    return ym + 1 if ym % 100 < 12 else (ym // 100 + 1) * 100 + 1


def shift_ym(ym: int, months: int) -> int:
    """`ym` moved by a number of months.

    >>> shift_ym(202001, -1)
    201912
    """
    year, month = divmod(ym // 100 * 12 + ym % 100 - 1 + months, 12)
    return year * 100 + month + 1


@dataclass(frozen=True)
class Period:
    """From month `from_ym` to month `to_ym`, both inclusive (yyyymm)."""

    from_ym: int
    to_ym: int

    def __post_init__(self) -> None:
        for ym in (self.from_ym, self.to_ym):
            if not (1 <= ym % 100 <= 12 and 1900 <= ym // 100 <= 9999):
                raise ValueError(f"{ym} is not a month (yyyymm)")
        if self.to_ym < self.from_ym:
            raise ValueError(f"the period ends before it begins: {self.from_ym}-{self.to_ym}")

    @classmethod
    def year(cls, year: int) -> Period:
        return cls(year * 100 + 1, year * 100 + 12)

    @classmethod
    def month(cls, ym: int) -> Period:
        return cls(ym, ym)

    @property
    def length(self) -> int:
        """How many months."""
        return (
            (self.to_ym // 100 - self.from_ym // 100) * 12
            + self.to_ym % 100
            - self.from_ym % 100
            + 1
        )

    @property
    def months(self) -> list[int]:
        return [shift_ym(self.from_ym, n) for n in range(self.length)]

    @property
    def last_day(self) -> int:
        """The last day as yyyymmdd."""
        return self.to_ym * 100 + monthrange(self.to_ym // 100, self.to_ym % 100)[1]

    def shifted(self, months: int) -> Period:
        return Period(shift_ym(self.from_ym, months), shift_ym(self.to_ym, months))

    def before(self) -> Period:
        """The period of the same length just before (环比)."""
        return self.shifted(-self.length)

    def year_before(self) -> Period:
        """The same months a year earlier (同比)."""
        return self.shifted(-12)

    def __str__(self) -> str:
        first, last = divmod(self.from_ym, 100), divmod(self.to_ym, 100)
        if first[1] == 1 and last[1] == 12:
            return f"{first[0]}年" if first[0] == last[0] else f"{first[0]}—{last[0]}年"
        if first == last:
            return f"{first[0]}年{first[1]}月"
        if first[0] == last[0]:
            return f"{first[0]}年{first[1]}—{last[1]}月"
        return f"{first[0]}年{first[1]}月—{last[0]}年{last[1]}月"
