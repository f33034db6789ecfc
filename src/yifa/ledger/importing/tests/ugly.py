"""Ugly workbooks, each as an office would hand it in, with the outcome it must have.

A case is (what it is, the file's bytes, the outcome): counts (added, bad) of a register of notice boards or of requests, or
the words that refuse the file. `told` is in what is said of the file, `said` in what is said of its cells.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from openpyxl import Workbook

HEAD = ["公开栏编号", "名称", "地点", "公开类别", "责任人"]
BOARD = "disclosure_board"
CALENDAR = "calendar"
DAYS = ["日期", "工作日", "名称"]


def board(n: int, **changed: Any) -> list[Any]:
    """One notice board as a row."""
    cells = {"公开栏编号": f"BH-{n:02d}", "名称": f"第{n}村公开栏", "地点": "村委会门口", "公开类别": "村（社区）务", "责任人": "许平"}  # fmt: skip
    return list((cells | changed).values())


@dataclass(frozen=True)
class Case:
    """One file and what must become of it."""

    name: str
    make: Callable[[], bytes]
    added: int = 0
    bad: int = 0
    refused: str = ""
    register: str = BOARD
    rows: tuple[int, ...] = ()
    told: str = ""
    said: str = ""

    def __str__(self) -> str:
        return self.name


def csv(*rows: list[str], encoding: str = "utf-8", separator: str = ",") -> bytes:
    return "\r\n".join(separator.join(map(str, r)) for r in rows).encode(encoding)


def xlsx(fill: Callable[[Any, Any], None], **options: Any) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True} | options) as book:
        fill(book, book.add_worksheet("公开栏"))
    return out.getvalue()


def table(*rows: list[Any]) -> bytes:
    def fill(_book: Any, page: Any) -> None:
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(at, column, value)
                elif value is not None:
                    page.write(at, column, value)

    return xlsx(fill)


def merged_title() -> bytes:
    def fill(_book: Any, page: Any) -> None:
        page.merge_range(0, 0, 0, 4, "白鹤镇公开栏一览表")
        page.merge_range(1, 0, 1, 4, "填报单位：白鹤镇人民政府    2025年12月31日")
        for at, row in enumerate([HEAD, board(1), board(2)], start=2):
            page.write_row(at, 0, row)

    return xlsx(fill)


def two_line_head() -> bytes:
    def fill(_book: Any, page: Any) -> None:
        page.merge_range(0, 0, 1, 0, "公开栏编号")
        page.merge_range(0, 1, 0, 2, "基本情况")
        page.merge_range(0, 3, 0, 4, "管理情况")
        page.write_row(1, 1, ["名称", "地点", "公开类别", "责任人"])
        page.write_row(2, 0, board(1))

    return xlsx(fill)


def merged_column() -> bytes:
    def fill(_book: Any, page: Any) -> None:
        page.write_row(0, 0, HEAD)
        for n in (1, 2, 3):
            page.write_row(n, 0, board(n))
        page.merge_range(1, 4, 3, 4, "何小满")

    return xlsx(fill)


def several_sheets() -> bytes:
    def fill(book: Any, page: Any) -> None:
        page.write_row(0, 0, ["填表说明"])
        page.write_row(1, 0, ["按实际填写"])
        data = book.add_worksheet("数据")
        data.write_row(0, 0, HEAD)
        data.write_row(1, 0, board(1))
        hidden = book.add_worksheet("隐藏的旧表")
        hidden.write_row(0, 0, HEAD)
        hidden.write_row(1, 0, board(9))
        hidden.hide()

    return xlsx(fill)


def with_formulas() -> bytes:
    def fill(_book: Any, page: Any) -> None:
        page.write_row(0, 0, HEAD)
        page.write_row(1, 0, board(1))
        page.write_formula(1, 1, '="第"&1&"村公开栏"', None, "第1村公开栏")

    return xlsx(fill)


def injected() -> bytes:
    return table(
        HEAD,
        board(1, 名称="=cmd|' /C calc'!A0"),
        board(2, 名称="@SUM(1+1)*cmd"),
        board(3, 名称="+1+1"),
    )


def real_dates() -> bytes:
    def fill(book: Any, page: Any) -> None:
        page.write_row(0, 0, DAYS)
        page.write_datetime(1, 0, datetime(2027, 2, 7), book.add_format({"num_format": "yyyy\"年\"m\"月\"d\"日\""}))  # fmt: skip
        page.write_row(1, 1, ["是", "补班"])

    return xlsx(fill)


def mac_dates() -> bytes:
    def fill(book: Any, page: Any) -> None:
        page.write_row(0, 0, DAYS)
        page.write_datetime(
            1, 0, datetime(2027, 2, 7), book.add_format({"num_format": "yyyy-mm-dd"})
        )
        page.write_row(1, 1, ["是", "补班"])

    return xlsx(fill, date_1904=True)


def with_part(name: str, content: bytes = b"x") -> bytes:
    """A good workbook that carries one more part."""
    out = BytesIO(table(HEAD, board(1)))
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr(name, content)
    return out.getvalue()


def zip_bomb() -> bytes:
    out = BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w") as m,
    ):
        for _ in range(700):
            m.write(b"0" * 2**20)
    return out.getvalue()


def far_cell(row: int, column: int) -> bytes:
    def fill(_book: Any, page: Any) -> None:
        page.write_row(0, 0, HEAD)
        page.write_row(1, 0, board(1))
        page.write_string(row, column, "·")

    return xlsx(fill)


def million_empty_rows() -> bytes:
    """Rows that were formatted once: a million of them, all empty."""
    out = BytesIO(table(HEAD, board(1)))
    with zipfile.ZipFile(out) as packed:
        parts = {n: packed.read(n) for n in packed.namelist()}
    rows = b"".join(b'<row r="%d" s="1"/>' % n for n in range(3, 1_000_003))
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"</sheetData>", rows + b"</sheetData>")
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part, content in parts.items():
            packed.writestr(part, content)
    return out.getvalue()


def wide(columns: int) -> bytes:
    def fill(_book: Any, page: Any) -> None:
        page.write_row(0, 0, HEAD)
        page.write_row(1, 0, board(1))
        page.write_string(0, columns - 1, "尾")

    return xlsx(fill)


def encrypted() -> bytes:
    """An encrypted package begins like an old workbook and names its stream so."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 504
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 2000
    )


