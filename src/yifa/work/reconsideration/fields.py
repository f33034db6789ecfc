"""Form fields the room's forms are made of."""

from __future__ import annotations

from typing import Any

from django import forms

from yifa.kernel.matter.inputs import day as day


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
