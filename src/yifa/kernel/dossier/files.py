"""Contents of the dossier: files named by their digest, checked on arrival, held back until a scanner has passed them."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from yifa.kernel.dossier.sniff import ALLOWED as ALLOWED
from yifa.kernel.dossier.sniff import fault
from yifa.kernel.errors import InvalidData

Upload: TypeAlias = "UploadedFile[IO[bytes]]"

SECRET_MARKS = ("绝密★", "机密★", "秘密★", "绝密", "机密")
"""Marks of state secrets (保守国家秘密法): the system is non-secret and refuses them at the door."""
_HEX = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True)
class Stored:
    """A file as kept: its safe name, type, size and digest."""

    name: str
    media_type: str
    size: int
    digest: str


def root() -> Path:
    """The folder of the dossier."""
    return Path(settings.YIFA_VAR) / "dossier"


def path_of(digest: str) -> Path:
    """Where the content with this digest lies, once it may be given out."""
    return root() / _named(digest)[:2] / digest


def held_path(digest: str) -> Path:
    """Where it waits for the virus scanner."""
    return root() / "held" / _named(digest)


def infected_path(digest: str) -> Path:
    """Where it lies when the scanner found something in it; nobody can fetch it there."""
    return root() / "infected" / _named(digest)


def _named(digest: str) -> str:
    if not _HEX.match(digest):
        raise ValueError("not a digest")
    return digest


def place_of(digest: str) -> Path | None:
    """Where the content is now, given out or not; None where it is missing."""
    for path in (path_of(digest), held_path(digest), infected_path(digest)):
        if path.exists():
            return path
    return None


def waits(digest: str) -> str:
    """Why the content may not be given out yet, for people; empty where it may."""
    if not digest or path_of(digest).exists():
        return ""
    if held_path(digest).exists():
        return "文件正在等待查毒，通过后即可下载"
    return "查毒发现问题，文件已经隔离" if infected_path(digest).exists() else ""


def _refused(words: str) -> InvalidData:
    return InvalidData({"file": [words]}, {"file": "文件"})


def store_upload(upload: Upload) -> Stored:
    """Check and keep an upload; refuses types, sizes, contents and secrecy marks with the remedy."""
    name = "".join(c for c in Path(upload.name or "").name if c.isprintable())[-200:]
    suffix = Path(name).suffix.lower()
    if suffix not in ALLOWED:
        raise _refused(f"不接受 {suffix or '无扩展名'} 文件；可用：{'、'.join(ALLOWED)}")
    if any(mark in name for mark in SECRET_MARKS):
        raise _refused("文件名带有国家秘密标志；本系统不处理国家秘密，请通过涉密渠道办理")
    limit = settings.YIFA_MAX_UPLOAD
    if (upload.size or 0) > limit:
        raise _refused(f"超过 {limit // 2**20} MB")
    upload.seek(0)
    if found := fault(upload, suffix):
        raise _refused(found)
    upload.seek(0)
    digest, size = keep(upload, limit)
    return Stored(name, ALLOWED[suffix], size, digest)


def keep(stream: IO[bytes] | Upload, limit: int | None = None) -> tuple[str, int]:
    """Write a stream to its place by digest; the same content is kept once. Returns (digest, size).

    Where a scanner is set, content not seen before is held back. Both file and folder are flushed to disk, so that a
    record that names the file never outlives it.
    """
    root().mkdir(parents=True, exist_ok=True)
    hasher, size = hashlib.new(settings.YIFA_DIGEST), 0
    with tempfile.NamedTemporaryFile(dir=root(), prefix="coming-", delete=False) as out:
        part = Path(out.name)
        try:
            while chunk := stream.read(1 << 16):
                size += len(chunk)
                if limit is not None and size > limit:
                    raise _refused(f"超过 {limit // 2**20} MB")
                hasher.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    digest = hasher.hexdigest()
    clean = path_of(digest)
    held = bool(getattr(settings, "YIFA_SCANNER", "")) and not clean.exists()
    if held and infected_path(digest).exists():
        part.unlink()
        raise _refused("查毒曾在这份文件中发现问题，不予接收")
    move(part, held_path(digest) if held else clean)
    return digest, size


def move(source: Path, place: Path) -> None:
    """Rename, and flush the folder: after a power cut the file is at its place or where it was."""
    place.parent.mkdir(parents=True, exist_ok=True)
    source.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
