"""A program lists, opens and moves matters as its person would."""

from __future__ import annotations

from datetime import timedelta

from harness.program import program

from yifa.kernel import moment

LEDGER = "/api/ledgers/appeals.all/"


def appeal(day=None, **more):
    return {
        "procedure": "test.appeal", "unit": "sfj", "on": (day or moment.today()).isoformat(),
        "data": {"title": "张三丰关于道路规划的申诉", "applicant": "张三丰", "channel": "post"},
    } | more  # fmt: skip


def test_a_program_opens_a_matter_and_finds_it_in_the_ledger(house):
    alice = program(house.alice)
    made = alice.post(f"{LEDGER}matters/", appeal())
    assert made.status_code == 201, made.content.decode()
    told = made.json()
    assert told["number"] == f"区司法局申〔{moment.today().year}〕1号"
    assert made.headers["Location"] == told["url"]
    listed = alice.get(f"{LEDGER}?state=received&unit=sfj")
    assert listed.status_code == 200
    assert [r["id"] for r in listed.json()["rows"]] == [told["id"]]
    assert (listed.json()["total"], listed.json()["total_exact"]) == (1, True)


def test_a_step_is_taken_by_whom_the_procedure_names(house):
    told = program(house.alice).post(f"{LEDGER}matters/", appeal()).json()
    path = f"/api/matters/{told['id']}/steps/review/"
    refused = program(house.alice).post(path, {})
    assert refused.status_code == 403
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["cite"] == "第十五条"
    done = program(house.bob).post(path, {"expected_version": 1})
    assert (done.status_code, done.json()["state"], done.json()["version"]) == (200, "reviewed", 2)
    again = program(house.bob).post(path, {"expected_version": 1})
    assert again.status_code == 409


def test_days_that_are_none_and_the_future_are_refused(house):
    alice = program(house.alice)
    later = moment.today() + timedelta(days=1)
    for on in ("2026-02-30", "明天", later.isoformat()):
        answer = alice.post(f"{LEDGER}matters/", appeal(on=on) if isinstance(on, str) else None)
        assert (answer.status_code, list(answer.json()["fields"])) == (422, ["on"])
