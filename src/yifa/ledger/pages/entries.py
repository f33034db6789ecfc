"""One entry: its versions with dates and reasons, and the forms that add, change or end it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yifa.kernel import moment
from yifa.kernel.entry.enter import enter, stream_of
from yifa.kernel.entry.models import Entry
from yifa.kernel.entry.register import Register
from yifa.kernel.errors import InvalidData, NotAllowed, Refusal
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.ledger.access import access
from yifa.ledger.pages.page import actor_of, handles
from yifa.ledger.pages.payload import entered
from yifa.ledger.pages.registers import cell, found_register, may_enter, readable
from yifa.ledger.pages.step import STATUS, sent_day, told

OWN = {
    "id",
    "key",
    "version",
    "valid_from",
    "valid_to",
    "reason",
    "source_system",
    "recorded_at",
    "unit",
}


def found_entry(actor: Actor, register: Register, pk: int) -> Entry:
    """A version the actor may read; 404 outside the scope."""
    row = readable(actor, register).select_related("unit").filter(pk=pk).first()
    if row is None:
        raise Http404(_("没有这一登记，或者不在您的查阅范围"))
    return row  # type: ignore[no-any-return]


def versions_of(actor: Actor, register: Register, key: str) -> list[Entry]:
    """Every version of an item, the newest first."""
    return list(
        readable(actor, register).select_related("unit").filter(key=key).order_by("-version")
    )


@access("staff")
def entry(request: HttpRequest, register_id: str, pk: int) -> HttpResponse:
    """One version with its values, all versions of the item, and its journal."""
    register = found_register(register_id)
    actor = actor_of(request)
    row = found_entry(actor, register, pk)
    versions = versions_of(actor, register, row.key)
    journal = JournalRow.objects.unscoped("the journal of an entry in scope")
    rows = journal.filter(stream=stream_of(register, row.key)).order_by("-seq")
    handling = handles(actor, row.unit_id, register.room)
    fields = [
        f
        for f in register.model._meta.concrete_fields
        if f.name not in OWN and not f.name.endswith("_blind")
    ]
    labels = {n: str(f.label) for n, f in register.form.base_fields.items()}
    context = {
        "nav": f"room:{register.room}", "register": register, "entry": row, "versions": versions,
        "values": [(labels.get(f.name) or f.verbose_name, cell(actor, register, row, f.name)) for f in fields],
        "events": [(r, entered(r, register, handling=handling)) for r in rows],
        "trail": [(register.title, reverse("register", args=[register.id]))],
        "current": bool(versions) and row.pk == versions[0].pk and row.valid_to is None,
        "newest": versions[0], "may_enter": actor.may(set(register.by), row.unit_id, register.room) is not None,
    }  # fmt: skip
    return render(request, "ledger/entry.html", context)


@access("staff")
def entry_by_key(request: HttpRequest, register_id: str) -> HttpResponse:
    """To the newest version of an item by its key."""
    register = found_register(register_id)
    versions = versions_of(actor_of(request), register, request.GET.get("key", ""))
    if not versions:
        raise Http404
    return redirect("entry", register.id, versions[0].pk)


def _initial(row: Entry, form: type[forms.Form]) -> dict[str, Any]:
    names: Any = form.base_fields
    return {n: getattr(row, n) for n in names if hasattr(row, n)}


@access("staff")
def entry_form(request: HttpRequest, register_id: str, pk: int | None = None) -> HttpResponse:
    """Add an entry (no `pk`), or change the current version of one."""
    register = found_register(register_id)
    actor = actor_of(request)
    row = found_entry(actor, register, pk) if pk is not None else None
    units = may_enter(actor, register)
    if row is not None:
        _must_stand(row)
        if all(u.pk != row.unit_id for u in units):
            raise _not_yours(register, row.unit)
        units = [row.unit]
    elif not units:
        raise _not_yours(register, None)
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        form = register.form(data=request.POST)
        form.is_valid()
        try:
            done = _enter(actor, register, request, form, row, units)
        except Refusal as refused:
            context, status = (
                told(form, refused, ("unit", "reason")),
                STATUS.get(type(refused), 422),
            )
            if isinstance(refused, InvalidData):
                context["unit_errors"] = refused.fields.get("unit", [])
                context["reason_errors"] = refused.fields.get("reason", [])
        else:
            words = {
                "added": _("已登记"),
                "changed": _("已变更，原版本保留"),
                "same": _("与现行登记相同，没有变动"),
            }
            messages.success(request, words.get(done.what, ""))
            pk = done.entry.pk or (row.pk if row else 0)
            return redirect("entry", register.id, pk)
    else:
        form = register.form(initial=_initial(row, register.form)) if row else register.form()
        first = next((f for f in form if not f.is_hidden and (row or not f.initial)), None)
        if first is not None:
            first.field.widget.attrs["autofocus"] = True
    context |= {
        "nav": f"room:{register.room}", "register": register, "form": form, "entry": row, "units": units,
        "unit": request.POST.get("unit") or str(units[0].pk), "reason": request.POST.get("reason", ""),
        "on": request.POST.get("on") or moment.today().isoformat(),
        "back": reverse("entry", args=[register.id, row.pk]) if row else reverse("register", args=[register.id]),
    }  # fmt: skip
    return render(request, "ledger/entry_form.html", context, status=status)


def _enter(
    actor: Actor, register: Register, request: HttpRequest, form: forms.Form, row: Entry | None, units: list[Unit]
) -> Any:  # fmt: skip
    day = sent_day(request)
    reason = request.POST.get("reason", "").strip()
    unit = next(
        (u for u in units if str(u.pk) == (request.POST.get("unit") or str(units[0].pk))), None
    )
    if unit is None:
        raise InvalidData({"unit": [_("请选择您有权登记的单位")]}, {"unit": _("所属单位")})
    if row is not None and not reason:
        raise InvalidData({"reason": [_("请写明变动理由")]}, {"reason": _("理由")})
    if row is None and form.is_valid():
        key = register.key(form.cleaned_data)
        rows = register.model.objects.unscoped("a key may stand once")
        if rows.filter(key=key, valid_to=None).exists():
            raise InvalidData(
                {"__all__": [_("%(key)s 已有现行登记，请打开该登记办理变更") % {"key": key}]},
                {"__all__": _("编号")},
            )
    return enter(
        actor, register, request.POST, unit=unit, on=day, reason=reason, key=row.key if row else ""
    )


@access("staff")
def entry_end(request: HttpRequest, register_id: str, pk: int) -> HttpResponse:
    """End an entry from a day on, with a reason; its versions stay."""
    register = found_register(register_id)
    actor = actor_of(request)
    row = found_entry(actor, register, pk)
    _must_stand(row)
    if actor.may(set(register.by), row.unit_id, register.room) is None:
        raise _not_yours(register, row.unit)
    context: dict[str, Any] = {}
    status = 200
    reason = request.POST.get("reason", "").strip()
    if request.method == "POST":
        try:
            if not reason:
                raise InvalidData({"reason": [_("请写明注销理由")]}, {"reason": _("理由")})
            enter(
                actor, register, {}, unit=row.unit, on=sent_day(request), reason=reason,
                key=row.key, end=True,
            )  # fmt: skip
        except Refusal as refused:
            context, status = told(forms.Form(), refused, ("reason",)), 422
            if isinstance(refused, InvalidData):
                context["reason_errors"] = refused.fields.get("reason", [])
        else:
            messages.success(request, _("已注销，历史版本保留"))
            return redirect("entry", register.id, row.pk)
    context |= {
        "nav": f"room:{register.room}", "register": register, "entry": row, "reason": reason,
        "on": request.POST.get("on") or moment.today().isoformat(), "ending": True,
        "back": reverse("entry", args=[register.id, row.pk]),
    }  # fmt: skip
    return render(request, "ledger/entry_form.html", context, status=status)


def _must_stand(row: Entry) -> None:
    if row.valid_to is not None:
        raise Refusal(
            _("%(key)s 的这一版本已于 %(day)s 失效") % {"key": row.key, "day": row.valid_to},
            remedy=_("请打开现行版本办理"),
        )


def _not_yours(register: Register, unit: Unit | None) -> NotAllowed:
    roles = "、".join(str(r.label) for r in sorted(register.by))
    return NotAllowed(
        _("%(register)s须由%(unit)s的%(roles)s登记，您没有这一任职")
        % {"register": register.title, "unit": unit or _("本单位"), "roles": roles},
        cite=register.cite, remedy=_("请转交有权人员，或者由安全管理员登记任职、代理"),
    )  # fmt: skip
