"""Tokens of peer systems: 256 random bits, shown once, kept as a digest."""

from __future__ import annotations

import hashlib
import secrets

from django.http import HttpRequest

from yifa.kernel import moment
from yifa.ledger.connecting.models import Means, PeerSystem

PREFIX = "yifa-"


def mint() -> tuple[str, str, str]:
    """(token, its digest, its last four marks)."""
    token = PREFIX + secrets.token_urlsafe(32)
    return token, digest(token), token[-4:]


def digest(token: str) -> str:
    """What is kept of a token. It is random, so a plain digest cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def peer_of(request: HttpRequest) -> PeerSystem | None:
    """The peer system whose token the request carries (`Authorization: Bearer …`), as registered today."""
    kind, _blank, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.startswith(PREFIX) or len(token) > 100:
        return None
    rows = PeerSystem.objects.unscoped("a token names its system").standing(moment.today())
    found: PeerSystem | None = (
        rows.filter(token_digest=digest(token), means=Means.PUSH, valid_to=None)
        .select_related("unit")
        .first()
    )
    return found
