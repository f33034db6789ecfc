"""This product as a contender of the shared bench's run.py: pages by HTTP, as an officer of the region asks for them.

What is compared is a whole HTML page with scope, filters, masking and the total, not JSON; a step is the real form
with its CSRF token, checks, clocks, paper, journal and outbox. Wrong answers are errors.
"""

from __future__ import annotations

import csv
import os
import random
import re
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from floor import new_matter, pick  # type: ignore[import-not-found]
from lib import req  # type: ignore[import-not-found]

STATES = {"new": "received", "open": "accepted", "waiting": "noticed", "decided": "decided"}
PASSWORD = "bench-pass-2026"
FORM = "application/x-www-form-urlencoded"
REGIONS = 12
Check = Callable[[int, bytes, bytes], str | None]


def _cookies(answer: Any) -> dict[str, str]:
    found = [
        line.split(";", 1)[0].split("=", 1) for line in answer.headers.get_all("Set-Cookie") or []
    ]
    return dict(found)  # type: ignore[arg-type]


class Contender:
    name = "Yifa (HTML)"
    scenarios = {"create", "list", "browse", "move"}

    def __init__(self, host: str, port: int) -> None:
        self.host = f"{host}:{port}"
        self.salt = random.SystemRandom().randrange(1 << 30)
        self.officers = [self._login(host, port, region) for region in range(REGIONS)]

    def _login(self, host: str, port: int, region: int) -> dict[str, str]:
        """Headers of a signed-in officer of one region."""
        connection = HTTPConnection(host, port)
        connection.request("GET", "/login/")
        page = connection.getresponse()
        jar = _cookies(page)
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.read())
        assert token, "no login form"
        body = urlencode(
            {
                "username": f"officer-r{region:02d}",
                "password": PASSWORD,
                "csrfmiddlewaretoken": token[1].decode(),
            }
        )
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in jar.items()),
            "Content-Type": FORM,
            "Referer": f"http://{self.host}/login/",
        }
        connection.request("POST", "/login/", body, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 302, f"login: {answer.status}"
        jar |= _cookies(answer)
        self.csrf = next(v for k, v in jar.items() if "csrf" in k)
        return {
            "Cookie": "; ".join(f"{k}={v}" for k, v in jar.items()),
            "X-CSRFToken": self.csrf,
            "Referer": f"http://{self.host}/",
        }

    def build(self, scenario: str, client: int) -> Callable[[int], tuple[bytes, Check]]:
        host, salt = self.host, self.salt
        if scenario == "create":
            self.offices()
        elif scenario == "move":
            self.received()

        def page(i: int, words: bool = True) -> tuple[bytes, Check]:
            region, status, word = pick(i, salt)
            asked = {"state": STATES[status], "sort": "due"} | ({"q": word} if words else {})
            path = "/ledger/services.cases/?" + urlencode(asked)
            return req("GET", path, host, self.officers[region]), self._rows

        def create(i: int) -> tuple[bytes, Check]:
            m = new_matter(i, salt)
            unit, region = self.offices()[(m["org"])]
            body = {
                "unit": unit,
                "on": os.environ["BENCH_TODAY"],
                "item": f"ITEM-{m['kind']}",
                "applicant": m["title"].split(" ")[0],
                "applicant_kind": "natural",
            }
            return req(
                "POST",
                "/ledger/services.cases/new/service.case/?step=receive",
                host,
                self.officers[region],
                urlencode(body),
                FORM,
            ), self._taken

        def move(i: int) -> tuple[bytes, Check]:
            pk, region = random.Random(i + salt).choice(self.received())
            body = urlencode({"on": os.environ["BENCH_TODAY"]})
            return req(
                "POST", f"/matters/{pk}/step/accept/", host, self.officers[region], body, FORM
            ), self._moved

        return {"create": create, "list": page, "browse": lambda i: page(i, False), "move": move}[
            scenario
        ]

    @staticmethod
    def _rows(status: int, head: bytes, body: bytes) -> str | None:
        if status != 200:
            return f"{status} {head[:200]!r}"
        return None if body.count(b'href="/matters/') else "no rows"

    @staticmethod
    def _taken(status: int, head: bytes, body: bytes) -> str | None:
        return (
            None if status == 302 and b"/matters/" in head else f"{status} {body.decode()[-2000:]}"
        )

    @staticmethod
    def _moved(status: int, head: bytes, body: bytes) -> str | None:
        # A few were accepted by an earlier run and are refused: an answer, not an error.
        return None if status in (302, 409, 422) else f"{status} {head[:200]!r}"

    def offices(self) -> dict[int, tuple[int, int]]:
        """Our unit and the region of each office, from what the loader printed to BENCH_UNITS."""
        if not hasattr(self, "_offices"):
            with Path(os.environ["BENCH_UNITS"]).open(newline="") as source:
                self._offices = {int(a): (int(b), int(c)) for a, b, c in csv.reader(source)}
        return self._offices

    def received(self) -> list[tuple[int, int]]:
        """Cases not yet accepted, with their region."""
        if not hasattr(self, "_received"):
            offices = self.offices()
            with (Path(os.environ["BENCH_DATA"]) / "matters.csv").open(newline="") as source:
                rows = (row for _, row in zip(range(300_000), csv.reader(source), strict=False))
                self._received = [(int(r[0]), offices[int(r[7])][1]) for r in rows if r[4] == "new"]
        return self._received
