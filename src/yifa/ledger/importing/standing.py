"""What stands in a register, beside what a file says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist

from yifa.kernel.entry.models import Entry
from yifa.kernel.entry.register import Register

_CHUNK = 500


def latest(register: Register, keys: Iterable[str]) -> dict[str, Entry]:
    """The last version of each key that has one."""
    wanted = list(dict.fromkeys(keys))
    found: dict[str, Entry] = {}
    for at in range(0, len(wanted), _CHUNK):
        rows = register.model.objects.unscoped("an import is compared with what stands")
        rows = rows.filter(key__in=wanted[at : at + _CHUNK]).select_related("unit")
        for row in rows.order_by("version"):
            found[row.key] = row
    return found


def differences(
    register: Register, entry: Entry, data: dict[str, Any]
) -> list[tuple[str, str, str]]:
    """(label, old, new) of every column that the data would change: what the write door calls changed."""
    labels = {n: str(f.label or n) for n, f in register.form().fields.items()}
    columns = {f.name for f in entry._meta.concrete_fields}
    return [
        (
            labels.get(name, name),
            _shown(entry, name, getattr(entry, name)),
            _shown(entry, name, value),
        )
        for name, value in data.items()
        if name in columns and getattr(entry, name) != value
    ]


def _shown(entry: Entry, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    choices = dict(entry._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(value, value)) if value is not None else ""


def values_of(register: Register, entry: Entry) -> dict[str, Any]:
    """The form values that would enter this version again; fields that are no column are left out."""
    values: dict[str, Any] = {}
    for name, field in register.form().fields.items():
        try:
            entry._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        value = getattr(entry, name)
        if isinstance(field, forms.ModelChoiceField) and value is not None:
            value = getattr(value, field.to_field_name or "pk")
        elif isinstance(value, date):
            value = value.isoformat()
        values[name] = "" if value is None else value
    return values
