"""Imports as recorded, and the column layouts that are remembered."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db import models

from yifa.kernel.entry.register import Register, register_of
from yifa.kernel.fields import SensitiveField
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.ledger.importing.mapping import Mapping
from yifa.ledger.importing.reader import Grid


class RunStatus(models.TextChoices):
    STAGED = "staged", "待确认"
    DONE = "done", "已导入"
    UNDONE = "undone", "已撤销"


class ImportRun(models.Model):
    """One import: what file, into which register, by whom, with which result.

    `cells` keeps the file's cells from upload on and `problems` what was wrong with them, both encrypted, for the
    preview and the marked workbook; they are emptied when the import is undone or grows old. `made` lists the versions
    the import wrote as [key, version, what], which is what undoing it takes.
    """

    register = models.CharField("登记簿", max_length=48)
    room = models.CharField(max_length=32, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="导入单位")
    user_id = models.BigIntegerField(null=True)
    user_name = models.CharField("导入人", max_length=40)
    file_name = models.CharField("文件", max_length=200)
    file_digest = models.CharField(max_length=64)
    source_system = models.CharField("来源", max_length=40, blank=True)
    effective_on = models.DateField("生效日期")
    one_unit = models.BooleanField(default=False)
    header = models.PositiveIntegerField(default=0)
    mapping = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    status = models.CharField(
        "状态", max_length=8, choices=RunStatus.choices, default=RunStatus.STAGED
    )
    counts = models.JSONField(default=dict)
    made = models.JSONField(default=list)
    cells = SensitiveField(blank=True)
    problems = SensitiveField(blank=True)
    created_at = models.DateTimeField("上传时间")
    done_at = models.DateTimeField("导入时间", null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_by = models.CharField("撤销人", max_length=40, blank=True)
    undo_reason = models.CharField("撤销理由", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "导入"
        ordering = ("-id",)
        indexes: ClassVar = [models.Index(fields=["unit", "status"], name="importrun_unit")]

    def __str__(self) -> str:
        return f"{self.file_name}→{self.register}"

    @property
    def target(self) -> Register:
        """The register it goes into."""
        return register_of(self.register)

    def keep(self, grid: Grid) -> None:
        """Keep the file's cells for the steps that follow."""
        kept = {"rows": grid.rows, "inexact": sorted(grid.inexact)}
        self.cells = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
        self.notes = grid.notes

    def grid(self) -> Grid | None:
        """The kept cells, or None when they are gone."""
        if not self.cells:
            return None
        kept = json.loads(self.cells)
        return Grid(kept["rows"], {(r, c) for r, c in kept["inexact"]}, list(self.notes))

    def problem_list(self) -> list[dict[str, Any]]:
        """What was wrong when it was imported, as plain data."""
        found: list[dict[str, Any]] = json.loads(self.problems) if self.problems else []
        return found


class ColumnLayout(models.Model):
    """Which column filled which field the last time a unit imported a sheet with these headings."""

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


def remembered(register: str, unit: Unit, digest: str) -> Mapping | None:
    """The mapping a unit last used for this layout."""
    row = ColumnLayout.objects.filter(register=register, unit=unit, digest=digest).first()
    return {str(k): int(v) for k, v in row.mapping.items()} if row else None
