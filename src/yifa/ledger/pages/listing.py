"""台账: the matters of some procedures, filtered, searched, page by page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yifa.ledger.access import access
from yifa.ledger.pages import keyset
from yifa.ledger.pages.cells import loaded, rows_shown
from yifa.ledger.pages.due_line import Reckoner
from yifa.ledger.pages.filters import FilterForm, query_without, rows_of, scope_units
from yifa.ledger.pages.opening import openings
from yifa.ledger.pages.page import actor_of, tabs
from yifa.ledger.rooms import Ledger, Room, ledger_of


def found_ledger(ledger_id: str) -> tuple[Room, Ledger]:
    """The ledger and its room, or 404."""
    found = ledger_of(ledger_id)
    if found is None:
        raise Http404(_("没有这一台账"))
    return found


@access("staff")
def ledger(request: HttpRequest, ledger_id: str) -> HttpResponse:
    """The page."""
    room, shown = found_ledger(ledger_id)
    actor = actor_of(request)
    form = FilterForm(request.GET, shown, scope_units(actor))
    rows = rows_of(actor, shown, form)
    sort = form.cleaned_data.get("sort") or "received" if form.is_valid() else "received"
    order = keyset.ORDERS[sort]
    page, total, exact = keyset.with_total(
        loaded(rows, shown), order, request.GET.get("after", ""), request.GET.get("before", ""),
        narrow=bool(form.is_valid() and form.cleaned_data.get("q")),
    )  # fmt: skip
    query = query_without(request.GET, "after", "before")
    here = reverse("ledger", args=[shown.id])
    join = f"{here}?{query}&" if query else f"{here}?"
    context: dict[str, Any] = {
        "nav": f"room:{room.code}", "room": room, "ledger": shown, "tabs": tabs(room),
        "tab": f"ledger:{shown.id}", "form": form, "total": total, "exact": exact, "query": query,
        "rows": rows_shown(actor, shown, page.rows, Reckoner.now()),
        "previous": f"{join}before={page.before}" if page.before else "",
        "next": f"{join}after={page.after}" if page.after else "",
        "openings": openings(actor, shown), "may_write": _writes(request),
    }  # fmt: skip
    return render(request, "ledger/ledger.html", context)


def _writes(request: HttpRequest) -> bool:
    from yifa.kernel.organization.roles import WORKING

    return actor_of(request).has_role(*WORKING)


@access("staff")
def count(request: HttpRequest, ledger_id: str) -> HttpResponse:
    """The exact total, asked for by the reader."""
    _room, shown = found_ledger(ledger_id)
    actor = actor_of(request)
    form = FilterForm(request.GET, shown, scope_units(actor))
    total = rows_of(actor, shown, form).order_by().count()
    return render(request, "ledger/total.html", {"total": total, "exact": True, "ledger": shown})
