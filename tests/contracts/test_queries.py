"""Query budgets: what a page asks of the database has a ceiling, and does not grow with the rows it could show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from harness.addresses import patterns

from yifa.kernel import moment
from yifa.kernel.figure.registry import all_figures
from yifa.kernel.matter.act import Call, Opening, act_many
from yifa.kernel.organization.roles import Role
from yifa.ledger.access import rule_of

pytestmark = pytest.mark.django_db

CEILING = 30
# Pages that ask a number of figures or tables at once; each with what it may ask.
WIDE = {
    "figures/": 25 + len(all_figures()),
    "reports/": 60,
    "disclosure/yearly/": 60,
}


def _letters(house: Any, count: int) -> None:
    day = moment.today() - timedelta(days=30)
    calls = [
        Call(Opening("test.letter", house.bureau), "receive", {"title": f"第{n}封来信"}, on=day)
        for n in range(count)
    ]
    act_many(house.machine, calls)


def _plain_addresses() -> list[str]:
    return sorted(
        "/" + route
        for route, entry in patterns()
        if "<" not in route and rule_of(entry.callback) is not None
    )


def _asked(browser: Client, path: str) -> int | None:
    with CaptureQueriesContext(connection) as caught:
        answer = browser.get(path)
    return len(caught) if answer.status_code == 200 else None


def test_no_page_asks_more_when_there_is_more_to_show():
    from yifa.kernel.tests.house import House

    house = House()
    house.person("chief", "主管", house.district, Role.HEAD, reach="subtree")
    browsers = {}
    for name in ("chief", "alice"):
        from yifa.kernel.organization.models import User

        User.objects.filter(username=name).update(must_change_password=False)
        browsers[name] = Client()
        browsers[name].force_login(User.objects.get(username=name))
    _letters(house, 3)
    addresses = _plain_addresses()
    few = {(n, p): _asked(b, p) for n, b in browsers.items() for p in addresses}
    few = {(n, p): _asked(b, p) for n, b in browsers.items() for p in addresses}
    _letters(house, 40)
    many = {(n, p): _asked(b, p) for n, b in browsers.items() for p in addresses}
    seen = {key: (count, many[key]) for key, count in few.items() if count is not None}
    assert len(seen) > 20
    grown = {k: v for k, v in seen.items() if v[1] is None or v[1] > v[0]}
    assert grown == {}
    over = {
        k: v
        for k, v in seen.items()
        if v[0]
        > next((most for start, most in WIDE.items() if k[1].startswith("/" + start)), CEILING)
    }
    assert over == {}
