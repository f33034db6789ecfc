"""Many figures for one unit in few passes: one select a fact, and many facts in one statement.

A report asks hundreds of figures of dozens of facts. Here each question is a condition over its fact (period, unit and
slice included), the conditions of a fact travel together, and the facts' single lines come back as one union. Answers
are those of `ask.value`, one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from yifa.kernel.figure import ask
from yifa.kernel.figure.emit import SPAN, Whole, whole
from yifa.kernel.figure.engine.django import run_text
from yifa.kernel.figure.fact import Fact
from yifa.kernel.figure.figure import Figure
from yifa.kernel.figure.measure import Change, Distinct, Percentile, Sum, Value
from yifa.kernel.figure.period import Period
from yifa.kernel.figure.predicate import Predicate, Scalar, compiled, quoted
from yifa.kernel.organization.models import Unit

ASKED = 40
"""Questions a select; each takes two columns."""
SELECTS = 40
"""Selects a statement."""
PARAMETERS = 20_000
"""Parameters a statement: what every database takes."""


@dataclass(frozen=True)
class Question:
    """A figure in a period, perhaps for a slice of it."""

    figure: Figure
    period: Period
    slice: tuple[tuple[str, Scalar | None], ...] = ()


@dataclass(frozen=True)
class _Select:
    """The line of one fact: which questions it answers, its text and parameters."""

    questions: tuple[Question, ...]
    sql: str
    params: tuple[Scalar, ...]


def values(questions: Iterable[Question], unit: Unit) -> dict[Question, Value]:
    """Each question's value at and below a unit. Raises `BadFigure` for a slice that a figure does not allow."""
    wanted = list(dict.fromkeys(questions))
    found: dict[Question, Value] = {}
    plain: list[Question] = []
    for q in wanted:
        if isinstance(q.figure.measure, Change):
            plain += [Question(q.figure.measure.of, p, q.slice) for p in _periods(q)]
        elif isinstance(q.figure.measure, Percentile):
            # A histogram is a table, no line.
            found[q] = ask.value(q.figure, q.period, unit, slice=dict(q.slice))
        else:
            plain.append(q)
    found |= _plain(list(dict.fromkeys(plain)), unit)
    for q in wanted:
        if isinstance(q.figure.measure, Change):
            now, then = (found[Question(q.figure.measure.of, p, q.slice)] for p in _periods(q))
            found[q] = ask.change(q.figure, now, then)
    return {q: found[q] for q in wanted}


def _periods(q: Question) -> tuple[Period, Period]:
    return q.period, ask.compared(q.figure, q.period)


def _plain(questions: Sequence[Question], unit: Unit) -> dict[Question, Value]:
    found: dict[Question, Value] = {}
    by_fact: dict[str, list[Question]] = {}
    for q in questions:
        if isinstance(q.figure.measure, (Change, Percentile)):
            found[q] = ask.value(q.figure, q.period, unit, slice=dict(q.slice))
        else:
            by_fact.setdefault(q.figure.fact.id, []).append(q)
    selects = [
        _select(part[at : at + ASKED], unit)
        for part in by_fact.values()
        for at in range(0, len(part), ASKED)
    ]
    for batch in _batches(selects):
        found |= _asked(batch)
    return found


def _batches(selects: Sequence[_Select]) -> Iterable[list[_Select]]:
    batch: list[_Select] = []
    for select in selects:
        params = sum(len(s.params) for s in batch) + len(select.params)
        if batch and (len(batch) == SELECTS or params > PARAMETERS):
            yield batch
            batch = []
        batch.append(select)
    if batch:
        yield batch


def _asked(batch: Sequence[_Select]) -> Mapping[Question, Value]:
    """One statement: the lines padded to one width and numbered."""
    width = max(len(s.questions) for s in batch)
    parts: list[str] = []
    params: list[Scalar] = []
    for n, select in enumerate(batch):
        padding = ", 0" * (2 * (width - len(select.questions)))
        parts.append(f"select {n}, {select.sql.replace('/*more*/', padding)}")
        params += select.params
    found: dict[Question, Value] = {}
    for row in run_text(" union all ".join(parts), params):
        cells = [int(c or 0) for c in row]
        for at, q in enumerate(batch[cells[0]].questions):
            found[q] = ask._value(q.figure, cells[1 + 2 * at], cells[2 + 2 * at])
    return found


def _select(questions: Sequence[Question], unit: Unit) -> _Select:
    """A fact's line. A unit may have stood below another at several times: the spans of a pair never overlap, so a
    row meets each question at most once."""
    fact: Fact = questions[0].figure.fact
    listed: list[str] = []
    params: list[Scalar] = []
    for q in questions:
        asked = whole(q.figure, q.period, None, dict(q.slice))
        for sql, values in (_numerator(asked), _counted(asked, asked.predicate("denominator"))):
            listed.append(sql)
            params += values
    sql = (
        f"{', '.join(listed)}/*more*/ from ({fact.select}) f "
        f'join {SPAN} s on s."unit_id" = f."unit_id" and s."ancestor_id" = ?'
    )
    return _Select(tuple(questions), sql, (*params, unit.pk))


def _fits(asked: Whole, predicate: Predicate) -> tuple[str, tuple[Scalar, ...]]:
    sql, params = compiled(predicate)
    month, at = asked.month()
    return f'{sql} and {month} between s."from_ym" and s."to_ym"', (*params, *at)


def _counted(asked: Whole, predicate: Predicate) -> tuple[str, tuple[Scalar, ...]]:
    sql, params = _fits(asked, predicate)
    return f"sum(case when {sql} then 1 else 0 end)", params


def _numerator(asked: Whole) -> tuple[str, tuple[Scalar, ...]]:
    measure = asked.figure.measure
    if isinstance(measure, (Sum, Distinct)):
        sql, params = _fits(asked, asked.predicate("denominator"))
        each = f"case when {sql} then f.{quoted(measure.column)} end"
        word = f"sum({each})" if isinstance(measure, Sum) else f"count(distinct {each})"
        return word, params
    return _counted(asked, asked.predicate("numerator"))
