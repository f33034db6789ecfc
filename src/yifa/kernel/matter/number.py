"""Gapless numbers: moved only inside the act that uses them, so a failed act gives its number back."""

from __future__ import annotations

from yifa.kernel.errors import Conflict
from yifa.kernel.matter.models import Series


def take(unit_id: int, kind: str, year: int, count: int = 1) -> int:
    """Take `count` numbers of a series; returns the first. Call inside `write()`."""
    series, _ = Series.objects.get_or_create(unit_id=unit_id, kind=kind, year=year)
    series = Series.objects.select_for_update().get(pk=series.pk)
    first = series.last + 1
    series.last += count
    if not Series.objects.filter(pk=series.pk, last=first - 1).update(last=series.last):
        raise Conflict("编号刚被占用", remedy="请重试")
    return first
