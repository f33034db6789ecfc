"""The cube: what each unit's rows of each month add to a figure, kept beside the records so that dashboards need no scan.

It follows the journal. Every act leaves a journal row, whatever way it came (the outbox carries live acts only), and
the sealer puts committed rows in one order; a fold reads the seals since the last one, finds the units that handled
the matters in them, and counts those units' cells anew. A cell is always the answer of the same predicate that `ask`
uses, so a fold done twice, or late, is right all the same. See docs/adr/0021-cube.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Max

from yifa.kernel import moment
from yifa.kernel.figure import ask
from yifa.kernel.figure.fact import Fact
from yifa.kernel.figure.figure import Figure
from yifa.kernel.figure.grid import Course, Over, added, grid
from yifa.kernel.figure.measure import Count, Ratio, Sum, Value
from yifa.kernel.figure.models import CubeCell, CubeState
from yifa.kernel.figure.period import Period
from yifa.kernel.figure.registry import all_facts, all_figures, versions_of
from yifa.kernel.journal.models import JournalRow, Seal, SealedRow
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import Unit
from yifa.kernel.transaction import write

EVER = Period(190001, 999912)
FRESH = timedelta(minutes=10)
"""A cube not folded for longer than this is not read: the loop stands still."""
UNITS = 200


@dataclass(frozen=True)
class Discrepancy:
    """A cell that is not what the records say: figure, unit, month, kept and counted (numerator, rows)."""

    figure: str
    unit_id: int
    ym: int
    kept: tuple[int, ...]
    counted: tuple[int, ...]


def cubed(figure: Figure) -> bool:
    """Whether cells of a figure can be kept: additive, by month, of matters, and changed by acts alone."""
    additive = isinstance(figure.measure, (Count, Sum, Ratio))
    return bool(additive and figure.period_column and figure.fact.of_matters and figure.timeless)


def figures_of(fact: Fact) -> list[Figure]:
    """Every version of the fact's figures that the cube keeps, in the order of a cell's counts."""
    ids = sorted(f.id for f in all_figures() if f.fact is fact or f.fact.id == fact.id)
    return [v for i in ids for v in versions_of(i) if cubed(v)]


def _definitions(figures: Iterable[Figure]) -> str:
    return hashlib.sha256(",".join(f.digest() for f in figures).encode()).hexdigest()


def fold() -> int:
    """Bring every fact's cells up to the last seal; returns how many cells were written. Run by the job loop."""
    return sum(_fold(fact, figures) for fact in all_facts() if (figures := figures_of(fact)))


def _fold(fact: Fact, figures: Sequence[Figure]) -> int:
    definitions = _definitions(figures)
    if _stands(fact, definitions):
        return 0
    with write():
        state = CubeState.objects.select_for_update().filter(pk=fact.id).first()
        last = Seal.objects.aggregate(last=Max("id"))["last"] or 0
        began = moment.now()
        if state is None or state.definitions != definitions:
            # Acts not sealed yet are counted now and once more when their seal comes.
            units = None
        else:
            units = _touched(fact, state.seal, last)
        written = 0
        if units is None:
            CubeCell.objects.filter(fact=fact.id).delete()
            written = _count(fact, figures, None)
        for at in range(0, len(units or ()), UNITS):
            part = tuple((units or [])[at : at + UNITS])
            CubeCell.objects.filter(fact=fact.id, unit__in=part).delete()
            written += _count(fact, figures, part)
        CubeState.objects.update_or_create(
            pk=fact.id, defaults={"definitions": definitions, "seal": last, "folded_at": began}
        )
    return written


def _stands(fact: Fact, definitions: str) -> bool:
    """Whether nothing was sealed since the last fold, and that was said a short while ago."""
    state = CubeState.objects.filter(pk=fact.id, definitions=definitions).first()
    return bool(
        state
        and state.folded_at > moment.now() - FRESH / 2
        and not Seal.objects.filter(pk__gt=state.seal).exists()
    )


def _touched(fact: Fact, after: int, upto: int) -> list[int]:
    """Units that handle, or ever handled, a matter of the fact that was acted on in these seals."""
    if after >= upto:
        return []
    sealed = SealedRow.objects.filter(seal__gt=after, seal__lte=upto)
    rows = list(sealed.values_list("row_id", flat=True))
    journal = JournalRow.objects.unscoped("the cube follows the journal")
    # In portions: nested questions over many rows are quadratic on SQLite, and this runs beside the clerks. Keys alone
    # are asked for: beside a procedure SQLite would walk all matters of it for every portion.
    acted: set[int] = set()
    for part in _portions(rows):
        found = journal.filter(pk__in=part, matter__isnull=False)
        acted |= set(found.values_list("matter_id", flat=True))
    matters: list[int] = []
    units: set[int] = set()
    for part in _portions(sorted(acted)):
        now = Matter.objects.unscoped("the cube follows the journal").filter(pk__in=part)
        for pk, procedure, unit in now.values_list("pk", "procedure", "unit_id"):
            if procedure in fact.procedures:
                matters.append(pk)
                units.add(unit)
    for part in _portions(matters):
        then = journal.filter(matter__in=part, unit__isnull=False)
        units |= set(then.values_list("unit_id", flat=True))
    return sorted(units)


