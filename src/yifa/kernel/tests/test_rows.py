"""Rows written and read without the ORM are the rows the ORM would have written and read."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import Matter, Party, Series
from yifa.kernel.rows import Keys, change, insert, insert_now, made, selection
from yifa.kernel.scope.actor import Actor
from yifa.kernel.tests.house import House
from yifa.kernel.trip import Trip

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return House()


def letter(house, **more):
    data = {"title": "来信", "phone": "13800000000"} | more
    return act(
        Actor.of(house.alice), Opening("test.letter", house.bureau), "receive", data, on=date(2024, 9, 2)
    )  # fmt: skip


def manager(model):
    rows = model._base_manager.all()
    return rows.unscoped("test") if hasattr(rows, "unscoped") else rows


def test_every_row_is_read_as_the_orm_reads_it(house):
    act(Actor.of(house.alice), letter(house), "ask", on=date(2024, 9, 3))
    seen = 0
    for model in apps.get_app_config("kernel").get_models():
        trip = Trip()
        asked = trip.ask(f"SELECT {selection(model)} FROM {model._meta.db_table} ORDER BY 1")
        trip.go()
        names = [f.attname for f in model._meta.concrete_fields]
        ours = [[getattr(made(model, r), n) for n in names] for r in asked.rows]
        theirs = [[getattr(r, n) for n in names] for r in manager(model).order_by("pk")]
        assert ours == theirs, model
        seen += len(ours)
    assert seen > 20


def test_awkward_values_come_back_as_they_went(house):
    matter = letter(house)
    name = "欧阳'\"\\;%s\t\n{}𬱖"
    party = Party(
        matter=matter, role="申请人", kind="natural", name=name, phone="010-1", identity_number="X1"
    )
    trip = Trip()
    keys = Keys(trip, {Party: 1})
    trip.go()
    (party.pk,) = keys.take()[Party]
    insert(trip, party)
    trip.go()
    stored = Party.objects.get(pk=party.pk)
    assert (stored.name, stored.phone, stored.identity_number) == (name, "010-1", "X1")
    assert stored.identity_blind and stored.identity_blind == party.identity_blind
    stored.name, stored.represents_id = "", None
    change(trip, stored)
    trip.go()
    assert Party.objects.get(pk=party.pk).name == ""


def test_many_rows_are_the_same_rows(house):
    matter = letter(house)
    trip = Trip()
    keys = Keys(trip, {Party: 300})
    trip.go()
    rows = [
        Party(pk=pk, matter=matter, role="第三人", kind="other", name=f"第{n}人", phone=str(n))
        for n, pk in enumerate(keys.take()[Party])
    ]
    insert_now(rows)
    stored = Party.objects.filter(role="第三人").order_by("pk")
    assert [(p.pk, p.name, p.phone) for p in stored] == [(p.pk, p.name, p.phone) for p in rows]
    assert Party.objects.create(matter=matter, role="x", kind="other", name="y").pk > rows[-1].pk


def test_the_first_error_of_a_trip_is_told_and_nothing_of_it_stays(house):
    matter = letter(house)
    Series.objects.create(unit=house.town, kind="k", year=2024)
    trip = Trip()
    change_title = "UPDATE kernel_matter SET title = 'changed' WHERE id = %s"
    again = "INSERT INTO kernel_series (unit_id, kind, year, last) VALUES (%s, 'k', 2024, 0)"
    with pytest.raises(IntegrityError, match=r"series|unit_id"), transaction.atomic():
        trip.ask(change_title, (str(matter.pk),))
        trip.ask(again, (str(house.town.pk),))
        trip.ask(change_title, (str(matter.pk),))
        trip.go()
    assert Matter.objects.unscoped("test").get(pk=matter.pk).title == "来信"
    letter(house)


def test_statements_of_a_trip_are_counted_like_any_other(house, django_assert_num_queries):
    with django_assert_num_queries(2):
        trip = Trip()
        trip.ask("SELECT 1")
        trip.ask("SELECT 2")
        trip.go()
    assert connection.vendor in ("sqlite", "postgresql")
