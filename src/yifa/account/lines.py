"""Lines of the figure pages: comparisons with their bars, and the rows behind a figure without people's names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from yifa.kernel.duty.models import Obligation
from yifa.kernel.figure import Figure
from yifa.kernel.figure.ask import Row
from yifa.kernel.scope.query import ScopedQuerySet


@dataclass(frozen=True)
class Compared:
    """A line of a comparison: `share` is the length of its bar out of 100, `url` empty where the reader may not go."""

    row: Row
    url: str
    share: int


def compared(rows: Iterable[Row], url: Callable[[Row], str]) -> list[Compared]:
    """Comparison lines; the longest bar is 100, of rates 100 % is."""
    found = list(rows)
    highest = max((r.value.shown for r in found if r.value.shown is not None), default=None)
    if any(r.value.denominator for r in found) and highest is not None:
        highest = max(highest, Decimal(100))
    lines = []
    for row in found:
        shown = row.value.shown
        share = round(shown * 100 / highest) if shown and highest and shown > 0 else 0
        lines.append(Compared(row, url(row), int(share)))
    return lines


@dataclass(frozen=True)
class Line:
    """One record behind a figure. No title and no party: those stand on the matter's own page, within scope."""

    number: str
    what: str
    unit: str
    state: str
    begun: date | None
    ended: date | None
    outcome: str
    on_time: int | None
    how: str
    url: str


def ordered(figure: Figure, rows: ScopedQuerySet) -> ScopedQuerySet:
    """The rows as the page lists them: newest first."""
    if figure.fact.of_entries:
        return rows.select_related("unit").order_by("-valid_from", "key", "-version")
    if not figure.fact.of_matters:
        return rows.select_related("unit").order_by("-pk")
    if figure.fact.child is not None:
        return rows.select_related("matter__unit").order_by("-matter__received_on", "-pk")
    return rows.select_related("unit").order_by("-received_on", "-pk")


def lines(figure: Figure, rows: Iterable[Any]) -> list[Line]:
    """Lines of the listed rows."""
    fact = figure.fact
    if fact.of_entries:
        return [
            Line(r.key, fact.title, str(r.unit), "", r.valid_from, r.valid_to, "", None, "", "")
            for r in rows
        ]
    if not fact.of_matters:
        return [_row_line(r) for r in rows]
    return [_matter_line(figure, r.matter if fact.child is not None else r) for r in rows]


def _row_line(row: Obligation) -> Line:
    """An obligation: when it was due and when it was met."""
    nil = _("零报告") if row.is_nil else ""
    return Line(
        row.period, row.title, str(row.unit), "", row.due_on, row.met_on, nil, row.on_time, "", ""
    )


def _matter_line(figure: Figure, matter: Any) -> Line:
    fact = figure.fact
    return Line(
        matter.number or f"#{matter.pk}", fact.label("procedure", matter.procedure), str(matter.unit),
        fact.label("state", matter.state), matter.received_on, matter.closed_on,
        fact.labels_of("outcome").get(matter.outcome, ""), matter.on_time,
        matter.get_how_display(), _page(matter.pk),
    )  # fmt: skip


def _page(pk: int) -> str:
    try:
        return reverse("matter", args=[pk])
    except NoReverseMatch:
        return ""
