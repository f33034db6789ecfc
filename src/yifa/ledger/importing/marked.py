"""The workbook back: every bad cell marked, with what is wrong and what to do as a comment. Cells are words, never formulas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter

from yifa.ledger.importing.mapping import letter
from yifa.ledger.importing.plan import CellProblem
from yifa.ledger.importing.reader import Block, Grid

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MOST_COMMENTS = 20_000


@dataclass(frozen=True)
class Remarks:
    """What is said of one cell; row and column counted from 1. `bad`: it keeps the row out."""

    row: int
    column: int
    text: str
    bad: bool


def remarks_of(problems: Iterable[CellProblem], most: int = _MOST_COMMENTS) -> list[Remarks]:
    """Problems taken together by cell, in the order of the sheet."""
    by_row: dict[int, list[CellProblem]] = defaultdict(list)
    for problem in problems:
        by_row[problem.row].append(problem)
    found = []
    for row, said in sorted(by_row.items()):
        bad = {_INDEX.get(p.column, 0) for p in said if not p.warning}
        texts = _remarks(row, said, told=False)
        found += [Remarks(row, c + 1, text, c in bad) for c, text in sorted(texts.items())]
    return found[:most]


def marked_workbook(
    source: Grid | Iterable[Block], header: int, problems: Iterable[CellProblem], *, whole: bool = False
) -> bytes:  # fmt: skip
    """XLSX bytes: the heading and every row with an error, or with `whole` the sheet as it came, cell for cell."""
    by_row: dict[int, list[CellProblem]] = defaultdict(list)
    for problem in problems:
        by_row[problem.row].append(problem)
    bad = {n for n, found in by_row.items() if any(not p.warning for p in found)}
    blocks = [Block(0, source.rows)] if isinstance(source, Grid) else source
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("核对" if whole else "待更正")
        page.set_comments_author("核对")
        writer = _Writer(book, page)
        at = 0
        for block in blocks:
            for offset, cells in enumerate(block.rows):
                number = block.first + offset + 1
                head = number == header + 1
                if whole or head or number in bad:
                    writer.row(at, number, cells, by_row.get(number, []), head=head, told=not whole)
                    at += 1
        page.freeze_panes(header + 1 if whole else 1, 0)
    return buffer.getvalue()


class _Writer:
    """Writes rows into one page, and how they look."""

    def __init__(self, book: Any, page: Any) -> None:
        self.page, self.width, self.comments = page, 0, 0
        self.head = book.add_format({"bold": True, "border": 1, "bg_color": "#EEF3FA"})
        self.styles = {
            (bad, quoted): book.add_format(
                {"border": 1, "num_format": "@", "quote_prefix": quoted}
                | ({"bg_color": "#FFD9D6"} if bad else {})
            )
            for bad in (False, True)
            for quoted in (False, True)
        }

    def row(
        self, at: int, number: int, cells: list[str], found: list[CellProblem], *, head: bool, told: bool
    ) -> None:  # fmt: skip
        if len(cells) > self.width:
            self.width = len(cells)
            self.page.set_column(0, self.width - 1, 22)
        if head:
            for column, text in enumerate(cells):
                self.page.write_string(at, column, text, self.head)
            return
        remarks = _remarks(number, found, told=told)
        for column in range(
            max(self.width, *(c + 1 for c in remarks), 0) if remarks else len(cells)
        ):
            text = cells[column] if column < len(cells) else ""
            style = self.styles[column in remarks, text.startswith(_FORMULA)]
            if text:
                self.page.write_string(at, column, text, style)
            elif column in remarks or cells:
                self.page.write_blank(at, column, None, style)
        for column, remark in remarks.items():
            self.comments += 1
            if self.comments <= _MOST_COMMENTS:
                self.page.write_comment(at, column, remark, {"x_scale": 2, "y_scale": 1.2})


def _remarks(number: int, found: list[CellProblem], *, told: bool) -> dict[int, str]:
    """Comment text by column index; what belongs to no column goes to the first."""
    texts: dict[int, list[str]] = defaultdict(list)
    for p in found:
        remedy = f"。{p.remedy}" if p.remedy else ""
        texts[_INDEX.get(p.column, 0)].append(f"{p.reason}{remedy}")
    end = [f"（原第 {number} 行）"] if told else []
    return {column: "\n".join([*lines, *end]) for column, lines in texts.items()}


_INDEX = {letter(i): i for i in range(200)}
