"""Cells as offices write them into what forms take: Chinese dates, serial dates, 万元, 是/否, labels of choices, names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from django import forms
from stdnum.cn import ric, uscc

from yifa.kernel.organization.models import Unit, User
from yifa.ledger.importing.destination import Column
from yifa.ledger.importing.marks import CUT, filled, is_blank, is_cut, loose, narrow
from yifa.ledger.importing.units import PersonIndex, UnitIndex

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE = re.compile(
    r"(\d{4})\s*[-/.年．。、—]\s*(\d{1,2})\s*[-/.月．。、—]\s*(\d{1,2})\s*[日号]?(?:[\sT]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
    r"(?:\s*[（(]?(?:星期|周)[一二三四五六日天][）)]?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"[23456]\d{4}(?:\.\d+)?")
_EPOCH = date(1899, 12, 30)
_YES = {"是", "有", "√", "✓", "y", "yes", "true", "1", "启用", "对"}
_NO = {"否", "无", "×", "✗", "n", "no", "false", "0", "停用", "没有"}
_SCALES = {"元": Decimal(1), "万元": Decimal(10**4), "亿元": Decimal(10**8)}
_HEADING_UNIT = re.compile(r"(亿元|万元|元)\s*[)）\]】]?\s*$")
_MONEY = re.compile(r"[¥￥]?\s*(-?[\d,，]+(?:\.\d+)?)\s*(亿元|万元|亿|万|元)?(?:整|人民币)?")
_PLAIN_MONEY = re.compile(r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,4})?")
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3})")


_CHOICES_TOLD = 12


@dataclass(frozen=True)
class Said:
    """A cell's value for the form, with what is wrong (`reason`) or doubtful (`doubt`) about it."""

    value: Any
    reason: str = ""
    remedy: str = ""
    doubt: str = ""


Hearing = Callable[[str], Any]
"""From a cell's text to the form's value, or to `Said` where something is to be said about it. Empty stays empty."""


def hearing(column: Column, heading: str, units: UnitIndex, people: PersonIndex) -> Hearing:
    """How this column's cells are understood, made once a sheet."""
    f = column.field
    if f is None:
        return _as_it_is
    if isinstance(f, forms.DateField):
        return _date
    if isinstance(f, forms.BooleanField):
        return _boolean
    if isinstance(f, forms.ModelChoiceField):
        return _model(f, units, people)
    if isinstance(f, forms.MultipleChoiceField):
        return _several(_choice(f))
    if isinstance(f, forms.ChoiceField):
        return _choice(f)
    if isinstance(f, forms.DecimalField):
        return _amount(f, heading)
    if isinstance(f, forms.IntegerField | forms.FloatField):
        return _number
    if column.sensitive and ("证件" in column.label or "身份证" in column.label):
        return _identity  # before the credit code: a column may ask for either
    if "信用代码" in column.label or column.name.endswith("uscc"):
        return _credit_code
    return _code if isinstance(f, forms.RegexField) else _as_it_is


def _as_it_is(text: str) -> Any:
    """Free words stay as written, even 无: they say something."""
    return Said(text, *CUT) if is_cut(text) else text


def _code(text: str) -> Any:
    return Said(text, *CUT) if is_cut(text) else narrow(filled(text))


def _number(text: str) -> Any:
    if is_cut(text):
        return Said(text, *CUT)
    return _THOUSANDS.sub("", narrow(filled(text)))


def heard_all(hear: Hearing, texts: Sequence[str]) -> Sequence[Any]:
    """A column as it is heard, cell by cell in order; a text that stands often is heard once."""
    if hear is _as_it_is:
        return texts
    distinct = set(texts)
    if len(distinct) * 2 <= len(texts):
        known = {text: hear(text) for text in distinct}
        return [known[text] for text in texts]
    return [hear(text) for text in texts]


def _date(text: str) -> Any:
    if not text or _ISO.fullmatch(text):
        try:
            return text if not text else date.fromisoformat(text).isoformat()
        except ValueError:
            return Said(text, "没有这一天", _DATE_REMEDY)
    if found := _DATE.fullmatch(text) or _COMPACT.fullmatch(text):
        try:
            return date(*map(int, found.groups())).isoformat()
        except ValueError:
            return Said(text, "没有这一天", _DATE_REMEDY)
    if _SERIAL.fullmatch(text):
        day = _EPOCH + timedelta(days=int(float(text)))
        return Said(day.isoformat(), doubt=f"按电子表格的日期序数读作 {day.isoformat()}")
    if is_blank(text):
        return ""
    why = next((why for shape, why in _UNCLEAR if shape.fullmatch(text)), "认不出这个日期")
    return Said(text, why, _DATE_REMEDY)


