"""The doors of the house: sign in, sign out, change the password, feedback."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout as end_session
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from yifa.demo import fill
from yifa.demo.district import PASSWORD, SHOWN
from yifa.kernel.journal.event import record_event
from yifa.kernel.organization.models import Unit, User
from yifa.kernel.organization.roles import Role
from yifa.ledger.access import access
from yifa.site.accounts import change_password, journal, password_is_old
from yifa.site.forms import PasswordForm, SignInForm
from yifa.site.identity import factor, oidc
from yifa.site.identity.begin import begin, hold


def home_url(request: HttpRequest) -> str:
    """Where a person starts: the workbench; administrators, who read no business, their own settings."""
    actor = cast(Any, request).actor
    if actor.user_id is None:
        return reverse("portal:landing")
    if actor.is_administrator:
        audit = actor.has_role(Role.AUDIT_ADMIN)
        security = actor.has_role(Role.SECURITY_ADMIN)
        return reverse(
            "settings_audit"
            if audit
            else "settings_accounts"
            if security
            else "settings_organization"
        )
    try:
        return reverse("workbench")
    except NoReverseMatch:
        return reverse("settings_procedures")


STOP_POLLING = 286
"""What htmx takes as the end of polling."""


@access("public")
@require_GET
@never_cache
def demo_progress(request: HttpRequest) -> HttpResponse:
    """How far the demonstration's larger set has come in; asked for by the badge every few seconds."""
    if not settings.YIFA_DEMO:
        return HttpResponse(status=404)
    done, total = fill.progress()
    if done >= total:
        return HttpResponse(_("演示"), status=STOP_POLLING)
    return HttpResponse(_("演示 · 正在装载 %(done)s/%(total)s") % {"done": done, "total": total})


@access("public")
def home(request: HttpRequest) -> HttpResponse:
    """`/`: staff to where they start, everybody else to the sign-in page."""
    if cast(Any, request).actor.user_id is None:
        return redirect("login")
    return redirect(home_url(request))


@access("public")
@sensitive_post_parameters()
@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """The sign-in page; in a demonstration it names the accounts one may try."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    form = SignInForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid() and form.user:
        if factor.has_factor(form.user):
            hold(request, form.user, "password", wanted if safe else "")
            return redirect("login_code")
        begin(request, form.user, "password")
        return redirect(wanted if safe else "home")
    shown = {
        "form": form, "next": wanted if safe else "", "demo": _demo_accounts(),
        "sso": settings.YIFA_OIDC_NAME if oidc.is_on() else "",
    }  # fmt: skip
    return render(request, "registration/login.html", shown, status=422 if form.errors else 200)


def _demo_accounts() -> list[dict[str, str]]:
    """Accounts of a demonstration with their roles and password; nothing in a real installation."""
    if not settings.YIFA_DEMO:
        return []
    names = [account.username for account in SHOWN]
    there = set(
        User.objects.filter(username__in=names, is_active=True).values_list("username", flat=True)
    )
    units = dict(
        Unit.objects.filter(code__in={a.unit for a in SHOWN}).values_list("code", "short_name")
    )
    return [
        {
            "username": a.username,
            "unit": units.get(a.unit, ""),
            "role": a.title,
            "password": PASSWORD,
        }
        for a in SHOWN
        if a.username in there
    ]


@access("public")
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out, by POST only."""
    if request.user.is_authenticated:
        journal(request.user, "sign_out", "退出登录")
    end_session(request)
    messages.info(request, _("已退出登录"))
    return redirect("login")


@access("staff")
@sensitive_post_parameters()
@never_cache
def password_change(request: HttpRequest) -> HttpResponse:
    """Change one's own password."""
    user = cast(User, request.user)
    form = PasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        change_password(user, form.cleaned_data["new"])
        update_session_auth_hash(request, user)
        messages.success(request, _("密码已修改"))
        return redirect("home")
    forced = user.must_change_password or password_is_old(user)
    shown = {"form": form, "forced": forced, "old": password_is_old(user)}
    template = "registration/password_change.html"
    return render(request, template, shown, status=422 if form.errors else 200)


class FeedbackForm(forms.Form):
    """What a person wants to tell whoever runs this installation."""

    page = forms.CharField(label=gettext_lazy("在哪一页"), max_length=200, required=False)
    text = forms.CharField(
        label=gettext_lazy("意见或者问题"), max_length=1000,
        widget=forms.Textarea({"rows": 5, "maxlength": 1000}),
        help_text=gettext_lazy("请勿写入办案内容和个人信息；系统管理员可以看到"),
    )  # fmt: skip


@access("staff")
def feedback(request: HttpRequest) -> HttpResponse:
    """Tell the system administrator; kept in the journal."""
    came_from = request.headers.get("Referer", "").partition(request.get_host())[2]
    form = FeedbackForm(request.POST or None, initial={"page": came_from[:200]})
    if request.method == "POST" and form.is_valid():
        user = cast(User, request.user)
        record_event(
            f"feedback:{user.pk}", "feedback", "意见反馈", actor_id=user.pk, actor_name=user.name,
            payload=form.cleaned_data,
        )  # fmt: skip
        messages.success(request, _("已收到，谢谢"))
        return redirect("home")
    return render(
        request, "settings/feedback_form.html", {"form": form}, status=422 if form.errors else 200
    )
