"""An office with the people the room needs: clerk, reviewer, head, one who is all three, and a stranger."""

from dataclasses import dataclass
from datetime import date

import pytest

from yifa.kernel.entry.enter import enter
from yifa.kernel.organization.models import Unit, User
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor

BEGIN = date(2008, 1, 1)


def open_unit(code, name, kind="department", parent=None, **more):
    """A unit entered through the door, as the system administrator would."""
    values = {
        "code": code,
        "name": name,
        "short_name": name,
        "kind": kind,
        "parent": parent.code if parent else "",
    }
    home = (
        parent
        or Unit.objects.get_or_create(
            code="root",
            defaults={"name": "根", "short_name": "根", "kind": "office", "opened_on": BEGIN},
        )[0]
    )
    enter(Actor.system(), "unit", values | more, unit=home, on=BEGIN)
    return Unit.objects.get(code=code)


def person(username, unit, *roles, reach="unit"):
    """A person with an account and posts; returns the user."""
    system = Actor.system()
    enter(
        system,
        "account",
        {"username": username, "name": username, "is_active": True},
        unit=unit,
        on=BEGIN,
    )
    user = User.objects.get(username=username)
    user.must_change_password = False
    user.set_password("test-pass-1234")
    user.save()
    for role in roles:
        values = {"user": username, "at": unit.code, "role": role, "reach": reach}
        enter(system, "post", values, unit=unit, on=BEGIN)
    return user


@dataclass
class Office:
    unit: Unit
    district: Unit
    clerk: Actor
    reviewer: Actor
    head: Actor
    both: Actor
    stranger: Actor
    users: dict[str, User]


@pytest.fixture
def office(db):
    district = open_unit(
        "QZF", "测试区人民政府", "district", document_code="测政", uscc="11330702056851584G"
    )
    unit = open_unit(
        "ZWGK", "区政府办公室", parent=district, document_code="测政", uscc="11330702056851584G"
    )
    other = open_unit("QT", "区其他局", parent=district)
    users = {
        "clerk": person("clerk", unit, Role.CASE_HANDLER),
        "reviewer": person("reviewer", unit, Role.REVIEWER),
        "head": person("head", unit, Role.HEAD),
        "both": person("both", unit, Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD),
        "stranger": person("stranger", other, Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD),
        "district": person("district", district, Role.SUPERVISOR, reach="subtree"),
    }
    actors = {name: Actor.of(user) for name, user in users.items()}
    actors.pop("district")
    return Office(unit=unit, district=district, users=users, **actors)
