"""Routing by duty: which units the duty list names for the words of an order. A suggestion; the clerk decides."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yifa.kernel.organization.models import Unit
from yifa.work.hotline.models import DutyArea

SPLIT = re.compile(r"[、，,;；\s]+")


@dataclass(frozen=True)
class Suggestion:
    """A unit, the duty that names it, and the words of the order that hit."""

    unit: Unit
    area: str
    words: tuple[str, ...]


def suggest(text: str, centre: Unit) -> list[Suggestion]:
    """Units that the centre's duty list names for a text, the most and longest hits first; each unit once."""
    rows = DutyArea.objects.unscoped("the duty list is public").standing().filter(unit=centre)
    found: list[Suggestion] = []
    for row in rows.select_related("responsible").order_by("key"):
        hits = tuple(w for w in SPLIT.split(row.words) if w and w in text)
        if hits:
            found.append(Suggestion(row.responsible, row.name, hits))
    found.sort(key=lambda s: (-len(s.words), -sum(map(len, s.words)), s.unit.code))
    best: dict[int, Suggestion] = {}
    for one in found:
        best.setdefault(one.unit.pk, one)
    return list(best.values())
