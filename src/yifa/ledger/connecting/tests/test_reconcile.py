"""对账: their list beside ours, for entries and for matters; what is missing goes to the preview, what stays is explained."""

from __future__ import annotations

import io
import json
import re
from datetime import date

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from yifa.kernel import loop, moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.scope.actor import Actor
from yifa.ledger.connecting.models import Exchange, Explained
from yifa.ledger.connecting.tests.conftest import DAY, item

Board = apps.get_model("disclosure", "Board")

pytestmark = pytest.mark.django_db


def pushed(token, rows, key):
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    answer = Client().post(
        "/peer/records/",
        json.dumps({"rows": rows}),
        content_type="application/json",
        headers=headers,
    )
    loop.drain()
    return answer.json()["id"]


def ours(house, n, **more):
    values = {
        "code": f"BH-{n:02d}", "name": f"第{n}块公开栏", "place": "村委会门口", "affair": "party", "keeper": "金强",
    } | more  # fmt: skip
    enter(
        Actor.of(house.alice),
        "disclosure_board",
        values,
        unit=house.bureau,
        source_system="政务平台",
    )


def listed(house, rows, **more):
    heads = list(dict.fromkeys(h for r in rows for h in r))
    text = "\n".join([",".join(heads), *(",".join(r.get(h, "") for h in heads) for r in rows)])
    values = {
        "file": SimpleUploadedFile("对方清单.csv", text.encode()),
        "unit": house.bureau.pk,
        "sender": "政务平台",
    }
    return house.client(house.alice).post("/reconciliation/", values | more)


def test_entries_in_four_groups_with_both_counts(house):
    for n in (1, 2, 3):
        ours(house, n)
    answer = listed(
        house,
        [item(1), item(2, 名称="改了名的许可"), item(4), item(5, 公开类别="没有的类别")],
        target="disclosure_board",
    )
    assert answer.status_code == 302, answer.content.decode()
    page = house.client(house.alice).get(answer.url)
    found = page.context["found"]
    assert (found.theirs, found.ours) == (4, 3)
    assert {what: [d.number for d in rows] for what, rows in found.groups.items()} == {
        "differ": ["BH-02"], "missing_here": ["BH-04"], "missing_there": ["BH-03"],
        "bad": ["BH-05"], "same": ["BH-01"],
    }  # fmt: skip
    assert found.groups["differ"][0].fields == (("名称", "第2块公开栏", "改了名的许可"),)
    assert not Board.objects.unscoped("test").filter(key="BH-04").exists()  # only compared

    # the missing go to the import preview, and in from there
    url = f"/imports/{page.context['run']}/preview/"
    preview = house.client(house.alice).get(url)
    assert preview.status_code == 200 and "BH-04" in preview.content.decode()


def test_an_explanation_covers_this_difference_and_no_later_one(house):
    ours(house, 1)
    ours(house, 3)
    rows = [item(1, 名称="对方叫法")]
    url = listed(house, rows, target="disclosure_board").url
    client = house.client(house.alice)
    differ = client.get(url).context["found"].groups["differ"][0]
    refused = client.post(url + "explain/", {"ground": "名称按本区发布的"})
    assert refused.status_code == 422 and "请先勾选" in refused.content.decode()
    assert client.post(url + "explain/", {"number": differ.digest, "ground": ""}).status_code == 422
    done = client.post(url + "explain/", {"number": differ.digest, "ground": "名称按本区发布的"})
    assert done.status_code == 302
    found = client.get(url).context["found"]
    assert found.groups["differ"][0].note.ground == "名称按本区发布的" and found.open == 1
    note = Explained.objects.unscoped("test").get()
    assert (note.number, note.person, note.valid_from) == ("BH-01", "艾丽", DAY)

    later = listed(house, [item(1, 名称="又改了叫法")], target="disclosure_board").url
    assert client.get(later).context["found"].groups["differ"][0].note is None


def test_the_last_push_is_compared_without_sending_it_again(house):
    _peer, token = house.peer()
    number = pushed(token, [item(1), item(2)], "2026-03-18-0001")
    client = house.client(house.alice)
    assert "推送-20260318.csv" in client.get("/reconciliation/").content.decode()
    with moment.at(date(2026, 3, 19)):
        client = house.client(house.alice)
        ours(house, 2, name="本区改了名")
        ours(house, 7)
        chosen = client.post("/reconciliation/", {"last": number, "unit": house.bureau.pk})
        assert chosen.status_code == 302
        page = client.get(chosen.url)
    assert page.context["peer_title"] == "省政务平台"
    found = page.context["found"]
    assert (found.theirs, found.ours) == (2, 3)
    assert found.groups["differ"][0].fields == (("名称", "本区改了名", "第2块公开栏"),)
    assert [d.number for d in found.groups["missing_there"]] == ["BH-07"]


