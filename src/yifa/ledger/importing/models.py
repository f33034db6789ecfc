"""Imports as recorded, their rows in blocks, how far a long one is, and the column layouts that are remembered."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django.db import models

from yifa.kernel.fields import SensitiveField
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.ledger.importing import original
from yifa.ledger.importing.destination import Destination, destination_of
from yifa.ledger.importing.mapping import Mapping
from yifa.ledger.importing.reader import Block, Grid

CHUNKS_AT_ONCE = 6
"""Blocks fetched together: some two megabytes as they are kept."""


class RunStatus(models.TextChoices):
    READING = "reading", "读取中"
    STAGED = "staged", "待确认"
    DONE = "done", "已导入"
    UNDONE = "undone", "已撤销"


def packed(value: Any) -> str:
    """Plain data as short text, for the columns that are encrypted."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return base64.b64encode(zlib.compress(text.encode(), 1)).decode()


def unpacked(text: str) -> Any:
    """What `packed` made; None of nothing."""
    return json.loads(zlib.decompress(base64.b64decode(text))) if text else None


class ImportRun(models.Model):
    """One import: what file, into what, by whom, with which result.

    `register` is the id of a register or a procedure. The rows are in `ImportChunk`s. `summary` is the preview of a
    long import, encrypted because it shows cells.
    """

    register = models.CharField("导入到", max_length=48)
    room = models.CharField(max_length=32, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="导入单位")
    user_id = models.BigIntegerField(null=True)
    user_name = models.CharField("导入人", max_length=40)
    file_name = models.CharField("文件", max_length=200)
    file_digest = models.CharField(max_length=64)
    sheet = models.CharField("工作表", max_length=120, blank=True)
    sender = models.CharField("发送方", max_length=40, blank=True)
    source_system = models.CharField("来源", max_length=40, blank=True)
    effective_on = models.DateField("生效日期")
    one_unit = models.BooleanField(default=False)
    size = models.PositiveIntegerField("行数", default=0)
    header = models.PositiveIntegerField(default=0)
    mapping = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    status = models.CharField(
        "状态", max_length=8, choices=RunStatus.choices, default=RunStatus.STAGED
    )
    counts = models.JSONField(default=dict)
    summary = SensitiveField(blank=True)
    problems = SensitiveField(blank=True)
    created_at = models.DateTimeField("上传时间")
    done_at = models.DateTimeField("导入时间", null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_by = models.CharField("撤销人", max_length=40, blank=True)
    undo_reason = models.CharField("撤销理由", max_length=200, blank=True)

    alike: Sequence[str] = ()
    """Further sheets of the same workbook with the same headings; known while the file is at hand, not kept."""
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "导入"
        ordering = ("-id",)
        indexes: ClassVar = [models.Index(fields=["unit", "status"], name="importrun_unit")]

    def __str__(self) -> str:
        return f"{self.file_name}→{self.register}"

    @property
    def target(self) -> Destination:
        """What it goes into."""
        return destination_of(self.register)

    def chunks(self) -> models.QuerySet[ImportChunk]:
        """Its blocks of rows in order."""
        return ImportChunk.objects.unscoped("blocks of an import in hand").filter(run=self).order_by("number")  # fmt: skip

    def walk(self, *columns: str) -> Iterator[ImportChunk]:
        """Its blocks in order, a few at a time, with these columns only.

        By queries of their own: who stops half-way leaves no cursor open, whose late closing would break another
        transaction of the connection.
        """
        pks = list(self.chunks().values_list("pk", flat=True))
        for at in range(0, len(pks), CHUNKS_AT_ONCE):
            few = self.chunks().filter(pk__in=pks[at : at + CHUNKS_AT_ONCE])
            yield from list(few.only("number", "run", *columns))

    def blocks(self) -> Iterator[Block]:
        """The file's cells, a block at a time."""
        for chunk in self.walk("first", "cells"):
            yield chunk.block()

    def head(self) -> list[list[str]]:
        """The first rows, for the headings and examples; empty when the cells are gone."""
        first = self.chunks().first()
        return first.block().rows if first is not None else []

    def grid(self) -> Grid | None:
        """All kept cells, or None when they are gone."""
        rows: list[list[str]] = []
        inexact: set[tuple[int, int]] = set()
        for block in self.blocks():
            rows += block.rows
            inexact |= block.inexact
        return Grid(rows, inexact, list(self.notes), self.sheet) if any(rows) else None

    def problem_list(self) -> list[dict[str, Any]]:
        """What was wrong when it was imported, as plain data."""
        found: list[dict[str, Any]] = unpacked(self.problems) or []
        return found

    def made(self) -> Iterator[list[Any]]:
        """What the import wrote: [key, version, what] of entries, [matter, version, what] of matters."""
        for chunk in self.walk("made"):
            yield from chunk.made

    def forget_cells(self) -> None:
        """Empty the cells and what was planned of them; what was made stays."""
        self.chunks().update(cells="", staged="", problems="")
        original.forget(self.pk)


class ImportChunk(models.Model):
    """Some rows of an import: their cells, what was planned of them, what was wrong, and what they made.

    `staged` are rows to write as [row number, what, key, unit, values, acts, matter], with the names of the values
    where all rows have the same.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    first = models.PositiveIntegerField()
    cells = SensitiveField(blank=True)
    staged = SensitiveField(blank=True)
    problems = SensitiveField(blank=True)
    made = models.JSONField(default=list)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "导入的行"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "number"], name="one_import_chunk")
        ]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.number}"

    @classmethod
    def of(cls, run: ImportRun, number: int, block: Block) -> ImportChunk:
        """A block to be kept."""
        cells = base64.b64encode(block.packed).decode()
        return cls(run=run, number=number, first=block.first, cells=cells)

    def block(self) -> Block:
        """Its cells; none when they are gone."""
        if not self.cells:
            return Block(self.first, [])
        return Block(self.first, packed=base64.b64decode(self.cells), filled=0)


class ImportWork(models.Model):
    """How far a long import is: what the page shows, and where it is told to stop. Gone when the work is done."""

    run = models.OneToOneField(ImportRun, models.CASCADE, primary_key=True, related_name="+")
    phase = models.CharField(max_length=8)
    user_id = models.BigIntegerField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    cancelled = models.BooleanField(default=False)
    error = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = "导入进度"

    def __str__(self) -> str:
        return f"{self.run_id}:{self.phase} {self.done}/{self.total}"


class ColumnLayout(models.Model):
    """Which column filled which field the last time a unit imported a sheet with these headings from this sender."""

    register = models.CharField(max_length=48)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        verbose_name = "列对应"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "unit", "digest"], name="one_column_layout")
        ]

    def __str__(self) -> str:
        return f"{self.register}:{self.digest[:8]}"


def remembered(register: str, unit: Unit, *digests: str) -> Mapping | None:
    """The mapping a unit last used for this layout: the sender's own first, then anybody's."""
    for digest in digests:
        row = ColumnLayout.objects.filter(register=register, unit=unit, digest=digest).first()
        if row is not None:
            return {str(k): int(v) for k, v in row.mapping.items()}
    return None
