"""Written forms, tables, fonts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from yifa.kernel.paper import (
    Cell,
    Heading,
    Paper,
    Table,
    chinese_date,
    chinese_numeral,
    doc_number,
    heading_mark,
)
from yifa.kernel.paper.fonts import NoChineseFont, Role, find_fonts, font_report
from yifa.kernel.paper.layout import balanced
from yifa.kernel.paper.table import place
from yifa.kernel.paper.text import lines_of, printable


def test_dates_and_numbers_have_no_leading_zeros() -> None:
    assert chinese_date(date(2026, 1, 2)) == "2026年1月2日"
    assert chinese_date(date(2026, 11, 22)) == "2026年11月22日"
    assert doc_number("金政发", 2025, 33) == "金政发〔2025〕33号"
    for year, serial in ((25, 1), (2025, 0)):
        with pytest.raises(ValueError, match="document number"):
            doc_number("金政发", year, serial)


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")],
)
def test_chinese_numerals(number: int, text: str) -> None:
    assert chinese_numeral(number) == text


def test_the_four_heading_levels() -> None:
    assert [heading_mark(level, 2) for level in (1, 2, 3, 4)] == ["二、", "（二）", "2.", "（2）"]
    assert Heading(1, "总体要求", 1).full_text == "一、总体要求"
    with pytest.raises(ValueError, match="levels 1 to 4"):
        Heading(5, "过深")
    with pytest.raises(ValueError, match="title"):
        Paper("  ")


def test_merged_cells_find_their_places() -> None:
    header = ((Cell("单位", rowspan=2), Cell("案件", colspan=2)), ("收", "结"))
    placed = {(item.row, item.column): item.cell.value for item in place(header, 3)}
    assert placed == {(0, 0): "单位", (0, 1): "案件", (1, 1): "收", (1, 2): "结"}


@pytest.mark.parametrize(
    "rows",
    [
        (("甲",),),
        (("甲", "乙", "丙"),),
        ((Cell("甲", colspan=3),),),
        ((Cell("甲", rowspan=2), "乙"),),
        (("甲", Cell("乙", rowspan=2)), (Cell("丙", colspan=2),)),
    ],
)
def test_a_table_that_does_not_fit_together_is_refused(
    rows: tuple[tuple[Cell | str, ...], ...],
) -> None:
    with pytest.raises(ValueError):
        Table(("一", "二"), rows)


def test_a_long_title_breaks_into_balanced_lines() -> None:
    title = "金华市金东区人民政府关于印发2026年法治政府建设工作要点的通知"
    pieces = balanced(title, 19)
    assert "".join(pieces) == title
    assert len(pieces) == 2
    assert pieces[1].startswith("2026年")


def test_what_cannot_be_printed_is_removed() -> None:
    assert printable("甲\x00\u202e乙\ufeff\ud800\t丙\r\n丁") == "甲乙 丙\n丁"
    assert lines_of("　　甲。\n\n 乙。") == ("甲。", "乙。")


def test_without_a_chinese_font_the_error_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(NoChineseFont, match="apt-get install fonts-noto-cjk"):
        find_fonts((tmp_path,))


def test_the_report_names_every_substitute() -> None:
    report = font_report()
    assert set(report.faces) == set(Role)
    for face in report.substitutes:
        assert f"{face.role}用{face.family}" in report.describe()


def test_the_four_roles_of_the_standard_have_four_different_faces_here() -> None:
    faces = font_report().faces
    families = {faces[role].family for role in (Role.MARK, Role.BODY, Role.HEAD, Role.SUBHEAD)}
    assert len(families) == 4, (
        "the measured page tests need 仿宋, 黑体, 楷体 and 宋体 faces: "
        "install Fandol (apt-get install texlive-lang-chinese, or its fonts alone)"
    )
