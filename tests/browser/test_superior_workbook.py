"""The superior's workbook: bound with the keyboard, filled for a quarter, and the numbers behind it found again."""

from io import BytesIO

import pytest
from harness.browser import enter_as, overflow, serious, shot
from openpyxl import load_workbook

from yifa.kernel.organization.models import User
from yifa.ledger.template.tests.conftest import superior_book


@pytest.fixture
def clerk(page, district):
    enter_as(page, User.objects.get(username="xinxi"))
    return page


def bind(page, cell, **choices):
    """Walk to the cell with the arrow keys and choose what fills it."""
    grid = page.locator("[data-grid]")
    grid.locator("a[data-cell]").first.focus()
    column, row = ord(cell[0]) - 65, int(cell[1:])
    grid.locator("a[data-cell=A2]").focus()
    for _ in range(row - 2):
        page.keyboard.press("ArrowDown")
    for _ in range(column):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.cell") == cell
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_role("heading", name=f"{cell} 填什么").is_visible()
    for label, choice in choices.items():
        page.get_by_label(label).select_option(label=choice)
    page.get_by_role("button", name="绑定指标").click()
    assert f"已绑定 {cell}" in page.locator("#messages").inner_text()


def test_bound_with_the_keyboard_and_filled(clerk):
    clerk.goto("/templates/")
    clerk.get_by_label("模板编号").fill("信息公开季报")
    clerk.get_by_label("报表名称").fill("政府信息公开工作季报")
    clerk.get_by_label("要求填报的单位").fill("市政府办公室")
    clerk.get_by_label("周期").select_option(label="每季")
    clerk.locator("#upload input[type=file]").set_input_files(
        {"name": "季报.xlsx", "mimeType": "application/octet-stream", "buffer": superior_book()}
    )
    assert overflow(clerk) == 0 and serious(clerk) == []
    shot(clerk, "templates")
    clerk.get_by_role("button", name="上传并绑定").click()
    assert clerk.get_by_role("heading", level=1).inner_text() == "政府信息公开工作季报"
    bind(clerk, "B4", 指标="收到政府信息公开申请", 期间="本期")
    bind(clerk, "C4", 指标="收到政府信息公开申请", 期间="本年1月起累计")
    clerk.locator("a[data-cell=B5]").click()
    shot(clerk, "template-bind")
    assert overflow(clerk) == 0 and serious(clerk) == []

    clerk.get_by_role("link", name="填报", exact=True).click()
    clerk.get_by_label("报告期").select_option(label="2025年10—12月")
    clerk.wait_for_url("**period=202510-202512**")
    shown = int(
        clerk.locator("#values tbody tr").first.locator("td.num").inner_text().removesuffix("件")
    )
    shot(clerk, "template-fill")
    assert serious(clerk) == []
    clerk.get_by_label("按暂定数填报").check()
    clerk.get_by_role("button", name="生成工作簿").click()
    assert "已填报2025年10—12月" in clerk.locator("#messages").inner_text()
    with clerk.expect_download() as found:
        clerk.locator("#fills").get_by_role("link").first.click()
    sheet = load_workbook(BytesIO(found.value.path().read_bytes()))["季报"]
    assert sheet["B4"].value == shown and "未封账" in sheet["B4"].comment.text
    assert sheet["D4"].value == "=B4+C4"
