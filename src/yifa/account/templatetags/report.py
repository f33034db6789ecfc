"""Filters of the report's pages: where a number leads, its months, its element."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from yifa.account.report import annual_views
from yifa.account.report.export import data_attributes
from yifa.account.report.sheet import Line, NumberFact, Piece
from yifa.kernel.figure import Period
from yifa.kernel.paper import heading_mark

register = template.Library()


@register.filter
def number_url(number: NumberFact, unit: str) -> str:
    """The page of the number's figure."""
    return annual_views.number_url(number, unit)


@register.filter
def mark(line: Line) -> str:
    """一、（一）1. before a heading."""
    return heading_mark(line.level, line.number)


@register.filter
def points(value: Decimal | None) -> str:
    """10, 7.5, or a dash."""
    if value is None:
        return "—"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def months(number: NumberFact) -> str:
    """2025年, or the months the number counts."""
    return str(Period(number.from_ym, number.to_ym))


@register.filter
def anchor(number: NumberFact) -> str:
    """A name for the place that tells how the number was made."""
    said = f"{number.figure}{number.from_ym}{number.to_ym}{number.slice}"
    return "n-" + hashlib.sha256(said.encode()).hexdigest()[:10]


@register.filter
def data_element(piece: Piece) -> SafeString:
    """A `data` element a program can read; every part of it is escaped."""
    from django.utils.html import escape

    assert piece.number is not None
    return mark_safe(f"<data {data_attributes(piece.number)}>{escape(piece.text)}</data>")  # noqa: S308 - escaped piece by piece


@register.filter
def severity(code: str) -> str:
    """The word for a finding's weight."""
    return {"must": _("必须改"), "should": _("应核对"), "hint": _("提示")}.get(code, code)
