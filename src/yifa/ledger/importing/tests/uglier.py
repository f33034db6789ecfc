"""Ugly workbooks from real life: what towns do to a table before they send it, with the outcome each must have.

`files/boards.xls` and `files/boards.ods` were saved by LibreOffice 7.4 from one workbook: a merged title, four boards (the
second hidden) with one merged 责任单位 beside them, a total; the calendar on a second sheet.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from yifa.ledger.importing.tests.ugly import (
    BOARD,
    CALENDAR,
    DAYS,
    HEAD,
    Case,
    board,
    csv,
    day,
    table,
    xlsx,
)

FILES = Path(__file__).with_name("files")
WIDE = str.maketrans("0123456789BH-", "０１２３４５６７８９ＢＨ－")
UNIT = "责任单位"


def saved(name: str) -> bytes:
    return (FILES / name).read_bytes()


def merged_number_over_two_lines() -> bytes:
    """序号 and the code span both heading lines; the rest stands under two merged words."""

    def fill(_book: Any, page: Any) -> None:
        page.merge_range(0, 0, 0, 5, "公开栏台账")
        page.merge_range(1, 0, 2, 0, "序号")
        page.merge_range(1, 1, 2, 1, "公开栏编号")
        page.merge_range(1, 2, 1, 3, "公开栏")
        page.merge_range(1, 4, 1, 5, "管理")
        page.write_row(2, 2, ["名称", "地点", "公开类别", "责任人"])
        for n in (1, 2):
            page.write_row(n + 2, 0, [n, *board(n)])

    return xlsx(fill)


def printed_pages() -> bytes:
    """Title and both heading lines again on the second printed page."""

    def fill(_book: Any, page: Any) -> None:
        at = 0
        for n, title in ((1, "公开栏台账"), (2, "公开栏台账（续表）")):
            page.merge_range(at, 0, at, 4, title)
            page.write_row(at + 1, 0, ["公开栏编号", "基本情况", "", "管理情况", ""])
            page.write_row(at + 2, 1, ["名称", "地点", "公开类别", "责任人"])
            page.write_row(at + 3, 0, board(n))
            at += 4

    return xlsx(fill)


def filtered() -> bytes:
    """A filter left on: two of three rows are out of sight, and still records."""

    def fill(_book: Any, page: Any) -> None:
        page.write_row(0, 0, HEAD)
        for n in (1, 2, 3):
            page.write_row(n, 0, board(n))
        page.autofilter(0, 0, 3, 4)
        page.set_row(1, None, None, {"hidden": True})
        page.set_row(2, None, None, {"hidden": True})

    return xlsx(fill)


def hidden_column() -> bytes:
    def fill(_book: Any, page: Any) -> None:
        page.write_row(0, 0, HEAD)
        page.write_row(1, 0, board(1))
        page.set_column(2, 3, None, None, {"hidden": True})

    return xlsx(fill)


def a_sheet_a_town() -> bytes:
    def fill(book: Any, page: Any) -> None:
        for n, sheet in ((1, page), (2, book.add_worksheet("上田镇")), (3, book.add_worksheet("溪口镇"))):  # fmt: skip
            sheet.write_row(0, 0, HEAD)
            sheet.write_row(1, 0, board(n))

    return xlsx(fill)


def subtotals() -> bytes:
    """A merged town name over its boards, and under them a 小计 inside the merged area."""

    def fill(_book: Any, page: Any) -> None:
        page.write_row(0, 0, [UNIT, *HEAD])
        at = 1
        for names in ((1, 2), (3, 4)):
            page.merge_range(at, 0, at + 2, 0, "区司法局")
            for n in names:
                page.write_row(at, 1, board(n))
                at += 1
            page.write_row(at, 1, ["小计", "2 块"])
            at += 1
        page.write_row(at, 0, ["总  计", "4 块"])

    return xlsx(fill)


def never_calculated() -> bytes:
    """Written by a program: the formula has no result in the file."""
    book = Workbook()
    page = book.active
    page.append(HEAD)
    page.append(board(1, 名称='="第"&"1"&"村公开栏"'))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def error_cell() -> bytes:
    def fill(_book: Any, page: Any) -> None:
        page.write_row(0, 0, HEAD)
        page.write_row(1, 0, board(1))
        page.write_formula(1, 1, "=VLOOKUP(A2,旧表!A:B,2,0)", None, "#N/A")

    return xlsx(fill)


def yes_as_boolean() -> bytes:
    def fill(book: Any, page: Any) -> None:
        page.write_row(0, 0, DAYS)
        page.write_datetime(1, 0, date(2027, 2, 7), book.add_format({"num_format": "m/d/yy"}))
        page.write_boolean(1, 1, True)
        page.write(1, 2, "补班")

    return xlsx(fill)


def number_too_long() -> bytes:
    """An eighteen-digit number typed as a number: the last digits are gone before we see it."""

    def fill(_book: Any, page: Any) -> None:
        page.write_row(0, 0, HEAD)
        page.write_row(1, 0, board(1))
        page.write_number(1, 0, 330702199001011234)

    return xlsx(fill)


CASES = [
    Case("a workbook of Excel 97, a merged unit down four rows", lambda: saved("boards.xls"), 4, rows=(3, 4, 5, 6), told="合计"),
    Case("an open document, a merged unit down four rows, one hidden", lambda: saved("boards.ods"), 4, rows=(3, 4, 5, 6), told="有 1 行是隐藏"),
    Case("a date cell of Excel 97", lambda: saved("boards.xls"), 1, register=CALENDAR),
    Case("a date cell of an open document", lambda: saved("boards.ods"), 1, register=CALENDAR),
    Case("序号 merged over both heading lines", merged_number_over_two_lines, 2, rows=(4, 5)),
    Case("title and two heading lines again on the second page", printed_pages, 2, rows=(4, 8), told="重复的表头"),
    Case("a filter left on", filtered, 3, told="有 2 行是隐藏或者筛选掉的"),
    Case("hidden columns", hidden_column, 1),
    Case("a sheet a town", a_sheet_a_town, 1, told="上田镇、溪口镇"),
    Case("a subtotal under every town's merged name", subtotals, 4, rows=(2, 3, 5, 6), told="合计"),
    Case("a subtotal that names its town", lambda: table(["名称", "公开栏编号", "地点", "公开类别", "责任人"], ["甲村公开栏", "BH-01", "村口", "党务", "许平"], ["白鹤镇小计", "1"]), 1, told="合计"),
    Case("a name that only begins like a total", lambda: table(["名称", "公开栏编号", "地点", "公开类别", "责任人"], ["总计划公开栏", "BH-01", "村口", "党务", "许平"]), 1),
    Case("how to fill in, between heading and rows", lambda: table(HEAD, ["填表说明：1.编号由镇街自编；2.类别见附表"], board(1)), 1, told="填表说明"),
    Case("how to fill in, without a colon", lambda: table(HEAD, ["填报说明"], ["1"], board(1)), 1, 1, told="填表说明"),
    Case("an example in the first row", lambda: table(["序号", *HEAD], ["示例", *board(99)], [1, *board(1)]), 1, told="填写示例"),
    Case("serial numbers down to fifty, two rows filled", lambda: table(["序号", *HEAD], *([n, *(board(n) if n < 3 else [])] for n in range(1, 51))), 2, told="只有序号"),
    Case("a total right below the heading", lambda: table(HEAD, ["合计", "2"], board(1), board(2)), 2, told="合计"),
    Case("who, stamped and dated below the table", lambda: table(HEAD, board(1), ["", "", "", "白鹤镇人民政府（盖章）"], ["", "", "", "2025年12月31日"]), 1, told="落款"),
    Case("thirty lines of instructions before the heading", lambda: table(*([f"第{n}条 按实际填写。"] for n in range(1, 31)), HEAD, board(1)), 1, rows=(32,)),
    Case("a heading written downwards", lambda: table(["公\n开\n栏\n编\n号", "名\n称", "地 点", "公开\n类别", "责任人\n（村书记）"], board(1)), 1),
    Case("a semicolon file that says so in its first line", lambda: b"sep=;\r\n" + csv(HEAD, board(1), separator=";"), 1),
    Case("full-width letters and digits in the number", lambda: csv(HEAD, board(1, 公开栏编号="BH-01".translate(WIDE))), 1),
    Case("blanks and no-break spaces around and inside", lambda: csv(HEAD, ["BH-01\u00a0", " 甲村公开栏\u3000", "村口", "党 务", "\u00a0许平"]), 1),
    Case("a merged unit pasted: only its first row has it", lambda: csv([UNIT, *HEAD], ["第一镇", *board(1)], ["", *board(2)], ["", *board(3)]), 2, 1, said="应是上面的“第一镇”"),
    Case("an eighteen-digit number typed as a number", number_too_long, 0, 1, said="已丢失末尾几位"),
    Case("a number as the spreadsheet shortens it", lambda: csv(HEAD, board(1, 公开栏编号="3.30702E+17")), 0, 1, said="科学计数法"),
    Case("a dash where a category is asked for", lambda: csv(HEAD, board(1, 公开类别="——")), 0, 1, said="这一格是空的"),
    Case("a slash for nothing in the number", lambda: csv(HEAD, board(1, 公开栏编号="/")), 0, 1, said="这一格是空的"),
    Case("a formula that was never calculated", never_calculated, 0, 1, said="（#未计算）：这一格的公式没有算出结果"),
    Case("a look-up that found nothing", error_cell, 0, 1, said="（#N/A）：这一格的公式没有算出结果"),
    Case("TRUE for yes beside an American date cell", yes_as_boolean, 1, register=CALENDAR),
    Case("a serial as a number", lambda: table(DAYS, [46425, "是", "补班"]), 1, register=CALENDAR),
    Case("full-width date", lambda: day("２０２７．２．７"), 1, register=CALENDAR),
    Case("2027。2。7, typed with the Chinese stop", lambda: day("2027。2。7"), 1, register=CALENDAR),
    Case("2027年2月7日 星期日", lambda: day("2027年2月7日 星期日"), 1, register=CALENDAR),
    Case("2027-02-07T08:30:00", lambda: day("2027-02-07T08:30:00"), 1, register=CALENDAR),
    Case("27/2/7 may be three days", lambda: day("27/2/7"), 0, 1, said="年份只有两位", register=CALENDAR),
    Case("7/2/2027 may be two days", lambda: day("7/2/2027"), 0, 1, said="分不清哪个是月", register=CALENDAR),
    Case("2027年2月 is no day", lambda: day("2027年2月"), 0, 1, said="没有写是哪一日", register=CALENDAR),
    Case("2月7日 is no year", lambda: day("2月7日"), 0, 1, said="没有写年份", register=CALENDAR),
    Case("UTF-8 with one line of GB18030 in it", lambda: csv(HEAD, board(1)) + b"\r\n" + csv(board(2), encoding="gb18030"), refused="文字编码|没有一列对得上"),
    Case("one line of fifty thousand columns", lambda: b"x," * 50_000, refused="超过 200 列"),
]  # fmt: skip

__all__ = ["BOARD", "CASES"]
