"""Pages for the staff that the generic ones cannot give: the window, receipts, registers, unmanned posts, gaps."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yifa import law
from yifa.kernel import moment
from yifa.kernel.dossier.models import Document
from yifa.kernel.entry.register import register_of
from yifa.kernel.errors import Refusal
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import READING, Role
from yifa.kernel.scope.actor import Actor
from yifa.ledger.access import access
from yifa.ledger.pages.page import actor_of, matter_for, tabs
from yifa.ledger.pages.step import sent_key
from yifa.work.services import catalogue, watch
from yifa.work.services.room import GROUPS, ROOM
from yifa.work.services.window import (
    COMPLETE,
    WindowForm,
    items_meant,
    kind_by_number,
    known_applicant,
    next_empty,
    number_doubt,
    units_of,
    usual_items,
    window_of,
)


def _frame(page: str) -> dict[str, Any]:
    return {"nav": "room:services", "room": ROOM, "tabs": tabs(ROOM), "tab": f"link:services:{page}"}  # fmt: skip


def _unit(actor: Actor, request: HttpRequest) -> tuple[Unit, list[Unit]]:
    units = units_of(actor)
    if not units:
        raise Refusal(_("您没有可以收件的单位"), remedy=_("请由安全管理员登记政务服务的经办人任职"))
    sent = request.POST.get("unit") or request.GET.get("unit") or ""
    return next((u for u in units if str(u.pk) == sent), units[0]), units


def _rest(actor: Actor, unit: Unit, post: Any) -> dict[str, Any]:
    """What follows the number: the record's answer, and the fields still empty."""
    identity = post.get("identity_number", "").strip()
    known = known_applicant(actor, unit, identity)
    values = {n: post.get(n, "") for n in ("applicant", "phone", "item", *WindowForm.FURTHER)}
    if known is not None:
        values["applicant"] = values["applicant"] or known.name
        values["phone"] = values["phone"] or known.phone
    usual = usual_items(unit, moment.today())
    return {
        "form": WindowForm(
            initial=values | {"identity_number": identity}, empty=next_empty(values)
        ),
        "known": known,
        "doubt": number_doubt(identity),
        "usual": usual,
        "listed": ",".join(i.key for i in usual),
        "unit": unit,
    }


@access(Role.CASE_HANDLER)
@require_http_methods(["GET", "HEAD", "POST"])
def window(request: HttpRequest) -> HttpResponse:
    """Register a walk-in case: the number first, then only what no record holds."""
    actor = actor_of(request)
    unit, units = _unit(actor, request)
    context = _frame("window") | {"units": units, "unit": unit, "key": sent_key(request)}
    if request.method != "POST":
        form = WindowForm()
        form.fields["identity_number"].widget.attrs["autofocus"] = True
        return render(request, "services/window.html", context | {"form": form, "rest": False})
    if "item" not in request.POST:  # without scripts the number is sent first
        return render(request, "services/window.html", context | _rest(actor, unit, request.POST) | {"rest": True})  # fmt: skip
    return _register(request, actor, unit, context)


def _register(
    request: HttpRequest, actor: Actor, unit: Unit, context: dict[str, Any]
) -> HttpResponse:
    today = moment.today()
    form = WindowForm(request.POST)
    shown = _rest(actor, unit, request.POST)
    listed = [c for c in request.POST.get("listed", "").split(",") if c]
    if form.is_valid():
        found = items_meant(unit, today, form.cleaned_data["item"], listed)
        if len(found) == 1:
            try:
                made = act(
                    actor, Opening("service.case", unit), "receive", _values(actor, unit, form, found[0]),
                    idempotency_key=sent_key(request),
                )  # fmt: skip
            except (Refusal, law.LawError) as refused:
                form.add_error(None, str(refused))
            else:
                return redirect("services:receipt", made.pk)
        elif found:
            form.add_error("item", _("有几个事项相符，请输入下方的序号"))
            shown |= {"usual": found, "listed": ",".join(i.key for i in found)}
        else:
            form.add_error("item", _unknown(unit, form.cleaned_data["item"]))
    wrong = next((n for n in (*WindowForm.FIRST, *WindowForm.FURTHER) if form[n].errors), "item")
    form.fields[wrong].widget.attrs["autofocus"] = True
    answer = context | shown | {"form": form, "rest": True}
    return render(request, "services/window.html", answer, status=422)


