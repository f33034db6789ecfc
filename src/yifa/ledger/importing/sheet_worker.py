"""Reads a workbook in a process of its own: bytes on stdin, JSON on stdout.

Run as a plain script, without Django: a workbook with a cell in the far corner makes the reader allocate the whole
rectangle and abort, which must never happen in the process that serves pages.

    python sheet_worker.py MAX_ROWS MAX_COLUMNS MEMORY_BYTES CPU_SECONDS
"""

from __future__ import annotations

import json
import resource
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

MAX_SHEETS = 30
MAX_MERGED = 20_000
UNPACKED = 600 * 2**20
EXACT = 10**15
GAP = 1_000
"""Blank rows in a row after which the sheet is taken to end: strays far below are told, not read."""


def cell_text(value: Any) -> str:
    """What the cell says, as text: whole numbers without a point, dates as YYYY-MM-DD."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(value, ".15g")
    if isinstance(value, datetime):
        whole = value.time() == time(0)
        return value.date().isoformat() if whole else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, int | timedelta) else ""


def read_sheet(sheet: Any, max_rows: int, max_columns: int) -> dict[str, Any]:
    """One worksheet as {"rows": […], "inexact": [[row, column], …], "cut": row or 0}.

    "too_long"/"too_wide" past the limits. Blank rows stay, so that row numbers are those the clerk sees.
    """
    rows: list[list[str]] = []
    inexact: list[tuple[int, int]] = []
    filled = blank = cut = 0
    for line in sheet.iter_rows():
        cells = [cell_text(v) for v in line]
        for column, value in enumerate(line):
            if isinstance(value, float | int) and abs(value) >= EXACT:
                inexact.append((len(rows), column))
        while cells and not cells[-1].strip():
            cells.pop()
        if len(cells) > max_columns:
            return {"rows": [], "inexact": [], "too_wide": len(cells)}
        rows.append(cells)
        filled += bool(cells)
        blank = 0 if cells else blank + 1
        if filled > max_rows:
            return {"rows": [], "inexact": [], "too_long": True}
        if filled and blank > GAP:
            cut = len(rows) - blank
            break
    spread(rows, sheet.merged_cell_ranges or [])
    while rows and not rows[-1]:
        rows.pop()
    return {"rows": rows, "inexact": inexact, "cut": cut}


def spread(rows: list[list[str]], merged: list[Any]) -> None:
    """Give every row of a vertically merged cell its value, as the eye reads it."""
    done = 0
    for (top, left), (bottom, _) in merged:
        if top >= len(rows) or left >= len(rows[top]) or bottom == top:
            continue
        for row in rows[top + 1 : bottom + 1]:
            done += 1
            if done > MAX_MERGED:
                return
            if row:
                row.extend([""] * (left + 1 - len(row)))
                row[left] = row[left] or rows[top][left]


def read(raw: bytes, max_rows: int, max_columns: int) -> dict[str, Any]:
    """All visible worksheets, or {"error": code}."""
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    if raw[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            if sum(item.file_size for item in packed.infolist()) > UNPACKED:
                return {"error": "unpacked"}
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(raw))
    except PasswordError:
        return {"error": "password"}
    sheets = []
    for meta in book.sheets_metadata[:MAX_SHEETS]:
        if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible:
            sheet = read_sheet(book.get_sheet_by_name(meta.name), max_rows, max_columns)
            sheets.append({"name": meta.name, **sheet})
    return {"sheets": sheets}


def main() -> int:
    """Limit this process, then read."""
    max_rows, max_columns, memory, seconds = map(int, sys.argv[1:5])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = read(sys.stdin.buffer.read(), max_rows, max_columns)
    except MemoryError:
        answer = {"error": "memory"}
    except Exception as error:  # whatever a broken workbook raises, the clerk hears one sentence
        answer = {"error": "broken", "detail": type(error).__name__}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
