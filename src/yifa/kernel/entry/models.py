"""Entries: what stands. A row is one dated version; the current one has no end.

Versions are rows, so a link to an entry freezes the version it was made under, and a stock at any past day is a plain
question of `valid_from` and `valid_to`.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models

from yifa.kernel.scope.query import ScopedQuerySet


class EntryQuerySet(ScopedQuerySet):
    def standing(self, on: date | None = None) -> EntryQuerySet:
        """Versions in force on a day; without a day, the current ones."""
        if on is None:
            return self.filter(valid_to__isnull=True)
        return self.filter(valid_from__lte=on).filter(
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=on)
        )


class Entry(models.Model):
    """One version of a register item: in force from `valid_from` up to, not including, `valid_to`."""

    key = models.CharField("编号", max_length=120)
    unit = models.ForeignKey(
        "kernel.Unit", models.PROTECT, related_name="+", verbose_name="所属单位"
    )
    version = models.PositiveIntegerField("版本", default=1)
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    reason = models.CharField("变动理由", max_length=200, blank=True)
    source_system = models.CharField("来源系统", max_length=40, blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = EntryQuerySet.as_manager()

    # Closing a version or the moment of writing is not its content; the journal's successor row proves the end.
    OUTSIDE_DIGEST = ("valid_to", "recorded_at")

    class Meta:
        abstract = True
        ordering: ClassVar = ("key", "version")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["key", "version"], name="%(class)s_one_version"),
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(valid_to__isnull=True),
                name="%(class)s_one_current",
            ),
        ]

    def __str__(self) -> str:
        return self.key
