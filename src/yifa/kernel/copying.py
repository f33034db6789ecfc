"""The text form of PostgreSQL's COPY, written column by column: a type is told once a column, not once a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice, repeat
from typing import Any
from uuid import UUID

_NULL = "\\N"
_MARKS = ("\\", "\t", "\n", "\r")
"""What COPY takes for its own."""
_WRITERS: dict[type, Callable[[Any], str]] = {
    str: lambda text: text,
    int: str,
    bool: lambda truth: "t" if truth else "f",
    date: date.isoformat,
    datetime: datetime.isoformat,
    Decimal: str,
    UUID: str,
}
_AT_ONCE = 2_000
"""Rows handed over together."""


@dataclass(frozen=True)
class Same:
    """A column with one value in all rows."""

    value: Any

    def times(self, count: int) -> Iterator[Any]:
        """The value so many times."""
        return repeat(self.value, count)


def copied(columns: Sequence[Same | Sequence[Any]], count: int) -> Iterator[str] | None:
    """The rows in blocks of lines, or None when some value has no text form here."""
    shape: list[str] = []
    varying: list[Sequence[str]] = []
    for column in columns:
        texts = _texts([column.value] if isinstance(column, Same) else column)
        if texts is None:
            return None
        if isinstance(column, Same):
            shape.append(texts[0].replace("%", "%%"))
        else:
            shape.append("%s")
            varying.append(texts)
    line = "\t".join(shape) + "\n"
    if not varying:
        return iter([(line % ()) * count])
    return _blocks(map(line.__mod__, zip(*varying, strict=True)))


def _blocks(lines: Iterator[str]) -> Iterator[str]:
    while block := "".join(islice(lines, _AT_ONCE)):
        yield block


def _texts(values: Sequence[Any]) -> Sequence[str] | None:
    kinds = set(map(type, values))
    empty = type(None) in kinds
    kinds.discard(type(None))
    if not kinds:
        return [_NULL] * len(values)
    kind = kinds.pop()
    write = _WRITERS.get(kind)
    if write is None or kinds:
        return None
    if kind is str:
        return _escaped(values, empty)
    if empty:
        return [_NULL if v is None else write(v) for v in values]
    return list(map(write, values))


def _escaped(values: Sequence[Any], empty: bool) -> Sequence[str]:
    together = "".join([v for v in values if v] if empty else values)
    if not any(mark in together for mark in _MARKS):
        return [_NULL if v is None else v for v in values] if empty else values
    return [_NULL if v is None else _escape(v) for v in values]


def _escape(text: str) -> str:
    """Backslashes, tabs and line ends, which COPY takes for its own.

    >>> _escape("甲\\t乙")
    '甲\\\\t乙'
    """
    text = text.replace("\\", "\\\\").replace("\t", "\\t")
    return text.replace("\n", "\\n").replace("\r", "\\r")
