"""Words of a Word document's XML in the order of the page, each letter traceable to the run it stands in.

Read: paragraphs inside content controls and nested tables, inserted text of tracked changes, hyperlinks. Left out: deleted
text, the fallback copy of drawings, field codes, comments, notes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_GONE = {f"{W}del", f"{W}moveFrom", f"{_MC}Fallback", f"{W}pPr", f"{W}rPr", f"{W}txbxContent"}
_PASSED = {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}smartTag", f"{W}customXml"}


@dataclass
class Paragraph:
    """A paragraph: its element, its words, and for every text node (element, place of its first letter in the words)."""

    element: Any
    words: str = ""
    nodes: list[tuple[Any, int]] = field(default_factory=list)


@dataclass
class Grid:
    """A table: rows of cells, each the paragraphs that stand in it; a cell merged into the one above is empty."""

    rows: list[list[list[Paragraph]]] = field(default_factory=list)


def content(body: Any) -> Iterator[Paragraph | Grid]:
    """Paragraphs and tables right below an element, looked for inside content controls too."""
    for child in body:
        if child.tag == f"{W}p":
            yield paragraph(child)
        elif child.tag == f"{W}tbl":
            yield grid(child)
        elif child.tag in _PASSED:
            yield from content(child)


def paragraph(element: Any) -> Paragraph:
    """The words of a paragraph: tabs and breaks become blanks."""
    made = Paragraph(element)
    _gather(element, made)
    return made


def _gather(element: Any, made: Paragraph) -> None:
    for child in element:
        if child.tag in _GONE:
            continue
        if child.tag == f"{W}t":
            made.nodes.append((child, len(made.words)))
            made.words += (child.text or "").replace("\n", " ").replace("\t", " ")
        elif child.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
            made.words += " "
        elif child.tag == f"{W}noBreakHyphen":
            made.words += "-"
        else:
            _gather(child, made)


def grid(element: Any) -> Grid:
    """A table's cells; a cell over several columns is told once and leaves the others empty."""
    made = Grid()
    for row in _below(element, f"{W}tr"):
        cells: list[list[Paragraph]] = []
        for cell in _below(row, f"{W}tc"):
            span, kept = _spanned(cell)
            cells.append([*_inside(cell)] if kept else [])
            cells += [[] for _ in range(min(span, 200) - 1)]
        made.rows.append(cells)
    return made


def _below(element: Any, tag: str) -> Iterator[Any]:
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _PASSED:
            yield from _below(child, tag)


def _inside(cell: Any) -> Iterator[Paragraph]:
    for item in content(cell):
        if isinstance(item, Paragraph):
            yield item
        else:
            for row in item.rows:
                for inner in row:
                    yield from inner


def _spanned(cell: Any) -> tuple[int, bool]:
    """(columns it covers, whether it holds its own words)."""
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        return 1, True
    wide, merged = properties.find(f"{W}gridSpan"), properties.find(f"{W}vMerge")
    span = wide.get(f"{W}val", "1") if wide is not None else "1"
    goes_on = merged is not None and merged.get(f"{W}val", "continue") == "continue"
    return (int(span) if span.isdigit() else 1), not goes_on
