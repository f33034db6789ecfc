"""The superior's workbook through its pages: upload, bind, fill every quarter, and what is refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from yifa.kernel import moment
from yifa.kernel.dossier.files import path_of
from yifa.kernel.figure import Period
from yifa.kernel.figure.freeze import close
from yifa.kernel.journal.verify import verify
from yifa.kernel.matter.act import act
from yifa.kernel.scope.actor import Actor
from yifa.ledger.template.binding import months
from yifa.ledger.template.filling import periods
from yifa.ledger.template.models import SuperiorTemplate, TemplateFill
from yifa.ledger.template.tests.conftest import superior_book

pytestmark = pytest.mark.django_db
BASE = "/templates/of/季报/"
DAY = date(2024, 10, 15)


@pytest.fixture(autouse=True)
def _today():
    with moment.at(DAY):
        yield


def sent(house, raw=None, name="申诉季报.xlsx", user=None, code="季报"):
    values = {
        "code": code, "title": "申诉办理情况季报", "superior": "市司法局", "rhythm": "quarter", "unit": house.bureau.pk,
        "file": SimpleUploadedFile(name, raw or superior_book()),
    }  # fmt: skip
    return house.client(user or house.alice).post("/templates/", values)


def bound(house, sheet, at, **values):
    return house.client(house.alice).post(BASE + "bind/", {"sheet": sheet, "at": at} | values)


def figure(house, at, figure_id, over="this", part="shown", sheet="季报"):
    return bound(house, sheet, at, kind="figure", figure=figure_id, over=over, part=part)


def template():
    return SuperiorTemplate.objects.unscoped("test").get(key="季报", valid_to=None)


def fills():
    return TemplateFill.objects.unscoped("test").order_by("version")


def some_appeals(house):
    """Two in the second quarter of 2024, three in the third, of which one was answered in time."""
    for on in (date(2024, 4, 3), date(2024, 6, 3), date(2024, 7, 2), date(2024, 8, 2)):
        with moment.at(on):
            house.appeal(on=on)
    with moment.at(date(2024, 9, 2)):
        answered = house.appeal("李四的申诉", "李四", on=date(2024, 9, 2))
    with moment.at(date(2024, 9, 10)):
        act(Actor.of(house.bob), answered, "review", {})
        act(Actor.of(house.carol), answered, "reply", {})


def test_a_quarterly_form_is_bound_once_and_filled_with_its_style(figures):
    house = figures
    some_appeals(house)
    assert sent(house).status_code == 302
    assert figure(house, "B4", "test.appeal.received").status_code == 302
    assert figure(house, "C4", "test.appeal.received", "year").status_code == 302
    assert figure(house, "B5", "test.appeal.on_time").status_code == 302
    assert bound(house, "季报", "B2", kind="words", words="unit").status_code == 302
    assert bound(house, "季报", "D2", kind="words", words="period").status_code == 302
    rows = {
        "kind": "rows", "ledger": "appeals.all", "by": "received", "most": 5,
        "column_A": "编号", "column_B": "收到日期",
    }  # fmt: skip
    assert bound(house, "明细", "A2", **rows).status_code == 302
    assert len(template().bindings) == 6 and template().version == 7

    client = house.client(house.alice)
    seen = client.get(BASE + "fill/?period=202407-202409").content.decode()
    assert "没有封账" in seen and "2024年7—9月" in seen
    refused = client.post(BASE + "fill/", {"period": "202407-202409"})
    assert refused.status_code == 422 and "还没有封账" in refused.content.decode()
    assert fills().count() == 0
    done = client.post(BASE + "fill/", {"period": "202407-202409", "provisional": "on"})
    assert done.status_code == 302
    made = fills().get()
    assert made.provisional and "暂定" in made.file_name and path_of(made.digest).exists()

    answer = client.get(f"/templates/fills/{made.pk}/")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    sheet = book["季报"]
    assert sheet["B4"].value == 3 and sheet["C4"].value == 5
    assert sheet["B5"].value == pytest.approx(1.0)  # 1 of 1 judged, in a cell that shows per cent
    assert sheet["D4"].value == "=B4+C4"
    assert sheet["B2"].value == "示范区司法局" and sheet["D2"].value == "2024年7—9月"
    note = sheet["C4"].comment.text
    assert "本期收到的申诉" in note and "2024年1—9月" in note and "未封账，暂定" in note
    assert "/exports/figures/test.appeal.received/rows.xlsx?unit=sfj&from=202401&to=202409" in note
    # what the superior set stays as it was
    assert "A1:D1" in [str(r) for r in sheet.merged_cells.ranges]
    assert sheet["A1"].font.name == "方正小标宋简体" and sheet["A3"].fill.fgColor.rgb == "FFDDEBF7"
    assert sheet.column_dimensions["A"].width == 22 and sheet.page_setup.orientation == "landscape"
    assert "$A$1:$D$5" in sheet.print_area and sheet["B4"].border.left.style == "thin"
    detail = book["明细"]
    assert [detail.cell(r, 2).value.month for r in (2, 3, 4)] == [9, 8, 7]
    assert detail["A4"].border.bottom.style == "thin" and detail["C9"].value == "填表说明"

    behind = client.get(note.rsplit("：", 1)[1].split("testserver", 1)[1])
    listed = load_workbook(io.BytesIO(b"".join(behind.streaming_content))).worksheets[0]
    assert listed.max_row - 1 == 5  # as many rows as the number says
    assert verify().whole


def test_signed_off_periods_give_the_signed_numbers(figures):
    house = figures
    some_appeals(house)
    sent(house)
    figure(house, "B4", "test.appeal.received")
    with moment.at(date(2024, 10, 8)):
        close(Actor.of(house.carol), house.bureau, Period(202407, 202409), final=True)
    with moment.at(date(2024, 10, 9)):
        house.appeal("补登的申诉", on=date(2024, 9, 30))  # recorded after the sign-off
    client = house.client(house.alice)
    assert client.post(BASE + "fill/", {"period": "202407-202409"}).status_code == 302
    made = fills().get()
    assert not made.provisional and "暂定" not in made.file_name
    cell = load_workbook(path_of(made.digest).open("rb"))["季报"]["B4"]
    assert cell.value == 3 and "已封账，第 1 版" in cell.comment.text
    assert made.cells["季报!B4"]["figure"] == "test.appeal.received"

    # the same signed numbers filled again give the same file, and no further version
    with zipfile.ZipFile(path_of(made.digest)) as packed:
        assert {i.date_time for i in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"dcterms:" not in packed.read("docProps/core.xml")
    with moment.at(date(2024, 10, 16)):
        house.client(house.alice).post(BASE + "fill/", {"period": "202407-202409"})
    assert [f.version for f in fills()] == [1] and path_of(made.digest).exists()


def test_what_cannot_be_bound_is_told(figures):
    house = figures
    sent(house)
    for at, said in (
        ("D4", "这一格是公式，不能覆盖"), ("B1", "请绑定合并区左上角"), ("ZZ", "没有单元格"),
    ):  # fmt: skip
        answer = figure(house, at, "test.appeal.received")
        assert answer.status_code == 422 and said in answer.content.decode(), at
    assert figure(house, "B4", "test.nothing").status_code == 422
    assert (
        "不是比率" in figure(house, "B4", "test.appeal.received", part="numerator").content.decode()
    )
    assert "没有工作表" in figure(house, "B4", "test.appeal.received", sheet="甲").content.decode()
    assert template().bindings == [] and template().version == 1
    # free again
    figure(house, "B4", "test.appeal.received")
    assert bound(house, "季报", "B4", unbind="1").status_code == 302
    assert template().bindings == []


def test_too_many_rows_for_the_room_left_are_refused(figures):
    house = figures
    some_appeals(house)
    sent(house)
    bound(
        house,
        "明细",
        "A2",
        kind="rows",
        ledger="appeals.all",
        by="received",
        most=2,
        column_A="编号",
    )
    answer = house.client(house.alice).get(BASE + "fill/?period=202407-202409")
    assert answer.status_code == 422 and "只留了 2 行" in answer.content.decode()


def _with(part: str) -> bytes:
    out = io.BytesIO(superior_book())
    with zipfile.ZipFile(out, "a") as pack:
        pack.writestr(part, b"x")
    return out.getvalue()


def _far() -> bytes:
    book = Workbook()
    book.active["A9000"] = "远"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "name", "said"),
    [
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "季报.xls", "另存为 .xlsx"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "季报.xlsx", "去掉密码"),
        (superior_book(), "季报.xlsm", "带有宏"),
        (_with("xl/vbaProject.bin"), "季报.xlsx", "带有宏"),
        (_with("xl/externalLinks/externalLink1.xml"), "季报.xlsx", "断开链接"),
        (_with("xl/charts/chart1.xml"), "季报.xlsx", "图表"),
        (b"PK" + b"0" * 100, "季报.xlsx", "不是可以打开的"),
        (_far(), "季报.xlsx", "300 行"),
        (superior_book(), "绝密季报.xlsx", "国家秘密"),
    ],
)
def test_workbooks_that_cannot_be_kept_are_refused_with_the_way_on(figures, raw, name, said):
    answer = sent(figures, raw, name)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not SuperiorTemplate.objects.unscoped("test").exists()


def test_a_bomb_is_refused_before_it_unpacks(figures):
    out = io.BytesIO(superior_book())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("xl/worksheets/sheet9.xml", b"0" * (110 * 2**20))
    answer = sent(figures, out.getvalue())
    assert answer.status_code == 422 and "展开后过大" in answer.content.decode()


def test_a_new_edition_keeps_the_bindings_that_still_hold(figures):
    house = figures
    sent(house)
    figure(house, "B4", "test.appeal.received")
    figure(house, "C4", "test.appeal.received", "year")
    book = load_workbook(io.BytesIO(superior_book()))
    book["季报"]["C4"] = "=B4*2"
    out = io.BytesIO()
    book.save(out)
    with moment.at(date(2024, 10, 16)):
        answer = sent(house, out.getvalue())
    assert answer.status_code == 302
    assert [b["at"] for b in template().bindings] == ["B4"]


def test_others_neither_see_nor_change_it(figures):
    house = figures
    sent(house)
    assert house.client(house.tom).get(BASE).status_code == 404
    assert house.client(house.ida).get(BASE).status_code == 200  # the inspector reads
    assert (
        house.client(house.ida).post(BASE + "bind/", {"sheet": "季报", "at": "B4"}).status_code
        == 403
    )
    assert sent(house, user=house.tom).status_code == 422  # not a unit of his


def test_periods_and_months():
    assert [str(p) for p in periods("quarter", date(2026, 5, 20))[:2]] == [
        "2026年4—6月",
        "2026年1—3月",
    ]
    assert str(periods("half", date(2026, 5, 20))[1]) == "2025年7—12月"
    third = Period(202407, 202409)
    assert [str(months(o, third)) for o in ("this", "year", "last", "last_year", "before")] == [
        "2024年7—9月", "2024年1—9月", "2023年7—9月", "2023年1—9月", "2024年4—6月",
    ]  # fmt: skip
