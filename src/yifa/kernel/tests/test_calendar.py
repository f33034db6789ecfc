"""The office's own days and local limits."""

from datetime import date, timedelta

import pytest

from yifa import law
from yifa.kernel.entry.enter import Standing, enter, enter_many
from yifa.kernel.matter.calendar import office_calendar, office_limits
from yifa.kernel.tests.house import House

pytestmark = pytest.mark.django_db


def test_a_year_beyond_the_library_is_provisional_until_its_notice_is_entered():
    house = House()
    day = date(2031, 6, 4)
    assert office_calendar().provisional(day)
    rest = [date(2031, 1, 1) + timedelta(days=7 * n) for n in range(13)]
    rows = [
        Standing({"day": d.isoformat(), "working": False, "name": "放假"}, house.district)
        for d in rest
    ]
    enter_many(house.machine, "calendar", rows[:12], on=date(2030, 11, 20))
    assert office_calendar().provisional(day)
    enter_many(house.machine, "calendar", rows[12:], on=date(2030, 11, 20))
    assert not office_calendar().provisional(day)


def test_two_successive_local_values_follow_each_other():
    house = House()
    limit_id = next(
        i for i in law.book().ids()
        if all(v.kind == "local_default" and v.is_period for v in law.book().versions(i))
    )  # fmt: skip
    values = {"at": "330702", "limit_id": limit_id, "value": 3, "ground": "本区规定一"}
    enter(house.machine, "local_limit", values, unit=house.district, on=date(2022, 1, 1))
    enter(
        house.machine,
        "local_limit",
        values | {"value": 4},
        unit=house.district,
        on=date(2023, 1, 1),
        key=f"330702:{limit_id}",
    )
    assert office_limits().get(limit_id, date(2022, 12, 31), "330702").value == 3
    assert office_limits().get(limit_id, date(2023, 1, 1), "330702").value == 4
    # What the district fixes reaches its bureaus.
    assert office_limits().get(limit_id, date(2023, 1, 1), "sfj").value == 4
