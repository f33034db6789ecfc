"""A district with a department, three administrators, a head and a clerk; and a browser that signs in."""

from datetime import date

import pytest
from django.test import Client

from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.organization.models import Unit, User
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor

SINCE = date(2020, 1, 1)
PASSWORD = "long-enough-to-pass-7"
MACHINE = Actor.system("装载")


def open_unit(code, name, parent=None, kind="department", on=SINCE):
    """A unit below another, through the door."""
    home = parent or Unit.objects.create(
        code=code, name=name, short_name=name, kind=kind, opened_on=on
    )
    values = {
        "code": code,
        "name": name,
        "short_name": name,
        "kind": kind,
        "parent": parent.code if parent else "",
    }
    enter(MACHINE, "unit", values, unit=home, on=on, reason="设立")
    return Unit.objects.get(code=code)


def person(username, unit, role=None, reach="unit"):
    """An account with a password of its own and, if asked, a post."""
    enter(
        MACHINE,
        "account",
        {"username": username, "name": username, "is_active": "on"},
        unit=unit,
        on=SINCE,
    )
    user = User.objects.get(username=username)
    user.set_password(PASSWORD)
    user.must_change_password = False
    user.save()
    if role:
        values = {"user": username, "at": unit.code, "role": role, "reach": reach}
        enter(MACHINE, "post", values, unit=unit, on=SINCE)
    return user


@pytest.fixture
def district(db):
    top = open_unit("qzf", "云溪区人民政府", kind="district")
    bureau = open_unit("sfj", "司法局", top)
    open_unit("czj", "财政局", top)
    for name, role in (
        ("sysadmin", Role.SYSTEM_ADMIN), ("secadmin", Role.SECURITY_ADMIN), ("auditadmin", Role.AUDIT_ADMIN),
    ):  # fmt: skip
        person(name, top, role, "subtree")
    person("head", bureau, Role.HEAD)
    person("clerk", bureau, Role.CASE_HANDLER)
    return top


def sign_in(client, username, password=PASSWORD):
    """Through the sign-in page; returns its answer."""
    return client.post("/login/", {"username": username, "password": password})


@pytest.fixture
def browser(district):
    """browser("head") is a client signed in as head."""

    def begin(username):
        client = Client()
        assert sign_in(client, username).status_code == 302
        return client

    return begin


@pytest.fixture
def monday():
    """The machine's clock stands on Monday, 2026-03-02, noon."""
    with moment.at(date(2026, 3, 2)):
        yield date(2026, 3, 2)
