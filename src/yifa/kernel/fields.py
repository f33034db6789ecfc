"""Classified fields: which columns hold personal data, and how they are kept.

`PersonalField` (names, organisations' contacts) is stored in plain and masked in lists and public output;
`SensitiveField` (identity numbers, phones, addresses) is encrypted at rest and looked up through a
`BlindIndexField` (PIPL art. 28; GB/T 22239-2019 8.1.4.8). While keys rotate a value may stand under an older
key's index: look up with `crypto.blinds(text)` and `__in`.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from yifa.kernel import crypto


class PersonalField(models.CharField):  # type: ignore[type-arg]
    """A natural person's name or like: plain at rest, masked outside the handling unit."""

    classification = "personal"


class SensitiveField(models.TextField):  # type: ignore[type-arg]
    """Encrypted at rest; in memory plain text."""

    classification = "sensitive"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return crypto.decrypt(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return crypto.encrypt(text) if text else text


class BlindIndexField(models.CharField):  # type: ignore[type-arg]
    """Keyed digest of another field, kept in step on save: exact look-up without plain text."""

    def __init__(self, of: str = "", **kwargs: Any) -> None:
        self.of = of
        kwargs.setdefault("max_length", 32)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs.setdefault("db_index", True)
        kwargs.setdefault("editable", False)
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        plain = getattr(model_instance, self.of) or ""
        value = crypto.blind(plain) if plain else ""
        setattr(model_instance, self.attname, value)
        return value


def mask(text: str, keep: int = 1) -> str:
    """A person's name for lists and public pages: the first character and 某.

    >>> mask("张三丰")
    '张某某'
    """
    return text[:keep] + "某" * max(len(text) - keep, 0) if text else ""
