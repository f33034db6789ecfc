"""对账 as a town clerk does it: their list beside ours, an explanation, the missing into the preview, and downloads."""

from io import BytesIO

import pytest
from harness.browser import enter_as, overflow, serious, shot
from openpyxl import load_workbook

from yifa.kernel.entry.enter import enter
from yifa.kernel.organization.models import User
from yifa.kernel.scope.actor import Actor

HEAD = ("公开栏编号", "名称", "地点", "公开类别", "责任人")


@pytest.fixture
def clerk(page, district):
    for n in (2, 3):
        board = {
            "code": f"GK-0{n}",
            "name": f"溪口村{n}组公开栏",
            "place": "村委会门口",
            "affair": "party",
        }
        enter(Actor.system(), "disclosure_board", board, unit=district["yxbh"])
    enter_as(page, User.objects.get(username="zhen"))
    return page


def _ours(page) -> list[list[str]]:
    """The boards as they stand, from the register's own export."""
    with page.expect_download() as found:
        page.goto("/registers/disclosure_board/export/")
        page.get_by_role("link", name="下载 Excel").click()
    sheet = load_workbook(BytesIO(found.value.path().read_bytes())).worksheets[0]
    heads = [c.value for c in sheet[1]]
    return [[str(c.value or "") for c in row[:4]] for row in sheet.iter_rows(min_row=2)], heads


def test_their_list_beside_ours(clerk):
    rows, heads = _ours(clerk)
    assert heads[:4] == list(HEAD[:4]) and len(rows) >= 3
    shot(clerk, "export")
    assert serious(clerk) == []
    changed = [rows[0][0], rows[0][1] + "（新）", *rows[0][2:]]
    lines = [list(HEAD[:4]), changed, rows[1], ["XB-77", "新桥村公开栏", "村口", "党务"]]
    raw = "\n".join(",".join(line) for line in lines).encode("gb18030")

    clerk.goto("/reconciliation/")
    shot(clerk, "reconciliation-start")
    assert overflow(clerk) == 0 and serious(clerk) == []
    clerk.locator("#list input[type=file]").set_input_files(
        {"name": "省平台公开栏.csv", "mimeType": "text/csv", "buffer": raw}
    )
    clerk.get_by_label("对什么").select_option(label="公开栏")
    clerk.get_by_label("对方名称").fill("省公开平台")
    clerk.get_by_role("button", name="比对").click()
    head = clerk.locator(".reckoned-head").inner_text()
    assert head == f"省公开平台 3，本区 {len(rows)}"
    assert rows[0][0] in clerk.locator("#differ").inner_text()
    assert "XB-77" in clerk.locator("#missing_here").inner_text()
    assert rows[2][0] in clerk.locator("#missing_there").inner_text()
    shot(clerk, "reconciliation")
    assert overflow(clerk) == 0 and serious(clerk) == []

    clerk.locator("#differ input[type=checkbox]").check()
    clerk.get_by_label("说明", exact=False).last.fill("以本区挂牌的名称为准")
    clerk.get_by_role("button", name="记下说明").click()
    assert "以本区挂牌的名称为准" in clerk.locator("#differ").inner_text()

    with clerk.expect_download() as found:
        clerk.get_by_role("link", name="下载 Excel").click()
    sheet = load_workbook(BytesIO(found.value.path().read_bytes())).worksheets[0]
    assert {row[0].value for row in sheet.iter_rows(min_row=2)} >= {rows[0][0], "XB-77", rows[2][0]}

    clerk.get_by_role("link", name="去导入预览（1 行）").click()
    assert clerk.get_by_role("heading", level=1).inner_text() == "导入预览"
    assert "XB-77" in clerk.locator("main").inner_text()
