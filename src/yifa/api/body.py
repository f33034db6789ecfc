"""What a call carries: JSON, or a form of several parts with files. Anything else is refused with its reason."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from yifa.api.caller import Caller
from yifa.api.problem import Problem, invalid
from yifa.kernel.dossier.files import Upload
from yifa.kernel.matter.procedure import StepForm
from yifa.ledger.pages.filters import day_of

KEY = "Idempotency-Key"
_ESCAPED = b"\\ud"


def read(request: HttpRequest, known: frozenset[str]) -> tuple[dict[str, Any], dict[str, Upload]]:
    """The body as an object with its files by field; raises for other names than `known`."""
    kind = request.content_type or ""
    files: dict[str, Upload] = {}
    if kind == "application/json":
        said = _json(request.body)
    elif kind == "multipart/form-data":
        said, files = _parts(request)
    else:
        raise Problem(
            415, f"不受理 {kind[:60] or '没有写明类型的内容'}", remedy="请用 application/json；带文件时用 multipart/form-data"
        )  # fmt: skip
    if not isinstance(said, dict):
        raise Problem(400, "请求内容应当是一个 JSON 对象")
    if unknown := sorted(set(said) - known):
        raise Problem(
            422, f"没有这些项：{'、'.join(n[:60] for n in unknown[:9])}",
            fields={n[:60]: ["没有这一项"] for n in unknown[:9]},
            remedy=f"可用：{'、'.join(sorted(known))}",
        )  # fmt: skip
    return said, files


def _json(raw: bytes) -> Any:
    try:
        said = json.loads(raw.decode(), parse_constant=_no_constant)
        if _ESCAPED in raw.lower():
            json.dumps(said, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError):
        raise Problem(400, "不是合法的 JSON", remedy="请按 UTF-8 编码发送") from None
    return said


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _parts(request: HttpRequest) -> tuple[Any, dict[str, Upload]]:
    """Plain parts are the body's members, `data` as JSON; parts with a file name are files by field."""
    try:
        said: dict[str, Any] = request.POST.dict()
        files: Any = {name: request.FILES[name] for name in request.FILES}
    except MultiPartParserError:
        raise Problem(400, "multipart 内容不完整或者有误") from None
    if "data" in said:
        said["data"] = _json(said["data"].encode())
    if text := said.get("expected_version"):
        said["expected_version"] = int(text) if text.isascii() and text.isdigit() else text
    return said, files


def data_of(said: dict[str, Any], form: type[StepForm]) -> dict[str, Any]:
    """`data`: what the step's form asks, in the types of JSON. A name that the form does not know is refused, not left
    out in silence.
    """
    data = said.get("data", {})
    if not isinstance(data, dict):
        raise invalid("data", "应当是一个对象")
    known = form.base_fields
    if unknown := set(data) - set(known):
        # A few forms ask more than they declare: they read the rest from a list that stands today.
        unknown -= set(form().fields)
    if unknown:
        names = [n[:60] for n in sorted(unknown)][:9]
        raise Problem(
            422, f"这一步骤没有这些项：{'、'.join(names)}", fields={n: ["没有这一项"] for n in names},
            remedy=f"可用：{'、'.join(known) or '无'}",
        )  # fmt: skip
    for name, value in data.items():
        if why := _fault(known.get(name), value):
            raise invalid(name, why)
    return data


def _fault(field: forms.Field | None, value: Any) -> str:
    """Why a value is of no type that the field takes; empty where it is."""
    if value is None:
        return ""
    if isinstance(field, forms.BooleanField):
        return "" if isinstance(value, bool) else "应当是 true 或者 false"
    if isinstance(field, (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)):
        plain = isinstance(value, list) and all(_is_plain(v) for v in value)
        return "" if plain else "应当是一列文字"
    return "" if _is_plain(value) else "应当是文字或者数字"


def _is_plain(value: Any) -> bool:
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def text_of(said: dict[str, Any], name: str, most: int) -> str:
    """A text of at most `most` signs; empty where it is left out."""
    value = said.get(name, "")
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > most or not value.isprintable():
        raise invalid(name, f"应当是不超过 {most} 字的一行文字")
    return value.strip()


def day(said: dict[str, Any]) -> date | None:
    """`on`, the day it happened; None (today) where it is left out."""
    text = said.get("on")
    if text in (None, ""):
        return None
    found = day_of(text) if isinstance(text, str) and len(text) == 10 else None
    if found is None:
        raise invalid("on", "应当是日期，如 2026-03-02")
    return found


def version(said: dict[str, Any]) -> int | None:
    """`expected_version`, the version the caller looked at."""
    value = said.get("expected_version")
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise invalid("expected_version", "应当是不小于 0 的整数")
    return value


def key_of(request: HttpRequest, caller: Caller) -> str | None:
    """The idempotency key as the journal keeps it: one person's keys never meet another's, nor two addresses'."""
    given = request.headers.get(KEY)
    if given is None:
        return None
    if not 8 <= len(given) <= 100 or not given.isascii() or not given.isprintable():
        raise Problem(
            400, f"{KEY} 应当是 8 至 100 位的可见字符", fields={KEY: ["长度或者字符不符"]}
        )
    whole = f"{caller.actor.user_id} {request.path} {given}"
    return "api:" + hashlib.sha256(whole.encode()).hexdigest()[:56]
