"""Lines of 28 cells, as on manuscript paper (GB/T 9704-2012 5.2.3).

Every wide character takes one cell; a run of Latin letters or digits takes as many whole cells as its
width needs, so that what follows is on the grid again. Which character may not begin or end a line is
GB/T 15834-2011 5.1: a pause mark that would begin a line hangs in the margin behind the 28th cell (as
Word and WPS do with 允许标点溢出边界, so that the DOCX breaks alike); any other forbidden character takes
its neighbour down with it. No character leaves its cell either way.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

Kind = Literal["text", "open", "close", "middle", "latin", "hang", "skip"]

_OPENING: Final = frozenset("（《〈「『【〔〖［｛“‘")
_CLOSING: Final = frozenset("，。、；：？！）》〉」』】〕〗］｝”’．")
_HANGING: Final = frozenset("，。、；：？！")
_NO_START: Final = _CLOSING | frozenset("—…·～‰％℃°,.;:?!)]}%")
_PAIRED: Final = frozenset("—…")
_LATIN: Final = re.compile(r"\S+| +")


class Segment(NamedTuple):
    """A piece of one line: what it is, its text, how many cells it takes."""

    kind: Kind
    text: str
    cells: int


Line = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Advances:
    """Widths of the narrow characters of one face, in cells; unknown ones count as `default`."""

    widths: Mapping[str, float]
    default: float = 0.6

    def of(self, text: str) -> float:
        return sum(self.widths.get(char, self.default) for char in text)


@dataclass(slots=True)
class _Atom:
    kind: Kind
    text: str
    width: float
    glued: bool  # no line may break before it


def cells_of(text: str, advances: Advances) -> int:
    """How many cells `text` takes on one line."""
    return _cells(_atoms(text, advances))


def set_lines(
    text: str, advances: Advances, *, columns: int = 28, indent: int = 0
) -> tuple[Line, ...]:
    """Break `text` (one paragraph) into lines of at most `columns` cells, the first one indented."""
    atoms = [piece for atom in _atoms(text, advances) for piece in _cut(atom, columns, advances)]
    lines: list[Line] = []
    start, room = 0, columns - indent
    while start < len(atoms):
        end, hangs = _fill(atoms, start, room)
        segments = _segments(atoms[start:end])
        if hangs:
            segments.append(Segment("hang", atoms[end].text, 0))
            end += 1
        if not lines and indent:
            segments.insert(0, Segment("skip", "", indent))
        lines.append(tuple(segments))
        start, room = end, columns
        while start < len(atoms) and atoms[start].text == " ":
            start += 1
    return tuple(lines)


def _fill(atoms: list[_Atom], start: int, room: int) -> tuple[int, bool]:
    """The index after the line's last atom, and whether the atom at that index hangs in the margin."""
    end = start
    used, latin = 0, 0.0
    while end < len(atoms):
        atom = atoms[end]
        if atom.kind == "latin":
            latin += atom.width
        else:
            used, latin = used + _whole(latin) + 1, 0.0
        if used + _whole(latin) > room:
            break
        end += 1
    else:
        return end, False
    free = end + 1 == len(atoms) or not atoms[end + 1].glued
    if atoms[end].text in _HANGING and free and end > start:
        return end, True
    back = end
    while back > start and (atoms[back].glued or atoms[back - 1].kind == "open"):
        back -= 1
    return (back if back > start else max(end, start + 1)), False


def _segments(atoms: list[_Atom]) -> list[Segment]:
    """Join neighbours: ideographs into one text, Latin words and their spaces into one piece."""
    segments: list[Segment] = []
    latin: list[_Atom] = []

    def flush() -> None:
        if latin:
            width = sum(atom.width for atom in latin)
            segments.append(Segment("latin", "".join(a.text for a in latin), _whole(width)))
            latin.clear()

    for atom in atoms:
        if atom.kind == "latin":
            latin.append(atom)
            continue
        flush()
        if atom.kind == "text" and segments and segments[-1].kind == "text":
            last = segments[-1]
            segments[-1] = Segment("text", last.text + atom.text, last.cells + 1)
        else:
            segments.append(Segment(atom.kind, atom.text, 1))
    flush()
    return segments


def _atoms(text: str, advances: Advances) -> list[_Atom]:
    atoms: list[_Atom] = []
    narrow = ""

    def flush() -> None:
        nonlocal narrow
        for word in _LATIN.findall(narrow):
            atoms.append(_Atom("latin", word, advances.of(word), word[0] in _NO_START))
        narrow = ""

    for char in text:
        if unicodedata.combining(char) or char == "\ufe0f":
            if narrow or not atoms:
                narrow += char
            else:
                atoms[-1].text += char
        elif unicodedata.east_asian_width(char) not in "WFA":
            narrow += char
        else:
            flush()
            paired = bool(atoms) and char in _PAIRED and atoms[-1].text == char
            glued = paired or char in _NO_START
            atoms.append(_Atom(_kind(char), char, 1.0, glued))
    flush()
    return atoms


def _kind(char: str) -> Kind:
    if char in _OPENING:
        return "open"
    if char in _CLOSING:
        return "close"
    # Ambiguous characters (①, ±, —, ·) have other widths in some fonts: centred in a cell of their own.
    return "middle" if unicodedata.east_asian_width(char) == "A" else "text"


def _cut(atom: _Atom, columns: int, advances: Advances) -> list[_Atom]:
    """A Latin word longer than a line, in pieces that fit one."""
    if atom.kind != "latin" or atom.width <= columns - 2:
        return [atom]
    pieces: list[_Atom] = []
    rest = ""
    for char in atom.text:
        if advances.of(rest + char) > columns - 2:
            pieces.append(_Atom("latin", rest, advances.of(rest), False))
            rest = ""
        rest += char
    pieces.append(_Atom("latin", rest, advances.of(rest), False))
    return pieces


def _cells(atoms: list[_Atom]) -> int:
    return sum(segment.cells for segment in _segments(atoms))


def _whole(width: float) -> int:
    return math.ceil(width - 1e-6)
