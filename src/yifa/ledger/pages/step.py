"""The form of a step, and of an opening act: one page each, works without JavaScript."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yifa import law
from yifa.kernel import moment
from yifa.kernel.errors import Conflict, Incomplete, InvalidData, NotAllowed, Refusal, WrongState
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.context import Work
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.next import look, missing, refusal
from yifa.kernel.matter.procedure import Procedure, Step
from yifa.kernel.matter.registry import procedure_on
from yifa.kernel.organization.models import Unit
from yifa.ledger.access import access
from yifa.ledger.pages.filters import day_of
from yifa.ledger.pages.listing import found_ledger
from yifa.ledger.pages.opening import openings, units_for
from yifa.ledger.pages.page import Masker, actor_of, matter_for, procedure_of, state_title

STATUS = {NotAllowed: 403, Conflict: 409, WrongState: 409}


def prepared(
    step: Step, request: HttpRequest | None = None, work: Work | None = None
) -> forms.Form:
    """The step's form, empty or as sent; the first field to fill in takes the keyboard."""
    if request is None:
        form = step.form(work=work)
        first = next((f for f in form if not f.is_hidden and not f.initial), None)
        if first is not None:
            first.field.widget.attrs["autofocus"] = True
        return form
    form = step.form(data=request.POST, files=request.FILES, work=work)
    form.is_valid()
    return form


def sent_files(request: HttpRequest) -> dict[str, Any]:
    """The uploaded files by field, the last of each."""
    found: dict[str, Any] = {name: request.FILES[name] for name in request.FILES}
    return found


def sent_day(request: HttpRequest) -> date:
    """发生日期 as sent; a missing one is today. Raises `InvalidData` for what is no date."""
    text = request.POST.get("on", "")
    if not text:
        return moment.today()
    found = day_of(text)
    if found is None:
        raise InvalidData({"on": [_("请填写日期，如 2026-03-02")]}, {"on": _("发生日期")})
    return found


def sent_key(request: HttpRequest) -> str:
    """The form's own key, by which a second click is known; a page that lost it gets a new one."""
    return request.POST.get("idempotency_key", "")[:40] or uuid.uuid4().hex


def told(form: forms.Form, refused: Refusal, beside: tuple[str, ...] = ()) -> dict[str, Any]:
    """A refusal in place: messages at their fields where it names them, the rest above the form.

    `beside` names inputs that stand beside the form and show their own messages.
    """
    above: list[Any] = []
    on_errors: list[str] = []
    if isinstance(refused, InvalidData):
        for name, words in refused.fields.items():
            if name == "on":
                on_errors += words
            elif name in form.fields:
                known = [str(e) for e in form.errors.get(name, [])]
                for word in words:
                    if word not in known:
                        form.add_error(name, word)
            elif name not in beside and not form.non_field_errors():
                above += words
    shown = None if isinstance(refused, InvalidData) and not above else refused
    lines = list(refused.missing) if isinstance(refused, Incomplete) else []
    return {
        "refusal": shown, "refusal_lines": lines, "on_errors": on_errors,
        "message": "；".join(above) if isinstance(refused, InvalidData) else getattr(refused, "message", "") or str(refused),
        "conflict": isinstance(refused, Conflict),
    }  # fmt: skip


def has_file(form: forms.Form) -> bool:
    """Whether a file was asked for: browsers empty it when the page comes back."""
    return form.is_multipart()


