"""Values, parts, course and rows: the tree of the day, stocks, changes, rounding, and rows that equal the figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yifa.kernel.figure import (
    BadFigure,
    Change,
    Count,
    Eq,
    Fact,
    Figure,
    IsNull,
    Not,
    Percentile,
    Period,
    Ratio,
    StockAt,
    Sum,
    ask,
)
from yifa.kernel.figure.measure import divided, percentile
from yifa.kernel.figure.tests.rows import LETTERS, PARTIES, letter, span, unit
from yifa.kernel.matter.models import Matter, Party
from yifa.kernel.organization.models import Placement
from yifa.kernel.organization.roles import Reach, Role
from yifa.kernel.scope.actor import Actor, Grant

YEAR = Period.year(2019)


def flow(measure=None, **more) -> Figure:
    plain = {
        "id": "test.letters", "title": "来信", "fact": LETTERS, "measure": measure or Count(),
        "period_column": "received_ym", "definition": "收到的来信", "disaggregations": ("outcome",),
    }  # fmt: skip
    return Figure(**(plain | more))


ON_TIME = flow(Ratio(Eq("on_time", 1)), where=Not(IsNull("on_time")), unit_word="%", decimals=2)


@pytest.fixture
def places(db):
    """A district with two towns; a village moves from town `a` to town `b` in July 2019."""
    d = unit("d")
    a, b, v = unit("a", d), unit("b", d), unit("v", d)
    for u in (d, a, b, v):
        span(u, u, 0)
    for u in (a, b):
        span(u, d, 1)
    span(v, d, 2)
    span(v, a, 1, 200001, 201906)
    span(v, b, 1, 201907)
    return d, a, b, v


def test_a_village_counts_where_it_stood_that_month(places):
    d, a, b, v = places
    for ym in (201906, 201906, 201907):
        letter(v, ym)
    letter(a, 201908)
    assert ask.value(flow(), YEAR, d).text == "4件"
    assert ask.value(flow(), YEAR, a).numerator == 3
    assert ask.value(flow(), YEAR, b).numerator == 1
    assert ask.value(flow(), YEAR, v).numerator == 3


def test_units_below_and_the_units_own_add_up_to_the_whole(places):
    d, a, b, v = places
    for at, ym in ((d, 201901), (a, 201902), (v, 201906), (v, 201907), (b, 201912), (b, 202001)):
        letter(at, ym)
    rows = ask.by(flow(), "unit", YEAR, d)
    assert [(r.label, r.value.numerator, r.own) for r in rows] == [
        ("d（本级）", 1, True),
        ("a", 2, False),
        ("b", 2, False),
    ]
    assert sum(r.value.numerator for r in rows) == ask.value(flow(), YEAR, d).numerator == 5
    months = ask.series(flow(), YEAR, d)
    assert len(months) == 12
    assert sum(r.value.numerator for r in months) == 5


def test_void_matters_count_nowhere(places):
    letter(places[1])
    letter(places[1], is_void=True)
    assert ask.value(flow(), YEAR).numerator == 1


def test_rows_equal_the_figure_and_both_parts_of_a_ratio(places):
    d = places[0]
    for n in range(7):
        letter(places[n % 4], on_time=[1, 1, 0, None][n % 4])
    value = ask.value(ON_TIME, YEAR, d)
    numerator = ask.rows(ON_TIME, YEAR, d)
    denominator = ask.rows(ON_TIME, YEAR, d, part="denominator")
    assert (len(numerator), len(denominator)) == (value.numerator, value.denominator) == (4, 6)
    assert set(numerator) < set(denominator)
    assert value.text == "66.67%"
    everybody = Actor.system()
    shown = ask.visible_rows(everybody, ON_TIME, YEAR, d)
    assert sorted(shown.values_list("pk", flat=True)) == numerator


def test_drill_down_shows_only_what_the_reader_may_read(places):
    d, a, b, _ = places
    mine, other = letter(a), letter(b)
    clerk = Actor("职员", 1, (Grant(Role.CASE_HANDLER, a.pk),))
    assert ask.value(flow(), YEAR, d).numerator == 2
    assert list(ask.visible_rows(clerk, flow(), YEAR, d)) == [mine]
    assert other.pk in ask.rows(flow(), YEAR, d)
    assert ask.may_see(clerk, flow(), a) and not ask.may_see(clerk, flow(), b)
    assert not ask.may_see(clerk, flow(), None)
    over = Actor("督导", 2, (Grant(Role.SUPERVISOR, d.pk, reach=Reach.SUBTREE),))
    assert ask.may_see(over, flow(), b)
    auditor = Actor("审计", 3, (Grant(Role.AUDIT_ADMIN, d.pk, reach=Reach.SUBTREE),))
    assert not ask.may_see(auditor, flow(), d)


def test_a_slice_is_a_part_and_only_an_allowed_one(places):
    letter(places[1], outcome="granted")
    letter(places[1], outcome="refused")
    letter(places[1])
    parts = ask.by(flow(), "outcome", YEAR)
    assert [(r.label, r.value.numerator) for r in parts] == [
        ("予以公开", 1),
        ("不予公开", 1),
        ("（空）", 1),
    ]
    for part in parts:
        assert len(ask.rows(flow(), YEAR, slice={"outcome": part.key})) == part.value.numerator
    with pytest.raises(BadFigure, match="不允许"):
        ask.value(flow(), YEAR, slice={"state": "received"})
    with pytest.raises(BadFigure, match="不允许"):
        ask.by(flow(), "state", YEAR)


def test_several_children_of_one_matter_are_several_rows(places):
    one = letter(places[1])
    for kind in ("natural", "natural", "enterprise"):
        Party.objects.create(matter=one, role="applicant", kind=kind, name="某某")
    people = Figure(
        id="test.parties", title="当事人", fact=PARTIES, period_column="received_ym", unit_word="人",
        where=Eq("kind", "natural"), definition="当事的自然人",
    )  # fmt: skip
    assert ask.value(people, YEAR).text == "2人"
    assert len(ask.rows(people, YEAR)) == 2


def test_open_at_the_end_of_a_period_is_a_stock(places):
    letter(places[1], 201901, closed_ym=201903)
    letter(places[1], 201902)
    letter(places[1], 201912, closed_ym=202001)
    stock = flow(period_column="", stock=StockAt("received_ym", "closed_ym"))
    found = {r.key: r.value.numerator for r in ask.series(stock, YEAR)}
    assert [found[ym] for ym in (201901, 201902, 201903, 201911, 201912)] == [1, 2, 1, 1, 2]
    assert ask.value(stock, YEAR).numerator == len(ask.rows(stock, YEAR)) == 2


def test_a_register_counts_what_stands_on_the_last_day(places):
    fact = Fact(id="test_placement", title="单位", room="", entry=Placement)
    d = places[0]
    for key, since, until in (("x", date(2019, 1, 1), None), ("y", date(2018, 5, 1), date(2019, 12, 31)), ("z", date(2020, 1, 1), None)):  # fmt: skip
        Placement.objects.create(
            key=key, unit=d, placed=d, name=key, valid_from=since, valid_to=until
        )
    stock = Figure(
        id="test.units", title="单位", fact=fact, stock=StockAt("valid_from", "valid_to"), unit_word="个",
        definition="在册单位",
    )  # fmt: skip
    standing = Placement.objects.unscoped("the register's own reading").standing(date(2019, 12, 31))
    assert ask.value(stock, YEAR, d).text == "1个"
    assert ask.rows(stock, YEAR, d) == [p.pk for p in standing]


def test_change_against_the_year_before(places):
    for _ in range(4):
        letter(places[1], 201805)
    for _ in range(5):
        letter(places[1], 201905)
    grown = Figure(
        id="test.grown", title="增减", fact=LETTERS, measure=Change(flow()), definition="增减"
    )
    rate = Figure(
        id="test.rate", title="增长", fact=LETTERS, measure=Change(flow(), rate=True), unit_word="%", decimals=1,
        definition="增长率",
    )  # fmt: skip
    assert ask.value(grown, YEAR).text == "增加1件"
    assert ask.value(rate, YEAR).text == "上升25%"
    assert ask.value(grown, Period.year(2020)).text == "减少5件"
    assert ask.value(rate, Period.year(2018)).text == "无从比较"
    assert ask.value(grown, Period.year(2017)).text == "持平"
    assert len(ask.rows(grown, YEAR)) == 5


def test_sums_and_percentiles_leave_empty_rows_out(places):
    for days in (3, 5, 20, None):
        letter(places[1], duration_days=days)
    assert ask.value(flow(Sum("duration_days"), unit_word="天"), YEAR).text == "28天"
    slow = flow(Percentile("duration_days", 90), unit_word="天")
    value = ask.value(slow, YEAR)
    assert (value.text, value.rows) == ("20天", 3)
    assert len(ask.rows(slow, YEAR)) == 3
    assert ask.value(slow, Period.year(2020)).text == "—"


def test_no_denominator_is_no_rate(places):
    value = ask.value(ON_TIME, YEAR)
    assert (value.denominator, value.shown, value.text) == (0, None, "—")


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [(130, 130, "100"), (1, 3, "33.33"), (2, 3, "66.67"), (1, 8, "12.5"), (1, 800, "0.13"), (0, 7, "0"), (19999, 20000, "100.00"), (-1, 800, "-0.13")],
)  # fmt: skip
def test_rounding_is_half_up_and_exact_values_are_not_padded(numerator, denominator, shown):
    assert str(divided(numerator, denominator, percent=True, decimals=2)) == shown


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**15), st.integers(0, 6))
def test_rounding_is_never_further_than_half_a_unit(numerator, denominator, decimals):
    shown = divided(numerator, denominator, percent=True, decimals=decimals)
    difference = abs(int(shown.scaleb(decimals)) * denominator - numerator * 100 * 10**decimals)
    assert 2 * difference <= denominator


@given(st.lists(st.integers(0, 50), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_first_value_that_enough_rows_do_not_exceed(values, percent):
    histogram = [(v, values.count(v)) for v in set(values)]
    at, total = percentile(histogram, percent)
    assert total == len(values)
    assert sum(v <= at for v in values) * 100 >= percent * total
    assert sum(v < at for v in values) * 100 < percent * total


@pytest.mark.parametrize(
    ("period", "words"),
    [(Period.year(2019), "2019年"), (Period.month(201903), "2019年3月"), (Period(201901, 201906), "2019年1—6月"), (Period(201811, 201902), "2018年11月—2019年2月")],
)  # fmt: skip
def test_a_period_in_words(period, words):
    assert str(period) == words
    assert period.shifted(-12) == period.year_before()
    assert period.before().to_ym < period.from_ym


def test_a_leap_year_ends_february_on_the_29th():
    assert Period.month(202002).last_day == 20200229
    assert Period.month(201902).last_day == 20190228


def test_value_shows_decimals_only_where_declared(places):
    letter(places[1], on_time=1)
    assert ask.value(ON_TIME, YEAR).shown == Decimal(100)
    assert Matter.objects.unscoped("counting").count() == 1
