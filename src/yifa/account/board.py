"""Dashboards: every figure of a room with its course, how open work has aged, how far work came, and units compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from yifa.account.asked import READERS, Asked, asked_of
from yifa.account.chart import Chart, Funnel, Spark, chart, funnel, spark
from yifa.account.lines import compared
from yifa.kernel import moment
from yifa.kernel.figure import Fact, Figure, Period, all_figures, ask, cube, figure_of, grid, spread
from yifa.kernel.figure.grid import Course
from yifa.kernel.figure.measure import Value
from yifa.kernel.matter.procedure import Procedure
from yifa.kernel.matter.registry import procedures_of
from yifa.ledger.access import access
from yifa.ledger.rooms import room_of


@dataclass(frozen=True)
class Told:
    """One line of a dashboard."""

    figure: Figure
    value: Value
    spark: Spark | None


def room_title(code: str) -> str:
    room = room_of(code)
    return room.title if room else code


def until_now(year: Period) -> Period:
    """The months of a year that have begun; a year to come is shown whole, empty."""
    today = moment.today().year * 100 + moment.today().month
    return Period(year.from_ym, today) if year.from_ym <= today <= year.to_ym else year


def told(figures: Sequence[Figure], asked: Asked) -> tuple[list[Told], datetime]:
    """Each figure with its course so far, from the cube where it stands ready, and up to when records are counted."""
    now = moment.now()
    found: dict[str, Course] = dict(cube.courses(figures, asked.period, asked.unit))
    if found:
        states = cube.states()
        facts = {f.fact.id for f in figures if f.id in found}
        now = min((states[f].folded_at for f in facts if f in states), default=now)
    rest = [f for f in figures if f.id not in found]
    found |= grid.courses(rest, asked.period, asked.unit)
    begun = len(until_now(asked.period).months)
    lines = [Told(f, found[f.id].value, _spark(f, found[f.id].months[:begun])) for f in figures]
    return lines, timezone.localtime(now)


def _spark(figure: Figure, months: Sequence[Value]) -> Spark | None:
    values: list[Decimal | None] = [v.shown for v in months]
    return spark(values) if any(v.rows for v in months) else None


def seen_by(asked: Asked, words: str = "", room: str = "") -> list[Figure]:
    """Figures the reader may see for the unit, in the version of the period; `words` all occur in name or definition."""
    kept = []
    for f in all_figures():
        text = f"{f.id} {f.title} {f.definition} {f.cite}".lower()
        fits = all(w in text for w in words.lower().split()) and (not room or f.room == room)
        if fits and ask.may_see(asked.actor, f, asked.unit):
            kept.append(figure_of(f.id, asked.period))
    return kept


@access(*READERS)
def figures(request: HttpRequest) -> HttpResponseBase:
    """Every figure by room, with its value and course for the unit and year; `q` searches names and definitions."""
    asked = asked_of(request)
    words = request.GET.get("q", "").strip()
    lines, cut_off = told(seen_by(asked, words), asked)
    rooms: dict[str, dict[str, Any]] = {}
    for line in lines:
        code = line.figure.room
        rooms.setdefault(code, {"title": room_title(code), "lines": []})["lines"].append(line)
    context = {
        "asked": asked, "words": words, "rooms": rooms, "cut_off": cut_off, "nav": "figures",
    }  # fmt: skip
    return render(request, "account/figures.html", context)


@access(*READERS)
def room(request: HttpRequest, room_code: str) -> HttpResponseBase:
    """A room's work in pictures, each with its table."""
    asked = asked_of(request, room=room_code)
    found = seen_by(asked, room=room_code)
    if not found:
        raise Http404(_("没有这一业务的指标"))
    lines, cut_off = told(found, asked)
    shapes = [_shape(fact, p, asked) for fact, p in _procedures(room_code, found)]
    compare = _comparable(request, found)
    unit_rows = ask.by(compare, "unit", asked.period, asked.unit) if compare else []
    context = {
        "asked": asked, "title": room_title(room_code), "lines": lines, "cut_off": cut_off, "nav": "figures",
        "shapes": [s for s in shapes if s["waiting"] or s["reached"]], "compare": compare, "figures": found,
        "units": compared(unit_rows, lambda r: _unit_url(asked, compare, r)) if compare else [],
    }  # fmt: skip
    return render(request, "account/room.html", context)


def _procedures(room_code: str, found: Sequence[Figure]) -> list[tuple[Fact, Procedure]]:
    """The room's procedures, each with a fact that has one row a matter."""
    facts = {f.fact.id: f.fact for f in found if f.fact.of_matters and f.fact.child is None}
    pairs = []
    for procedure in procedures_of(room_code):
        fact = next((f for f in facts.values() if procedure.id in f.procedures), None)
        if fact is not None:
            pairs.append((fact, procedure))
    return pairs


def _shape(fact: Fact, procedure: Procedure, asked: Asked) -> dict[str, Any]:
    waiting = spread.ageing(fact, procedure, asked.unit)
    reached = spread.reached(fact, procedure, asked.period, asked.unit)
    points = [(p.label, f"{p.label} {p.count}件", Decimal(p.count)) for p in waiting]
    some = any(p.count for p in waiting)
    drawn: Chart | None = chart(points, bars=True, width=640) if some else None
    steps: Funnel = funnel([(p.label, p.count) for p in reached])
    return {
        "title": procedure.title, "waiting": waiting if some else [], "chart": drawn,
        "reached": reached, "funnel": steps,
    }  # fmt: skip


def _comparable(request: HttpRequest, found: Sequence[Figure]) -> Figure | None:
    """The figure by which units are compared: the one asked for, else the first."""
    asked_for = request.GET.get("compare", "")
    return next((f for f in found if f.id == asked_for), found[0] if found else None)


def _unit_url(asked: Asked, figure: Figure, row: ask.Row) -> str:
    unit = next((u for u in asked.units if u.pk == row.key), None)
    return "?" + asked.query(unit=unit.code, compare=figure.id) if unit and not row.own else ""
