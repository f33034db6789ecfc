"""The pages from upload to undo, walked by those who may and those who may not."""

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from yifa.kernel.entry.register import register_of
from yifa.kernel.organization.roles import Role
from yifa.ledger.importing.models import ImportRun, RunStatus
from yifa.ledger.importing.stage import stage
from yifa.ledger.importing.tests.sheets import HEAD, as_csv, as_xlsx, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client):
    def enter_as(user):
        user.must_change_password = False
        user.set_password("Correct-Horse-1")
        user.save()
        client.force_login(user)
        return client

    return enter_as


def upload(client, house, raw, name="事项.csv", follow=True, **more):
    data = {
        "register": "service_item", "unit": house.bureau.pk, "on": "2026-03-02",
        "file": SimpleUploadedFile(name, raw),
    } | more  # fmt: skip
    return client.post(reverse("imports"), data, follow=follow)


def confirm(client, page):
    fingerprint = re.search(r'name="fingerprint" value="(\w+)"', page.content.decode()).group(1)
    return client.post(page.request["PATH_INFO"], {"fingerprint": fingerprint}, follow=True)


def standing():
    return register_of("service_item").model.objects.unscoped("test").standing()


def test_a_clerk_uploads_previews_confirms_and_takes_it_back(house, sign_in):
    client = sign_in(house.alice)
    page = upload(client, house, as_csv([HEAD, item(1), item(2, 事项编码="")], "gb18030"))
    text = page.content.decode()
    assert page.request["PATH_INFO"].endswith("/preview/")
    assert "导入 1 行" in text
    assert "请填写" in text
    assert standing().count() == 0
    done = confirm(client, page)
    assert "新增 1 项" in done.content.decode()
    assert [i.valid_from for i in standing()] == [date(2026, 3, 2)]
    run = ImportRun.objects.unscoped("test").get()
    back = client.post(reverse("import_undo", args=[run.pk]), {"reason": "拿错了"}, follow=True)
    assert "已撤销" in back.content.decode()
    assert standing().count() == 0


def test_pasted_cells_go_the_same_way(house, sign_in):
    client = sign_in(house.alice)
    text = "\n".join("\t".join(row) for row in [HEAD, item(1), item(2)])
    data = {"register": "service_item", "unit": house.bureau.pk, "on": "2026-03-02", "text": text}
    confirm(client, client.post(reverse("imports"), data, follow=True))
    assert standing().count() == 2


def test_columns_chosen_by_hand_are_remembered_for_the_layout(house, sign_in):
    client = sign_in(house.alice)
    head = ["谁办", "大类", "叫什么", "事项编码", "区划代码", "事项类型码", "备注"]
    page = upload(client, house, as_csv([head, item(1)[:7]]))
    assert page.request["PATH_INFO"].endswith("/columns/")
    chosen = {
        "header": "1", "column_department_name": "0", "column_main_item": "1", "column_name": "2",
        "column_item_code": "3", "column_area_code": "4", "column_item_type": "5",
    }  # fmt: skip
    page = client.post(page.request["PATH_INFO"], chosen, follow=True)
    assert "导入 1 行" in page.content.decode()
    again = upload(client, house, as_csv([head, item(2)[:7]]))
    run = ImportRun.objects.unscoped("test").order_by("-pk").first()
    assert run.mapping == {
        "department_name": 0, "main_item": 1, "name": 2, "item_code": 3, "area_code": 4, "item_type": 5,
    }  # fmt: skip
    assert again.status_code == 200


def test_another_heading_row_can_be_chosen(house, sign_in):
    client = sign_in(house.alice)
    page = upload(client, house, as_csv([["甲", "乙"], ["某", "某"], HEAD[:7], item(1)[:7]]))
    run = ImportRun.objects.unscoped("test").get()
    assert run.header == 2
    client.post(reverse("import_columns", args=[run.pk]), {"header": "1"}, follow=True)
    run.refresh_from_db()
    assert (run.header, run.mapping) == (0, {})
    assert page.status_code == 200
    beyond = client.post(reverse("import_columns", args=[run.pk]), {"header": "99"})
    assert beyond.status_code == 422


