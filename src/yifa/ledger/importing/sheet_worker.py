"""Reads a workbook in a process of its own, so that whatever the file does, it happens there and within limits.

Run as a plain script, without Django: a workbook with a cell in the far corner makes the reader allocate the whole
rectangle and abort, which must never happen in the process that serves pages.

    python sheet_worker.py MAX_ROWS MAX_COLUMNS MEMORY_BYTES CPU_SECONDS

In: eight bytes of length, the workbook. Out: one line of JSON about its sheets with their first rows, or {"error": code}.
In: a line with the chosen sheet's number. Out: lines {"first", "filled", "size"}, each with so many bytes of packed rows
behind it, then {"end": {…}}.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from typing import Any
from xml.etree import ElementTree

MAX_SHEETS = 30
MAX_MERGED = 20_000
UNPACKED = 600 * 2**20
BESIDE = 16 * 2**20
"""Bytes of other worksheets that may be read while the largest is held."""
LOOKED_AT = 32 * 2**20
"""Bytes of a worksheet up to which hidden rows are counted; that of longer ones would be felt."""
EXACT = 10**15
TOP = 40
"""First rows of every sheet that choose among them."""
BLOCK = 2_000
GAP = 1_000
"""Blank rows in a row after which the sheet is taken to end: strays far below are told, not read."""
_HIDDEN_MARKS = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\x00"), None) | {0xA0: " "}
_HIDDEN_ROW = re.compile(rb"<row\b[^>]*\bhidden=\"(?:1|true)\"[^>/]*>\s*<c\b")
NO_RESULT = "#未计算"
_ERROR_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})(\d+)"[^>]*\bt="e"[^>]*>(?:<f\b[^>]*>[^<]*</f>)?<v>(#[^<]{2,12})</v>'
)
_UNCALCULATED = re.compile(
    rb'<c r="([A-Z]{1,3})(\d+)"[^>]*><f\b[^>]*>[^<]*</f>(?:<v\s*/>|<v></v>)?</c>'
)
_HIDDEN = re.compile("[\ufeff\u200b\u200c\u200d\u2060\x00\xa0]")
_ODD = re.compile('[\ufeff\u200b\u200c\u200d\u2060\x00\xa0]|="')
"""What a row of texts must not have anywhere for its cells to be only stripped."""


def tidy(text: str) -> str:
    """A cell without what nobody sees: margins, zero-width marks, the ="…" that some exports wrap codes in."""
    if _HIDDEN.search(text):
        text = text.translate(_HIDDEN_MARKS)
    text = text.strip()
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        return text[2:-1].strip()
    return text


def trimmed(cells: list[str]) -> list[str]:
    """A row of tidy cells without its empty end."""
    row = [tidy(c) if c else "" for c in cells]
    while row and not row[-1]:
        row.pop()
    return row


def cell_text(value: Any) -> str:
    """What the cell says, as text: whole numbers without a point, dates as YYYY-MM-DD."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
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


def _texts(line: list[Any]) -> list[str] | None:
    """A row of nothing but plain texts, tidy and trimmed; None where a cell has to be looked at."""
    try:
        if _ODD.search("".join(line)):
            return None
    except TypeError:
        return None
    row = [cell.strip() for cell in line]
    while row and not row[-1]:
        row.pop()
    return row


def packed_rows(rows: list[list[str]], inexact: list[tuple[int, int]]) -> bytes:
    """Rows as they are kept and handed on."""
    plain = {"rows": rows, "inexact": inexact}
    return zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(), 1)


class Down:
    """Vertically merged cells: every row of one gets its value, as the eye reads it."""

    def __init__(self, merged: list[Any]) -> None:
        self.above: dict[int, list[tuple[int, int]]] = {}
        left_over = MAX_MERGED
        for (top, left), (bottom, _) in merged:
            for row in range(top + 1, min(bottom, top + left_over) + 1):
                self.above.setdefault(row, []).append((top, left))
            left_over -= min(bottom - top, left_over)
        self.anchors = {pair for pairs in self.above.values() for pair in pairs}
        self.said: dict[tuple[int, int], str] = {}

    def fill(self, number: int, row: list[str]) -> list[str]:
        """The row with what merged cells give it; blank rows stay blank."""
        if row:
            for top, left in self.above.get(number, ()):
                text = self.said.get((top, left), "")
                if text:
                    row.extend([""] * (left + 1 - len(row)))
                    row[left] = row[left] or text
        if self.anchors:
            self.said.update(
                {(number, c): t for c, t in enumerate(row) if (number, c) in self.anchors}
            )
        return row


@dataclass
class Seen:
    """What the reader library leaves out of a sheet.

    `hidden` rows with content; `merged` downwards, which it does not tell of ODS; `failed` cells by (row, column): the
    error of a formula, or that it was never calculated.
    """

    hidden: int = 0
    merged: list[Any] = field(default_factory=list)
    failed: dict[tuple[int, int], str] = field(default_factory=dict)


