"""Gapless numbers: moved only inside the act that uses them, so a failed act gives its number back."""

from __future__ import annotations

from django.db.models import F

from yifa.kernel.matter.models import Series


def take(unit_id: int, kind: str, year: int, count: int = 1) -> int:
    """Take `count` numbers of a series; returns the first. Call inside `write()`."""
    rows = Series.objects.filter(unit_id=unit_id, kind=kind, year=year)
    if not rows.update(last=F("last") + count):
        Series.objects.get_or_create(unit_id=unit_id, kind=kind, year=year)
        rows.update(last=F("last") + count)
    # The update holds the row until the act commits, so nobody else's numbers come between.
    return rows.values_list("last", flat=True).get() - count + 1
