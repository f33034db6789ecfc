"""Folding: one writing for full-width and half-width characters, without the spaces that layout put in.

The grammar reads the folded text; every place is mapped back to the source, so nothing is lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_FULL = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SAME = {
    0x3000: 0x20, 0xA0: 0x20, 0x2002: 0x20, 0x2003: 0x20, 0x2009: 0x20, 0xFEFF: 0x200B, 0xAD: 0x200B,
    ord("「"): ord("“"), ord("」"): ord("”"), ord("『"): ord("“"), ord("』"): ord("”"),
    ord("〞"): ord("”"), ord("〝"): ord("“"), ord("＂"): ord('"'),
    ord("–"): ord("—"), ord("―"): ord("—"), ord("─"): ord("—"), ord("～"): ord("~"), ord("〜"): ord("~"),
    ord("﹪"): ord("%"), ord("｡"): ord("。"), ord("･"): ord("·"), ord("・"): ord("·"), ord("•"): ord("·"),
    ord("−"): ord("-"), ord("〔"): ord("["), ord("〕"): ord("]"), ord("【"): ord("["), ord("】"): ord("]"),
    ord("〇"): ord("零"), ord("两"): ord("两"), ord("〈"): ord("<"), ord("〉"): ord(">"),
}  # fmt: skip
_TABLE = _FULL | _SAME
_BLANK = re.compile(r"[ \t\r\u200b-\u200d\u2060\x0b\x0c]+")
_ENDLESS = re.compile(r"[0-9]{40,}|[零一二三四五六七八九十百千万亿]{60,}")
"""Longer than any number: made unreadable, so that nothing reads it slowly."""
_HEADING = re.compile(
    r"[(第]?[一二三四五六七八九十百]{1,3}[、是)章节]|[(]?\d{1,2}[.、)](?!\d)|[·◆●■—]"
)


@dataclass(frozen=True)
class Folded:
    """Folded `text`; `origin[i]` is the place of its i-th character in the source (one entry more than characters)."""

    text: str
    origin: tuple[int, ...]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the source of a span of the folded text."""
        if end <= start:
            return self.origin[start], self.origin[start]
        return self.origin[start], self.origin[end - 1] + 1


def fold(source: str, *, wrapped: bool = False) -> Folded:
    """Fold a text.

    A blank between two Latin letters or digits stays (“2024 12”), every other blank goes. A line feed ends a
    paragraph; with `wrapped` (text taken from pages) a line that breaks off inside a sentence is joined to the next.
    """
    table = _ENDLESS.sub(lambda run: "#" * len(run.group()), source.translate(_TABLE))
    kept: list[str] = []
    origin: list[int] = []
    at = 0
    for blank in _BLANK.finditer(table):
        kept.append(table[at : blank.start()])
        origin.extend(range(at, blank.start()))
        left = table[blank.start() - 1] if blank.start() else "\n"
        right = table[blank.end()] if blank.end() < len(table) else "\n"
        if "\t" in blank.group() and left != "\n" and right != "\n":
            kept.append("\t")  # a cell ends here
            origin.append(blank.start())
        elif _latin(left) and _latin(right):
            kept.append(" ")
            origin.append(blank.start())
        at = blank.end()
    kept.append(table[at:])
    origin.extend(range(at, len(table)))
    text = _paired("".join(kept))
    if wrapped:
        text, origin = _unwrapped(text, origin)
    return Folded(text, (*origin, len(source)))


def _latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _paired(text: str) -> str:
    """Straight double quotes as opening and closing ones, paragraph by paragraph where they pair."""
    if '"' not in text:
        return text
    lines = text.split("\n")
    for i, line in enumerate(lines):
        if line.count('"') and line.count('"') % 2 == 0:
            parts = line.split('"')
            lines[i] = "".join(
                part + ("" if n == len(parts) - 1 else "“" if n % 2 == 0 else "”")
                for n, part in enumerate(parts)
            )
    return "\n".join(lines)


def _unwrapped(text: str, origin: list[int]) -> tuple[str, list[int]]:
    """Without the line feeds that a page's width put inside sentences."""
    gone = set()
    at = text.find("\n")
    start = 0
    while at >= 0:
        line = text[start:at]
        after = text[at + 1 : at + 12]
        if (
            len(line) >= 15
            and line[-1] not in "。!?:;”]"
            and after
            and after[0] != "\n"
            and not _HEADING.match(after)
            and "\t" not in line
        ):
            gone.add(at)
        start = at + 1
        at = text.find("\n", start)
    if not gone:
        return text, origin
    return (
        "".join(sign for i, sign in enumerate(text) if i not in gone),
        [place for i, place in enumerate(origin) if i not in gone],
    )
