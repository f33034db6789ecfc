"""Who is asking: the actor of a request, time-outs, first password and second factor, and refusals as pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yifa import law
from yifa.api.door import is_api
from yifa.api.problem import Problem
from yifa.kernel import edition, moment
from yifa.kernel.errors import (
    BatchRefused,
    Conflict,
    Incomplete,
    Missing,
    NotAllowed,
    Refusal,
    WrongState,
)
from yifa.kernel.organization.models import User
from yifa.kernel.scope.actor import Actor
from yifa.ledger.access import sign_in_first
from yifa.site.accounts import password_is_old
from yifa.site.identity.begin import note_visit
from yifa.site.identity.factor import has_factor, is_asked_of
from yifa.site.identity.sessions import BEGUN, SEEN

REFRESH = timedelta(minutes=1)
FREE = ("password_change", "logout", "login", "healthz")
"""Pages a person may open before the first password is changed."""
BEFORE_FACTOR = (*FREE, "factor_new", "confirm")
"""Pages a person may open before the required second factor is bound."""
HAS_FACTOR = "has_factor"
BLOCKED = {
    "password_change": gettext_lazy("须先修改密码"),
    "factor_new": gettext_lazy("须先绑定动态口令"),
}
"""What a program is told that comes with the session of such a person."""


class IdentityMiddleware:
    """Sets `request.actor`; see the module. Stands after authentication, sessions, messages and htmx."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with edition.once():  # a page reads one edition of each small table
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        cast(Any, request).actor = SimpleLazyObject(lambda: actor_of(request))
        if SESSION_KEY in request.session:
            why = _ended(request)
            if why:
                logout(request)
                messages.warning(request, why)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """A first or expired password is changed, a required second factor bound, before anything else."""
        match = request.resolver_match
        if match is None or match.url_name in FREE or not request.user.is_authenticated:
            return None
        rule = getattr(view, "access_rule", None)
        if rule is not None and rule.public:
            return None
        wanted = ""
        if _must_change(request.user):
            wanted = "password_change"
        elif match.url_name not in BEFORE_FACTOR and lacks_factor(request):
            wanted = "factor_new"
        if not wanted:
            return None
        if is_api(view):
            return Problem(403, str(BLOCKED[wanted]), remedy=_("请先登录网页办好")).response()
        if request.headers.get("HX-Request") == "true":
            return sign_in_first(request)
        return redirect(wanted)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal is an answer, not a failure."""
        if isinstance(error, law.LawError) and not isinstance(error, law.LawDataError):
            error = Refusal(str(error))
        return refusal_page(request, error) if isinstance(error, Refusal) else None


def _must_change(user: Any) -> bool:
    """A first, temporary or old password; who signs in elsewhere has none here to change."""
    return user.has_usable_password() and (user.must_change_password or password_is_old(user))


def lacks_factor(request: HttpRequest) -> bool:
    """Whether this person must have a second factor and has none; asked of the database once a session."""
    if request.session.get(HAS_FACTOR) or not is_asked_of(cast(Any, request).actor):
        return False
    there = has_factor(cast(User, request.user))
    if there:
        request.session[HAS_FACTOR] = True
    return not there


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person with today's posts, or the public."""
    user = request.user
    return Actor.of(user) if user.is_authenticated else Actor.public()


def _ended(request: HttpRequest) -> str:
    """Why this session is over, or nothing; an active one is marked as seen, at most once a minute."""
    if not request.user.is_authenticated:
        return _("账号已停用或者密码已变更，请联系系统管理员或者重新登录")
    now = moment.now().timestamp()
    seen, begun = request.session.get(SEEN), request.session.get(BEGUN)
    if seen is not None and now - seen > settings.YIFA_IDLE_MINUTES * 60:
        return _("超过 %(n)s 分钟没有操作，已自动退出，请重新登录") % {
            "n": settings.YIFA_IDLE_MINUTES
        }
    if begun is not None and now - begun > settings.YIFA_SESSION_HOURS * 3600:
        return _("登录已满 %(n)s 小时，请重新登录") % {"n": settings.YIFA_SESSION_HOURS}
    if seen is None or abs(now - seen) >= REFRESH.total_seconds():
        note_visit(request)
    return ""


def status_of(refusal: Refusal) -> int:
    """403 not allowed, 409 somebody or something came first, 422 the data do not hold."""
    if isinstance(refusal, NotAllowed):
        return 403
    return 409 if isinstance(refusal, (Conflict, WrongState)) else 422


def lines_of(refusal: Refusal) -> list[Missing]:
    """The single points of a refusal that has several."""
    if isinstance(refusal, Incomplete):
        return list(refusal.missing)
    if isinstance(refusal, BatchRefused):
        return [
            Missing(_("第 %(n)s 行：%(why)s") % {"n": n + 1, "why": why})
            for n, why in sorted(refusal.refusals.items())
        ]
    return []


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a page, or as a fragment for htmx: reason, article, remedy."""
    lines = lines_of(refusal)
    reason = getattr(refusal, "message", "") or str(refusal)
    if isinstance(refusal, Incomplete):
        reason = _("还缺 %(n)s 项，不能办理这一步") % {"n": len(lines)}
    shown = {
        "reason": reason, "lines": lines,
        "cite": getattr(refusal, "cite", ""), "remedy": getattr(refusal, "remedy", ""),
    }  # fmt: skip
    fragment = request.headers.get("HX-Request") == "true"
    template = "refused_fragment.html" if fragment else "refused.html"
    return render(request, template, {"refusal": shown}, status=status_of(refusal))
