"""Digests, canonical form, and encryption of sensitive fields.

SM3 (GB/T 32905) by default, SHA-256 by setting. Fields are sealed with AES-256-GCM or SM4-GCM
(`settings.YIFA_CIPHER`). Keys stand in a ring: the first one writes, every one reads; a sealed text names
its key and its cipher, so that `yifa rotate-keys` knows what it has still to do.

    e2:<key id>:<cipher>:<base64 of nonce, ciphertext and tag>
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

GENESIS = "0" * 64


def digest(data: bytes | str) -> str:
    """Hex digest of `data` with the algorithm of `settings.YIFA_DIGEST` ("sm3" or "sha256")."""
    raw = data.encode() if isinstance(data, str) else data
    return hashlib.new(settings.YIFA_DIGEST, raw).hexdigest()


def digester() -> Callable[[str], str]:
    """`digest` for texts, the algorithm looked up once: for loops over millions of rows."""
    begun = hashlib.new(settings.YIFA_DIGEST)

    def of(text: str) -> str:
        hasher = begun.copy()
        hasher.update(text.encode())
        return hasher.hexdigest()

    return of


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


_canonical = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain
)


def canonical(value: Any) -> str:
    """The one text form of a value that digests are taken of: sorted keys, no spaces, UTF-8."""
    return _canonical.encode(value)


def new_salt() -> str:
    """128 random bits. Deleting a row's salt makes its digests unlinkable (lawful erasure)."""
    return os.urandom(16).hex()


AES, SM4 = "aes", "sm4"
CIPHERS = (AES, SM4)
_KEY_BYTES = {AES: 32, SM4: 16}
_NONCE_BYTES = 12
_SEALED = ("e1:", "e2:")


@lru_cache(maxsize=64)
def _derived(secret: str, purpose: str, length: int) -> bytes:
    """A key for one purpose, drawn from a secret of the ring (HKDF, RFC 5869)."""
    return HKDF(SHA256(), length, None, f"yifa {purpose}".encode()).derive(secret.encode())


@lru_cache(maxsize=8)
def _first_form_key(secret: str, purpose: str) -> bytes:
    """The key of the first sealed form (`e1:`) and of the first blind index."""
    return hashlib.sha256(f"yifa:{purpose}:{secret}".encode()).digest()


@lru_cache(maxsize=32)
def key_id(secret: str) -> str:
    """Eight hex digits that name a secret of a ring and tell nothing about it."""
    return _derived(secret, "key id", 4).hex()


def cipher_name() -> str:
    """The cipher that writes: "aes" (AES-256-GCM) or "sm4" (SM4-GCM, GB/T 32907).

    Raises ValueError for a setting that names neither.
    """
    name = str(getattr(settings, "YIFA_CIPHER", AES))
    if name not in CIPHERS:
        raise ValueError(f"YIFA_CIPHER: {name}; one of {', '.join(CIPHERS)}")
    return name


def _seal(cipher: str, key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
    if cipher == AES:
        return AESGCM(key).encrypt(nonce, plain, bound)
    sealer = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    sealer.authenticate_additional_data(bound)
    return sealer.update(plain) + sealer.finalize() + sealer.tag


def _open(cipher: str, key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    if cipher == AES:
        return AESGCM(key).decrypt(nonce, sealed, bound)
    opener = Cipher(algorithms.SM4(key), modes.GCM(nonce, sealed[-16:])).decryptor()
    opener.authenticate_additional_data(bound)
    return opener.update(sealed[:-16]) + opener.finalize()


def current_prefix() -> str:
    """How a text begins that is sealed with today's key and cipher."""
    return f"e2:{key_id(settings.YIFA_DATA_KEYS[0])}:{cipher_name()}:"


def is_sealed(text: str) -> bool:
    """Whether a stored text is ciphertext of this module."""
    return text.startswith(_SEALED)


def encrypt(text: str) -> str:
    """Seal `text` with the ring's first key; two calls give two ciphertexts."""
    head, cipher = current_prefix(), cipher_name()
    key = _derived(settings.YIFA_DATA_KEYS[0], f"field {cipher}", _KEY_BYTES[cipher])
    nonce = os.urandom(_NONCE_BYTES)
    sealed = _seal(cipher, key, nonce, text.encode(), head.encode())
    return head + base64.b64encode(nonce + sealed).decode()


def decrypt(token: str) -> str:
    """Open what `encrypt` sealed with any key of the ring; ValueError if none opens it."""
    if token.startswith("e1:"):
        return _decrypt_first_form(token)
    if not token.startswith("e2:"):
        raise ValueError("not an encrypted field")
    try:
        _, name, cipher, packed = token.split(":", 3)
        raw = base64.b64decode(packed, validate=True)
    except ValueError:
        raise ValueError("a damaged encrypted field") from None
    secret = next((s for s in settings.YIFA_DATA_KEYS if key_id(s) == name), None)
    if secret is None or cipher not in CIPHERS:
        raise ValueError(f"the ring has no key {name} for {cipher}")
    key = _derived(secret, f"field {cipher}", _KEY_BYTES[cipher])
    nonce, sealed = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
    try:
        return _open(cipher, key, nonce, sealed, f"e2:{name}:{cipher}:".encode()).decode()
    except (InvalidTag, ValueError):
        raise ValueError(f"key {name} does not open this field: it was altered") from None


def _decrypt_first_form(token: str) -> str:
    raw = base64.b64decode(token[3:])
    for secret in settings.YIFA_DATA_KEYS:
        try:
            key = _first_form_key(secret, "field")
            return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None).decode()
        except InvalidTag:
            continue
    raise ValueError("no key of the ring opens this field")


def _blind_with(secret: str, text: str) -> str:
    key = _derived(secret, "blind index", 32)
    return hmac.new(key, text.strip().upper().encode(), hashlib.sha256).hexdigest()[:27]


def blind_prefix() -> str:
    """How a blind index begins that today's key made."""
    return f"k{key_id(settings.YIFA_BLIND_KEYS[0])[:4]}"


def blind(text: str) -> str:
    """Keyed blind index of `text` for exact look-up: equal texts give equal 32 characters."""
    return blind_prefix() + _blind_with(settings.YIFA_BLIND_KEYS[0], text)


def blinds(text: str) -> list[str]:
    """Every index that `text` may stand under while keys rotate: look up with `__in`."""
    ring = settings.YIFA_BLIND_KEYS
    now = [f"k{key_id(s)[:4]}" + _blind_with(s, text) for s in ring]
    plain = text.strip().upper().encode()
    first = [hmac.new(_first_form_key(s, "blind"), plain, hashlib.sha256) for s in ring]
    return [*now, *(made.hexdigest()[:32] for made in first)]
