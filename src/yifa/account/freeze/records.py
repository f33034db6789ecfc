"""Records that make a difference: which, what each weighs on either side, and what happened to it since a moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yifa.account.lines import Line, lines
from yifa.kernel.figure import Figure
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to

LIMIT = 200
"""How many records a page lists; the rest are counted."""


@dataclass(frozen=True)
class Record:
    """One record: its line, its weight before and after (None: it was not there), and its acts recorded since."""

    line: Line
    before: Any
    after: Any
    acts: tuple[str, ...]


@dataclass(frozen=True)
class Records:
    """What the reader may see of them, and how many there are in all."""

    listed: tuple[Record, ...]
    total: int
    visible: int

    @property
    def hidden(self) -> int:
        return self.total - self.visible


def records(
    actor: Actor,
    figure: Figure,
    weights: Mapping[int, tuple[Any, Any]],
    since: datetime | None = None,
) -> Records:
    """The records by id, in scope; `weights` maps an id to what it weighs before and after."""
    fact = figure.fact
    rows = visible_to(actor, fact.model).filter(pk__in=list(weights))
    count = rows.count()
    related = ["matter__unit"] if fact.child is not None else ["unit"]
    found = list(rows.select_related(*related).order_by("-pk")[:LIMIT])
    acts = _acts(fact, found, since) if since is not None and fact.of_matters else {}
    made = [
        Record(line, *weights[row.pk], tuple(acts.get(_matter(fact, row), ())))
        for row, line in zip(found, lines(figure, found), strict=True)
    ]
    return Records(tuple(made), len(weights), count)


def _matter(fact: Any, row: Any) -> int:
    return int(row.matter_id if fact.child is not None else row.pk)


def _acts(fact: Any, rows: Sequence[Any], since: datetime) -> dict[int, list[str]]:
    """Matter id → its acts recorded after the moment, each in a few words."""
    ids = [_matter(fact, r) for r in rows]
    done = (
        JournalRow.objects.unscoped("acts of matters the reader may read")
        .filter(matter__in=ids, recorded_at__gt=since)
        .order_by("id")
        .values_list("matter_id", "title", "on", "actor_name")
    )
    found: dict[int, list[str]] = {}
    for matter_id, title, on, name in done:
        found.setdefault(matter_id or 0, []).append(f"{on} {title}（{name}）")
    return found
