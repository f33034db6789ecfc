"""Verification: recompute every digest, chain, seal and anchor, and say where the first break is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models

from yifa.kernel import crypto
from yifa.kernel.dossier.files import path_of
from yifa.kernel.dossier.models import Document
from yifa.kernel.entry.register import all_registers
from yifa.kernel.journal.chain import header_hash, payload_hash, snapshot
from yifa.kernel.journal.models import JournalRow, Seal, SealedRow
from yifa.kernel.journal.seal import anchors, fold
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.registry import pinned


@dataclass(frozen=True)
class Break:
    """One place where history does not hold."""

    where: str
    what: str


@dataclass
class Report:
    """What was verified and every break found, first first."""

    rows: int = 0
    streams: int = 0
    seals: int = 0
    files: int = 0
    breaks: list[Break] | None = None

    @property
    def whole(self) -> bool:
        return not self.breaks


def verify() -> Report:
    """Verify the whole store, streaming. Each break names stream, sequence and what differs."""
    report = Report(breaks=[])
    assert report.breaks is not None
    last: dict[str, JournalRow] = {}
    report.breaks += list(_chains(report, last))
    report.breaks += list(_rows(last))
    report.breaks += list(_seals(report))
    report.breaks += list(_files(report))
    return report


def _chains(report: Report, last: dict[str, JournalRow]) -> Iterator[Break]:
    rows = JournalRow.objects.unscoped("verification").order_by("stream", "seq")
    stream, seq, previous = "", 0, crypto.GENESIS
    for row in rows.iterator(chunk_size=2000):
        report.rows += 1
        if row.stream != stream:
            stream, seq, previous = row.stream, 0, crypto.GENESIS
            report.streams += 1
        place = f"{row.stream} 第 {row.seq} 条（{row.title}，流水号 {row.pk}）"
        if row.seq != seq + 1:
            yield Break(place, f"缺少第 {seq + 1} 条记录")
        elif row.previous != previous:
            yield Break(place, "与上一条记录的链接不符")
        if row.salt and payload_hash(row.salt, row.payload) != row.payload_digest:
            yield Break(place, "内容被改动（payload）")
        if header_hash(row) != row.hash:
            yield Break(place, "记录头被改动（时间、人员、步骤、状态之一）")
        seq, previous = row.seq, row.hash
        if row.verb in ("act", "enter", "event") and row.row_digest:
            last[row.stream] = row


def _rows(last: dict[str, JournalRow]) -> Iterator[Break]:
    """The tables as they stand against the digests of the latest row of each stream."""
    matters = Matter.objects.unscoped("verification")
    for matter in matters.iterator(chunk_size=500):
        row = last.pop(matter.stream, None)
        place = f"事项 {matter.number or matter.pk}"
        if row is None:
            yield Break(place, "没有任何办理记录")
            continue
        if not row.salt:
            continue
        detail = _detail(matter)
        if payload_hash(row.salt, crypto.canonical(snapshot(matter, detail))) != row.row_digest:
            yield Break(place, f"数据表内容与第 {row.seq} 条记录（{row.title}）时不一致")
    yield from _entries(last)


def _detail(matter: Matter) -> models.Model | None:
    model: Any = pinned(matter.procedure, matter.procedure_since).detail
    return model.objects.unscoped("verification").get(pk=matter.pk) if model else None


def _entries(last: dict[str, JournalRow]) -> Iterator[Break]:
    for register in all_registers():
        newest: dict[str, Any] = {}
        rows = register.model.objects.unscoped("verification").order_by("key", "version")
        for entry in rows.iterator(chunk_size=1000):
            newest[entry.key] = entry
        for key, entry in newest.items():
            row = last.pop(f"{register.id}:{key}", None)
            place = f"{register.title} {key}"
            if row is None:
                yield Break(place, "没有登记记录")
            elif (
                row.salt
                and payload_hash(row.salt, crypto.canonical(snapshot(entry))) != row.row_digest
            ):
                yield Break(place, f"登记内容与第 {row.seq} 条记录时不一致")
    for stream in last:
        if stream.startswith("matter:"):
            yield Break(stream, "有办理记录而事项已不存在")


def _seals(report: Report) -> Iterator[Break]:
    outside = anchors()
    previous: dict[int | None, str] = {}
    seen: set[tuple[int | None, int]] = set()
    for seal in Seal.objects.order_by("unit_id", "seq").iterator():
        report.seals += 1
        place = f"单位 {seal.unit_id} 第 {seal.seq} 封"
        places = SealedRow.objects.filter(seal=seal).order_by("position")
        hashes = list(places.values_list("row__hash", flat=True))
        if len(hashes) != seal.rows:
            yield Break(place, f"封存时 {seal.rows} 条，现有 {len(hashes)} 条")
        if seal.previous != previous.get(seal.unit_id, crypto.GENESIS):
            yield Break(place, "与上一封的链接不符")
        if fold(seal.previous, hashes) != seal.head:
            yield Break(place, "封存内容被改动")
        key = (seal.unit_id, seal.seq)
        seen.add(key)
        if key in outside and outside[key] != seal.head:
            yield Break(place, "与库外锚点不符")
        previous[seal.unit_id] = seal.head
    for unit, seq in sorted(set(outside) - seen, key=str):
        yield Break(f"单位 {unit} 第 {seq} 封", "库外锚点记有此封，库内已缺（尾部被截去）")


def _files(report: Report) -> Iterator[Break]:
    rows = Document.objects.unscoped("verification").exclude(digest="")
    for document in rows.iterator(chunk_size=500):
        report.files += 1
        path = path_of(document.digest)
        if not path.exists():
            yield Break(f"材料 {document.pk} {document.title}", "文件缺失")
            continue
        hasher = hashlib.new(settings.YIFA_DIGEST)
        with path.open("rb") as content:
            while chunk := content.read(1 << 20):
                hasher.update(chunk)
        if hasher.hexdigest() != document.digest:
            yield Break(f"材料 {document.pk} {document.title}", "文件内容被改动")
