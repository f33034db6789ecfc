"""Files and pasted cells into one grid of text, whatever they are: CSV, TSV, XLSX, XLS, ODS; UTF-8, UTF-16, GB18030."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings

from yifa.kernel.errors import Refusal

MAX_ROWS = 100_000
MAX_COLUMNS = 200
MEMORY = 2**30
SECONDS = 60
GAP = 1_000
"""Blank rows in a row after which the table is taken to end."""
_WORKER = Path(__file__).with_name("sheet_worker.py")
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\x00"), None) | {0xA0: " "}
_QUOTED = re.compile(r'="(.*)"', re.DOTALL)


class Unreadable(Refusal):
    """The file cannot be used at all; the message says why and what to do."""


@dataclass
class Grid:
    """Cells as text. `rows[i]` is row i + 1 of the sheet; blank rows are empty lists.

    `inexact` are (row, column) indices of numbers longer than a spreadsheet keeps exactly; `notes` tell how the file
    was read.
    """

    rows: list[list[str]]
    inexact: set[tuple[int, int]] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    @property
    def filled(self) -> int:
        """Rows with anything in them."""
        return sum(1 for row in self.rows if row)


Score = Callable[[list[list[str]]], int]
"""How well a worksheet's top rows match the register's columns; chooses among the sheets of a workbook."""


def read_grid(raw: bytes, score: Score | None = None) -> Grid:
    """The grid of an uploaded file. Raises `Unreadable`. The content decides what it is, not the file's name."""
    if not raw.strip():
        raise Unreadable("文件是空的", remedy="请核对文件后重新选择")
    if len(raw) > settings.YIFA_MAX_UPLOAD:
        limit = settings.YIFA_MAX_UPLOAD // 2**20
        raise Unreadable(f"文件超过 {limit} MiB", remedy="请分成几个文件导入")
    if raw[:2] == b"PK" or raw[:4] == b"\xd0\xcf\x11\xe0":
        return _limited(_workbook(raw, score))
    return read_text(*decode(raw))


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
    if re.match(r"\s*(<!doctype|<html|<table|<\?xml)", text[:500], re.IGNORECASE):
        raise Unreadable(
            "这是网页格式的表格，只是用了表格文件的扩展名",
            remedy="请用电子表格软件打开，另存为 .xlsx 后导入",
        )
    delimiter = _delimiter(text)
    rows: list[list[str]] = []
    filled = blank = 0
    note = [f"文字编码 {encoding}"] if encoding and encoding != "UTF-8" else []
    try:
        for cells in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            row = _trimmed(cells)
            filled += bool(row)
            blank = 0 if row else blank + 1
            if filled > MAX_ROWS or blank > GAP:
                break
            rows.append(row)
    except csv.Error as error:
        raise Unreadable(
            f"第 {len(rows) + 1} 行读不下去，可能缺一个引号",
            remedy="请用电子表格软件打开，另存为 .xlsx 后导入",
        ) from error
    if blank > GAP:
        note.append(_cut(len(rows) - GAP))
    return _limited(Grid(rows, notes=note), filled > MAX_ROWS)


def _cut(row: int) -> str:
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


def _trimmed(cells: list[str]) -> list[str]:
    row = [tidy(c) for c in cells]
    while row and not row[-1]:
        row.pop()
    return row


def tidy(text: str) -> str:
    """A cell without what nobody sees: margins, zero-width marks, the ="…" that some exports wrap codes in."""
    text = text.translate(_INVISIBLE).strip()
    wrapped = _QUOTED.fullmatch(text)
    return wrapped.group(1).strip() if wrapped else text


def _limited(grid: Grid, too_long: bool = False) -> Grid:
    while grid.rows and not grid.rows[-1]:
        grid.rows.pop()
    if too_long or grid.filled > MAX_ROWS:
        raise Unreadable(f"超过 {MAX_ROWS} 行", remedy="请分成几个文件导入")
    widest = max(map(len, grid.rows), default=0)
    if widest > MAX_COLUMNS:
        raise Unreadable(f"有 {widest} 列，超过 {MAX_COLUMNS} 列", remedy="请删去用不到的列")
    if not grid.rows:
        raise Unreadable("文件里没有内容", remedy="请核对文件后重新选择")
    return grid


_FAILURES = {
    "password": ("工作簿有打开密码", "请去掉密码后导入"),
    "unpacked": ("工作簿展开后过大", "请只留下要导入的工作表，另存后导入"),
    "broken": ("工作簿已损坏或者不是表格文件", "请用电子表格软件打开，另存为 .xlsx 后导入"),
}
_FAR = (
    "工作表过大，可能在很远的行或列有单元格",
    "请选中数据以外的行和列并删除，或者把数据复制到新工作簿后导入",
)


def _workbook(raw: bytes, score: Score | None) -> Grid:
    limits = [str(n) for n in (MAX_ROWS, MAX_COLUMNS, MEMORY, SECONDS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own script and interpreter, numbers as arguments
            [sys.executable, "-I", str(_WORKER), *limits],
            input=raw, capture_output=True, timeout=SECONDS + 10, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise Unreadable(_FAR[0], remedy=_FAR[1]) from late
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        answer = {"error": "memory"}  # it died at its limit and said nothing
    if "error" in answer:
        what, remedy = _FAILURES.get(answer["error"], _FAR)
        raise Unreadable(what, remedy=remedy)
    return _best_sheet(answer["sheets"], score)


def _best_sheet(sheets: list[dict[str, Any]], score: Score | None) -> Grid:
    filled = [s for s in sheets if s["rows"] or s.get("too_long") or s.get("too_wide")]
    if not filled:
        raise Unreadable("工作簿里没有内容", remedy="请核对文件后重新选择")
    best = max(filled, key=lambda s: score(s["rows"]) if score else 0)
    if best.get("too_long"):
        raise Unreadable(f"工作表“{best['name']}”超过 {MAX_ROWS} 行", remedy="请分成几个文件导入")
    if best.get("too_wide"):
        raise Unreadable(
            f"工作表“{best['name']}”有 {best['too_wide']} 列，超过 {MAX_COLUMNS} 列",
            remedy="请删去用不到的列",
        )
    notes = []
    if len(filled) > 1:
        others = "、".join(s["name"] for s in filled if s is not best)
        notes.append(f"读取工作表“{best['name']}”；未读取：{others}")
    if best["cut"]:
        notes.append(_cut(best["cut"]))
    rows = [_trimmed(row) for row in best["rows"]]
    return Grid(rows, {(r, c) for r, c in best["inexact"]}, notes)
