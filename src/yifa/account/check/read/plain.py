"""Plain text: UTF-8, UTF-16 or GB18030, with or without line breaks; tables drawn with tabs or bars."""

from __future__ import annotations

import re

from yifa.account.check.read.model import Block, CannotRead, Cell, Document, Table

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decoded(name: str, data: bytes) -> str:
    """The text of bytes whose encoding nobody told; raises `CannotRead` for what is no text."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(name, data, encoding)
    zeros = data[:4000].count(0)
    if zeros > len(data[:4000]) // 8:
        for encoding in ("utf-16-le", "utf-16-be"):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if _chinese_share(text) > 0.2:
                return text
        raise CannotRead(f"{name} 不是文字文件")
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or _common(text):
            return text
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _chinese_share(text) > 0.6:
            return text
    return _lenient(name, data)


def _strict(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise CannotRead(f"{name} 的文字编码损坏，请另存为 UTF-8 再审读") from None


def _lenient(name: str, data: bytes) -> str:
    """Text with a few broken bytes; many of them mean it is no text."""
    for encoding in ("utf-8", "gb18030"):
        text = data.decode(encoding, errors="replace")
        if text.count("\ufffd") * 200 < len(text) and _chinese_share(text) > 0.2:
            return text
    raise CannotRead(f"{name} 不是文字文件，或者编码损坏")


def _chinese_share(text: str) -> float:
    sample = text[:4000]
    return sum("\u4e00" <= c <= "\u9fff" for c in sample) / max(len(sample), 1)


def _common(text: str) -> bool:
    """Whether Chinese text reads as Chinese: wrongly decoded bytes give rare characters only."""
    sample = text[:4000]
    return any(c in sample for c in "的一是在了有和人法年，。") or sample.isascii()


def read_plain(name: str, data: bytes) -> Document:
    """Read plain text."""
    text = decoded(name, data).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    text = re.sub(
        r"(?m)^\s*\|?[\s:|-]*-{3,}[\s:|-]*\|?\s*$", "", text
    )  # the rule under a table's head
    text = re.sub(
        r"(?m)^\|.*\|\s*$", lambda row: row.group().strip().strip("|").replace("|", "\t"), text
    )
    return document_of(name, text, "txt", wrapped=_is_wrapped(text))


def document_of(name: str, text: str, kind: str, *, wrapped: bool = False) -> Document:
    """A document of text whose paragraphs end with line feeds and whose cells are parted by tabs."""
    blocks: list[Block] = []
    at = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            blocks.append(Block(at, at + len(line), f"第{number}行"))
        at += len(line) + 1
    return Document(name, text, kind, tuple(blocks), tables_of(text), wrapped)


def tables_of(text: str) -> tuple[Table, ...]:
    """Tables of a text: two lines and more, one behind the other, whose cells are parted by tabs."""
    tables: list[Table] = []
    rows: list[tuple[Cell, ...]] = []
    at = 0
    for line in text.split("\n"):
        cells = _cells(line, at) if "\t" in line.strip() else ()
        if len(cells) > 1:
            rows.append(cells)
        elif rows:
            tables += [Table(tuple(rows))] if len(rows) > 1 else []
            rows = []
        at += len(line) + 1
    if len(rows) > 1:
        tables.append(Table(tuple(rows)))
    return tuple(tables)


def _cells(line: str, at: int) -> tuple[Cell, ...]:
    cells = []
    for part in line.split("\t"):
        start = at + len(part) - len(part.lstrip())
        cells.append(Cell(start, start + len(part.strip())))
        at += len(part) + 1
    return tuple(cells)


def _is_wrapped(text: str) -> bool:
    """Whether lines break at a width: most long lines end inside a sentence and are about equally long."""
    lines = [line for line in text.split("\n") if len(line.strip()) >= 15]
    if len(lines) < 6:
        return False
    broken = [line for line in lines if line.rstrip()[-1] not in "。！？!?；;：:”）)"]
    longest = max(map(len, lines))
    return len(broken) * 2 > len(lines) and longest <= 120
