"""对账 pages: choose their list, see the four groups, import what is missing, explain what stays, print or download."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yifa.kernel import crypto, moment
from yifa.kernel.entry.enter import Standing, enter_many
from yifa.kernel.errors import InvalidData, Refusal
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import WORKING
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to
from yifa.kernel.transaction import write
from yifa.ledger.access import access
from yifa.ledger.connecting import reconcile
from yifa.ledger.connecting.forms import GroundForm, ListForm
from yifa.ledger.connecting.intake import MOST
from yifa.ledger.connecting.models import Exchange, Means, PeerSystem, Status
from yifa.ledger.connecting.pages import peers_of, target_title
from yifa.ledger.connecting.reconcile import Compared, Difference
from yifa.ledger.connecting.registers import EXPLAINED
from yifa.ledger.exporting.book import Sheet
from yifa.ledger.exporting.pages import send
from yifa.ledger.exporting.view import View
from yifa.ledger.importing import door
from yifa.ledger.importing.destination import IntoRegister, destination_of, standing_units
from yifa.ledger.pages.page import actor_of

WRITERS = tuple(sorted(WORKING))
_SHOWN = 300


def _targets(actor: Actor) -> tuple[list[str], list[Unit]]:
    """What the actor may bring in, and the units for which."""
    ids: list[str] = []
    units: dict[int, Unit] = {}
    known = standing_units()
    for into in door.targets():
        mine = into.units(actor, known) if into.room else []
        if mine:
            ids.append(into.id)
            units |= {u.pk: u for u in mine}
    return ids, sorted(units.values(), key=lambda u: u.code)


def _exchange(actor: Actor, pk: int) -> Exchange:
    found = visible_to(actor, Exchange).select_related("unit").filter(pk=pk).first()
    if found is None or not found.cells:
        raise Http404(_("没有这份清单，或者它的内容已过保存期"))
    return cast(Exchange, found)


@access(*WRITERS)
def start(request: HttpRequest) -> HttpResponse:
    """`/reconciliation/`: whose list, for what."""
    actor = actor_of(request)
    targets, units = _targets(actor)
    known = list(peers_of(actor).order_by("key"))
    seen = visible_to(actor, Exchange).exclude(cells="").select_related("unit")
    form = ListForm(
        request.POST or None,
        request.FILES or None,
        peers=known,
        lists=seen,
        units=units,
        targets=targets,
    )
    if request.method == "POST" and form.is_valid():
        last = form.cleaned_data["last"]
        if last is not None:
            return redirect("reconciliation", last.pk)
        try:
            return redirect("reconciliation", _listed(actor, form, known).pk)
        except Refusal as refused:
            form.add_error("file", str(refused))
    recent = [(e, target_title(e.target)) for e in seen.defer("cells", "problems")[:30]]
    context = {"nav": "reconciliation", "form": form, "recent": recent, "may": bool(targets)}
    return render(
        request, "ledger/connecting/start.html", context, status=422 if form.errors else 200
    )


def _listed(actor: Actor, form: ListForm, known: list[PeerSystem]) -> Exchange:
    """Keep an uploaded list for comparing; nothing is imported by it."""
    data = form.cleaned_data
    upload, peer = data["file"], next((p for p in known if p.key == data["peer"]), None)
    target = peer.target if peer else data["target"]
    unit = peer.unit if peer else data["unit"]
    raw = upload.read(MOST + 1)
    if len(raw) > MOST:
        raise InvalidData(
            {"file": [_("超过 %(n)s MiB") % {"n": MOST // 2**20}]}, {"file": _("对方清单")}
        )
    sender = peer.key if peer else data["sender"].strip()
    received = door.plan(actor, target, unit, raw=raw, file_name=upload.name, sender=sender)
    grid = received.run.grid()
    with write():
        return Exchange.objects.create(
            peer=sender, target=target, unit=unit, room=destination_of(target).room, means=Means.UPLOAD,
            file_name=upload.name[-200:], digest=crypto.digest(raw), size=len(raw), status=Status.LIST,
            counts=received.plan.counts, run_id=received.run.pk, received_at=moment.now(),
            cells=_kept(grid.rows if grid else []),
        )  # fmt: skip


def _kept(rows: list[list[str]]) -> str:
    import json

    return json.dumps(rows, ensure_ascii=False)


def _compared(actor: Actor, exchange: Exchange) -> tuple[Compared, int]:
    run = reconcile.staged(actor, exchange)
    if run is None:
        raise Http404
    if run.pk != exchange.run_id:
        rows = Exchange.objects.unscoped("where the list is staged now").filter(pk=exchange.pk)
        with write():
            rows.update(run_id=run.pk)
    return reconcile.compare(actor, exchange, run), run.pk


@access(*WRITERS)
@require_GET
def compared(request: HttpRequest, pk: int) -> HttpResponse:
    """`/reconciliation/N/`: the comparison as it stands now."""
    actor = actor_of(request)
    exchange = _exchange(actor, pk)
    found, run = _compared(actor, exchange)
    return render(request, "ledger/connecting/compared.html", _context(actor, exchange, found, run))


def _context(
    actor: Actor, exchange: Exchange, found: Compared, run: int, **more: Any
) -> dict[str, Any]:
    into = destination_of(exchange.target)
    peer = peers_of(actor).filter(key=exchange.peer).first()
    shown = [
        (what, title, found.groups[what][:_SHOWN], max(found.count(what) - _SHOWN, 0))
        for what, title in reconcile.titles().items()
    ]
    return {
        "nav": "reconciliation", "exchange": exchange, "found": found, "sides": shown, "run": run,
        "peer_title": peer.title if peer else exchange.peer, "target": into.title,
        "is_register": isinstance(into, IntoRegister), "form": GroundForm(),
        "missing_here": found.count(reconcile.HERE), "same": found.count(reconcile.SAME),
        "trail": [(_("对账"), reverse("reconciliations"))],
    } | more  # fmt: skip


@access(*WRITERS)
@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """`/reconciliation/N/explain/`: the ticked differences stay, for a reason; entered, so that it can be asked for."""
    actor = actor_of(request)
    exchange = _exchange(actor, pk)
    found, run = _compared(actor, exchange)
    form = GroundForm(request.POST)
    ticked = set(request.POST.getlist("number"))
    chosen = [d for d in found.differences() if d.digest in ticked]
    if not form.is_valid() or not chosen:
        refused = "" if chosen else _("请先勾选要说明的差异")
        context = _context(actor, exchange, found, run, form=form, refused=refused, ticked=ticked)
        return render(request, "ledger/connecting/compared.html", context, status=422)
    ground = form.cleaned_data["ground"]
    wanted = [
        Standing(
            {
                "peer": exchange.peer, "target": exchange.target, "number": d.number[:120], "what": d.what,
                "digest": d.digest, "ground": ground, "person": actor.name,
            },
            exchange.unit, reconcile.note_key(exchange, d.number),
        )
        for d in chosen
    ]  # fmt: skip
    enter_many(actor, EXPLAINED, wanted, reason=_("对账说明"))
    messages.success(request, _("已说明 %(n)s 处差异") % {"n": len(chosen)})
    return redirect("reconciliation", pk)


@access(*WRITERS)
@require_GET
def workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/reconciliation/N/compared.xlsx`: every difference, and on further sheets what is the same."""
    actor = actor_of(request)
    exchange = _exchange(actor, pk)
    found, _run = _compared(actor, exchange)
    heads = (
        _("编号"),
        _("名称"),
        _("差异"),
        _("栏目"),
        _("本区"),
        _("对方"),
        _("对方行号"),
        _("说明"),
        _("说明人"),
    )
    same = Sheet(
        reconcile.titles()[reconcile.SAME], (_("编号"), _("名称"), _("对方行号")),
        [(d.number, d.title, d.row) for d in found.groups[reconcile.SAME]],
    )  # fmt: skip
    facts = (
        (_("内容"), _("“%(target)s”对账") % {"target": target_title(exchange.target)}),
        (_("对方"), f"{exchange.peer}（{found.theirs}）"), (_("本区"), f"{exchange.unit}（{found.ours}）"),
        (_("对方清单"), f"{exchange.file_name}（{exchange.digest}）"),
    )  # fmt: skip
    title = _("对账-%(peer)s") % {"peer": exchange.peer}
    view = View(f"reconciliation:{pk}", title, heads, _lines(found), actor, facts, (same,))
    return send(view, "xlsx", "")


def _lines(found: Compared) -> Iterator[list[Any]]:
    titles = reconcile.titles()
    for d in found.differences():
        note = (d.note.ground, d.note.person) if d.note else ("", "")
        for label, ours, theirs in d.fields or _reasons(d):
            yield [d.number, d.title, titles[d.what], label, ours, theirs, d.row or None, *note]


def _reasons(d: Difference) -> list[tuple[str, str, str]]:
    return [("", "", reason) for reason in d.reasons] or [("", "", "")]
