"""Files and pasted cells into rows of text, whatever they are: CSV, TSV, XLSX, XLS, ODS; UTF-8, UTF-16, GB18030."""

from __future__ import annotations

import csv
import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import StringIO

from django.conf import settings

from yifa.kernel.errors import Refusal
from yifa.ledger.importing.sheet_worker import BLOCK, GAP, packed_rows, trimmed
from yifa.ledger.importing.sheet_worker import tidy as tidy

MAX_ROWS = 200_000
MAX_COLUMNS = 200


class Unreadable(Refusal):
    """The file cannot be used at all; the message says why and what to do."""


@dataclass
class Grid:
    """Cells as text. `rows[i]` is row i + 1 of the sheet; blank rows are empty lists.

    `inexact` are (row, column) indices of numbers longer than a spreadsheet keeps exactly; `notes` tell how the file
    was read; `sheet` is the worksheet's name.
    """

    rows: list[list[str]]
    inexact: set[tuple[int, int]] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    sheet: str = ""

    @property
    def filled(self) -> int:
        """Rows with anything in them."""
        return sum(1 for row in self.rows if row)


class Block:
    """Some rows of a sheet in order: `rows[i]` has the index `first + i`.

    A workbook's rows come packed from their reader process and are kept as they are; who looks at them unpacks them.
    """

    def __init__(
        self, first: int, rows: list[list[str]] | None = None, inexact: set[tuple[int, int]] | None = None,
        *, packed: bytes = b"", filled: int | None = None,
    ) -> None:  # fmt: skip
        self.first, self._packed = first, packed
        self._cells = None if rows is None else (rows, inexact or set())
        self.filled = sum(map(bool, self.rows)) if filled is None else filled
        """Rows with anything in them."""

    def _unpacked(self) -> tuple[list[list[str]], set[tuple[int, int]]]:
        if self._cells is None:
            kept = json.loads(zlib.decompress(self._packed))
            self._cells = (kept["rows"], {(r, c) for r, c in kept["inexact"]})
        return self._cells

    @property
    def rows(self) -> list[list[str]]:
        return self._unpacked()[0]

    @property
    def inexact(self) -> set[tuple[int, int]]:
        return self._unpacked()[1]

    @property
    def packed(self) -> bytes:
        """The rows as they are kept."""
        return self._packed or packed_rows(self.rows, sorted(self.inexact))


@dataclass
class Reading:
    """A sheet while it is read: its blocks come one at a time; `notes` are whole when they have all come.

    `alike` are further sheets of the workbook whose headings match as well: one a town, one a month.
    """

    blocks: Iterator[Block]
    notes: list[str] = field(default_factory=list)
    sheet: str = ""
    alike: list[str] = field(default_factory=list)


Score = Callable[[list[list[str]]], int]
"""How well a worksheet's top rows match the target's columns; chooses among the sheets of a workbook."""


def read_grid(raw: bytes, score: Score | None = None) -> Grid:
    """The whole grid of an uploaded file. Raises `Unreadable`."""
    return whole(read_blocks(raw, score))


def whole(reading: Reading) -> Grid:
    """All rows of a reading at once, for short files."""
    rows: list[list[str]] = []
    inexact: set[tuple[int, int]] = set()
    for block in reading.blocks:
        rows += block.rows
        inexact |= block.inexact
    return Grid(rows, inexact, reading.notes, reading.sheet)


def read_blocks(raw: bytes, score: Score | None = None, sheet: str = "") -> Reading:
    """An uploaded file in blocks; of a workbook the named sheet. Raises `Unreadable`. The content decides what it is, not the file's name."""
    from yifa.ledger.importing.workbook import open_workbook

    if not raw.strip():
        raise Unreadable("文件是空的", remedy="请核对文件后重新选择")
    if len(raw) > settings.YIFA_MAX_UPLOAD:
        limit = settings.YIFA_MAX_UPLOAD // 2**20
        raise Unreadable(f"文件超过 {limit} MiB", remedy="请分成几个文件导入")
    if raw[:2] == b"PK" or raw[:4] == b"\xd0\xcf\x11\xe0":
        reading = open_workbook(raw, score, sheet)
    else:
        reading = text_blocks(*decode(raw))
    reading.blocks = _some(reading.blocks)
    return reading


