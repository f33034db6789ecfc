"""Trips: several statements in one round trip are the same statements in turn."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction

from yifa.kernel.trip import Trip

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def table():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE trip_test(id integer PRIMARY KEY, word varchar(20), day date, num numeric(9,2))")  # fmt: skip
    yield "trip_test"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE trip_test")


def put(trip, number, word="字"):
    return trip.ask("INSERT INTO trip_test(id, word) VALUES (%s, %s)", (str(number), word))


def words():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, word FROM trip_test ORDER BY id")
        return cursor.fetchall()


def only_on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("libpq's pipeline is PostgreSQL's")


@pytest.mark.parametrize("prepared", [True, False])
def test_each_statement_sees_what_those_before_it_did(table, prepared):
    trip = Trip(prepared=prepared)
    one = put(trip, 1, "百分之五十%")
    two = put(trip, 2, None)
    found = trip.ask("SELECT word FROM trip_test WHERE word LIKE '%%五十%%' OR word IS NULL ORDER BY id")  # fmt: skip
    changed = trip.ask("UPDATE trip_test SET word = %s WHERE id < %s", ("改", 9))
    none = trip.ask("SELECT word FROM trip_test WHERE id = %s", (7,))
    trip.go()
    assert (one.count, two.count, changed.count) == (1, 1, 2)
    assert found.rows == [("百分之五十%",), (None,)]
    assert none.rows == []
    assert words() == [(1, "改"), (2, "改")]


@pytest.mark.parametrize("prepared", [True, False])
def test_values_of_every_kind_come_back(table, prepared):
    only_on_postgresql()
    moment = datetime(2024, 2, 29, 8, 30, tzinfo=UTC)
    given = ("引'号\\", 7, True, date(2024, 2, 29), moment, Decimal("1.50"), None, [1, 2])
    trip = Trip(prepared=prepared)
    places = (
        "%s::text, %s::int, %s::bool, %s::date, %s::timestamptz, %s::numeric, %s::text, %s::int[]"
    )
    for _ in range(2):  # the second time it is prepared already
        asked = trip.ask(f"SELECT {places}", given)
        trip.go()
        assert asked.rows == [given]


def test_the_first_error_ends_the_trip_and_the_connection_serves_on(table):
    for _ in range(2):
        trip = Trip()
        put(trip, 1)
        put(trip, 1)
        put(trip, 2)
        with pytest.raises(IntegrityError), transaction.atomic():
            trip.go()
        assert words() == []
    trip = Trip()
    put(trip, 3)
    trip.go()
    assert words() == [(3, "字")]


def test_a_statement_that_cannot_be_prepared_is_told_and_not_remembered(table):
    for _ in range(2):
        trip = Trip()
        put(trip, 1)
        trip.ask("SELECT nothing FROM trip_test")
        with pytest.raises(DatabaseError, match="nothing"), transaction.atomic():
            trip.go()
    assert words() == []


def test_a_trip_begins_the_transaction_it_is_in(table):
    with pytest.raises(RuntimeError), transaction.atomic():
        trip = Trip()
        put(trip, 1)
        trip.go()
        raise RuntimeError
    assert words() == []


def test_a_text_with_a_zero_byte_is_refused_whole(table):
    only_on_postgresql()
    for prepared in (True, False):
        trip = Trip(prepared=prepared)
        put(trip, 1, "前\0后")
        with pytest.raises((DataError, ValueError), match="NUL"):
            trip.go()
        assert words() == []
        put(trip, 2)
        trip.go()
        assert words() == [(2, "字")]
        clear = trip.ask("DELETE FROM trip_test")
        trip.go()
        assert clear.count == 1


def test_a_table_that_changed_under_a_prepared_statement_is_read_anew(table):
    only_on_postgresql()
    trip = Trip()
    put(trip, 1)
    trip.ask("SELECT * FROM trip_test")
    trip.go()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE trip_test ADD COLUMN more integer")
    trip.ask("SELECT * FROM trip_test")
    with pytest.raises(DatabaseError):
        trip.go()
    asked = trip.ask("SELECT * FROM trip_test")
    trip.go()
    assert asked.rows == [(1, "字", None, None, None)]


def test_statements_not_used_for_long_are_given_up(table, monkeypatch):
    only_on_postgresql()
    monkeypatch.setattr("yifa.kernel.pipeline.KEPT", 3)
    connection.close()
    for n in range(8):
        trip = Trip()
        asked = trip.ask(f"SELECT {n}::int + %s::int", (1,))
        again = trip.ask("SELECT 0::int + %s::int", (5,))
        trip.go()
        assert (asked.rows, again.rows) == ([(n + 1,)], [(5,)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone()[0] <= 3


def test_more_than_fits_a_socket_goes_through(table):
    trip = Trip()
    long = "很长" * 200_000
    asked = [trip.ask("SELECT %s || ''", (long,)) for _ in range(20)]
    trip.go()
    assert all(a.rows == [(long,)] for a in asked)


def test_a_lost_connection_is_told_and_the_next_request_has_another(table):
    only_on_postgresql()
    trip = Trip()
    trip.ask("SELECT 1::int")
    trip.go()
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    other = connection.copy("other")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", (pid,))
    other.close()
    trip.ask("SELECT 1::int")
    with pytest.raises(DatabaseError):
        trip.go()
    connection.close_if_unusable_or_obsolete()
    asked = trip.ask("SELECT 2::int")
    trip.go()
    assert asked.rows == [(2,)]
