"""The superior's workbook as this house sees it: read for the page, and filled; both in a process of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yifa.kernel.dossier.files import path_of
from yifa.kernel.errors import Refusal

MOST = 5 * 2**20
"""Bytes of a workbook at most: forms are small; what is larger carries pictures or data."""
MEMORY, SECONDS = 2**30, 30
_WORKER = Path(__file__).with_name("worker.py")
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,5})")
_WHY = {
    "broken": (gettext_lazy("不是可以打开的 xlsx 工作簿"), gettext_lazy("请用电子表格软件打开，另存为 .xlsx 后上传")),
    "unpacked": (gettext_lazy("工作簿展开后过大"), gettext_lazy("请删去与填报无关的工作表后上传")),
    "memory": (gettext_lazy("工作簿过大"), gettext_lazy("请删去数据以外的行和列后上传")),
    "far": (gettext_lazy("工作表超过 300 行或者 60 列"), gettext_lazy("请选中表格以外的行和列并删除后上传")),
    "sheets": (gettext_lazy("工作表超过 20 张"), gettext_lazy("请分成几个工作簿")),
    "macros": (gettext_lazy("工作簿带有宏"), gettext_lazy("请另存为不带宏的 .xlsx 后上传")),
    "links": (gettext_lazy("工作簿引用了别的文件"), gettext_lazy("请在“数据—编辑链接”中断开链接后上传")),
    "charts": (
        gettext_lazy("工作簿里有图表、图片或者透视表，填报时保不住"),
        gettext_lazy("请删去图表、图片后上传，填好再贴回"),
    ),
    "formula": (gettext_lazy("要填的单元格里有公式"), gettext_lazy("请改为绑定公式所引用的单元格")),
}  # fmt: skip


class BadWorkbook(Refusal):
    """The workbook cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Cell:
    """A cell as drawn: its place, words, and how far it spans."""

    at: str
    text: str = ""
    formula: bool = False
    bold: bool = False
    align: str = ""
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Page:
    """One worksheet: rows of the cells that show (cells below a merged one are left out)."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    columns: int
    height: int
    by_place: dict[str, Cell] = field(default_factory=dict, compare=False)

    def cell(self, at: str) -> Cell | None:
        """The cell at a place; None for one hidden below a merged cell, an empty one beyond the edge."""
        if at in self.by_place:
            return self.by_place[at]
        column, row = place(at)
        inside = row <= self.height and column <= self.columns
        return None if inside else Cell(at)


def place(at: str) -> tuple[int, int]:
    """(column, row) of "C5", counted from 1. Raises `BadWorkbook`."""
    found = _PLACE.fullmatch(at)
    if found is None:
        raise BadWorkbook(_("没有单元格 %(at)s") % {"at": at}, remedy=_("请写成列号加行号，如 C5"))
    column = 0
    for mark in found.group(1):
        column = column * 26 + ord(mark) - 64
    return column, int(found.group(2))


def checked(name: str, raw: bytes) -> None:
    """Refuse by name and size, before anything is opened."""
    suffix = Path(name).suffix.lower()
    if suffix == ".xls" or raw[:4] == b"\xd0\xcf\x11\xe0":
        raise BadWorkbook(
            _("这是旧版 xls（或者加了密码）的工作簿，不能保住样式"),
            remedy=_("请用电子表格软件打开，去掉密码，另存为 .xlsx 后上传"),
        )
    if suffix != ".xlsx" or raw[:2] != b"PK":
        raise _bad("macros" if suffix == ".xlsm" else "broken")
    if len(raw) > MOST:
        raise BadWorkbook(
            _("超过 %(n)s MiB") % {"n": MOST // 2**20}, remedy=_("请删去与填报无关的内容后上传")
        )


def pages(raw: bytes) -> tuple[Page, ...]:
    """The visible worksheets. Raises `BadWorkbook`."""
    answer: dict[str, Any] = json.loads(_asked({"do": "read"}, raw) or b'{"error": "memory"}')
    if "error" in answer:
        raise _bad(answer["error"])
    found = []
    for sheet in answer["sheets"]:
        rows = tuple(tuple(Cell(**c) for c in line) for line in sheet["rows"])
        by_place = {c.at: c for line in rows for c in line}
        found.append(Page(sheet["name"], rows, sheet["columns"], sheet["height"], by_place))
    return tuple(found)


@lru_cache(maxsize=16)
def pages_of(digest: str) -> tuple[Page, ...]:
    """The worksheets of a kept workbook; the content never changes under its digest."""
    return pages(kept(digest))


def kept(digest: str) -> bytes:
    """The kept workbook. Raises `BadWorkbook` when it is gone."""
    try:
        return path_of(digest).read_bytes()
    except OSError as gone:
        raise BadWorkbook(_("模板文件不在材料库里"), remedy=_("请重新上传模板")) from gone


def filled(
    raw: bytes, cells: list[dict[str, Any]], blocks: list[dict[str, Any]], author: str
) -> bytes:
    """The workbook with its bound cells filled. Raises `BadWorkbook`."""
    answer = _asked({"do": "fill", "cells": cells, "blocks": blocks, "author": author}, raw)
    if answer[:2] == b"OK":
        return answer[2:]
    raise _bad(json.loads(answer or b'{"error": "memory"}')["error"])


def marked(raw: bytes, sheet: str, cells: list[list[Any]], author: str) -> bytes:
    """The workbook with remarks: `cells` are [row, column, comment, whether it is coloured]. Raises `BadWorkbook`."""
    answer = _asked({"do": "mark", "sheet": sheet, "cells": cells, "author": author}, raw)
    if answer[:2] == b"OK":
        return answer[2:]
    raise _bad(json.loads(answer or b'{"error": "memory"}')["error"])


def _asked(order: dict[str, Any], raw: bytes) -> bytes:
    line = json.dumps(order, ensure_ascii=False).encode() + b"\n"
    try:
        done = subprocess.run(  # noqa: S603 - our own script and interpreter, numbers as arguments
            [sys.executable, "-I", str(_WORKER), str(MEMORY), str(SECONDS)],
            input=line + raw, capture_output=True, timeout=SECONDS + 10, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise _bad("memory") from late
    return done.stdout


def _bad(why: str) -> BadWorkbook:
    what, remedy = _WHY.get(why, _WHY["broken"])
    return BadWorkbook(str(what), remedy=str(remedy))
