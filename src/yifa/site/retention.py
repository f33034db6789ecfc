"""Settings, retention: closed matters whose declared period of keeping is over, for the head who decides what follows."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yifa.kernel import moment
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.erasure import CODE, kept_until
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.registry import all_procedures, pinned
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.kernel.scope.read import visible_to
from yifa.ledger.access import access
from yifa.ledger.pages.page import title_is_personal
from yifa.site.settings_form import actor_of, paged


def over(actor: Actor, on: date) -> ScopedQuerySet:
    """Matters in the actor's scope whose period ended before `on` and whose personal data still stand.

    Periods run from the end of the year of closing, so a procedure's matters fall due by whole years.
    """
    due = Q(pk__in=[])
    for procedure in all_procedures():
        if procedure.retention_years is not None:
            last = date(on.year - 1 - procedure.retention_years, 12, 31)
            due |= Q(procedure=procedure.id, procedure_since=procedure.since, closed_on__lte=last)
    erased = JournalRow.objects.unscoped("matters erased already").filter(verb="act", step=CODE)
    rows = visible_to(actor, Matter).filter(due, is_open=False)
    return rows.exclude(pk__in=erased.values("matter_id"))


@access(Role.HEAD)
@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    """The list, oldest first, with each procedure's declared period."""
    actor = actor_of(request)
    page = paged(
        request, over(actor, moment.today()).select_related("unit").order_by("closed_on", "id")
    )
    lines = [
        (
            m,
            "" if title_is_personal(m) else m.title,
            kept_until(m, pinned(m.procedure, m.procedure_since)),
        )
        for m in page
    ]
    procedures = [p for p in all_procedures() if not p.room.startswith("test")]
    declared = [p for p in procedures if p.retention_years is not None]
    shown = {
        "page": page,
        "lines": lines,
        "declared": declared,
        "silent": len(procedures) - len(declared),
        "step": CODE,
        "nav": "retention",
    }
    return render(request, "settings/retention.html", shown)