def appeal(house, external, title="关于道路的申诉", source="省申诉平台"):
    return act(
        Actor.of(house.alice), Opening("test.appeal", house.bureau, source, external), "receive",
        {"title": title, "applicant": "张三丰", "phone": "", "channel": "post"}, on=date(2026, 3, 2),
    )  # fmt: skip


def test_matters_by_their_external_number(house):
    appeal(house, "S-1"), appeal(house, "S-3"), appeal(house, "", source="")
    row = {"收到日期": "2026-03-02", "名称": "关于道路的申诉", "申请人": "张三丰", "渠道": "邮寄"}
    rows = [row | {"外部编号": "S-1"}, row | {"外部编号": "S-2"}]
    answer = listed(house, rows, target="test.appeal", sender="省申诉平台")
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    found = house.client(house.alice).get(answer.url).context["found"]
    assert (found.theirs, found.ours, found.outside) == (2, 2, 1)
    assert [d.number for d in found.groups["same"]] == ["S-1"]
    assert [d.number for d in found.groups["missing_here"]] == ["S-2"]
    assert [d.number for d in found.groups["missing_there"]] == ["S-3"]


def test_forty_six_at_the_province_and_forty_five_here(house):
    """Two equal-looking totals hide three differences: two cases missing here, one missing there."""
    for n in (*range(1, 45), 47):
        appeal(house, f"S-{n}")
    row = {"收到日期": "2026-03-02", "名称": "关于道路的申诉", "申请人": "张三丰", "渠道": "邮寄"}
    rows = [row | {"外部编号": f"S-{n}"} for n in range(1, 47)]
    url = listed(house, rows, target="test.appeal", sender="省申诉平台").url
    page = house.client(house.alice).get(url)
    found = page.context["found"]
    assert (found.theirs, found.ours, found.open) == (46, 45, 3)
    assert [d.number for d in found.groups["missing_here"]] == ["S-45", "S-46"]
    assert [d.number for d in found.groups["missing_there"]] == ["S-47"]
    said = " ".join(re.sub("<[^>]+>", "", page.content.decode()).split())
    assert "省申诉平台 46，本区 45" in said
    assert "S-45对方第 46 行" in said and "对方有，本区没有" in said
    assert "S-47" in said and "本区有，对方没有" in said


def test_every_row_of_a_long_list_takes_part(house, monkeypatch):
    """A plan in hand keeps only the first rows of a long sheet; the comparison must not."""
    monkeypatch.setattr("yifa.ledger.importing.planner.SHOWN", 3)
    monkeypatch.setattr("yifa.ledger.importing.door.SHOWN", 3)
    for n in range(1, 71):
        ours(house, n)
    rows = [item(n) for n in range(1, 70)] + [item(n, 名称="对方叫法") for n in (70,)] + [item(80)]
    url = listed(house, rows, target="disclosure_board").url
    found = house.client(house.alice).get(url).context["found"]
    assert (found.theirs, found.ours, found.count("same")) == (71, 70, 69)
    assert [d.number for d in found.groups["differ"]] == ["BH-70"]
    assert [d.number for d in found.groups["missing_here"]] == ["BH-80"]
    assert found.groups["missing_there"] == []


def test_the_comparison_as_a_workbook(house):
    ours(house, 1)
    url = listed(house, [item(1, 名称="=对方叫法"), item(4)], target="disclosure_board").url
    answer = house.client(house.alice).get(url + "compared.xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    lines = [[c.value for c in row] for row in book.worksheets[0].iter_rows(min_row=2)]
    assert [(v[0], v[2], v[3], v[4], v[5]) for v in lines] == [
        ("BH-01", "内容不一致", "名称", "第1块公开栏", "=对方叫法"),
        ("BH-04", "本区没有", None, None, None),
    ]
    made = {r[0].value: r[1].value for r in book["导出说明"].iter_rows()}
    assert made["对方"] == "政务平台（2）" and made["本区"] == "区司法局（1）"


def test_lists_of_another_unit_do_not_exist(house):
    url = listed(house, [item(1)], target="disclosure_board").url
    assert house.client(house.tom).get(url).status_code == 404
    assert house.client(house.tom).get(url + "compared.xlsx").status_code == 404
    assert house.client(house.ida).get(url).status_code == 403
    pk = Exchange.objects.unscoped("test").get().pk
    assert house.client(house.tom).get(f"/exchanges/{pk}/report.xlsx").status_code == 404
    assert house.client(house.alice).get(f"/exchanges/{pk}/report.xlsx").status_code == 200
