"""How callers of the API are known: by a token on a short path past sessions and pages, or by a browser's session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, get_resolver
from django.utils import translation

from yifa.api.caller import Caller, call_with, known_by_session
from yifa.api.door import answer_to, is_api
from yifa.api.problem import Problem
from yifa.kernel import edition
from yifa.kernel.organization.models import User
from yifa.kernel.scope.actor import Actor
from yifa.site import rates
from yifa.site.accounts import password_is_old
from yifa.site.counts import store
from yifa.site.identity import factor, proof, tokens

PREFIX = "/api/"


class TokenMiddleware:
    """Answers a call that carries a token without session, messages, forms or page policy: nothing of them is asked for.

    Stands behind the log, the proxy, the headers and the security middleware, which hold for every answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(PREFIX) and "HTTP_AUTHORIZATION" in request.META:
            with edition.once():
                return self._answer(request)
        return self.get_response(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        # The thread may still speak the language of the page it served before.
        translation.activate(
            translation.get_language_from_request(request)
            if "HTTP_ACCEPT_LANGUAGE" in request.META
            else settings.LANGUAGE_CODE
        )
        try:
            request.get_host()
            match = get_resolver("yifa.site.api_urls").resolve(request.path_info)
            if not is_api(match.func):
                return self.get_response(request)
            request.resolver_match = match
            call_with(request, caller_by_token(request))
        except Resolver404:
            return Problem(404, "没有这一地址", remedy="地址以 / 结尾；全部地址见 /api/").response()
        except DisallowedHost:
            return Problem(400, "请求的主机名不在允许之列").response()
        except Exception as error:
            return answer_to(request, error)
        return cast(HttpResponseBase, match.func(request, *match.args, **match.kwargs))


def caller_by_token(request: HttpRequest) -> Caller:
    """The person of the token with today's posts; raises the problem that keeps them out."""
    held = tokens.bearer(request.META["HTTP_AUTHORIZATION"])
    if held is None:
        _count(request, "public", rates.source_of(request))
        raise Problem(401, "令牌无效、已停用或者已过期", remedy="请在“登录与安全”页面重新生成")
    person = held.person
    request.user = person
    _count(request, "api", f"account {person.pk}")
    actor = Actor.of(person)
    if why := kept_out(person, actor):
        raise Problem(403, why, remedy="请先登录网页办好，令牌随即可用")
    return Caller(actor, by_token=True, writes=held.writes)


def kept_out(person: User, actor: Actor) -> str:
    """What this person must do on the pages before anything else; empty where there is nothing."""
    if person.has_usable_password() and (person.must_change_password or password_is_old(person)):
        return "须先修改密码"
    if factor.is_asked_of(actor) and not factor.has_factor(person):
        return "须先绑定动态口令"
    return ""


def _count(request: HttpRequest, name: str, who: str) -> None:
    if not settings.YIFA_RATE_LIMITS:
        return
    asked = rates.limit(name)
    if store().take(asked, rates.key_of(asked, who)) > asked.most:
        raise rates.problem_of(asked)


def caller_by_session(request: HttpRequest) -> Caller:
    """The signed-in person; grave steps are theirs while their proof is fresh."""
    actor: Actor = cast(Any, request).actor
    return Caller(actor, proved=lambda: proof.is_fresh(request))


def register() -> None:
    """Tell the API how a browser's caller is known; called once when the app is ready."""
    known_by_session(caller_by_session)
