"""How a plain field's value is taken directly where its text is plainly right: one value, or a whole column at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})?")
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_ASKED_SINGLY, _ROWS_HELD = 8, 20_000
_TEXT = {str, type(None)}

Take = Callable[[Any], Any]
TakeAll = Callable[[Sequence[Any]], "list[Any] | None"]
UNPROVED: Any = object()
"""Stands in a column for a value that the form must judge."""


class Unproved(Exception):
    """The value is not plainly right; the form must say."""


class Column:
    """The values of one field in many rows. Not for threads: one a batch."""

    def __init__(self, field: forms.Field) -> None:
        maker = _MAKERS.get(type(field))
        self._quick = maker(field) if maker else None
        self._whole = _text_column(field) if self._quick and maker is _text else None
        self._clean = field.clean

    def one(self, value: Any) -> Any:
        """The field's clean value. Raises `Unproved` or `ValidationError` when the form must say."""
        if self._quick is not None:
            try:
                return self._quick(value)
            except Unproved:
                pass
        return self._clean(value)

    def many(self, values: Sequence[Any]) -> list[Any]:
        """The clean values in order, `UNPROVED` among them. Of repeated texts each is looked at once."""
        if self._whole is not None and (found := self._whole(values)) is not None:
            return found
        if self._quick is not None and set(map(type, values)) <= _TEXT:
            distinct = set(values)
            if len(distinct) * 2 <= len(values):
                known = {value: self._proved(value) for value in distinct}
                return [known[value] for value in values]
        return [self._proved(value) for value in values]

    def _proved(self, value: Any) -> Any:
        try:
            return self.one(value)
        except (Unproved, ValidationError):
            return UNPROVED


def _text_column(field: Any) -> TakeAll | None:
    """A column of texts at once, where only their length is asked for; None when some value has to be looked at."""
    limits = _text_limits(field)
    if limits is None or limits[2]:
        return None
    longest, shortest, _ = limits
    strip, required, empty = field.strip, field.required, field.empty_value

    def take(values: Sequence[Any]) -> list[Any] | None:
        if set(map(type, values)) != {str}:
            return None
        texts = [value.strip() for value in values] if strip else list(values)
        sizes = set(map(len, texts))
        if 0 in sizes and (required or empty != ""):
            return None
        sizes.discard(0)
        if sizes and (min(sizes) < shortest or (longest is not None and max(sizes) > longest)):
            return None
        return None if "\x00" in "".join(texts) else texts

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


def _text_limits(field: Any) -> tuple[int | None, int, list[re.Pattern[str]]] | None:
    """(longest, shortest, patterns) when the field's validators ask for nothing else."""
    longest: int | None = None
    shortest, patterns = 0, []
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
    return longest, shortest, patterns


def _text(field: Any) -> Take | None:
    limits = _text_limits(field)
    if limits is None:
        return None
    longest, shortest, patterns = limits
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


def _day(field: Any) -> Take | None:
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


def _moment(field: Any) -> Take | None:
    """A moment as the field itself reads ISO text: where the office stands."""
    if field.validators or field.localize:
        return None
    required = field.required

    def take(value: Any) -> Any:
        if (value is None or value == "") and not required:
            return None
        if type(value) is not str or not _ISO_MOMENT.fullmatch(value):
            raise Unproved
        try:
            return from_current_timezone(datetime.fromisoformat(value))
        except ValueError:
            raise Unproved from None

    return take


def _whole(field: Any) -> Take | None:
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


def _decimal(field: Any) -> Take | None:
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


def _choice(field: Any) -> Take | None:
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


def _truth(field: Any) -> Take | None:
    if field.validators:
        return None
    required = field.required

    def take(value: Any) -> Any:
        if type(value) is not bool or (required and not value):
            raise Unproved
        return value

    return take


def _row(field: Any) -> Take | None:
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


_MAKERS: dict[type[forms.Field], Callable[[Any], Take | None]] = {
    forms.CharField: _text, forms.RegexField: _text, forms.DateField: _day, forms.DateTimeField: _moment,
    forms.IntegerField: _whole,
    forms.DecimalField: _decimal, forms.ChoiceField: _choice, forms.BooleanField: _truth,
    forms.ModelChoiceField: _row,
}  # fmt: skip
