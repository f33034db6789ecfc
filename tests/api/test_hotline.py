"""A hotline order born in the provincial platform comes in by the API, is handled by the units' programs and called back."""

from __future__ import annotations

from datetime import date

import pytest
from harness.program import program

from yifa.kernel import moment
from yifa.kernel.matter.models import Party
from yifa.work.hotline.tests.conftest import place  # noqa: F401 - fixture

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
"""A Monday."""
ORDERS = "/api/ledgers/hotline.orders/matters/"


def order(**more):
    return {
        "procedure": "hotline.order", "step": "bring_in", "unit": "rx", "on": DAY.isoformat(),
        "data": {
            "source_system": "省热线平台", "external_number": "SRX-2026-000017", "type": "complaint",
            "name": "电梯停运三天无人修理", "content": "某小区电梯停运，物业不处理。", "caller": "陈某某", "phone": "13800001111",
        },
    } | more  # fmt: skip


@pytest.mark.system("S2-M028")
def test_an_order_walks_from_the_platform_to_the_call_back(place):  # noqa: F811
    with moment.at(DAY):
        centre, bureau = program(place.rx.user), program(place.zjj.user)
        answer = centre.post(ORDERS, order(), **{"Idempotency-Key": "SRX-2026-000017"})
        assert answer.status_code == 201, answer.content.decode()
        told = answer.json()
        assert (told["source_system"], told["external_number"]) == ("省热线平台", "SRX-2026-000017")
        again = centre.post(ORDERS, order(), **{"Idempotency-Key": "SRX-2026-000017"})
        assert (again.status_code, again.json()["id"]) == (201, told["id"])
        # The same number under another key is the same order: nothing is numbered twice.
        twice = centre.post(ORDERS, order(), **{"Idempotency-Key": "SRX-2026-000018"})
        assert twice.status_code in (409, 422), twice.content.decode()
        assigned = centre.post(
            f"{told['url']}steps/assign/",
            {"on": DAY.isoformat(), "data": {"lead": "zjj", "note": "请尽快处理"}},
        )
        assert (assigned.status_code, assigned.json()["state"]) == (200, "assigned")
        [part] = bureau.get("/api/ledgers/hotline.tasks/?state=open").json()["rows"]
        # Five working days from Monday 2 March: Monday 9 (安阳市政务服务条例第五十条第一款, a local default).
        assert (part["state"], part["due_on"], part["unit"]["code"]) == (
            "sent",
            "2026-03-09",
            "zjj",
        )
        # The wrong actor: the bureau acts in its part only, the centre not in the bureau's.
        outside = bureau.post(
            f"{told['url']}steps/call_back/", {"data": {"satisfaction": "satisfied"}}
        )
        assert outside.status_code == 403
        assert centre.post(f"{part['url']}steps/sign/", {}).status_code in (403, 404)
        # The wrong order: a part is signed for before it is answered.
        reply = {"result": "resolved", "answer": "已督促物业修复，电梯恢复运行。", "told": True}
        early = bureau.post(f"{part['url']}steps/reply/", {"data": reply})
        assert (early.status_code, early.json()["title"]) == (409, "与现状冲突")
        assert bureau.post(f"{part['url']}steps/sign/", {}).status_code == 200
    with moment.at(date(2026, 3, 5)):
        assert (
            bureau.post(f"{part['url']}steps/reply/", {"data": reply}).json()["state"] == "answered"
        )
    with moment.at(date(2026, 3, 6)):
        done = centre.post(
            f"{told['url']}steps/call_back/", {"data": {"satisfaction": "basically"}}
        )
        assert (done.json()["state"], done.json()["outcome"]) == ("closed", "satisfied")
        whole = centre.get(told["url"]).json()
    assert [e["step"] for e in whole["journal"] if e["verb"] == "act"] == [
        "bring_in", "assign", "task_replied", "call_back",
    ]  # fmt: skip
    assert Party.objects.get(matter_id=told["id"]).phone == "13800001111"
    assert "13800001111" not in str(whole)
