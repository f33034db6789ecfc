"""Many figures in one pass, and the cube that follows the journal: always what the rows say."""

from __future__ import annotations

import json
from datetime import date

import pytest

from yifa.kernel import loop, moment
from yifa.kernel.figure import (
    Distinct,
    Eq,
    Figure,
    IsNull,
    Not,
    Percentile,
    Period,
    Ratio,
    StockAt,
    Sum,
    all_figures,
    ask,
    cube,
    grid,
    register_figures,
    registry,
)
from yifa.kernel.figure.engine.django import DjangoEngine
from yifa.kernel.figure.engine.duck import DuckEngine, export
from yifa.kernel.figure.figure import COUNT, BadFigure
from yifa.kernel.figure.models import CubeCell, CubeState
from yifa.kernel.figure.tests.rows import LETTERS, letter, span, unit
from yifa.kernel.journal.seal import seal_waiting
from yifa.kernel.matter.act import Call, Opening, act, act_many
from yifa.kernel.matter.models import Matter
from yifa.kernel.tests.house import House

pytestmark = pytest.mark.django_db
YEAR = Period.year(2019)


def figure(name, measure=COUNT, column="received_ym", **more) -> Figure:
    percent = {"unit_word": "%", "decimals": 2} if isinstance(measure, Ratio) else {}
    return Figure(
        id=f"test.cube.{name}", title=name, fact=LETTERS, measure=measure, period_column=column, definition=name,
        **percent, **more,
    )  # fmt: skip


FIGURES = (
    figure("received"),
    figure("refused", where=Eq("outcome", "refused")),
    figure("rate", Ratio(Eq("on_time", 1)), where=Not(IsNull("on_time"))),
    figure("days", Sum("duration_days"), "closed_ym"),
    figure("median", Percentile("duration_days", 50), "closed_ym"),
    figure("late_median", Percentile("duration_days", 50), "closed_ym", where=Eq("on_time", 0)),
    figure("outcomes", Distinct("outcome")),
)
STOCK = Figure(
    id="test.cube.open", title="在办", fact=LETTERS, stock=StockAt("received_ym", "closed_ym"), definition="在办"
)  # fmt: skip


@pytest.fixture
def places():
    district = unit("d")
    town, village = unit("t", district), unit("v", district)
    for u in (district, town, village):
        span(u, u, 0)
    span(town, district, 1)
    span(village, district, 1, 200001, 201906)  # in July the village moves below the town
    span(village, town, 1, 201907)
    span(village, district, 2, 201907)
    return district, town, village


@pytest.fixture
def letters(places):
    for n in range(90):
        ends = None if n % 7 == 0 else 201901 + n % 12
        letter(
            places[n % 3], 201901 + n % 11, state="closed" if ends else "received", is_open=ends is None, closed_ym=ends,
            duration_days=None if ends is None else n % 25, on_time=None if n % 5 == 0 else int(n % 4 > 0),
            outcome=["granted", "refused", ""][n % 3], is_void=n == 30,
        )  # fmt: skip


@pytest.mark.parametrize("engine", ["db", "duckdb"])
def test_one_pass_says_what_every_single_question_says(places, letters, tmp_path, engine):
    if engine == "duckdb":
        export([LETTERS], tmp_path)
    asked = DjangoEngine() if engine == "db" else DuckEngine(tmp_path)
    district, town, _ = places
    below = grid.grid(FIGURES, grid.Over(YEAR, district.pk), engine=asked)
    folded = grid.grid(FIGURES, grid.Over(YEAR, fold=(district.pk, town.pk)), engine=asked)
    for f in FIGURES:
        for ym in YEAR.months:
            month = Period.month(ym)
            for place, found in (
                (district, below[f.id].get((None, ym))),
                (district, folded[f.id].get((district.pk, ym))),
                (town, folded[f.id].get((town.pk, ym))),
            ):
                assert (found or ask._empty(f)) == ask.value(f, month, place), (f.id, ym, place)


def test_a_whole_page_of_figures_takes_few_questions(places, letters, django_assert_num_queries):
    figures = [*FIGURES, STOCK]
    # One pass for each month column (the few outcomes come along), a histogram for days; then what does not add up
    # over the months: two medians, a distinct count and a stock.
    with django_assert_num_queries(2 + 1 + 4):
        found = grid.courses(figures, YEAR, places[0])
    for f in figures:
        assert found[f.id].value == ask.value(f, YEAR, places[0])
        if f is not STOCK:
            assert list(found[f.id].months) == [r.value for r in ask.series(f, YEAR, places[0])]


def test_stocks_have_no_months_to_add(places):
    with pytest.raises(BadFigure, match="stocks"):
        grid.grid([STOCK], grid.Over(YEAR))
    with pytest.raises(BadFigure, match="Percentile"):
        grid.added(FIGURES[4], [])


