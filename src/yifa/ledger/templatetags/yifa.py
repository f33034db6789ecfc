"""Tags and filters of the pages; built in, so templates need not load them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    ClearableFileInput,
    FileInput,
    RadioSelect,
    Select,
)
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yifa import law
from yifa.kernel.fields import mask
from yifa.ledger.nav import NavGroup

register = template.Library()
WEEKDAYS = "一二三四五六日"


@register.filter
def day(value: date | datetime | None) -> str:
    """2026-03-02; nothing for None."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value.isoformat() if value else ""


@register.filter
def day_zh(value: date | None) -> str:
    """2026-03-02 星期一."""
    return f"{value.isoformat()} 星期{WEEKDAYS[value.weekday()]}" if value else ""


@register.filter
def weekday(value: date | None) -> str:
    """一 … 日."""
    return WEEKDAYS[value.weekday()] if value else ""


@register.filter
def moment_zh(value: datetime | None) -> str:
    """2026-03-02 09:30, in the office's time zone."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


@register.filter
def ym(value: int | None) -> str:
    """202603 → 2026-03."""
    return f"{value // 100}-{value % 100:02d}" if value else ""


@register.filter
def grouped(value: Any) -> str:
    """1234567 → 1,234,567."""
    return f"{value:,}" if isinstance(value, int) else str(value)


@register.filter
def masked(value: str) -> str:
    """张三丰 → 张某某."""
    return mask(value or "")


@register.filter
def limit_title(limit_id: str) -> str:
    """A limit's title; the id itself when it is not known."""
    book = law.book()
    return book.versions(limit_id)[-1].title_zh if limit_id in book else limit_id


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """mapping[key], or nothing."""
    try:
        return mapping[key]
    except (KeyError, IndexError, TypeError):
        return ""


@register.filter
def kind_of(field: BoundField) -> str:
    """check, group, file, select or input: which markup a form field takes."""
    widget = field.field.widget
    if isinstance(widget, (CheckboxSelectMultiple, RadioSelect)):
        return "group"
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, (ClearableFileInput, FileInput)):
        return "file"
    return "select" if isinstance(widget, Select) else "input"


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's widget with the shell's classes; ARIA attributes come from Django."""
    css = {"check": "form-check-input", "group": "form-check-input", "select": "form-select"}
    names = [css.get(kind_of(field), "form-control"), field.field.widget.attrs.get("class", "")]
    if field.errors:
        names.append("is-invalid")
    attrs: dict[str, str | bool] = {"class": " ".join(n for n in names if n)}
    if type(field.field.widget) is Select:
        return _select(field, attrs)
    return field.as_widget(attrs=attrs)


def _select(field: BoundField, attrs: dict[str, str | bool]) -> SafeString:
    """A plain select, written without a template for every option: a list of units may have hundreds."""
    widget = field.field.widget
    attrs = field.build_widget_attrs(attrs, widget)
    if field.auto_id:
        attrs.setdefault("id", field.auto_id)
    context = widget.get_context(field.html_name, field.value(), attrs)["widget"]
    parts = [format_html('<select name="{}"{}>', context["name"], flatatt(context["attrs"]))]
    for title, options, _index in context["optgroups"]:
        if title:
            parts.append(format_html('<optgroup label="{}">', title))
        parts += [
            format_html(
                '<option value="{}"{}>{}</option>', o["value"], flatatt(o["attrs"]), o["label"]
            )
            for o in options
        ]
        if title:
            parts.append(SafeString("</optgroup>"))
    parts.append(SafeString("</select>"))
    return SafeString("".join(parts))


@register.simple_tag(takes_context=True)
def navigation_groups(context: template.Context) -> list[NavGroup]:
    """The left navigation; a view names its line with `nav` in its context."""
    house = context.get("house")
    return house.navigation_for(context.get("nav") or "") if house else []
