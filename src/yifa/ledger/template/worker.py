"""Reads and fills a workbook in a process of its own: one JSON line and the workbook on stdin, JSON or the workbook out.

Run as a plain script, without Django, within limits of memory and time: a workbook is a stranger's file.

    python worker.py MEMORY_BYTES CPU_SECONDS
"""

from __future__ import annotations

import copy
import json
import re
import resource
import sys
import zipfile
from importlib import import_module
from io import BytesIO
from typing import Any

MAX_ROWS, MAX_COLUMNS, MAX_SHEETS = 300, 60, 20
UNPACKED = 100 * 2**20
_WHEN = re.compile(rb"<dcterms:(modified|created)\b[^>]*>.*?</dcterms:\1>")
_LOST = {
    "xl/vbaProject.bin": "macros",
    "xl/externalLinks/": "links",
    "xl/charts/": "charts",
    "xl/media/": "charts",
    "xl/drawings/drawing": "charts",
    "xl/pivotTables/": "charts",
}


class Refused(Exception):
    """What the workbook has that cannot be kept, or what it lacks."""


def look(raw: bytes) -> None:
    """Refuse what is no workbook, unpacks too large, or holds what filling would lose."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            items = packed.infolist()
    except zipfile.BadZipFile as bad:
        raise Refused("broken") from bad
    if sum(item.file_size for item in items) > UNPACKED:
        raise Refused("unpacked")
    for item in items:
        for begin, why in _LOST.items():
            if item.filename.startswith(begin):
                raise Refused(why)


def opened(raw: bytes) -> Any:
    look(raw)
    book = import_module("openpyxl").load_workbook(BytesIO(raw))
    if len(book.worksheets) > MAX_SHEETS:
        raise Refused("sheets")
    return book


def read(raw: bytes) -> dict[str, Any]:
    """Every visible worksheet as rows of cells: what a page needs to draw it and a binding to be checked."""
    sheets = []
    for sheet in opened(raw).worksheets:
        if sheet.sheet_state != "visible":
            continue
        height, width = _extent(sheet)
        spans = {}
        covered = set()
        for area in sheet.merged_cells.ranges:
            spans[area.start_cell.coordinate] = (area.size["rows"], area.size["columns"])
            covered |= {(r, c) for r, c in area.cells} - {(area.min_row, area.min_col)}
        rows = [
            [_cell(c, spans) for c in line if (c.row, c.column) not in covered]
            for line in sheet.iter_rows(1, height, 1, width)
        ]
        sheets.append({
            "name": sheet.title, "rows": rows, "columns": width, "height": height,
        })  # fmt: skip
    return {"sheets": sheets}


def _extent(sheet: Any) -> tuple[int, int]:
    """Rows and columns to draw: what has content, and some styled room below and beside it."""
    last_row = last_column = 1
    for line in sheet.iter_rows():
        for cell in line:
            if cell.value is not None:
                last_row, last_column = max(last_row, cell.row), max(last_column, cell.column)
    for area in sheet.merged_cells.ranges:
        last_row, last_column = max(last_row, area.max_row), max(last_column, area.max_col)
    if last_row > MAX_ROWS or last_column > MAX_COLUMNS:
        raise Refused("far")
    height = min(sheet.max_row, last_row + 40, MAX_ROWS)
    return height, min(sheet.max_column, last_column + 4, MAX_COLUMNS)


def _cell(cell: Any, spans: dict[str, tuple[int, int]]) -> dict[str, Any]:
    value = cell.value
    found: dict[str, Any] = {"at": cell.coordinate}
    if value is not None:
        found["text"] = str(value)[:200]
    if cell.data_type == "f":
        found["formula"] = True
    if cell.font is not None and cell.font.b:
        found["bold"] = True
    if cell.alignment is not None and cell.alignment.horizontal in ("center", "right"):
        found["align"] = cell.alignment.horizontal
    if cell.coordinate in spans:
        found["rows"], found["columns"] = spans[cell.coordinate]
    return found


def fill(raw: bytes, orders: dict[str, Any]) -> bytes:
    """The workbook with its bound cells filled. Everything else stays as it was."""
    comment = import_module("openpyxl.comments").Comment
    book = opened(raw)
    for order in orders["cells"]:
        cell = book[order["sheet"]][order["at"]]
        if cell.data_type == "f":
            raise Refused("formula")
        value = order["value"]
        if order.get("percent") and "%" in (cell.number_format or ""):
            value = value / 100
        _put(cell, value)
        if order.get("comment"):
            before = f"{cell.comment.text}\n\n" if cell.comment is not None else ""
            note = comment(before + order["comment"], orders["author"], height=210, width=360)
            cell.comment = note
    for block in orders["blocks"]:
        _rows(book[block["sheet"]], block)
    book.calculation.fullCalcOnLoad = True
    out = BytesIO()
    book.save(out)
    return _timeless(out)


def mark(raw: bytes, orders: dict[str, Any]) -> bytes:
    """The workbook as it came with remarks in some cells: a comment, and a colour on those that are wrong."""
    comment = import_module("openpyxl.comments").Comment
    fill = import_module("openpyxl.styles").PatternFill("solid", fgColor="FFD9D6")
    book = opened(raw)
    sheet = book[orders["sheet"]]
    anchors = {
        at: area.start_cell.coordinate for area in sheet.merged_cells.ranges for at in area.cells
    }
    for row, column, text, coloured in orders["cells"]:
        cell = sheet[anchors[row, column]] if (row, column) in anchors else sheet.cell(row, column)
        before = f"{cell.comment.text}\n\n" if cell.comment is not None else ""
        cell.comment = comment(before + text, orders["author"], height=90, width=280)
        if coloured:
            cell.fill = fill
    book.active = book.worksheets.index(sheet)
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _timeless(packed: BytesIO) -> bytes:
    """The package without the moment it was packed at: the same values filled again are the same bytes."""
    out = BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            part = old.read(item)
            if item.filename == "docProps/core.xml":
                part = _WHEN.sub(b"", part)
            new.writestr(zipfile.ZipInfo(item.filename), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _rows(sheet: Any, block: dict[str, Any]) -> None:
    """Rows from the block's first row down, each new row in the style of the first."""
    top = block["row"]
    for n, line in enumerate(block["lines"]):
        for column, value in zip(block["columns"], line, strict=True):
            cell = sheet.cell(top + n, column)
            if cell.data_type == "f":
                raise Refused("formula")
            if n:
                first = sheet.cell(top, column)
                if first.has_style and not cell.has_style:
                    cell._style = copy.copy(first._style)
            _put(cell, value)


