"""A workbook through its reader process: memory and time are bounded there, and its death is a message here."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from yifa.ledger.importing.reader import (
    MAX_COLUMNS,
    MAX_ROWS,
    Block,
    Reading,
    Score,
    Unreadable,
    cut_note,
)

MEMORY = 300 * 2**20
"""Address space of the reader process, all that it may ever hold."""
SECONDS = 60
_WORKER = Path(__file__).with_name("sheet_worker.py")
_FAILURES = {
    "password": ("工作簿有打开密码", "请去掉密码后导入"),
    "unpacked": ("工作簿展开后过大", "请只留下要导入的工作表，另存后导入"),
    "broken": ("工作簿已损坏或者不是表格文件", "请用电子表格软件打开，另存为 .xlsx 后导入"),
}
_FAR = (
    "工作表过大，可能在很远的行或列有单元格",
    "请选中数据以外的行和列并删除，或者把数据复制到新工作簿后导入",
)
_CARRIED = {
    "macros": "工作簿带有宏；没有运行，也没有保存",
    "links": "工作簿引用了其他文件；只读取上次保存的数值，没有打开那些文件",
}


class _Reader:
    """The process and the conversation with it."""

    def __init__(self, raw: bytes) -> None:
        limits = [str(n) for n in (MAX_ROWS, MAX_COLUMNS, MEMORY, SECONDS)]
        self.process = subprocess.Popen(  # noqa: S603 - our own script and interpreter, numbers as arguments
            [sys.executable, "-I", str(_WORKER), *limits],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._late = threading.Timer(SECONDS * 3, self.process.kill)
        self._late.daemon = True
        self._late.start()
        self.tell(len(raw).to_bytes(8, "big"), raw)

    def tell(self, *words: bytes) -> None:
        pipe: IO[bytes] = self.process.stdin  # type: ignore[assignment]
        try:
            for word in words:
                pipe.write(word)
            pipe.flush()
        except BrokenPipeError:
            pass  # it died; what it said last, or that it said nothing, tells why

    def hear(self) -> dict[str, Any]:
        """The next line. Raises `Unreadable` for an error, and for silence: it died at its limit."""
        pipe: IO[bytes] = self.process.stdout  # type: ignore[assignment]
        try:
            answer: dict[str, Any] = json.loads(pipe.readline())
        except ValueError:
            answer = {"error": "memory"}
        if "error" in answer:
            self.close()
            what, remedy = _FAILURES.get(answer["error"], _FAR)
            raise Unreadable(what, remedy=remedy)
        return answer

    def read(self, size: int) -> bytes:
        """So many bytes. Raises `Unreadable` when it died over them."""
        pipe: IO[bytes] = self.process.stdout  # type: ignore[assignment]
        said = pipe.read(size)
        if len(said) < size:
            self.close()
            raise Unreadable(_FAR[0], remedy=_FAR[1])
        return said

    def close(self) -> None:
        """End the process and let go of its pipes."""
        self._late.cancel()
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        self.process.wait()


def open_workbook(raw: bytes, score: Score | None, sheet: str = "") -> Reading:
    """The named sheet of a workbook, else the one that matches best, in blocks. Raises `Unreadable`."""
    reader = _Reader(raw)
    answer = reader.hear()
    sheets = answer["sheets"]
    filled = [i for i, s in enumerate(sheets) if s["top"] or s.get("beyond")]
    chosen = [i for i in filled if sheets[i]["name"] == sheet] if sheet else filled
    if not chosen:
        reader.close()
        known = "、".join(sheets[i]["name"] for i in filled)
        if sheet and known:
            raise Unreadable(f"没有工作表“{sheet}”", remedy=f"请从这些里选：{known}")
        raise Unreadable("工作簿里没有内容", remedy="请核对文件后重新选择")
    points = {i: score(sheets[i]["top"]) if score else 0 for i in filled}
    best = max(chosen, key=points.__getitem__)
    notes = [_CARRIED[what] for what in answer.get("carries", ())]
    alike = [i for i in filled if i != best and points[i] and points[i] == points[best]]
    if others := [i for i in filled if i != best]:
        names = "、".join(sheets[i]["name"] for i in others)
        notes.append(f"读取工作表“{sheets[best]['name']}”；这一份没有读取：{names}")
    reading = Reading(iter(()), notes, sheets[best]["name"])
    reading.alike = [sheets[i]["name"] for i in alike]
    reading.blocks = _blocks(reader, best, reading)
    return reading


def _blocks(reader: _Reader, number: int, reading: Reading) -> Iterator[Block]:
    try:
        reader.tell(f"{number}\n".encode())
        while "end" not in (answer := reader.hear()):
            packed = reader.read(answer["size"])
            yield Block(answer["first"], packed=packed, filled=answer["filled"])
        _ended(answer["end"], reading)
    finally:
        reader.close()


def _ended(how: dict[str, Any], reading: Reading) -> None:
    if how.get("too_long"):
        raise Unreadable(f"工作表“{reading.sheet}”超过 {MAX_ROWS} 行", remedy="请分成几个文件导入")
    if how.get("too_wide"):
        raise Unreadable(
            f"工作表“{reading.sheet}”有 {how['too_wide']} 列，超过 {MAX_COLUMNS} 列",
            remedy="请删去用不到的列",
        )
    if how.get("hidden"):
        reading.notes.append(f"有 {how['hidden']} 行是隐藏或者筛选掉的，同样读取")
    if how.get("cut"):
        reading.notes.append(cut_note(how["cut"]))
