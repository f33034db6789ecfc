"""Form fields the room asks with: an item by its code, a unit by its code, words of several lines."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from yifa.kernel import moment
from yifa.kernel.matter.context import Work
from yifa.kernel.matter.procedure import StepForm
from yifa.kernel.organization.models import Unit
from yifa.work.services.catalogue import item_on
from yifa.work.services.models import ServiceItem


def words(label: str, rows: int = 3, max_length: int = 2000, **more: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label, max_length=max_length, widget=forms.Textarea({"rows": rows}), **more
    )


def line(label: str, max_length: int = 120, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=max_length, **more)


class ItemField(forms.CharField):
    """An item by its code, in the version of `day`. A batch may give the item itself."""

    def __init__(self, label: str = "事项编码", **more: Any) -> None:
        super().__init__(label=label, max_length=80, **more)
        self.day: date | None = None

    def to_python(self, value: Any) -> Any:
        if isinstance(value, ServiceItem):
            return value
        code = super().to_python(value)
        if not code:
            return ""
        found = item_on(code, self.day or moment.today())
        if found is None:
            raise forms.ValidationError("事项清单中没有这一编码，请从清单中选择", code="unknown")
        return found

    def run_validators(self, value: Any) -> None:
        if not isinstance(value, ServiceItem):
            super().run_validators(value)

    def validate(self, value: Any) -> None:
        if not isinstance(value, ServiceItem):
            super().validate(value)


class ItemForm(StepForm):
    """A step form that names an item, read as it stood on the day of the opening."""

    fits_again = True

    def fit(self, work: Work) -> None:
        field = self.fields.get("item")
        if isinstance(field, ItemField):
            field.day = work.matter.received_on


class UnitField(forms.CharField):
    """A unit by its code; closed ones take nothing any more."""

    def __init__(self, label: str = "单位代码", **more: Any) -> None:
        super().__init__(label=label, max_length=40, **more)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, Unit):
            return value
        code = super().to_python(value)
        if not code:
            return ""
        found = Unit.objects.filter(code=code, closed_on=None).first()
        if found is None:
            raise forms.ValidationError("没有这一单位代码，或者该单位已撤销", code="unknown")
        return found

    def run_validators(self, value: Any) -> None:
        if not isinstance(value, Unit):
            super().run_validators(value)
