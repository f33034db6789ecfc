"""Official tables as XLSX: numbers stay numbers, words stay words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from yifa.kernel.paper.fonts import DOCX_FAMILIES, Role
from yifa.kernel.paper.table import (
    Cell,
    Placed,
    Table,
    Value,
    alignment,
    place,
    shares,
    written,
)
from yifa.kernel.paper.text import printable

_EXACT = 10**15  # A spreadsheet keeps 15 digits; longer codes are words.
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_FORMULA = ("=", "+", "-", "@")
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: a title over a table. `formats` are spreadsheet number formats, one a column."""

    name: str
    table: Table
    title: str | None = None
    formats: tuple[str | None, ...] = ()
    landscape: bool = True

    def __post_init__(self) -> None:
        if self.formats and len(self.formats) != len(self.table.columns):
            raise ValueError("a sheet has one number format a column, or none")


def render_xlsx(sheets: Sequence[Sheet], *, made: datetime | None = None) -> bytes:
    """A workbook of at least one sheet. The same sheets give the same bytes."""
    if not sheets:
        raise ValueError("a workbook has at least one sheet")
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        created = (made or datetime.fromtimestamp(315532800, UTC)).replace(tzinfo=None)
        book.set_properties({"title": sheets[0].title or sheets[0].name, "created": created})
        writer = _Writer(book)
        names: set[str] = set()
        for sheet in sheets:
            writer.write(sheet, _name(sheet.name, names))
    return buffer.getvalue()


class _Writer:
    def __init__(self, book: Any) -> None:
        self._book = book
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write(self, sheet: Sheet, name: str) -> None:
        page = self._book.add_worksheet(name)
        table = sheet.table
        columns = len(table.columns)
        for column, share in enumerate(shares(table)):
            page.set_column(column, column, max(share * 2.2, 6))
        top = self._above(page, sheet)
        headings = table.heading_rows
        for item in place(headings, columns):
            self._cell(page, top, item, heading=True)
        body = top + len(headings)
        for item in place(table.rows, columns):
            form = item.cell.number_format or (
                sheet.formats[item.column] if sheet.formats else None
            )
            self._cell(page, body, item, heading=False, number_format=form)
        if table.note:
            note = self._format(font_name=DOCX_FAMILIES[Role.BODY], text_wrap=True, align="left")
            self._wide(page, body + len(table.rows), columns, table.note, note)
        page.freeze_panes(body, 0)
        _print_setup(page, sheet, top, body)

    def _above(self, page: Any, sheet: Sheet) -> int:
        """Title and unit; returns the first row of the heading."""
        row, columns = 0, len(sheet.table.columns)
        title = sheet.title or sheet.table.caption
        if title:
            form = self._format(
                font_name=DOCX_FAMILIES[Role.MARK], font_size=18, align="center", valign="vcenter"
            )
            page.set_row(row, 36)
            self._wide(page, row, columns, title, form)
            row += 1
        if sheet.table.unit:
            form = self._format(font_name=DOCX_FAMILIES[Role.BODY], align="right")
            self._wide(page, row, columns, sheet.table.unit, form)
            row += 1
        return row

    def _wide(self, page: Any, row: int, columns: int, text: str, form: Any) -> None:
        if columns > 1:
            page.merge_range(row, 0, row, columns - 1, "", form)
        page.write_string(row, 0, printable(text), form)

    def _cell(
        self, page: Any, top: int, item: Placed, *, heading: bool, number_format: str | None = None
    ) -> None:
        cell = item.cell
        value = _value(cell, heading=heading)
        style: dict[str, Any] = {
            "font_name": DOCX_FAMILIES[Role.HEAD if heading else Role.BODY],
            "font_size": 11,
            "border": 1,
            "align": alignment(cell, heading=heading),
            "valign": "vcenter",
            "text_wrap": True,
        }
        if isinstance(value, date):
            style["num_format"] = number_format or "yyyy-mm-dd"
        elif number_format and not isinstance(value, str):
            style["num_format"] = number_format
        if isinstance(value, str) and value.startswith(_FORMULA):
            style["quote_prefix"] = True  # stays a word when edited or saved again
        form = self._format(**style)
        row, column = top + item.row, item.column
        if cell.rowspan > 1 or cell.colspan > 1:
            last = (row + cell.rowspan - 1, column + cell.colspan - 1)
            page.merge_range(row, column, *last, "", form)
        if value is None:
            page.write_blank(row, column, None, form)
        elif isinstance(value, str):
            page.write_string(row, column, value, form)
        elif isinstance(value, date):
            page.write_datetime(row, column, value, form)
        else:
            page.write_number(row, column, value, form)

    def _format(self, **style: Any) -> Any:
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(style)
        return self._formats[key]


def _value(cell: Cell, *, heading: bool) -> Value:
    """What goes into the cell: a number only where a spreadsheet can hold it exactly."""
    value = cell.value
    if value is None and cell.text is None:
        return None
    if isinstance(value, date) and not heading:
        return value.replace(tzinfo=None) if isinstance(value, datetime) else value
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and not heading:
        return value if math.isfinite(value) and abs(float(value)) < _EXACT else str(value)
    return written(cell)


def _name(name: str, taken: set[str]) -> str:
    """A worksheet name as the format allows: 31 characters, none of []:*?/\\, unlike the others."""
    base = _FORBIDDEN.sub(" ", printable(name)).strip(" '")[:31] or "表"
    chosen, n = base, 2
    while chosen.lower() in taken:
        suffix = f"({n})"
        chosen, n = base[: 31 - len(suffix)] + suffix, n + 1
    taken.add(chosen.lower())
    return chosen


def _print_setup(page: Any, sheet: Sheet, top: int, body: int) -> None:
    """A4, one page wide, the heading on every page, the page number as on paper."""
    page.set_paper(9)
    if sheet.landscape:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    if body > top:
        page.repeat_rows(top, body - 1)
    page.center_horizontally()
    page.set_margins(left=0.8, right=0.8, top=1.0, bottom=1.0)
    page.set_footer('&C&"宋体"&14— &P —')
