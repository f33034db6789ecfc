"""Digests, canonical form, and encryption of sensitive fields.

SM3 (GB/T 32905) by default, SHA-256 by setting. Fields are sealed with AES-256-GCM; the key ring lets
keys rotate: the first key writes, every key reads.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

GENESIS = "0" * 64


def digest(data: bytes | str) -> str:
    """Hex digest of `data` with the algorithm of `settings.YIFA_DIGEST` ("sm3" or "sha256")."""
    raw = data.encode() if isinstance(data, str) else data
    return hashlib.new(settings.YIFA_DIGEST, raw).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")


def canonical(value: Any) -> str:
    """The one text form of a value that digests are taken of: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain
    )


def new_salt() -> str:
    """128 random bits. Deleting a row's salt makes its digests unlinkable (lawful erasure)."""
    return os.urandom(16).hex()


@lru_cache(maxsize=8)
def _key(secret: str, purpose: str) -> bytes:
    return hashlib.sha256(f"yifa:{purpose}:{secret}".encode()).digest()


def encrypt(text: str) -> str:
    """Seal `text`; two calls give two ciphertexts."""
    nonce = os.urandom(12)
    key = _key(settings.YIFA_DATA_KEYS[0], "field")
    sealed = AESGCM(key).encrypt(nonce, text.encode(), None)
    return "e1:" + base64.b64encode(nonce + sealed).decode()


def decrypt(token: str) -> str:
    """Open what `encrypt` sealed with any key of the ring; ValueError if none opens it."""
    if not token.startswith("e1:"):
        raise ValueError("not an encrypted field")
    raw = base64.b64decode(token[3:])
    for secret in settings.YIFA_DATA_KEYS:
        try:
            return AESGCM(_key(secret, "field")).decrypt(raw[:12], raw[12:], None).decode()
        except Exception:  # noqa: S112 - InvalidTag: try the next key of the ring
            continue
    raise ValueError("no key of the ring opens this field")


def blind(text: str) -> str:
    """Keyed blind index of `text` for exact look-up: equal texts give equal 32 hex digits."""
    key = _key(settings.YIFA_BLIND_KEY, "blind")
    return hmac.new(key, text.strip().upper().encode(), hashlib.sha256).hexdigest()[:32]
