"""A paper as DOCX, to be edited in WPS or Word: the same layout as the PDF, by styles and a grid.

Fonts are named, not embedded: an office machine has 方正小标宋简体, 仿宋_GB2312 and 楷体_GB2312, and puts
its own substitute where it has not. The PDF is the official one.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Pt, RGBColor

from yifa.kernel.paper.document import Block, Heading, Paper, Paragraph, annexes
from yifa.kernel.paper.docx_parts import (
    bottom_rule,
    fill_section,
    indent_chars,
    off_grid,
    set_fonts,
    set_styles,
)
from yifa.kernel.paper.docx_table import add_table
from yifa.kernel.paper.fonts import Role
from yifa.kernel.paper.layout import title_lines
from yifa.kernel.paper.marks import chinese_date
from yifa.kernel.paper.page import BODY_SIZE, LANDSCAPE, MM, PORTRAIT, SMALL_SIZE, Sheet, sheet
from yifa.kernel.paper.table import Table, extent
from yifa.kernel.paper.text import lines_of, printable

_RIGHT = WD_ALIGN_PARAGRAPH.RIGHT
_CENTER = WD_ALIGN_PARAGRAPH.CENTER


def render_docx(paper: Paper, *, made: datetime | None = None) -> bytes:
    """The paper as an editable document; `made` is the creation time its properties state."""
    document = Document()
    set_styles(document)
    properties = document.core_properties
    properties.title = printable(paper.title).replace("\n", "")
    properties.author = printable(paper.issuer or "")
    properties.comments = ""
    properties.created = properties.modified = made or datetime.combine(
        paper.date or datetime.fromtimestamp(0, UTC).date(), time(), UTC
    )
    writer = _Writer(document, sheet(paper.landscape))
    fill_section(document.sections[0], writer.page, draft=paper.draft)
    writer.front(paper)
    for annex in annexes(paper):
        writer.new_section(sheet(annex.landscape), draft=paper.draft)
        if annex.mark:
            writer.text(annex.mark, role=Role.HEAD)
            writer.blank()
        writer.title(annex.title)
        writer.blank()
        writer.blocks(annex.body)
    if paper.copy_to or paper.imprint:
        if writer.page is LANDSCAPE:
            writer.new_section(PORTRAIT, draft=paper.draft)
        writer.imprint(paper)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


class _Writer:
    def __init__(self, document: Any, page: Sheet) -> None:
        self._document = document
        self.page = page

    def new_section(self, page: Sheet, *, draft: bool) -> None:
        self.page = page
        fill_section(self._document.add_section(), page, draft=draft)

    def text(self, text: str, *, role: Role | None = None, style: str = "Normal") -> Any:
        paragraph = self._document.add_paragraph(style=style)
        run = paragraph.add_run(printable(text).replace("\n", ""))
        if role is not None:
            set_fonts(run._element.get_or_add_rPr(), role)
        return paragraph

    def blank(self, lines: int = 1) -> None:
        for _ in range(lines):
            self._document.add_paragraph()

    def front(self, paper: Paper) -> None:
        if paper.urgency and not paper.agency_mark:
            self.text(paper.urgency, role=Role.HEAD)
        if paper.agency_mark:
            self._head(paper)
        self.title(paper.title)
        if paper.number and not paper.agency_mark:
            self.text(paper.number).alignment = _RIGHT
        self.blank()
        if paper.addressee:
            self.text(paper.addressee.rstrip("：:") + "：")
        self.blocks(paper.body)
        if paper.attachments:
            self.blank()
            self._attachment_note(paper)
        if paper.issuer or paper.date:
            self._signature(paper)
        if paper.note:
            self.blank()
            note = self.text(f"（{printable(paper.note).strip('（）()')}）")
            indent_chars(note, self.page, first=2)

    def title(self, title: str) -> None:
        paragraph = self._document.add_paragraph(style="Title")
        for n, line in enumerate(title_lines(title, self.page)):
            if n:
                paragraph.add_run().add_break()
            paragraph.add_run(line)

    def blocks(self, blocks: tuple[Block, ...]) -> None:
        for block in blocks:
            match block:
                case Heading(level=level):
                    heading = self.text(block.full_text, style=f"Heading {level}")
                    indent_chars(heading, self.page, first=2)
                case Paragraph(text=text):
                    for line in lines_of(text):
                        indent_chars(self.text(line), self.page, first=2)
                case Table():
                    add_table(self._document, block, self.page)

    def _head(self, paper: Paper) -> None:
        """7.2: the mark 35 mm below the type area's upper edge, the number, the red rule."""
        if paper.urgency:
            self.text(paper.urgency, role=Role.HEAD)
        mark = self.text(paper.agency_mark or "", role=Role.MARK)
        width = self.page.area_width * MM
        mark.alignment = _CENTER
        off_grid(mark._p.get_or_add_pPr())
        above = 35 * MM - (self.page.line_pitch if paper.urgency else 0)
        mark.paragraph_format.space_before = Pt(above)
        mark.runs[0].font.size = Pt(int(min(60, width / max(len(mark.text), 1))))
        mark.runs[0].font.color.rgb = RGBColor(0xE6, 0x00, 0x12)
        self.blank(2)
        if paper.signer:
            number = self.text(f"{paper.number or ''}\t签发人：")
            set_fonts(
                number.add_run(printable(paper.signer))._element.get_or_add_rPr(), Role.SUBHEAD
            )
            indent_chars(number, self.page, left=1, right=1)
            number.paragraph_format.tab_stops.add_tab_stop(
                Pt(width - self.page.char_pitch * (5 + len(paper.signer)))
            )
        else:
            number = self.text(paper.number or "")
            number.alignment = _CENTER
        bottom_rule(number)
        self.blank(2)

    def _attachment_note(self, paper: Paper) -> None:
        many = len(paper.attachments) > 1
        for n, item in enumerate(paper.attachments, 1):
            label = "附件：" if n == 1 else ""
            mark = f"{n}." if many else ""
            note = self.text(label + mark + " ".join(lines_of(item.title)))
            hanging = 5 + (0.8 if many else 0)
            indent_chars(note, self.page, left=hanging, first=(2 if n == 1 else 5) - hanging)

    def _signature(self, paper: Paper) -> None:
        """7.3.5.1: the date four characters off the right edge, the issuer centred over it."""
        day = chinese_date(paper.date) if paper.date else ""
        middle = 4 + extent(day) / 2 if day else 8
        self.blank(2)
        for name in lines_of(paper.issuer or ""):
            issuer = self.text(name)
            issuer.alignment = _RIGHT
            issuer.paragraph_format.keep_with_next = True
            indent_chars(issuer, self.page, right=max(middle - extent(name) / 2, 0))
        if day:
            line = self.text(day)
            line.alignment = _RIGHT
            indent_chars(line, self.page, right=4)

    def imprint(self, paper: Paper) -> None:
        self.blank()
        parts = []
        if paper.copy_to:
            parts.append(f"抄送：{printable(paper.copy_to).rstrip('。')}。")
        if paper.imprint:
            printed = f"{chinese_date(paper.imprint.printed)}印发"
            parts.append(f"{printable(paper.imprint.office)}\t{printed}")
        for n, part in enumerate(parts):
            line = self._document.add_paragraph()
            off_grid(line._p.get_or_add_pPr())
            line.add_run(part).font.size = Pt(SMALL_SIZE)
            right = self.page.area_width * MM - BODY_SIZE
            line.paragraph_format.tab_stops.add_tab_stop(
                Pt(right), alignment=WD_TAB_ALIGNMENT.RIGHT
            )
            indent_chars(line, self.page, left=1, right=1)
            last = n == len(parts) - 1
            bottom_rule(line, color="000000", eighths=8 if last else 6, space=3, above=n == 0)
