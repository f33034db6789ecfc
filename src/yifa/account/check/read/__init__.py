"""Reading reports: DOCX, PDF with text, HTML and plain text in any encoding China uses."""

from __future__ import annotations

from pathlib import Path

from yifa.account.check.read.model import LONGEST, CannotRead, Document
from yifa.account.check.read.plain import read_plain

LIMIT = 32 * 1024 * 1024
"""Greatest file that is read, in bytes: a report with pictures stays far below."""

SUFFIXES = (".docx", ".pdf", ".html", ".htm", ".txt", ".md", ".text")

__all__ = ["LIMIT", "LONGEST", "SUFFIXES", "CannotRead", "Document", "read_bytes", "read_path"]


def read_path(path: Path) -> Document:
    """Read a file; raises `CannotRead` with one sentence for its sender."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise CannotRead(f"{path} 是文件夹，不是文件")
        if size > LIMIT:
            raise CannotRead(
                f"{path.name} 有 {size // 2**20} MB，超过 {LIMIT // 2**20} MB 的上限，请只提供报告正文"
            )
        return read_bytes(path.name, path.read_bytes())
    except FileNotFoundError:
        raise CannotRead(f"找不到文件：{path}") from None
    except PermissionError:
        raise CannotRead(f"没有权限读取：{path}") from None
    except OSError as bad:
        raise CannotRead(f"读不出 {path}：{bad.strerror}") from None


def read_bytes(name: str, data: bytes) -> Document:
    """Read a file's bytes; what they are is told by their beginning, the name only helps with plain text."""
    if len(data) > LIMIT:
        raise CannotRead(
            f"{name} 有 {len(data) // 2**20} MB，超过 {LIMIT // 2**20} MB 的上限，请只提供报告正文"
        )
    if not data.strip(b"\x00 \r\n\t"):
        raise CannotRead(f"{name} 是空的")
    head = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if data[:1024].find(b"%PDF-") >= 0:
        from yifa.account.check.read.pdf import read_pdf

        document = read_pdf(name, data)
    elif data.startswith(b"PK\x03\x04"):
        from yifa.account.check.read.docx import read_docx

        document = read_docx(name, data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise CannotRead(
            f"{name} 是旧版 .doc/.wps 或者加了密码的文件，请另存为不加密码的 DOCX 再审读"
        )
    elif head.startswith(
        (b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body", b"<div", b"<table", b"<p")
    ) or (name.lower().endswith((".html", ".htm"))):
        from yifa.account.check.read.html import read_html

        document = read_html(name, data)
    else:
        document = read_plain(name, data)
    if len(document.text) > LONGEST:
        raise CannotRead(f"{name} 的文字超过 {LONGEST // 10000} 万字，不是一份年度报告")
    if not any("\u4e00" <= sign <= "\u9fff" for sign in document.text[:20000]):
        raise CannotRead(f"{name} 里没有中文正文")
    return document
