"""What the preview page shows of a plan: samples, changes, units, warnings taken together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from yifa.kernel.organization.models import Unit
from yifa.ledger.importing.mapping import letter, targets
from yifa.ledger.importing.models import ImportRun
from yifa.ledger.importing.plan import CellProblem, Plan
from yifa.ledger.importing.values import masked

_SAMPLES = 4
_CHANGES = 50
_EXAMPLES = 6


@dataclass(frozen=True)
class Doubt:
    """The same doubt in several rows: how many, and some of the values."""

    header: str
    reason: str
    count: int
    examples: tuple[str, ...]
    rows: tuple[int, ...]


def grouped(warnings: Iterable[CellProblem]) -> list[Doubt]:
    """Warnings taken together by column and reason, the most frequent first."""
    found: dict[tuple[str, str], list[CellProblem]] = defaultdict(list)
    for w in warnings:
        found[w.header, w.reason].append(w)
    doubts = [
        Doubt(
            header, reason, len(ws), tuple(dict.fromkeys(w.value for w in ws if w.value))[:_EXAMPLES],
            tuple(w.row for w in ws[:_EXAMPLES]),
        )
        for (header, reason), ws in found.items()
    ]  # fmt: skip
    return sorted(doubts, key=lambda d: -d.count)


@dataclass(frozen=True)
class Sample:
    """A row as the preview shows it: what is sensitive stands masked."""

    number: int
    shown: dict[str, str]
    unit: Unit | None


@dataclass(frozen=True)
class Change:
    """A row that would change something: (label, old, new), what is sensitive hidden."""

    number: int
    key: str
    changes: list[tuple[str, str, str]]


def preview_of(run: ImportRun, plan: Plan) -> dict[str, Any]:
    """Samples of new rows, changes old to new, and units the organisation does not know."""
    sensitive = {c.name: c.label for c in run.target.columns if c.sensitive}
    hidden = set(sensitive.values())
    changed = [
        Change(r.number, r.key, [(a, "…", "…") if a in hidden else (a, b, c) for a, b, c in r.changes])
        for r in plan.rows
        if r.what == "changed"
    ]  # fmt: skip
    samples = [
        Sample(r.number, {n: masked(t) if t and n in sensitive else t for n, t in r.texts.items()}, r.unit)
        for r in [r for r in plan.rows if r.what == "added"][:_SAMPLES]
    ]  # fmt: skip
    unknown = [n for n in plan.units if n.unit is None]
    return {
        "samples": samples,
        "changed": changed[:_CHANGES],
        "changed_hidden": max(plan.tally["changed"] - len(changed[:_CHANGES]), 0),
        "unknown_units": unknown,
        "unknown_rows": sum(n.rows for n in unknown),
    }


def columns_shown(run: ImportRun, plan: Plan) -> list[tuple[str, str, str]]:
    """(field name, field label, "B 事项名称") of every mapped field."""
    return [
        (t.name, t.label, f"{letter(run.mapping[t.name])} {_heading(plan, run.mapping[t.name])}")
        for t in targets(run.target)
        if t.name in run.mapping
    ]


def _heading(plan: Plan, index: int) -> str:
    return plan.headings[index] if index < len(plan.headings) else ""
