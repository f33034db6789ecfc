"""Validating many rows of one form: the same answer as the form gives, without building a form for every row.

A Django form copies its fields for every instance, and its fields try their formats one by one. For many rows a `Cleaner`
keeps one copy of the fields and, where a field is a plain one and its text is plainly right, takes the value directly.
Whatever is not plainly right is said by the real form, so the messages are always the form's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict

from yifa.kernel.entry.takes import UNPROVED, Column

_PLAIN_WIDGETS = (
    forms.TextInput, forms.Textarea, forms.NumberInput, forms.DateInput, forms.URLInput, forms.EmailInput,
    forms.Select, forms.RadioSelect, forms.HiddenInput,
)  # fmt: skip
"""Widgets that give the value as it is."""
_OWN_WAYS = (
    "__init__", "full_clean", "is_valid", "errors", "add_prefix", "_clean_fields", "_clean_form", "_post_clean",
    "_clean_bound_field", "_widget_data_value", "get_initial_for_field",
)  # fmt: skip
"""What a form may not have changed for its rows to be cleaned outside of it."""


class Cleaner:
    """Cleans rows of one form class. Not for threads: one cleaner a batch."""

    def __init__(self, form: type[forms.Form]) -> None:
        self.form = form
        blank = form()
        own = any(getattr(form, n, None) is not getattr(forms.Form, n, None) for n in _OWN_WAYS)
        odd = any(f.disabled or isinstance(f, forms.FileField) for f in blank.fields.values())
        self.by_form = own or odd or form.prefix is not None
        """Whether every row needs the real form."""
        self._names = tuple(blank.fields)
        self._columns = [
            (n, None if type(f.widget) in _PLAIN_WIDGETS else f.widget, Column(f))
            for n, f in blank.fields.items()
        ]
        self._hooks = {n: f"clean_{n}" for n in self._names if hasattr(form, f"clean_{n}")}
        self._whole = getattr(form, "clean", None) is not forms.Form.clean
        self._bound = form(data={}) if self._hooks or self._whole else None
        self.proved: dict[int, dict[str, Any]] = {}
        """Of the last rows' refused ones: what their other fields say. Empty where the form judges rows as a whole."""
        self._looks = self._bound is not None or any(w is not None for _, w, _ in self._columns)

    def clean(self, values: Mapping[str, Any]) -> dict[str, Any] | None:
        """The form's cleaned data, or None when only the form can say (mostly: what is wrong)."""
        return self.clean_many([values])[0]

    def clean_many(self, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any] | None]:
        """The same for many rows, column by column."""
        names = [name for name, widget, _ in self._columns if widget is None]
        columns = {name: [values.get(name) for values in rows] for name in names}
        return self.clean_columns(columns, len(rows), lambda: rows)

    def clean_columns(
        self, columns: Mapping[str, Sequence[Any]], count: int, rows: Callable[[], Sequence[Mapping[str, Any]]],
    ) -> list[dict[str, Any] | None]:  # fmt: skip
        """The same for values that come by column; `rows` gives them by row, for who has to look at a whole one."""
        if self.by_form or not self._columns:
            return [None] * count
        blank = (None,) * count
        whole = rows() if self._looks else ()
        taken = [
            column.many(columns.get(name, blank))
            if widget is None
            else column.many([widget.value_from_datadict(values, {}, name) for values in whole])
            for name, widget, column in self._columns
        ]
        names = self._names
        found: list[dict[str, Any] | None] = [
            dict(zip(names, values)) for values in zip(*taken)  # noqa: B905 - same lengths
        ]  # fmt: skip
        self.proved = {}
        for column in taken:
            if UNPROVED in column:
                for at, value in enumerate(column):
                    if value is UNPROVED and (data := found[at]) is not None:
                        self.proved[at] = {n: v for n, v in data.items() if v is not UNPROVED}
                        found[at] = None
        if self._bound is None:
            return found
        self.proved = {}
        return [
            None if data is None else self._judged(values, data)
            for values, data in zip(whole, found, strict=True)
        ]

    def _judged(self, values: Mapping[str, Any], taken: dict[str, Any]) -> dict[str, Any] | None:
        """What the form's own `clean_field` and `clean` make of a row whose fields are right."""
        bound: Any = self._bound
        bound.data, bound._errors = values, ErrorDict()  # what full_clean begins with
        data = bound.cleaned_data = {} if self._hooks else taken
        try:
            if self._hooks:
                for name, value in taken.items():
                    data[name] = value
                    if name in self._hooks:
                        data[name] = getattr(bound, self._hooks[name])()
            if self._whole:
                found = bound.clean()
                data = bound.cleaned_data if found is None else found
        except ValidationError:
            return None
        return None if bound.errors else data
