"""A form's fields as JSON Schema (2020-12)."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.choices import CallableChoiceIterator

Schema = dict[str, Any]
MOST_CHOICES = 200
"""Beyond so many codes a list in the document helps nobody."""


def of_form(form: type[forms.Form]) -> Schema:
    """`data` of a step with this form; files are sent beside it, as parts of a multipart body."""
    fields = {n: f for n, f in form.base_fields.items() if not isinstance(f, forms.FileField)}
    found: Schema = {"type": "object", "properties": {n: of_field(f) for n, f in fields.items()}}
    if required := [n for n, f in fields.items() if f.required]:
        found["required"] = required
    return found


def files_of(form: type[forms.Form]) -> dict[str, Schema]:
    """The files a form takes."""
    return {
        n: _told({"type": "string", "contentMediaType": "application/octet-stream"}, f)
        for n, f in form.base_fields.items()
        if isinstance(f, forms.FileField)
    }


def of_field(field: forms.Field) -> Schema:
    """One field: its type, bounds, codes with their words, label and help."""
    return _told(_type(field), field)


def _told(found: Schema, field: forms.Field) -> Schema:
    if field.label:
        found["title"] = str(field.label)
    if field.help_text:
        found["description"] = str(field.help_text)
    return found


def _type(field: forms.Field) -> Schema:
    match field:
        case forms.BooleanField():
            return {"type": "boolean", "const": True} if field.required else {"type": "boolean"}
        case forms.DecimalField():
            return _bounds({"type": "number"}, field)
        case forms.IntegerField():
            return _bounds({"type": "integer"}, field)
        case forms.DateTimeField():
            return {"type": "string", "format": "date-time"}
        case forms.DateField():
            return {"type": "string", "format": "date"}
        case forms.ModelMultipleChoiceField():
            return {"type": "array", "items": _key(field), "uniqueItems": True}
        case forms.ModelChoiceField():
            return _key(field)
        case forms.MultipleChoiceField():
            return {"type": "array", "items": codes(field), "uniqueItems": True}
        case forms.ChoiceField():
            return codes(field)
        case forms.URLField():
            return _text({"type": "string", "format": "uri"}, field)
        case forms.EmailField():
            return _text({"type": "string", "format": "email"}, field)
        case forms.RegexField():
            return _text(_pattern(field), field)
        case forms.CharField():
            return _text({"type": "string"}, field)
    return {"type": "string"}


def codes(field: Any) -> Schema:
    """The codes a choice knows, each with its words; those that stand in records are any text: they change, this does not."""
    if isinstance(field.choices, CallableChoiceIterator):
        return {"type": "string", "maxLength": 120}
    pairs = flat(field.choices)
    if not pairs or len(pairs) > MOST_CHOICES:
        return {"type": "string"}
    return {"type": "string", "oneOf": [{"const": code, "title": words} for code, words in pairs]}


def flat(choices: Any) -> list[tuple[str, str]]:
    """(code, words) of choices, groups taken apart; the empty answer is the field left out."""
    found: list[tuple[str, str]] = []
    for code, words in choices:
        if isinstance(words, (list, tuple)):
            found += flat(words)
        elif str(code) not in {c for c, _w in found} | {""}:
            found.append((str(code), str(words)))
    return found


def _key(field: Any) -> Schema:
    if field.to_field_name:
        return {"type": "string", "maxLength": 120}
    return {"type": "integer", "minimum": 1}


def _bounds(found: Schema, field: Any) -> Schema:
    if field.min_value is not None:
        found["minimum"] = _plain(field.min_value)
    if field.max_value is not None:
        found["maximum"] = _plain(field.max_value)
    return found


def _plain(value: Any) -> int | float:
    return int(value) if value == int(value) else float(value)


def _text(found: Schema, field: Any) -> Schema:
    if field.required:
        found["minLength"] = max(1, field.min_length or 0)
    elif field.min_length:
        found["minLength"] = field.min_length
    if field.max_length:
        found["maxLength"] = field.max_length
    return found


def _pattern(field: Any) -> Schema:
    """The pattern, where it says the same in ECMA 262."""
    text = field.regex.pattern
    plain = not re.search(r"\(\?|\\[AZz]", text) and not field.regex.flags & re.IGNORECASE
    return {"type": "string", "pattern": text} if plain else {"type": "string"}
