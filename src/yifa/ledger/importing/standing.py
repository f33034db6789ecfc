"""What stands in a register, beside what a file says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from yifa.kernel.entry.models import Entry
from yifa.kernel.entry.register import Register

_CHUNK = 2_000


def latest(register: Register, keys: Iterable[str]) -> dict[str, Entry]:
    """The last version of each key that has one."""
    wanted = list(dict.fromkeys(keys))
    found: dict[str, Entry] = {}
    for at in range(0, len(wanted), _CHUNK):
        rows = register.model.objects.unscoped("an import is compared with what stands")
        rows = rows.filter(key__among=wanted[at : at + _CHUNK]).select_related("unit")
        for row in rows.order_by("version"):
            found[row.key] = row
    return found


def differences(
    fields: Mapping[str, forms.Field], entry: Entry, data: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """(label, old, new) of every column that the data would change: what the write door calls changed."""
    columns = {f.name for f in entry._meta.concrete_fields}
    return [
        (
            str(fields[name].label or name) if name in fields else name,
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


class Unkept(LookupError):
    """A version does not keep what a form field asks for."""


def kept(fields: Mapping[str, forms.Field], entry: Entry, name: str) -> Any:
    """What a version keeps of a form field: its column, else that of the row it was entered together with.

    A unit's 简称 and 类别 stand with the unit, not with its placement. Raises `Unkept`.
    """
    columns = {f.name: f for f in entry._meta.concrete_fields}
    if name in columns:
        return getattr(entry, name)
    for beside, column in columns.items():
        if not column.is_relation or beside in fields or beside == "unit":
            continue
        row = getattr(entry, beside)
        if row is not None and name in {f.name for f in row._meta.concrete_fields}:
            return getattr(row, name)
    raise Unkept(name)


def values_of(fields: Mapping[str, forms.Field], entry: Entry) -> dict[str, Any]:
    """The form values that would enter this version again; what it does not keep is left out."""
    values: dict[str, Any] = {}
    for name, field in fields.items():
        try:
            value = kept(fields, entry, name)
        except Unkept:
            continue
        if isinstance(field, forms.ModelChoiceField) and value is not None:
            value = getattr(value, field.to_field_name or "pk")
        elif isinstance(value, date):
            value = value.isoformat()
        values[name] = "" if value is None else value
    return values
