"""Columns are told as rows are: the same canonical text of every value, the same COPY line for whatever a cell holds."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection, models
from hypothesis import given
from hypothesis import strategies as st

from yifa.kernel import crypto
from yifa.kernel.copying import Same, copied
from yifa.kernel.journal import columns
from yifa.kernel.journal.chain import content_value

ANY = st.one_of(
    st.none(), st.text(), st.integers(), st.booleans(), st.dates(), st.datetimes(timezones=st.just(UTC)),
    st.decimals(-(10**9), 10**9, places=2), st.sampled_from([Decimal("1"), Decimal("1.0"), Decimal("1.00"), 1, True, "1"]),
    st.lists(st.text(max_size=3), max_size=2),
)  # fmt: skip
ONE_KIND = st.sampled_from(
    [st.text(max_size=4), st.integers(0, 3), st.dates(date(2024, 1, 1), date(2024, 1, 5)), st.booleans(),
     st.sampled_from([Decimal("1"), Decimal("1.0"), Decimal("1.00")])]
)  # fmt: skip


@given(st.one_of(st.lists(ANY, max_size=12), ONE_KIND.flatmap(lambda s: st.lists(st.none() | s))))
def test_a_column_has_the_canonical_text_of_each_value(values):
    assert columns.texts(values) == [crypto.canonical(v) for v in values]


FIELDS = (
    models.CharField(max_length=9, null=True), models.TextField(), models.IntegerField(null=True), models.DateField(),
    models.DateTimeField(), models.DecimalField(max_digits=12, decimal_places=3), models.BooleanField(),
)  # fmt: skip


@pytest.mark.parametrize("field", FIELDS, ids=lambda f: type(f).__name__)
@given(data=st.data())
def test_a_snapshot_has_the_same_text_by_column(field, data):
    kinds = {
        "CharField": st.text(), "TextField": st.text(), "IntegerField": st.integers(), "DateField": st.dates(),
        "DateTimeField": st.datetimes(timezones=st.just(UTC)), "DecimalField": st.decimals(-99, 99, places=2),
        "BooleanField": st.booleans(),
    }  # fmt: skip
    values = data.draw(st.lists(st.none() | kinds[type(field).__name__], max_size=9))
    told = columns.content_texts(field, values)
    assert told == [crypto.canonical(content_value(field, v)) for v in values]


@given(
    st.lists(st.fixed_dictionaries({"乙": st.text(), "甲 100%": st.integers(), 'a"': st.none()}))
)
def test_objects_are_written_with_their_keys_in_order(rows):
    told = columns.objects(
        {n: columns.texts([r[n] for r in rows]) for n in ("乙", "甲 100%", 'a"')}
    )
    assert told == [crypto.canonical(row) for row in rows]


UGLY = st.lists(
    st.sampled_from([*"\\\t\n\r甲aN.%\x08\x0b", "\\N", "\\.", "%s", "\U0001f600"]), max_size=6
).map("".join)


@pytest.mark.django_db
@given(
    rows=st.lists(st.tuples(UGLY, st.none() | UGLY, st.integers(0, 9), st.booleans()), max_size=9),
    same=st.none() | UGLY,
)
def test_what_is_copied_comes_back_as_it_was(rows, same):
    """Backslashes, line ends, tabs, the mark of nothing, a lone end-of-data mark, percent signs."""
    by_column = [list(c) for c in zip(*rows, strict=True)] or [[], [], [], []]
    day, number = date(2024, 2, 29), Decimal("1.50")
    blocks = copied([*by_column, Same(same), Same(day), Same(number)], len(rows))
    if connection.vendor == "postgresql":
        found = through_the_database(blocks)
    else:
        found = as_the_manual_reads_it("".join(blocks))
    assert found == [(*row, same, day, number) for row in rows]


def through_the_database(blocks):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE copied(a text, b text, c int, d bool, e text, f date, g numeric)"
        )
        with cursor.copy("COPY copied FROM STDIN") as copy:
            for block in blocks:
                copy.write(block)
        cursor.execute("SELECT a, b, c, d, e, f, g FROM copied")
        found = cursor.fetchall()
        cursor.execute("DROP TABLE copied")
    return found


def as_the_manual_reads_it(data):
    """COPY's text format by the PostgreSQL manual, "File Formats": lines, tabs, backslash sequences."""
    marks = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}

    def text(field):
        if field == "\\N":
            return None
        return re.sub(r"\\(.)", lambda m: marks.get(m[1], m[1]), field, flags=re.DOTALL)

    readers = (text, text, int, "t".__eq__, text, date.fromisoformat, Decimal)
    return [
        tuple(read(field) for read, field in zip(readers, line.split("\t"), strict=True))
        for line in data.split("\n")[:-1]
    ]


def test_a_value_without_a_text_form_is_not_copied_as_text():
    assert copied([[b"x"], [1]], 1) is None
    assert copied([["x", 1]], 2) is None
    assert list(copied([[datetime(2024, 3, 5, 1, 2, tzinfo=UTC)], Same("%")], 1)) == [
        "2024-03-05T01:02:00+00:00\t%\n"
    ]
