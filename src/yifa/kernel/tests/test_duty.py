"""Duties: opened each period, met by real records, nil records signed."""

from datetime import date

import pytest

from yifa.kernel.duty.meet import meet, open_obligations, period_of
from yifa.kernel.duty.models import Duty, Obligation
from yifa.kernel.tests.house import House

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("every", "on", "name", "last"),
    [
        ("month", date(2024, 2, 10), "2024-02", date(2024, 2, 29)),
        ("quarter", date(2024, 5, 1), "2024-Q2", date(2024, 6, 30)),
        ("half_year", date(2024, 7, 1), "2024-H2", date(2024, 12, 31)),
        ("year", date(2023, 1, 1), "2023", date(2023, 12, 31)),
    ],
)
def test_periods_end_with_their_last_day(every, on, name, last):
    assert period_of(every, on)[0] == name
    assert period_of(every, on)[2] == last


def test_a_monthly_duty_is_met_by_a_record_of_that_month_once():
    house = House()
    Duty.objects.create(
        key="board:1", unit=house.town, valid_from=date(2024, 1, 1), title="公开栏更新", room="test",
        kind="board", subject="1", every="month",
    )  # fmt: skip
    assert open_obligations(date(2024, 3, 5)) == 1
    assert open_obligations(date(2024, 3, 6)) == 0
    assert meet("board", "2", house.town.pk, date(2024, 3, 7), "matter:x") == 0
    assert meet("board", "1", house.town.pk, date(2024, 3, 7), "matter:x") == 1
    assert meet("board", "1", house.town.pk, date(2024, 3, 9), "matter:y") == 0
    got = Obligation.objects.unscoped("test").get()
    assert (got.met_on, got.met_by, got.on_time, got.due_on) == (
        date(2024, 3, 7),
        "matter:x",
        1,
        date(2024, 3, 31),
    )
