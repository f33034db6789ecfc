"""Public doors as a test walks through them: units and people with real posts, pages by HTTP."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import Unit, User
from yifa.kernel.scope.actor import Actor

BEGIN = date(2008, 1, 1)


def open_unit(
    code: str, name: str, kind: str = "department", parent: Unit | None = None, **more: Any
) -> Unit:
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


def person(username: str, unit: Unit, *roles: Any, **post: Any) -> User:
    """A person with an account and posts (`reach`, `room` as given); returns the user."""
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
        values = {"user": username, "at": unit.code, "role": role, "reach": "unit"} | post
        enter(system, "post", values, unit=unit, on=BEGIN)
    return user


@dataclass
class Browser:
    """Somebody's browser; signs in anew for every page, since the test's clock jumps past the idle time-out."""

    user: Any

    def _client(self) -> Client:
        client = Client()
        client.force_login(self.user)
        return client

    def get(self, *args: Any, on: date | None = None) -> Any:
        with moment.at(on or moment.today()):
            return self._client().get(*args)

    def post(self, *args: Any) -> Any:
        return self._client().post(*args)

    def open(
        self,
        ledger: str,
        procedure: str,
        on: date,
        values: dict[str, Any],
        unit: Unit,
        step: str = "",
    ) -> Any:
        """Send the opening form; returns the response."""
        url = reverse("ledger_new", args=[ledger, procedure]) + (f"?step={step}" if step else "")
        with moment.at(on):
            return self.post(url, values | {"unit": unit.pk, "on": on.isoformat()})

    def opened(self, *args: Any, **more: Any) -> Matter:
        """The opening form must be taken; returns the new matter."""
        return matter_of(self.open(*args, **more))

    def step(
        self, matter: Matter, step: str, on: date, values: dict[str, Any] | None = None
    ) -> Any:
        """Send a step's form; returns the response."""
        with moment.at(on):
            return self.post(
                reverse("step", args=[matter.pk, step]), (values or {}) | {"on": on.isoformat()}
            )

    def took(self, *args: Any, **more: Any) -> Matter:
        """The step must be taken; returns the matter as it now stands."""
        return matter_of(self.step(*args, **more))

    def refused(self, words: str, *args: Any, status: int = 422, **more: Any) -> str:
        """The step must be refused, saying `words`; returns the page's text."""
        answer = self.step(*args, **more)
        said = text_of(answer)
        assert (answer.status_code, words in said) == (status, True), (answer.status_code, said)
        return said

    def enter(self, register: str, on: date, values: dict[str, Any], unit: Unit) -> Any:
        """Send a register's form; returns the response."""
        with moment.at(on):
            return self.post(
                reverse("entry_new", args=[register]),
                values | {"unit": unit.pk, "on": on.isoformat()},
            )


def text_of(answer: Any) -> str:
    """What the page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def matter_of(answer: Any) -> Matter:
    """The matter that an accepted form leads to."""
    assert answer.status_code == 302, (answer.status_code, text_of(answer))
    return Matter.objects.unscoped("test").get(pk=int(answer.url.rstrip("/").rsplit("/", 1)[1]))
