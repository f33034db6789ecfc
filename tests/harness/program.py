"""A program of somebody: it calls the API with their token."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client

from yifa.kernel import moment
from yifa.kernel.organization.models import User
from yifa.site.identity import tokens


@dataclass
class Program:
    """Calls with a token; `said` is sent as JSON."""

    token: str

    def ask(self, method: str, path: str, said: Any = None, **headers: str) -> Any:
        return Client().generic(
            method, path, b"" if said is None else json.dumps(said).encode(),
            "application/json", headers={"Authorization": f"Bearer {self.token}", **headers},
        )  # fmt: skip

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, said: Any, **headers: str) -> Any:
        return self.ask("POST", path, said, **headers)


def program(user: User, *, writes: bool = True) -> Program:
    """A program with a new token of `user`, good for thirty days."""
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    until = moment.today() + timedelta(days=30)
    return Program(tokens.make(user, "对账程序", until, writes=writes))
