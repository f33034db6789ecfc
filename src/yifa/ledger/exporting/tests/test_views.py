"""What is exported: scope, masking, the words of codes, the note, and the event in the journal."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from openpyxl import load_workbook

from yifa.kernel import moment
from yifa.kernel.journal.models import JournalRow

URL = "/ledger/appeals.all/"
GROUND = {"ground": "核对送达的收件人"}


@pytest.fixture(autouse=True)
def _today():
    with moment.at(date(2024, 11, 4)):
        yield


def book_of(answer):
    assert answer.status_code == 200, answer.content[:300]
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def lines_of(answer):
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_names_are_masked_unless_the_handler_gives_a_ground(house):
    house.appeal("=HYPERLINK(1)张三丰")
    alice = house.client(house.alice)
    masked = lines_of(alice.get(URL + "export.csv"))
    assert "张三丰" not in ",".join(masked[1]) and "张某某" in masked[1]
    assert masked[1][1] == "'=HYPERLINK(1)张某某"
    opened = lines_of(alice.post(URL + "export.csv", GROUND))
    assert "张三丰" in opened[1]
    assert alice.post(URL + "export.csv", {"ground": ""}).status_code == 422
    assert house.client(house.ida).post(URL + "export.csv", GROUND).status_code == 403
    elsewhere = house.client(house.tom).post(URL + "export.csv", GROUND)
    assert len(lines_of(elsewhere)) == 1  # nothing of another unit

    rows = JournalRow.objects.unscoped("test").filter(step="export").order_by("id")
    assert [r.actor_name for r in rows] == ["艾丽", "艾丽", "汤姆"]
    assert json.loads(rows[1].payload)["ground"] == "核对送达的收件人"


def test_the_workbook_says_how_it_was_made(house):
    house.appeal()
    house.appeal("李四的申诉", "李四", on=date(2024, 10, 8))
    found = book_of(
        house.client(house.alice).get(URL + "export.xlsx?state=received&received_from=2024-10")
    )
    sheet = found["申诉台账"]
    head = [c.value for c in sheet[1]]
    assert head[:6] == ["编号", "名称", "承办单位", "经办人", "状态", "结果"]
    assert sheet.max_row == 2 and sheet.cell(2, head.index("状态") + 1).value == "已收到"
    assert sheet.cell(2, head.index("收到日期") + 1).value.date() == date(2024, 10, 8)
    made = {row[0].value: row[1].value for row in found["导出说明"].iter_rows(min_row=2)}
    assert made["行数"] == 1 and made["导出人"] == "区司法局 艾丽"
    assert made["筛选条件"] == "状态：已收到；收到月份自：2024-10"
    assert "已遮盖" in made["个人信息"] and made["导出时间"].date() == date(2024, 11, 4)


def test_an_extract_of_the_journal_names_states_and_recording(house):
    with moment.at(date(2024, 9, 10)):
        house.appeal(on=date(2024, 9, 2))
    found = book_of(
        house.client(house.alice).get(URL + "journal.xlsx?begun=2024-09-01&until=2024-09-30")
    )
    sheet = found.worksheets[0]
    row = dict(zip([c.value for c in sheet[1]], [c.value for c in sheet[2]], strict=True))
    assert row["步骤"] == "收到申诉" and row["现状态"] == "已收到" and row["记录方式"] == "补登"
    assert row["晚记（日）"] == 8 and len(row["校验值"]) == 64
    later = house.client(house.alice).get(URL + "journal.xlsx?begun=2024-10-01&until=2024-10-31")
    assert book_of(later).worksheets[0].max_row == 1
    wrong = house.client(house.alice).get(URL + "journal.xlsx?begun=2024-10-01&until=2024-09-01")
    assert wrong.status_code == 422


def test_what_is_not_there_is_not_exported(house):
    client = house.client(house.alice)
    assert client.get(URL + "export.exe").status_code == 404
    assert client.get("/registers/account/export.xlsx").status_code == 404
    assert client.get(URL + "export/").status_code == 200
    assert "含个人信息" not in house.client(house.ida).get(URL + "export/").content.decode()


def test_queries_do_not_grow_with_the_rows(house, django_assert_max_num_queries):
    for n in range(12):
        house.appeal(f"第{n}件申诉")
    client = house.client(house.alice)
    with django_assert_max_num_queries(20):
        assert book_of(client.get(URL + "export.xlsx")).worksheets[0].max_row == 13
