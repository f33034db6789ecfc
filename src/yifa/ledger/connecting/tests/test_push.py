"""HTTP push: the token is the rule, a key is taken once, what came in is told, and nothing beyond the scope goes in."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.test import Client

from yifa.kernel import loop
from yifa.kernel.entry.enter import enter
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.scope.actor import Actor
from yifa.ledger.connecting.models import Exchange
from yifa.ledger.connecting.registers import PEER
from yifa.ledger.connecting.tests.conftest import item

Board = apps.get_model("disclosure", "Board")

pytestmark = pytest.mark.django_db


def send(token, rows=None, key="2026-03-18-0001", body=None, kind="application/json", **more):
    content = body if body is not None else json.dumps({"rows": rows})
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    return Client().post(
        "/peer/records/" + more.pop("query", ""), content, content_type=kind, headers=headers | more
    )


def told(token, answer):
    found = Client().get(answer.json()["status_url"], headers={"Authorization": f"Bearer {token}"})
    assert found.status_code == 200, found.content
    return found.json()


def items():
    return Board.objects.unscoped("test").filter(valid_to=None)


def test_rows_are_taken_once_and_their_fate_is_told(house):
    _peer, token = house.peer()
    rows = [item(1), item(2), item(3, 公开类别="没有的类别")]
    first = send(token, rows)
    assert first.status_code == 202 and first.json()["status"] == "waiting"
    assert not items().exists()  # nothing stands before the loop has read it
    again = send(token, rows)
    assert again.status_code == 200 and again.json()["id"] == first.json()["id"]
    assert send(token, [item(9)]).status_code == 409  # the key is another delivery's

    loop.drain()
    found = told(token, first)
    assert found["status"] == "partly"
    assert found["counts"] == {"added": 2, "changed": 0, "same": 0, "bad": 1}
    assert [(p["row"], p["header"]) for p in found["problems"] if not p["warning"]] == [
        (4, "公开类别")
    ]
    assert {(i.key, i.unit_id, i.source_system) for i in items()} == {
        ("BH-01", house.bureau.pk, "政务平台"), ("BH-02", house.bureau.pk, "政务平台"),
    }  # fmt: skip
    by = JournalRow.objects.unscoped("test").filter(stream="disclosure_board:BH-01").get()
    assert by.actor_name == "对接：省政务平台" and by.how == "imported"

    second = send(token, rows, key="2026-03-19-0001")
    loop.drain()
    assert told(token, second)["counts"]["same"] == 2  # a new key, the same rows: nothing new
    assert items().count() == 2 and verify().whole


def test_new_rows_behind_many_that_stand_already_go_in(house, monkeypatch):
    """A long push whose first rows are all known: what is new further down is written, not only counted."""
    monkeypatch.setattr("yifa.ledger.importing.planner.SHOWN", 3)
    monkeypatch.setattr("yifa.ledger.importing.door.SHOWN", 3)
    _peer, token = house.peer()
    send(token, [item(n) for n in range(1, 6)])
    loop.drain()
    assert items().count() == 5
    second = send(token, [item(n) for n in range(1, 8)], key="2026-03-19-0001")
    loop.drain()
    assert told(token, second)["counts"] == {"added": 2, "changed": 0, "same": 5, "bad": 0}
    assert items().count() == 7


def test_a_file_and_a_dry_run(house):
    _peer, token = house.peer()
    lines = "公开栏编号,名称,地点,公开类别,责任人\nBH-07,政务公开栏,政府院内,党务,金强\n"
    dry = send(
        token,
        body=lines.encode("gb18030"),
        kind="text/csv",
        query="?dry_run=1",
        **{"X-File-Name": "a.csv"},
    )
    loop.drain()
    assert told(token, dry)["counts"]["added"] == 1 and "没有写入" in told(token, dry)["message"]
    assert not items().exists()
    real = send(token, body=lines.encode("gb18030"), kind="text/csv", key="2026-03-18-0002")
    loop.drain()
    assert told(token, real)["status"] == "done" and items().count() == 1


def test_who_is_not_known_or_asks_wrongly_is_told_so(house):
    peer, token = house.peer()
    assert send("yifa-wrong", [item(1)]).status_code == 401
    assert Client().post("/peer/records/", "{}", content_type="application/json").status_code == 401
    assert (
        Client().get("/peer/records/", headers={"Authorization": f"Bearer {token}"}).status_code
        == 405
    )
    assert send(token, [item(1)], key="kurz").status_code == 400
    assert send(token, body="{", kind="application/json").status_code == 400
    assert send(token, []).status_code == 400
    assert send(token, [{"a": {"b": 1}}]).status_code == 400
    assert send(token, body=b"", kind="text/csv").status_code == 411
    assert not Exchange.objects.unscoped("test").exists()

    one = send(token, [item(1)])
    other = house.peer("别家", unit=house.town)[1]
    strange = Client().get(one.json()["status_url"], headers={"Authorization": f"Bearer {other}"})
    assert strange.status_code == 404  # another system's delivery does not exist for it

    enter(Actor.of(house.root), PEER, {}, unit=house.bureau, key=peer.key, end=True, reason="停用")
    assert send(token, [item(1)], key="2026-03-20-0001").status_code == 401
    loop.drain()
    assert not items().exists()  # what waited when it was closed stays out


def test_too_large_is_refused_before_it_is_read(house, monkeypatch):
    from yifa.ledger.connecting import push

    monkeypatch.setattr(push, "MOST", 100)
    assert send(house.peer()[1], [item(1)]).status_code == 413


def test_nothing_goes_in_for_another_unit(house):
    _peer, token = house.peer(unit=house.town)
    answer = send(
        token, [item(1, 所属单位="示范区司法局")]
    )  # a unit where this system has no scope
    loop.drain()
    assert told(token, answer)["counts"] == {"added": 0, "changed": 0, "same": 0, "bad": 1}
    assert not items().exists()


def test_columns_nobody_knows_wait_for_a_person(house):
    _peer, token = house.peer()
    answer = send(token, [item(1) | {"内部流水": "7"}])
    loop.drain()
    assert told(token, answer)["status"] == "matching" and not items().exists()


def test_a_token_is_shown_once_and_dies_when_it_is_replaced(house):
    client = house.client(house.root)
    made = client.post("/peers/", {
        "code": "平台", "title": "省平台", "unit": house.bureau.pk, "target": "disclosure_board", "means": "push",
    })  # fmt: skip
    page = made.content.decode()
    token = page.split('class="once code">')[1].split("<")[0]
    assert token.startswith("yifa-") and len(token) > 40
    assert token not in client.get("/peers/").content.decode()
    assert token not in client.get("/peers/of/平台/").content.decode()
    assert token not in "".join(
        JournalRow.objects.unscoped("test").values_list("payload", flat=True)
    )
    assert send(token, [item(1)]).status_code == 202
    fresh = client.post("/peers/of/平台/token/").content.decode()
    new = fresh.split('class="once code">')[1].split("<")[0]
    assert send(token, [item(2)], key="2026-03-21-0001").status_code == 401
    assert send(new, [item(2)], key="2026-03-21-0001").status_code == 202
    assert house.client(house.alice).get("/peers/").status_code == 403
