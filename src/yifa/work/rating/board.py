"""Satisfaction with the response rate beside it, unit by unit; and what was published about bad ratings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yifa.kernel.figure import Period, figure_of
from yifa.kernel.figure.ask import value
from yifa.kernel.figure.measure import Value
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.work.rating.models import Channel, RateableCase, RatingChannel, RatingReview

MOST = 40
ASKED = ("cases", "given", "response_rate", "satisfaction", "bad", "rectified_rate")


@dataclass(frozen=True)
class Line:
    """A unit's year: the figures of `ASKED` in order."""

    unit: Unit
    values: tuple[Value, ...]


def lines(units: Iterable[Unit], year: int) -> list[Line]:
    """One line for each unit, at most `MOST`."""
    period, figures = Period.year(year), [figure_of(f"rating.{name}") for name in ASKED]
    return [
        Line(unit, tuple(value(f, period, unit) for f in figures)) for unit in list(units)[:MOST]
    ]


def busy(units: Iterable[Unit], year: int) -> tuple[list[Unit], int]:
    """Those with anything to rate or rated in a year at or below them, and how many others there are."""
    months = (year * 100 + 1, year * 100 + 12)
    asked = RateableCase.objects.filter(closed_ym__range=months).values_list("unit_id", flat=True)
    rows = RatingReview.objects.unscoped("which units were rated").filter(rated_ym__range=months)
    found = {*asked.distinct(), *rows.values_list("matter__unit_id", flat=True).distinct()}
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    for pk in list(found):
        while (above := parents.get(pk)) is not None and above not in found:
            found.add(above)
            pk = above
    every = list(units)
    wanted = [u for u in every if u.pk in found]
    return wanted, len(every) - len(wanted)


def open_units() -> list[Unit]:
    """Units that have opened the public page for themselves and those below."""
    rows = RatingChannel.objects.unscoped("channels are public").standing()
    wanted = rows.filter(channel=Channel.PORTAL).values("unit")
    return list(Unit.objects.filter(pk__in=wanted).order_by("code"))


def published() -> ScopedQuerySet:
    """What units published about bad ratings, the newest first."""
    rows = RatingReview.objects.unscoped("published for everybody").exclude(published="")
    return rows.select_related("matter__unit").order_by("-published_on", "-pk")
