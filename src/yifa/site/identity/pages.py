"""Pages of one's own identity: the second step of signing in, fresh proof, authenticator, sessions."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from yifa.kernel.organization.models import User
from yifa.ledger.access import access
from yifa.site.accounts import journal
from yifa.site.identity import factor, listing, proof, tokens
from yifa.site.identity.begin import begin, held
from yifa.site.identity.forms import CONFIRM, CodeForm, NewFactorForm, ProofForm
from yifa.site.login import clear_tries, take_try
from yifa.site.settings_form import actor_of

SECRET = "factor_secret"  # noqa: S105 - the session's name for it


def safe_next(request: HttpRequest) -> str:
    """Where to go afterwards, if it is a page of this house; else the home page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if allowed else "/"


@access("public")
@sensitive_post_parameters()
@never_cache
def second(request: HttpRequest) -> HttpResponse:
    """The second step of signing in: a code, after the first factor was right."""
    waiting = held(request)
    if waiting is None:
        messages.warning(request, _("请重新登录"))
        return redirect("login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = waiting.user
        if take_try(user) and factor.take(user, form.cleaned_data["code"]):
            clear_tries(user)
            begin(request, user, f"{waiting.means}+code")
            left = factor.codes_left(user)
            if left <= 2:
                messages.warning(request, _("恢复码还剩 %(n)s 个，请重新生成") % {"n": left})
            return redirect(waiting.then or "home")
        journal(user, "code_failed", "动态口令错误", address=request.META.get("REMOTE_ADDR", ""))
        form.refuse()
    return render(
        request, "identity/second.html", {"form": form}, status=422 if form.errors else 200
    )


@access("staff")
@sensitive_post_parameters()
@never_cache
def confirm(request: HttpRequest) -> HttpResponse:
    """Fresh proof before a sensitive page."""
    user = cast(User, request.user)
    form = ProofForm(request.POST if request.method == "POST" else None, user=user)
    then = safe_next(request)
    if request.method == "POST":
        if proof.prove(request, user, request.POST.get(CONFIRM, "")):
            return redirect(then)
        form.refuse()
    shown = {"form": form, "next": then, "action": "", "sso": form.means == "sso"}
    return render(request, "identity/confirm.html", shown, status=422 if form.errors else 200)


@access("staff")
@require_GET
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Sign-in and security of one's own account."""
    user = cast(User, request.user)
    shown = {
        "factor": factor.has_factor(user), "asked": factor.is_asked_of(actor_of(request)),
        "codes": factor.codes_left(user), "tokens": tokens.standing(user).count(),
        "sessions": listing.sessions_of(user, request.session.session_key),
        "events": listing.lately(user), "has_password": user.has_usable_password(),
    }  # fmt: skip
    return render(request, "identity/mine.html", shown)


@access("staff")
@sensitive_post_parameters()
@never_cache
def factor_new(request: HttpRequest) -> HttpResponse:
    """Bind an authenticator: scan, type its code, write the recovery codes down."""
    user = cast(User, request.user)
    form = NewFactorForm(request.POST or None)
    secret = request.session.get(SECRET)
    if not secret:
        secret = request.session[SECRET] = factor.new_secret()
    if request.method == "POST" and form.is_valid():
        codes = factor.enrol(user, secret, form.cleaned_data["code"].strip())
        if codes is not None:
            del request.session[SECRET]
            request.session["has_factor"] = True
            listing.end_sessions(user, but=request.session.session_key)
            return render(request, "identity/codes.html", {"codes": codes, "first": True})
        form.refuse()
    shown = {
        "form": form, "picture": factor.picture_of(user, secret),
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "asked": factor.is_asked_of(actor_of(request)) and not factor.has_factor(user),
    }  # fmt: skip
    return render(request, "identity/factor.html", shown, status=422 if form.errors else 200)


@access("staff")
@require_POST
def factor_off(request: HttpRequest) -> HttpResponse:
    """Give the authenticator up, where none is required."""
    if factor.is_asked_of(actor_of(request)):
        messages.error(request, _("您的职责要求使用动态口令，不能停用；换手机请重新绑定"))
    else:
        factor.remove(cast(User, request.user))
        messages.success(request, _("动态口令已停用"))
    return redirect("identity")


@access("staff")
@require_POST
@never_cache
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes; the old ones no longer hold."""
    user = cast(User, request.user)
    if not factor.has_factor(user):
        raise Http404
    return render(request, "identity/codes.html", {"codes": factor.new_codes(user)})


@access("staff")
@require_POST
def session_end(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions (`handle`), or all others."""
    handle = request.POST.get("handle", "")
    gone = listing.end_sessions(
        cast(User, request.user), handle=handle, but=request.session.session_key
    )
    messages.success(request, _("已结束 %(n)s 个会话") % {"n": gone})
    return redirect("identity")
