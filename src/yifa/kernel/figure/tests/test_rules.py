"""Rules between figures, and the records that break them."""

from __future__ import annotations

from datetime import date

import pytest

from yifa.kernel import moment
from yifa.kernel.duty.models import Duty, Obligation
from yifa.kernel.figure import (
    BadFigure,
    Count,
    Eq,
    Figure,
    IsNull,
    Not,
    Or,
    Passed,
    Period,
    Ratio,
    StockAt,
    ask,
    register_figures,
    registry,
)
from yifa.kernel.figure import rule as rules
from yifa.kernel.figure.duties import compliance, obligations
from yifa.kernel.figure.rule import BadRule, Rule, Term, breakers, evaluate, register_rules
from yifa.kernel.figure.tests.rows import LETTERS, letter, span, unit
from yifa.kernel.matter.models import Clock
from yifa.kernel.scope.actor import Actor

pytestmark = pytest.mark.django_db
YEAR = Period.year(2019)
RECEIVED = Figure(
    id="test.rule.received", title="收到", fact=LETTERS, period_column="received_ym", definition="收到的来信",
    disaggregations=("outcome",),
)  # fmt: skip
CONCLUDED = Figure(
    id="test.rule.concluded", title="办结", fact=LETTERS, period_column="closed_ym", where=Not(Eq("outcome", "")),
    disaggregations=("outcome",), definition="有结果而办结的来信",
)  # fmt: skip
CARRIED = Figure(
    id="test.rule.carried", title="结转", fact=LETTERS, stock=StockAt("received_ym", "closed_ym"), definition="期末未办结的来信",
)  # fmt: skip
RATE = Figure(
    id="test.rule.rate", title="按期率", fact=LETTERS, period_column="received_ym", unit_word="%", decimals=2,
    measure=Ratio(Eq("on_time", 1)), where=Or(Not(IsNull("on_time")), Passed("due_ymd")),
    definition="收到的来信中期限已到或者已答复的，按期答复的占比",
)  # fmt: skip
FLOW = Rule(
    "test.rule.flow", "收到加上期结转等于办结加期末结转", "test",
    left=(Term(RECEIVED.id), Term(CARRIED.id, at="before")), right=(Term(CONCLUDED.id), Term(CARRIED.id)),
)  # fmt: skip


@pytest.fixture
def town():
    if RECEIVED.id not in registry._figures:
        register_figures(RECEIVED, CONCLUDED, CARRIED, RATE)
    at = unit("rules")
    span(at, at, 0)
    return at


def closed(at, ym, end, outcome="granted"):
    return letter(at, ym, state="closed", is_open=False, closed_ym=end, outcome=outcome)


def test_opening_and_movements_make_the_closing(town):
    closed(town, 201811, 201902)  # carried in
    closed(town, 201903, 201904)
    letter(town, 201912)  # carried out
    found = evaluate(FLOW, town, YEAR)
    assert found.totals == (3, 3)
    assert found.holds is True
    assert found.said == "收到 2 + 上期结转 1 = 办结 2 + 结转 1"
    assert breakers(FLOW, town, YEAR) == {}


def test_a_record_closed_without_an_outcome_breaks_the_flow_and_is_named(town):
    closed(town, 201903, 201904)
    lost = closed(town, 201905, 201906, outcome="")
    found = evaluate(FLOW, town, YEAR)
    assert found.totals == (2, 1)
    assert found.holds is False
    assert breakers(FLOW, town, YEAR) == {lost.pk: (1, 0)}


def test_parts_must_make_the_whole(town):
    parts = Rule(
        "test.rule.parts", "各结果之和等于收到", "test", left=(Term(RECEIVED.id, over="outcome"),), right=(Term(RECEIVED.id),)
    )  # fmt: skip
    closed(town, 201903, 201904, "granted")
    closed(town, 201903, 201904, "refused")
    assert evaluate(parts, town, YEAR).holds is True
    without = letter(town, 201904)
    assert evaluate(parts, town, YEAR).totals == (2, 3)
    assert breakers(parts, town, YEAR) == {without.pk: (0, 1)}


def test_a_part_may_not_exceed_the_whole(town):
    below = Rule(
        "test.rule.below", "办结不超过收到", "test", left=(Term(CONCLUDED.id),), right=(Term(RECEIVED.id),), relation="<="
    )  # fmt: skip
    closed(town, 201903, 201904)
    letter(town, 201904)
    assert evaluate(below, town, YEAR).holds is True
    old = closed(town, 201812, 201901)
    older = closed(town, 201812, 201901)
    assert evaluate(below, town, YEAR).totals == (3, 2)
    assert breakers(below, town, YEAR) == {old.pk: (1, 0), older.pk: (1, 0)}


