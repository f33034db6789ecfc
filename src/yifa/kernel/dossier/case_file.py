"""The file of a matter (案卷) as one PDF: cover, index, every document in order, and the account of what was done.

Pure assembling: what it says is given, nothing here reads the database. Pages of documents are numbered from 1 in the
order of the index; cover and index carry no number, as in a bound file. The whole is not PDF/A and not signed: files
that were received stay in the dossier under their digest, and the index names those that cannot become pages.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import IO, Any

from yifa.kernel.errors import Refusal
from yifa.kernel.paper.pdf import set_pages
from yifa.kernel.paper.text import printable

_WORKER = Path(__file__).with_name("case_worker.py")
_TEMPLATE = Path(__file__).with_name("case_file.typ").read_bytes()
MEMORY, SECONDS = 1 << 30, 60
PAGES = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
"""Media types that become pages; the others are named in the index and go beside the file."""
_GROUP = re.compile(r"([0-9a-f]{16})(?=[0-9a-f])")
"""Digests are read aloud and compared by eye: sixteen digits and a space."""
RECORD = "办理记录"
ASIDE = "另附"


@dataclass(frozen=True)
class Cover:
    """What the cover says: `facts` as (label, value); `as_of` is the day the file was put together."""

    name: str
    facts: tuple[tuple[str, str], ...]
    final: bool
    as_of: date


@dataclass(frozen=True)
class Item:
    """One document of the file.

    `pages`: its PDF (a paper drawn here); else `path` with its `media_type`. `digest` (its algorithm before it) names
    the file as kept.
    """

    number: str
    title: str
    on: date
    pages: bytes | None = None
    path: Path | None = None
    media_type: str = ""
    digest: str = ""


@dataclass(frozen=True)
class Record:
    """One line of the account: when, what (and where it led), who, by which article, when it was written down."""

    on: date
    what: str
    who: str
    cite: str
    recorded_on: date


@dataclass(frozen=True)
class Service:
    """A paper served: to whom, how, handed over and received when."""

    recipient: str
    method: str
    sent_on: date
    served_on: date | None


@dataclass(frozen=True)
class Placed:
    """An item with its first and last page in the file; without pages it goes beside it."""

    item: Item
    first: int = 0
    last: int = 0

    @property
    def place(self) -> str:
        if not self.first:
            return ASIDE
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


def assemble(
    cover: Cover, items: Sequence[Item], records: Sequence[Record], services: Sequence[Service] = ()
) -> IO[bytes]:
    """The whole file, open for reading at its beginning; it is gone when closed.

    Raises `Refusal` when the pages could not be put together, `NoChineseFont` where no font has Chinese.
    """
    with tempfile.TemporaryDirectory(prefix="yifa-case-") as folder:
        room = Path(folder)
        parts = [_part(item, room, n) for n, item in enumerate(items)]
        counts = _measure([p for p in parts if p is not None])
        back = room / "back.pdf"
        back.write_bytes(_set(cover, [*_records(records), *_services(services)]))
        backs = _measure([{"path": str(back), "kind": "pdf"}])[0]
        placed, files, at = [], [], 1
        found = iter(counts)
        for item, part in zip(items, parts, strict=True):
            pages = next(found) if part is not None else None
            if part is None or pages is None:
                placed.append(Placed(item))
                continue
            placed.append(Placed(item, at, at + pages - 1))
            files.append(part["path"] if part["kind"] == "pdf" else part["into"])
            at += pages
        front = room / "front.pdf"
        front.write_bytes(_set(cover, _front(cover, placed, (at, at + (backs or 1) - 1))))
        whole = room / "whole.pdf"
        order = {"do": "join", "front": str(front), "parts": [*files, str(back)]}
        if _run(order | {"into": str(whole)}) is None:
            raise Refusal(
                "案卷没有装订成功：材料过大或者有损坏的文件", remedy="请逐件下载材料核对后重试"
            )
        return whole.open("rb")


def _part(item: Item, room: Path, n: int) -> dict[str, str] | None:
    """Where the item's pages come from; None where it has none."""
    if item.pages is not None:
        path = room / f"{n}.pdf"
        path.write_bytes(item.pages)
        return {"path": str(path), "kind": "pdf"}
    kind = PAGES.get(item.media_type)
    if kind is None or item.path is None or not item.path.exists():
        return None
    return {"path": str(item.path), "kind": kind, "into": str(room / f"{n}.pdf")}