@pytest.fixture
def only_ours():
    """The cube of our own figures alone, so that the test knows every cell."""
    before = {k: list(v) for k, v in registry._figures.items()}
    facts = dict(registry._facts)
    registry._figures.clear()
    registry._facts.clear()
    register_figures(*FIGURES, STOCK)
    yield
    for held, kept in ((registry._figures, before), (registry._facts, facts)):
        held.clear()
        held.update(kept)


@pytest.fixture
def house(only_ours):
    with moment.at(date(2026, 3, 2)):
        yield House()


def opened(house, at=None, **more):
    return act(
        house.machine,
        Opening("test.letter", at or house.bureau),
        "receive",
        {"title": "来信"},
        **more,
    )


def folded():
    seal_waiting()
    cube.fold()


def agreed(house, year=2026):
    """Every cubed figure, of the district and below, is what the rows say; returns the number received."""
    for place in (house.district, house.bureau, house.town):
        found = cube.courses(all_figures(), Period.year(year), place)
        assert set(found) == {
            "test.cube.received",
            "test.cube.refused",
            "test.cube.rate",
            "test.cube.days",
        }
        for f in all_figures():
            if f.id in found:
                assert found[f.id].value == ask.value(f, Period.year(year), place), (f.id, place)
                line = [r.value for r in ask.series(f, Period.year(year), place)]
                assert list(found[f.id].months) == line
    assert cube.reconcile(LETTERS) == []
    return cube.courses(all_figures(), Period.year(year), house.district)[
        "test.cube.received"
    ].value.numerator


def test_the_cube_follows_live_late_and_imported_acts(house):
    first = opened(house)
    folded()
    assert agreed(house) == 1
    opened(house, house.town, on=date(2026, 2, 3))  # late
    calls = [
        Call(Opening("test.letter", house.town), "receive", {"title": "旧信"}, on=date(2026, 1, 9))
        for _ in range(5)
    ]
    act_many(house.machine, calls, how="backfill")
    folded()
    assert agreed(house) == 7
    act(house.actor(house.bob), first, "review")
    act(house.actor(house.carol), first, "reply")
    folded()
    assert agreed(house) == 7
    rate = cube.courses(all_figures(), Period.year(2026), house.bureau)["test.cube.rate"].value
    assert rate.text == "100%"
    other = opened(house)
    act(house.actor(house.carol), other, "void", {"reason": "重复登记"})
    folded()
    assert agreed(house) == 7


def test_a_matter_handed_to_another_unit_leaves_the_first(house):
    matter = opened(house)
    folded()
    Matter.objects.unscoped("test").filter(pk=matter.pk).update(unit=house.town)
    act(house.machine, matter.pk, "note", {"note": "移交后办理"})
    folded()
    assert agreed(house) == 1
    assert (
        cube.courses(all_figures(), Period.year(2026), house.bureau)[
            "test.cube.received"
        ].value.numerator
        == 0
    )


def test_reconciling_finds_a_wrong_a_missing_and_a_surplus_cell(house):
    opened(house)
    opened(house, house.town)
    folded()
    at = 2 * [f.id for f in cube.figures_of(LETTERS)].index("test.cube.received")

    def put(place, ym, numerator, rows):
        cell, _ = CubeCell.objects.get_or_create(
            fact=LETTERS.id, unit=place, ym=ym, defaults={"counts": "[0,0,0,0,0,0,0,0]"}
        )
        counts = json.loads(cell.counts)
        counts[at : at + 2] = numerator, rows
        CubeCell.objects.filter(pk=cell.pk).update(counts=json.dumps(counts))

    put(house.bureau, 202603, 5, 1)
    CubeCell.objects.filter(unit=house.town).delete()
    put(house.town, 202501, 2, 2)
    found = {(d.figure, d.unit_id, d.ym): (d.kept, d.counted) for d in cube.reconcile(LETTERS)}
    assert found == {
        ("test.cube.received", house.bureau.pk, 202603): ((5, 1), (1, 1)),
        ("test.cube.received", house.town.pk, 202603): ((0, 0), (1, 1)),
        ("test.cube.received", house.town.pk, 202501): ((2, 2), (0, 0)),
    }
    cube.rebuild()
    assert agreed(house) == 2


def test_a_cube_that_stands_still_or_counts_by_an_old_definition_is_not_read(house):
    opened(house)
    folded()
    assert cube.states()
    with moment.at(date(2026, 3, 3)):
        assert cube.courses(all_figures(), Period.year(2026), house.district) == {}
    CubeState.objects.update(definitions="0" * 64)
    assert cube.courses(all_figures(), Period.year(2026), house.district) == {}
    folded()
    assert agreed(house) == 1


def test_folding_again_changes_nothing(house):
    opened(house)
    folded()
    cells = list(CubeCell.objects.order_by("pk").values_list())
    assert cube.fold() == 0
    assert list(CubeCell.objects.order_by("pk").values_list()) == cells


def test_the_loop_folds_by_itself(house):
    opened(house)
    ticks = {name: function for name, _, function in loop._ticks}
    ticks["seal"]()
    ticks["cube"]()
    assert agreed(house) == 1
