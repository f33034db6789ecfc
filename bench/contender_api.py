"""This product's API as a contender of the shared bench's run.py: JSON by HTTP, with the token of a region's officer.

A list is fifty rows with scope, filters, masking and the total; a create is the opening act and a move a step, with
checks, clocks, paper, journal and outbox. Wrong answers are errors.
"""

from __future__ import annotations

import csv
import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from floor import new_matter, pick  # type: ignore[import-not-found]
from lib import req  # type: ignore[import-not-found]

STATES = {"new": "received", "open": "accepted", "waiting": "noticed", "decided": "decided"}
LEDGER = "/api/ledgers/services.cases/"
Check = Callable[[int, bytes, bytes], str | None]


class Contender:
    name = "Yifa (JSON)"
    scenarios = {"create", "list", "browse", "move"}

    def __init__(self, host: str, port: int) -> None:
        self.host = f"{host}:{port}"
        self.salt = random.SystemRandom().randrange(1 << 30)
        with Path(os.environ["BENCH_TOKENS"]).open(newline="") as source:
            self.officers = {
                int(region): {"Authorization": f"Bearer {token}"}
                for region, token in csv.reader(source)
            }

    def build(self, scenario: str, client: int) -> Callable[[int], tuple[bytes, Check]]:
        host, salt, today = self.host, self.salt, os.environ["BENCH_TODAY"]
        if scenario == "create":
            self.offices()
        elif scenario == "move":
            self.received()

        def page(i: int, words: bool = True) -> tuple[bytes, Check]:
            region, status, word = pick(i, salt)
            asked = {"state": STATES[status], "sort": "due"} | ({"q": word} if words else {})
            path = f"{LEDGER}?{urlencode(asked)}"
            return req("GET", path, host, self.officers[region]), rows_of(STATES[status], region)

        def create(i: int) -> tuple[bytes, Check]:
            m = new_matter(i, salt)
            unit, region = self.offices()[(m["org"])]
            said = {
                "procedure": "service.case",
                "step": "receive",
                "unit": unit,
                "on": today,
                "data": {
                    "item": f"ITEM-{m['kind']}",
                    "applicant": m["title"].split(" ")[0],
                    "applicant_kind": "natural",
                },
            }
            return req("POST", f"{LEDGER}matters/", host, self.officers[region], said), taken

        def move(i: int) -> tuple[bytes, Check]:
            pk, region = random.Random(i + salt).choice(self.received())
            path = f"/api/matters/{pk}/steps/accept/"
            return req("POST", path, host, self.officers[region], {"on": today}), moved

        return {"create": create, "list": page, "browse": lambda i: page(i, False), "move": move}[
            scenario
        ]

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


def rows_of(state: str, region: int) -> Check:
    """The answer has rows, all in the asked state and of the region, and a total that holds them."""
    code = f"R{region:02d}"

    def check(status: int, head: bytes, body: bytes) -> str | None:
        if status != 200:
            return f"{status} {body[:300].decode()}"
        told = json.loads(body)
        rows = told["rows"]
        if not rows or len(rows) > 50 or told["total"] < len(rows):
            return f"{len(rows)} rows of {told['total']}"
        wrong = [r["id"] for r in rows if r["state"] != state or r["unit"]["code"][:3] != code]
        return f"rows of another state or region: {wrong[:3]}" if wrong else None

    return check


def taken(status: int, head: bytes, body: bytes) -> str | None:
    """The matter is there, with a number."""
    if status == 201 and json.loads(body)["number"]:
        return None
    return f"{status} {body[:300].decode()}"


def moved(status: int, head: bytes, body: bytes) -> str | None:
    """The step was taken; a few were accepted by an earlier run and are refused: an answer, not an error."""
    if status == 409:
        return None
    if status == 200 and json.loads(body)["state"] != "received":
        return None
    return f"{status} {body[:300].decode()}"
