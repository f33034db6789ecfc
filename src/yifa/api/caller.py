"""Who calls: a person by a signed-in browser or by a token of their own. The composition root says how either is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest

from yifa.kernel.scope.actor import Actor


@dataclass(frozen=True)
class Caller:
    """The actor of a call, and how far its means reach.

    `writes`: whether writing was allowed to the token; `proved`: whether the person has just shown that it is really
    they, which grave steps ask for and a token never can.
    """

    actor: Actor
    by_token: bool = False
    writes: bool = True
    proved: Callable[[], bool] = lambda: False


_by_session: list[Callable[[HttpRequest], Caller]] = []


def known_by_session(how: Callable[[HttpRequest], Caller]) -> None:
    """Say how a browser's caller is known; the composition root does, once."""
    _by_session[:] = [how]


def call_with(request: HttpRequest, caller: Caller) -> None:
    """Let the request be made by `caller`: what reads a token does this."""
    cast(Any, request).api_caller = caller


def caller_of(request: HttpRequest) -> Caller:
    """Who makes this request; without token and session the public, which holds nothing."""
    known: Caller | None = getattr(request, "api_caller", None)
    if known is not None:
        return known
    return _by_session[0](request) if _by_session else Caller(Actor.public())
