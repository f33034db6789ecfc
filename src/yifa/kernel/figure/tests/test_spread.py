"""How open work lies: ages by the calendar, and states reached by the journal."""

from __future__ import annotations

from datetime import date

import pytest

from yifa.kernel import moment
from yifa.kernel.figure import Period, spread
from yifa.kernel.figure.tests.rows import LETTERS
from yifa.kernel.matter.act import Call, Opening, act, act_many
from yifa.kernel.matter.models import How
from yifa.kernel.tests.house import LETTER, House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    with moment.at(date(2026, 3, 31)):
        yield House()


def opened(house, on, unit=None):
    calls = [
        Call(Opening("test.letter", unit or house.bureau), "receive", {"title": "来信"}, on=on)
    ]
    return act_many(house.machine, calls, how=How.BACKFILL)[0]


def test_ages_part_the_open_matters_at_the_days_they_name(house):
    for on in (
        date(2026, 3, 31), date(2026, 3, 21),  # 0 and 10 days
        date(2026, 3, 20),  # 11
        date(2026, 3, 1),  # 30
        date(2026, 2, 28),  # 31
        date(2025, 10, 2), date(2025, 10, 1),  # 180 and 181
    ):  # fmt: skip
        opened(house, on)
    opened(house, date(2026, 3, 31), house.town)
    done = opened(house, date(2026, 3, 31))
    act(house.actor(house.carol), done, "void", {"reason": "重复"})
    found = {p.label: p.count for p in spread.ageing(LETTERS, LETTER, house.bureau)}
    assert found == {
        "0—10天": 2, "11—20天": 1, "21—30天": 1, "31—60天": 1, "61—90天": 0, "91—180天": 1, "180天以上": 1,
    }  # fmt: skip
    assert sum(p.count for p in spread.ageing(LETTERS, LETTER, house.district)) == 8


def test_a_funnel_counts_each_matter_once_in_every_state_it_came_to(house):
    first, second = opened(house, date(2026, 3, 31)), opened(house, date(2026, 3, 31))
    opened(house, date(2025, 12, 1))  # another year
    act(house.machine, first, "note", {"note": "又到过一次同一状态"})
    act(house.actor(house.bob), first, "review")
    act(house.actor(house.bob), second, "review")
    act(house.actor(house.carol), first, "reply")
    found = spread.reached(LETTERS, LETTER, Period.year(2026), house.district)
    assert [(p.label, p.count) for p in found] == [("已收到", 2), ("已审查", 2), ("已答复", 1)]
