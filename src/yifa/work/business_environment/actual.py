"""How long the cases of an item really took: asked of the figures, so that this room knows no other room."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from yifa.kernel.figure import Period
from yifa.kernel.figure.ask import value
from yifa.kernel.figure.registry import all_figures
from yifa.kernel.organization.models import Unit

DAYS = "services.case.item_worked"
VISITS = "services.case.visits"
"""The median of working days from acceptance to decision; disaggregated by the item's code."""


def actual_days(item_code: str, unit: Unit, since: date, on: date) -> Decimal | None:
    """The median working days of the item's cases closed between two days at and below the unit; None without cases."""
    figure = next((f for f in all_figures() if f.id == DAYS), None)
    if figure is None:
        return None
    period = Period(since.year * 100 + since.month, on.year * 100 + on.month)
    found = value(figure, period, unit, slice={"item_code": item_code})
    return found.shown
