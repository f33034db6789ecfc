"""The authority matrix: every address × every role, generated from the URL list. A new page without a rule fails."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import URLPattern
from harness.addresses import address, patterns

from yifa.api.door import is_api
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
                elif not rule.admits(actor) and not _kept_out(entry, user, status):
                    wrong.append(f"{path} {name}: {status.status_code}, rule {rule}")
    assert wrong == []
    assert tried == len(matrix) * 16


def _kept_out(entry: URLPattern, user: Any, answer: Any) -> bool:
    """A person without the role is refused; a visitor is sent to the sign-in, a program is told that it needs one."""
    if user is not None:
        return answer.status_code == 403
    if is_api(entry.callback):
        return answer.status_code == 401 and "problem" in answer["Content-Type"]
    return answer.status_code == 403 or (
        answer.status_code == 302 and "/login" in answer.headers["Location"]
    )


def test_every_address_of_the_api_keeps_its_rule_for_every_token(matrix, house):
    """The same people by their tokens: a token opens what its person may open, and never a page."""
    from harness.program import program

    from yifa.kernel.organization.models import User
    from yifa.kernel.scope.actor import Actor

    wrong: list[str] = []
    tried = 0
    addresses = [(p, e) for p, e in matrix if is_api(e.callback)]
    assert len(addresses) >= 13
    with override_settings(YIFA_FACTOR="nobody"):
        for name in ("alice", "sam", "system_admin", "security_admin", "audit_admin"):
            user = User.objects.get(username=name)
            actor, caller = Actor.of(user), program(user)
            for path, entry in addresses:
                rule = rule_of(entry.callback)
                for method in ("GET", "POST"):
                    tried += 1
                    answer = caller.ask(method, path, {} if method == "POST" else None)
                    kept_out = rule.admits(actor) or answer.status_code == 403
                    if answer.status_code >= 500 or answer.status_code == 401 or not kept_out:
                        wrong.append(f"{method} {path} {name}: {answer.status_code}, rule {rule}")
            for page in ("/workbench/", "/settings/", "/matters/1/"):
                answer = caller.get(page)
                if answer.status_code != 404 and not (
                    answer.status_code == 302 and "/login" in answer.headers["Location"]
                ):
                    wrong.append(f"{page} {name} by token: {answer.status_code}")
    assert wrong == []
    assert tried == len(addresses) * 10


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
    here = f"/api/matters/{matter.pk}/"
    assert own.get(here).status_code == 200
    assert outsider.get(here).status_code == 404
    moved = outsider.post(f"{here}steps/ask/", {}, "application/json")
    assert moved.status_code == 404