def test_the_bad_rows_come_back_as_the_same_columns_with_comments(house, sign_in):
    client = sign_in(house.alice)
    page = upload(client, house, as_csv([HEAD, item(1), item(2, 事项编码="", 事项名称="=1+1")]))
    confirm(client, page)
    run = ImportRun.objects.unscoped("test").get()
    answer = client.get(reverse("import_bad_rows", args=[run.pk, "bad"]))
    sheet = load_workbook(BytesIO(answer.content)).active
    assert [c.value for c in sheet[1]] == HEAD
    assert sheet.max_row == 2
    assert (sheet["C2"].value, sheet["C2"].data_type) == ("=1+1", "s")
    assert sheet["C2"].quotePrefix
    assert "请填写" in sheet["D2"].comment.text
    assert "原第 3 行" in sheet["D2"].comment.text


def _as_kept_by_an_office():
    """A merged title, a styled heading, a merged department, a formula, widths, and a second sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "事项"
    sheet.append(["区司法局政务服务事项清单"])
    sheet.merge_cells("A1:H1")
    sheet.append(HEAD)
    sheet["A2"].font = Font(bold=True)
    for n in (1, 2, 3):
        sheet.append(item(n))
    sheet["C3"] = '="公证业务"&"预约"'
    sheet["C4"], sheet["D4"], sheet["D5"] = "", "", "511C 0003"
    sheet.merge_cells("A3:A5")
    sheet.column_dimensions["C"].width = 41
    sheet["H3"].comment = Comment("网址以政务网为准", "何小满")
    book.create_sheet("填表说明").append(["按实际填写"])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_same_workbook_comes_back_with_comments_on_the_bad_cells(house, sign_in):
    """Not a copy of its words: its sheets, widths, merged cells, formulas and own comments are all there."""
    client = sign_in(house.alice)
    raw = _as_kept_by_an_office()
    upload(client, house, raw, "事项.xlsx")
    run = ImportRun.objects.unscoped("test").get()
    kept = Path(settings.YIFA_VAR) / "imports" / f"{run.pk}.original"
    assert kept.exists() and b"PK" not in kept.read_bytes()[:2]
    answer = client.get(reverse("import_bad_rows", args=[run.pk, "whole"]))
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["事项", "填表说明"]
    sheet = book["事项"]
    assert {str(m) for m in sheet.merged_cells.ranges} == {"A1:H1", "A3:A5"}
    assert sheet["C3"].value == '="公证业务"&"预约"' and sheet["A2"].font.b
    assert sheet.column_dimensions["C"].width == 41
    commented = {
        c.coordinate: c.comment.text for row in sheet.iter_rows() for c in row if c.comment
    }
    assert set(commented) == {"C3", "C4", "D4", "H3"}  # D5 has a blank in a code that is free text
    assert commented["D4"] == "这一格是空的。请填写" and commented["H3"] == "网址以政务网为准"
    assert "公式没有算出结果" in commented["C3"]
    assert sheet["D4"].fill.fgColor.rgb.endswith("FFD9D6")
    client.post(reverse("import_discard", args=[run.pk]))
    assert not kept.exists()


def test_of_a_text_file_the_whole_table_comes_back_as_a_workbook(house, sign_in):
    client = sign_in(house.alice)
    upload(client, house, as_csv([["服务事项"], HEAD, item(1), item(2, 事项编码="")]))
    run = ImportRun.objects.unscoped("test").get()
    sheet = load_workbook(
        BytesIO(client.get(reverse("import_bad_rows", args=[run.pk, "whole"])).content)
    ).active
    assert sheet.max_row == 4 and "请填写" in sheet["D4"].comment.text


def test_sheets_with_the_same_headings_are_imported_one_by_one(house, sign_in):
    client = sign_in(house.alice)
    raw = as_xlsx([HEAD, item(1)], sheets=[("上田镇", [HEAD, item(2)]), ("说明", [["按实际填写"]])])
    page = upload(client, house, raw, "事项.xlsx")
    assert page.request["PATH_INFO"] == reverse("imports")
    said = page.content.decode()
    assert "有 2 张表头相同的工作表" in said and "事项.xlsx · 上田镇" in said
    runs = ImportRun.objects.unscoped("test").order_by("sheet")
    assert [r.sheet for r in runs] == ["上田镇", "事项"]
    for run in runs:
        confirm(client, client.get(reverse("import_preview", args=[run.pk])))
    assert {i.key for i in standing()} == {"511C-0001", "511C-0002"}


def test_columns_are_remembered_for_the_unit_and_apart_for_every_sender(house, sign_in):
    """What Alice matched, her colleague finds matched; another sender's table with the same words does not take it away."""
    head = ["谁办", "大类", "叫什么", "编码", "事项编码", "区划代码"]
    rows = as_csv([head, ["区司法局", "未分类", "公证预约", "511C-0001", "511C-0002", "330702"]])
    matched = {"header": "1", "column_department_name": "0", "column_main_item": "1", "column_name": "2"}  # fmt: skip

    def send(user, sender, code):
        client = sign_in(user)
        page = upload(client, house, rows, source=sender)
        run = ImportRun.objects.unscoped("test").order_by("-pk").first()
        if code is not None:
            client.post(
                reverse("import_columns", args=[run.pk]), matched | {"column_item_code": code}
            )
            run.refresh_from_db()
        return page, run.mapping["item_code"]

    assert send(house.alice, "省平台", "3")[1] == 3
    assert send(house.alice, "市平台", "4")[1] == 4
    colleague = house.person("bing", "周兵", house.bureau, Role.CASE_HANDLER)
    assert send(colleague, "省平台", None)[1] == 3
    assert send(colleague, "市平台", None)[1] == 4
    other = house.person("lin", "林一", house.town, Role.CASE_HANDLER)
    client = sign_in(other)
    upload(client, house, rows, unit=house.town.pk, source="省平台")
    run = ImportRun.objects.unscoped("test").order_by("-pk").first()
    assert "name" not in run.mapping  # another unit has matched nothing yet


