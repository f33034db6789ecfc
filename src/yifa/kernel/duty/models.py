"""Duties: what recurs, who owes it, and the real record that met it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yifa.kernel.entry.models import Entry
from yifa.kernel.scope.query import ScopedQuerySet


class Every(models.TextChoices):
    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    HALF_YEAR = "half_year", "每半年"
    YEAR = "year", "每年"


class Duty(Entry):
    """Something a unit owes each period; met by records of `kind` that concern `subject`."""

    title = models.CharField("义务", max_length=120)
    room = models.CharField("业务", max_length=32)
    kind = models.CharField("履行记录", max_length=64)
    subject = models.CharField("对象", max_length=120, blank=True)
    every = models.CharField("周期", max_length=10, choices=Every.choices)
    cite = models.CharField("依据", max_length=160, blank=True)

    class Meta(Entry.Meta):
        verbose_name = "周期义务"


class Obligation(models.Model):
    """One period of a duty: due at its end, met by a record or by a signed nil record (零报告)."""

    duty_key = models.CharField(max_length=120)
    unit = models.ForeignKey("kernel.Unit", models.PROTECT, related_name="+")
    room = models.CharField(max_length=32)
    title = models.CharField(max_length=160)
    period = models.CharField(max_length=10)
    period_ym = models.IntegerField()
    due_on = models.DateField(db_index=True)
    met_on = models.DateField(null=True, blank=True)
    met_by = models.CharField("履行记录", max_length=160, blank=True)
    is_nil = models.BooleanField("零报告", default=False)
    on_time = models.SmallIntegerField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["duty_key", "period"], name="obligation_once")
        ]
