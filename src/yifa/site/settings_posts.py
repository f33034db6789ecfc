"""Settings, posts and delegations: kept by the security administrator, read by the head of the unit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yifa.kernel.entry.register import all_registers, register_of
from yifa.kernel.matter.registry import all_procedures
from yifa.kernel.organization.models import Account, Delegation, Post, Unit, User
from yifa.kernel.organization.roles import ADMINISTRATORS, Role
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to
from yifa.ledger.access import access
from yifa.ledger.rooms import room_of
from yifa.site.settings_form import (
    WhenForm,
    actor_of,
    day_asked,
    end_entry,
    paged,
    put_in,
    reach_of,
)


def room_choices() -> list[tuple[str, str]]:
    """Every room that has procedures or registers, and the choice of all."""
    codes = {p.room for p in all_procedures()} | {r.room for r in all_registers() if r.room}
    named = [(code, room.title if (room := room_of(code)) else code) for code in sorted(codes)]
    return [("", _("全部业务")), *named]


@access(Role.SECURITY_ADMIN, Role.HEAD)
def posts(request: HttpRequest) -> HttpResponse:
    """Who held which post, and who stood in for whom, on a day."""
    actor, on = actor_of(request), day_asked(request)
    words = request.GET.get("q", "").strip()
    held = visible_to(actor, Post.objects.standing(on)).select_related("user", "unit")
    lent = visible_to(actor, Delegation.objects.standing(on)).select_related("deputy", "unit")
    if words:
        held = held.filter(
            Q(user__name__icontains=words) | Q(user__username__icontains=words)
            | Q(unit__name__icontains=words) | Q(title__icontains=words)
        )  # fmt: skip
    names = dict(Role.choices)
    holders = {p.key: p for p in visible_to(actor, Post).select_related("user", "unit")}
    shown = {
        "page": paged(request, held.order_by("unit__code", "role", "key")), "on": on, "q": words,
        "roles": names, "rooms": dict(room_choices()),
        "delegations": [(d, holders.get(d.post_key)) for d in lent.order_by("unit__code", "key")],
        "may_change": actor.has_role(Role.SECURITY_ADMIN),
    }  # fmt: skip
    return render(request, "settings/posts.html", shown)


def _people(actor: Actor) -> Any:
    standing = Account.objects.unscoped("accounts in the actor's reach").standing()
    names = standing.filter(unit_id__in=reach_of(actor), is_active=True).values("key")
    return User.objects.filter(username__in=names, is_active=True)


def _post_form(actor: Actor, data: Any, initial: dict[str, Any]) -> forms.Form:
    form = register_of("post").form(data, initial=initial)
    user, at = form.fields["user"], form.fields["at"]
    assert isinstance(user, forms.ModelChoiceField)
    assert isinstance(at, forms.ModelChoiceField)
    user.queryset = _people(actor)
    at.queryset = Unit.objects.filter(pk__in=reach_of(actor), closed_on__isnull=True)
    form.fields["room"].widget = forms.Select(choices=room_choices())
    form.fields["room"].help_text = ""
    return form


def _unit_at(data: dict[str, Any]) -> Unit:
    unit: Unit = data["at"]
    return unit


@access(Role.SECURITY_ADMIN)
def post_new(request: HttpRequest) -> HttpResponse:
    """Give a person a role at a unit from a day on."""
    data = request.POST or None
    form = _post_form(actor_of(request), data, {"user": request.GET.get("user", "")})
    when = WhenForm(data)
    if data and put_in(request, "post", form, when, _unit_at):
        messages.success(request, _("任职已登记，即日按新任职办理"))
        return redirect("settings_posts")
    return _page(request, {"form": form, "when": when, "title": _("登记任职")})


@access(Role.SECURITY_ADMIN)
def post_end(request: HttpRequest) -> HttpResponse:
    """End a post (`?key=`)."""
    return _end(request, "post", Post, _("免去任职"))


@access(Role.SECURITY_ADMIN)
def delegation_new(request: HttpRequest) -> HttpResponse:
    """Lend a post to a deputy."""
    actor, data = actor_of(request), request.POST or None
    form, when = register_of("delegation").form(data), WhenForm(data)
    rows = visible_to(actor, Post.objects.standing()).exclude(role__in=ADMINISTRATORS)
    held = list(rows.select_related("user", "unit").order_by("unit__code", "key"))
    labels = [(p.key, f"{p.unit} {Role(p.role).label} {p.user.name}") for p in held]
    form.fields["post_key"].widget = forms.Select(choices=[("", "---------"), *labels])
    deputy = form.fields["deputy"]
    assert isinstance(deputy, forms.ModelChoiceField)
    deputy.queryset = _people(actor)

    def unit_of(data: dict[str, Any]) -> Unit:
        unit: Unit | None = next((p.unit for p in held if p.key == data["post_key"]), None)
        if unit is None:
            raise Http404
        return unit

    if data and put_in(request, "delegation", form, when, unit_of):
        messages.success(request, _("代理已登记"))
        return redirect("settings_posts")
    return _page(request, {"form": form, "when": when, "title": _("登记代理")})


@access(Role.SECURITY_ADMIN)
def delegation_end(request: HttpRequest) -> HttpResponse:
    """End a delegation (`?key=`)."""
    return _end(request, "delegation", Delegation, _("终止代理"))


def _end(request: HttpRequest, register: str, model: type[Any], title: str) -> HttpResponse:
    key = request.POST.get("key") or request.GET.get("key", "")
    row = visible_to(actor_of(request), model).filter(key=key, valid_to__isnull=True).first()
    if row is None:
        raise Http404
    when = WhenForm(request.POST or None)
    if request.method == "POST" and end_entry(request, register, key, row.unit, when):
        messages.success(request, _("已登记"))
        return redirect(reverse("settings_posts"))
    return _page(request, {"when": when, "title": title, "row": row, "role": Role(row.role).label})


def _page(request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
    wrong = any(f.errors for f in (shown.get("form"), shown.get("when")) if f is not None)
    shown["nav"] = "posts"
    return render(request, "settings/post.html", shown, status=422 if wrong else 200)
