"""A town clerk brings in last year's table: bad cells are named, good rows go in, and it can be taken back."""

from io import BytesIO

import pytest
from harness.browser import enter_as, overflow, serious, shot
from openpyxl import Workbook, load_workbook

from yifa.kernel.organization.models import User

HEAD = ("公开栏编号", "名称", "地点", "公开类别", "责任人")
ROWS = (
    ("BH-01", "白鹤镇政府公开栏", "镇政府院内", "政府信息", "何小满"),
    ("BH-02", "溪口村村务公开栏", "村委会门口", "村（社区）务", "许平"),
    ("BH 03", "上田村村务公开栏", "文化礼堂旁", "村（社区）务", "魏涛"),
    ("BH-04", "", "老年活动室", "党务", "金强"),
    ("BH-05", "白鹤镇党务公开栏", "镇政府一楼", "党务", "金强"),
)


@pytest.fixture
def clerk(page, district):
    enter_as(page, User.objects.get(username="zhen"))
    return page


def _workbook() -> bytes:
    """As towns keep it: a title over the table, an empty line, then the heading."""
    book = Workbook()
    sheet = book.active
    sheet.append(["白鹤镇公开栏一览表（2025年）"])
    sheet.append([])
    for row in (HEAD, *ROWS):
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def upload(page, content: bytes, name: str) -> None:
    """From the import page to the preview."""
    page.goto("/imports/")
    page.get_by_label("导入到").select_option(label="公开栏")
    page.get_by_label("生效日期").fill("2026-03-02")
    page.get_by_label("表格文件").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="读取并预览").click()


def _boards(page) -> str:
    page.goto("/registers/disclosure_board/")
    return page.locator("main").inner_text()


def test_an_excel_table_goes_in_without_its_bad_rows_and_comes_out_again(clerk):
    upload(clerk, _workbook(), "公开栏.xlsx")
    assert clerk.get_by_role("heading", level=1).inner_text() == "导入预览"
    assert "还没有写入任何内容" in clerk.locator("main").inner_text()
    bad = clerk.locator("#bad").inner_text()
    assert "BH 03" in bad  # a blank in the number
    assert "名称" in bad  # an empty name
    rows = [r.locator("td").first.inner_text() for r in clerk.locator("#bad tbody tr").all()]
    assert rows == ["6", "7"]  # the rows as the spreadsheet counts them

    with clerk.expect_download() as found:
        clerk.get_by_role("link", name="下载待更正的行").click()
    sheet = load_workbook(BytesIO(found.value.path().read_bytes())).active
    assert [c.value for c in sheet[1]][:5] == list(HEAD)
    assert any(cell.comment for row in sheet.iter_rows() for cell in row)

    clerk.get_by_role("button", name="导入 3 行").click()
    assert "已导入：新增 3 项" in clerk.locator("#messages").inner_text()
    result = clerk.url
    assert "BH-05" in _boards(clerk)

    upload(clerk, _workbook(), "公开栏.xlsx")  # the same table again adds nothing
    assert clerk.locator(".import-added strong").inner_text() == "0"
    assert clerk.locator(".import-same strong").inner_text() == "3"

    clerk.goto(result)
    clerk.get_by_label("理由").fill("拿错了年度")
    clerk.get_by_role("button", name="撤销", exact=True).click()
    assert "已撤销，3 项恢复到导入以前" in clerk.locator("#messages").inner_text()
    assert "BH-05" not in _boards(clerk)


def test_a_table_saved_by_an_old_program_is_read_as_it_is(clerk):
    lines = [",".join(row) for row in (HEAD, *ROWS[:2])]
    upload(clerk, "\r\n".join(lines).encode("gb18030"), "公开栏.csv")
    assert clerk.get_by_role("button", name="导入 2 行").is_visible()


def test_the_clerk_pastes_two_hundred_rows_mends_three_cells_imports_and_takes_it_back(clerk):
    """The whole way with headings that nobody declared: paste, match, see three bad cells, mend, import, undo."""
    head = ("栏号", "公开栏叫什么", "放在哪里", "公开类别", "谁管")
    rows = [
        [f"CG-{n:03d}", f"第{n}组公开栏", "组长家门口", "村（社区）务", "许平"]
        for n in range(1, 201)
    ]
    rows[9][0], rows[49][3], rows[149][1] = "CG 010", "天文", ""

    def pasted(lines) -> str:
        return "\n".join("\t".join(line) for line in (head, *lines))

    def paste(lines) -> None:
        clerk.goto("/imports/")
        clerk.get_by_label("导入到").select_option(label="公开栏")
        clerk.get_by_label("生效日期").fill("2026-03-02")
        clerk.get_by_label("或者粘贴单元格").fill(pasted(lines))
        clerk.get_by_role("button", name="读取并预览").click()

    paste(rows)
    assert clerk.get_by_role("heading", level=1).inner_text() == "对应各列"
    wanted_columns = {
        "code": "A 栏号",
        "name": "B 公开栏叫什么",
        "place": "C 放在哪里",
        "keeper": "E 谁管",
    }
    for name, column in wanted_columns.items():
        select = clerk.locator(f"#id_column_{name}")
        wanted = select.locator("option").filter(has_text=column).first.get_attribute("value")
        select.select_option(wanted)
    shot(clerk, "import-columns")
    clerk.get_by_role("button", name="预览").click()
    cells = [
        [row.locator("td").nth(n).inner_text() for n in (0, 1)]
        for row in clerk.locator("#bad tbody tr").all()
    ]
    assert cells == [["11", "A"], ["51", "D"], ["151", "B"]]
    assert clerk.locator(".import-added strong").inner_text() == "197"
    shot(clerk, "import-three-bad")
    assert overflow(clerk) == 0
    assert serious(clerk) == []

    rows[9][0], rows[49][3], rows[149][1] = "CG-010", "党务", "第150组公开栏"
    paste(rows)  # the columns are remembered: straight to the preview
    assert clerk.get_by_role("heading", level=1).inner_text() == "导入预览"
    clerk.get_by_role("button", name="导入 200 行").click()
    assert "已导入：新增 200 项" in clerk.locator("#messages").inner_text()
    clerk.get_by_label("撤销理由").fill("拿错了年度")
    clerk.get_by_role("button", name="撤销", exact=True).click()
    assert "已撤销，200 项恢复到导入以前" in clerk.locator("#messages").inner_text()
    assert "CG-010" not in _boards(clerk)
