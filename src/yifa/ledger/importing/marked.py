"""The bad rows as a workbook with the same columns: each bad cell marked, with what is wrong as a comment."""

from __future__ import annotations

from collections import defaultdict
from io import BytesIO
from typing import Any

import xlsxwriter

from yifa.ledger.importing.mapping import letter
from yifa.ledger.importing.plan import CellProblem
from yifa.ledger.importing.reader import Grid

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def marked_workbook(grid: Grid, header: int, problems: list[CellProblem]) -> bytes:
    """XLSX bytes: the heading row and every row with an error. Cells are words, never formulas."""
    by_row: dict[int, list[CellProblem]] = defaultdict(list)
    for problem in problems:
        by_row[problem.row].append(problem)
    wanted = sorted(n for n, found in by_row.items() if any(not p.warning for p in found))
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet("待更正")
        page.set_comments_author("核对")
        _write(book, page, grid, header, [(n, by_row[n]) for n in wanted])
    return buffer.getvalue()


def _write(
    book: Any, page: Any, grid: Grid, header: int, rows: list[tuple[int, list[CellProblem]]]
) -> None:
    styles = {
        (bad, quoted): book.add_format(
            {"border": 1, "num_format": "@", "quote_prefix": quoted}
            | ({"bg_color": "#FFD9D6"} if bad else {})
        )
        for bad in (False, True)
        for quoted in (False, True)
    }
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#EEF3FA"})
    headings = grid.rows[header]
    width = max([len(headings), *(len(grid.rows[n - 1]) for n, _ in rows)])
    page.freeze_panes(1, 0)
    page.set_column(0, max(width - 1, 0), 22)
    for column, text in enumerate(headings):
        page.write_string(0, column, text, head)
    for at, (number, found) in enumerate(rows, start=1):
        remarks = _remarks(number, found)
        cells = grid.rows[number - 1]
        for column in range(width):
            text = cells[column] if column < len(cells) else ""
            style = styles[column in remarks, text.startswith(_FORMULA)]
            if text:
                page.write_string(at, column, text, style)
            else:
                page.write_blank(at, column, None, style)
        for column, remark in remarks.items():
            page.write_comment(at, column, remark, {"x_scale": 2, "y_scale": 1.2})


def _remarks(number: int, found: list[CellProblem]) -> dict[int, str]:
    """Comment text by column index; what belongs to no column goes to the first."""
    index = {letter(i): i for i in range(200)}
    texts: dict[int, list[str]] = defaultdict(list)
    for p in found:
        remedy = f"。{p.remedy}" if p.remedy else ""
        texts[index.get(p.column, 0)].append(f"{p.reason}{remedy}")
    return {column: "\n".join([*lines, f"（原第 {number} 行）"]) for column, lines in texts.items()}
