"""COPY beside the work: what is changed for the transaction's sake is as before when it ends, well or ill."""

import time
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from yifa.kernel import bulk
from yifa.kernel.bulk import aside, insert_columns
from yifa.kernel.copying import Same
from yifa.kernel.organization.models import Unit, UnitSpan
from yifa.kernel.trip import Trip

NOWHERE = 99_999_999


def office():
    unit = Unit.objects.create(
        code="AS", name="司法局", kind="department", opened_on=date(2020, 1, 1)
    )
    return unit.pk


def spans(unit, depths):
    insert_columns(
        UnitSpan,
        {
            "unit_id": Same(unit),
            "ancestor_id": Same(unit),
            "depth": depths,
            "from_ym": Same(202601),
            "to_ym": Same(202612),
        },
        len(depths),
    )


def kept():
    return list(UnitSpan.objects.filter(from_ym=202601).order_by("depth").values_list("depth", flat=True))  # fmt: skip


def as_before():
    """Tables are read through again, and links may lead to what is written later in the transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW enable_seqscan")
            assert cursor.fetchone() == ("on",)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        spans(NOWHERE, [1])
        raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_links_are_checked_beside_the_work_and_nothing_of_it_stays_on():
    unit = office()
    with transaction.atomic():
        with aside(links_at_once=True):
            spans(unit, [90, 91])
            spans(unit, [92])
            assert kept() == [90, 91, 92]
        as_before()
    with pytest.raises(IntegrityError), transaction.atomic(), aside(links_at_once=True):
        spans(unit, [93])
        spans(NOWHERE, [94])
    as_before()
    assert kept() == [90, 91, 92]


@pytest.mark.django_db(transaction=True)
def test_a_refused_savepoint_leaves_the_transaction_as_it_was():
    unit = office()
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic(), aside(links_at_once=True):
            spans(unit, [95])
            raise ZeroDivisionError
        as_before()
        spans(unit, [96])
    assert kept() == [96]
    as_before()


@pytest.mark.django_db(transaction=True)
def test_a_trip_waits_for_the_rows_under_way(monkeypatch):
    written = bulk._written

    def slowly(*given):
        time.sleep(0.3)
        written(*given)

    monkeypatch.setattr(bulk, "_written", slowly)
    unit = office()
    with transaction.atomic(), aside():
        spans(unit, list(range(1, 101)))
        trip = Trip()
        asked = trip.ask("SELECT count(*) FROM kernel_unitspan WHERE from_ym = %s", ("202601",))
        trip.go()
        assert asked.rows == [(100,)]
