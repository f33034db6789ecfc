"""Cells as offices write them into what forms take: Chinese dates, serial dates, 是/否, labels of choices, unit names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms

from yifa.kernel.organization.models import Unit
from yifa.ledger.importing.units import UnitIndex

_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+00:00(?::00)?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"[23456]\d{4}")
_EPOCH = date(1899, 12, 30)
_YES = {"是", "有", "√", "✓", "y", "yes", "true", "1", "启用"}
_NO = {"否", "无", "×", "✗", "n", "no", "false", "0", "停用"}


@dataclass(frozen=True)
class Said:
    """A cell's value for the form, with what is wrong (`reason`) or doubtful (`doubt`) about it."""

    value: Any
    reason: str = ""
    remedy: str = ""
    doubt: str = ""


def said(text: str, field: forms.Field, units: UnitIndex) -> Said:
    """What `text` means for `field`. Empty text stays empty: whether that is allowed, the form says."""
    if not text:
        return Said("")
    if isinstance(field, forms.DateField):
        return _date(text)
    if isinstance(field, forms.BooleanField):
        return _boolean(text)
    if isinstance(field, forms.ModelChoiceField):
        return _model(text, field, units)
    if isinstance(field, forms.ChoiceField):
        return _choice(text, field)
    if isinstance(field, forms.IntegerField | forms.DecimalField | forms.FloatField):
        return Said(re.sub(r"(?<=\d)[,，](?=\d{3})", "", text))
    return Said(text)


def _date(text: str) -> Said:
    remedy = "请写成 2024-03-05 或者 2024年3月5日"
    doubt = ""
    if found := _DATE.fullmatch(text) or _COMPACT.fullmatch(text):
        parts = tuple(map(int, found.groups()))
    elif _SERIAL.fullmatch(text):
        day = _EPOCH + timedelta(days=int(text))
        return Said(day.isoformat(), doubt=f"按电子表格的日期序数读作 {day.isoformat()}")
    else:
        return Said(text, "认不出这个日期", remedy)
    try:
        return Said(date(*parts).isoformat(), doubt=doubt)
    except ValueError:
        return Said(text, "没有这一天", remedy)


def _boolean(text: str) -> Said:
    word = text.lower()
    if word in _YES or word in _NO:
        return Said(word in _YES)
    return Said(text, "只能是“是”或者“否”", "请改为“是”或者“否”")


def _choice(text: str, field: forms.ChoiceField) -> Said:
    labels: dict[str, str] = {}
    choices: Iterable[tuple[Any, Any]] = field.widget.choices
    for value, label in choices:
        options = label if isinstance(label, list | tuple) else [(value, label)]
        labels |= {str(name): str(code) for code, name in options}
    if text in labels.values():
        return Said(text)
    if text in labels:
        return Said(labels[text])
    known = "、".join(name for name, code in labels.items() if code)
    return Said(text, "不在可选范围内", f"请改为其中之一：{known}")


def _model(text: str, field: Any, units: UnitIndex) -> Said:
    if field.queryset.model is not Unit:
        return Said(text)
    named = units.find(text)
    if named.unit is not None:
        return Said(getattr(named.unit, field.to_field_name or "pk"))
    if named.ambiguous:
        return Said(
            text, "有几个单位叫这个名称", f"请写全称或者单位代码：{'、'.join(named.suggestions)}"
        )
    remedy = f"是否为：{'、'.join(named.suggestions)}" if named.suggestions else "请先登记该单位"
    return Said(text, "组织机构中没有这个单位", remedy)