def _unknown(unit: Unit, text: str) -> str:
    item = catalogue.item_on(text.strip(), moment.today())
    if item is None:
        return _("本单位可以受理的事项中没有相符的；请换几个字，或者登记首问移交")
    if not catalogue.stands(item, moment.today()):
        return _("事项“%(name)s”%(why)s") % {"name": item.name, "why": catalogue.ended_words(item)}
    return _("“%(name)s”由%(unit)s办理，本单位不能受理；请登记首问移交") % {"name": item.name, "unit": item.unit}  # fmt: skip


def _values(actor: Actor, unit: Unit, form: WindowForm, item: Any) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "item": item.key, "applicant": data["applicant"], "identity_number": data["identity_number"],
        "applicant_kind": kind_by_number(data["identity_number"]), "phone": data["phone"], "address": "",
        "kind": data["kind"], "help": data["help"], "area": data["area"], "agent": data["agent"],
        "mandate": "on" if data["mandate"] else "", "window": window_of(actor, unit, moment.today()),
    }  # fmt: skip


@access(Role.CASE_HANDLER)
@require_POST
def applicant(request: HttpRequest) -> HttpResponse:
    """The fields that follow a complete number; nothing (204) while it is still being typed."""
    actor = actor_of(request)
    unit, _units = _unit(actor, request)
    identity = request.POST.get("identity_number", "").strip()
    if len(identity) not in COMPLETE and not request.POST.get("go_on"):
        return HttpResponse(status=204)
    return render(request, "services/applicant.html", _rest(actor, unit, request.POST))


@access("staff")
@require_GET
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt with its query code, ready to print, and the way to the next applicant."""
    matter = matter_for(actor_of(request), pk)
    case = getattr(matter, "servicecase", None)
    if case is None:
        raise Http404
    papers = Document.objects.unscoped("a document of a matter in scope")
    paper = papers.filter(matter=matter, kind="services.receipt").first()
    context = _frame("window") | {
        "matter": matter, "case": case, "paper": paper, "materials": catalogue.materials_in(case.item.materials),
        "track": request.build_absolute_uri(reverse("services:track")),
    }  # fmt: skip
    return render(request, "services/receipt.html", context)


@access(*READING)
@require_GET
def registers(request: HttpRequest) -> HttpResponse:
    """The room's registers by what they are about, each with how many entries stand today."""
    actor = actor_of(request)
    sections = [
        (title, [(register_of(i), watch.standing_count(actor, i)) for i in ids])
        for title, ids in GROUPS
    ]
    return render(request, "services/registers.html", _frame("registers") | {"sections": sections})


@access(*READING)
@require_GET
def lacking(request: HttpRequest) -> HttpResponse:
    """What is missing today: windows without anybody, equipment and posts short, guides with gaps."""
    actor = actor_of(request)
    day = moment.today()
    context = _frame("lacking") | {
        "day": day, "posts": watch.posts(actor, day), "short": watch.short_of(actor),
        "guides": watch.incomplete(actor)[:100],
    }  # fmt: skip
    return render(request, "services/lacking.html", context)


@access(*READING)
@require_GET
def simplified(request: HttpRequest) -> HttpResponse:
    """Items made simpler: each measure in the versions of the catalogue, before and after."""
    actor = actor_of(request)
    return render(
        request, "services/simplified.html", _frame("simplified") | {"rows": watch.simplified(actor)}
    )  # fmt: skip
