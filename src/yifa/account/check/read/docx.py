"""DOCX: paragraphs and tables in the order of the page; guarded against bombs."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from yifa.account.check.read.model import Block, CannotRead, Cell, Document, Table

_PART = 64 * 1024 * 1024
_RATIO = 200


def guard(name: str, data: bytes) -> None:
    """Refuse archives that are no DOCX, are locked, broken, or unfold into far more than they hold."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as box:
            infos = box.infolist()
            names = {i.filename for i in infos}
            if "word/document.xml" not in names:
                what = (
                    "表格"
                    if "xl/workbook.xml" in names
                    else "演示文稿"
                    if "ppt/presentation.xml" in names
                    else "压缩包"
                )
                raise CannotRead(f"{name} 是{what}，不是 Word 文档")
            if any(i.flag_bits & 1 for i in infos):
                raise CannotRead(f"{name} 加了密码，请去掉密码再审读")
            for info in infos:
                if info.file_size > _PART or (
                    info.file_size > 1_000_000
                    and info.file_size > _RATIO * max(info.compress_size, 1)
                ):
                    raise CannotRead(f"{name} 解压后过大，不像一份报告")
            head = box.read("word/document.xml")[:2000]
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                raise CannotRead(f"{name} 含有不允许的实体声明")
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
    ):
        raise CannotRead(f"{name} 已损坏，打不开") from None


def read_docx(name: str, data: bytes) -> Document:
    """Read a Word document."""
    guard(name, data)
    import docx
    from docx.table import Table as WordTable

    try:
        word = docx.Document(io.BytesIO(data))
        content = list(word.iter_inner_content())
    except Exception:
        raise CannotRead(f"{name} 已损坏，打不开") from None
    parts: list[str] = []
    blocks: list[Block] = []
    tables: list[Table] = []
    length = number = 0
    for item in content:
        if isinstance(item, WordTable):
            rows = []
            for r, row in enumerate(_rows(item)):
                start, cells = length, []
                for c, words in enumerate(row):
                    if c:
                        parts.append("\t")
                        length += 1
                    cells.append(Cell(length, length + len(words)))
                    parts.append(words)
                    length += len(words)
                parts.append("\n")
                blocks.append(Block(start, length, f"表{len(tables) + 1}第{r + 1}行"))
                length += 1
                rows.append(tuple(cells))
            tables.append(Table(tuple(rows)))
            continue
        number += 1
        words = item.text.replace("\n", " ").replace("\t", " ")
        if not words.strip():
            continue
        blocks.append(Block(length, length + len(words), f"第{number}段", _level(item)))
        parts += [words, "\n"]
        length += len(words) + 1
    return Document(name, "".join(parts), "docx", tuple(blocks), tuple(tables))


def _rows(table: Any) -> list[list[str]]:
    """Rows of words; a merged cell is told once."""
    rows = []
    for row in table.rows:
        seen: list[Any] = []
        words = []
        for cell in row.cells:
            again = any(cell._tc is tc for tc in seen)
            seen.append(cell._tc)
            words.append("" if again else " ".join(cell.text.split()))
        rows.append(words)
    return rows


def _level(paragraph: Any) -> int:
    try:
        style = paragraph.style.name or ""
    except (AttributeError, KeyError):
        return 0
    return (
        int(style.rsplit(" ", 1)[1]) if style.startswith("Heading ") and style[8:].isdigit() else 0
    )
