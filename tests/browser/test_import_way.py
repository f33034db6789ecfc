"""The clerk's way in by the keyboard alone and in large text; a long table's progress, left, found again and stopped."""

import pytest
from harness.browser import NARROW, WIDE, enter_as, overflow, serious, shot

from yifa.kernel import loop
from yifa.kernel.organization.models import User

HEAD = ("栏号", "公开栏叫什么", "放在哪里", "公开类别", "谁管", "村")
TWICE = "document.documentElement.style.fontSize = '200%'"


@pytest.fixture
def clerk(page, district):
    enter_as(page, User.objects.get(username="zhen"))
    return page


def table(count: int) -> list[list[str]]:
    rows = [[f"CG-{n:04d}", f"第{n}组公开栏", "组长家门口", "村（社区）务", "许平", "白鹤镇"] for n in range(count)]  # fmt: skip
    return [list(HEAD), *rows]


def text(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def tab_to(page, what: str, most: int = 120) -> None:
    """Press Tab until the element with this CSS has the focus."""
    for _ in range(most):
        if page.evaluate("(css) => document.activeElement.matches(css)", what):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {what}")


def legible(page) -> list[str]:
    """Sideways scrolling in large text at both widths, and what axe finds."""
    before = page.viewport_size
    found = []
    for width, height in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(TWICE)
        if over := overflow(page):
            found.append(f"{page.url} {width}: {over} px too wide in large text")
        page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(before)
    return found + serious(page)


def test_by_keyboard_alone_from_paste_to_undo_and_legible_in_large_text(clerk):
    rows = table(20)
    rows[5][0], rows[9][3], rows[12][1], rows[15][5] = "CG 0005", "天文", "", "白鹤乡"
    clerk.goto("/imports/")
    assert legible(clerk) == []
    tab_to(clerk, "#id_register")
    for _ in range(100):
        if clerk.locator("#id_register option:checked").inner_text() == "公开栏":
            break
        clerk.keyboard.press("ArrowDown")
    tab_to(clerk, "#id_text")
    clerk.keyboard.insert_text(text(rows))
    tab_to(clerk, "form[enctype] button[type=submit]")
    clerk.keyboard.press("Enter")

    clerk.get_by_role("heading", level=1, name="对应各列").wait_for()
    assert "必填的栏目还没有对应：公开栏编号、名称、地点" in clerk.locator("main").inner_text()
    assert legible(clerk) == []
    for name, key in (("code", "A"), ("name", "B"), ("place", "C"), ("keeper", "E")):
        tab_to(clerk, f"#id_column_{name}")
        clerk.keyboard.type(key)
    tab_to(clerk, "main form button.btn-primary")
    clerk.keyboard.press("Enter")

    clerk.get_by_role("heading", level=1, name="导入预览").wait_for()
    cells = [
        [row.locator("td").nth(n).inner_text() for n in (0, 1)]
        for row in clerk.locator("#bad tbody tr").all()
    ]
    assert cells == [["6", "A"], ["10", "D"], ["13", "B"]]
    assert legible(clerk) == []
    shot(clerk, "import-preview", (1500, 2600))
    tab_to(clerk, "main form button.btn-primary")
    clerk.keyboard.press("Enter")

    clerk.get_by_role("heading", level=1, name="导入结果").wait_for()
    assert "这 3 行没有进入" in clerk.locator("#bad").inner_text()
    assert legible(clerk) == []
    tab_to(clerk, "#id_reason")
    clerk.keyboard.insert_text("拿错了年度")
    clerk.keyboard.press("Enter")
    clerk.locator("#messages").wait_for()
    assert "已撤销，17 项恢复到导入以前" in clerk.locator("#messages").inner_text()


def test_a_long_table_is_left_found_again_stopped_and_brought_in(clerk):
    head = ["公开栏编号", "名称", "地点", "公开类别", "责任人"]
    rows = [head, *(row[:5] for row in table(5_200)[1:])]

    def upload() -> None:
        clerk.goto("/imports/")
        clerk.get_by_label("导入到").select_option(label="公开栏")
        body = "\n".join(",".join(row) for row in rows).encode()
        clerk.get_by_label("表格文件").set_input_files(
            {"name": "全区公开栏.csv", "mimeType": "text/csv", "buffer": body}
        )
        clerk.get_by_role("button", name="读取并预览").click()

    upload()
    assert clerk.get_by_role("heading", level=1).inner_text() == "导入进度"
    assert "0 / 5,201 行" in clerk.locator("#gauge").inner_text()
    assert legible(clerk) == []
    clerk.goto("/")  # left …
    clerk.goto("/imports/")
    clerk.locator("#waiting").get_by_role(
        "link", name="全区公开栏.csv"
    ).click()  # … and found again
    assert clerk.get_by_role("heading", level=1).inner_text() == "导入进度"
    clerk.get_by_role("button", name="停止").click()
    loop.drain()
    clerk.goto("/imports/")
    clerk.locator("#waiting").get_by_role("link", name="全区公开栏.csv").click()
    loop.drain()
    clerk.wait_for_url("**/preview/", timeout=20_000)  # the page goes on by itself
    assert clerk.locator(".import-added strong").inner_text() == "5,200"
    clerk.get_by_role("button", name="导入 5,200 行").click()
    assert "正在写入" in clerk.locator("#gauge").inner_text()
    loop.drain()
    clerk.get_by_role("heading", level=1, name="导入结果").wait_for(timeout=20_000)
    assert clerk.locator(".import-added strong").inner_text() == "5,200"
