"""From what a paper says to the lines and blanks on its pages: GB/T 9704-2012 chapter 7, part by part.

The result is plain JSON-able data for `gongwen.typ`; no text in it is markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from yifa.kernel.paper.document import Annex, Block, Heading, Paper, Paragraph, annexes
from yifa.kernel.paper.fonts import Role
from yifa.kernel.paper.grid import Advances, Line, Segment, cells_of, set_lines
from yifa.kernel.paper.marks import chinese_date
from yifa.kernel.paper.page import Sheet, sheet
from yifa.kernel.paper.table import CellLike, Table, alignment, place, shares, text_size, written
from yifa.kernel.paper.text import lines_of, printable

Item = dict[str, Any]
AdvancesOf = Callable[[Role, Sheet], Advances]

TITLE_WIDTH = 19
"""2号 characters on a title line: 156 mm hold 20, one less keeps the lines off the edges."""

HEADING_ROLE = {1: Role.HEAD, 2: Role.SUBHEAD, 3: Role.BODY, 4: Role.BODY}
_NO_TITLE_START = frozenset("，。、；：？！）》〉」』】〕”’的和与及")
_NO_TITLE_END = frozenset("（《〈「『【〔“‘")


class Layout:
    """Turns one paper into sections of items. `advances_of` gives the widths of Latin characters."""

    def __init__(self, advances_of: AdvancesOf) -> None:
        self._advances_of = advances_of

    def sections(self, paper: Paper) -> list[Item]:
        """The paper's own pages, then its annexes, each section with its sheet."""
        page = sheet(paper.landscape)
        sections = [_section(page, self._front(paper, page))]
        sections += [
            _section(sheet(annex.landscape), self._annex(annex, sheet(annex.landscape)))
            for annex in annexes(paper)
        ]
        if paper.copy_to or paper.imprint:
            if sections[-1]["sheet"]["width"] > sections[-1]["sheet"]["height"]:
                sections.append(_section(sheet(False), []))
            sections[-1]["items"].append(_imprint(paper))
        return sections

    def _front(self, paper: Paper, page: Sheet) -> list[Item]:
        items = _head(paper)
        items.append({"kind": "title", "lines": title_lines(paper.title, page)})
        if paper.number and not paper.agency_mark:
            items.append({"kind": "right", "text": printable(paper.number)})
        items.append(_blank(1))
        if paper.addressee:
            text = paper.addressee.rstrip("：:") + "："
            items += self._paragraphs(text, Role.BODY, page, indent=0)
        items += self._blocks(paper.body, page)
        if paper.attachments:
            items += [_blank(1), *self._attachment_note(paper, page)]
        if paper.issuer or paper.date:
            items = [*_keep_end(items), _blank(2, keep=True), *self._signature(paper, page)]
        if paper.note:
            text = printable(paper.note).strip("（）()")
            items += [_blank(1), *self._paragraphs(f"（{text}）", Role.BODY, page, indent=2)]
        return items

    def _annex(self, annex: Annex, page: Sheet) -> list[Item]:
        """7.3.7: 附件 and its number at the upper left in 黑体, the title on the third line."""
        items: list[Item] = []
        if annex.mark:
            items += [*self._paragraphs(annex.mark, Role.HEAD, page, indent=0), _blank(1)]
        return [
            *items,
            {"kind": "title", "lines": title_lines(annex.title, page)},
            _blank(1),
            *self._blocks(annex.body, page),
        ]

    def _blocks(self, blocks: Iterable[Block], page: Sheet) -> list[Item]:
        items: list[Item] = []
        for block in blocks:
            match block:
                case Heading(level=level):
                    role = HEADING_ROLE[level]
                    items += self._paragraphs(block.full_text, role, page, indent=2, level=level)
                case Paragraph(text=text):
                    items += self._paragraphs(text, Role.BODY, page, indent=2)
                case Table():
                    items.append(_table(block))
        return items

    def _paragraphs(
        self, text: str, role: Role, page: Sheet, *, indent: int, level: int = 0
    ) -> list[Item]:
        advances = self._advances_of(role, page)
        return [
            _lines(set_lines(line, advances, columns=page.columns, indent=indent), role, level)
            for line in lines_of(text)
        ]

    def _attachment_note(self, paper: Paper, page: Sheet) -> list[Item]:
        """7.3.4: two characters in, numbered when there are several; wrapped lines under the name."""
        advances = self._advances_of(Role.BODY, page)
        many = len(paper.attachments) > 1
        lines: list[Line] = []
        for n, item in enumerate(paper.attachments, 1):
            label = [Segment("text", "附件", 2), Segment("close", "：", 1)]
            first = [Segment("skip", "", 2), *label] if n == 1 else [Segment("skip", "", 5)]
            if many:
                first.append(Segment("latin", f"{n}.", cells_of(f"{n}.", advances)))
            start = sum(segment.cells for segment in first)
            name = " ".join(lines_of(item.title)).rstrip("。；;.")
            for i, line in enumerate(set_lines(name, advances, columns=page.columns - start)):
                lines.append((*(first if i == 0 else [Segment("skip", "", start)]), *line))
        return [_lines(lines, Role.BODY)]

    def _signature(self, paper: Paper, page: Sheet) -> list[Item]:
        """7.3.5.1: the date four characters off the right edge, the issuer centred over it."""
        advances = self._advances_of(Role.BODY, page)
        day = chinese_date(paper.date) if paper.date else ""
        wide = cells_of(day, advances)
        start = page.columns - 4 - wide
        middle = start + wide / 2 if day else page.columns - 8
        lines: list[Line] = []
        for name in lines_of(paper.issuer or ""):
            for line in set_lines(name, advances, columns=page.columns):
                size = sum(segment.cells for segment in line)
                at = min(round(middle - size / 2), page.columns - size)
                lines.append((Segment("skip", "", max(at, 0)), *line))
        if day:
            (date_line,) = set_lines(day, advances, columns=page.columns)
            lines.append((Segment("skip", "", start), *date_line))
        return [{**_lines(lines, Role.BODY), "keep": True}]


