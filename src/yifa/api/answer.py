"""How the API writes its answers."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse

SAFE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""Headers of every answer: it is nobody's page, and what a person saw stays out of caches."""

_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def encode(said: Any) -> bytes:
    """JSON in UTF-8."""
    return _write(said).encode()


def json_response(
    said: Any, media: str, status: int, headers: dict[str, str] | None = None
) -> HttpResponse:
    """The answer with its length, which no middleware adds behind a token; without it the server would send chunks."""
    made = encode(said)
    own = {**SAFE, "Content-Length": str(len(made)), **(headers or {})}
    return HttpResponse(made, media, status, headers=own)


def answer(said: Any, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    """A JSON answer."""
    return json_response(said, "application/json", status, headers)
