"""Contents of the dossier: files named by their digest, checked on arrival."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from yifa.kernel.errors import InvalidData

Upload: TypeAlias = "UploadedFile[IO[bytes]]"

ALLOWED = {
    ".pdf": ("application/pdf", b"%PDF"),
    ".ofd": ("application/ofd", b"PK"),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
    ".doc": ("application/msword", b"\xd0\xcf\x11\xe0"),
    ".xls": ("application/vnd.ms-excel", b"\xd0\xcf\x11\xe0"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    ".png": ("image/png", b"\x89PNG"),
    ".txt": ("text/plain", b""),
    ".csv": ("text/csv", b""),
}
SECRET_MARKS = ("绝密★", "机密★", "秘密★", "绝密", "机密")
"""Marks of state secrets (保守国家秘密法): the system is non-secret and refuses them at the door."""


@dataclass(frozen=True)
class Stored:
    """A file as kept: its safe name, type, size and digest."""

    name: str
    media_type: str
    size: int
    digest: str


def path_of(digest: str) -> Path:
    """Where the content with this digest lies."""
    return Path(settings.YIFA_VAR) / "dossier" / digest[:2] / digest


def store_upload(upload: Upload) -> Stored:
    """Check and keep an upload; refuses types, sizes and secrecy marks with the remedy."""
    name = Path(upload.name or "").name
    suffix = Path(name).suffix.lower()
    if suffix not in ALLOWED:
        raise InvalidData(
            {"file": [f"不接受 {suffix or '无扩展名'} 文件；可用：{'、'.join(ALLOWED)}"]},
            {"file": "文件"},
        )
    if any(mark in name for mark in SECRET_MARKS):
        raise InvalidData(
            {"file": ["文件名带有国家秘密标志；本系统不处理国家秘密，请通过涉密渠道办理"]},
            {"file": "文件"},
        )
    if (upload.size or 0) > settings.YIFA_MAX_UPLOAD:
        raise InvalidData(
            {"file": [f"超过 {settings.YIFA_MAX_UPLOAD // 2**20} MB"]}, {"file": "文件"}
        )
    media_type, magic = ALLOWED[suffix]
    upload.seek(0)
    if magic and not upload.read(len(magic)) == magic:
        raise InvalidData({"file": [f"内容不是 {suffix} 文件，请核对后重新上传"]}, {"file": "文件"})
    upload.seek(0)
    digest, size = keep(upload)
    return Stored(name, media_type, size, digest)


def keep(stream: IO[bytes] | Upload) -> tuple[str, int]:
    """Write a stream to its place by digest; the same content is kept once. Returns (digest, size)."""
    root = Path(settings.YIFA_VAR) / "dossier"
    root.mkdir(parents=True, exist_ok=True)
    hasher, size = hashlib.new(settings.YIFA_DIGEST), 0
    with tempfile.NamedTemporaryFile(dir=root, delete=False) as out:
        while chunk := stream.read(1 << 16):
            hasher.update(chunk)
            size += len(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    digest = hasher.hexdigest()
    place = path_of(digest)
    place.parent.mkdir(parents=True, exist_ok=True)
    Path(out.name).replace(place)
    return digest, size