def _portions(ids: Sequence[int], size: int = 900) -> Iterator[Sequence[int]]:
    for at in range(0, len(ids), size):
        yield ids[at : at + size]


def _cells(
    fact: Fact, figures: Sequence[Figure], units: tuple[int, ...] | None
) -> dict[tuple[int, int], list[int]]:
    """(unit id, month) → counts."""
    found: dict[tuple[int, int], list[int]] = {}
    # Versions of one figure share its id, so each is counted in a round of its own.
    rounds: dict[str, list[int]] = {}
    for n, figure in enumerate(figures):
        rounds.setdefault(figure.id, []).append(n)
    for turn in range(max(map(len, rounds.values()), default=0)):
        part = {figures[at[turn]].id: at[turn] for at in rounds.values() if turn < len(at)}
        answer = grid([figures[n] for n in part.values()], Over(EVER, leaf=True, units=units))
        for figure_id, n in part.items():
            for (unit_id, ym), value in answer[figure_id].items():
                counts = found.setdefault((int(unit_id or 0), ym), [0] * (2 * len(figures)))
                counts[2 * n : 2 * n + 2] = value.numerator, value.rows
    return found


def _count(fact: Fact, figures: Sequence[Figure], units: tuple[int, ...] | None) -> int:
    cells = [
        CubeCell(fact=fact.id, unit_id=unit_id, ym=ym, counts=json.dumps(counts, separators=(",", ":")))
        for (unit_id, ym), counts in _cells(fact, figures, units).items()
    ]  # fmt: skip
    CubeCell.objects.bulk_create(cells, batch_size=2000)
    return len(cells)


def reconcile(fact: Fact) -> list[Discrepancy]:
    """Cells that differ from the records as they stand; the sealer must have caught up for the answer to be fair."""
    figures = figures_of(fact)
    counted = _cells(fact, figures, None)
    rows = CubeCell.objects.filter(fact=fact.id).values_list("unit_id", "ym", "counts")
    kept = {(unit_id, ym): json.loads(counts) for unit_id, ym, counts in rows}
    nothing = [0] * (2 * len(figures))
    found = []
    for key in sorted(kept.keys() | counted.keys()):
        mine, theirs = kept.get(key, nothing), counted.get(key, nothing)
        for n, figure in enumerate(figures):
            a, b = tuple(mine[2 * n : 2 * n + 2]), tuple(theirs[2 * n : 2 * n + 2])
            if a != b:
                found.append(Discrepancy(figure.id, *key, a, b))
    return found


def rebuild() -> int:
    """Forget every cell and count anew; after a discrepancy was looked into."""
    with write():
        CubeState.objects.all().delete()
        return fold()


def states() -> dict[str, CubeState]:
    """The facts whose cube may be read now: declared as they were counted, and folded a short while ago."""
    since = moment.now() - FRESH
    facts = {f.id: f for f in all_facts()}
    found = CubeState.objects.filter(folded_at__gte=since)
    return {
        s.fact: s
        for s in found
        if s.fact in facts and _definitions(figures_of(facts[s.fact])) == s.definitions
    }


def courses(figures: Sequence[Figure], period: Period, unit: Unit) -> dict[str, Course]:
    """Additive figures with their months from the cube, folded by the tree of each month; others are not in the answer."""
    wanted = {f.digest(): f for f in figures if cubed(f)}
    found: dict[str, Course] = {}
    if not wanted:
        return found
    fresh = states()
    facts = {f.fact.id: f.fact for f in wanted.values() if f.fact.id in fresh}
    if not facts:
        return found
    months: dict[str, dict[int, list[int]]] = {fact: {} for fact in facts}
    cells = CubeCell.objects.filter(
        fact__in=facts, ym__range=(period.from_ym, period.to_ym), unit__spans__ancestor=unit,
        unit__spans__from_ym__lte=F("ym"), unit__spans__to_ym__gte=F("ym"),
    )  # fmt: skip
    for fact_id, ym, counts in cells.values_list("fact", "ym", "counts"):
        cell, mine = json.loads(counts), months[fact_id]
        held = mine.get(ym)
        mine[ym] = cell if held is None else [a + b for a, b in zip(held, cell, strict=True)]
    for fact in facts.values():
        for n, version in enumerate(figures_of(fact)):
            if (figure := wanted.get(version.digest())) is not None:
                found[figure.id] = _course(figure, n, months[fact.id], period)
    return found


def _course(figure: Figure, n: int, months: Mapping[int, list[int]], period: Period) -> Course:
    def made(ym: int) -> Value:
        counts = months.get(ym)
        return (
            ask._value(figure, counts[2 * n], counts[2 * n + 1]) if counts else ask._empty(figure)
        )

    line = tuple(made(ym) for ym in period.months)
    return Course(added(figure, line), line)
