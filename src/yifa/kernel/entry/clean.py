"""Validating many rows of one form: the same answer as the form gives, without building a form for every row.

A Django form copies its fields for every instance, and its fields try their formats one by one. For many rows a `Cleaner`
keeps one copy of the fields and, where a field is a plain one and its text is plainly right, takes the value directly.
Whatever is not plainly right is said by the real form, so the messages are always the form's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE = re.compile(r"-?[0-9]{1,15}")
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
_ASKED_SINGLY, _ROWS_HELD = 8, 20_000


class Unproved(Exception):
    """The value is not plainly right; the form must say."""


_Take = Callable[[Any], Any]


class Cleaner:
    """Cleans rows of one form class. Not for threads: one cleaner a batch."""

    def __init__(self, form: type[forms.Form]) -> None:
        self.form = form
        blank = form()
        own = any(getattr(form, n, None) is not getattr(forms.Form, n, None) for n in _OWN_WAYS)
        odd = any(f.disabled or isinstance(f, forms.FileField) for f in blank.fields.values())
        self.by_form = own or odd or form.prefix is not None
        """Whether every row needs the real form."""
        self._takes = [(n, _given(n, f), _take(f)) for n, f in blank.fields.items()]
        self._hooks = {n: f"clean_{n}" for n in blank.fields if hasattr(form, f"clean_{n}")}
        self._whole = getattr(form, "clean", None) is not forms.Form.clean
        self._bound = form(data={}) if self._hooks or self._whole else None

    def clean(self, values: Mapping[str, Any]) -> dict[str, Any] | None:
        """The form's cleaned data, or None when only the form can say (mostly: what is wrong)."""
        if self.by_form:
            return None
        bound = self._bound
        data: dict[str, Any] = {}
        if bound is not None:
            bound.data, bound.cleaned_data = values, data
            setattr(bound, "_errors", ErrorDict())  # noqa: B010 - what full_clean begins with
        try:
            for name, given, take in self._takes:
                data[name] = take(given(values))
                if name in self._hooks:
                    data[name] = getattr(bound, self._hooks[name])()
            if self._whole and bound is not None:
                found = bound.clean()
                data = bound.cleaned_data if found is None else found
        except (Unproved, ValidationError):
            return None
        return None if bound is not None and bound.errors else data


def _given(name: str, field: forms.Field) -> Callable[[Mapping[str, Any]], Any]:
    widget = field.widget
    if type(widget) in _PLAIN_WIDGETS:
        return lambda values: values.get(name)
    return lambda values: widget.value_from_datadict(values, {}, name)


def _take(field: forms.Field) -> _Take:
    """How a field's value is taken: directly where its text is plainly right, else as the field itself cleans it."""
    maker = _MAKERS.get(type(field))
    quick = maker(field) if maker else None
    clean = field.clean
    if quick is None:
        return clean

    def take(value: Any) -> Any:
        try:
            return quick(value)
        except Unproved:
            return clean(value)

    return take


def _bounds(field: Any) -> tuple[Any, Any] | None:
    """(least, most) when the field's validators ask for nothing else."""
    known = (
        validators.MinValueValidator,
        validators.MaxValueValidator,
        validators.DecimalValidator,
    )
    if any(type(v) not in known for v in field.validators):
        return None
    least = [v.limit_value for v in field.validators if type(v) is validators.MinValueValidator]
    most = [v.limit_value for v in field.validators if type(v) is validators.MaxValueValidator]
    if any(callable(v) for v in (*least, *most)):
        return None
    return max(least, default=None), min(most, default=None)


