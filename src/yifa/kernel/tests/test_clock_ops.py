"""What a procedure may say of its clocks: a limit begins if, on a day found in the matter, or gives way to another."""

from datetime import date

import pytest

from yifa.kernel.matter import clock
from yifa.kernel.matter.context import Context, Work
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.procedure import Becomes, Pauses, Restarts, Resumes, Starts, Step
from yifa.kernel.scope.actor import Actor
from yifa.kernel.tests.house import LETTER, House

LONG, SHORT = "reconsideration.decision.ordinary", "reconsideration.decision.summary"
pytestmark = pytest.mark.django_db


@pytest.fixture
def work():
    house = House()
    day = date(2026, 3, 3)
    matter = Matter(unit=house.bureau, received_on=day, is_open=True, state="received")
    return Work(matter, None, LETTER, [], [], None, is_new=True)


def take(work, on, *ops, **data):
    context = Context(Actor.system(), work, "step", data, on)
    clock.run(context, Step(code="step", title="步骤", clocks=ops))
    return context


def test_a_limit_begins_only_if_and_on_the_day_the_matter_says(work):
    def received(ctx):
        return ctx.matter.received_on

    take(
        work, date(2026, 3, 10), Starts(SHORT, when=lambda ctx: False), Starts(LONG, from_=received)
    )
    assert [(t.clock.limit_id, t.clock.started_on) for t in work.clocks] == [
        (LONG, date(2026, 3, 3))
    ]
    take(work, date(2026, 3, 11), Restarts(LONG, from_=lambda ctx: date(2026, 3, 9)))
    assert work.clocks[0].clock.started_on == date(2026, 3, 9)


def test_a_pause_takes_its_words_from_the_act(work):
    take(work, date(2026, 3, 3), Starts(LONG))
    take(
        work,
        date(2026, 3, 9),
        Pauses(LONG, lambda ctx: ctx.data["ground"], "第一条"),
        ground="等待另案",
    )
    (pause,) = work.clocks[0].pauses
    assert (pause.ground, pause.cite) == ("等待另案", "第一条")


def test_a_limit_gives_way_with_its_first_day_and_its_pauses(work):
    """Thirty days from 3 March become sixty; ten days of pause (10–19 March) go along: 2 May + 10 = 12 May."""
    take(work, date(2026, 3, 3), Starts(SHORT, controlling=True))
    take(work, date(2026, 3, 9), Pauses(SHORT, "等待"))
    take(work, date(2026, 3, 19), Resumes(SHORT))
    take(
        work,
        date(2026, 3, 20),
        Becomes(SHORT, LONG),
        Becomes("reconsideration.reply.summary", "reconsideration.reply.ordinary"),
    )
    old, new = work.clocks
    assert (old.clock.stopped_on, old.clock.on_time) == (date(2026, 3, 20), None)
    assert (new.clock.started_on, new.clock.due_on) == (date(2026, 3, 3), date(2026, 5, 12))
    assert new.clock.is_controlling
    assert work.matter.next_due == date(2026, 5, 12)


def test_an_open_pause_stays_open(work):
    take(work, date(2026, 3, 3), Starts(SHORT))
    take(work, date(2026, 3, 9), Pauses(SHORT, "等待"))
    take(work, date(2026, 3, 20), Becomes(SHORT, LONG))
    old, new = work.clocks
    assert new.clock.due_on is None
    assert old.pauses[0].to_on == date(2026, 3, 20)
    take(work, date(2026, 3, 29), Resumes(LONG))
    # 10–29 March, twenty days: 2 May + 20 = 22 May
    assert new.clock.due_on == date(2026, 5, 22)
