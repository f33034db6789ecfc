"""Official tables with merged cells, placed once for all three writers."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from yifa.kernel.paper.page import TABLE_SIZE
from yifa.kernel.paper.text import printable

Align = Literal["left", "center", "right"]
Value = str | int | float | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that needs more than its value: merged over columns or rows, or aligned by hand.

    `number_format` is a spreadsheet format (`0.0%`, `#,##0`) and is used by the XLSX writer only; the
    paper shows `text` or, without it, the value as written by `written`.
    """

    value: Value
    colspan: int = 1
    rowspan: int = 1
    align: Align | None = None
    number_format: str | None = None
    text: str | None = None

    def __post_init__(self) -> None:
        if self.colspan < 1 or self.rowspan < 1:
            raise ValueError("a cell spans at least one column and one row")


CellLike = Cell | Value


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `columns` are the leaf headings, `rows` the body.

    `header`, when given, replaces the single heading row by merged ones; it must fill every column.
    `widths` are relative shares of the width, one a column; without them the contents decide.
    A `headless` table (a form) shows its rows only. `unit` stands at the right above the table (单位：件), `note` below it (注：…).
    Raises `ValueError` where cells overlap, leave a hole or run past the edge.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[CellLike, ...], ...]
    caption: str | None = None
    header: tuple[tuple[CellLike, ...], ...] = ()
    widths: tuple[float, ...] | None = None
    unit: str | None = None
    note: str | None = None
    headless: bool = False

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table has at least one column")
        if self.widths is not None and (
            len(self.widths) != len(self.columns) or min(self.widths) <= 0
        ):
            raise ValueError("a table has one positive width a column")
        place(self.heading_rows, len(self.columns))
        place(self.rows, len(self.columns))

    @property
    def heading_rows(self) -> tuple[tuple[CellLike, ...], ...]:
        return () if self.headless else self.header or (self.columns,)


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell with the row and column of its upper left corner, counted from 0."""

    row: int
    column: int
    cell: Cell


def place(rows: Sequence[Sequence[CellLike]], columns: int) -> tuple[Placed, ...]:
    """Put cells into the free places of a grid, row by row, as HTML tables do.

    Raises `ValueError` where cells overlap, leave a hole or run past the edge.
    """
    taken: set[tuple[int, int]] = set()
    placed: list[Placed] = []
    for row, cells in enumerate(rows):
        column = 0
        for item in cells:
            cell = item if isinstance(item, Cell) else Cell(item)
            while (row, column) in taken:
                column += 1
            area = {
                (r, c)
                for r in range(row, row + cell.rowspan)
                for c in range(column, column + cell.colspan)
            }
            if column + cell.colspan > columns or row + cell.rowspan > len(rows):
                raise ValueError(f"row {row + 1}: a cell runs past the edge of the table")
            if area & taken:
                raise ValueError(f"row {row + 1}: merged cells overlap")
            taken |= area
            placed.append(Placed(row, column, cell))
            column += cell.colspan
    if len(taken) != len(rows) * columns:
        raise ValueError(f"{len(rows) * columns - len(taken)} places of the table have no cell")
    return tuple(placed)


def written(cell: Cell) -> str:
    """The cell as it reads on paper; an empty value stays empty, it is not a nought."""
    if cell.text is not None:
        return printable(cell.text)
    return "" if cell.value is None else printable(str(cell.value))


def alignment(cell: Cell, *, heading: bool) -> Align:
    """Headings and figures are centred, words start at the left, unless the cell says otherwise."""
    if cell.align is not None:
        return cell.align
    return "left" if isinstance(cell.value, str) and not heading else "center"


def text_size(table: Table) -> float:
    """Points: 小4号, or 5号 where more than a dozen columns must fit."""
    return TABLE_SIZE if len(table.columns) <= 12 else 10.5


def shares(table: Table) -> tuple[float, ...]:
    """The relative width of each column: the given ones, or by the longest text, long texts damped."""
    if table.widths is not None:
        return table.widths
    longest = [2.0] * len(table.columns)
    for rows, heading in ((table.heading_rows, True), (table.rows, False)):
        for item in place(rows, len(table.columns)):
            if item.cell.colspan == 1:
                size = extent(written(item.cell))
                wanted = min(size, 4.0) if heading else min(size, 6.0 + (max(size, 6) - 6) / 2, 20)
                longest[item.column] = max(longest[item.column], wanted + 1)
    return tuple(longest)


def extent(text: str) -> float:
    """The length of the longest line of `text` in character widths."""
    return max(
        (
            sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in line)
            for line in text.split("\n")
        ),
        default=0.0,
    )
