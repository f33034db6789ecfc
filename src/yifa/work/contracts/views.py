"""Pages the generic ones cannot give: performance nodes past their day."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yifa.kernel import moment
from yifa.kernel.organization.roles import READING
from yifa.kernel.scope.read import visible_to
from yifa.ledger.access import access
from yifa.ledger.pages.page import actor_of, handles, tabs
from yifa.work.contracts.models import Node
from yifa.work.contracts.room import ROOM, node_state, yuan


@access(*READING)
@require_GET
def overdue(request: HttpRequest) -> HttpResponse:
    """Nodes not done though their day has passed, the oldest first; payments to small and medium enterprises marked."""
    actor = actor_of(request)
    rows = visible_to(actor, Node).filter(
        done_on__isnull=True, overdue_from__lte=moment.today(), matter__is_void=False
    )
    if request.GET.get("sme"):
        rows = rows.filter(is_sme=1)
    page = Paginator(
        rows.select_related("matter__unit", "matter__contract").order_by("overdue_from", "pk"), 50
    ).get_page(request.GET.get("page"))
    shown = [
        (r, yuan(r.amount_fen), node_state(r), handles(actor, r.matter.unit_id, "contracts"))
        for r in page
    ]
    context = {
        "nav": "room:contracts", "room": ROOM, "tabs": tabs(ROOM), "tab": "link:contracts:overdue", "page": page,
        "rows": shown, "sme": bool(request.GET.get("sme")), "total": page.paginator.count,
        "amount": yuan(rows.filter(kind="pay").aggregate(n=Sum("amount_fen"))["n"] or 0),
    }  # fmt: skip
    return render(request, "contracts/overdue.html", context)
