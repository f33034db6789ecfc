"""What the item catalogue says of an item, read through the register: this room keeps no second catalogue."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from yifa.kernel.entry.register import register_of
from yifa.work.business_environment.models import Indicator

REGISTER = "service_item"
COLUMNS: dict[str, str] = {
    Indicator.DAYS: "promised_amount",
    Indicator.STEPS: "process_steps",
    Indicator.COST: "cost_yuan",
    Indicator.MATERIALS: "materials_handed",
    Indicator.VISITS: "visits",
}
"""Which column of the catalogue promises which indicator."""


@dataclass(frozen=True)
class Item:
    """An item as the catalogue has it on a day."""

    code: str
    name: str
    promised: dict[str, Decimal]


def item_on(code: str, on: date) -> Item | None:
    """The item as it stands on a day; None when the catalogue has no such item then."""
    rows = register_of(REGISTER).model.objects.unscoped("the catalogue is everybody's")
    found = rows.standing(on).filter(key=code).first()
    if found is None:
        return None
    return Item(code, found.name, promised_by(found))


def promised_on(on: date, units: Collection[int], codes: Collection[str]) -> list[Item]:
    """The items of some units, and those named, as they stood on a day with what each promised."""
    rows = register_of(REGISTER).model.objects.unscoped("the catalogue is everybody's").standing(on)
    found = rows.filter(Q(unit__in=units) | Q(key__in=codes)).order_by("key", "pk")
    return [Item(row.key, row.name, promised_by(row)) for row in found]


def promised_by(row: Any) -> dict[str, Decimal]:
    """What one version of an item promises; a time counted in other days than working days is not compared."""
    promised = {}
    for indicator, column in COLUMNS.items():
        value = getattr(row, column)
        if indicator == Indicator.DAYS and row.promised_unit != "working_day":
            continue
        if value is not None:
            promised[indicator] = Decimal(value)
    return promised
