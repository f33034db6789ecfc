"""look"""

import pytest, json
from harness.browser import enter_as, shot, overflow
from yifa.kernel.organization.models import User
import sys

sys.path.insert(0, "tests/browser")
from test_import import upload, _workbook


def test_look(page, district):
    enter_as(page, User.objects.get(username="zhen"))
    page.goto("/imports/")
    shot(page, "z1-start", (1400, 2200))
    head = ("栏号", "公开栏叫什么", "放在哪里", "公开类别", "谁管", "村", "备注栏")
    rows = [
        [f"CG-{n:03d}", f"第{n}组公开栏", "组长家门口", "村（社区）务", "许平", "白鹤镇", "无"]
        for n in range(1, 201)
    ]
    rows[9][0], rows[49][3], rows[149][1] = "CG 010", "天文", ""
    rows[3][5] = "上田镇"
    rows[4][5] = "白鹤乡"
    rows[5][5] = ""
    page.get_by_label("导入到").select_option(label="公开栏")
    page.get_by_label("或者粘贴单元格").fill("\n".join("\t".join(line) for line in (head, *rows)))
    page.get_by_role("button", name="读取并预览").click()
    shot(page, "z2-columns", (2000, 3200))
    for name, col in {
        "code": "A 栏号",
        "name": "B 公开栏叫什么",
        "place": "C 放在哪里",
        "keeper": "E 谁管",
        "@unit": "F 村",
    }.items():
        s = page.locator(f'[id="id_column_{name}"]')
        s.select_option(s.locator("option").filter(has_text=col).first.get_attribute("value"))
    page.get_by_role("button", name="预览").click()
    shot(page, "z3-preview", (2400, 5000))
    print("OVER", overflow(page))
    page.locator("form button.btn-primary").first.click()
    shot(page, "z4-result", (2000, 4000))
    upload(page, _workbook(), "公开栏.xlsx")
    shot(page, "z5-preview", (2000, 4000))
    page.goto("/imports/")
    shot(page, "z6-start2", (1800, 3600))
    # matters
    page.goto("/imports/")
    opts = [o.inner_text() for o in page.locator("#id_register option").all()]
    print(opts)
