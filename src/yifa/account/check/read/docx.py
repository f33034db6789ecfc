"""DOCX: paragraphs and tables in the order of the page; guarded against bombs."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from yifa.account.check.read.model import Block, CannotRead, Cell, Document, Table
from yifa.account.check.read.wordxml import Grid, Paragraph, content

_XML = 24 * 1024 * 1024
"""Greatest XML part, unpacked."""
_ALL = 96 * 1024 * 1024
"""Greatest sum of all parts, unpacked."""
_RATIO = 200
_ELEMENTS = 600_000
_ARCHIVES = {"xl/workbook.xml": "表格", "ppt/presentation.xml": "演示文稿"}


def guard(name: str, data: bytes) -> None:
    """Refuse archives that are no DOCX, are locked, broken, or unfold into far more than they hold."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as box:
            infos = box.infolist()
            names = {i.filename for i in infos}
            if "word/document.xml" not in names:
                what = next((w for part, w in _ARCHIVES.items() if part in names), "压缩包")
                raise CannotRead(f"{name} 是{what}，不是 Word 文档")
            if any(i.flag_bits & 1 for i in infos):
                raise CannotRead(f"{name} 加了密码，请去掉密码再审读")
            if any(_swollen(i) for i in infos) or sum(i.file_size for i in infos) > _ALL:
                raise CannotRead(f"{name} 解压后过大，不像一份报告")
            page = box.read("word/document.xml")
            if b"<!DOCTYPE" in page[:4000] or b"<!ENTITY" in page[:4000]:
                raise CannotRead(f"{name} 含有不允许的实体声明")
            if page.count(b"<") > _ELEMENTS:
                raise CannotRead(f"{name} 的段落或者表格过多，不像一份报告")
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
    ):
        raise CannotRead(f"{name} 已损坏，打不开") from None
    except Exception as bad:  # zlib and lzma have errors of their own
        if isinstance(bad, CannotRead):
            raise
        raise CannotRead(f"{name} 已损坏，打不开") from None


def _swollen(info: zipfile.ZipInfo) -> bool:
    xml = info.filename.endswith((".xml", ".rels"))
    packed = info.file_size > 1_000_000 and info.file_size > _RATIO * max(info.compress_size, 1)
    return packed or (xml and info.file_size > _XML)


@dataclass(frozen=True)
class Placed:
    """A paragraph of the file and where its words begin in the text that was read."""

    start: int
    paragraph: Paragraph


def read_docx(name: str, data: bytes) -> Document:
    """Read a Word document."""
    return read_word(name, data)[0]


def read_word(name: str, data: bytes) -> tuple[Document, Any, list[Placed]]:
    """The document as read, the opened file, and every paragraph with its place: to write comments into the file itself."""
    guard(name, data)
    import docx

    try:
        word = docx.Document(io.BytesIO(data))
        items = list(content(word.element.body))
        levels = _levels(word)
    except Exception:
        raise CannotRead(f"{name} 已损坏，打不开") from None
    made = _Making()
    for item in items:
        if isinstance(item, Grid):
            made.table(item)
        else:
            made.paragraph(item, _level(item, levels))
    text = "".join(made.parts)
    return Document(name, text, "docx", tuple(made.blocks), tuple(made.tables)), word, made.placed


class _Making:
    """The text in the making."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.placed: list[Placed] = []
        self.length = 0
        self.number = 0

    def add(self, words: str) -> None:
        self.parts.append(words)
        self.length += len(words)

    def paragraph(self, item: Paragraph, level: int) -> None:
        self.number += 1
        if not item.words.strip():
            return
        start = self.length
        self.placed.append(Placed(start, item))
        self.add(item.words)
        self.blocks.append(Block(start, self.length, f"第{self.number}段", level))
        self.add("\n")

    def table(self, item: Grid) -> None:
        rows: list[tuple[Cell, ...]] = []
        for r, row in enumerate(item.rows):
            start, cells = self.length, []
            for c, cell in enumerate(row):
                if c:
                    self.add("\t")
                begin = self.length
                for n, inner in enumerate(cell):
                    if n:
                        self.add(" ")
                    self.placed.append(Placed(self.length, inner))
                    self.add(inner.words)
                cells.append(Cell(begin, self.length))
            self.blocks.append(Block(start, self.length, f"表{len(self.tables) + 1}第{r + 1}行"))
            self.add("\n")
            rows.append(tuple(cells))
        self.tables.append(Table(tuple(rows)))


def _levels(word: Any) -> dict[str, int]:
    """Heading levels by the id of their style, whatever language the style is named in."""
    found = {}
    for style in word.styles.element.style_lst:
        name = (style.name_val or "").lower()
        if name.startswith("heading ") and name[8:].isdigit():
            found[style.styleId] = int(name[8:])
    return found


def _level(item: Paragraph, levels: dict[str, int]) -> int:
    style = item.element.pPr.style if item.element.pPr is not None else None
    return levels.get(style, 0) if style else 0
