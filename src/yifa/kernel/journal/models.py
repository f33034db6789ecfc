"""The journal: every act and entry, append-only, chained per stream, sealed per unit.

A row's `hash` covers the hash before it in its stream, who did what when, and salted digests of the payload and of the
rows as they then stood. Database triggers refuse change and deletion; lawful erasure blanks `payload` and `salt` and
leaves every hash whole.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.query import ScopedQuerySet


class JournalRow(models.Model):
    """One act (`act`), entry (`enter`) or event (`event`: sign-in, look, refusal) as recorded."""

    stream = models.CharField(max_length=160)
    seq = models.PositiveIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, null=True, related_name="journal")
    verb = models.CharField(max_length=8)
    step = models.CharField(max_length=48)
    title = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=40)
    role = models.CharField(max_length=16, blank=True)
    on = models.DateField("发生日期")
    recorded_at = models.DateTimeField("记录时间")
    how = models.CharField(max_length=10)
    from_state = models.CharField(max_length=32, blank=True)
    to_state = models.CharField(max_length=32, blank=True)
    cite = models.CharField(max_length=160, blank=True)
    payload = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)
    payload_digest = models.CharField(max_length=64)
    row_digest = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    idempotency_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - NULLs never collide

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream", "seq"], name="journal_one_seq")
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "id"], name="journal_unit")]

    @property
    def recorded_days_after(self) -> int:
        """Days between happening and recording."""
        from django.utils import timezone

        return (timezone.localdate(self.recorded_at) - self.on).days


class Seal(models.Model):
    """A fold of committed journal rows of one unit: `head` covers the seal before it and every row's hash."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    seq = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    head = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "seq"], name="seal_one_seq", nulls_distinct=False
            )
        ]


class SealedRow(models.Model):
    """The place of a journal row in its seal. Rows commit out of order of their ids, so places are kept."""

    row = models.OneToOneField(JournalRow, models.PROTECT, primary_key=True, related_name="sealed")
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="places")
    position = models.PositiveIntegerField()
