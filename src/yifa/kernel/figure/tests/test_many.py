"""Asked together, figures answer as they do one by one, in a fixed number of statements."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yifa.kernel.figure import (
    Change,
    Distinct,
    Eq,
    Figure,
    Percentile,
    Period,
    StockAt,
    Sum,
    ask,
    many,
)
from yifa.kernel.figure.many import Question, values
from yifa.kernel.figure.tests.rows import LETTERS, letter, span
from yifa.kernel.figure.tests.test_asking import ON_TIME, flow, places  # noqa: F401 - a fixture
from yifa.kernel.organization.models import Unit, UnitSpan

pytestmark = pytest.mark.django_db
YEAR = Period.year(2019)


def _figure(name, **more):
    return Figure(
        **(
            {"id": f"test.many.{name}", "title": name, "fact": LETTERS, "definition": name}
            | ({} if "stock" in more or isinstance(more.get("measure"), Change) else {"period_column": "received_ym"})
            | more
        )
    )  # fmt: skip


KINDS = [
    _figure("count"), _figure("where", where=Eq("outcome", "granted")), _figure("sum", measure=Sum("duration_days")),
    _figure("distinct", measure=Distinct("outcome")), _figure("days", measure=Percentile("duration_days", 50)),
    _figure("stock", stock=StockAt("received_ym", "closed_ym")), _figure("closed", period_column="closed_ym"),
]  # fmt: skip


@pytest.fixture
def letters(places):  # noqa: F811
    for n in range(24):
        letter(
            places[n % len(places)], received_ym=201801 + n % 12 + 100 * (n % 2), closed_ym=(201912, None)[n % 3 == 0],
            outcome=("granted", "refused")[n % 2], duration_days=n, on_time=n % 2,
        )  # fmt: skip
    return places


@pytest.mark.parametrize("width", [1, 40])
def test_together_as_one_by_one(letters, monkeypatch, width):
    monkeypatch.setattr(many, "ASKED", width)
    figures = [
        *KINDS, ON_TIME, flow(), _figure("change", measure=Change(KINDS[0])),
        _figure("rate", measure=Change(KINDS[0], rate=True), unit_word="%", decimals=1),
    ]  # fmt: skip
    for unit in Unit.objects.all():
        asked = [
            Question(f, p)
            for f in figures
            for p in (YEAR, YEAR.year_before(), Period.month(201903))
        ]
        asked += [Question(ON_TIME, YEAR, (("outcome", c),)) for c in ("granted", "refused", "")]
        found = values(asked, unit)
        assert found == {q: ask.value(q.figure, q.period, unit, slice=dict(q.slice)) for q in asked}
    assert any(v.numerator for v in found.values())


def test_a_unit_that_came_back_counts_once(letters):
    """The same pair of units may stand over each other at two times; a row is in one of them at most."""
    _, a, b, v = letters
    UnitSpan.objects.filter(unit=v, ancestor=b).update(to_ym=201909)
    span(v, a, 1, 201910)
    for f in KINDS:
        for top in (a, b):
            (found,) = values([Question(f, YEAR)], top).values()
            assert found == ask.value(f, YEAR, top)


def test_statements_do_not_grow_with_the_questions(letters):
    def asked(count):
        figures = [_figure(f"n{n}", where=Eq("duration_days", n)) for n in range(count)]
        with CaptureQueriesContext(connection) as caught:
            values([Question(f, YEAR) for f in figures], letters[0])
        return len(caught)

    assert asked(2) == asked(200) == 1
