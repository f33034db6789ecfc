"""Pages of one figure: its value and how it was made, the rows behind it, and its data as CSV and JSON."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from yifa.account.asked import READERS, Asked, asked_of, slice_of
from yifa.account.board import room_title, until_now
from yifa.account.chart import Chart, chart
from yifa.account.explain import explained, query_text
from yifa.account.lines import Compared, compared, lines, ordered
from yifa.kernel import moment
from yifa.kernel.figure import (
    Change,
    Figure,
    Period,
    UnknownFigure,
    ask,
    figure_of,
    versions_of,
)
from yifa.kernel.figure.ask import Row
from yifa.kernel.figure.cli import value_json
from yifa.kernel.figure.emit import Part
from yifa.ledger.access import access

PER_PAGE = 50


def _figure(figure_id: str, period: Period | None = None) -> Figure:
    try:
        return figure_of(figure_id, period)
    except UnknownFigure as unknown:
        raise Http404(str(unknown)) from unknown


def _asked(request: HttpRequest, figure_id: str) -> tuple[Figure, Asked]:
    """The figure in the version of the period asked about."""
    asked = asked_of(request, room=_figure(figure_id).room)
    return _figure(figure_id, asked.period), asked


@access(*READERS)
def figure(request: HttpRequest, figure_id: str) -> HttpResponseBase:
    """One figure: value, trend, comparison of units, splits, and how it was made."""
    found, asked = _asked(request, figure_id)
    chosen = slice_of(request, found)
    period, unit = asked.period, asked.unit
    year = Period.year(asked.year)
    months = ask.series(found, until_now(year), unit, slice=chosen)
    splits = [
        (
            found.fact.column(c).title,
            _linked(asked, c, ask.by(found, c, period, unit, slice=chosen)),
        )
        for c in found.base().disaggregations
        if c not in chosen
    ]
    units = compared(
        ask.by(found, "unit", period, unit, slice=chosen),
        lambda r: _unit_url(asked, r, chosen) if not r.own else "",
    )
    context = {
        "asked": asked, "figure": found, "room": room_title(found.room),
        "value": ask.value(found, period, unit, slice=chosen),
        "before": None if isinstance(found.measure, Change)
        else ask.value(found, period.year_before(), unit, slice=chosen),
                "chosen": [(found.fact.column(c).title, found.fact.label(c, v)) for c, v in chosen.items()],
        "whole_url": f"?{asked.query()}",
        "months": compared(months, lambda r: _month_url(asked, r, chosen)), "chart": _trend(found, months), "splits": splits,
        "units": units,
        "lines": explained(found, period, unit), "sql": query_text(found, period, unit),
        "digest": found.digest(), "versions": versions_of(found.id), "cut_off": timezone.localtime(moment.now()),
        "query": asked.query() + _slice_query(chosen), "nav": "figures",
    }  # fmt: skip
    return render(request, "account/figure.html", context)


def _slice_query(chosen: dict[str, Any]) -> str:
    return "".join("&" + urlencode({f"by.{c}": "" if v is None else v}) for c, v in chosen.items())


def _linked(asked: Asked, column: str, found: list[Row]) -> list[Compared]:
    return compared(
        found, lambda r: "?" + asked.query(**{f"by.{column}": "" if r.key is None else r.key})
    )


def _unit_url(asked: Asked, row: Row, chosen: dict[str, Any]) -> str:
    """To the same page of a unit below, where the reader's posts cover it."""
    unit = next((u for u in asked.units if u.pk == row.key), None)
    return "?" + asked.query(unit=unit.code) + _slice_query(chosen) if unit else ""


def _month_url(asked: Asked, row: Row, chosen: dict[str, Any]) -> str:
    return "?" + asked.query(month=int(str(row.key)[-2:])) + _slice_query(chosen)


def _trend(found: Figure, months: list[Row]) -> Chart:
    points = [
        (str(int(str(r.key)[-2:])), f"{r.label} {r.value.text}", r.value.shown) for r in months
    ]
    return chart(points, bars=not found.base().is_ratio and not isinstance(found.measure, Change))


@access(*READERS)
def rows(request: HttpRequest, figure_id: str) -> HttpResponseBase:
    """The rows a figure was made of: those the reader may see, and how many there are in all."""
    found, asked = _asked(request, figure_id)
    chosen = slice_of(request, found)
    part: Part = "denominator" if request.GET.get("part") == "denominator" else "numerator"
    value = ask.value(found, asked.period, asked.unit, slice=chosen)
    total = value.numerator if found.is_ratio and part == "numerator" else value.rows
    visible = ask.visible_rows(
        asked.actor, found, asked.period, asked.unit, slice=chosen, part=part
    )
    page = Paginator(ordered(found, visible), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked, "figure": found, "part": part, "page": page, "total": total,
        "hidden": total - page.paginator.count, "lines": lines(found, page.object_list),
        "chosen": [(found.fact.column(c).title, found.fact.label(c, v)) for c, v in chosen.items()],
        "query": asked.query() + _slice_query(chosen), "nav": "figures",
    }  # fmt: skip
    return render(request, "account/rows.html", context)


def _data(found: Figure, asked: Asked) -> list[tuple[str, Row]]:
    """The whole, the months, the units and every split, each with the name of what it is split by."""
    period, unit = asked.period, asked.unit
    value = ask.value(found, period, unit)
    data = [(_("合计"), Row(None, str(period), value))]
    data += [(_("月份"), r) for r in ask.series(found, period, unit)]
    data += [(_("单位"), r) for r in ask.by(found, "unit", period, unit)]
    for column in found.base().disaggregations:
        data += [(found.fact.column(column).title, r) for r in ask.by(found, column, period, unit)]
    return data


def _plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@access(*READERS)
def data_csv(request: HttpRequest, figure_id: str) -> HttpResponseBase:
    """The figure with its splits as CSV for a spreadsheet (UTF-8 with mark)."""
    found, asked = _asked(request, figure_id)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("指标编号"), _("指标"), _("单位"), _("期间"), _("细分"), _("项目"), _("值"), _("分子"), _("分母")])  # fmt: skip
    for split, row in _data(found, asked):
        v = row.value
        shown = "" if v.shown is None else str(v.shown)
        denominator = "" if v.denominator is None else v.denominator
        head = [found.id, found.title, asked.unit.name, str(asked.period), split, row.label]
        writer.writerow([*map(_plain, head), shown, v.numerator, denominator])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.id}-{asked.year}.csv"'
    return answer


@access(*READERS)
def data_json(request: HttpRequest, figure_id: str) -> HttpResponseBase:
    """The figure with its splits and its definition as JSON."""
    found, asked = _asked(request, figure_id)
    said = {
        "id": found.id, "title": found.title, "definition": found.definition, "cite": found.cite,
        "source": found.source, "definition_digest": found.digest(), "unit": asked.unit.code,
        "from_ym": asked.period.from_ym, "to_ym": asked.period.to_ym, "cut_off": moment.now().isoformat(),
        "unit_word": found.unit_word,
        "values": [
            {"split": split, "key": r.key, "label": r.label} | value_json(r.value)
            for split, r in _data(found, asked)
        ],
    }  # fmt: skip
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 1})
