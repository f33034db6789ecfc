"""The text of a yearly report as it is typed, read leniently: what cannot be answered is shown, never refused.

    # 主要举措和成效          opens a part; ## and ### are headings below it
    - 一项不足或者任务        an item: of part two a shortcoming, of part four a task of next year
    [[disclosure.request.received]]   a number (see `kernel.figure.chapter` for the options)
    [[table … by …]]                  a table, on a line of its own
    {内部}…{/内部}           stays out of the public text

Paragraphs are parted by empty lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yifa.account.report.parts import part_of
from yifa.kernel.figure.chapter import BadReference, Reference, Split, reference

OPEN, CLOSE = "{内部}", "{/内部}"
_TOKEN = re.compile(r"\[\[([^\[\]]*)\]\]|(\{内部\})|(\{/内部\})")
_TABLE = re.compile(r"table\s+(\S+)\s+by\s+(\w+)\Z")


@dataclass(frozen=True)
class Bad:
    """A reference that cannot be read."""

    written: str
    why: str


@dataclass(frozen=True)
class Bit:
    """A piece of a paragraph as typed."""

    what: str | Reference | Bad
    internal: bool = False


@dataclass(frozen=True)
class Written:
    """A block as typed, with the part it stands in."""

    kind: str
    part: str
    bits: tuple[Bit, ...] = ()
    level: int = 0
    table: Split | Bad | None = None
    internal: bool = False


@dataclass(frozen=True)
class Draft:
    """A text that was read."""

    blocks: tuple[Written, ...]
    unpaired: bool = False

    @property
    def parts(self) -> set[str]:
        """Codes of the parts that say something beneath their heading."""
        return {b.part for b in self.blocks if b.part and b.kind != "heading"}


def read(text: str) -> Draft:
    """Read a text; never raises."""
    blocks: list[Written] = []
    part, internal, unpaired = "", False, False
    for chunk in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        for written in _lines(chunk):
            if match := re.match(r"(#{1,4})\s*(.+)", written):
                level, title = len(match[1]), match[2].strip()
                if level == 1:
                    found = part_of(title)
                    part = found.code if found else f"own:{title}"
                blocks.append(Written("heading", part, (Bit(title, internal),), level))
                continue
            if (match := re.fullmatch(r"\[\[(table\s[^\[\]]*)\]\]", written)) is not None:
                blocks.append(Written("table", part, table=_table(match[1]), internal=internal))
                continue
            item = written.startswith("- ")
            bits, internal, wrong = _bits(written[2:].strip() if item else written, internal)
            unpaired |= wrong
            if bits:
                blocks.append(Written("item" if item else "paragraph", part, bits))
    return Draft(tuple(blocks), unpaired or internal)


def _lines(chunk: str) -> list[str]:
    """The blocks of a chunk: headings, tables and items stand on lines of their own, other lines join."""
    found: list[str] = []
    joined = False
    for raw in chunk.splitlines():
        line = raw.strip()
        if not line:
            continue
        alone = line.startswith(("#", "- ")) or re.fullmatch(r"\[\[table\s[^\[\]]*\]\]", line)
        if found and joined and not alone:
            found[-1] += line
        else:
            found.append(line)
        joined = not line.startswith("#") and not re.fullmatch(r"\[\[table\s[^\[\]]*\]\]", line)
    return found


def _bits(text: str, internal: bool) -> tuple[tuple[Bit, ...], bool, bool]:
    bits: list[Bit] = []
    at, wrong = 0, False
    for match in _TOKEN.finditer(text):
        if match.start() > at:
            bits.append(Bit(text[at : match.start()], internal))
        at = match.end()
        if match[2] or match[3]:
            wrong |= internal == bool(match[2])
            internal = bool(match[2])
            continue
        bits.append(Bit(_reference(match[1]), internal))
    if at < len(text):
        bits.append(Bit(text[at:], internal))
    return tuple(bits), internal, wrong


def _reference(written: str) -> Reference | Bad:
    try:
        return reference(written)
    except BadReference as bad:
        return Bad(written, str(bad))


def _table(written: str) -> Split | Bad:
    head, *options = (p.strip() for p in written.split("|"))
    match = _TABLE.fullmatch(head)
    if not match:
        return Bad(written, f"[[{written}]]：表的写法是 [[table 指标 by 列]]")
    found = _reference("|".join([match[1], *options]))
    return found if isinstance(found, Bad) else Split(found, match[2])
