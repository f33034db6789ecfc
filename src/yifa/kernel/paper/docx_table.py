"""Tables in DOCX, written as XML in one pass: python-docx's own merging is quadratic in the cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from yifa.kernel.paper.docx_parts import off_grid, set_fonts
from yifa.kernel.paper.fonts import DOCX_FAMILIES, Role
from yifa.kernel.paper.page import MM, Sheet
from yifa.kernel.paper.table import (
    CellLike,
    Placed,
    Table,
    alignment,
    place,
    shares,
    text_size,
    written,
)
from yifa.kernel.paper.text import printable

_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


def add_table(document: Any, table: Table, page: Sheet) -> None:
    """Append caption, unit, table and note; the heading rows repeat on every page."""
    size = text_size(table)
    if table.caption:
        _line(document, table.caption, 14, align=WD_ALIGN_PARAGRAPH.CENTER, role=Role.HEAD)
    if table.unit:
        _line(document, table.unit, size, align=WD_ALIGN_PARAGRAPH.RIGHT)
    xml = _table_xml(table, page, size)
    document._body._element._insert_tbl(parse_xml(xml))
    if table.note:
        _line(document, table.note, size, align=WD_ALIGN_PARAGRAPH.LEFT)
    else:
        # Two tables without a paragraph between them would become one.
        _line(document, "", size, align=WD_ALIGN_PARAGRAPH.LEFT)


def _line(
    document: Any, text: str, size: float, *, align: WD_ALIGN_PARAGRAPH, role: Role = Role.BODY
) -> None:
    paragraph = document.add_paragraph()
    off_grid(paragraph._p.get_or_add_pPr())
    paragraph.alignment = align
    paragraph.paragraph_format.keep_with_next = align is not WD_ALIGN_PARAGRAPH.LEFT
    run = paragraph.add_run(printable(text))
    run.font.size = Pt(size)
    set_fonts(run._element.get_or_add_rPr(), role)


def _table_xml(table: Table, page: Sheet, size: float) -> str:
    total = page.area_width * MM * 20
    parts = shares(table)
    widths = [round(total * part / sum(parts)) for part in parts]
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in _EDGES
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = _rows_xml(table.heading_rows, widths, size, heading=True)
    rows += _rows_xml(table.rows, widths, size, heading=False)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _rows_xml(
    rows: Sequence[Sequence[CellLike]], widths: list[int], size: float, *, heading: bool
) -> str:
    """The rows; a cell merged over rows is continued in each of them, as the format wants."""
    grid: list[dict[int, tuple[Placed, bool]]] = [{} for _ in rows]
    for item in place(rows, len(widths)):
        for row in range(item.row, item.row + item.cell.rowspan):
            grid[row][item.column] = (item, row > item.row)
    repeat = "<w:tblHeader/>" if heading else ""
    return "".join(
        f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>"
        + "".join(
            _cell_xml(item, continued, widths, size, heading=heading)
            for _, (item, continued) in sorted(row.items())
        )
        + "</w:tr>"
        for row in grid
    )


def _cell_xml(
    item: Placed, continued: bool, widths: list[int], size: float, *, heading: bool
) -> str:
    cell = item.cell
    width = sum(widths[item.column : item.column + cell.colspan])
    span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    merge = ""
    if cell.rowspan > 1:
        merge = "<w:vMerge/>" if continued else '<w:vMerge w:val="restart"/>'
    font = DOCX_FAMILIES[Role.HEAD if heading else Role.BODY]
    align = alignment(cell, heading=heading)
    lines = [""] if continued else written(cell).split("\n")
    run = (
        f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
        f'<w:sz w:val="{round(size * 2)}"/></w:rPr>'
    )
    paragraphs = "".join(
        f'<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="60" w:after="60"/>'
        f'<w:jc w:val="{align}"/></w:pPr>'
        + (f'<w:r>{run}<w:t xml:space="preserve">{escape(line)}</w:t></w:r>' if line else "")
        + "</w:p>"
        for line in lines
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/>'
        f"</w:tcPr>{paragraphs}</w:tc>"
    )
