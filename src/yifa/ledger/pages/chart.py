"""A procedure's flow chart (流程图), drawn from its declaration."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yifa.kernel.matter.chart import chart
from yifa.kernel.matter.procedure import Procedure
from yifa.kernel.matter.registry import pinned
from yifa.ledger.access import access
from yifa.ledger.pages.filters import day_of


def _found(procedure_id: str, since: str) -> Procedure:
    day = day_of(since)
    if day is None:
        raise Http404
    try:
        return pinned(procedure_id, day)
    except KeyError:
        raise Http404(_("没有这一程序版本")) from None


@access("staff")
def picture(request: HttpRequest, procedure_id: str, since: str) -> HttpResponse:
    """The chart as SVG."""
    return HttpResponse(chart(_found(procedure_id, since)), content_type="image/svg+xml")


@access("staff")
def procedure(request: HttpRequest, procedure_id: str, since: str) -> HttpResponse:
    """The chart with the steps in words: who, from where to where, by which article."""
    found = _found(procedure_id, since)
    steps = [
        (
            s, "、".join(f.title for f in s.from_),
            "、".join(str(r.label) for r in sorted(s.by)),
        )
        for s in found.steps
    ]  # fmt: skip
    context = {"nav": f"room:{found.room}", "procedure": found, "steps": steps}
    return render(request, "ledger/procedure.html", context)
