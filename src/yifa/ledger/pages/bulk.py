"""One act on many matters: the ticked rows of a ledger, through the same door, whole or absent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yifa.kernel import moment
from yifa.kernel.errors import BatchRefused, Refusal
from yifa.kernel.matter.act import Call, act_many
from yifa.kernel.matter.models import Matter
from yifa.kernel.scope.read import visible_to
from yifa.ledger.access import access
from yifa.ledger.pages.cells import Cells
from yifa.ledger.pages.listing import found_ledger
from yifa.ledger.pages.page import actor_of, procedure_of, state_title
from yifa.ledger.pages.step import prepared, sent_day, sent_key, told

STEPS = ("note", "assign")
"""Steps that may be taken for many matters at once: they change no state and decide nothing."""
MOST = 500


@access("staff")
@require_POST
def bulk(request: HttpRequest, ledger_id: str) -> HttpResponse:
    """First the form over the ticked rows, then (with `confirm`) the acts."""
    room, ledger = found_ledger(ledger_id)
    actor = actor_of(request)
    code = request.POST.get("step", "")
    if code not in STEPS:
        raise Http404
    ids = [int(i) for i in request.POST.getlist("ids") if i.isdigit()][:MOST]
    found = visible_to(actor, Matter).filter(pk__in=ids, procedure__in=ledger.procedures)
    matters: list[Matter] = list(
        found.select_related("unit").prefetch_related("parties").order_by("id")
    )
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = reverse("ledger", args=[ledger.id])
    if not matters:
        messages.warning(request, _("请先勾选要办理的事项"))
        return redirect(back)
    step = procedure_of(matters[0]).step(code)
    key = sent_key(request)
    context: dict[str, Any] = {"refused": {}}
    status = 200
    if request.POST.get("confirm"):
        form = prepared(step, request)
        try:
            day = sent_day(request)
            calls = [
                Call(m.pk, code, request.POST, day, idempotency_key=f"{key}:{m.pk}")
                for m in matters
            ]
            act_many(actor, calls)
        except BatchRefused as refused:
            status = 422
            context["refused"] = {matters[n].pk: str(why) for n, why in refused.refusals.items()}
            context["message"] = _("%(n)s 项不能办理，整批没有写入") % {"n": len(refused.refusals)}
        except Refusal as refused:
            context |= told(form, refused)
            status = 422
        else:
            messages.success(
                request, _("已为 %(n)s 项办理：%(step)s") % {"n": len(matters), "step": step.title}
            )
            return redirect(back)
    else:
        form = prepared(step)
    titles = Cells(actor, ledger)
    context |= {
        "nav": f"room:{room.code}", "ledger": ledger, "step": step, "form": form, "key": key, "back": back,
        "rows": [(m, titles.title(m), state_title(m), context["refused"].get(m.pk, "")) for m in matters],
        "on": request.POST.get("on") or moment.today().isoformat(), "latest": moment.today(),
    }  # fmt: skip
    return render(request, "ledger/bulk.html", context, status=status)
