"""One text, every engine, the same integers: the database of record, DuckDB on its tables, DuckDB on Parquet."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yifa.kernel import moment
from yifa.kernel.figure import (
    And,
    Between,
    Count,
    Distinct,
    Eq,
    Figure,
    Ge,
    In,
    IsNull,
    Le,
    Not,
    NotIn,
    Or,
    Percentile,
    Period,
    Ratio,
    Sum,
    ask,
)
from yifa.kernel.figure.emit import measured, row_ids, whole
from yifa.kernel.figure.engine import EngineMissing
from yifa.kernel.figure.engine.django import DjangoEngine
from yifa.kernel.figure.engine.duck import DuckEngine, export
from yifa.kernel.figure.tests.rows import LETTERS, fits, letter, span, unit

pytestmark = pytest.mark.django_db
YEAR = Period.year(2019)
NUMBERS = ("duration_days", "on_time", "closed_ym")
TEXTS = {"state": ["received", "closed"], "outcome": ["granted", "refused", ""]}

numbers = st.sampled_from(NUMBERS)
small = st.sampled_from([0, 1, 5, 20, 201903, 201912, 202001])
texts = st.sampled_from(sorted(TEXTS))
leaf = st.one_of(
    st.builds(Eq, numbers, small),
    texts.flatmap(lambda c: st.builds(Eq, st.just(c), st.sampled_from(TEXTS[c]))),
    texts.flatmap(
        lambda c: st.builds(
            lambda kind, v: kind(c, tuple(v)),
            st.sampled_from([In, NotIn]),
            st.lists(st.sampled_from(TEXTS[c]), max_size=3),
        )
    ),
    st.builds(lambda c, v: NotIn(c, tuple(v)), numbers, st.lists(small, max_size=3)),
    st.builds(Between, numbers, small, small),
    st.builds(Ge, numbers, small),
    st.builds(Le, numbers, small),
    st.builds(IsNull, numbers),
)
predicates = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, max_size=3).map(lambda parts: And(*parts)),
        st.lists(inner, max_size=3).map(lambda parts: Or(*parts)),
    ),
    max_leaves=6,
)


def _figure(measure, where) -> Figure:
    return Figure(
        id="test.letters", title="来信", fact=LETTERS, measure=measure, where=where,
        period_column="received_ym", definition="本期收到的来信", disaggregations=("state", "outcome"),
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
    made = []
    for n in range(60):
        closed = None if n % 7 == 0 else 201901 + n % 12
        made.append(
            letter(
                places[n % 3], 201901 + n % 12 if n % 11 else 202001,
                state="closed" if closed else "received", is_open=closed is None, closed_ym=closed,
                duration_days=None if closed is None else n % 25, on_time=None if n % 5 == 0 else int(n % 4 > 0),
                outcome=["granted", "refused", ""][n % 3], is_void=n == 30,
            )
        )  # fmt: skip
    return [m for m in made if not m.is_void]


class TableEngine:
    """DuckDB over copies of the tables of record, given the emitter's text untouched."""

    def __init__(self) -> None:
        self.db = duckdb.connect()
        for table in ("kernel_matter", "kernel_unitspan", "kernel_clock"):
            with connection.cursor() as cursor:
                cursor.execute(f'select * from "{table}"')
                names = [d[0] for d in cursor.description]
                rows = cursor.fetchall()
            flags = ("is_open", "is_void", "is_controlling")
            columns = ", ".join(
                f'"{n}" '
                + (
                    "boolean"
                    if n in flags
                    else "bigint"
                    if n.endswith(("_ym", "_id", "_days", "on_time", "id", "version", "depth"))
                    and n != "uid"
                    else "varchar"
                )
                for n in names
            )
            self.db.execute(f'create table "{table}" ({columns})')
            if rows:
                marks = ", ".join("?" * len(names))
                plain = [
                    [str(v) if not isinstance(v, (int, str, type(None))) else v for v in r]
                    for r in rows
                ]
                self.db.executemany(f'insert into "{table}" values ({marks})', plain)

    def run(self, query):
        return self.db.execute(query.sql, list(query.params)).fetchall()


@pytest.fixture
def engines(letters, tmp_path):
    export([LETTERS], tmp_path)
    return [DjangoEngine(), DuckEngine(tmp_path), TableEngine()]


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=predicates, part=predicates)
def test_any_predicate_counts_alike_everywhere_and_as_read_by_hand(letters, engines, where, part):
    asked = whole(_figure(Ratio(part), where), YEAR)
    year = [m for m in letters if 201901 <= m.received_ym <= 201912]
    denominator = [m for m in year if fits(where, m)]
    numerator = [m for m in denominator if fits(part, m)]
    for engine in engines:
        (row,) = engine.run(measured(asked))
        assert tuple(map(int, row)) == (len(numerator), len(denominator))
        for name, expected in (("numerator", numerator), ("denominator", denominator)):
            ids = sorted(r[0] for r in engine.run(row_ids(asked, name)))
            assert ids == sorted(m.pk for m in expected)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=predicates)
def test_not_parts_the_rows_exactly(letters, engines, where):
    def n(predicate):
        return ask.value(_figure(Count(), predicate), YEAR).rows

    assert n(where) + n(Not(where)) == n(And())


@pytest.mark.parametrize(
    "measure",
    [
        Sum("duration_days"),
        Distinct("outcome"),
        Distinct("closed_ym"),
        Percentile("duration_days", 90),
    ],
)
@pytest.mark.parametrize("by", ["", "month", "outcome", "unit"])
def test_every_measure_and_split_is_alike_everywhere(places, engines, measure, by):
    figure = _figure(measure, And())
    answers = []
    for engine in engines:
        if not by:
            answers.append(ask.value(figure, YEAR, places[0], engine=engine))
        else:
            answers.append(ask.by(figure, by, YEAR, places[0], engine=engine))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]


def test_the_text_is_one_for_all_engines_and_holds_no_value(places):
    asked = whole(
        _figure(Ratio(Eq("outcome", "granted")), Eq("state", "closed")), YEAR, places[0].pk
    )
    query = measured(asked, "outcome")
    assert query.sql.endswith(query.body)
    assert "granted" not in query.body and "2019" not in query.body
    assert query.body.count("?") == len(query.params)
    assert "%" not in query.sql
    assert query.params == ("granted", "closed", 201901, 201912, places[0].pk)


def test_a_text_with_a_quote_is_only_a_value(letters, engines):
    figure = _figure(Count(), Eq("procedure", "x'; drop table kernel_matter; --"))
    for engine in engines[:2]:
        assert ask.value(figure, YEAR, engine=engine).numerator == 0


def test_parquet_keeps_its_moment_and_no_words_of_people(letters, tmp_path):
    import pyarrow.parquet

    with moment.at(dt.date(2020, 2, 3)):
        written = export([LETTERS], tmp_path)
    assert written["test_letter"] == len(letters)
    table = pyarrow.parquet.read_table(tmp_path / "test_letter.parquet")
    assert set(table.column_names) == set(LETTERS.resolved)
    assert not {"title", "number", "handler_id"} & set(table.column_names)
    assert DuckEngine(tmp_path).cut_off().date() == dt.date(2020, 2, 3)
    assert not list(tmp_path.glob("*.part"))


def test_duckdb_without_an_export_says_what_to_do(tmp_path):
    with pytest.raises(EngineMissing, match="yifa figures --export"):
        ask.value(_figure(Count(), And()), YEAR, engine=DuckEngine(tmp_path))