def _text(field: Any) -> _Take | None:
    longest, shortest, patterns = None, 0, []
    for v in field.validators:
        kind = type(v)
        if kind is validators.MaxLengthValidator and not callable(v.limit_value):
            longest = v.limit_value if longest is None else min(longest, v.limit_value)
        elif kind is validators.MinLengthValidator and not callable(v.limit_value):
            shortest = max(shortest, v.limit_value)
        elif kind is validators.RegexValidator and not v.inverse_match:
            patterns.append(v.regex)
        elif kind is not validators.ProhibitNullCharactersValidator:
            return None
    strip, required, empty = field.strip, field.required, field.empty_value

    def take(value: Any) -> Any:
        if value is None:
            value = ""
        elif type(value) is not str:
            raise Unproved
        text = value.strip() if strip else value
        if not text:
            if required:
                raise Unproved
            return empty
        size = len(text)
        if (longest is not None and size > longest) or size < shortest or "\x00" in text:
            raise Unproved
        for pattern in patterns:
            if not pattern.search(text):
                raise Unproved
        return text

    return take


def _day(field: Any) -> _Take | None:
    dashed = [str(f) for f in field.input_formats if str(f).startswith(("%Y-", "%G-"))]
    if field.validators or not dashed or dashed[0] != "%Y-%m-%d":
        return None
    required = field.required

    def take(value: Any) -> Any:
        if type(value) is date:
            return value
        if value is None or value == "":
            if required:
                raise Unproved
            return None
        if type(value) is str and _ISO.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                raise Unproved from None
        raise Unproved

    return take


def _whole(field: Any) -> _Take | None:
    bounds = _bounds(field)
    if bounds is None or field.localize:
        return None
    least, most = bounds
    required = field.required

    def take(value: Any) -> Any:
        if (value is None or value == "") and not required:
            return None
        if type(value) is not str or not _WHOLE.fullmatch(value):
            raise Unproved
        number = int(value)
        if (least is not None and number < least) or (most is not None and number > most):
            raise Unproved
        return number

    return take


def _decimal(field: Any) -> _Take | None:
    bounds, digits, places = _bounds(field), field.max_digits, field.decimal_places
    if bounds is None or field.localize or digits is None or places is None or digits <= places:
        return None
    least, most = bounds
    tail = rf"(?:\.[0-9]{{1,{places}}})?" if places else ""
    plain = re.compile(rf"-?[0-9]{{1,{digits - places}}}{tail}")
    required = field.required

    def take(value: Any) -> Any:
        if (value is None or value == "") and not required:
            return None
        if type(value) is not str or not plain.fullmatch(value):
            raise Unproved
        number = Decimal(value)
        if (least is not None and number < least) or (most is not None and number > most):
            raise Unproved
        return number

    return take


def _choice(field: Any) -> _Take | None:
    if field.validators:
        return None
    known: set[str] = set()
    for code, label in field.choices:
        inner = label if isinstance(label, list | tuple) else [(code, label)]
        known |= {str(one) for one, _ in inner}
    required = field.required

    def take(value: Any) -> Any:
        if value is None or value == "":
            if required:
                raise Unproved
            return ""
        if isinstance(value, str) and str(value) in known:
            return str(value)
        raise Unproved

    return take


def _truth(field: Any) -> _Take | None:
    if field.validators:
        return None
    required = field.required

    def take(value: Any) -> Any:
        if type(value) is not bool or (required and not value):
            raise Unproved
        return value

    return take


def _row(field: Any) -> _Take | None:
    """A row of another table: asked for once a value, and all of them at once when many values come."""
    if field.validators:
        return None
    known: dict[Any, Any] = {}
    clean, key = field.clean, field.to_field_name or "pk"
    asked = 0

    def take(value: Any) -> Any:
        nonlocal asked
        if type(value) not in (str, int):
            raise Unproved
        if value in known:
            return known[value]
        asked += 1
        if asked == _ASKED_SINGLY:
            for row in field.queryset.all()[:_ROWS_HELD]:
                known[str(getattr(row, key))] = row
            if value in known:
                return known[value]
        known[value] = clean(value)
        return known[value]

    return take


_MAKERS: dict[type[forms.Field], Callable[[Any], _Take | None]] = {
    forms.CharField: _text, forms.RegexField: _text, forms.DateField: _day, forms.IntegerField: _whole,
    forms.DecimalField: _decimal, forms.ChoiceField: _choice, forms.BooleanField: _truth,
    forms.ModelChoiceField: _row,
}  # fmt: skip