def test_the_entry_says_which_file_sheet_and_row_its_values_come_from(house, sign_in):
    client = sign_in(house.alice)
    raw = as_xlsx([["清单"], HEAD, item(1)])
    confirm(client, upload(client, house, raw, "事项清单.xlsx"))
    entry = standing().get()
    page = client.get(reverse("entry", args=["service_item", entry.pk])).content.decode()
    digest = ImportRun.objects.unscoped("test").get().file_digest
    for said in ("事项清单.xlsx", "工作表“事项”", "第 3 行", digest):
        assert said in page, said


def test_the_mended_workbook_goes_in(house, sign_in):
    client = sign_in(house.alice)
    upload(client, house, as_csv([HEAD, item(1), item(2, 事项编码="")]))
    run = ImportRun.objects.unscoped("test").get()
    sheet = load_workbook(
        BytesIO(client.get(reverse("import_bad_rows", args=[run.pk, "bad"])).content)
    )
    sheet.active["D2"].value = "511C-0002"
    out = BytesIO()
    sheet.save(out)
    confirm(client, upload(client, house, out.getvalue(), "更正.xlsx"))
    assert [i.key for i in standing()] == ["511C-0002"]


@pytest.mark.parametrize(
    ("raw", "name", "why"),
    [
        (b"", "空.csv", "空"),
        (b"<html><table></table></html>", "假.xls", "网页格式"),
        (as_xlsx([HEAD, item(1)], far=(1_048_575, 16_383)), "炸.xlsx", "很远的行或列"),
        (as_csv([HEAD, item(1)]), "机密★事项.csv", "国家秘密"),
    ],
)
def test_what_cannot_be_read_is_said_on_the_page_with_a_way_on(house, sign_in, raw, name, why):
    page = upload(sign_in(house.alice), house, raw, name)
    assert page.status_code == 422
    assert why in page.content.decode()
    assert not ImportRun.objects.unscoped("test").exists()


