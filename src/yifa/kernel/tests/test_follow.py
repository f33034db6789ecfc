"""An act that brings about acts on other matters: a part sent to another unit, its result returned."""

from datetime import date

import pytest
from django import forms

from yifa.kernel.errors import NotAllowed, WrongState
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.matter import registry
from yifa.kernel.matter.act import Call, Opening, act
from yifa.kernel.matter.models import Matter, Participant
from yifa.kernel.matter.procedure import Procedure, Starts, State, Step, StepForm, Stops, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to
from yifa.kernel.tests.house import House

pytestmark = pytest.mark.django_db

OPEN, WAITING = State("open", "在办"), State("waiting", "等待会办")
DONE = State("done", "办结", open=False)


class NameForm(StepForm):
    title = forms.CharField(label="名称")


class SendForm(StepForm):
    to = forms.CharField(label="会办单位")


def _name(ctx):
    ctx.matter.title = ctx.data["title"]


def _send(ctx):
    unit = Unit.objects.get(code=ctx.data["to"])
    part = Call(Opening("test.part", unit), "open", {"title": ctx.matter.title})
    ctx.follow(part, relation="part")


def _return(ctx):
    for whole in ctx.linked("part", back=True):
        ctx.follow(Call(whole, "returned"))


WHOLE = Procedure(
    id="test.whole", title="整件", room="test", since=date(2020, 1, 1), law="测试程序",
    states=(OPEN, WAITING, DONE),
    steps=(
        Step(code="open", title="登记", to=OPEN, form=NameForm, effect=_name),
        Step(code="send", title="会办", from_=(OPEN,), to=WAITING, form=SendForm, effect=_send),
        Step(code="returned", title="会办返回", from_=(WAITING,), to=OPEN, by=frozenset()),
        Step(code="close", title="办结", from_=(OPEN,), to=DONE),
    ),
)  # fmt: skip
PART = Procedure(
    id="test.part", title="会办件", room="test", since=date(2020, 1, 1), law="测试程序",
    states=(OPEN, DONE), numbering=lambda unit, year, n: f"P{unit.code}-{n}",
    steps=(
        Step(code="open", title="登记", to=OPEN, form=NameForm, effect=_name,
             clocks=(Starts("work.agreed", controlling=True, amount=lambda ctx: (3, "working_day")),)),
        Step(code="answer", title="答复", from_=(OPEN,), to=DONE, effect=_return, not_by=("open",),
             by=role_set(Role.CASE_HANDLER), clocks=(Stops("work.agreed"),)),
    ),
)  # fmt: skip


@pytest.fixture
def house():
    if "test.whole" not in registry._procedures:
        registry.register(WHOLE, PART)
    return House()


def sent(house, on=date(2024, 9, 2)):
    whole = act(
        Actor.of(house.alice), Opening("test.whole", house.bureau), "open", {"title": "联办"}, on=on
    )
    whole = act(Actor.of(house.alice), whole, "send", {"to": "town1"}, on=on)
    return whole, Matter.objects.unscoped("test").get(procedure="test.part")


def test_a_part_is_opened_at_the_other_unit_in_the_same_transaction(house):
    whole, part = sent(house)
    assert (whole.state, part.unit, part.handler, part.number) == (
        "waiting",
        house.town,
        None,
        "Ptown1-1",
    )
    row = JournalRow.objects.unscoped("test").get(stream=part.stream)
    assert (row.actor_name, row.role) == ("艾丽", "procedure")
    assert verify().breaks == []


def test_the_number_in_the_matter_counts_and_not_the_shape_in_the_book(house):
    _, part = sent(house)
    # Monday 2 September 2024 and three working days: Thursday 5.
    assert part.next_due == date(2024, 9, 5)
    late = act(Actor.of(house.tom), part, "answer", on=date(2024, 9, 6))
    assert late.on_time == 0


def test_both_units_read_the_whole_but_each_acts_in_its_own(house):
    whole, part = sent(house)
    tom, alice = Actor.of(house.tom), Actor.of(house.alice)
    assert set(visible_to(tom, Matter, shared=True)) == {whole, part}
    assert set(visible_to(alice, Matter, shared=True)) == {whole, part}
    assert set(visible_to(tom, Matter)) == {part}
    assert Participant.objects.count() == 2
    with pytest.raises(NotAllowed):
        act(tom, whole, "close")


def test_the_answer_moves_the_whole_and_nobody_may_move_it_by_hand(house):
    whole, part = sent(house)
    with pytest.raises(NotAllowed):
        act(Actor.of(house.alice), whole, "returned")
    act(Actor.of(house.tom), part, "answer", on=date(2024, 9, 3))
    whole.refresh_from_db()
    assert whole.state == "open"
    assert verify().breaks == []


def test_whoever_sent_it_cannot_answer_it_even_with_a_post_there(house):
    _, part = sent(house)
    house.person("alice", "艾丽", house.town, Role.CASE_HANDLER)
    with pytest.raises(NotAllowed, match="同一人"):
        act(Actor.of(house.alice), part, "answer")


def test_what_refuses_the_brought_about_act_refuses_the_act(house):
    whole, part = sent(house)
    act(Actor.of(house.tom), part, "answer", on=date(2024, 9, 3))
    whole.refresh_from_db()
    act(Actor.of(house.alice), whole, "send", {"to": "town1"}, on=date(2024, 9, 3))
    second = Matter.objects.unscoped("test").filter(procedure="test.part", is_open=True).get()
    whole.refresh_from_db()
    act(
        Actor.system("复位"),
        whole,
        "reopen" if not whole.is_open else "returned",
        on=date(2024, 9, 3),
    )
    with pytest.raises(WrongState):
        act(Actor.of(house.tom), second, "answer", on=date(2024, 9, 3))
    second.refresh_from_db()
    assert second.is_open