def by_openpyxl() -> bytes:
    book = Workbook()
    page = book.active
    for row in (HEAD, board(1), board(2)):
        page.append(row)
    page.auto_filter.ref = "A1:E3"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def ods() -> bytes:
    cells = "".join(
        "<table:table-row>" + "".join(f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>' for c in row) + "</table:table-row>"
        for row in (HEAD, board(1))
    )  # fmt: skip
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="公开栏">{cells}</table:table></office:spreadsheet></office:body></office:document-content>'
    )  # fmt: skip
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", kind)
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def day(text: Any, working: Any = "是") -> bytes:
    return csv(DAYS, [text, working, "补班"])


CASES = [
    Case("plain", lambda: table(HEAD, board(1), board(2)), 2),
    Case("saved by another library, with a filter", by_openpyxl, 2),
    Case("open document", ods, 1),
    Case("merged title and reporting line above", merged_title, 2, rows=(4, 5)),
    Case("heading of two lines, merged", two_line_head, 1, rows=(3,)),
    Case("heading of two lines in a csv", lambda: csv(["公开栏编号", "基本情况", "", "管理情况", ""], ["", "名称", "地点", "公开类别", "责任人"], board(1)), 1, rows=(3,)),
    Case("a merged cell down a column", merged_column, 3),
    Case("an instruction sheet first, an old one hidden", several_sheets, 1, told="数据"),
    Case("a total at the bottom", lambda: table(HEAD, board(1), ["合计", "1块"]), 1, told="合计"),
    Case("a total written wide", lambda: csv(HEAD, board(1), ["合　　计", "", "1"]), 1, told="合计"),
    Case("who filled it in at the bottom", lambda: table(HEAD, board(1), [], ["填表人：何小满", "审核人：许平"]), 1, told="表后说明"),
    Case("a note under the table", lambda: csv(HEAD, board(1), ["注：以上均为现行。"]), 1, told="表后说明"),
    Case("the heading printed on every page", lambda: table(HEAD, board(1), HEAD, board(2)), 2, told="重复的表头"),
    Case("a line that numbers the columns", lambda: table(HEAD, ["1", "2", "3", "4", "5"], board(1)), 1, told="栏次"),
    Case("a running number in front", lambda: table(["序号", *HEAD], [1, *board(1)], [2, *board(2)]), 2),
    Case("a heading that is all remark counts as missing", lambda: table(["*公开栏 编号（必填）", "名 称：", "地点\n(详细)", "【公开类别】", "责任人"], board(1)), 0, 1),
    Case("stars and remarks around known headings", lambda: table(["* 公开栏编号（必填）", "名称：", "地点（详细）", "公开类别*", "责任人 "], board(1)), 1),
    Case("columns in another order, one too many", lambda: table(["责任人", "备注栏", "名称", "公开栏编号", "公开类别", "地点"], ["许平", "无", "甲村公开栏", "BH-01", "党务", "村口"]), 1),
    Case("empty rows between", lambda: csv(HEAD, board(1), [], ["", "", ""], board(2)), 2, rows=(2, 5)),
    Case("empty columns at the side", lambda: table(["", "", *HEAD], ["", "", *board(1)]), 1),
    Case("UTF-8 with a mark", lambda: csv(HEAD, board(1), encoding="utf-8-sig"), 1),
    Case("GB18030", lambda: csv(HEAD, board(1, 名称="㐂村公开栏"), encoding="gb18030"), 1, told="GB18030"),
    Case("UTF-16 with a mark", lambda: csv(HEAD, board(1), encoding="utf-16"), 1, told="UTF-16"),
    Case("UTF-16 without a mark", lambda: csv(HEAD, board(1), encoding="utf-16-le"), 1),
    Case("UTF-16, the other order", lambda: csv(HEAD, board(1), encoding="utf-16-be"), 1),
    Case("tabs", lambda: csv(HEAD, board(1), separator="\t"), 1),
    Case("semicolons", lambda: csv(HEAD, board(1), separator=";"), 1),
    Case("quoted line breaks in cells", lambda: (",".join(HEAD) + '\r\nBH-01,"第1村\r\n公开栏",村口,党务,许平\r\n').encode(), 1),
    Case("codes wrapped against the spreadsheet", lambda: (",".join(HEAD) + '\n"=""BH-01""",甲村公开栏,村口,党务,许平').encode(), 1),
    Case("zero-width marks and full-width spaces", lambda: csv(HEAD, ["\u200bBH-01\ufeff", "\u3000甲村\u00a0", "村口", "党务", "许平"]), 1),
    Case("formulas with their values", with_formulas, 1),
    Case("formula injection stays words", injected, 3),
    Case("macros are left out", lambda: with_part("xl/vbaProject.bin"), 1, told="宏"),
    Case("links to other workbooks are not followed", lambda: with_part("xl/externalLinks/externalLink1.xml"), 1, told="其他文件"),
    Case("a real date cell", real_dates, 1, register=CALENDAR),
    Case("a real date of the 1904 calendar", mac_dates, 1, register=CALENDAR),
    Case("2027.2.7", lambda: day("2027.2.7"), 1, register=CALENDAR),
    Case("2027年2月7日", lambda: day("2027年2月7日"), 1, register=CALENDAR),
    Case("2027/2/7 0:00:00", lambda: day("2027/2/7 0:00:00"), 1, register=CALENDAR),
    Case("20270207", lambda: day("20270207"), 1, register=CALENDAR),
    Case("a serial as text", lambda: day("46425"), 1, register=CALENDAR),
    Case("二〇二七年二月七日", lambda: day("二〇二七年二月七日"), 0, 1, register=CALENDAR),
    Case("the thirtieth of February", lambda: day("2027-02-30"), 0, 1, register=CALENDAR),
    Case("neither yes nor no", lambda: day("2027-02-07", "大概"), 0, 1, register=CALENDAR),
    Case("a tick for yes", lambda: day("2027-02-07", "√"), 1, register=CALENDAR),
    Case("a code list by another name", lambda: table(HEAD, board(1, 公开类别="天文")), 0, 1),
    Case("a number twice with other words", lambda: csv(HEAD, board(1), board(1, 名称="另一块")), 0, 2),
    Case("the same row twice", lambda: csv(HEAD, board(1), board(1)), 1),
    Case("a blank in the number", lambda: csv(HEAD, board(1, 公开栏编号="BH 01")), 0, 1),
    Case("a name longer than the register keeps", lambda: table(HEAD, board(1, 名称="长" * 3000)), 0, 1),
    Case("nothing", lambda: b"", refused="空"),
    Case("only blank lines", lambda: b"\r\n" * 5000, refused="空|没有内容"),
    Case("only a heading", lambda: csv(HEAD), 0),
    Case("a page of the web called xls", lambda: "<html><table><tr><td>编号</td></tr></table>".encode(), refused="网页格式"),
    Case("a picture called xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(128, 256)) * 8, refused="不是表格|文字编码"),
    Case("a torn workbook", lambda: table(HEAD, board(1))[:-400], refused="损坏"),
    Case("a workbook with a password", encrypted, refused="密码"),
    Case("a zip bomb", zip_bomb, refused="展开后过大"),
    Case("a cell in the last corner", lambda: far_cell(1_048_575, 16_383), refused="很远的行或列"),
    Case("a stray cell far below", lambda: far_cell(1_048_575, 3), 1, told="连续 1000 个空行"),
    Case("16,384 columns", lambda: wide(16_384), refused="列"),
    Case("300 columns", lambda: wide(300), refused="超过 200 列"),
    Case("a million empty rows", million_empty_rows, 1),
    Case("a quote that never ends", lambda: (",".join(HEAD) + '\nBH-01,"甲村公开栏,村口,党务,许平\n' + "x" * 200_000).encode(), refused="引号"),
    Case("no key column", lambda: csv(["甲", "乙"], ["1", "2"]), refused="没有一列对得上"),
]  # fmt: skip
