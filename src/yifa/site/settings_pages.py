"""Settings that are only read: numbering series, procedures with their flow charts, feedback received."""

from __future__ import annotations

import json
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.chart import chart
from yifa.kernel.matter.models import Series
from yifa.kernel.matter.registry import all_procedures
from yifa.kernel.organization.roles import Role
from yifa.ledger.access import access
from yifa.ledger.rooms import room_of
from yifa.site.settings_form import actor_of, paged, reach_of


@access(Role.SYSTEM_ADMIN, Role.HEAD)
@require_GET
def series(request: HttpRequest) -> HttpResponse:
    """The last number taken of each series, per unit, kind and year."""
    rows = Series.objects.filter(unit_id__in=reach_of(actor_of(request))).select_related("unit")
    page = paged(request, rows.order_by("-year", "unit__code", "kind"))
    return render(request, "settings/series.html", {"page": page})


@access("staff")
@require_GET
def procedures(request: HttpRequest) -> HttpResponse:
    """Every version of every procedure: steps, who may do them, articles, flow chart."""
    rooms: dict[str, list[object]] = {}
    for procedure in all_procedures():
        room = room_of(procedure.room)
        rooms.setdefault(room.title if room else procedure.room, []).append(procedure)
    return render(request, "settings/procedures.html", {"rooms": rooms})


@access("public")
@require_GET
def procedure_chart(request: HttpRequest, procedure_id: str) -> HttpResponse:
    """The flow chart as SVG: of the version that began on `?since=`, else the newest. The law is public."""
    versions = [p for p in all_procedures() if p.id == procedure_id]
    if since := request.GET.get("since"):
        try:
            versions = [p for p in versions if p.since == date.fromisoformat(since)]
        except ValueError:
            raise Http404 from None
    if not versions:
        raise Http404
    return HttpResponse(chart(versions[-1]), content_type="image/svg+xml; charset=utf-8")


@access(Role.SYSTEM_ADMIN)
@require_GET
def feedback_list(request: HttpRequest) -> HttpResponse:
    """What people wrote through the feedback page, newest first."""
    rows = JournalRow.objects.unscoped("feedback, for the system administrator").filter(
        step="feedback"
    )
    page = paged(request, rows.order_by("-id"))
    lines = [(row, json.loads(row.payload) if row.payload else {}) for row in page]
    return render(request, "settings/feedback_list.html", {"page": page, "lines": lines})
