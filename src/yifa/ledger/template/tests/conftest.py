"""The pages' own small house, with a figure over its appeals."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from yifa.kernel.figure import Eq, Fact, Figure, IsNull, Not, Ratio, register_figures
from yifa.ledger.tests.conftest import house as house

APPEALS = Fact(id="test_appeal", title="申诉", room="appeals", procedures=("test.appeal",))
RECEIVED = Figure(
    id="test.appeal.received", title="收到申诉", fact=APPEALS, period_column="received_ym",
    definition="本期收到的申诉", cite="测试办法第三条",
)  # fmt: skip
ON_TIME = Figure(
    id="test.appeal.on_time", title="按期答复率", fact=APPEALS, measure=Ratio(Eq("on_time", 1)),
    where=Not(IsNull("on_time")), period_column="judged_ym", unit_word="%", decimals=2,
    definition="期限已经判定的申诉中按期的",
)  # fmt: skip


@pytest.fixture
def figures(house):
    register_figures(RECEIVED, ON_TIME)
    return house


def superior_book() -> bytes:
    """As superiors send them: a merged title, two-line headings, borders, a sum, a rate, and rows to list."""
    book = Workbook()
    sheet = book.active
    sheet.title = "季报"
    sheet.merge_cells("A1:D1")
    sheet["A1"] = "申诉办理情况季报表"
    sheet["A1"].font = Font(name="方正小标宋简体", size=18, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet["A2"], sheet["C2"] = "填报单位：", "报告期："
    for n, head in enumerate(("项目", "本季", "本年累计", "合计"), start=1):
        cell = sheet.cell(3, n, head)
        cell.fill = PatternFill("solid", fgColor="FFDDEBF7")
    sheet["A4"], sheet["A5"] = "收到申诉", "按期答复率"
    sheet["D4"] = "=B4+C4"
    line = Side(style="thin")
    for row in sheet["A3:D5"]:
        for cell in row:
            cell.border = Border(left=line, right=line, top=line, bottom=line)
    sheet["B5"].number_format = "0.00%"
    sheet.column_dimensions["A"].width = 22
    sheet.print_area = "A1:D5"
    sheet.page_setup.orientation = "landscape"
    detail = book.create_sheet("明细")
    for n, head in enumerate(("编号", "收到日期", "备注"), start=1):
        detail.cell(1, n, head)
    detail["A2"].border = Border(bottom=line)
    detail["C9"] = "填表说明"
    out = BytesIO()
    book.save(out)
    return out.getvalue()