def _some(blocks: Iterator[Block]) -> Iterator[Block]:
    """The blocks, if there is anything in them."""
    found = False
    for block in blocks:
        found = found or bool(block.filled)
        yield block
    if not found:
        raise Unreadable("文件里没有内容", remedy="请核对文件后重新选择")


def decode(raw: bytes) -> tuple[str, str]:
    """Text and the name of its encoding. Raises `Unreadable` for what is no text."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(raw, "utf-16"), "UTF-16"
    head = raw[:4000]
    if head.count(b"\x00") > len(head) // 8:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        return _decoded(raw, "utf-16-be" if even > odd else "utf-16-le"), "UTF-16"
    try:
        return raw.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return _decoded(raw, "gb18030"), "GB18030"


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            "认不出文件的文字编码", remedy="请用电子表格软件打开，另存为 .xlsx 后导入"
        ) from error
    if sum(c < " " and c not in "\t\r\n" for c in text[:4000]) > 40:
        raise Unreadable("这不是表格文件", remedy="请选择 .xlsx、.xls、.ods 或者 .csv 文件")
    return text


def read_text(text: str, encoding: str = "") -> Grid:
    """The grid of delimited text: an uploaded CSV or TSV, or cells pasted from a spreadsheet."""
    reading = text_blocks(text, encoding)
    reading.blocks = _some(reading.blocks)
    return whole(reading)


def text_blocks(text: str, encoding: str = "") -> Reading:
    """Delimited text in blocks."""
    if re.match(r"\s*(<!doctype|<html|<table|<\?xml)", text[:500], re.IGNORECASE):
        raise Unreadable(
            "这是网页格式的表格，只是用了表格文件的扩展名",
            remedy="请用电子表格软件打开，另存为 .xlsx 后导入",
        )
    notes = [f"文字编码 {encoding}"] if encoding and encoding != "UTF-8" else []
    reading = Reading(iter(()), notes)
    reading.blocks = _cut_into_blocks(text, reading)
    return reading


def _cut_into_blocks(text: str, reading: Reading) -> Iterator[Block]:
    waiting: list[list[str]] = []
    first = filled = blank = 0
    try:
        for cells in csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text)):
            row = trimmed(cells)
            if len(row) > MAX_COLUMNS:
                raise Unreadable(
                    f"有 {len(row)} 列，超过 {MAX_COLUMNS} 列", remedy="请删去用不到的列"
                )
            filled += bool(row)
            blank = 0 if row else blank + 1
            if filled > MAX_ROWS:
                raise Unreadable(f"超过 {MAX_ROWS} 行", remedy="请分成几个文件导入")
            if blank > GAP:
                reading.notes.append(cut_note(first + len(waiting) - GAP))
                break
            waiting.append(row)
            if len(waiting) >= BLOCK and row:
                yield Block(first, waiting)
                first, waiting = first + len(waiting), []
    except csv.Error as error:
        raise Unreadable(
            f"第 {first + len(waiting) + 1} 行读不下去，可能缺一个引号",
            remedy="请用电子表格软件打开，另存为 .xlsx 后导入",
        ) from error
    while waiting and not waiting[-1]:
        waiting.pop()
    if waiting:
        yield Block(first, waiting)


def cut_note(row: int) -> str:
    """What is said of a sheet whose rows end long before its last cell."""
    return f"第 {row} 行以下连续 {GAP} 个空行，再往下的内容没有读取"


def _delimiter(text: str) -> str:
    """The separator that cuts the first rows into the most cells, evenly."""
    sample = text[:20_000]
    best, most = ",", 1.0
    for candidate in "\t,;|":
        try:
            widths = [
                len(r) for r in csv.reader(StringIO(sample, newline=""), delimiter=candidate) if r
            ]
        except csv.Error:
            continue
        usual = sorted(widths)[len(widths) // 2] if widths else 0
        if usual > most:
            best, most = candidate, usual
    return best
