"""A yearly report with its numbers, as plain values: what is previewed, linted, frozen, published and exported.

Pure: no database, no Django. `to_json` and `of` are each other's inverse, so a frozen report reads in ten years as on
the day it was signed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True)
class NumberFact:
    """How a number was made: its figure and definition, its integers, its months, its slice.

    `slice` names each column, its title, the code's label and the code. `rows` and `row_digest` are there once frozen;
    `edition` is that of the closed period the number is taken from, 0 while the period was open. `value` is what was
    shown as a decimal, "" where nothing could be said.
    """

    figure: str
    title: str
    definition: str
    cite: str
    source: str
    unit_word: str
    numerator: int
    denominator: int | None
    value: str
    from_ym: int
    to_ym: int
    slice: tuple[tuple[str, str, str, str], ...] = ()
    digest: str = ""
    rows: int | None = None
    row_digest: str = ""
    edition: int = 0


@dataclass(frozen=True)
class Piece:
    """Words or a number; `internal` ones stay out of the public text; `problem` says why a reference has no answer."""

    text: str
    internal: bool = False
    number: NumberFact | None = None
    problem: str = ""
    written: str = ""


@dataclass(frozen=True)
class TableFact:
    """A figure split by one of its columns."""

    title: str
    head: str
    figure: str
    figure_title: str
    rows: tuple[tuple[str, str, int, int | None], ...]
    total: str = ""


@dataclass(frozen=True)
class Line:
    """A heading (level 1 opens a part), a paragraph, an item of a list (numbered), or a table."""

    kind: str
    part: str = ""
    level: int = 0
    number: int = 0
    pieces: tuple[Piece, ...] = ()
    table: TableFact | None = None
    internal: bool = False

    @property
    def text(self) -> str:
        return "".join(p.text for p in self.pieces)

    @property
    def numbers(self) -> Iterator[NumberFact]:
        return (p.number for p in self.pieces if p.number is not None)


@dataclass(frozen=True)
class Sheet:
    """The report of one unit for one year."""

    title: str
    unit: str
    unit_name: str
    year: int
    kind: str
    made_at: str
    lines: tuple[Line, ...]

    @property
    def numbers(self) -> Iterator[NumberFact]:
        for line in self.lines:
            yield from line.numbers

    @property
    def problems(self) -> list[str]:
        return [p.problem for line in self.lines for p in line.pieces if p.problem]

    @property
    def has_internal(self) -> bool:
        return any(line.internal or any(p.internal for p in line.pieces) for line in self.lines)

    @property
    def length(self) -> int:
        """Characters of the text with its punctuation, without headings' marks and white space."""
        return sum(len("".join(line.text.split())) for line in self.lines)

    def of_part(self, code: str) -> list[Line]:
        return [line for line in self.lines if line.part == code]

    def public(self) -> Sheet:
        """The text for the public: without what is marked as internal; items are numbered anew."""
        kept: list[Line] = []
        for line in self.lines:
            if line.internal:
                continue
            pieces = tuple(p for p in line.pieces if not p.internal)
            if line.pieces and not "".join(p.text for p in pieces).strip():
                continue
            kept.append(replace(line, pieces=pieces))
        return replace(self, lines=numbered(kept))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def digest(self) -> str:
        """What the journal seals of a frozen report."""
        return hashlib.sha256(
            json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True).encode()
        ).hexdigest()

    @classmethod
    def of(cls, said: dict[str, Any]) -> Sheet:
        lines = tuple(_line(row) for row in said["lines"])
        return cls(**(said | {"lines": lines}))


def numbered(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines with headings numbered by level and items by their place in their list."""
    found: list[Line] = []
    levels, items = [0, 0, 0, 0], 0
    for line in lines:
        items = items + 1 if line.kind == "item" else 0
        number = items
        if line.kind == "heading":
            levels[line.level - 1 :] = [levels[line.level - 1] + 1] + [0] * (4 - line.level)
            number = levels[line.level - 1]
        found.append(replace(line, number=number))
    return tuple(found)


def _line(row: dict[str, Any]) -> Line:
    pieces = tuple(Piece(**(p | {"number": _number(p["number"])})) for p in row["pieces"])
    table = row["table"]
    if table is not None:
        table = TableFact(**(table | {"rows": tuple(tuple(r) for r in table["rows"])}))
    return Line(**(row | {"pieces": pieces, "table": table}))


def _number(row: dict[str, Any] | None) -> NumberFact | None:
    if row is None:
        return None
    return NumberFact(**(row | {"slice": tuple(tuple(s) for s in row["slice"])}))


@dataclass(frozen=True)
class Moved:
    """A number that reads otherwise than before."""

    title: str
    before: str
    after: str


def moved(before: Sheet, after: Sheet) -> list[Moved]:
    """Numbers of the same figure, months and slice that differ between two sheets, each once."""
    old = {_key(n): n for n in before.numbers}
    found: dict[tuple[object, ...], Moved] = {}
    for number in after.numbers:
        was = old.get(_key(number))
        if was is None or (was.numerator, was.denominator) == (
            number.numerator,
            number.denominator,
        ):
            continue
        found[_key(number)] = Moved(number.title, _said(was), _said(number))
    return list(found.values())


def _key(number: NumberFact) -> tuple[object, ...]:
    return (number.figure, number.from_ym, number.to_ym, number.slice)


def _said(number: NumberFact) -> str:
    if number.denominator is None:
        return f"{number.value}{number.unit_word}"
    return f"{number.value or '—'}{number.unit_word}（{number.numerator}／{number.denominator}）"
