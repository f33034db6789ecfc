"""The streamed workbook: what a spreadsheet reads of it, in bounded memory."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from yifa.ledger.exporting import book
from yifa.ledger.exporting.book import Sheet, harmless, written

MADE = datetime(2026, 3, 2, 9, 30)


def packed(*sheets: Sheet) -> bytes:
    return b"".join(written(sheets, "台账", MADE))


def test_dates_numbers_money_and_words_keep_their_types():
    row = [
        "王五", date(2026, 3, 2), datetime(2026, 3, 2, 1, 30, tzinfo=UTC), 12, Decimal("1234.50"), True, None,
        "330702199001011234", 10**15, date(1899, 1, 1),
    ]  # fmt: skip
    raw = packed(Sheet("甲/乙", [f"列{n}" for n in range(len(row))], [row]))
    sheet = load_workbook(io.BytesIO(raw)).active
    assert sheet.title == "甲 乙"
    cells = [c.value for c in sheet[2]]
    assert cells[0] == "王五"
    assert cells[1] == datetime(2026, 3, 2) and sheet["B2"].number_format == "yyyy\\-mm\\-dd"
    assert cells[2] == datetime(2026, 3, 2, 9, 30)  # the office's own clock
    assert cells[3] == 12
    assert cells[4] == 1234.5 and sheet["E2"].number_format == "#,##0.00"
    assert cells[5] == "是" and cells[6] is None
    assert cells[7] == "330702199001011234"
    assert cells[8] == "1000000000000000"  # sixteen digits are a code, not a number
    assert cells[9] == "1899-01-01"  # before a spreadsheet's calendar begins
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:J2"
    assert sheet.column_dimensions["B"].width >= 11
    assert (
        CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python()[1][3]
        == 12.0
    )


@pytest.mark.parametrize(
    "words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")']
)
def test_words_that_look_like_formulas_stay_words(words):
    cell = load_workbook(io.BytesIO(packed(Sheet("表", ["列"], [[words]])))).active["A2"]
    assert cell.data_type in ("s", "inlineStr") and cell.value == words and cell.quotePrefix
    assert harmless(words).startswith("'")


def test_marks_a_workbook_cannot_hold_are_left_out_and_escapes_are_read_as_written():
    rows = [["坏\x00\x0b字"], ["_x000D_"], ['a&b<c>\n"d"'], ["长" * 40_000]]
    sheet = load_workbook(io.BytesIO(packed(Sheet("表", ["列"], rows)))).active
    assert sheet["A2"].value == "坏字"
    assert sheet["A4"].value == 'a&b<c>\n"d"'
    assert len(sheet["A5"].value) == 32_767 and sheet["A5"].value.endswith("……（未完）")
    raw = CalamineWorkbook.from_filelike(io.BytesIO(packed(Sheet("表", ["列"], rows))))
    assert raw.get_sheet_by_index(0).to_python()[2][0] == "_x000D_"


def test_more_rows_than_a_worksheet_holds_go_on_in_the_next(monkeypatch):
    monkeypatch.setattr(book, "MOST_ROWS", 3)
    raw = packed(Sheet("表", ["n"], ([n] for n in range(7))), Sheet("表", ["x"], []))
    found = load_workbook(io.BytesIO(raw))
    assert found.sheetnames == ["表", "表（2）", "表（3）", "表(2)"]
    assert [[c.value for c in row] for row in found.worksheets[2].iter_rows()] == [["n"], [6]]


def test_memory_does_not_grow_with_the_rows():
    """20,000 rows of 12 columns: at most a few chunks are held, and bytes come out before the last row is read."""
    seen: list[int] = []

    def rows():
        for n in range(20_000):
            seen.append(n)
            yield [f"第{n}行", *(["字" * 10] * 11)]

    tracemalloc.start()
    stream = written([Sheet("表", [str(n) for n in range(12)], rows())], "表", MADE)
    first = next(stream)
    assert first and len(seen) < 2_000
    size = len(first) + sum(map(len, stream))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(seen) == 20_000 and size > 100_000
    assert peak < 12 * 2**20


def test_the_packing_is_whole():
    raw = packed(
        Sheet("表", ["列"], [["a"]]), Sheet("说明", ["项目", "内容"], [["甲", "乙"]], note=True)
    )
    with zipfile.ZipFile(io.BytesIO(raw)) as pack:
        assert pack.testzip() is None
        assert "xl/worksheets/sheet2.xml" in pack.namelist()
    assert load_workbook(io.BytesIO(raw))["说明"].freeze_panes is None
