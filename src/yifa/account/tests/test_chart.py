"""The geometry of charts: an axis that holds its highest value, gaps where nothing could be divided."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yifa.account.chart import HEIGHT, TOP, chart, funnel, scale, spark


@pytest.mark.parametrize(
    ("highest", "top", "step"),
    [
        (0, 1, 1),
        (1, 1, 1),
        (4, 4, 1),
        (11, 15, 5),
        (23, 25, 5),
        (100, 100, 20),
        (12155, 15000, 5000),
    ],
)
def test_an_axis_has_round_steps(highest, top, step):
    assert scale(Decimal(highest)) == (top, step)


@given(st.decimals(0, 10**9, places=2))
def test_an_axis_holds_its_highest_value_in_at_most_five_steps(highest):
    top, step = scale(highest)
    assert top >= highest
    assert top <= 5 * step or highest == 0


@given(
    st.lists(st.one_of(st.none(), st.decimals(0, 10**6, places=1)), min_size=1, max_size=24),
    st.booleans(),
)
def test_every_mark_stays_on_the_sheet(values, bars):
    made = chart([(str(n), "", v) for n, v in enumerate(values)], bars=bars)
    assert len(made.marks) == len(values)
    assert all(TOP <= m.y <= HEIGHT and m.y + m.height <= HEIGHT for m in made.marks)


def test_a_month_without_denominator_breaks_the_line():
    values = [Decimal(90), Decimal(95), None, Decimal(100), Decimal(80)]
    made = chart([("", "", v) for v in values], bars=False)
    assert len(made.paths) == 2
    assert [m.value for m in made.marks] == ["90", "95", "", "100", "80"]


def test_a_spark_leaves_a_gap_where_nothing_can_be_divided():
    found = spark([Decimal(1), Decimal(3), None, Decimal(2), Decimal(2)])
    assert len(found.paths) == 2
    assert found.end == (117.0, 9.0)  # two thirds of the way up from nothing to the highest
    assert spark([Decimal(1), None]) is None


def test_a_funnel_is_as_wide_as_what_came_that_far():
    found = funnel([("收到", 40), ("答复", 10), ("归档", 0)])
    assert [s.share for s in found.steps] == ["100%", "25%", "0%"]
    assert found.steps[1].width * 4 == found.steps[0].width
    assert found.steps[2].width == 0
    for step in found.steps:  # all on one axis
        assert abs(step.x + step.width / 2 - found.middle) < 0.1
    assert funnel([]).steps == ()


def test_a_small_axis_counts_whole_things():
    assert [text for _, text in chart([("1", "6件", Decimal(6))], bars=True).ticks] == [
        "0",
        "2",
        "4",
        "6",
    ]
