"""Raw rows for figure tests: matters and units written straight to the tables, and a reader in plain Python."""

from __future__ import annotations

from datetime import date

from yifa.kernel.figure import (
    And,
    Between,
    Eq,
    Fact,
    Ge,
    In,
    IsNull,
    Le,
    Not,
    NotIn,
    Or,
)
from yifa.kernel.matter.models import Matter, Party
from yifa.kernel.organization.models import FOREVER_YM, Unit, UnitSpan

LETTERS = Fact(
    id="test_letter", title="来信", room="test", procedures=("test.letter",),
    labels={"outcome": {"granted": "予以公开", "refused": "不予公开"}},
)  # fmt: skip
PARTIES = Fact(
    id="test_party", title="当事人", room="test", procedures=("test.letter",), child=Party,
    columns={"kind": "child.kind"},
)  # fmt: skip


def unit(code: str, parent: Unit | None = None) -> Unit:
    return Unit.objects.create(
        code=code,
        name=f"{code}单位",
        short_name=code,
        kind="town",
        opened_on=date(2000, 1, 1),
        parent=parent,
    )


def span(
    below: Unit, above: Unit, depth: int, from_ym: int = 200001, to_ym: int = FOREVER_YM
) -> None:
    UnitSpan.objects.create(unit=below, ancestor=above, depth=depth, from_ym=from_ym, to_ym=to_ym)


def letter(at: Unit, received_ym: int = 201903, **values) -> Matter:
    """One matter of `test.letter`; the title is what a figure must never show."""
    plain = {
        "room": "test", "procedure": "test.letter", "procedure_since": date(2020, 1, 1), "title": "某某来信",
        "state": "received", "received_on": date(received_ym // 100, received_ym % 100, 5),
        "last_on": date(received_ym // 100, received_ym % 100, 5),
    }  # fmt: skip
    return Matter.objects.create(unit=at, received_ym=received_ym, **(plain | values))


def fits(predicate, row: Matter) -> bool:
    """Whether a row fits, by plain reading: the oracle the engines are measured against."""
    match predicate:
        case Eq(column, value):
            return getattr(row, column) == value
        case In(column, values):
            return getattr(row, column) in values
        case NotIn(column, values):
            return getattr(row, column) not in values
        case Between(column, low, high):
            return getattr(row, column) is not None and low <= getattr(row, column) <= high
        case Ge(column, value):
            return getattr(row, column) is not None and getattr(row, column) >= value
        case Le(column, value):
            return getattr(row, column) is not None and getattr(row, column) <= value
        case IsNull(column):
            return getattr(row, column) is None
        case Not(part):
            return not fits(part, row)
        case And(parts):
            return all(fits(p, row) for p in parts)
        case Or(parts):
            return any(fits(p, row) for p in parts)
