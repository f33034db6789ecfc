"""Form fields that step forms of every room ask with."""

from __future__ import annotations

from django import forms


def day(label: str, help_text: str = "", *, required: bool = True) -> forms.DateField:
    """A date field with the browser's own picker."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput({"type": "date"}),
    )
