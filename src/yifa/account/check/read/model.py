"""A text that was read: its words in one string, its blocks with their places, its tables."""

from __future__ import annotations

from dataclasses import dataclass, field

LONGEST = 500_000
"""Greatest text that is read, in characters: a thick yearly report has some thirty thousand."""


class CannotRead(Exception):
    """The input cannot be read; the message is one sentence for its sender."""


@dataclass(frozen=True)
class Block:
    """A paragraph, heading or table row: its span in the text, and where it stands in the source (第3页, 第12段)."""

    start: int
    end: int
    place: str
    heading: int = 0
    """Level of a heading the source marks as such; 0 otherwise."""


@dataclass(frozen=True)
class Cell:
    """A table cell: its span in the text."""

    start: int
    end: int


@dataclass(frozen=True)
class Table:
    """A table as rows of cells."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Document:
    """A report as read.

    `text` holds all words, paragraphs ended by line feeds, table cells separated by tabs; `wrapped` says that line
    feeds may stand inside sentences (pages of a PDF, text broken at a width).
    """

    name: str
    text: str
    kind: str
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    wrapped: bool = False
    notes: tuple[str, ...] = field(default=())

    def place_of(self, at: int) -> str:
        """Where a place of the text stands in the source, in words."""
        low, high = 0, len(self.blocks)
        while low < high:
            middle = (low + high) // 2
            if self.blocks[middle].end < at:
                low = middle + 1
            else:
                high = middle
        return self.blocks[low].place if low < len(self.blocks) else ""
