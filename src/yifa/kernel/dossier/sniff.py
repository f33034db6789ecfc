"""What a file really is: its content must be what its name says, and nothing that acts by itself."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import IO, Any

OFFICE = "application/vnd.openxmlformats-officedocument"
ALLOWED = {
    ".pdf": "application/pdf",
    ".ofd": "application/ofd",
    ".docx": f"{OFFICE}.wordprocessingml.document",
    ".xlsx": f"{OFFICE}.spreadsheetml.sheet",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".txt": "text/plain",
    ".csv": "text/csv",
}
"""Extension → media type of everything the dossier takes."""
MAGIC = {
    ".pdf": b"%PDF-", ".doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".png": b"\x89PNG\r\n\x1a\n",
}  # fmt: skip
PARTS = {".docx": "word/", ".xlsx": "xl/", ".ofd": "OFD.xml"}
"""What a package of this kind must hold."""
STREAMS = {".doc": ("WordDocument",), ".xls": ("Workbook", "Book")}
MEMBERS, UNPACKED, RATIO = 10_000, 1 << 30, 200
"""Most members of a package, most bytes unpacked, and most bytes unpacked for one packed (beyond 10 MiB)."""
HEAD = 1 << 16
Reader = IO[bytes] | Any


def fault(content: Reader, suffix: str) -> str:
    """Why the content cannot be taken as a file of this kind; empty where it can. Reads from the beginning."""
    head = content.read(HEAD)
    if not head:
        return "文件是空的，请核对后重新上传"
    if not head.startswith(MAGIC.get(suffix, b"")):
        return _not(suffix)
    look: Callable[[Reader, bytes, str], str] = _plain
    if suffix in PARTS:
        look = _package
    elif suffix in STREAMS:
        look = _compound
    elif suffix in MAGIC:
        return ""
    content.seek(0)
    return look(content, head, suffix)


def _not(suffix: str) -> str:
    return f"内容不是 {suffix} 文件，请核对后重新上传"


def _package(content: Reader, head: bytes, suffix: str) -> str:
    """A ZIP package of the kind, small enough to unpack, without programs."""
    try:
        with zipfile.ZipFile(content) as package:
            infos = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return _not(suffix)
    names = [i.filename for i in infos]
    wanted = PARTS[suffix]
    if not any(n == wanted or (wanted.endswith("/") and n.startswith(wanted)) for n in names):
        return _not(suffix)
    if suffix != ".ofd" and "[Content_Types].xml" not in names:
        return _not(suffix)
    if any(i.flag_bits & 1 for i in infos):
        return "文件有打开口令，请去掉口令后重新上传"
    unpacked, packed = sum(i.file_size for i in infos), sum(i.compress_size for i in infos)
    if len(infos) > MEMBERS or unpacked > UNPACKED:
        return "文件展开后过大，请精简后重新上传"
    if unpacked > 10 << 20 and unpacked > RATIO * max(packed, 1):
        return "文件压缩比异常，疑为压缩炸弹，不予接收"
    if any(n.lower().endswith("vbaproject.bin") for n in names):
        return "文件含有宏，请另存为不含宏的文件后重新上传"
    return ""


def _compound(content: Reader, head: bytes, suffix: str) -> str:
    """An old Office file: the names of its streams stand in its directory as UTF-16."""
    names = [n.encode("utf-16-le") for n in STREAMS[suffix]]
    kept = b""
    while chunk := content.read(1 << 20):
        whole = kept + chunk
        if any(n in whole for n in names):
            return ""
        kept = whole[-64:]
    return _not(suffix)


def _plain(content: Reader, head: bytes, suffix: str) -> str:
    """Text: of a known encoding, without control characters, and not a page or a program under another name."""
    if head.startswith((b"MZ", b"\x7fELF", b"PK\x03\x04", b"%PDF", b"#!", b"\xd0\xcf\x11\xe0")):
        return _not(suffix)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        tries: tuple[str, ...] = ("utf-16",)
    else:
        tries = ("utf-8-sig", "gb18030")
    for encoding in tries:
        for cut in range(4):  # a character may be cut at the end of what was read
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            if any(ord(c) < 32 and c not in "\t\r\n\f" for c in text):
                return _not(suffix)
            if text.lstrip().lower().startswith(("<!doctype", "<html", "<script", "<svg", "<?xml")):
                return "内容是网页或者脚本，不予接收"
            return ""
    return "文字编码无法识别，请另存为 UTF-8 后重新上传"
