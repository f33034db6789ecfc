"""Every figure and chapter that any room has registered: answered, with rows that equal it, on this database."""

from __future__ import annotations

import pytest

from yifa.kernel.figure import Change, Period, all_figures, ask, chapter
from yifa.kernel.tests.house import House

YEARS = [Period.year(y) for y in (2019, 2025)]


@pytest.fixture
def house(db):
    return House()


@pytest.mark.parametrize("figure", all_figures(), ids=lambda f: f.id)
def test_the_figure_is_answered_in_every_way_it_allows(house, figure):
    for period in YEARS:
        value = ask.value(figure, period, house.district)
        assert value.rows == len(ask.rows(figure, period, house.district, part="denominator"))
        if figure.is_ratio:
            assert value.numerator == len(ask.rows(figure, period, house.district))
        for column in ("unit", "month", *figure.base().disaggregations):
            parts = ask.by(figure, column, period, house.district)
            if figure.additive and not figure.stock:
                assert sum(p.value.numerator for p in parts) == value.numerator


@pytest.mark.parametrize("figure", all_figures(), ids=lambda f: f.id)
def test_the_figure_says_what_it_counts(figure):
    assert figure.definition and figure.title
    assert figure.source or isinstance(figure.measure, Change)


@pytest.mark.parametrize("found", chapter.all_chapters(), ids=lambda c: c.id)
def test_every_reference_of_the_chapter_is_answered(found):
    for period in YEARS:
        assert chapter.problems(found, period) == []


def test_there_are_figures_and_a_chapter():
    assert all_figures() and chapter.all_chapters()
