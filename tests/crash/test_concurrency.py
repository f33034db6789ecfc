"""Many hands at once: one winner on one matter, gapless numbers over many, every acknowledged act in the journal."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connections

from yifa.kernel.errors import Conflict
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import Matter
from yifa.kernel.scope.actor import Actor
from yifa.kernel.tests.house import House
from yifa.kernel.tests.test_act import letter

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 8


def together(work, count):
    def one(n):
        try:
            return work(n)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(one, range(count)))


def test_two_officers_decide_at_once_and_one_wins():
    house = House()
    matter = letter(house)
    seen = matter.version
    bob = Actor.of(house.bob)

    def review(n):
        try:
            act(bob, matter.pk, "review", on=date(2024, 9, 3), expected_version=seen)
        except Conflict as conflict:
            return str(conflict)
        return "won"

    outcomes = together(review, HANDS)
    assert outcomes.count("won") == 1
    assert all("鲍勃刚刚办理了“审查”" in o for o in outcomes if o != "won")
    assert JournalRow.objects.unscoped("test").filter(matter=matter, step="review").count() == 1


def test_numbers_are_gapless_under_many_hands_and_refused_acts():
    house = House()
    alice = Actor.of(house.alice)

    def receive(n):
        try:
            opening = Opening("test.letter", house.bureau)
            # Every fifth call is refused after its number would have been taken: it gives nothing away.
            title = "无理由" if n % 5 == 4 else f"第{n}封"
            return act(alice, opening, "receive", {"title": title}, on=date(2024, 9, 2)).number
        except Exception as refused:
            assert "说明理由" in str(refused)
            return None

    numbers = sorted(n for n in together(receive, 40) if n)
    assert numbers == [f"sfj-2024-{n:04d}" for n in range(1, 33)]
    assert Matter.objects.unscoped("test").count() == 32
    assert verify().breaks == []


def test_a_double_click_acts_once():
    house = House()
    alice = Actor.of(house.alice)

    def receive(n):
        try:
            opening = Opening("test.letter", house.bureau)
            return act(alice, opening, "receive", {"title": "一次"}, idempotency_key="the-same").pk
        except Conflict:
            return None

    kept = {pk for pk in together(receive, HANDS) if pk}
    assert len(kept) == 1
    assert Matter.objects.unscoped("test").count() == 1
