"""Registers and figures by the API: the page's rows and the page's numbers, read only."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from harness.doors import person
from harness.program import program

from yifa.kernel import moment
from yifa.kernel.organization.roles import Role
from yifa.work.hotline.tests.conftest import place  # noqa: F401 - fixture

pytestmark = pytest.mark.django_db
DUTIES = "/api/registers/hotline_duty/"
ORDER = {
    "procedure": "hotline.order", "unit": "rx", "on": "2026-03-02",
    "data": {"type": "complaint", "channel": "phone", "name": "电梯停运", "content": "电梯停运三天"},
}  # fmt: skip


def test_a_register_shows_what_stood_on_a_day(place):  # noqa: F811
    centre = program(place.rx.user)
    told = centre.get(DUTIES).json()
    assert (told["total"], told["total_exact"], told["next"]) == (3, True, None)
    assert [r["key"] for r in told["rows"]] == ["CG-01", "JT-01", "ZJ-01"]
    found = centre.get(f"{DUTIES}?q=电梯").json()["rows"]
    assert [(r["key"], r["values"]["name"]) for r in found] == [("ZJ-01", "物业管理监督")]
    # Entered on 2026-01-05, so nothing stood the day before.
    assert centre.get(f"{DUTIES}?on=2026-01-04").json()["total"] == 0
    whole = centre.get(found[0]["url"]).json()
    assert [v["version"] for v in whole["versions"]] == [1]
    assert [e["verb"] for e in whole["journal"]] == ["enter"]


def test_a_changed_entry_keeps_its_versions(place):  # noqa: F811
    from yifa.kernel.entry.enter import enter
    from yifa.kernel.scope.actor import Actor

    values = {
        "code": "ZJ-01",
        "name": "物业管理监督",
        "words": "物业、电梯、门禁",
        "responsible": "zjj",
    }
    enter(
        Actor.of(place.rx.user), "hotline_duty", values, unit=place.centre, key="ZJ-01",
        on=date(2026, 3, 2), reason="增列门禁",
    )  # fmt: skip
    centre = program(place.rx.user)
    before = centre.get(f"{DUTIES}?q=物业&on=2026-03-01").json()["rows"]
    after = centre.get(f"{DUTIES}?q=物业&on=2026-03-02").json()["rows"]
    assert [(r["version"], r["valid_to"]) for r in before + after] == [(1, "2026-03-02"), (2, None)]
    assert after[0]["reason"] == "增列门禁"


def test_other_units_registers_are_not_there(place):  # noqa: F811
    [row] = program(place.rx.user).get(f"{DUTIES}?q=电梯").json()["rows"]
    police = program(place.gaj.user)
    assert police.get(DUTIES).json()["total"] == 0
    assert police.get(row["url"]).status_code == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("on=2026-02-30", "on"), ("unit=nowhere", "unit"), ("ended=yes", "ended"), ("q=%00", "q"),
        ("after=%00", "after"), ("quantity=5", "quantity"), (f"q={'x' * 61}", "q"),
    ],
)  # fmt: skip
def test_what_is_no_question_is_named(place, query, field):  # noqa: F811
    answer = program(place.rx.user).get(f"{DUTIES}?{query}")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_a_figure_says_what_it_counts_and_which_rows(place):  # noqa: F811
    with moment.at(date(2026, 3, 2)):
        centre = program(place.rx.user)
        made = [centre.post("/api/ledgers/hotline.orders/matters/", ORDER).json() for _ in range(3)]
        told = centre.get("/api/figures/hotline.orders.received/?year=2026&month=3&by=month").json()
        assert (told["value"]["numerator"], told["value"]["rows"]) == (3, 3)
        assert told["definition"]
        rows = centre.get(told["rows_url"]).json()
        assert ({r["id"] for r in rows["rows"]}, rows["total"]) == ({m["id"] for m in made}, 3)
        assert centre.get(rows["rows"][0]["url"]).status_code == 200
        page = place.rx.get("/figures/hotline.orders.received/data.json?year=2026&month=3")
        whole = page.json()["values"][0]
        assert {k: whole[k] for k in told["value"]} == told["value"]
        before = centre.get("/api/figures/hotline.orders.received/?year=2025").json()
        assert before["value"]["numerator"] == 0


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("year=1900", "year"), ("month=13", "month"), ("unit=nowhere", "unit"), ("by=phone", "by"),
        ("by.type=nonsense", "by.type"), ("years=2026", "years"),
    ],
)  # fmt: skip
def test_a_figure_asked_wrongly_says_so(place, query, field):  # noqa: F811
    answer = program(place.rx.user).get(f"/api/figures/hotline.orders.received/?{query}")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field]), answer.json()


def test_administrators_read_no_figures_and_no_rows(place, settings):  # noqa: F811
    settings.YIFA_FACTOR = "nobody"
    admin = program(person("admin", place.district, Role.SYSTEM_ADMIN, reach="subtree"))
    assert admin.get("/api/figures/").status_code == 403
    program(place.rx.user).post("/api/ledgers/hotline.orders/matters/", ORDER)
    assert admin.get("/api/ledgers/hotline.orders/").json()["total"] == 0


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("state=nonsense", "state"), ("unit=nowhere", "unit"), ("received_from=2026", "received_from"),
        ("after=x", "after"), ("total=all", "total"), ("stat=open", "stat"), ("q=%00", "q"), ("sort=id", "sort"),
    ],
)  # fmt: skip
def test_a_ledger_asked_wrongly_says_so(place, query, field):  # noqa: F811
    answer = program(place.rx.user).get(f"/api/ledgers/hotline.orders/?{query}")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field]), answer.json()


def test_a_ledger_is_walked_by_its_keys(place):  # noqa: F811
    from yifa.kernel.matter.act import Call, Opening, act_many
    from yifa.kernel.scope.actor import Actor

    day = date(2026, 3, 2)
    calls = [
        Call(Opening("hotline.order", place.centre), "register", ORDER["data"], on=day - timedelta(days=n % 7))
        for n in range(120)
    ]  # fmt: skip
    with moment.at(day):
        act_many(Actor.of(place.rx.user), calls)
        centre, path, seen, pages = (
            program(place.rx.user),
            "/api/ledgers/hotline.orders/?state=open",
            [],
            0,
        )
        while path:
            told = centre.get(path).json()
            assert (told["total"], told["total_exact"]) == (120, True)
            seen += [(r["received_on"], r["id"]) for r in told["rows"]]
            path, pages = told["next"], pages + 1
    assert (pages, len(seen), len(set(seen))) == (3, 120, 120)
    assert seen == sorted(seen, reverse=True)
