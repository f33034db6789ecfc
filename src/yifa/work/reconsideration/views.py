"""The yearly statistics page: counts, the identities they must satisfy, and published values held against them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yifa.kernel import moment
from yifa.kernel.errors import NotAllowed
from yifa.kernel.figure import Period
from yifa.kernel.figure.ask import by
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import READING
from yifa.kernel.scope.actor import Actor
from yifa.ledger.access import access
from yifa.ledger.pages.page import actor_of, tabs
from yifa.work.reconsideration import figures
from yifa.work.reconsideration.published import published
from yifa.work.reconsideration.room import ROOM
from yifa.work.reconsideration.statistics import COLUMNS, by_unit, counts

FIRST_YEAR = 2007


@access(*READING)
@require_GET
def statistics_latest(request: HttpRequest) -> HttpResponse:
    """To the statistics of this year."""
    return redirect("reconsideration:statistics", moment.today().year)


def _units(actor: Actor) -> list[Unit]:
    return list(Unit.objects.filter(pk__in=actor.units(ROOM.code)).order_by("code"))


def _chosen(actor: Actor, units: list[Unit], code: str) -> Unit:
    home = actor.home()
    if code:
        unit = next((u for u in units if u.code == code), None)
    else:
        unit = home if home in units else (units[0] if units else None)
    if unit is None:
        raise NotAllowed(
            _("您的任职不涉及这一单位，不能查阅它的统计"),
            remedy=_("如职责有变，请联系安全管理员调整任职"),
        )
    return unit


def figure_url(figure_id: str, unit: Unit, year: int) -> str:
    """The page that explains a figure; empty where figures have no pages."""
    try:
        return (
            reverse("figure", args=[figure_id])
            + "?"
            + urlencode({"unit": unit.code, "year": str(year)})
        )
    except NoReverseMatch:
        return ""


@access(*READING)
@require_GET
def statistics(request: HttpRequest, year: int) -> HttpResponse:
    """One unit's year with the units below it."""
    this_year = moment.today().year
    if not FIRST_YEAR <= year <= this_year:
        raise Http404
    actor = actor_of(request)
    units = _units(actor)
    unit = _chosen(actor, units, request.GET.get("unit", ""))
    total = counts(unit, year)
    columns = [
        (heading, total.values[code], figure_url(figure.id, unit, year - 1 if before else year))
        for code, heading, figure, before in COLUMNS
    ]
    context = {
        "nav": "room:reconsideration", "room": ROOM, "tabs": tabs(ROOM),
        "tab": "link:reconsideration:statistics_latest", "unit": unit, "units": units, "year": year,
        "before": year - 1 if year > FIRST_YEAR else None, "after": year + 1 if year < this_year else None,
        "total": total, "columns": columns, "rows": by_unit(unit, year),
        "results": by(figures.CONCLUDED, "result", Period.year(year), unit),
        "methods": by(figures.FINDINGS_DONE, "method", Period.year(year), unit),
        "rate": figures.CORRECTION_RATE, "rate_url": figure_url(figures.CORRECTION_RATE.id, unit, year),
        "published": published(unit, year, total),
    }  # fmt: skip
    return render(request, "reconsideration/statistics.html", context)
