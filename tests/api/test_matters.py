"""One matter by the API: the page's facts, the page's masks, and steps that happen once."""

from __future__ import annotations

import json
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from harness.program import program

from yifa.kernel import moment
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.models import Matter

MATTERS = "/api/ledgers/appeals.all/matters/"


def appeal(**more):
    return {
        "procedure": "test.appeal", "unit": "sfj",
        "data": {"title": "张三丰关于道路规划的申诉", "applicant": "张三丰", "channel": "post"},
    } | more  # fmt: skip


def count():
    return Matter.objects.unscoped("test").count()


def test_it_says_where_it_stands_and_what_may_come_next(house):
    with moment.at(date(2026, 3, 2)):
        made = program(house.alice).post(MATTERS, appeal(on="2026-03-02")).json()
        told = program(house.carol).get(made["url"]).json()
    # 政府信息公开条例第三十三条: 20 working days after 2026-03-02 end on 2026-03-30.
    [clock] = told["clocks"]
    assert (clock["started_on"], clock["due_on"]) == ("2026-03-02", "2026-03-30")
    assert "第三十三条" in clock["cite"]
    assert any("2026-03-30" in line for line in clock["explanation"])
    following = {s["step"]: s for s in told["next"]}
    assert following["reply"]["missing"] == [
        {"what": "尚未完成：审查", "cite": "第十七条", "remedy": ""}
    ]
    assert (following["review"]["possible"], following["review"]["refusal"]["cite"]) == (
        False,
        "第十五条",
    )
    assert [e["step"] for e in told["journal"]] == ["receive"]
    assert "13800000000" not in json.dumps(told)


def test_names_are_masked_outside_the_handling_unit(house):
    found = house.appeal()
    ida, alice = program(house.ida), program(house.alice)
    path = f"/api/matters/{found.pk}/"
    for caller, seen in ((alice, True), (ida, False)):
        rows = caller.get("/api/ledgers/appeals.all/").content.decode()
        whole = caller.get(path).content.decode()
        assert ("张三丰" in rows, "张三丰" in whole) == (seen, seen)
        assert ("张某某" in rows) != seen
    page = house.client(house.ida).get(f"/matters/{found.pk}/").content.decode()
    assert ida.get(path).json()["parties"][0]["name"] in page
    assert ida.get(path).json()["title"] in page


def test_the_same_key_is_the_same_act(house):
    alice = program(house.alice)
    key = {"Idempotency-Key": "20260302-000017"}
    first, second = (alice.post(MATTERS, appeal(), **key) for _ in range(2))
    assert (first.status_code, second.status_code, count()) == (201, 201, 1)
    assert first.json() == second.json()
    step = f"{first.json()['url']}steps/ask/"
    done = [alice.post(step, {}, **key) for _ in range(2)]
    assert [d.status_code for d in done] == [200, 200]
    acts = JournalRow.objects.unscoped("test").filter(verb="act", matter_id=first.json()["id"])
    assert [a.step for a in acts] == ["receive", "ask"]


def test_ones_key_is_nobody_elses(house):
    key = {"Idempotency-Key": "20260302-000017"}
    first = program(house.alice).post(MATTERS, appeal(), **key).json()
    there = program(house.tom).post(MATTERS, appeal(unit="town1"), **key)
    assert (there.status_code, there.json()["id"] != first["id"], count()) == (201, True, 2)


def test_a_stale_look_and_the_wrong_order_are_conflicts(house):
    found = house.appeal()
    house_ = f"/api/matters/{found.pk}/steps/"
    assert program(house.bob).post(f"{house_}review/", {"expected_version": 0}).status_code == 409
    assert program(house.bob).post(f"{house_}review/", {"expected_version": 1}).status_code == 200
    again = program(house.bob).post(f"{house_}review/", {})
    assert (again.status_code, "已审查" in again.json()["detail"]) == (409, True)