def test_a_frozen_term_of_an_open_period_is_not_judged(town):
    carried = Rule(
        "test.rule.opening", "年初结转等于上年公布的结转", "test", left=(Term(CARRIED.id, at="before"),),
        right=(Term(CARRIED.id, at="before", frozen=True),),
    )  # fmt: skip
    letter(town, 201812)
    found = evaluate(carried, town, YEAR)
    assert (found.totals, found.holds) == (None, None)
    assert found.said == "上期结转 1 = 上期结转（已公布） —"


@pytest.mark.parametrize(
    "term",
    [
        Term("test.rule.nothing"),
        Term("test.rule.received", part="denominator"),
        Term("test.rule.received", slice=(("state", "closed"),)),
        Term("test.rule.received", over="state"),
    ],
)
def test_a_rule_about_what_is_not_there_is_refused(town, term):
    with pytest.raises(BadRule):
        register_rules(
            Rule("test.rule.bad", "坏", "test", left=(term,), right=(Term(RECEIVED.id),))
        )
    assert rules.rule_of("test.rule.bad") is None


def clock(matter, due_on, *, controlling=True, started_on=date(2019, 3, 5)):
    Clock.objects.create(
        matter=matter, limit_id="x", started_on=started_on, is_controlling=controlling, rule_since=date(2019, 1, 1),
        calendar_version="", due_on=due_on,
    )  # fmt: skip


def test_what_is_due_and_unanswered_counts_against_the_rate_the_day_after(town):
    letter(town, 201903, on_time=1)
    waiting = letter(town, 201903)
    clock(waiting, date(2019, 3, 20))  # replaced by the next
    clock(waiting, date(2019, 4, 2))
    clock(waiting, date(2019, 3, 7), controlling=False)
    paused = letter(town, 201903)
    clock(paused, None)
    with moment.at(date(2019, 4, 2)):
        assert ask.value(RATE, YEAR, town).text == "100%"
    with moment.at(date(2019, 4, 3)):
        found = ask.value(RATE, YEAR, town)
        assert (found.numerator, found.denominator) == (1, 2)
        assert waiting.pk in ask.rows(RATE, YEAR, town, part="denominator")
        assert len(ask.rows(RATE, YEAR, town, part="denominator")) == found.denominator
    assert not RATE.timeless
    assert RECEIVED.timeless


def test_only_days_can_have_passed(town):
    bad = Figure(
        id="test.rule.bad", title="坏", fact=LETTERS, measure=Count(), period_column="received_ym",
        where=Passed("received_ym"), definition="坏",
    )  # fmt: skip
    with pytest.raises(BadFigure, match="日期列"):
        register_figures(bad)


def test_monthly_boards_are_a_rate_of_duties_met(town):
    figure = compliance(
        "test.board",
        "公开栏按月更新率",
        obligations("test"),
        "test.update",
        definition="应更新的月份中按期更新的占比",
    )
    register_figures(figure)
    Duty.objects.create(
        key="b1", unit=town, valid_from=date(2019, 1, 1), valid_to=date(2019, 6, 1), title="公开栏", room="test",
        kind="test.update", every="month",
    )  # fmt: skip
    Duty.objects.create(
        key="b1", unit=town, version=2, valid_from=date(2019, 6, 1), title="公开栏（迁址）", room="test",
        kind="test.update", every="month",
    )  # fmt: skip
    Duty.objects.create(
        key="other", unit=town, valid_from=date(2019, 1, 1), title="季报", room="test", kind="test.report", every="quarter",
    )  # fmt: skip

    def owed(month, key="b1", room="test", **met):
        last = date(2019, month, 28)
        Obligation.objects.create(
            duty_key=key, unit=town, room=room, title="更新", period=f"2019-{month:02d}", period_ym=201900 + month,
            due_on=last, **met,
        )  # fmt: skip

    owed(1, met_on=date(2019, 1, 9), on_time=1)
    owed(2, met_on=date(2019, 3, 9), on_time=0)
    owed(3)
    owed(4)
    owed(1, key="other", met_on=date(2019, 1, 9), on_time=1)
    owed(5, key="b2", room="elsewhere")
    with moment.at(date(2019, 4, 10)):  # March has passed unmet; April may still be met
        found = ask.value(figure, YEAR, town)
        assert (found.numerator, found.denominator, found.text) == (1, 3, "33.33%")
        assert len(ask.rows(figure, YEAR, town, part="denominator")) == 3
    assert ask.visible_rows(Actor.system(), figure, YEAR, town).count() == 1
