"""DOCX and XLSX, opened again by other libraries."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from yifa.kernel.paper import (
    Attachment,
    Cell,
    Heading,
    Imprint,
    Paper,
    Paragraph,
    ServiceRecord,
    Table,
)
from yifa.kernel.paper.docx import render_docx
from yifa.kernel.paper.sheet import Sheet, render_xlsx

MERGED = Table(
    ("镇", "新收", "办结率"),
    (("甲镇", 12, Decimal("0.955")), ("=1+1", None, "@x")),
    header=((Cell("单位", rowspan=2), Cell("案件", colspan=2)), ("新收", "办结率")),
    caption="统计表",
    unit="单位：件",
    note="注：样例。",
)


def opened(paper: Paper) -> Any:
    return docx.Document(BytesIO(render_docx(paper)))


def test_the_docx_has_the_margins_and_the_grid_of_the_standard() -> None:
    section = opened(Paper("通知")).sections[0]
    edges = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(edge.mm) for edge in edges] == [37, 28, 26, 35]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    assert grid.get(qn("w:linePitch")) == "579"
    assert -850 <= int(grid.get(qn("w:charSpace"))) <= -840


def test_styles_name_the_faces_of_the_standard() -> None:
    document = opened(
        Paper("通知", (Heading(1, "甲", 1), Heading(2, "乙", 1), Paragraph("丙")), issuer="区政府")
    )
    faces = {
        name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Title", "Normal", "Heading 1", "Heading 2", "Heading 3")
    }
    assert faces == {
        "Title": "方正小标宋简体",
        "Normal": "仿宋_GB2312",
        "Heading 1": "黑体",
        "Heading 2": "楷体_GB2312",
        "Heading 3": "仿宋_GB2312",
    }
    styles = {p.text: p.style.name for p in document.paragraphs if p.text}
    assert styles["一、甲"] == "Heading 1"
    assert styles["（一）乙"] == "Heading 2"
    assert document.styles["Title"].font.size.pt == 22
    assert document.styles["Normal"].font.size.pt == 16


def test_the_page_number_is_a_field_at_the_outer_corners() -> None:
    section = opened(Paper("通知")).sections[0]
    for footer in (section.footer, section.even_page_footer):
        field = footer._element.find(".//" + qn("w:fldSimple"))
        assert field.get(qn("w:instr")) == "PAGE"


def test_a_draft_says_so_and_an_issued_paper_does_not() -> None:
    def marks(paper: Paper) -> list[str]:
        with zipfile.ZipFile(BytesIO(render_docx(paper))) as archive:
            return [
                name
                for name in archive.namelist()
                if "草稿" in archive.read(name).decode("utf-8", "ignore")
            ]

    assert len(marks(Paper("通知"))) == 2  # odd and even header
    assert marks(Paper("通知", draft=False)) == []


def test_merged_cells_and_sections_survive_in_docx() -> None:
    document = opened(
        Paper(
            "通知",
            (MERGED,),
            agency_mark="金东区人民政府文件",
            number="金政发〔2026〕1号",
            signer="李某",
            attachments=(Attachment("附表", (MERGED,), landscape=True), Attachment("要点")),
            copy_to="区委",
            imprint=Imprint("区政府办", date(2026, 1, 2)),
            service_record=ServiceRecord("张某某"),
            issuer="区政府",
            date=date(2026, 1, 1),
        )
    )
    first = document.tables[0]
    assert first.cell(0, 0)._tc is first.cell(1, 0)._tc
    assert first.cell(0, 1).text == "案件" == first.cell(0, 2).text
    assert first.cell(2, 2).text == "0.955"
    assert [section.page_width.mm > 250 for section in document.sections] == [False, True, False]
    assert len(document.tables) == 3


@pytest.mark.parametrize("text", ["<w:p/>", "a&b", "{{ x }}", "\x00\x0b甲", "]]>"])
def test_markup_in_user_text_stays_text_in_docx(text: str) -> None:
    document = opened(Paper(text, (Paragraph(text), Table((text,), ((text,),)))))
    seen = text.replace("\x00", "").replace("\x0b", "")
    assert sum(p.text == seen for p in document.paragraphs) == 2
    assert document.tables[0].cell(1, 0).text == seen


def test_numbers_stay_numbers_and_words_that_look_like_formulas_stay_words() -> None:
    formats = (None, "#,##0", "0.0%")
    book = openpyxl.load_workbook(BytesIO(render_xlsx([Sheet("统计", MERGED, formats=formats)])))
    page = book["统计"]
    assert [str(area) for area in page.merged_cells.ranges if area.min_row in (3, 4)] != []
    assert page["B5"].value == 12 and page["B5"].number_format == "#,##0"
    assert page["C5"].value == 0.955 and page["C5"].number_format == "0.0%"
    for cell in (page["A6"], page["C6"]):
        assert cell.data_type == "s" and cell.quotePrefix
    assert page["A6"].value == "=1+1"
    assert page["B6"].value is None
    assert page.freeze_panes == "A5"
    assert page.print_title_rows == "$3:$4"
    assert page.page_setup.paperSize == 9 and page.page_setup.orientation == "landscape"


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "http://x.y", "007"]
)
def test_no_text_becomes_a_formula_a_link_or_a_number(text: str) -> None:
    table = Table((text,), ((text,),))
    page = openpyxl.load_workbook(BytesIO(render_xlsx([Sheet("甲", table, title=text)]))).active
    assert [row[0].value for row in page.iter_rows()] == [text] * 3
    assert {row[0].data_type for row in page.iter_rows()} == {"s"}
    assert not page._hyperlinks


def test_long_codes_dates_and_sheet_names() -> None:
    table = Table(("甲",), ((330702199001011234,), (date(2026, 11, 22),), (float("nan"),)))
    book = openpyxl.load_workbook(
        BytesIO(
            render_xlsx(
                [Sheet("a/b:" + "长" * 40, table), Sheet("A B", table), Sheet("a b", table)]
            )
        )
    )
    assert len({name.lower() for name in book.sheetnames}) == 3
    assert all(len(name) <= 31 for name in book.sheetnames)
    page = book.worksheets[0]
    assert page["A2"].value == "330702199001011234"
    assert page["A3"].value.date() == date(2026, 11, 22)
    assert page["A4"].value == "nan"
