"""Seed years: raw records of a past year, from which the figures that a district published of it are computed.

A part is a slice of records. A part brought in twice changes nothing: slices carry idempotency keys, a room's whole
year comes in one transaction and not again when a record of that year stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from yifa.account.report import seed as report
from yifa.demo import district, service_cases
from yifa.demo.district import MACHINE
from yifa.demo.published import TEXTS
from yifa.kernel import moment
from yifa.kernel.entry.register import all_registers
from yifa.kernel.matter.act import Call, act_many
from yifa.kernel.matter.models import How, Matter
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.tree import descendants
from yifa.kernel.transaction import write
from yifa.work.contracts import seed as contracts
from yifa.work.counsel import seed as counsel
from yifa.work.disclosure import seed as disclosure
from yifa.work.hotline import seed as hotline
from yifa.work.reconsideration import seed as reconsideration

ROOT = "yunxi"
SLICE = 500
SOURCES: dict[str, tuple[Callable[..., Iterator[list[Call]]], int]] = {
    "requests": (disclosure.requests, disclosure.REQUESTS),
    "publications": (disclosure.publications, disclosure.PUBLICATIONS),
}
"""Disclosure's 2019, in slices."""


@dataclass(frozen=True)
class Year:
    """What a room did in a seed year: its loader takes the unit whose records they are, and the units below."""

    seed: str
    room: str
    load: Callable[[Unit, list[Unit]], object]

    @property
    def year(self) -> int:
        return next(t.year for t in TEXTS if t.id == self.seed)

    @property
    def unit(self) -> str:
        return next(t.unit for t in TEXTS if t.id == self.seed)


def _by(load: Callable[..., object]) -> Callable[[Unit, list[Unit]], object]:
    """A loader that asks who acts: the demonstration's own hand."""
    return lambda unit, units: load(MACHINE, unit, units)


ROOMS: tuple[Year, ...] = (
    Year("S4", "reconsideration", lambda unit, _: reconsideration.load_year_2019(unit)),
    *(Year(seed, "contracts", _by(load)) for (seed, _), load in contracts.LOADERS.items()),
    *(Year(seed, "counsel", _by(load)) for (seed, _), load in counsel.LOADERS.items()),
    *(Year(seed, "hotline", _by(load)) for (seed, _), load in hotline.LOADERS.items()),
)
YEARS: tuple[int, ...] = tuple(sorted({t.year for t in TEXTS}))
REPORTED: tuple[int, ...] = tuple(y for y in YEARS if y >= report.FIRST)
"""Years whose reports are carried through to the public page; what came before the rule has none."""
PARTS: tuple[str, ...] = (
    *(f"{year}:{y.room}" for year in YEARS for y in ROOMS if y.year == year),
    *(
        f"2019:{name}:{start}"
        for name, (_, total) in SOURCES.items()
        for start in range(0, total, SLICE)
    ),
    *service_cases.YEARS,
    *(f"{year}:report" for year in REPORTED),
)
"""In the order they come in: reports last, for they take their numbers from the records."""


def bureaus() -> list[Unit]:
    """The demonstration district's bureaus, in order; the district is built when it is not there."""
    if not Unit.objects.filter(code=ROOT).exists():
        district.build()
    return list(Unit.objects.filter(code__in=district.DEPARTMENTS).order_by("code"))


def load_part(part: str) -> int:
    """Bring in one part; returns how many records it holds. Doing it twice changes nothing."""
    year, name, *begins = part.split(":")
    if service_cases.mine(part):
        below = bureaus()
        return service_cases.load(part, Unit.objects.get(code=ROOT), below)
    if name == "report":
        bureaus()
        seat = next((t.unit for t in TEXTS if t.year == int(year) and t.unit != ROOT), "")
        report.load(Unit.objects.get(code=ROOT), int(year), seat)
        drafts = Matter.objects.unscoped("how many reports of the year there are")
        return drafts.filter(procedure="report.annual", received_ym=int(year) * 100 + 1).count()
    if not begins:
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


def _load_room(year: int, room: str) -> int:
    """A room's whole year in one transaction; not again when a record of that year is there."""
    chosen = next(y for y in ROOMS if (y.year, y.room) == (year, room))
    units = bureaus()
    unit = Unit.objects.get(code=chosen.unit)
    with write():
        if not _count(chosen, unit):
            chosen.load(unit, units if chosen.unit == ROOT else [])
    return _count(chosen, unit)


def _count(chosen: Year, unit: Unit) -> int:
    """Records of the room's year at and below the unit: matters received, entries that began."""
    below = [u.pk for u in descendants(unit)]
    matters = Matter.objects.unscoped("is this year in").filter(
        room=chosen.room, unit__in=below, how=How.BACKFILL,
        received_ym__range=(chosen.year * 100 + 1, chosen.year * 100 + 12),
    )  # fmt: skip
    tables = [r.model for r in all_registers() if r.room == chosen.room]
    entries = (
        table.objects.unscoped("is this year in").filter(
            unit__in=below, valid_from__year=chosen.year
        )
        for table in tables
    )
    return matters.count() + sum(rows.count() for rows in entries)


def load_year(year: int, progress: Callable[[int, int], None]) -> int:
    """Bring in every part of a year; returns how many raw records there are."""
    mine = [p for p in PARTS if p.startswith(f"{year}:")]
    count = 0
    for n, part in enumerate(mine, 1):
        count += load_part(part)
        progress(n, len(mine))
    return count


def last_year() -> str:
    """The part with the reports of last year, so that the demonstration's own year is reported on too."""
    return f"{moment.today().year - 1}:report"
