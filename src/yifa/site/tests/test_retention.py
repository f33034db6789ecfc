"""The list of matters whose period of keeping is over."""

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from yifa.kernel import moment
from yifa.kernel.matter import registry
from yifa.kernel.matter.act import act
from yifa.kernel.organization.models import User
from yifa.kernel.scope.actor import Actor
from yifa.kernel.tests.house import House
from yifa.kernel.tests.test_act import letter


@pytest.fixture
def house(db, monkeypatch):
    house = House()
    versions = registry._procedures["test.letter"]
    monkeypatch.setitem(
        registry._procedures, "test.letter", [replace(versions[0], retention_years=10)]
    )
    matter = letter(house)
    act(Actor.of(house.bob), matter, "review", on=date(2024, 9, 10))
    house.matter = act(Actor.of(house.carol), matter, "reply", on=date(2024, 9, 30))
    letter(house, title="还在办的来信")
    User.objects.update(must_change_password=False)
    return house


def listed(user, on):
    client = Client()
    with moment.at(on):
        client.force_login(user)
        return client.get("/settings/retention/")


def test_a_matter_is_listed_from_the_day_after_its_period(house):
    # Closed in 2024, kept ten years from the end of that year: to 2034-12-31.
    assert house.matter.number not in listed(house.carol, date(2034, 12, 31)).content.decode()
    page = listed(house.carol, date(2035, 1, 1)).content.decode()
    assert house.matter.number in page and "2034-12-31" in page and "还在办" not in page
    assert f"/matters/{house.matter.pk}/step/erase/" in page


def test_an_erased_matter_leaves_the_list(house):
    with moment.at(date(2035, 1, 1)):
        act(
            Actor.of(house.carol),
            house.matter.pk,
            "erase",
            {"ground": "kept", "basis": "保管期限表"},
        )
    assert house.matter.number not in listed(house.carol, date(2035, 1, 2)).content.decode()


def test_it_is_the_heads_list_of_the_own_unit(house):
    from yifa.kernel.organization.roles import Role

    assert listed(house.alice, date(2035, 1, 1)).status_code == 403
    other = house.person("theirs", "外单位负责人", house.town, Role.HEAD)
    User.objects.update(must_change_password=False)
    assert house.matter.number not in listed(other, date(2035, 1, 1)).content.decode()
