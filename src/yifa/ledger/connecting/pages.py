"""Peer systems: registered by the system administrator, each with its token (shown once) and what it sent."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from yifa.kernel.entry.enter import enter
from yifa.kernel.errors import Refusal
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import READING, Role
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to
from yifa.ledger.access import access
from yifa.ledger.connecting import tokens
from yifa.ledger.connecting.folder import inbox
from yifa.ledger.connecting.forms import PeerPageForm
from yifa.ledger.connecting.intake import report_of
from yifa.ledger.connecting.models import Exchange, Means, PeerSystem
from yifa.ledger.connecting.registers import PEER
from yifa.ledger.exporting.pages import XLSX
from yifa.ledger.importing.destination import destination_of
from yifa.ledger.pages.page import actor_of

ADMIN = Role.SYSTEM_ADMIN


def peers_of(actor: Actor) -> Any:
    """The peer systems an actor may see: those of the units within reach."""
    return visible_to(actor, PeerSystem).filter(valid_to=None).select_related("unit")


def _peer(actor: Actor, key: str) -> PeerSystem:
    found = peers_of(actor).filter(key=key).first()
    if found is None:
        raise Http404(_("没有这一对接系统，或者不在您的范围"))
    return cast(PeerSystem, found)


def _units(actor: Actor) -> list[Unit]:
    ids = actor.units(roles=frozenset({ADMIN}))
    return list(Unit.objects.filter(pk__in=ids, closed_on=None).order_by("code"))


def target_title(target: str) -> str:
    """The register or matter type by its title."""
    try:
        return destination_of(target).title
    except KeyError:
        return target


@access(ADMIN)
@never_cache
def peers(request: HttpRequest) -> HttpResponse:
    """`/peers/`: the systems registered, and the form for one more. A new token is shown here, once."""
    actor = actor_of(request)
    form = PeerPageForm(request.POST or None, units=_units(actor))
    token = ""
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        unit = values.pop("unit")
        if values["means"] == Means.PUSH:
            token, values["token_digest"], values["token_hint"] = tokens.mint()
        try:
            enter(actor, PEER, values, unit=unit, reason=_("登记对接系统"))
        except Refusal as refused:
            form.add_error(None, str(refused))
            token = ""
        else:
            if values["means"] == Means.FOLDER:
                inbox(values["code"]).mkdir(parents=True, exist_ok=True)
            messages.success(request, _("已登记“%(title)s”") % {"title": values["title"]})
            form = PeerPageForm(units=_units(actor))
    lines = [(p, target_title(p.target)) for p in peers_of(actor).order_by("key")]
    context = {"nav": "peers", "form": form, "lines": lines, "token": token}
    return render(
        request, "ledger/connecting/peers.html", context, status=422 if form.errors else 200
    )


@access(ADMIN)
@require_GET
def peer(request: HttpRequest, key: str) -> HttpResponse:
    """`/peers/KEY/`: how to connect it, and what became of what it sent (numbers only, no records)."""
    actor = actor_of(request)
    found = _peer(actor, key)
    sent = Exchange.objects.unscoped("counts of deliveries for who keeps the system running")
    context = {
        "nav": "peers", "peer": found, "target": target_title(found.target), "folder": inbox(found.key).name,
        "exchanges": sent.filter(peer=found.key).defer("cells", "problems")[:50], "token": "",
        "columns": list(destination_of(found.target).columns),
    }  # fmt: skip
    return render(request, "ledger/connecting/peer.html", context)


@access(ADMIN)
@require_POST
@never_cache
def new_token(request: HttpRequest, key: str) -> HttpResponse:
    """`/peers/KEY/token/`: a new token, shown once; the old one is dead at once."""
    actor = actor_of(request)
    found = _peer(actor, key)
    if found.means != Means.PUSH:
        raise Http404
    token, digest, hint = tokens.mint()
    values = {
        "code": found.key, "title": found.title, "target": found.target, "means": found.means,
        "contact": found.contact, "token_digest": digest, "token_hint": hint,
    }  # fmt: skip
    enter(actor, PEER, values, unit=found.unit, key=found.key, reason=_("更换令牌"))
    context = {"nav": "peers", "peer": found, "token": token, "target": target_title(found.target)}
    return render(request, "ledger/connecting/peer.html", context)


@access(ADMIN)
@require_POST
def end(request: HttpRequest, key: str) -> HttpResponse:
    """`/peers/KEY/end/`: nothing of it is taken from today on; its records stay."""
    actor = actor_of(request)
    found = _peer(actor, key)
    reason = request.POST.get("reason", "").strip() or _("停用")
    enter(actor, PEER, {}, unit=found.unit, key=found.key, end=True, reason=reason)
    messages.success(request, _("已停用“%(title)s”") % {"title": found.title})
    return redirect("peers")


@access(*sorted(READING))
@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """`/exchanges/N/report.xlsx`: the rows as sent with the bad cells marked, for the unit that received them."""
    rows = visible_to(actor_of(request), Exchange)
    exchange = rows.filter(pk=pk).first()
    if exchange is None:
        raise Http404
    name = _("报告-%(file)s.xlsx") % {"file": exchange.file_name.rsplit(".", 1)[0]}
    answer = HttpResponse(report_of(exchange), content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
