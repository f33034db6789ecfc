"""Seed years: raw records of a past year, from which the figures that a district published of it are computed.

A part is a slice of records; every call carries an idempotency key, so a part brought in twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from yifa.demo import district
from yifa.demo.district import MACHINE
from yifa.kernel.matter.act import Call, act_many
from yifa.kernel.matter.models import How
from yifa.kernel.organization.models import Unit
from yifa.work.disclosure import seed as disclosure

YEARS: tuple[int, ...] = (2019,)
ROOT = "yunxi"
SLICE = 500
SOURCES: dict[str, tuple[Callable[..., Iterator[list[Call]]], int]] = {
    "requests": (disclosure.requests, disclosure.REQUESTS),
    "publications": (disclosure.publications, disclosure.PUBLICATIONS),
}
PARTS: tuple[str, ...] = tuple(
    f"2019:{name}:{start}"
    for name, (_, total) in SOURCES.items()
    for start in range(0, total, SLICE)
)


def bureaus() -> list[Unit]:
    """The demonstration district's bureaus, in order; the district is built when it is not there."""
    if not Unit.objects.filter(code=ROOT).exists():
        district.build()
    return list(Unit.objects.filter(code__in=district.DEPARTMENTS).order_by("code"))


def load_part(part: str) -> int:
    """Bring in one part; returns how many matters it holds. Doing it twice changes nothing."""
    year, name, start = part.split(":")
    make, total = SOURCES[name]
    units = bureaus()
    matters = make(units, disclosure.working_days(int(year)))
    calls: list[Call] = []
    count = 0
    for n, matter in enumerate(
        islice(matters, int(start), min(int(start) + SLICE, total)), int(start)
    ):
        count += 1
        for step, call in enumerate(matter):
            call.idempotency_key = f"seed:{year}:{name}:{n}:{step}"
            calls.append(call)
    act_many(MACHINE, calls, how=How.BACKFILL)
    return count


def load_year(year: int, progress: Callable[[int, int], None]) -> int:
    """Bring in every part of a year; returns how many raw records there are."""
    mine = [p for p in PARTS if p.startswith(f"{year}:")]
    count = 0
    for n, part in enumerate(mine, 1):
        count += load_part(part)
        progress(n, len(mine))
    return count