def look(raw: bytes, name: str) -> Seen:
    """What there is to be seen of a sheet beside its values."""
    if raw[:2] != b"PK":
        return Seen()
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            if "content.xml" in packed.namelist():
                with packed.open("content.xml") as part:
                    return _of_ods(part, name)
            place = _part_of(packed, name)
            if packed.getinfo(place).file_size > LOOKED_AT:
                return Seen()
            return _of_xlsx(packed.read(place))
    except (KeyError, StopIteration, ElementTree.ParseError, ValueError):
        return Seen()  # the rows themselves are read by the library


_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def _part_of(packed: zipfile.ZipFile, name: str) -> str:
    """The worksheet's part in an Office package."""
    # Entities that grow are stopped by expat itself (2.4.1 and later) and by the limits of this process.
    book = ElementTree.fromstring(packed.read("xl/workbook.xml"))  # noqa: S314
    wanted = next(s.get(f"{_REL}id") for s in book.iter(f"{_MAIN}sheet") if s.get("name") == name)
    links = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    target = next(str(r.get("Target")) for r in links if r.get("Id") == wanted)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _of_xlsx(part: bytes) -> Seen:
    """Looked for in the bytes: these marks are rare, and parsing a sheet once more would be felt."""
    seen = Seen(len(_HIDDEN_ROW.findall(part)) if b"hidden=" in part else 0)
    for shape in (_ERROR_CELL, _UNCALCULATED) if b't="e"' in part or b"<f" in part else ():
        for found in shape.finditer(part):
            error = found.group(3).decode() if shape is _ERROR_CELL else NO_RESULT
            seen.failed[int(found.group(2)) - 1, _index(found.group(1).decode())] = error
    return seen


def _index(letters: str) -> int:
    number = 0
    for mark in letters:
        number = number * 26 + ord(mark) - 64
    return number - 1


def _of_ods(part: Any, name: str) -> Seen:
    hidden, merged, row, column, inside = 0, [], 0, 0, False
    for event, node in ElementTree.iterparse(part, ("start", "end")):  # noqa: S314 - as above
        if node.tag == f"{_TABLE}table" and node.get(f"{_TABLE}name") == name:
            inside = event == "start"
        elif not inside:
            pass
        elif node.tag == f"{_TABLE}table-row":
            times = int(node.get(f"{_TABLE}number-rows-repeated", "1"))
            if event == "start":
                column = 0
            else:
                filtered = node.get(f"{_TABLE}visibility", "visible") != "visible"
                hidden += times if filtered and len(node) and times < GAP else 0
                row += times
        elif node.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell") and event == "end":
            down = int(node.get(f"{_TABLE}number-rows-spanned", "1"))
            if down > 1:
                merged.append(((row, column), (row + down - 1, column)))
            column += int(node.get(f"{_TABLE}number-columns-repeated", "1"))
        if event == "end" and node.tag != f"{_TABLE}table-cell":
            node.clear()
    return Seen(hidden, merged)


class Limit(Exception):
    """The sheet is beyond a limit; the argument is the answer."""


class Sheet:
    """The rows of one worksheet, one pass."""

    def __init__(
        self, sheet: Any, max_rows: int, max_columns: int, seen: Seen | None = None
    ) -> None:
        self.sheet, self.max_rows, self.max_columns = sheet, max_rows, max_columns
        self.seen = seen or Seen()
        self.down = Down(sheet.merged_cell_ranges or self.seen.merged)
        self.failed_rows = {row for row, _ in self.seen.failed}
        self.inexact: list[tuple[int, int]] = []
        self.cut = 0

    def rows(self) -> Iterator[list[str]]:
        """Every row as texts; blank rows stay, so that row numbers are those the clerk sees."""
        filled = blank = 0
        for number, line in enumerate(self.sheet.iter_rows()):
            row = _texts(line)
            if row is None:
                row = trimmed([v if type(v) is str else cell_text(v) for v in line])
                for column, value in enumerate(line):
                    if type(value) in (float, int) and abs(value) >= EXACT:
                        self.inexact.append((number, column))
            if len(row) > self.max_columns:
                raise Limit({"too_wide": len(row)})
            row = self.down.fill(number, row)
            if number in self.failed_rows:
                self._failed(number, row)
            filled += bool(row)
            blank = 0 if row else blank + 1
            if filled > self.max_rows:
                raise Limit({"too_long": True})
            if filled and blank > GAP:
                self.cut = number + 1 - blank
                return
            yield row

    def _failed(self, number: int, row: list[str]) -> None:
        """Errors stand as the eye sees them: left out, they would come in as if the cell were empty."""
        for (at, column), error in self.seen.failed.items():
            if at == number and column < self.max_columns:
                row.extend([""] * (column + 1 - len(row)))
                row[column] = row[column] or error