def _put(cell: Any, value: Any) -> None:
    """A number, a date (as [y, m, d]) or words; words are never a formula."""
    if isinstance(value, list):
        from datetime import date

        cell.value = date(*value)
        if cell.number_format == "General":
            cell.number_format = "yyyy-mm-dd"
        return
    if isinstance(value, str):
        cell.value = value
        if value[:1] in ("=", "+", "-", "@"):
            cell.data_type = "s"
            cell.quotePrefix = True
        return
    cell.value = value


def main() -> int:
    """Limit this process, then do what the first line of stdin asks for."""
    memory, seconds = map(int, sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked = json.loads(sys.stdin.buffer.readline())
    raw = sys.stdin.buffer.read()
    try:
        if asked["do"] == "fill":
            answer = b"OK" + fill(raw, asked)
        elif asked["do"] == "mark":
            answer = b"OK" + mark(raw, asked)
        else:
            answer = json.dumps(read(raw), ensure_ascii=False).encode()
    except Refused as why:
        answer = json.dumps({"error": str(why)}).encode()
    except MemoryError:
        answer = b'{"error": "memory"}'
    except Exception as error:  # whatever a broken workbook raises, the clerk hears one sentence
        answer = json.dumps({"error": "broken", "detail": type(error).__name__}).encode()
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
