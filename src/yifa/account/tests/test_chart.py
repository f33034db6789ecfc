"""The geometry of charts: an axis that holds its highest value, gaps where nothing could be divided."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yifa.account.chart import HEIGHT, TOP, chart, scale


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
