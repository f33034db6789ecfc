"""The public doors as a test walks through them: pages by HTTP, with the roles real people hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from yifa.kernel import moment
from yifa.kernel.matter.models import Matter


@dataclass
class Browser:
    """Somebody's browser; signs in anew for every page, since the test's clock jumps past the idle time-out."""

    user: Any

    def _client(self) -> Client:
        client = Client()
        client.force_login(self.user)
        return client

    def get(self, *args: Any) -> Any:
        return self._client().get(*args)

    def post(self, *args: Any) -> Any:
        return self._client().post(*args)


def opened(
    client: Browser,
    ledger: str,
    procedure: str,
    on: date,
    values: dict[str, Any],
    *,
    step: str = "",
    unit: Any,
) -> Any:
    """Fill in the opening form; returns (response, matter or None)."""
    url = reverse("ledger_new", args=[ledger, procedure]) + (f"?step={step}" if step else "")
    with moment.at(on):
        answer = client.post(url, values | {"unit": unit.pk, "on": on.isoformat()})
    return answer, _matter(answer)


def stepped(
    client: Browser, matter: Matter, step: str, on: date, values: dict[str, Any] | None = None
) -> Any:
    """Fill in a step's form; returns the response."""
    with moment.at(on):
        return client.post(
            reverse("step", args=[matter.pk, step]), (values or {}) | {"on": on.isoformat()}
        )


def took(
    client: Browser, matter: Matter, step: str, on: date, values: dict[str, Any] | None = None
) -> Matter:
    """The step must be taken; returns the matter as it now stands."""
    answer = stepped(client, matter, step, on, values)
    assert answer.status_code == 302, text_of(answer)
    return Matter.objects.unscoped("test").get(pk=matter.pk)


def text_of(answer: Any) -> str:
    """What the page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def _matter(answer: Any) -> Matter | None:
    if answer.status_code != 302:
        return None
    return Matter.objects.unscoped("test").get(pk=int(answer.url.rstrip("/").rsplit("/", 1)[1]))


def entered(client: Browser, register: str, on: date, values: dict[str, Any], unit: Any) -> Any:
    with moment.at(on):
        return client.post(
            reverse("entry_new", args=[register]), values | {"unit": unit.pk, "on": on.isoformat()}
        )
