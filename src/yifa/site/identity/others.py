"""Other people's sessions and authenticators, for the security administrator who answers for their unit."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from yifa.kernel.organization.models import User
from yifa.kernel.organization.roles import Role
from yifa.ledger.access import access
from yifa.site.accounts import in_charge_of
from yifa.site.identity import factor, listing, tokens
from yifa.site.settings_form import actor_of


def person_of(request: HttpRequest, username: str) -> User:
    """The account's holder; 404 outside the security administrator's reach."""
    user = User.objects.filter(username=username).first()
    if user is None or not in_charge_of(actor_of(request), user):
        raise Http404
    return user


@access(Role.SECURITY_ADMIN)
@require_GET
@never_cache
def account_sessions(request: HttpRequest, username: str) -> HttpResponse:
    """Open sessions, authenticator and late events of one account."""
    user = person_of(request, username)
    shown = {
        "person": user, "nav": "accounts", "factor": factor.has_factor(user),
        "codes": factor.codes_left(user), "tokens": tokens.standing(user).order_by("-pk"), "sessions": listing.sessions_of(user),
        "events": listing.lately(user),
    }  # fmt: skip
    return render(request, "identity/account_sessions.html", shown)


@access(Role.SECURITY_ADMIN)
@require_POST
def account_session_end(request: HttpRequest, username: str) -> HttpResponse:
    """End one session (`handle`) or all of an account."""
    user = person_of(request, username)
    gone = listing.end_sessions(user, handle=request.POST.get("handle", ""), by=actor_of(request))
    messages.success(request, _("已结束 %(n)s 个会话") % {"n": gone})
    return redirect("account_sessions", username)


@access(Role.SECURITY_ADMIN)
@require_POST
def account_factor_off(request: HttpRequest, username: str) -> HttpResponse:
    """Take away a lost authenticator; every session of the account ends with it."""
    user = person_of(request, username)
    factor.remove(user, actor_of(request))
    listing.end_sessions(user, by=actor_of(request))
    messages.success(request, _("动态口令已解除，其会话已全部结束；本人登录后重新绑定"))
    return redirect("account_sessions", username)
