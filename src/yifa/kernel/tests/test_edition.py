"""Small tables are read once an edition: whatever changes one, and however, is seen by the next look."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from yifa.kernel import edition, moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.matter.calendar import office_calendar
from yifa.kernel.organization.models import Post, Unit
from yifa.kernel.organization.roles import Role
from yifa.kernel.organization.tree import above, below
from yifa.kernel.scope.actor import Actor
from yifa.kernel.tests.house import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return House()


def roles(user):
    return {g.role for g in Actor.of(user).grants}


def test_a_post_taken_away_is_gone_for_the_next_question(house):
    assert roles(house.alice) == {Role.CASE_HANDLER}
    key = Post.objects.unscoped("test").get(user=house.alice).key
    enter(house.machine, "post", {}, unit=house.bureau, key=key, end=True, on=moment.today())
    assert roles(house.alice) == set()


def test_a_change_behind_the_doors_is_seen_too(house):
    assert roles(house.bob) == {Role.REVIEWER}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_post SET role = 'head' WHERE user_id = %s", (house.bob.pk,))
    assert roles(house.bob) == {Role.HEAD}


def test_what_was_rolled_back_was_never_there(house):
    assert roles(house.tom) == {Role.CASE_HANDLER}

    class Undo(Exception):
        pass

    with pytest.raises(Undo), transaction.atomic():
        house.person("tim", "蒂姆", house.town, Role.HEAD)
        Post.objects.unscoped("test").filter(user=house.tom).update(role=Role.HEAD)
        assert roles(house.tom) == {Role.HEAD}
        raise Undo
    assert roles(house.tom) == {Role.CASE_HANDLER}
    Post.objects.unscoped("test").filter(user=house.tom).update(role=Role.REVIEWER)
    assert roles(house.tom) == {Role.REVIEWER}


def test_the_tree_is_read_as_it_stands(house):
    assert below(house.district.pk) == {house.district.pk, house.bureau.pk, house.town.pk}
    assert above(house.town.pk) == {house.town.pk, house.district.pk}
    village = house._place("village1", "第一村", "第一村", "village", "town1")
    assert village.pk in below(house.town.pk) and house.town.pk in above(village.pk)


def test_a_day_entered_in_the_calendar_counts_at_once(house):
    day = moment.today().replace(month=7, day=7)
    before = office_calendar().is_working_day(day)
    values = {"day": day.isoformat(), "working": "" if before else "on", "name": "本地调整"}
    enter(house.machine, "calendar", values, unit=house.district, on=moment.today())
    assert office_calendar().is_working_day(day) is not before


def test_within_a_request_the_stamps_are_looked_at_once_and_again_after_its_own_change(
    house, django_assert_num_queries
):
    roles(house.alice)
    with edition.once():
        roles(house.alice)
        with django_assert_num_queries(0):
            roles(house.alice)
        key = Post.objects.unscoped("test").get(user=house.alice).key
        enter(house.machine, "post", {}, unit=house.bureau, key=key, end=True, on=moment.today())
        assert roles(house.alice) == set()


def test_a_table_without_a_stamp_is_always_read(house):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_edition")
    assert edition.row(Unit, house.town.pk).name == "第一镇人民政府"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_unit SET name = '第二镇' WHERE id = %s", (house.town.pk,))
        cursor.execute("DELETE FROM kernel_edition")
    assert edition.row(Unit, house.town.pk).name == "第二镇"


def test_every_watched_table_has_its_triggers():
    """Rebuilding a table on SQLite takes its triggers along: after all migrations they must be there."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgrelid::regclass::text, 3 FROM pg_trigger WHERE tgname = 'edition'"
            )
        else:
            cursor.execute(
                "SELECT tbl_name, count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%~_edition~_%' "
                "ESCAPE '~' GROUP BY tbl_name"
            )
        there = dict(cursor.fetchall())
    assert there == {model._meta.db_table: 3 for model in edition.watched()}
