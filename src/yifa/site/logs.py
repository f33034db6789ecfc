"""What is logged: one JSON object a line, with the request's id and route, and no personal data.

Addresses are logged as routes (`matters/<int:pk>/`), never with their query; errors with their type and place, never with
their text, which may quote a row; digits as long as a telephone or identity number are struck out of every message.
"""

from __future__ import annotations

import json
import logging
import re
import time
import traceback
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-ID"
FORWARDED = "yifa.forwarded"
"""Where a request's META tells whether it came through a proxy."""
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")
_LONG = re.compile(r"(?<![0-9A-Za-z])\d{7,}[0-9Xx]?(?![0-9A-Za-z])")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_request_id: ContextVar[str] = ContextVar("yifa_request_id", default="")
log = logging.getLogger("yifa.request")


def request_id() -> str:
    """The id of the request in hand, empty outside one."""
    return _request_id.get()


def struck(text: str) -> str:
    """The text without long numbers and addresses of e-mail."""
    return _MAIL.sub("…@…", _LONG.sub("…", text))


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON: at, level, logger, message, request, then what was said with it."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": struck(_message(record)),
        }
        if _request_id.get():
            line["request"] = _request_id.get()
        line |= getattr(record, "said", {})
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = f"{record.exc_info[0].__module__}.{record.exc_info[0].__qualname__}"
            frames = traceback.extract_tb(record.exc_info[2])
            line["trace"] = [f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames[-12:]]
        return json.dumps(line, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    if request is not None:  # Django names the address as it came
        return f"{record.msg.split('%s')[0] or 'request'}{getattr(request, 'method', '')} {route_of(request)}"
    # A template of ours holds no data; its arguments are digests, ids and topics.
    return record.getMessage()


def _short(path: str) -> str:
    return "/".join(path.rsplit("/", 3)[-3:])


def route_of(request: Any) -> str:
    """The pattern of the address, as the URL list has it."""
    match = getattr(request, "resolver_match", None)
    return str(match.route) if match is not None else "-"


class RequestLogMiddleware:
    """Gives every request an id, answers with it, and logs one line when it is done. Stands first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        held = _request_id.set(given if _GIVEN.match(given) else uuid.uuid4().hex)
        begun = time.perf_counter()
        # Noted before anybody takes the headers away: behind a proxy every caller seems near.
        request.META[FORWARDED] = any(
            h in request.META for h in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED")
        )
        try:
            answer = self.get_response(request)
            answer[HEADER] = _request_id.get()
            self._say(request, answer, time.perf_counter() - begun)
            return answer
        finally:
            _request_id.reset(held)

    def _say(self, request: HttpRequest, answer: HttpResponseBase, seconds: float) -> None:
        said = {
            "method": request.method, "route": route_of(request), "status": answer.status_code,
            "ms": round(seconds * 1000, 1),
        }  # fmt: skip
        user = getattr(request, "user", None)
        if user is not None and getattr(user, "pk", None) is not None:
            said["user"] = user.pk
        level = logging.ERROR if answer.status_code >= 500 else logging.INFO
        log.log(level, "request", extra={"said": said})


def configuration(level: str, form: str, requests: bool) -> dict[str, Any]:
    """`LOGGING`: everything to stderr, as JSON or plain text."""
    plain = {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    forms = {"json": {"()": "yifa.site.logs.JsonFormatter"}, "plain": plain}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": forms,
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": form if form in forms else "json",
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django would add a handler that mails tracebacks, and print them in debug mode.
            "django": {"handlers": [], "propagate": True},
            "yifa.request": {"level": "INFO" if requests else "ERROR"},
        },
    }
