"""Pages the generic ones cannot give staff: the yearly report, policies and interpretations, the key-field catalogue."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yifa.kernel import moment
from yifa.kernel.errors import NotAllowed
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import READING
from yifa.kernel.paper.docx import render_docx
from yifa.kernel.paper.sheet import render_xlsx
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to
from yifa.ledger.access import access
from yifa.ledger.pages.page import actor_of, tabs
from yifa.work.disclosure import yearly_tables
from yifa.work.disclosure.models import KeyItem, Publication
from yifa.work.disclosure.room import ROOM
from yifa.work.disclosure.yearly_report import YearlyReport, build, covers, units_of

FIRST_YEAR = 2008
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def _frame(link: str) -> dict[str, Any]:
    return {
        "nav": "room:disclosure",
        "room": ROOM,
        "tabs": tabs(ROOM),
        "tab": f"link:disclosure:{link}",
    }


@access(*READING)
@require_GET
def yearly_latest(request: HttpRequest) -> HttpResponse:
    """To the report on last year, the one that is due."""
    return redirect("disclosure:yearly", moment.today().year - 1)


def _report(request: HttpRequest, year: int) -> tuple[Actor, YearlyReport, list[Unit]]:
    actor = actor_of(request)
    units = units_of(actor)
    code = request.GET.get("unit", "")
    unit = next((u for u in units if u.code == code), None) if code else (_home(actor, units))
    if unit is None or not covers(actor, unit):
        raise NotAllowed(
            _("您的任职不能查阅该单位及其全部下级，年度报告不能只汇总一部分"),
            remedy=_("请选择本人任职范围内的单位，或者由安全管理员调整任职"),
        )
    if not FIRST_YEAR <= year <= moment.today().year:
        raise Http404
    return actor, build(actor, unit, year), units


def _home(actor: Actor, units: list[Unit]) -> Unit | None:
    home = actor.home()
    return home if home in units else (units[0] if units else None)


@access(*READING)
@require_GET
def yearly(request: HttpRequest, year: int) -> HttpResponse:
    """The official tables of a year, live, with their cross-checks."""
    _actor, report, units = _report(request, year)
    context = _frame("yearly_latest") | {
        "report": report, "units": units, "year": year, "title": yearly_tables.title(report),
        "parts": [
            ("part2", _("二、主动公开政府信息情况"), yearly_tables.part_two(report)),
            ("part3", _("三、收到和处理政府信息公开申请情况"), yearly_tables.part_three(report)),
            ("part4", _("四、政府信息公开行政复议、行政诉讼情况"), yearly_tables.part_four(report)),
        ],
        "broken": [c for c in report.checks if not c.holds],
        "sources": [s for told in report.told.values() for s in told.sources],
        "before": year - 1 if year > FIRST_YEAR else None, "after": year + 1 if year < moment.today().year else None,
    }  # fmt: skip
    return render(request, "disclosure/yearly.html", context)


@access(*READING)
@require_GET
def yearly_file(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The same tables as a workbook or as an official paper to be completed."""
    _actor, report, _units = _report(request, year)
    if kind == "xlsx":
        content = render_xlsx(yearly_tables.sheets(report))
    elif kind == "docx":
        content = render_docx(yearly_tables.paper(report, moment.today()))
    else:
        raise Http404
    answer = HttpResponse(content, content_type=TYPES[kind])
    answer["Content-Disposition"] = (
        f'attachment; filename="disclosure-{report.unit.code}-{year}.{kind}"'
    )
    return answer


@access(*READING)
@require_GET
def policies(request: HttpRequest) -> HttpResponse:
    """Policies with their interpretation, those without first (一策一解读)."""
    actor = actor_of(request)
    explained = Publication.objects.filter(is_public=1, policy=OuterRef("pk"))
    rows = visible_to(actor, Publication).filter(is_policy=1, is_public=1, matter__is_void=False)
    rows = rows.annotate(explained=Exists(explained)).select_related("matter__unit")
    total, done = rows.count(), rows.filter(explained=True).count()
    only = request.GET.get("only", "")
    shown = rows.filter(explained=False) if only == "without" else rows
    page = Paginator(shown.order_by("explained", "-published_on", "-pk"), 50).get_page(
        request.GET.get("page")
    )
    readings = Publication.objects.unscoped("published information is everybody's").select_related(
        "matter"
    )
    found = {p.policy_id: p for p in readings.filter(is_public=1, policy__in=[p.pk for p in page])}
    context = _frame("policies") | {
        "page": page, "total": total, "done": done, "without": total - done, "only": only,
        "rows": [(p, found.get(p.pk)) for p in page],
    }  # fmt: skip
    return render(request, "disclosure/policies.html", context)


@access(*READING)
@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """The key-field catalogue: each item with how much of it is public and since when."""
    actor = actor_of(request)
    items = list(
        visible_to(actor, KeyItem.objects.standing())
        .select_related("unit")
        .order_by("field", "key")
    )
    public = Publication.objects.unscoped("published information is everybody's")
    counts = {
        key: (n, last)
        for key, n, last in public.filter(Q(is_public=1) & ~Q(key_item="")).values_list("key_item").annotate(
            n=Count("pk"), last=Max("published_on"))
    }  # fmt: skip
    rows = [(item, *counts.get(item.key, (0, None))) for item in items]
    context = _frame("catalogue") | {
        "rows": rows,
        "total": len(rows),
        "open": sum(1 for _i, n, _d in rows if n),
    }
    return render(request, "disclosure/catalogue.html", context)