def _measure(parts: list[dict[str, str]]) -> list[int | None]:
    """Pages of each part. When one ends the worker, each is measured alone, so that only that one stays out."""
    if not parts:
        return []
    answer = _run({"do": "measure", "parts": parts})
    if answer is not None:
        return list(answer["pages"])
    if len(parts) == 1:
        return [None]
    return [_measure([part])[0] for part in parts]


def _run(order: dict[str, Any]) -> dict[str, Any] | None:
    """The worker's answer; None when it died at its limits or at a broken file."""
    try:
        done = subprocess.run(  # noqa: S603 - our own script and interpreter, numbers as arguments
            [sys.executable, "-I", str(_WORKER), str(MEMORY), str(SECONDS)],
            input=json.dumps(order).encode(), capture_output=True, timeout=SECONDS * 2, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        return None
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _set(cover: Cover, parts: list[dict[str, Any]]) -> bytes:
    made = datetime.combine(cover.as_of, time(), UTC)
    return set_pages(_TEMPLATE, {"title": f"案卷 {printable(cover.name)}", "parts": parts}, made)


def _front(cover: Cover, placed: list[Placed], back: tuple[int, int]) -> list[dict[str, Any]]:
    note = None if cover.final else f"未办结：截至 {cover.as_of} 的材料，不作归档用"
    facts = [[printable(label), printable(value)] for label, value in cover.facts]
    rows = [
        [str(n), p.item.number or "—", p.item.title, p.item.on.isoformat(), p.place]
        for n, p in enumerate(placed, 1)
    ]
    ends = cover.as_of.isoformat()
    rows.append([str(len(rows) + 1), "—", RECORD, ends, Placed(_RECORDED, *back).place])
    parts: list[dict[str, Any]] = [
        {"kind": "cover", "mark": "案  卷", "name": printable(cover.name), "open": note, "facts": facts},
        _listing("卷内目录", ("序号", "文号", "题名", "日期", "页次"), (1, 3.4, 5.4, 2.1, 1.4), rows, (0, 3, 4)),
    ]  # fmt: skip
    aside = [
        [str(n), p.item.title, _GROUP.sub(r"\1 ", p.item.digest) or "没有电子原件"]
        for n, p in enumerate(placed, 1)
        if not p.first
    ]
    if aside:
        note = "不能排成页面的材料：原样存放，以摘要核对"
        parts.append(
            _listing("另附材料", ("序号", "题名", "原件摘要"), (1, 5, 7), aside, (0,), note)
        )
    return parts


_RECORDED = Item("", RECORD, date.min)


def _records(records: Sequence[Record]) -> list[dict[str, Any]]:
    columns = ("发生日期", "办理事项", "办理人", "依据", "登记日期")
    rows = [[r.on.isoformat(), r.what, r.who, r.cite, r.recorded_on.isoformat()] for r in records]
    return [_listing(RECORD, columns, (2, 4, 1.8, 4, 2), rows, (0, 2, 4))]


def _services(services: Sequence[Service]) -> list[dict[str, Any]]:
    if not services:
        return []
    columns = ("受送达人", "送达方式", "交付日期", "送达日期")
    rows = [
        [s.recipient, s.method, s.sent_on.isoformat(), str(s.served_on or "未送达")]
        for s in services
    ]
    return [_listing("送达情况", columns, (4, 2, 2, 2), rows, (1, 2, 3))]


def _listing(
    heading: str, columns: Sequence[str], shares: Sequence[float], rows: list[list[str]],
    centred: Sequence[int] = (), note: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    return {
        "kind": "list", "heading": heading, "note": note, "columns": list(columns), "shares": list(shares),
        "centred": list(centred), "rows": [[printable(cell) for cell in row] for row in rows],
    }  # fmt: skip
