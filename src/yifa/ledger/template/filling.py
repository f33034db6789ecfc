"""Filling a superior's workbook: each bound cell its value, its words, and how the number was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import islice
from pathlib import PurePath
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yifa.kernel import moment
from yifa.kernel.dossier.files import keep
from yifa.kernel.entry.enter import enter
from yifa.kernel.errors import NotAllowed, Refusal
from yifa.kernel.figure import Figure, Period, Value, ask, figure_of
from yifa.kernel.figure.frozen import closed, frozen_value, line_of, version_of
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.ledger.exporting import matters
from yifa.ledger.pages.filters import FilterForm, scope_units
from yifa.ledger.rooms import ledger_of
from yifa.ledger.template import binding, workbook
from yifa.ledger.template.binding import Binding, Kind, Part
from yifa.ledger.template.models import Rhythm, SuperiorTemplate, TemplateFill
from yifa.ledger.template.registers import FILL

_MONTHS = {Rhythm.MONTH: 1, Rhythm.QUARTER: 3, Rhythm.HALF: 6, Rhythm.YEAR: 12}


@dataclass(frozen=True)
class Filled:
    """One bound cell with what goes into it.

    `value` is a number, words, or for a block its lines; `text` for people; `comment` how it was made; `provisional`:
    of a period nobody signed off.
    """

    binding: Binding
    value: Any
    text: str
    comment: str = ""
    provisional: bool = False
    percent: bool = False
    definition: str = ""
    url: str = ""


def periods(rhythm: str, today: date, most: int = 12) -> list[Period]:
    """The periods that have begun, newest first."""
    length = _MONTHS[Rhythm(rhythm)]
    start = (today.month - 1) // length * length + 1
    now = Period(today.year * 100 + start, today.year * 100 + start + length - 1)
    return [now.shifted(-length * n) for n in range(most)]


def values(
    actor: Actor, template: SuperiorTemplate, period: Period, base: str = ""
) -> list[Filled]:
    """What every bound cell would be filled with now. `base` makes the query links absolute."""
    units = {u.code: u for u in Unit.objects.filter(pk__in=actor.units())}
    found = []
    for b in binding.read(template.bindings):
        if b.kind == Kind.FIGURE:
            unit = units.get(b.unit) if b.unit else template.unit
            figure = figure_of(b.figure, binding.months(b.over, period))
            if unit is None or not ask.may_see(actor, figure, unit):
                raise NotAllowed(
                    _("%(place)s 绑定的单位不在您的查阅范围") % {"place": b.place},
                    remedy=_("请由任职覆盖该单位的人填报"),
                )
            found.append(_figure(b, figure, binding.months(b.over, period), unit, base))
        elif b.kind == Kind.ROWS:
            found.append(_rows(actor, b, period))
        else:
            found.append(_words(actor, b, template, period))
    return found


def _figure(b: Binding, figure: Figure, period: Period, unit: Unit, base: str) -> Filled:
    freeze = closed(unit, period, final=True)
    line = line_of(freeze, b.figure) if freeze is not None else None
    if freeze is not None and line is not None:
        figure, value, at = version_of(line), frozen_value(line), freeze.cut_off
        state = _("已封账，第 %(n)s 版") % {"n": freeze.edition}
    else:
        value, at, state = ask.value(figure, period, unit), moment.now(), _("未封账，暂定")
    shown = {
        Part.NUMERATOR: value.numerator, Part.DENOMINATOR: value.denominator, Part.SHOWN: value.shown,
    }[Part(b.part)]  # fmt: skip
    url = base + _link(figure, period, unit, b.part)
    made = _comment(figure, period, unit, value, at, state, url)
    return Filled(
        b, _number(shown), value.text if b.part == Part.SHOWN else str(shown), made, line is None,
        b.part == Part.SHOWN and figure.unit_word == "%", figure.digest(), url,
    )  # fmt: skip


def _number(shown: Decimal | int | None) -> int | float | str:
    if shown is None:
        return "—"
    return int(shown) if shown == int(shown) else float(shown)


def _link(figure: Figure, period: Period, unit: Unit, part: str) -> str:
    """To the rows of exactly this number."""
    asked = {"unit": unit.code, "from": period.from_ym, "to": period.to_ym}
    if part == Part.DENOMINATOR:
        asked["part"] = "denominator"
    return reverse("figure_rows_export", args=[figure.id, "xlsx"]) + f"?{urlencode(asked)}"


def _comment(
    figure: Figure, period: Period, unit: Unit, value: Value, at: datetime, state: str, url: str
) -> str:
    lines = [f"{_('指标')}：{figure.title}（{figure.id}）", f"{_('口径')}：{figure.definition}"]
    if figure.cite:
        lines.append(f"{_('依据')}：{figure.cite}")
    lines.append(f"{_('期间')}：{period}；{_('单位')}：{unit}{_('及其下级')}")
    made = value.text
    if value.denominator is not None:
        made += f"（{value.numerator}/{value.denominator}）"
    cut = timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if timezone.is_aware(at) else str(at)
    lines += [
        f"{_('取值')}：{made}",
        f"{_('数据截止')}：{cut}（{state}）",
        f"{_('原始记录')}：{url}",
    ]
    return "\n".join(lines)


def _rows(actor: Actor, b: Binding, period: Period) -> Filled:
    found = ledger_of(b.ledger)
    if found is None:
        raise Refusal(_("没有台账 %(id)s") % {"id": b.ledger}, remedy=_("请重新绑定"))
    data = QueryDict(mutable=True)
    for name, ym in (("from", period.from_ym), ("to", period.to_ym)):
        data[f"{b.by}_{name}"] = f"{ym // 100}-{ym % 100:02d}"
    ledger = replace(found[1], defaults={})
    view = matters.view(actor, ledger, FilterForm(data, ledger, scope_units(actor)))
    at = {head: n for n, head in enumerate(view.heads)}
    picked = [at[head] for head in b.columns.values()]
    taken = list(islice(view.lines, b.most + 1))
    if len(taken) > b.most:
        raise Refusal(
            _("%(place)s 起只留了 %(n)s 行，台账里不止这些") % {"place": b.place, "n": b.most},
            remedy=_("请在模板里多留几行并改大绑定的行数"),
        )
    lines = [[_plain(line[n]) for n in picked] for line in taken]
    return Filled(b, lines, _("%(n)s 行") % {"n": len(lines)})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return [value.year, value.month, value.day]
    return float(value) if isinstance(value, Decimal) else value


def _words(actor: Actor, b: Binding, template: SuperiorTemplate, period: Period) -> Filled:
    said = {
        "unit": template.unit.name, "period": str(period), "person": actor.name,
        "day": moment.today().isoformat(),
    }[b.words]  # fmt: skip
    return Filled(b, said, said)


def produced(template: SuperiorTemplate, found: Sequence[Filled], author: str) -> bytes:
    """The workbook with the values in it."""
    cells, blocks = [], []
    for f in found:
        _column, row = workbook.place(f.binding.at)
        if f.binding.kind == Kind.ROWS:
            letters = [workbook.place(f"{c}1")[0] for c in f.binding.columns]
            blocks.append(
                {"sheet": f.binding.sheet, "row": row, "columns": letters, "lines": f.value}
            )
        else:
            cells.append({
                "sheet": f.binding.sheet, "at": f.binding.at, "value": f.value, "comment": f.comment,
                "percent": f.percent and not isinstance(f.value, str),
            })  # fmt: skip
    return workbook.filled(workbook.kept(template.digest), cells, blocks, author)


def fill(
    actor: Actor, template: SuperiorTemplate, period: Period, *, provisional: bool, base: str = ""
) -> TemplateFill:
    """Fill the template for a period and keep the file. Raises `Refusal`; then nothing was recorded.

    A period that is not signed off for every number needs `provisional`, and its file says so.
    """
    found = values(actor, template, period, base)
    if not found:
        raise Refusal(_("还没有绑定任何单元格"), remedy=_("请先绑定，再填报"))
    open_ = [f.binding.place for f in found if f.provisional]
    if open_ and not provisional:
        raise Refusal(
            _("%(n)s 个数的期间还没有封账：%(places)s")
            % {"n": len(open_), "places": "、".join(open_[:5])},
            remedy=_("请先由负责人封账，或者勾选“按暂定数填报”"),
        )
    raw = produced(template, found, actor.name)
    digest, size = keep(BytesIO(raw))
    stem = PurePath(template.file_name).stem
    name = f"{stem}-{period}{_('（暂定）') if open_ else ''}.xlsx"
    cells = {
        f.binding.place: {
            "binding": f.binding.said, "text": f.text, "figure": f.binding.figure,
            "definition": f.definition, "provisional": f.provisional,
        }
        for f in found
    }  # fmt: skip
    filled = {
        "template_key": template.key, "template_version": template.version, "from_ym": period.from_ym,
        "to_ym": period.to_ym, "provisional": bool(open_), "file_name": name, "digest": digest,
        "size": size, "cells": cells, "person": actor.name,
    }  # fmt: skip
    done = enter(
        actor, FILL, filled, unit=template.unit, reason=_("填报%(period)s") % {"period": period}
    )
    assert isinstance(done.entry, TemplateFill)
    return done.entry