_UNCLEAR = (
    (re.compile(r"\d{1,2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?"), "年份只有两位，分不清年、月、日"),
    (re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"), "分不清哪个是月、哪个是日"),
    (re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*月?"), "没有写是哪一日"),
    (re.compile(r"\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?"), "没有写年份"),
)  # fmt: skip
_DATE_REMEDY = "请写成 2024-03-05 或者 2024年3月5日"


def _boolean(text: str) -> Any:
    if not text:
        return ""
    word = text.lower()
    if word in _YES or word in _NO:
        return word in _YES
    if is_blank(text):
        return ""
    return Said(text, "只能是“是”或者“否”", "请改为“是”或者“否”")


def _choice(f: forms.ChoiceField) -> Hearing:
    labels: dict[str, str] = {}
    choices: Any = f.choices
    for value, label in choices:
        options = label if isinstance(label, list | tuple) else [(value, label)]
        labels |= {str(name): str(code) for code, name in options}
    codes = set(labels.values())
    shown = [name for name, code in labels.items() if code]
    known = "、".join(shown[:_CHOICES_TOLD]) + ("等" if len(shown) > _CHOICES_TOLD else "")
    bare = [re.split(r"[（(]", name)[0].strip() for name in labels]
    labels = {
        b: c for b, c in zip(bare, labels.values(), strict=True) if bare.count(b) == 1
    } | labels
    alike = {loose(name): code for name, code in labels.items()}

    def hear(text: str) -> Any:
        if text in codes or not text:
            return text
        if text in labels:
            return labels[text]
        if is_blank(text):
            return ""
        if (same := alike.get(loose(text))) is not None:
            return same
        near = get_close_matches(text, labels, n=2, cutoff=0.6)
        hint = f"是否为：{'、'.join(near)}。" if near else ""
        return Said(text, "不在可选范围内", f"{hint}请改为其中之一：{known}")

    return hear


def _several(one: Hearing) -> Hearing:
    def hear(text: str) -> Any:
        heard = [one(t) for t in re.split(r"[、，,；;]\s*", text) if t]
        wrong = next((h for h in heard if isinstance(h, Said)), None)
        return wrong or [h for h in heard if h]

    return hear


def _amount(f: forms.DecimalField, heading: str) -> Hearing:
    """Money with its unit: the cell's own, else the heading's, into the field's; exact, never through a float."""
    about = f"{f.label}{f.help_text}"
    field_unit = next((u for u in ("亿元", "万元", "元") if u in about), "")
    if not field_unit:
        return _number
    found = _HEADING_UNIT.search(heading)
    heading_unit = found.group(1) if found else field_unit
    own = heading_unit == field_unit
    places = f.decimal_places or 0
    remedy = f"请写成数字，单位{heading_unit}"

    def hear(text: str) -> Any:
        if is_blank(text):
            return ""
        if own and _PLAIN_MONEY.fullmatch(text):
            return text
        got = _MONEY.fullmatch(text)
        if got is None:
            return Said(text, "认不出这个金额", remedy)
        unit = got.group(2) or heading_unit
        unit = unit if unit.endswith("元") else f"{unit}元"
        try:
            value = (
                Decimal(re.sub(r"[,，]", "", got.group(1))) * _SCALES[unit] / _SCALES[field_unit]
            )
        except InvalidOperation:
            return Said(text, "认不出这个金额", remedy)
        if unit == field_unit:
            return str(value)
        exact = value.quantize(Decimal(1).scaleb(-places))
        if exact != value:
            return Said(text, f"换算成{field_unit}后超过 {places} 位小数", "请核对金额和单位")
        return f"{exact:f}"

    return hear


def _credit_code(text: str) -> Any:
    if is_cut(text):
        return Said(text, *CUT)
    code = narrow(filled(text))
    if not code or (len(code) == 18 and uscc.is_valid(code)):
        return code
    return Said(code, doubt="不符合统一社会信用代码的校验规则（GB 32100）")


def _identity(text: str) -> Any:
    """A person's identity number or an organization's code: doubtful where its check digit says so."""
    if is_cut(text):
        return Said(text, *CUT)
    number = narrow(filled(text))
    if len(number) != 18 or not (number.isascii() and number.isalnum()):
        return number  # a passport, a military card, an old number of 15 digits
    if ric.is_valid(number) or uscc.is_valid(number):
        return number
    persons = number[:17].isdigit() and number[17] in "0123456789Xx"
    return Said(
        number, doubt="不符合居民身份证号码的校验规则（GB 11643）" if persons else "不符合统一社会信用代码的校验规则（GB 32100）"
    )  # fmt: skip


def masked(text: str) -> str:
    """A sensitive cell as problems show it.

    >>> masked("330702199001011234")
    '330…34（18 位）'
    """
    return f"{text[:3]}…{text[-2:]}（{len(text)} 位）" if len(text) > 7 else "…"


def _model(f: Any, units: UnitIndex, people: PersonIndex) -> Hearing:
    if f.queryset.model is Unit:
        return _unit(f, units)
    if f.queryset.model is not User:
        return _as_it_is

    def hear(text: str) -> Any:
        if is_blank(text):
            return ""
        person, near = people.find(text)
        if person is not None:
            return str(getattr(person, f.to_field_name or "pk"))
        remedy = f"是否为：{'、'.join(near)}" if near else "请先登记账号"
        return Said(text, "没有这个人员，或者有几个人员叫这个名字", remedy)

    return hear


def _unit(f: Any, units: UnitIndex) -> Hearing:
    def hear(text: str) -> Any:
        if is_blank(text):
            return ""
        named = units.find(text)
        if named.unit is not None:
            return getattr(named.unit, f.to_field_name or "pk")
        if named.ambiguous:
            return Said(
                text,
                "有几个单位叫这个名称",
                f"请写全称或者单位代码：{'、'.join(named.suggestions)}",
            )
        remedy = (
            f"是否为：{'、'.join(named.suggestions)}" if named.suggestions else "请先登记该单位"
        )
        return Said(text, "组织机构中没有这个单位", remedy)

    return hear
