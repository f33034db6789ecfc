"""Anchors: the heads of the units' logs, signed and written outside the database, where its administrator has no say.

Each line covers the line before it, so that none can be taken out; docs/journal.md gives the form. Lines go to a file and,
by setting, to a second one on another disk or host.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from yifa.kernel import crypto
from yifa.kernel.journal.chain import utc
from yifa.kernel.journal.models import Seal


def anchor_path() -> Path:
    """The anchor file; its public keys lie beside it."""
    return Path(settings.YIFA_ANCHOR or Path(settings.YIFA_VAR) / "anchors.jsonl")


def second_path() -> Path | None:
    """The second place, where the installation has one."""
    place = getattr(settings, "YIFA_ANCHOR_COPY", "")
    return Path(place) if place else None


def keys_path() -> Path:
    return anchor_path().with_suffix(".pub")


@lru_cache(maxsize=4)
def _private(place: str, given: str) -> Ed25519PrivateKey:
    if given:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(given))
    path = Path(place) / "secrets" / "yifa_anchor_key"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(base64.b64encode(secrets.token_bytes(32)).decode())
    except FileExistsError:
        pass
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_text()))


def signer() -> Ed25519PrivateKey:
    """The key that signs heads: of the setting, else one made once and kept readable by the owner alone."""
    return _private(str(settings.YIFA_VAR), getattr(settings, "YIFA_ANCHOR_KEY", ""))


def public_text(key: Ed25519PublicKey) -> str:
    """32 bytes in base64."""
    return base64.b64encode(key.public_bytes_raw()).decode()


def key_id(public: str) -> str:
    """The first 16 hex digits of the SHA-256 of a public key: what a line names its key by."""
    return hashlib.sha256(base64.b64decode(public)).hexdigest()[:16]


def published() -> dict[str, str]:
    """Key id → public key, of every key that ever signed here."""
    path = keys_path()
    lines = path.read_text().split() if path.exists() else []
    return {key_id(public): public for public in lines}


def _publish(public: str) -> None:
    if key_id(public) not in published():
        with keys_path().open("a") as out:
            out.write(public + "\n")


def signed(content: dict[str, Any]) -> dict[str, Any]:
    """The content with the id of the present key and its signature over the canonical form."""
    key = signer()
    whole = content | {"key": key_id(public_text(key.public_key()))}
    signature = key.sign(crypto.canonical(whole).encode())
    return whole | {"signature": base64.b64encode(signature).decode()}


def is_signed(line: dict[str, Any], keys: dict[str, str]) -> bool:
    """Whether one of the keys signed the line."""
    public = keys.get(line.get("key", ""))
    if public is None:
        return False
    content = {k: v for k, v in line.items() if k != "signature"}
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public)).verify(
            base64.b64decode(line["signature"]), crypto.canonical(content).encode()
        )
    except (InvalidSignature, ValueError, KeyError):
        return False
    return True


@dataclass
class _Known:
    """What the anchor file held when it was read last."""

    size: int = -1
    latest: dict[int | None, int] = field(default_factory=dict)
    previous: str = crypto.GENESIS
    seal: int = 0


_known: dict[Path, _Known] = {}


def lines(path: Path | None = None) -> Iterator[tuple[int, str, dict[str, Any] | None]]:
    """(number, text, content) of every line of an anchor file; no content where the text is no JSON object."""
    place = path or anchor_path()
    if not place.exists():
        return
    with place.open(encoding="utf-8", errors="replace") as file:
        for number, raw in enumerate(file, 1):
            text = raw.rstrip("\n")
            try:
                content = json.loads(text)
            except ValueError:
                content = None
            yield number, text, content if isinstance(content, dict) else None


def _state(path: Path) -> _Known:
    known = _known.setdefault(path, _Known())
    size = path.stat().st_size if path.exists() else 0
    if known.size != size:
        known = _known[path] = _Known(size)
        for _, text, content in lines(path):
            known.previous = crypto.digest(text)
            if content is not None:
                unit, seq = content.get("unit"), content.get("seq", 0)
                known.latest[unit] = max(known.latest.get(unit, 0), seq)
    return known


def anchor() -> int:
    """Append heads not yet anchored, flushed to disk, to the file and its second place; returns how many."""
    path = anchor_path()
    known = _state(path)
    latest: dict[int | None, Seal] = {}
    for seal in Seal.objects.filter(pk__gt=known.seal).order_by("pk").iterator():
        if seal.unit_id not in latest or latest[seal.unit_id].seq < seal.seq:
            latest[seal.unit_id] = seal
        known.seal = max(known.seal, seal.pk)
    fresh = [s for s in latest.values() if s.seq > known.latest.get(s.unit_id, 0)]
    texts = []
    for seal in fresh:
        content = {
            "at": utc(seal.sealed_at), "head": seal.head, "previous": known.previous,
            "seq": seal.seq, "unit": seal.unit_id,
        }  # fmt: skip
        text = crypto.canonical(signed(content))
        texts.append(text)
        known.previous = crypto.digest(text)
        known.latest[seal.unit_id] = seal.seq
    if texts:
        path.parent.mkdir(parents=True, exist_ok=True)
        _publish(public_text(signer().public_key()))
        _write(path, path.stat().st_size if path.exists() else 0, texts)
        known.size = path.stat().st_size
    copy()
    return len(texts)


def _write(path: Path, size: int, texts: list[str]) -> None:
    with path.open("r+b" if path.exists() else "xb") as out:
        out.seek(size)
        if size:
            out.seek(size - 1)
            if out.read(1) != b"\n":  # a line cut short by a crash stays visible as such
                out.write(b"\n")
        out.write("".join(text + "\n" for text in texts).encode())
        out.flush()
        os.fsync(out.fileno())


def copy() -> None:
    """Bring the second place up to the first: appends what it lacks, never rewrites it."""
    second = second_path()
    if second is None or not anchor_path().exists():
        return
    second.parent.mkdir(parents=True, exist_ok=True)
    have = second.stat().st_size if second.exists() else 0
    with anchor_path().open("rb") as source, second.open("ab") as out:
        source.seek(have)
        while chunk := source.read(1 << 20):
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    keys = second.with_suffix(".pub")
    if not keys.exists() or keys.read_bytes() != keys_path().read_bytes():
        keys.write_bytes(keys_path().read_bytes())
