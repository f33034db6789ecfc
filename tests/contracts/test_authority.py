"""The authority matrix: every address × every role, generated from the URL list. A new page without a rule fails."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern
from harness.addresses import address, patterns

from yifa.kernel.organization.roles import Role
from yifa.ledger.access import rule_of

pytestmark = pytest.mark.django_db


def all_addresses() -> list[tuple[str, URLPattern]]:
    return [(address(route), entry) for route, entry in patterns()]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    return all_addresses()


@pytest.fixture
def house():
    from yifa.kernel.tests.house import House

    built = House()
    built.person("sam", "萨姆", built.district, Role.SUPERVISOR, reach="subtree")
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        built.person(str(role), str(role.label), built.district, role, reach="subtree")
    return built


def client(user: Any) -> Client:
    browser = Client(raise_request_exception=False)
    if user is not None:
        type(user).objects.filter(pk=user.pk).update(must_change_password=False)
        browser.force_login(user)
    return browser


def test_every_page_declares_who_may_open_it(matrix):
    without = [path for path, entry in matrix if rule_of(entry.callback) is None]
    assert without == []
    assert len(matrix) > 40


def test_every_address_keeps_its_rule_for_every_role(matrix, house):
    from yifa.kernel.organization.models import User
    from yifa.kernel.scope.actor import Actor

    names = ("alice", "bob", "carol", "sam", "system_admin", "security_admin", "audit_admin")
    people = {name: User.objects.get(username=name) for name in names}
    wrong: list[str] = []
    tried = 0
    for path, entry in matrix:
        rule = rule_of(entry.callback)
        for name, user in [("anybody", None), *people.items()]:
            browser = client(user)
            actor = Actor.of(user) if user else Actor.public()
            for method in (browser.get, browser.post):
                tried += 1
                status = method(path)
                if status.status_code >= 500:
                    wrong.append(f"{path} {name}: {status.status_code}")
                elif not rule.admits(actor):
                    to_login = status.status_code == 302 and "/login" in status.headers["Location"]
                    if not (status.status_code == 403 or (user is None and to_login)):
                        wrong.append(f"{path} {name}: {status.status_code}, rule {rule}")
    assert wrong == []
    assert tried == len(matrix) * 16


def test_rows_of_another_unit_do_not_exist_for_an_outsider(matrix, house):
    from yifa.kernel.tests.test_act import letter

    matter = letter(house)
    outsider, own = client(house.tom), client(house.alice)
    paths = [
        "/"
        + str(route).replace("<int:pk>", str(matter.pk)).replace("<int:matter_id>", str(matter.pk))
        for route, entry in patterns()
        if str(route).startswith("matters/") and str(route).count("<") == 1
    ]
    assert paths
    for path in paths:
        if own.get(path).status_code == 200:
            assert outsider.get(path).status_code == 404, path
    assert own.get(f"/matters/{matter.pk}/").status_code == 200
