"""The pages from upload to undo, walked by those who may and those who may not."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

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
