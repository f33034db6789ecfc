"""How open work lies today: how long it has waited, and how far what was received has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count as Counted
from django.db.models.expressions import RawSQL

from yifa.kernel import moment
from yifa.kernel.figure.emit import SPAN, Query, row_ids, whole
from yifa.kernel.figure.engine.django import DjangoEngine, placed
from yifa.kernel.figure.fact import Fact
from yifa.kernel.figure.figure import Figure
from yifa.kernel.figure.period import Period
from yifa.kernel.figure.predicate import And, Between, Eq, Le, Predicate, Scalar, compiled
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.procedure import Procedure
from yifa.kernel.organization.models import Unit

AGES = (10, 20, 30, 60, 90, 180)
"""Upper ends of the age groups in calendar days; the last group has none."""


@dataclass(frozen=True)
class Part:
    """One bar: its name and how many matters."""

    label: str
    count: int


def counts(fact: Fact, parts: Sequence[Predicate], unit: Unit, ym: int) -> list[int]:
    """How many rows fit each predicate, at and below a unit by the tree of a month, in one pass."""
    listed: list[str] = []
    params: list[Scalar] = []
    for part in parts:
        sql, values = compiled(part)
        listed.append(f"coalesce(sum(case when {sql} then 1 else 0 end), 0)")
        params += values
    body = (
        f'select {", ".join(listed)} from "fact" f where exists (select 1 from {SPAN} s '  # noqa: S608
        f'where s."unit_id" = f."unit_id" and s."ancestor_id" = ? and ? between s."from_ym" and s."to_ym")'
    )
    (row,) = DjangoEngine().run(Query(fact, body, (*params, unit.pk, ym)))
    return [int(n) for n in row]


def ageing(fact: Fact, procedure: Procedure, unit: Unit) -> list[Part]:
    """Open matters of a procedure by calendar days since they were received, as of today."""
    today = moment.today()

    def ymd(days: int) -> int:
        return int(f"{today - timedelta(days=days):%Y%m%d}")

    open_ = And(Eq("is_open", 1), Eq("procedure", procedure.id))
    names, parts, low = [], [], 0
    for high in AGES:
        names.append(f"{low}—{high}天")
        parts.append(And(open_, Between("received_ymd", ymd(high), ymd(low))))
        low = high + 1
    names.append(f"{low - 1}天以上")
    parts.append(And(open_, Le("received_ymd", ymd(low))))
    found = counts(fact, parts, unit, today.year * 100 + today.month)
    return [Part(name, n) for name, n in zip(names, found, strict=True)]


def reached(fact: Fact, procedure: Procedure, period: Period, unit: Unit) -> list[Part]:
    """Of the matters received in the period, how many came to each state of the procedure, by the journal."""
    received = Figure(
        id="kernel.received", title="收到", fact=fact, period_column="received_ym",
        where=Eq("procedure", procedure.id), definition="收到的事项",
    )  # fmt: skip
    query = row_ids(whole(received, period, unit.pk), "numerator")
    acts = JournalRow.objects.unscoped("totals of a procedure, no row is shown").filter(
        matter__in=RawSQL(placed(query.sql), query.params),  # noqa: S611
        verb="act",
    )
    by_state = dict(
        acts.order_by()
        .values("to_state")
        .annotate(n=Counted("matter", distinct=True))
        .values_list("to_state", "n")
    )
    return [Part(s.title, by_state.get(s.code, 0)) for s in procedure.states if s.code in by_state]