def _head(paper: Paper) -> list[Item]:
    if paper.agency_mark:
        head = {
            "kind": "head",
            "mark": printable(paper.agency_mark),
            "number": printable(paper.number or ""),
            "signer": _optional(paper.signer),
            "urgency": _optional(paper.urgency),
        }
        return [head, _blank(2)]
    if paper.urgency:
        line: Line = (Segment("text", printable(paper.urgency), len(paper.urgency)),)
        return [_lines([line], Role.HEAD)]
    return []


def title_lines(title: str, page: Sheet) -> list[str]:
    """The title broken into balanced lines; line ends the writer set are kept."""
    width = int(TITLE_WIDTH * page.area_width / 156)
    return [piece for line in lines_of(title) for piece in balanced(line, width)]


def balanced(text: str, width: int) -> list[str]:
    """Break a title into lines of nearly equal length (7.3.1: 排列对称, 长短适宜, 词意完整).

    Word boundaries are not known here: a writer who wants another break puts a line end there.
    """
    count = -(-len(text) // width)
    pieces: list[str] = []
    while count > 1:
        aim = -(-len(text) // count)
        cut = min(
            (at for at in range(1, len(text)) if _may_cut(text, at)),
            key=lambda at: (at > width, abs(at - aim), -at),
            default=aim,
        )
        pieces.append(text[:cut].rstrip())
        text, count = text[cut:].lstrip(), count - 1
    return [*pieces, text]


def _may_cut(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    inside_number = before.isascii() and after.isascii() and not before.isspace()
    date_part = before.isdigit() and after in "年月日号"
    return not (inside_number or date_part or after in _NO_TITLE_START or before in _NO_TITLE_END)


def _table(table: Table) -> Item:
    def cells(rows: Sequence[Sequence[CellLike]], *, heading: bool, below: int = 0) -> list[Item]:
        return [
            {
                "x": item.column,
                "y": item.row + below,
                "colspan": item.cell.colspan,
                "rowspan": item.cell.rowspan,
                "align": alignment(item.cell, heading=heading),
                "text": written(item.cell),
            }
            for item in place(rows, len(table.columns))
        ]

    heading_rows = table.heading_rows
    return {
        "kind": "table",
        "size": text_size(table),
        "caption": _optional(table.caption),
        "unit": _optional(table.unit),
        "note": _optional(table.note),
        "shares": list(shares(table)),
        "heading": cells(heading_rows, heading=True),
        "body": cells(table.rows, heading=False, below=len(heading_rows)),
    }


def _imprint(paper: Paper) -> Item:
    copy_to = printable(paper.copy_to).rstrip("。") + "。" if paper.copy_to else None
    imprint = paper.imprint
    return {
        "kind": "imprint",
        "copy": copy_to,
        "office": printable(imprint.office) if imprint else None,
        "printed": f"{chinese_date(imprint.printed)}印发" if imprint else None,
    }


def _keep_end(items: list[Item]) -> list[Item]:
    """Tie the last two lines of text to the signature: no page holds a signature alone (7.3.5.5)."""
    if not items or items[-1]["kind"] != "par":
        return items
    *before, last = items
    lines = last["lines"]
    tail = {**last, "lines": lines[-2:], "keep": True}
    return [*before, {**last, "lines": lines[:-2]}, tail] if len(lines) > 2 else [*before, tail]


def _lines(lines: Iterable[Line], role: Role, level: int = 0) -> Item:
    return {
        "kind": "par",
        "font": role.name.lower(),
        "level": level,
        "keep": level > 0,
        "lines": [[list(segment) for segment in line] for line in lines],
    }


def _blank(lines: int, *, keep: bool = False) -> Item:
    return {"kind": "blank", "lines": lines, "keep": keep}


def _section(page: Sheet, items: list[Item]) -> Item:
    fields = ("width", "height", "top", "left", "right", "bottom")
    area = ("area_width", "area_height", "columns", "lines")
    return {"sheet": {name: getattr(page, name) for name in fields + area}, "items": items}


def _optional(text: str | None) -> str | None:
    return printable(text) if text else None
