"""Settings, accounts: the system administrator opens and closes them, the security administrator resets passwords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yifa.kernel import moment
from yifa.kernel.entry.register import register_of
from yifa.kernel.organization.models import Account, Post, Unit, User
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to
from yifa.ledger.access import access
from yifa.site.accounts import reset_password
from yifa.site.settings_form import WhenForm, actor_of, paged, put_in, units_of


def _form(actor: Actor, data: Any, initial: dict[str, Any] | None = None) -> forms.Form:
    """The register's form with the unit that keeps the person's file."""
    form = register_of("account").form(data, initial=initial)
    choices = [(u.code, str(u)) for u in units_of(actor, Role.SYSTEM_ADMIN)]
    form.fields["at"] = forms.ChoiceField(label=gettext_lazy("所属单位"), choices=choices)
    form.order_fields(["username", "name", "at", "is_active"])
    return form


def _unit_of(data: dict[str, Any]) -> Unit:
    return Unit.objects.get(code=data["at"])


@access(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.HEAD)
def accounts(request: HttpRequest) -> HttpResponse:
    """People with accounts, with their posts of today."""
    actor = actor_of(request)
    rows = visible_to(actor, Account).filter(valid_to__isnull=True).select_related("unit")
    words = request.GET.get("q", "").strip()
    if words:
        rows = rows.filter(
            Q(key__icontains=words) | Q(name__icontains=words) | Q(unit__name__icontains=words)
        )
    page = paged(request, rows.order_by("unit__code", "key"))
    names = [row.key for row in page]
    people = {u.username: u for u in User.objects.filter(username__in=names)}
    posts: dict[str, list[str]] = {}
    held = Post.objects.unscoped("posts beside listed accounts").standing(moment.today())
    for post in held.filter(user__username__in=names).select_related("user"):
        posts.setdefault(post.user.username, []).append(post.title or Role(post.role).label)
    lines = [(row, people.get(row.key), "、".join(posts.get(row.key, []))) for row in page]
    shown = {
        "page": page, "lines": lines, "q": words, "now": moment.now(),
        "may_open": actor.has_role(Role.SYSTEM_ADMIN),
        "may_reset": actor.has_role(Role.SECURITY_ADMIN),
    }  # fmt: skip
    return render(request, "settings/accounts.html", shown)


@access(Role.SYSTEM_ADMIN)
def account_new(request: HttpRequest) -> HttpResponse:
    """Open an account; the security administrator then gives it a first password and a post."""
    data = request.POST or None
    form, when = _form(actor_of(request), data), WhenForm(data)
    if (
        data
        and form.is_valid()
        and User.objects.filter(username=form.cleaned_data["username"]).exists()
    ):
        form.add_error("username", _("这一账号已经存在；账号不重复使用"))
    if data and not form.errors and put_in(request, "account", form, when, _unit_of):
        messages.success(request, _("账号已开立；请安全管理员发给初始密码并登记任职"))
        return redirect("settings_accounts")
    shown = {"form": form, "when": when, "title": _("开立账号"), "nav": "accounts"}
    wrong = bool(form.errors or when.errors)
    return render(request, "settings/account.html", shown, status=422 if wrong else 200)


@access(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
def account(request: HttpRequest, username: str) -> HttpResponse:
    """One account: the system administrator renames, moves, closes it; the security administrator resets it."""
    actor = actor_of(request)
    row = visible_to(actor, Account).filter(key=username, valid_to__isnull=True).first()
    if row is None:
        raise Http404
    may_change = actor.has_role(Role.SYSTEM_ADMIN)
    data = None
    if request.method == "POST" and may_change:
        data = request.POST.copy()
        data["username"] = username
    initial = {
        "username": username,
        "name": row.name,
        "is_active": row.is_active,
        "at": row.unit.code,
    }
    form, when = _form(actor, data, initial), WhenForm(data)
    form.fields["username"].widget.attrs["readonly"] = True
    if data:
        entered = put_in(request, "account", form, when, _unit_of, username)
        if entered:
            same = entered.what == "same"
            messages.success(request, _("没有变化") if same else _("账号变更已登记"))
            return redirect("settings_accounts")
    shown = {
        "form": form if may_change else None, "when": when, "title": _("账号"), "row": row,
        "person": get_object_or_404(User, username=username), "nav": "accounts",
        "may_reset": actor.has_role(Role.SECURITY_ADMIN), "now": moment.now(),
    }  # fmt: skip
    wrong = bool(data and (form.errors or when.errors))
    return render(request, "settings/account.html", shown, status=422 if wrong else 200)


@access(Role.SECURITY_ADMIN)
@require_POST
@never_cache
def reset(request: HttpRequest, username: str) -> HttpResponse:
    """A temporary password, shown once on this page and kept nowhere."""
    person = get_object_or_404(User, username=username)
    password = reset_password(actor_of(request), person)
    shown = {"person": person, "password": password, "nav": "accounts"}
    return render(request, "settings/temporary_password.html", shown)
