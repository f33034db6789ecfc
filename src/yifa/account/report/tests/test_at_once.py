"""Two people open the same report at once: one opens it, the others are told it is there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connections

from yifa.account.report.models import AnnualReport
from yifa.account.report.tests.town import Reporting
from yifa.kernel import moment
from yifa.kernel.errors import Refusal
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.scope.actor import Actor

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 6


def test_one_opens_and_the_others_are_told():
    with moment.at(date(2019, 4, 20)):
        house = Reporting()
    alice = Actor.of(house.alice)

    def opened(_: int) -> str:
        try:
            with moment.at(date(2019, 5, 6)):
                act(
                    alice,
                    Opening("report.annual", house.bureau),
                    "open",
                    {"year": 2019, "kind": ""},
                )
        except Refusal as refused:
            return str(refused)
        finally:
            connections.close_all()
        return "opened"

    with ThreadPoolExecutor(HANDS) as pool:
        outcomes = list(pool.map(opened, range(HANDS)))
    assert outcomes.count("opened") == 1
    assert all("已经建立" in o for o in outcomes if o != "opened")
    assert AnnualReport.objects.unscoped("test").filter(year=2019).count() == 1