def test_what_is_missing_is_named_with_its_article(house):
    found = house.appeal()
    refused = program(house.carol).post(f"/api/matters/{found.pk}/steps/reply/", {})
    assert (refused.status_code, refused.json()["missing"][0]["cite"]) == (422, "第十七条")


def test_bad_bodies_are_refused_with_their_reason_and_write_nothing(house):
    alice = program(house.alice)
    cases = [
        (appeal(data={"title": "甲"}), 422, "applicant"),
        (appeal(data={"title": "甲", "applicant": "乙", "aplicant": "丙"}), 422, "aplicant"),
        (appeal(data={"title": {"a": 1}, "applicant": "乙"}), 422, "title"),
        (appeal(data={"title": "甲", "applicant": "乙\x00"}), 422, "applicant"),
        (appeal(data={"title": "甲", "applicant": "乙", "channel": "fax"}), 422, "channel"),
        (appeal(data=[1]), 422, "data"),
        (appeal(unit="nowhere"), 422, "unit"),
        (appeal(unit=10**30), 422, "unit"),
        (appeal(unit=True), 422, "unit"),
        (appeal(procedure=["test.appeal"]), 422, "procedure"),
        (appeal(step={"a": 1}), 422, "step"),
        (appeal(external_number="x" * 81), 422, "external_number"),
        (appeal(units="sfj"), 422, "units"),
        ([], 400, None),
    ]
    for said, status, field in cases:
        answer = alice.post(MATTERS, said)
        told = answer.json()
        assert (answer.status_code, list(told.get("fields", {}))) == (
            status, [field] if field else [],
        ), (said, told)  # fmt: skip
    for raw in (b"{", b"\xff", b'{"data": NaN}', b'{"procedure": "\\ud800"}', b"[" * 100_000):
        answer = Client().post(
            MATTERS, raw, "application/json", headers={"Authorization": f"Bearer {alice.token}"}
        )
        assert answer.status_code == 400, raw[:30]
    plain = Client().post(
        MATTERS, "a=1", "text/plain", headers={"Authorization": f"Bearer {alice.token}"}
    )
    assert plain.status_code == 415
    assert count() == 0


def test_files_come_as_parts_and_go_back_as_they_came(house):
    found = house.appeal()
    alice, ida = program(house.alice), program(house.ida)
    file = SimpleUploadedFile("说明.txt", "情况属实\n".encode(), "text/plain")
    answer = Client().post(
        f"/api/matters/{found.pk}/steps/attach/",
        {"data": json.dumps({"file_title": "情况说明"}), "file": file},
        headers={"Authorization": f"Bearer {alice.token}"},
    )
    assert answer.status_code == 200, answer.content.decode()
    [document] = alice.get(f"/api/matters/{found.pk}/").json()["documents"]
    given = ida.get(document["url"])
    assert b"".join(given.streaming_content) == "情况属实\n".encode()
    looks = JournalRow.objects.unscoped("test").filter(step="read", matter_id=found.pk)
    assert [row.actor_id for row in looks] == [house.ida.pk]


def asked(call):
    with CaptureQueriesContext(connection) as caught:
        answer = call()
    assert answer.status_code in (200, 201), answer.content.decode()
    return len(caught)


def test_a_call_asks_a_fixed_number_of_questions(house):
    alice = program(house.alice)
    first = alice.post(MATTERS, appeal()).json()
    few = asked(lambda: alice.get("/api/ledgers/appeals.all/?state=received"))
    for _ in range(12):
        alice.post(MATTERS, appeal())
    many = asked(lambda: alice.get("/api/ledgers/appeals.all/?state=received"))
    # token and stamps; keys and total; rows with their parties: what is kept under a stamp asks nothing
    assert few == many <= 7
    assert asked(lambda: alice.get(first["url"])) <= 14
    opened, stepped = (
        asked(lambda: alice.post(MATTERS, appeal())),
        asked(lambda: alice.post(f"{first['url']}steps/ask/", {})),
    )
    assert (opened <= 24, stepped <= 24) == (True, True), (opened, stepped)