def test_without_file_or_cells_the_form_says_what_it_wants(house, sign_in):
    data = {"register": "service_item", "unit": house.bureau.pk, "on": "2026-03-02"}
    page = sign_in(house.alice).post(reverse("imports"), data)
    assert page.status_code == 422
    assert "请选择文件" in page.content.decode()


def test_cells_are_escaped_on_the_page(house, sign_in):
    page = upload(
        sign_in(house.alice), house, as_csv([HEAD, item(1, 事项名称="<script>alert(1)</script>")])
    )
    assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;alert" in page.content.decode()


def test_a_stale_preview_is_shown_anew_instead_of_committed(house, sign_in):
    client = sign_in(house.alice)
    page = upload(client, house, as_csv([HEAD, item(1)]))
    again = client.post(page.request["PATH_INFO"], {"fingerprint": "0" * 64})
    assert again.status_code == 200
    assert "有了变化" in again.content.decode()
    assert standing().count() == 0


def test_a_clerk_sees_only_registers_and_units_of_the_post(house, sign_in):
    page = sign_in(house.tom).get(reverse("imports")).content.decode()
    assert "政务服务事项" in page
    assert "区司法局" not in re.search(r'<select name="unit".*?</select>', page, re.DOTALL).group()
    assert "calendar" not in page


def test_a_supervisor_reads_results_and_imports_nothing(house, sign_in):
    client = sign_in(house.alice)
    confirm(client, upload(client, house, as_csv([HEAD, item(1), item(2, 事项编码="")])))
    run = ImportRun.objects.unscoped("test").get()
    watcher = house.person("wu", "吴", house.bureau, Role.SUPERVISOR)
    client = sign_in(watcher)
    assert 'value="service_item"' not in client.get(reverse("imports")).content.decode()
    page = client.get(reverse("import_run", args=[run.pk]))
    assert page.status_code == 200
    assert "撤销这次导入" not in page.content.decode()
    assert "请填写" not in page.content.decode()
    assert client.get(reverse("import_bad_rows", args=[run.pk, "bad"])).status_code == 404
    assert client.post(reverse("import_undo", args=[run.pk]), {"reason": "不"}).status_code == 403
    assert standing().count() == 1


def arguments(name, pk):
    return [pk, "bad"] if name == "import_bad_rows" else [pk]


@pytest.mark.parametrize(
    "name",
    ["import_run", "import_columns", "import_preview", "import_bad_rows", "import_progress"],
)
def test_a_staged_import_is_its_owners_alone(house, sign_in, name):
    alice = house.actor(house.alice)
    run = stage(alice, register_of("service_item"), house.bureau, raw=as_csv([HEAD, item(1)]))
    for stranger in (house.bob, house.tom):
        assert sign_in(stranger).get(reverse(name, args=arguments(name, run.pk))).status_code == 404
    address = reverse(name, args=arguments(name, run.pk))
    assert sign_in(house.alice).get(address, follow=True).status_code == 200


@pytest.mark.parametrize(
    "name", ["imports", "import_run", "import_columns", "import_preview", "import_bad_rows"]
)
def test_a_visitor_is_sent_to_sign_in(client, house, name):
    answer = client.get(reverse(name, args=[] if name == "imports" else arguments(name, 1)))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_giving_up_leaves_nothing(house, sign_in):
    client = sign_in(house.alice)
    upload(client, house, as_csv([HEAD, item(1)]))
    run = ImportRun.objects.unscoped("test").get()
    assert run.status == RunStatus.STAGED
    client.post(reverse("import_discard", args=[run.pk]))
    assert not ImportRun.objects.unscoped("test").exists()
    assert standing().count() == 0
