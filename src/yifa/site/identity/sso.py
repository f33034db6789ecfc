"""Pages of single sign-on: to the provider, and back."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from yifa.ledger.access import access
from yifa.site.identity import factor, oidc, proof
from yifa.site.identity.begin import begin, hold
from yifa.site.identity.pages import safe_next

log = logging.getLogger("yifa.sso")
WANTED = "sso_wanted"


@access("public")
@require_GET
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """To the provider; with `?proof=1` a signed-in person proves anew who they are."""
    if not oidc.is_on():
        raise Http404
    proving = request.GET.get("proof") == "1" and request.user.is_authenticated
    request.session[WANTED] = {"next": safe_next(request), "proof": proving}
    asked = {"prompt": "login", "max_age": 0} if proving else {}
    back = request.build_absolute_uri(reverse("sso_back"))
    try:
        return oidc.start(request, back, **asked)
    except oidc.SignOnRefused as refused:
        return _refused(request, refused)


@access("public")
@require_GET
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """What the provider sends the browser back with."""
    if not oidc.is_on():
        raise Http404
    wanted = request.session.pop(WANTED, None) or {"next": "/", "proof": False}
    try:
        claims = oidc.claims_of(request)
        user = oidc.user_of(claims)
        if wanted["proof"]:
            if not request.user.is_authenticated or request.user.pk != user.pk:
                raise oidc.SignOnRefused("somebody else signed in at the provider")
            if not oidc.is_recent(claims):
                raise oidc.SignOnRefused("the provider did not ask again")
            proof.mark(request, request.user)
            return redirect(wanted["next"])
    except oidc.SignOnRefused as refused:
        return _refused(request, refused)
    if factor.has_factor(user):
        hold(request, user, "sso", wanted["next"])
        return redirect("login_code")
    begin(request, user, "sso")
    return redirect(wanted["next"])


def _refused(request: HttpRequest, why: Exception) -> HttpResponse:
    log.warning("single sign-on refused: %s", why)
    messages.error(
        request, _("统一身份认证没有完成。没有对应账号、账号停用或者锁定的，请联系系统管理员。")
    )
    return redirect("login")
