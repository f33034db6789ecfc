"""Entries: added, changed with history, ended; the organisation over time; who may enter what."""

from datetime import date

import pytest

from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.errors import InvalidData, NotAllowed
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.organization.models import Delegation, Placement, Post, Unit, UnitSpan
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to
from yifa.kernel.tests.house import House
from yifa.kernel.tests.test_act import letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return House()


def place(house, code, parent, on, name="第二镇人民政府", **more):
    values = {"code": code, "name": name, "short_name": "第二镇", "kind": "town", "parent": parent}
    return enter(house.machine, "unit", values, unit=house.district, on=on, **more)


def test_a_change_keeps_the_old_version_with_its_dates_and_reason(house):
    place(house, "town2", "330702", date(2010, 1, 1))
    changed = place(
        house,
        "town2",
        "330702",
        date(2020, 5, 1),
        name="第二街道办事处",
        key="town2",
        reason="撤镇设街道",
    )
    assert changed.what == "changed"
    rows = Placement.objects.unscoped("test").filter(key="town2").order_by("version")
    assert [(r.name, r.valid_from, r.valid_to, r.reason) for r in rows] == [
        ("第二镇人民政府", date(2010, 1, 1), date(2020, 5, 1), ""),
        ("第二街道办事处", date(2020, 5, 1), None, "撤镇设街道"),
    ]
    on = Placement.objects.unscoped("test").standing(date(2015, 6, 1)).get(key="town2")
    assert on.name == "第二镇人民政府"
    assert verify().breaks == []


def test_the_same_values_again_change_nothing(house):
    place(house, "town2", "330702", date(2010, 1, 1))
    before = JournalRow.objects.unscoped("test").count()
    assert place(house, "town2", "330702", date(2021, 1, 1)).what == "same"
    assert JournalRow.objects.unscoped("test").count() == before


def test_a_unit_that_moved_is_below_its_old_superior_in_the_months_before(house):
    place(house, "office", "sfj", date(2015, 1, 1))
    place(house, "office", "town1", date(2022, 7, 15), key="office")
    office = Unit.objects.get(code="office")

    def below(ancestor, ym):
        spans = UnitSpan.objects.filter(unit=office, ancestor__code=ancestor)
        return spans.filter(from_ym__lte=ym, to_ym__gte=ym).exists()

    assert below("sfj", 202206) and not below("town1", 202206)
    assert below("town1", 202207) and not below("sfj", 202207)
    assert below("330702", 202206) and below("330702", 202207)


def test_an_ended_unit_stands_no_more(house):
    place(house, "town2", "330702", date(2010, 1, 1))
    enter(
        house.machine,
        "unit",
        {},
        unit=house.district,
        key="town2",
        end=True,
        on=date(2023, 3, 1),
        reason="撤并",
    )
    assert not Placement.objects.unscoped("test").standing().filter(key="town2").exists()
    assert Unit.objects.get(code="town2").closed_on == date(2023, 3, 1)
    with pytest.raises(InvalidData, match="没有现行登记"):
        enter(
            house.machine,
            "unit",
            {},
            unit=house.district,
            key="town2",
            end=True,
            on=date(2023, 3, 2),
        )


def test_only_the_system_administrator_moves_units(house):
    with pytest.raises(NotAllowed, match="系统管理员"):
        enter(Actor.of(house.alice), "unit", {"code": "x"}, unit=house.bureau)


def test_the_three_administrators_exclude_each_other_and_working_roles(house):
    sam = house.person("sam", "萨姆", house.district, "system_admin")
    for role in ("security_admin", "audit_admin", "case_handler"):
        with pytest.raises(InvalidData, match="互斥"):
            enter(
                house.machine,
                "post",
                {"user": "sam", "at": "330702", "role": role, "reach": "unit"},
                unit=house.district,
            )
    with pytest.raises(InvalidData, match="互斥"):
        enter(
            house.machine,
            "post",
            {"user": "alice", "at": "330702", "role": "audit_admin", "reach": "unit"},
            unit=house.district,
        )
    assert Actor.of(sam).is_administrator


def test_a_delegation_lends_a_role_for_its_days_only(house):
    matter = letter(house)
    key = Post.objects.unscoped("test").get(user=house.carol).key
    enter(
        house.machine, "delegation", {"post_key": key, "deputy": "tom"}, unit=house.bureau,
        on=date(2024, 9, 1), until=date(2024, 9, 15), reason="出差",
    )  # fmt: skip
    assert Delegation.objects.unscoped("test").get().role == "head"
    during, after = Actor.of(house.tom, date(2024, 9, 10)), Actor.of(house.tom, date(2024, 9, 15))
    assert list(visible_to(during, type(matter))) == [matter]
    assert list(visible_to(after, type(matter))) == []


def test_a_delegation_is_taken_back_before_its_planned_end(house):
    key = Post.objects.unscoped("test").get(user=house.carol).key
    with moment.at(date(2024, 9, 1)):
        lent = enter(
            house.machine, "delegation", {"post_key": key, "deputy": "tom"}, unit=house.bureau,
            until=date(2024, 9, 30),
        )  # fmt: skip
    with moment.at(date(2024, 9, 10)):
        enter(house.machine, "delegation", {}, unit=house.bureau, key=lent.entry.key, end=True)
        assert not Actor.of(house.tom).may({"head"}, house.bureau.pk, "")
    assert Delegation.objects.unscoped("test").get().valid_to == date(2024, 9, 10)


def test_a_closed_account_may_not_sign_in(house):
    enter(
        house.machine,
        "account",
        {},
        unit=house.bureau,
        key="alice",
        end=True,
        on=moment.today(),
        reason="调离",
    )
    house.alice.refresh_from_db()
    assert house.alice.is_active is False


def test_nobody_takes_over_another_units_entry(house):
    from yifa.kernel.organization.roles import Role

    other = house.person("otto", "奥托", house.town, Role.SECURITY_ADMIN)
    key = Post.objects.unscoped("test").get(user=house.carol).key
    values = {"user": "carol", "at": "town1", "role": "head", "reach": "unit"}
    with pytest.raises(NotAllowed, match="区司法局"):
        enter(Actor.of(other), "post", values, unit=house.town, key=key)
    with pytest.raises(NotAllowed, match="区司法局"):
        enter(Actor.of(other), "post", {}, unit=house.town, key=key, end=True)


def test_a_new_version_does_not_reach_back_before_the_end_of_the_last(house):
    place(house, "town2", "330702", date(2010, 1, 1))
    enter(
        house.machine, "unit", {}, unit=house.district, key="town2", end=True, on=date(2023, 3, 1)
    )
    with pytest.raises(InvalidData, match="2023-03-01"):
        place(house, "town2", "330702", date(2022, 1, 1), key="town2")


def test_statutory_limits_cannot_be_entered_local_ones_can(house):
    values = {
        "at": "330702",
        "limit_id": "disclosure.request.reply",
        "value": 10,
        "ground": "本区规定",
    }
    with pytest.raises(InvalidData, match="法定期限不能改写"):
        enter(house.machine, "local_limit", values, unit=house.district)
    from yifa import law

    local = next(
        i
        for i in law.book().ids()
        if all(v.kind == "local_default" for v in law.book().versions(i))
    )
    assert (
        enter(house.machine, "local_limit", values | {"limit_id": local}, unit=house.district).what
        == "added"
    )
