"""Two texts side by side: paragraph by paragraph, and within a changed paragraph character by character."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Side:
    """One side of a row: pieces of text, each same or changed."""

    pieces: tuple[tuple[str, bool], ...] = ()

    @property
    def empty(self) -> bool:
        return not self.pieces


@dataclass(frozen=True)
class Row:
    """A row of the comparison: same, changed, added or removed."""

    what: str
    left: Side
    right: Side


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, empty ones left out."""
    return [p.strip() for p in re.split(r"\n+", text) if p.strip()]


def compare(left: str, right: str) -> list[Row]:
    """Rows for two texts; unchanged paragraphs are there too."""
    one, two = paragraphs(left), paragraphs(right)
    rows: list[Row] = []
    for tag, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [Row("same", _whole(p), _whole(p)) for p in one[a:b]]
            continue
        gone, come = one[a:b], two[c:d]
        for n in range(max(len(gone), len(come))):
            old = gone[n] if n < len(gone) else None
            new = come[n] if n < len(come) else None
            if old is None or new is None:
                what = "added" if old is None else "removed"
                rows.append(Row(what, _whole(old, True), _whole(new, True)))
            else:
                rows.append(Row("changed", *_inside(old, new)))
    return rows


def changes(rows: list[Row], around: int = 1) -> list[Row]:
    """The rows that changed with a few unchanged ones about them."""
    keep: set[int] = set()
    for n, row in enumerate(rows):
        if row.what != "same":
            keep |= set(range(max(n - around, 0), min(n + around + 1, len(rows))))
    return [row for n, row in enumerate(rows) if n in keep]


def _whole(text: str | None, changed: bool = False) -> Side:
    return Side() if text is None else Side(((text, changed),))


def _inside(old: str, new: str) -> tuple[Side, Side]:
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if b > a:
            left.append((old[a:b], tag != "equal"))
        if d > c:
            right.append((new[c:d], tag != "equal"))
    return Side(tuple(left)), Side(tuple(right))
