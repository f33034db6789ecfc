"""Pages the generic ones cannot give: items compared, one item through the years, progress of the reform measures."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from yifa.kernel import moment
from yifa.kernel.organization.roles import READING
from yifa.kernel.scope.read import visible_to
from yifa.ledger.access import access
from yifa.ledger.pages.page import actor_of, tabs
from yifa.work.business_environment import across
from yifa.work.business_environment import comparison as compare
from yifa.work.business_environment.catalogue import item_on
from yifa.work.business_environment.models import Category, Indicator, ReformMeasure
from yifa.work.business_environment.room import ROOM

EARLIEST = 2016


def _year(request: HttpRequest) -> int:
    text = request.GET.get("year", "")
    this = moment.today().year
    return int(text) if text.isdigit() and EARLIEST <= int(text) <= this else this


@access(*READING)
@require_GET
def comparison(request: HttpRequest) -> HttpResponse:
    """Items evaluated or streamlined in a year: before and after."""
    actor, year = actor_of(request), _year(request)
    context = {
        "nav": f"room:{ROOM.code}", "room": ROOM, "tabs": tabs(ROOM), "tab": "link:business_environment:comparison",
        "year": year, "years": range(moment.today().year, EARLIEST - 1, -1),
        "evaluated": compare.evaluated(actor, year), "streamlined": compare.streamlined(actor, year),
    }  # fmt: skip
    return render(request, "business_environment/comparison.html", context)


NOTES = {
    Indicator.DAYS: _(
        "实际为本年作出决定的办件的工作日中位数，受理当日和特别程序期间不计；承诺取自事项清单。"
    ),
    Indicator.VISITS: _("实际为本年办结的办件平均每件到场次数；承诺取自事项清单。"),
}
MEASURED = _("实际取自本年的事项评价，没有评价的为空；承诺取自事项清单。")


@access(*READING)
@require_GET
def items(request: HttpRequest) -> HttpResponse:
    """Items beside each other and years beside each other, for one indicator."""
    actor, year = actor_of(request), _year(request)
    unit = actor.home()
    if unit is None:
        raise Http404
    asked = request.GET.get("indicator", "")
    indicator = asked if asked in Indicator.values else str(Indicator.DAYS)
    context = {
        "nav": f"room:{ROOM.code}", "room": ROOM, "tabs": tabs(ROOM), "tab": "link:business_environment:items",
        "unit": unit, "year": year, "before": year - 1, "years": range(moment.today().year, EARLIEST - 1, -1),
        "indicators": Indicator.choices, "indicator": indicator, "title": Indicator(indicator).label,
        "note": NOTES.get(Indicator(indicator), MEASURED),
        "lines": across.lines(actor, indicator, year, unit), "wholes": across.wholes(indicator, year, unit),
    }  # fmt: skip
    return render(request, "business_environment/across.html", context)


@access(*READING)
@require_GET
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item: what each version of the catalogue promised, what the cases of each year took."""
    versions = compare.versions(code)
    unit = actor_of(request).home()
    if not versions or unit is None:
        raise Http404
    today = moment.today()
    now = item_on(code, today)
    context = {
        "nav": f"room:{ROOM.code}", "room": ROOM, "code": code, "name": now.name if now else code,
        "versions": versions, "heads": [label for _, label in Indicator.choices], "unit": unit,
        "years": compare.years(code, unit, today.year),
    }  # fmt: skip
    return render(request, "business_environment/item.html", context)


@access(*READING)
@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """Reform measures by category with their progress."""
    rows = visible_to(actor_of(request), ReformMeasure).filter(matter__is_void=False)
    groups: dict[str, list[ReformMeasure]] = {}
    for row in rows.select_related("matter__unit").order_by("-matter__received_on", "pk")[:500]:
        groups.setdefault(row.category, []).append(row)
    shown = [(Category(c).label, groups[c]) for c in Category.values if c in groups]
    context = {
        "nav": f"room:{ROOM.code}", "room": ROOM, "tabs": tabs(ROOM), "tab": "link:business_environment:progress",
        "categories": shown,
    }  # fmt: skip
    return render(request, "business_environment/progress.html", context)
