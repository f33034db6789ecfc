"""The door every call comes through: method, caller, scope of the token, forgery check; what is refused becomes a problem."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import RawPostDataException, UnreadablePostError
from django.middleware.csrf import CsrfViewMiddleware

from yifa import law
from yifa.api.caller import Caller, caller_of
from yifa.api.problem import Problem, of_refusal
from yifa.kernel.errors import Refusal
from yifa.kernel.organization.roles import Role
from yifa.ledger.access import AccessRule

Handler = Callable[..., HttpResponseBase]
log = logging.getLogger("yifa.api")

FORGED = "缺少或者不符的防伪令牌"


class _Forgery(CsrfViewMiddleware):
    """Django's own check, asked by hand: who comes with a token carries no cookie that could be abused."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return Problem(403, FORGED, remedy="浏览器会话写入时带上 X-CSRFToken；程序请使用访问令牌")


_forgery = _Forgery(lambda request: HttpResponse())


def controller(
    *who: Role, public: bool = False, **handlers: Handler
) -> Callable[..., HttpResponseBase]:
    """A view of `handlers` by method (GET=…, POST=…), each called with the request, the caller and the address's parts.

    Open to every signed-in person, to `who` holds one of these roles, or to anybody (`public`).
    """
    rule = AccessRule(public=public, roles=frozenset(who))
    allow = ", ".join(["GET, HEAD" if m == "GET" else m for m in handlers])

    def view(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        method = "GET" if request.method == "HEAD" else request.method or ""
        try:
            caller = caller_of(request)
            if not rule.admits(caller.actor):
                raise _kept_out(rule, caller)
            handler = handlers.get(method)
            if handler is None:
                raise Problem(405, f"这里可用 {allow}", headers={"Allow": allow})
            if method != "GET":
                _may_write(request, caller)
            return handler(request, caller, **parts)
        except Exception as error:
            return answer_to(request, error)

    made = cast(Any, view)
    made.access_rule, made.is_api, made.csrf_exempt = rule, True, True
    made.methods = tuple(handlers)
    return view


def _kept_out(rule: AccessRule, caller: Caller) -> Problem:
    if caller.actor.user_id is None:
        return Problem(401, "需要登录或者访问令牌", remedy=TOKEN_WANTED)
    asked = "、".join(sorted(str(r.label) for r in rule.roles))
    return Problem(403, f"这里只对{asked}开放", remedy="如职责有变，请联系安全管理员调整任职")


TOKEN_WANTED = "在 Authorization 头中带上“Bearer 令牌”；令牌在“登录与安全”页面生成"  # noqa: S105


def is_api(view: Any) -> bool:
    """Whether a resolved view answers in JSON."""
    return bool(getattr(view, "is_api", False))


def _may_write(request: HttpRequest, caller: Caller) -> None:
    if caller.by_token:
        if not caller.writes:
            raise Problem(403, "这个令牌只能读取", remedy="请使用生成时选了“可以写入”的令牌")
        return
    refused = _forgery.process_view(request, cast(Any, None), (), {})
    if isinstance(refused, Problem):
        raise refused


def answer_to(request: HttpRequest, error: Exception) -> HttpResponse:
    """The problem that an exception is; what nobody expected is logged and answered with 500."""
    return _problem(request, error).response()


def _problem(request: HttpRequest, error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, law.LawError) and not isinstance(error, law.LawDataError):
        error = Refusal(str(error))
    if isinstance(error, Refusal):
        return of_refusal(error)
    if isinstance(error, Http404):
        return Problem(404, str(error.args[0]) if error.args else "没有这一地址")
    if isinstance(error, (RequestDataTooBig, RawPostDataException)):
        return Problem(413, "请求内容过大")
    if isinstance(error, (SuspiciousOperation, UnreadablePostError)):
        return Problem(400, "请求不完整或者有误")
    if isinstance(error, (DataError, OverflowError)):
        # A number or text that no column holds: forms declare no bounds for every field.
        return Problem(422, "有数值或者文字超出可以保存的范围")
    log.exception("api")
    got_request_exception.send(sender=None, request=request)
    return Problem(500, "系统故障，已经记录", remedy="请稍后再试；仍有问题请联系系统管理员")
