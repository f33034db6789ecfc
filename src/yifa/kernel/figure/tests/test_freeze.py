"""Closing a year: who signs, what is kept, and how later changes show."""

from __future__ import annotations

import json
from datetime import date

import pytest

from yifa.kernel import moment
from yifa.kernel.errors import Conflict, Incomplete, InvalidData, NotAllowed
from yifa.kernel.figure import (
    Change,
    Figure,
    Percentile,
    Period,
    Sum,
    ask,
    register_figures,
    registry,
)
from yifa.kernel.figure import rule as rules
from yifa.kernel.figure.freeze import close, intact
from yifa.kernel.figure.frozen import closed, difference, frozen_value, line_of, version_of
from yifa.kernel.figure.marks import Marks, marks_of, unpacked, value_of
from yifa.kernel.figure.models import Freeze, FrozenFigure
from yifa.kernel.figure.rule import Rule, Term, evaluate
from yifa.kernel.figure.tests import test_rules
from yifa.kernel.figure.tests.rows import LETTERS, letter
from yifa.kernel.figure.tests.test_rules import CARRIED, CONCLUDED, RATE, RECEIVED
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor
from yifa.kernel.tests.house import House

pytestmark = pytest.mark.django_db
YEAR = Period.year(2019)
GROWN = Figure(
    id="test.freeze.grown",
    title="增减",
    fact=LETTERS,
    measure=Change(RECEIVED),
    definition="比上年增减",
)
DAYS = Figure(
    id="test.freeze.days", title="中位用时", fact=LETTERS, measure=Percentile("duration_days", 50), unit_word="天",
    period_column="closed_ym", definition="办结用时的中位数",
)  # fmt: skip
SPENT = Figure(
    id="test.freeze.spent", title="总用时", fact=LETTERS, measure=Sum("duration_days"), unit_word="天",
    period_column="closed_ym", definition="办结用时之和",
)  # fmt: skip


@pytest.fixture
def rules_apart():
    """Rules that a test adds are gone after it."""
    before = dict(rules._rules)
    yield
    rules._rules.clear()
    rules._rules.update(before)


@pytest.fixture
def house(rules_apart):
    if RECEIVED.id not in registry._figures:
        register_figures(RECEIVED, CONCLUDED, CARRIED, RATE)
    register_figures(GROWN, DAYS, SPENT)
    with moment.at(date(2020, 1, 6)):
        built = House()
        built.letters = [
            letter(
                built.bureau, 201901 + n, state="closed", is_open=False, closed_ym=201901 + n, duration_days=n,
                on_time=int(n != 3), outcome=("granted", "refused")[n % 2],
            )
            for n in range(10)
        ]  # fmt: skip
        letter(built.bureau, 201806)
        built.head = Actor.of(built.carol)
        yield built


def shut(house, reason="", **more):
    return close(house.head, house.bureau, YEAR, final=True, reason=reason, **more)


def frozen(freeze, figure):
    return frozen_value(line_of(freeze, figure.id))


def test_every_figure_is_kept_as_it_was_asked(house):
    made = shut(house)
    assert made.edition == 1 and made.is_final
    for line in FrozenFigure.objects.filter(freeze=made):
        figure = version_of(line)
        assert frozen_value(line) == ask.value(figure, YEAR, house.bureau), line.figure
        assert line.definition == figure.digest()
        if not isinstance(figure.measure, Change):
            assert value_of(figure, unpacked(line.marks)) == frozen_value(line)
    assert frozen(made, RECEIVED).text == "10件"
    assert frozen(made, RATE).text == "90%"
    assert frozen(made, GROWN).text == "增加9件"
    assert frozen(made, DAYS).text == "4天"
    assert frozen(made, SPENT).text == "45天"


def test_the_sign_off_is_in_the_journal_and_proves_the_numbers(house):
    made = shut(house)
    row = JournalRow.objects.unscoped("test").get(stream="figures:sfj:201901-201912")
    assert (row.verb, row.step, row.actor_name, row.role) == ("event", "freeze", "卡罗", "head")
    assert json.loads(row.payload)["digest"] == made.digest
    assert intact(made)
    line = line_of(made, RECEIVED.id)
    FrozenFigure.objects.filter(pk=line.pk).update(numerator=11)
    assert not intact(made)
    FrozenFigure.objects.filter(pk=line.pk).update(numerator=10, marks=Marks((), {}).packed())
    assert not intact(made)


@pytest.mark.parametrize("who", ["alice", "bob", "tom"])
def test_only_the_head_of_the_unit_signs(house, who):
    with pytest.raises(NotAllowed, match="负责人"):
        close(Actor.of(getattr(house, who)), house.bureau, YEAR, final=True)
    assert not Freeze.objects.unscoped("test").exists()


def test_a_head_of_one_room_or_the_machine_does_not_sign(house):
    ruth = house.person("ruth", "露丝", house.bureau, Role.HEAD, room="test")
    for actor in (Actor.of(ruth), Actor.system()):
        with pytest.raises(NotAllowed):
            close(actor, house.bureau, YEAR, final=True)


