"""Asking the room's registers from inside its acts."""

from __future__ import annotations

from typing import Any

from yifa.kernel.entry.models import Entry
from yifa.kernel.organization.models import Unit


def standing_key(model: type[Entry], key: str, unit: Unit | None = None) -> Any:
    """The entry that stands under this key today (of this unit, if given), or None."""
    rows = (
        model.objects.unscoped("a key is checked, no content is shown").standing().filter(key=key)
    )
    return (rows.filter(unit=unit) if unit else rows).first()
