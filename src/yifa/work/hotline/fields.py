"""Form fields the room's forms are made of."""

from __future__ import annotations

from typing import Any

from django import forms

from yifa.kernel.matter.inputs import day as day
from yifa.kernel.organization.models import Unit


def words(label: str, rows: int = 4, max_length: int = 4000, **more: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label, max_length=max_length, widget=forms.Textarea({"rows": rows}), **more
    )


def line(label: str, max_length: int = 120, **more: Any) -> forms.CharField:
    """A text of one line."""
    return forms.CharField(label=label, max_length=max_length, **more)


def tick(label: str, help_text: str = "") -> forms.BooleanField:
    """A box that may stay empty."""
    return forms.BooleanField(label=label, required=False, help_text=help_text)


def unit(label: str, help_text: str = "") -> forms.ModelChoiceField[Unit]:
    """One unit that is not closed, by its code."""
    return forms.ModelChoiceField(
        Unit.objects.filter(closed_on=None).order_by("code"), label=label, help_text=help_text,
        to_field_name="code",
    )  # fmt: skip


def units(label: str, help_text: str = "") -> forms.ModelMultipleChoiceField[Unit]:
    """Any number of units that are not closed, by their codes."""
    return forms.ModelMultipleChoiceField(
        Unit.objects.filter(closed_on=None).order_by("code"), label=label, help_text=help_text,
        to_field_name="code", required=False,
    )  # fmt: skip


def days(label: str, initial: int, most: int = 60) -> forms.IntegerField:
    """A number of working days that stands in the assignment itself."""
    return forms.IntegerField(label=label, min_value=1, max_value=most, initial=initial)
