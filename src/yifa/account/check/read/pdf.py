"""PDF with text: pages in order; scans and locked files are told apart."""

from __future__ import annotations

import re

from yifa.account.check.read.model import LONGEST, Block, CannotRead, Document
from yifa.account.check.read.plain import tables_of

_PAGES = 600
_FIGURE = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?|[-—/]")
_NUMBER = re.compile(r"^\s*[-—–·•]*\s*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*/\s*\d+)?\s*[-—–·•]*\s*$")


def read_pdf(name: str, data: bytes) -> Document:
    """Read a PDF's words page by page; lines broken by the page's width are marked to be joined."""
    try:
        import pypdfium2 as pdfium
    except ImportError:
        raise CannotRead(f"这台机器没有装 PDF 读取组件 pypdfium2，读不了 {name}") from None
    try:
        file = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as bad:
        if "password" in str(bad).lower():
            raise CannotRead(f"{name} 加了密码，请去掉密码再审读") from None
        raise CannotRead(f"{name} 已损坏，打不开") from None
    parts: list[str] = []
    blocks: list[Block] = []
    length = 0
    try:
        pages = len(file)
        if pages > _PAGES:
            raise CannotRead(f"{name} 有 {pages} 页，超过 {_PAGES} 页的上限，不像一份年度报告")
        for number in range(pages):
            page = file[number]
            words = (
                page.get_textpage()
                .get_text_range()
                .replace("\r\n", "\n")
                .replace("\ufffe", "")
                .replace("\x02", "")
            )
            lines = [
                line.rstrip()
                for line in words.split("\n")
                if line.strip() and not _NUMBER.match(line)
            ]
            if length > LONGEST:
                raise CannotRead(f"{name} 的文字超过 {LONGEST // 10000} 万字，不是一份年度报告")
            for line in tabled(lines):
                blocks.append(Block(length, length + len(line), f"第{number + 1}页"))
                parts += [line, "\n"]
                length += len(line) + 1
            page.close()
    except pdfium.PdfiumError:
        raise CannotRead(f"{name} 已损坏，读到一半中断") from None
    finally:
        file.close()
    text = "".join(parts)
    if sum("\u4e00" <= sign <= "\u9fff" for sign in text) < max(20, 10 * pages):
        raise CannotRead(f"{name} 是扫描件或者图片，没有可读的文字；请提供文字版，或者先做文字识别")
    return Document(name, text, "pdf", tuple(blocks), tables_of(text), wrapped=True)


def tabled(lines: list[str]) -> list[str]:
    """The lines of a page, those of a table with its cells parted by tabs.

    A page has no cells, only words with blanks between: three lines and more are a table where each has as many words as
    the first, the first names columns, and the others are a label and numbers.
    """
    out = list(lines)
    at = 0
    while at < len(lines):
        width = len(_words(lines[at]))
        end = at + 1
        if 2 <= width <= 12 and not any(map(_FIGURE.fullmatch, _words(lines[at])[1:])):
            while end < len(lines) and _is_row(lines[end], width):
                end += 1
        if end - at >= 3:
            out[at:end] = ["\t".join(_words(line)) for line in lines[at:end]]
            at = end
        else:
            at += 1
    return out


def _words(line: str) -> list[str]:
    return line.split()


def _is_row(line: str, width: int) -> bool:
    words = _words(line)
    return (
        len(words) == width
        and not _FIGURE.fullmatch(words[0])
        and all(map(_FIGURE.fullmatch, words[1:]))
    )
