"""Refusals as RFC 9457 problem details: what was refused, why (with the article), and the way on."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from yifa.api.answer import json_response
from yifa.kernel.errors import (
    BatchRefused,
    Conflict,
    Incomplete,
    InvalidData,
    NotAllowed,
    Refusal,
    WrongState,
)

TYPE = "application/problem+json"
TITLES = {
    400: "请求有误", 401: "需要身份", 403: "无权办理", 404: "没有找到", 405: "方法不允许", 409: "与现状冲突",
    413: "内容过大", 415: "格式不受理", 422: "内容不符合要求", 429: "访问过于频繁", 500: "系统故障",
}  # fmt: skip


class Problem(Exception):
    """A request that is answered with a problem; nothing was written."""

    def __init__(
        self, status: int, reason: str, *, cite: str = "", remedy: str = "",
        fields: dict[str, list[str]] | None = None, missing: list[dict[str, str]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(reason)
        self.status, self.reason, self.cite, self.remedy = status, reason, cite, remedy
        self.fields, self.missing, self.headers = fields, missing, headers or {}

    def body(self) -> dict[str, Any]:
        """`type` is about:blank: the status says which problem it is, as RFC 9457 section 4.2.1 has it."""
        said: dict[str, Any] = {
            "type": "about:blank", "title": TITLES[self.status], "status": self.status, "detail": self.reason,
        }  # fmt: skip
        for name in ("cite", "remedy", "fields", "missing"):
            if found := getattr(self, name):
                said[name] = found
        return said

    def response(self) -> HttpResponse:
        answer = json_response(self.body(), TYPE, self.status, self.headers)
        if self.status == 401:
            answer.headers["WWW-Authenticate"] = 'Bearer realm="yifa"'
        return answer


def invalid(name: str, why: str, *, status: int = 422, remedy: str = "") -> Problem:
    """One field or parameter that does not hold."""
    return Problem(status, f"{name}：{why}", fields={name: [why]}, remedy=remedy)


def status_of(refusal: Refusal) -> int:
    """403 not allowed, 409 somebody or something came first, 422 the data do not hold."""
    if isinstance(refusal, NotAllowed):
        return 403
    return 409 if isinstance(refusal, (Conflict, WrongState)) else 422


def of_refusal(refusal: Refusal) -> Problem:
    """A refusal of the kernel's doors, as it is."""
    if isinstance(refusal, BatchRefused):
        refusal = next(iter(refusal.refusals.values()))
    missing = None
    if isinstance(refusal, Incomplete):
        missing = [{"what": m.what, "cite": m.cite, "remedy": m.remedy} for m in refusal.missing]
    return Problem(
        status_of(refusal), getattr(refusal, "message", "") or str(refusal),
        cite=getattr(refusal, "cite", ""), remedy=getattr(refusal, "remedy", ""),
        fields=refusal.fields if isinstance(refusal, InvalidData) else None, missing=missing,
    )  # fmt: skip
