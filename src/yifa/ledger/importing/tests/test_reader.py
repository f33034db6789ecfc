"""Whatever the file is, the same grid comes out; what cannot be read says why and what to do."""

import time
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yifa.ledger.importing.reader import Unreadable, read_grid, read_text
from yifa.ledger.importing.tests.sheets import HEAD, as_csv, as_xlsx, item

ROWS = [HEAD, item(1), item(2)]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_every_usual_encoding_gives_the_same_cells(encoding):
    assert read_grid(as_csv(ROWS, encoding)).rows == ROWS


@pytest.mark.parametrize("separator", ["\t", ";", "|"])
def test_other_separators_are_found(separator):
    text = "\r\n".join(separator.join(row) for row in ROWS)
    assert read_grid(text.encode()).rows == ROWS


def test_cells_pasted_from_a_spreadsheet_are_read():
    assert read_text("\n".join("\t".join(row) for row in ROWS)).rows == ROWS


def test_a_workbook_is_read_whatever_its_name_says():
    assert read_grid(as_xlsx(ROWS)).rows == ROWS


def test_rows_keep_the_numbers_the_clerk_sees():
    grid = read_grid(as_xlsx([[], [], ["", "标题"], [], HEAD, item(1)]))
    assert grid.rows[2] == ["", "标题"]
    assert grid.rows[4] == HEAD
    assert grid.rows[5] == item(1)


def test_numbers_and_days_read_as_they_are_seen():
    import datetime

    rows = [["甲", "乙", "丙", "丁"], [7, 7.5, datetime.date(2024, 3, 5), True]]
    out = BytesIO()
    import xlsxwriter

    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, rows[0])
        page.write_number(1, 0, 7)
        page.write_number(1, 1, 7.5)
        page.write_datetime(1, 2, datetime.datetime(2024, 3, 5), day)
        page.write_boolean(1, 3, True)
    assert read_grid(out.getvalue()).rows[1] == ["7", "7.5", "2024-03-05", "是"]


def test_a_number_too_long_for_a_spreadsheet_is_pointed_at():
    grid = read_grid(as_xlsx([["编码"], [4148481895459659776]]))
    assert (1, 0) in grid.inexact


def test_a_merged_cell_stands_in_every_row_it_covers():
    out = BytesIO()
    import xlsxwriter

    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["部门", "事项"])
        page.merge_range(1, 0, 3, 0, "区司法局")
        for row, name in enumerate(("甲", "乙", "丙"), start=1):
            page.write_string(row, 1, name)
    assert [row[0] for row in read_grid(out.getvalue()).rows[1:]] == ["区司法局"] * 3


@pytest.mark.parametrize("far", [(1_048_575, 16_383), (1_048_575, 120)])
def test_a_cell_in_the_far_corner_is_refused_within_the_limits(far):
    started = time.monotonic()
    with pytest.raises(Unreadable, match="很远的行或列"):
        read_grid(as_xlsx(ROWS, far=far))
    assert time.monotonic() - started < 30


def test_a_stray_cell_far_below_a_narrow_table_is_left_out_and_told():
    grid = read_grid(as_xlsx(ROWS, far=(1_048_575, 5)))
    assert grid.rows == ROWS
    assert "第 3 行以下" in grid.notes[0]


def test_a_file_of_blank_lines_is_refused_quickly():
    with pytest.raises(Unreadable, match="没有内容"):
        read_text("\n" * 5_000_000)


def test_a_workbook_that_unpacks_into_very_much_is_refused():
    out = BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w") as member,
    ):
        for _ in range(700):
            member.write(b"0" * 2**20)
    with pytest.raises(Unreadable, match="展开后过大"):
        read_grid(out.getvalue())


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "空"),
        (b"  \r\n ", "空"),
        (b"PK\x03\x04 broken", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "损坏"),
        ("<html><table><tr><td>甲</td></tr></table>".encode(), "网页格式"),
        (bytes(range(256)) * 40, "不是表格|文字编码"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(128, 256)) * 8, "不是表格|文字编码"),
    ],
)
def test_what_is_no_spreadsheet_says_so_with_a_remedy(raw, why):
    with pytest.raises(Unreadable, match=why):
        read_grid(raw)


def test_too_many_columns_and_bytes_are_refused(settings):
    with pytest.raises(Unreadable, match="超过 200 列"):
        read_grid(as_csv([[str(n) for n in range(300)]]))
    with pytest.raises(Unreadable, match="超过 200 列"):
        read_grid(as_xlsx([[str(n) for n in range(300)]]))
    settings.YIFA_MAX_UPLOAD = 2**20
    with pytest.raises(Unreadable, match="超过 1 MiB"):
        read_grid(b"a,b\n" * 300_000)


def test_codes_wrapped_by_exports_are_unwrapped_and_margins_dropped():
    grid = read_text('编码,名称\n"=""00123""",\u3000甲\u00a0\n')
    assert grid.rows[1] == ["00123", "甲"]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw):
    if raw[:2] == b"PK" or raw[:4] == b"\xd0\xcf\x11\xe0":
        return
    try:
        read_grid(raw)
    except Unreadable as refused:
        assert str(refused)