@access("staff")
def step(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """A matter takes a step."""
    actor = actor_of(request)
    found = matter_for(actor, pk)
    try:
        wanted = procedure_of(found).step(code)
    except KeyError:
        raise Http404(_("没有这一步骤")) from None
    if wanted.opens:
        raise Http404
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        # The door loads and checks everything itself; the matter is read for the form only when it comes back.
        try:
            done = _take(request, found, wanted)
        except Refusal as refused:
            work = look(found)
            form = prepared(wanted, request, work)
            context, status = told(form, refused), STATUS.get(type(refused), 422)
            if isinstance(refused, Conflict):
                context["meanwhile"] = _since(found, _version(request))
                # Once the reader has seen what changed, the same form may be sent on the newest version.
                found.refresh_from_db()
        except law.LawError as refused:
            work = look(found)
            form = prepared(wanted, request, work)
            context, status = told(form, Refusal(str(refused))), 422
        else:
            messages.success(request, _("已办理：%(step)s") % {"step": wanted.title})
            return redirect("matter", done.pk)
    else:
        work = look(found)
        form = prepared(wanted, work=work)
        context = {"refusal": refusal(actor, work, wanted), "missing": missing(actor, work, wanted)}
        if found.state not in {s.code for s in wanted.from_}:
            begins = "、".join(s.title for s in wanted.from_)
            context["refusal"] = WrongState(
                _("现在是“%(now)s”，“%(step)s”从“%(begins)s”开始")
                % {"now": state_title(found), "step": wanted.title, "begins": begins}, cite=wanted.cite,
            )  # fmt: skip
        context["message"] = getattr(context["refusal"], "message", "")
    blocked = request.method != "POST" and bool(context.get("refusal") or context.get("missing"))
    context |= {
        "nav": f"room:{found.room}", "matter": found, "step": wanted, "form": form, "blocked": blocked,
        "title": Masker.of(actor, found, found.parties.all()).text(found.title),
        "state": state_title(found), "procedure": work.procedure,
        "on": request.POST.get("on") or moment.today().isoformat(), "latest": moment.today(),
        "key": sent_key(request), "version": found.version,
        "back": reverse("matter", args=[found.pk]), "multipart": has_file(form),
    }  # fmt: skip
    return render(request, "ledger/step.html", context, status=status)


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("expected_version", "")
    return int(text) if text.isdigit() else None


def _take(request: HttpRequest, found: Matter, wanted: Step) -> Matter:
    return act(
        actor_of(request), found, wanted.code, request.POST, on=sent_day(request),
        files=sent_files(request), expected_version=_version(request),
        idempotency_key=sent_key(request),
    )  # fmt: skip


def _since(found: Matter, version: int | None) -> list[JournalRow]:
    """The acts done since the version the reader had looked at."""
    rows = JournalRow.objects.unscoped("telling a conflict").filter(stream=found.stream, verb="act")
    return list(rows.order_by("seq")[version or 0 :])


def _opening(procedure: Procedure, code: str) -> Step:
    if not code:
        return procedure.opening[0]
    for wanted in procedure.opening:
        if wanted.code == code:
            return wanted
    raise Http404(_("没有这一步骤"))


@access("staff")
def opening(request: HttpRequest, ledger_id: str, procedure_id: str) -> HttpResponse:
    """Open a matter: the opening act of a procedure, at a unit where the actor may do it."""
    room, ledger = found_ledger(ledger_id)
    if procedure_id not in ledger.procedures:
        raise Http404
    actor = actor_of(request)
    day = day_of(request.POST.get("on", "")) or moment.today()
    procedure = procedure_on(procedure_id, min(day, moment.today()))
    wanted = _opening(procedure, request.GET.get("step", ""))
    units = units_for(actor, procedure, wanted)
    context: dict[str, Any] = {}
    status = 200
    chosen = request.POST.get("unit", "")
    if not units:
        roles = "、".join(str(r.label) for r in sorted(wanted.by))
        raise NotAllowed(
            _("“%(step)s”须由%(roles)s办理，您没有这一任职") % {"step": wanted.title, "roles": roles},
            cite=wanted.cite, remedy=_("请转交有权人员，或者由安全管理员登记任职、代理"),
        )  # fmt: skip
    if request.method == "POST":
        form = prepared(wanted, request)
        try:
            unit = _unit(units, chosen)
            made = act(
                actor, Opening(procedure_id, unit), wanted.code, request.POST, on=sent_day(request),
                files=sent_files(request), idempotency_key=sent_key(request),
            )  # fmt: skip
        except Refusal as refused:
            context, status = told(form, refused, ("unit",)), STATUS.get(type(refused), 422)
            if isinstance(refused, InvalidData) and "unit" in refused.fields:
                context["unit_errors"] = refused.fields["unit"]
        except law.LawError as refused:
            context, status = told(form, Refusal(str(refused))), 422
        else:
            messages.success(
                request, _("已登记：%(matter)s") % {"matter": made.number or made.title}
            )
            return redirect("matter", made.pk)
    else:
        form = prepared(wanted)
    context |= {
        "nav": f"room:{room.code}", "ledger": ledger, "step": wanted, "form": form, "units": units,
        "unit": chosen or str(units[0].pk), "procedure": procedure,
        "on": request.POST.get("on") or moment.today().isoformat(), "latest": moment.today(),
        "key": sent_key(request), "multipart": has_file(form),
        "others": [o for o in openings(actor, ledger) if (o.procedure.id, o.step.code) != (procedure.id, wanted.code)],
        "back": reverse("ledger", args=[ledger.id]),
    }  # fmt: skip
    return render(request, "ledger/opening.html", context, status=status)


def _unit(units: list[Unit], chosen: str) -> Unit:
    for unit in units:
        if str(unit.pk) == chosen:
            return unit
    raise InvalidData({"unit": [_("请选择您有权办理的单位")]}, {"unit": _("承办单位")})
