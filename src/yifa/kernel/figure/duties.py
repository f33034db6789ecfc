"""Duties as figures: what recurs (monthly boards, quarterly reports), and how much of it was met in time."""

from __future__ import annotations

from yifa.kernel.duty.models import Obligation
from yifa.kernel.figure.fact import YES_NO, Column, Fact
from yifa.kernel.figure.figure import Figure
from yifa.kernel.figure.measure import Ratio
from yifa.kernel.figure.predicate import And, Eq, IsNull, Not, Or, Passed


def obligations(room: str) -> Fact:
    """The obligations of a room's duties, one row a period."""
    return Fact(
        id=f"{room}_obligation", title="周期义务", room=room, rows=Obligation,
        columns={
            "kind": Column("duty.kind", title="履行记录的种类"),
            "every": Column("duty.every", title="周期"),
            "period_ym": Column("row.period_ym", kind="ym", title="义务所属月份"),
            "due_ymd": Column("row.due_on", title="到期日"),
            "met_ymd": Column("row.met_on", title="履行日"),
            "is_nil": Column("row.is_nil", title="零报告"),
            "on_time": Column("row.on_time", title="按期", labels=YES_NO),
        },
    )  # fmt: skip


def compliance(figure_id: str, title: str, fact: Fact, kind: str, **more: str) -> Figure:
    """Of a kind of duty due in the period (met, or its day passed): those met in time. `more`: definition, cite, source."""
    due = Or(Not(IsNull("met_ymd")), Passed("due_ymd"))
    return Figure(
        id=figure_id, title=title, fact=fact, measure=Ratio(Eq("on_time", 1)), where=And(Eq("kind", kind), due),
        period_column="period_ym", unit_word="%", decimals=2,
        definition=more["definition"], cite=more.get("cite", ""), source=more.get("source", "周期义务台账"),
    )  # fmt: skip
