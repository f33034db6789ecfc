"""GB/T 9704-2012 measured on the printed page, not on the markup."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

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
from yifa.kernel.paper.fonts import Role, font_report
from yifa.kernel.paper.pdf import render_pdf
from yifa.kernel.paper.tests.pages import Page, read

MM_PT = 72 / 25.4
PITCH = 156 / 28
LINE = 225 / 22
PROSE = (
    "法治政府建设是全面依法治国的重点任务和主体工程，是推进国家治理体系和治理能力现代化的重要支撑。"
    "各单位要认真贯彻“谁执法谁普法”责任制，2026年3月1日前报告上一年度情况；按期办结率应达到95.5%以上。"
)


def pages(*body: Heading | Paragraph | Table, **parts: object) -> list[Page]:
    given = {"title": "通知", "draft": False} | parts
    return read(render_pdf(Paper(body=body, **given)))  # type: ignore[arg-type]


def printed(role: Role) -> str:
    return font_report().faces[role].family.removesuffix(" R").replace(" ", "")


def test_a_full_page_has_22_lines_of_28_characters() -> None:
    full = pages(Paragraph("法" * 28 * 70))[1]
    assert [len(line) for line in full.lines] == [28] * 22


def test_the_type_area_stands_37_mm_down_and_28_mm_in_and_is_156_by_225() -> None:
    full = pages(Paragraph("国" * 28 * 70))[1]
    first, last = full.lines[0], full.lines[-1]
    assert (round(full.width, 1), round(full.height, 1)) == (210, 297)
    assert first[0].left == pytest.approx(28, abs=0.3)
    assert first[-1].right == pytest.approx(28 + 156, abs=0.3)
    ascent = 0.88 * 16 / MM_PT
    assert first[0].baseline - ascent == pytest.approx(37, abs=0.3)
    assert last[0].baseline - ascent + LINE == pytest.approx(37 + 225, abs=0.3)


def test_characters_and_lines_stand_at_equal_distances() -> None:
    full = pages(Paragraph("府" * 28 * 70))[1]
    for line in full.lines:
        for a, b in pairwise(line):
            assert b.left - a.left == pytest.approx(PITCH, abs=0.02)
    baselines = [line[0].baseline for line in full.lines]
    for upper, lower in pairwise(baselines):
        assert lower - upper == pytest.approx(LINE, abs=0.02)


def test_punctuation_and_figures_leave_every_ideograph_in_its_cell() -> None:
    _, *rest = pages(*[Paragraph(PROSE * 5)] * 6)
    for page in rest[:-1]:
        assert len(page.lines) == 22
        for line in page.lines:
            for char in line:
                if "一" <= char.text <= "鿿":
                    cell = (char.left - 28) / PITCH
                    assert cell == pytest.approx(round(cell), abs=0.005)
                    assert round(cell) <= 27


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    for page in pages(*[Paragraph("法" * n + PROSE * 3) for n in range(28)]):
        for line in page.lines:
            assert line[0].text not in "，。、；：？！）》”％%"
            assert line[-1].text not in "（《“"


def test_a_mark_that_would_begin_a_line_hangs_behind_the_28th_character() -> None:
    page = pages(Paragraph("法" * 26 + "，" + "治" * 40))[0]
    line = next(line for line in page.lines if line[-1].text == "，")
    assert len(line) == 27
    assert line[-1].left == pytest.approx(28 + 156, abs=0.3)


def test_each_part_is_set_in_its_own_face() -> None:
    page = pages(
        Heading(1, "总体要求", 1),
        Heading(2, "制度建设", 2),
        Heading(3, "公众参与", 3),
        Heading(4, "征求意见", 4),
        Paragraph("正文一段。"),
    )[0]
    assert page.fonts_of("通知") == {printed(Role.MARK) + "-Bold"}
    for text, role in (
        ("一、总体要求", Role.HEAD),
        ("（二）制度建设", Role.SUBHEAD),
        ("3.公众参与", Role.BODY),
        ("（4）征求意见", Role.BODY),
        ("正文一段", Role.BODY),
    ):
        assert page.fonts_of(text) == {printed(role) + "-Regular"}, text
    sizes = {char.size for char in page.chars if char.text in "总制公征正"}
    assert sizes == {16.0}
    assert {char.size for char in page.chars if char.text in "通知"} == {22.0}


def test_the_head_is_red_35_mm_down_and_the_title_two_lines_under_the_rule() -> None:
    page = pages(agency_mark="金华市金东区人民政府文件", number="金政发〔2026〕33号")[0]
    mark = page.lines[0]
    assert "".join(c.text for c in mark) == "金华市金东区人民政府文件"
    assert mark[0].baseline - 0.88 * mark[0].size / MM_PT == pytest.approx(37 + 35, abs=0.5)
    number = page.lines[1]
    middle = (number[0].left + number[-1].right) / 2
    assert middle == pytest.approx(28 + 78, abs=PITCH / 2)
    title = next(line for line in page.lines if line[0].text == "通")
    # The rule is the lower edge of the head, 4 mm under the number.
    rule = number[0].baseline + 0.12 * 16 / MM_PT + 4
    assert title[0].baseline - 0.88 * 22 / MM_PT - rule == pytest.approx(2 * LINE, abs=0.5)


def test_the_date_ends_four_characters_off_the_edge_and_the_issuer_is_centred_over_it() -> None:
    page = pages(Paragraph("特此通知。"), issuer="金华市金东区人民政府", date=date(2026, 11, 22))[0]
    text, issuer, day = page.lines[-3:]
    assert issuer[0].baseline - text[0].baseline == pytest.approx(3 * LINE, abs=0.1)
    assert "".join(c.text for c in day) == "2026年11月22日"
    assert day[-1].right == pytest.approx(28 + 24 * PITCH, abs=0.5)
    centre = (issuer[0].left + issuer[-1].right) / 2
    assert centre == pytest.approx((day[0].left + day[-1].right) / 2, abs=PITCH / 2 + 0.5)


def test_no_page_holds_a_signature_alone() -> None:
    for lines in range(14, 24):
        last = pages(Paragraph("法" * (28 * lines - 2)), issuer="区政府", date=date(2026, 1, 2))[-1]
        assert any(line[0].text == "法" for line in last.lines), lines


def test_page_numbers_stand_at_the_outer_corners_7_mm_below_the_type_area() -> None:
    odd, even = pages(Paragraph("法" * 28 * 40))[:2]
    for page, n in ((odd, "1"), (even, "2")):
        foot = [c for c in page.chars if c.baseline > 262]
        assert "".join(c.text for c in foot) == f"—{n}—"
        assert {c.size for c in foot} == {14.0}
        assert foot[0].baseline == pytest.approx(262 + 7 + 3, abs=1)
        edge = 184 - foot[-1].right if n == "1" else foot[0].left - 28
        assert edge == pytest.approx(14 / MM_PT, abs=0.5)


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        "$x$",
        "*bold*",
        "_em_",
        "<label>",
        "@cite",
        "`raw`",
        "\\u{1F600}",
        "= 标题",
        "#{panic()}",
        "//comment",
        "[x](y)",
        "{{ 7*7 }}",
    ],
)
def test_markup_in_user_text_is_printed_as_it_is(text: str) -> None:
    page = pages(
        Paragraph(f"甲{text}乙"),
        Heading(1, text),
        Table(("项",), ((text,),), caption=text),
        title=text,
        addressee=text,
        issuer=text,
    )[0]
    assert page.text.replace(" ", "").count(text.replace(" ", "")) >= 5


def test_control_characters_and_rare_characters_do_not_stop_the_print() -> None:
    page = pages(Paragraph("张\x00\u202e镕\ufeff喆㛃𠮷😀é\u0301"))[0]
    assert "张镕喆㛃" in page.text


def test_a_character_no_font_has_is_printed_as_a_gap_mark_not_left_out() -> None:
    page = pages(Paragraph("张\ue598某和\U00012345"), title="\ue599通知")[0]
    assert "张〓某和〓" in page.text
    assert "〓通知" in page.text


def test_a_draft_says_so_on_every_page_and_an_issued_paper_does_not() -> None:
    draft = pages(Paragraph("法" * 28 * 40), draft=True)
    assert len(draft) == 3 or len(draft) == 2
    assert all("草稿" in page.text for page in draft)
    assert not any("草稿" in page.text for page in pages(Paragraph("法")))
    assert Paper("通知").draft


def test_a_table_repeats_its_merged_heading_and_the_text_returns_to_the_grid() -> None:
    table = Table(
        ("镇", "收", "结"),
        tuple((f"第{n}镇", n, n) for n in range(60)),
        header=((Cell("单位", rowspan=2), Cell("案件", colspan=2)), ("新收", "办结")),
        caption="统计表",
    )
    first, second, *_ = pages(table, Paragraph("表后正文"), landscape=True)
    assert first.width == pytest.approx(297, abs=0.1)
    for page in (first, second):
        assert "单位案件新收办结" in page.text.replace("\n", "") or "案件" in page.text
    portrait = pages(Table(("镇",), (("甲",),)), Paragraph("表后正文"))[0]
    after = next(line for line in portrait.lines if line[0].text == "表")
    row = (after[0].baseline - 0.88 * 16 / MM_PT - 37) / LINE
    assert row == pytest.approx(round(row), abs=0.02)


def test_attachments_imprint_and_receipt_of_service_find_their_pages() -> None:
    table = Table(("镇", "件"), (("甲镇", 3),))
    sheets = pages(
        Paragraph("正文。"),
        attachments=(Attachment("工作要点"), Attachment("统计表", (table,), landscape=True)),
        service_record=ServiceRecord("张某某", method="直接送达"),
        copy_to="区委各部门",
        imprint=Imprint("区政府办公室", date(2026, 11, 23)),
        number="金政复〔2026〕1号",
        note="此件公开发布",
    )
    assert [round(page.width) for page in sheets] == [210, 297, 210]
    assert "附件：1.工作要点2.统计表" in sheets[0].text
    assert "（此件公开发布）" in sheets[0].text
    assert sheets[1].text.startswith("附件2统计表")
    assert "送达回证受送达人张某某" in sheets[2].text
    office = next(c for c in sheets[2].chars if c.text == "印" and c.baseline > 200)
    assert office.baseline == pytest.approx(262, abs=5)
    assert {c.size for c in sheets[2].chars if c.baseline == office.baseline} == {14.0}


def test_the_same_paper_gives_the_same_pdf_a() -> None:
    paper = Paper("通知", (Paragraph(PROSE),), date=date(2026, 1, 2))
    once, twice = render_pdf(paper), render_pdf(paper)
    assert once == twice
    assert b"<pdfaid:part>2</pdfaid:part>" in once
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in once
