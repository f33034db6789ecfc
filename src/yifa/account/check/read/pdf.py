"""PDF with text: pages in order; scans and locked files are told apart."""

from __future__ import annotations

import re

from yifa.account.check.read.model import Block, CannotRead, Document

_PAGES = 600
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
            for line in lines:
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
    return Document(name, text, "pdf", tuple(blocks), (), wrapped=True)