def test_a_running_year_closes_only_provisionally(house):
    with moment.at(date(2019, 12, 2)):
        with pytest.raises(InvalidData, match="还没有结束"):
            shut(house)
        with pytest.raises(InvalidData, match="还没有到"):
            close(house.head, house.bureau, Period(202001, 202003), final=False)
        november = close(house.head, house.bureau, Period(201901, 201911), final=False)
    assert not november.is_final
    final = shut(house)
    assert closed(house.bureau, YEAR) == final
    assert closed(house.bureau, Period(201901, 201911)) == november


def test_a_record_that_changes_later_shows_and_is_named(house):
    made = shut(house)
    late = letter(house.bureau, 201907, on_time=0)
    Matter.objects.unscoped("test").filter(pk=house.letters[0].pk).update(is_void=True)
    Matter.objects.unscoped("test").filter(pk=house.letters[3].pk).update(on_time=1)
    line = line_of(made, RATE.id)
    moved = difference(unpacked(line.marks), marks_of(RATE, YEAR, house.bureau))
    assert moved.entered == {late.pk: 0}
    assert moved.left == {house.letters[0].pk: 1}
    assert moved.changed == {house.letters[3].pk: (0, 1)}
    assert frozen(made, RATE).text == "90%"  # what was signed stands


def test_a_restatement_needs_its_reason_and_leaves_the_first_edition(house):
    first = shut(house)
    letter(house.bureau, 201907)
    with pytest.raises(Incomplete, match="重述须说明理由"):
        shut(house)
    second = shut(house, reason="一件来信误记为上年，已更正")
    assert (second.edition, second.reason) == (2, "一件来信误记为上年，已更正")
    assert frozen(first, RECEIVED).numerator == 10
    assert frozen(second, RECEIVED).numerator == 11
    assert closed(house.bureau, YEAR) == second
    steps = JournalRow.objects.unscoped("test").filter(stream=second.stream)
    assert [r.step for r in steps] == ["freeze", "restate"]
    assert intact(first) and intact(second)


def test_two_heads_sign_at_once_and_one_is_told(house):
    shut(house, expected_edition=0)
    with pytest.raises(Conflict, match="刚刚由他人封账"):
        shut(house, reason="再封一次", expected_edition=0)


def test_a_broken_rule_is_explained_or_nothing_is_signed(house):
    rules.register_rules(test_rules.FLOW)
    letter(
        house.bureau, 201905, state="closed", is_open=False, closed_ym=201906
    )  # without an outcome
    with pytest.raises(Incomplete, match="收到 11 \\+ 上期结转 1 = 办结 10 \\+ 结转 1"):
        shut(house)
    made = shut(house, reason="一件来信由申请人口头撤回，未登记结果")
    assert [b["rule"] for b in made.broken] == ["test.rule.flow"]


def test_this_years_opening_is_what_last_year_carried_forward(house):
    opening = Rule(
        "test.freeze.opening", "年初结转等于上年公布的结转", "test", left=(Term(CARRIED.id, at="before"),),
        right=(Term(CARRIED.id, at="before", frozen=True),),
    )  # fmt: skip
    shut(house)
    assert evaluate(opening, house.bureau, Period.year(2020)).totals == (1, 1)
    found = letter(house.bureau, 201912)
    assert evaluate(opening, house.bureau, Period.year(2020)).holds is False
    assert rules.breakers(opening, house.bureau, Period.year(2020)) == {found.pk: (1, 0)}


def test_a_slice_of_a_frozen_figure_is_made_of_the_kept_rows(house):
    made = shut(house)
    letter(house.bureau, 201907, outcome="granted")
    line = line_of(made, RECEIVED.id)
    assert frozen_value(line, {"outcome": "granted"}).text == "5件"
    assert frozen_value(line, {"received_ym": 201907}).text == "1件"
    assert frozen_value(line_of(made, GROWN.id), {"outcome": "granted"}).text == "增加5件"
    with pytest.raises(KeyError):
        frozen_value(line, {"channel": "mail"})


def test_the_unit_above_has_its_own_sign_off_over_all_below(house):
    letter(house.town, 201903)
    head = Actor.of(house.person("dean", "迪恩", house.district, Role.HEAD))
    made = close(head, house.district, YEAR, final=True)
    assert frozen(made, RECEIVED).numerator == 11
    assert frozen(shut(house), RECEIVED).numerator == 10


def test_marks_survive_packing_and_refuse_what_is_none():
    marks = Marks(("outcome",), {7: (1, "granted"), 3: (0, None), 1_000_000: (None, "")})
    assert unpacked(marks.packed()) == marks
    assert unpacked(Marks(("a",), {}).packed()).rows == {}
    with pytest.raises(ValueError, match="unpacked"):
        unpacked(b"no marks")


def test_a_frozen_year_leaves_the_journal_whole(house):
    shut(house)
    raw = [
        b for b in verify().breaks if b.what != "没有任何办理记录"
    ]  # the letters were written straight
    assert raw == []
