"""Settings, organisation: the tree of units on any day; opening, moving, renaming and closing a unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from yifa.kernel.entry.register import register_of
from yifa.kernel.errors import NotAllowed
from yifa.kernel.organization.models import Placement, Unit
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor
from yifa.ledger.access import access
from yifa.site.settings_form import (
    WhenForm,
    actor_of,
    day_asked,
    end_entry,
    owner_of,
    put_in,
    reach_of,
)


@dataclass
class Branch:
    """A unit as it stood on a day, with those below it."""

    unit: Unit
    name: str
    since: date
    below: list[Branch] = field(default_factory=list)


def grow(rows: Iterable[Placement]) -> list[Branch]:
    """The tree of placements: those whose parent is not among them are its roots."""
    branches = {p.placed_id: Branch(p.placed, p.name, p.valid_from) for p in rows}
    roots: list[Branch] = []
    for p in rows:
        above = branches.get(p.parent_id) if p.parent_id else None
        (above.below if above else roots).append(branches[p.placed_id])
    return roots


def placements(actor: Actor, on: date) -> list[Placement]:
    """Where the units of this actor's reach stood on a day."""
    rows = Placement.objects.unscoped("the organisation, narrowed to the actor's reach").standing(
        on
    )
    wanted = rows.filter(placed_id__in=reach_of(actor))
    return list(wanted.select_related("placed").order_by("placed__kind", "key"))


@access(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.HEAD)
def tree(request: HttpRequest) -> HttpResponse:
    """The tree as it stood on a day."""
    actor, on = actor_of(request), day_asked(request)
    rows = placements(actor, on)
    shown = {
        "roots": grow(rows), "count": len(rows), "on": on,
        "may_change": actor.has_role(Role.SYSTEM_ADMIN),
    }  # fmt: skip
    return render(request, "settings/organization.html", shown)


def _form(actor: Actor, data: Any = None, initial: dict[str, Any] | None = None) -> forms.Form:
    form = register_of("unit").form(data, initial=initial)
    parent = form.fields["parent"]
    assert isinstance(parent, forms.ModelChoiceField)
    parent.queryset = Unit.objects.filter(pk__in=reach_of(actor), closed_on__isnull=True)
    return form


@access(Role.SYSTEM_ADMIN)
def unit_new(request: HttpRequest) -> HttpResponse:
    """Open a unit below another."""
    actor, data = actor_of(request), request.POST or None
    form = _form(actor, data, {"parent": request.GET.get("parent", "")})
    when = WhenForm(data)
    if data and form.is_valid() and Unit.objects.filter(code=form.cleaned_data["code"]).exists():
        form.add_error("code", _("这一代码已经有单位使用"))
    if data and form.is_valid() and not form.cleaned_data.get("parent"):
        form.add_error("parent", _("请选择上级单位"))
    if data and not form.errors and put_in(request, "unit", form, when, _kept_by):
        messages.success(request, _("单位已设立"))
        return redirect("settings_organization")
    shown = {"form": form, "when": when, "title": _("设立单位")}
    return _page(request, shown)


def _kept_by(data: dict[str, Any]) -> Unit:
    """The register row of a new unit is kept where its superior's is."""
    parent: Unit = data["parent"]
    return owner_of(parent)


@access(Role.SYSTEM_ADMIN)
def unit_change(request: HttpRequest, code: str) -> HttpResponse:
    """Rename or move a unit; its old name and place stay in history."""
    actor = actor_of(request)
    unit = _unit(actor, code)
    names = ("code", "name", "short_name", "kind", "uscc", "document_code")
    initial = {n: getattr(unit, n) for n in names} | {
        "parent": unit.parent.code if unit.parent else ""
    }
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None:
        data["code"] = unit.code
    form, when = _form(actor, data, initial), WhenForm(data)
    form.fields["code"].widget.attrs["readonly"] = True
    if data is not None and form.is_valid():
        above = form.cleaned_data.get("parent")
        if above is None and unit.parent is not None:
            form.add_error("parent", _("请选择上级单位"))
        elif above is not None and above.spans.filter(ancestor=unit).exists():
            form.add_error("parent", _("上级不能是本单位或者其下级"))
    kept = owner_of(unit)
    if data and not form.errors:
        entered = put_in(request, "unit", form, when, lambda _data: kept, unit.code)
        if entered:
            same = entered.what == "same"
            messages.success(request, _("没有变化") if same else _("单位沿革已登记"))
            return redirect("settings_organization")
    rows = Placement.objects.unscoped("the history of one unit in reach").filter(key=code)
    shown = {
        "form": form, "when": when, "title": _("变更单位"), "unit": unit,
        "history": rows.select_related("parent").order_by("-version"),
    }  # fmt: skip
    return _page(request, shown)


@access(Role.SYSTEM_ADMIN)
def unit_close(request: HttpRequest, code: str) -> HttpResponse:
    """Close a unit that has none below it."""
    unit = _unit(actor_of(request), code)
    when = WhenForm(request.POST or None)
    if request.method == "POST" and when.is_valid():
        if unit.children.filter(closed_on__isnull=True).exists():
            when.add_error(None, _("下面还有单位，请先撤销或者划转"))
        elif end_entry(request, "unit", unit.code, owner_of(unit), when):
            messages.success(request, _("%(name)s已撤销") % {"name": unit.name})
            return redirect("settings_organization")
    return _page(request, {"when": when, "title": _("撤销单位"), "unit": unit, "closing": True})


def _unit(actor: Actor, code: str) -> Unit:
    unit = get_object_or_404(Unit, code=code, closed_on__isnull=True)
    if unit.pk not in reach_of(actor):
        raise NotAllowed(f"{unit}不在您管理的范围内")
    return unit


def _page(request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
    wrong = any(f.errors for f in (shown.get("form"), shown.get("when")) if f is not None)
    shown["nav"] = "organization"
    return render(request, "settings/unit.html", shown, status=422 if wrong else 200)
