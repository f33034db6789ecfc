"""Clocks of a matter follow the calendar while they run, and never after."""

from datetime import date

import pytest

from yifa.kernel import loop
from yifa.kernel.entry.enter import enter
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.matter.act import act
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.rederive import rederive_open
from yifa.kernel.scope.actor import Actor
from yifa.kernel.tests.house import House
from yifa.kernel.tests.test_act import letter

pytestmark = pytest.mark.django_db


def test_a_holiday_announced_late_moves_open_clocks_and_says_so():
    house = House()
    running = letter(house, on=date(2024, 3, 4))
    closed = letter(house, title="已办结", on=date(2024, 3, 4))
    act(Actor.of(house.bob), closed, "review", on=date(2024, 3, 5))
    act(Actor.of(house.carol), closed, "reply", on=date(2024, 3, 6))
    values = {"day": "2024-03-20", "working": False, "name": "全区停工"}
    enter(
        house.machine,
        "calendar",
        values,
        unit=house.district,
        on=date(2024, 3, 18),
        reason="区政府通知",
    )
    loop.drain()
    running.refresh_from_db()
    # Monday 1 April was the 20th working day; one day less before it makes it Tuesday 2 April.
    assert running.next_due == date(2024, 4, 2)
    row = JournalRow.objects.unscoped("test").filter(matter=running).latest("seq")
    assert row.step == "rederive" and "2024-04-01" in row.payload and "2024-04-02" in row.payload
    assert Matter.objects.unscoped("test").get(pk=closed.pk).limit_days == 28
    assert rederive_open() == 0
    assert verify().breaks == []
