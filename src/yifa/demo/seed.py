"""Seed years: raw records of a past year, from which the figures that a district published of it are computed.

A part is a slice of records; every call carries an idempotency key, so a part brought in twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from yifa.demo import district
from yifa.demo.district import MACHINE
from yifa.kernel.matter.act import Call, act_many
from yifa.kernel.matter.models import How, Matter
from yifa.kernel.organization.models import Unit
from yifa.kernel.transaction import write
from yifa.work.contracts import seed as contracts
from yifa.work.counsel import seed as counsel
from yifa.work.disclosure import seed as disclosure
from yifa.work.reconsideration import seed as reconsideration

YEARS: tuple[int, ...] = (2019,)
ROOT = "yunxi"
SLICE = 500
SOURCES: dict[str, tuple[Callable[..., Iterator[list[Call]]], int]] = {
    "requests": (disclosure.requests, disclosure.REQUESTS),
    "publications": (disclosure.publications, disclosure.PUBLICATIONS),
}
ROOMS: dict[str, tuple[str, Callable[..., object]]] = {
    "reconsideration": ("reconsideration", lambda root, _: reconsideration.load_year_2019(root)),
    "contracts": ("contracts", lambda root, units: contracts.load_2019(MACHINE, root, units)),
    "counsel": ("counsel", lambda root, units: counsel.load_2019(MACHINE, root, units)),
}
PARTS: tuple[str, ...] = (
    *(f"2019:{name}" for name in ROOMS),
    *(
        f"2019:{name}:{start}"
        for name, (_, total) in SOURCES.items()
        for start in range(0, total, SLICE)
    ),
)


def bureaus() -> list[Unit]:
    """The demonstration district's bureaus, in order; the district is built when it is not there."""
    if not Unit.objects.filter(code=ROOT).exists():
        district.build()
    return list(Unit.objects.filter(code__in=district.DEPARTMENTS).order_by("code"))


def load_part(part: str) -> int:
    """Bring in one part; returns how many matters it holds. Doing it twice changes nothing."""
    year, name, *begins = part.split(":")
    if name in ROOMS:
        return _load_room(int(year), name)
    start = begins[0]
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


def _load_room(year: int, name: str) -> int:
    """A room's whole year in one transaction; not again when a record of that year is there."""
    room, load = ROOMS[name]
    units = bureaus()
    mine = Matter.objects.unscoped("is this year in").filter(
        room=room, received_ym__range=(year * 100 + 1, year * 100 + 12)
    )
    with write():
        if not mine.exists():
            load(Unit.objects.get(code=ROOT), units)
    return mine.count()


def load_year(year: int, progress: Callable[[int, int], None]) -> int:
    """Bring in every part of a year; returns how many raw records there are."""
    mine = [p for p in PARTS if p.startswith(f"{year}:")]
    count = 0
    for n, part in enumerate(mine, 1):
        count += load_part(part)
        progress(n, len(mine))
    return count
