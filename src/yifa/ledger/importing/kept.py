"""The plan of a long import, kept block by block, so that it is judged once and written as it was shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from yifa.kernel.organization.models import Unit
from yifa.kernel.transaction import write
from yifa.ledger.importing.models import ImportRun, packed, unpacked
from yifa.ledger.importing.plan import WHATS, CellProblem, Plan, Row, told
from yifa.ledger.importing.units import Named

_SHOWN_ROWS = 60
_SHOWN_PROBLEMS = 1_000


class Keeper:
    """Keeps the judged rows of every block in its `ImportChunk`, each in a short write."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run

    def block(self, number: int, rows: list[Row], problems: list[CellProblem]) -> None:
        """Rows that would write, as plain data; problems beside them."""
        writing = [r for r in rows if r.what in ("added", "changed")]
        problems_kept = packed(told(problems)) if problems else ""
        self._set(number, staged=packed(_staged(writing)), problems=problems_kept)

    def spoil(self, number: int, row: int, problem: CellProblem) -> None:
        """A row of an earlier block is not written after all."""
        chunk = self.run.chunks().get(number=number)
        staged = unpacked(chunk.staged) or _staged([])
        staged["rows"] = [line for line in staged["rows"] if line[0] != row]
        problems = [*(unpacked(chunk.problems) or []), asdict(problem)]
        self._set(number, staged=packed(staged), problems=packed(problems))

    def _set(self, number: int, **columns: str) -> None:
        with write():
            self.run.chunks().filter(number=number).update(**columns)


def _staged(rows: list[Row]) -> dict[str, Any]:
    """Rows to write; the names of their values stand once where all rows have the same."""
    names = rows[0].names if rows and not rows[0].acts else ()
    shared = bool(names) and all(r.names is names or r.names == names for r in rows)
    if not shared or any(n.startswith("@") for n in names):
        return {"names": None, "rows": [_plain(row) for row in rows]}
    lines = [
        [r.index + 1, r.what, r.key, r.unit.pk if r.unit else None, r.said, r.acts, r.matter]
        for r in rows
    ]
    return {"names": names, "rows": lines}


def _plain(row: Row) -> list[Any]:
    values = {} if row.acts else {k: v for k, v in row.values.items() if not k.startswith("@")}
    return [
        row.number,
        row.what,
        row.key,
        row.unit.pk if row.unit else None,
        values,
        row.acts,
        row.matter,
    ]


def staged_rows(run: ImportRun, units: dict[int, Unit]) -> Iterator[tuple[int, list[Row]]]:
    """The rows to write, by block."""
    for chunk in run.walk("staged"):
        staged = unpacked(chunk.staged)
        if staged is None:
            continue
        names = tuple(staged["names"]) if staged["names"] else None
        yield chunk.number, [_row(line, units, names) for line in staged["rows"]]


def _row(line: list[Any], units: dict[int, Unit], names: tuple[str, ...] | None = None) -> Row:
    number, what, key, unit, values, acts, matter = line
    if names is None:
        names, values = tuple(values), tuple(values.values())
    row = Row(number - 1, names, (), values)
    row.key, row.what, row.unit, row.matter = key, what, units.get(unit), matter
    if acts:
        row.acts = [(s, d, on) for s, d, on in acts]
    return row


def keep_summary(run: ImportRun, plan: Plan) -> None:
    """Keep what the preview shows."""
    picked: list[Row] = []
    for what in WHATS:
        picked += [r for r in plan.rows if r.what == what][:_SHOWN_ROWS]
    summary = {
        "headings": plan.headings, "header": plan.header, "fingerprint": plan.fingerprint,
        "skipped": plan.skipped, "tally": dict(plan.tally), "errors": plan.errors_total,
        "warnings": plan.warnings_total, "problems": told(_picked(plan)),
        "units": [[n.text, n.unit.pk if n.unit else None, n.suggestions, n.ambiguous, n.rows] for n in plan.units],
        "rows": [[*_plain(r), r.texts, r.changes] for r in picked],
    }  # fmt: skip
    with write():
        run.summary = packed(summary)
        run.counts = plan.counts
        run.save(update_fields=["summary", "counts"])


def _picked(plan: Plan) -> list[CellProblem]:
    return [*plan.errors[:_SHOWN_PROBLEMS], *plan.warnings[:_SHOWN_PROBLEMS]]


def summary_of(run: ImportRun) -> Plan | None:
    """The kept preview, or None when there is none: then it is planned anew."""
    kept = unpacked(run.summary)
    if kept is None:
        return None
    units = {u.pk: u for u in Unit.objects.all()}
    plan = Plan(
        kept["headings"], kept["header"], fingerprint=kept["fingerprint"], skipped=kept["skipped"]
    )
    plan.tally.update(kept["tally"])
    plan.errors_total, plan.warnings_total = kept["errors"], kept["warnings"]
    plan.problems = [CellProblem(**p) for p in kept["problems"]]
    plan.units = [Named(t, units.get(u), tuple(s), a, n) for t, u, s, a, n in kept["units"]]
    for *line, texts, changes in kept["rows"]:
        row = _row(line, units)
        row.texts, row.changes = texts, [(a, b, c) for a, b, c in changes]
        plan.rows.append(row)
    return plan


def problems_of(run: ImportRun) -> Iterator[CellProblem]:
    """Every problem of a kept plan."""
    for chunk in run.walk("problems"):
        for found in unpacked(chunk.problems) or []:
            yield CellProblem(**found)