def blocks(sheet: Sheet) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The sheet in blocks of packed rows, then how it ended; empty rows at the end are left out."""

    def block() -> tuple[dict[str, Any], bytes]:
        packed = packed_rows(waiting, sheet.inexact[sent:])
        filled = len(waiting) - waiting.count([])
        return {"first": first, "filled": filled, "size": len(packed)}, packed

    waiting: list[list[str]] = []
    first = sent = 0
    try:
        for row in sheet.rows():
            waiting.append(row)
            if len(waiting) >= BLOCK and row:
                yield block()
                sent, first, waiting = len(sheet.inexact), first + len(waiting), []
        while waiting and not waiting[-1]:
            waiting.pop()
        if waiting:
            yield block()
        yield {"end": {"cut": sheet.cut}}, b""
    except Limit as beyond:
        yield {"end": beyond.args[0]}, b""


def _package(raw: bytes) -> dict[str, Any]:
    """What an Office package carries beside its cells."""
    if raw[:2] != b"PK":
        return {}
    with zipfile.ZipFile(BytesIO(raw)) as packed:
        names = packed.namelist()
        if sum(item.file_size for item in packed.infolist()) > UNPACKED:
            return {"error": "unpacked"}
    found = [w for w, part in (("macros", "vbaProject"), ("links", "externalLinks/")) if any(part in n for n in names)]  # fmt: skip
    return {"carries": found}


class Sheets:
    """The worksheets of a workbook. The largest stays when it was read, where the others are small beside it."""

    def __init__(self, book: Any, holds: bool) -> None:
        self.book, self.holds = book, holds
        self.held: Any = None

    def named(self, name: str) -> Any:
        """The worksheet, read once more if it is not held."""
        if self.held is not None and self.held.name == name:
            return self.held
        found = self.book.get_sheet_by_name(name)
        if self.holds and (self.held is None or _cells(found) > _cells(self.held)):
            self.held = found
        return found


def _cells(sheet: Any) -> int:
    return int(sheet.total_height * sheet.total_width)


def _beside_the_largest(raw: bytes) -> int:
    """Bytes of all worksheets of a package but the largest, unpacked."""
    with zipfile.ZipFile(BytesIO(raw)) as packed:
        sizes = [i.file_size for i in packed.infolist() if "/worksheets/" in i.filename]
    return sum(sizes) - max(sizes, default=0)


def _top(sheets: Sheets, name: str, max_rows: int, max_columns: int) -> dict[str, Any]:
    sheet = Sheet(sheets.named(name), max_rows, max_columns)
    try:
        return {"name": name, "top": list(islice(sheet.rows(), TOP))}
    except Limit:
        return {"name": name, "top": [], "beyond": True}


def serve(raw: bytes, max_rows: int, max_columns: int, say: Any, hear: Any) -> None:
    """Say the sheets, hear which, say its rows."""
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    package = _package(raw)
    if "error" in package:
        say(package)
        return
    if raw[:4] == b"\xd0\xcf\x11\xe0" and "EncryptedPackage".encode("utf-16-le") in raw:
        say({"error": "password"})
        return
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(raw))
    except PasswordError:
        say({"error": "password"})
        return
    names = [
        meta.name
        for meta in book.sheets_metadata[:MAX_SHEETS]
        if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
    ]
    small = raw[:2] == b"PK" and _beside_the_largest(raw) <= BESIDE
    sheets = Sheets(book, len(names) == 1 or small)
    say({"sheets": [_top(sheets, n, max_rows, max_columns) for n in names]} | package)
    chosen = hear()
    if chosen:
        name = names[int(chosen)]
        seen = look(raw, name)
        sheet = Sheet(sheets.named(name), max_rows, max_columns, seen)
        for told, packed in blocks(sheet):
            if "end" in told:
                told["end"]["hidden"] = seen.hidden
            say(told, packed)


def main() -> int:
    """Limit this process, then serve."""
    max_rows, max_columns, memory, seconds = map(int, sys.argv[1:5])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out, heard = sys.stdout.buffer, sys.stdin.buffer

    def say(answer: dict[str, Any], packed: bytes = b"") -> None:
        out.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        out.write(packed)
        out.flush()

    try:
        size = int.from_bytes(heard.read(8), "big")
        serve(heard.read(size), max_rows, max_columns, say, heard.readline)
    except MemoryError:
        say({"error": "memory"})
    except Exception as error:  # whatever a broken workbook raises, the clerk hears one sentence
        say({"error": "broken", "detail": type(error).__name__})
    return 0


if __name__ == "__main__":
    sys.exit(main())
