"""Figures, read only: the value with its definition, its parts, and the rows it was made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse

from yifa.api import query
from yifa.api.answer import answer
from yifa.api.caller import Caller
from yifa.api.door import controller
from yifa.api.problem import invalid
from yifa.kernel import moment
from yifa.kernel.errors import NotAllowed
from yifa.kernel.figure import Figure, Period, UnknownFigure, all_figures, ask, figure_of
from yifa.kernel.figure.chapter import code_of
from yifa.kernel.figure.cli import value_json
from yifa.kernel.figure.emit import Part
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import READING
from yifa.kernel.scope.actor import Actor
from yifa.ledger.pages.keyset import SIZE

QUESTION = frozenset({"unit", "year", "month"})
PARTS = ("numerator", "denominator")
FIRST_YEAR, LAST_YEAR = 1949, 2999


@dataclass(frozen=True)
class Question:
    """A figure of a unit in a period, perhaps of one slice."""

    figure: Figure
    unit: Unit
    period: Period
    slice: dict[str, int | str | None]


def listed(request: HttpRequest, caller: Caller) -> HttpResponse:
    """`GET /api/figures/`: every figure with its definition."""
    query.only(request, frozenset())
    return answer({"figures": [defined(f) for f in all_figures()]})


def defined(figure: Figure) -> dict[str, Any]:
    """What a figure counts."""
    return {
        "id": figure.id, "title": figure.title, "room": figure.room, "definition": figure.definition,
        "cite": figure.cite, "source": figure.source, "unit_word": figure.unit_word, "ratio": figure.is_ratio,
        "disaggregations": list(figure.base().disaggregations), "definition_digest": figure.digest(),
        "url": f"/api/figures/{figure.id}/",
    }  # fmt: skip


def figure(request: HttpRequest, caller: Caller, figure_id: str) -> HttpResponse:
    """`GET /api/figures/{figure}/`: its value; with `by`, split by units, months or an allowed column."""
    asked = question(caller.actor, figure_id, request, frozenset({"by"}))
    found = asked.figure
    columns = ("unit", "month", *found.base().disaggregations)
    by = query.choice(request.GET, "by", columns)
    value = ask.value(found, asked.period, asked.unit, slice=asked.slice)
    told = defined(found) | {
        "unit": asked.unit.code, "from_ym": asked.period.from_ym, "to_ym": asked.period.to_ym,
        "cut_off": moment.now().isoformat(), "value": value_json(value),
        "rows_url": f"/api/figures/{found.id}/rows/?{_again(request)}",
    }  # fmt: skip
    if by:
        split = ask.by(found, by, asked.period, asked.unit, slice=asked.slice)
        told["by"] = by
        told["split"] = [
            {"key": None if r.key is None else str(r.key), "label": r.label, "own": r.own}
            | value_json(r.value)
            for r in split
        ]
    return answer(told)


def rows(request: HttpRequest, caller: Caller, figure_id: str) -> HttpResponse:
    """`GET /api/figures/{figure}/rows/`: the records behind it that the caller may read, and how many there are in all."""
    asked = question(caller.actor, figure_id, request, frozenset({"part", "after"}))
    found = asked.figure
    part = cast(Part, query.choice(request.GET, "part", PARTS) or "numerator")
    after = query.number(request.GET, "after", 0, 10**18 - 1)
    value = ask.value(found, asked.period, asked.unit, slice=asked.slice)
    total = value.numerator if found.is_ratio and part == "numerator" else value.rows
    visible = ask.visible_rows(
        caller.actor, found, asked.period, asked.unit, slice=asked.slice, part=part
    )
    walk = visible.filter(pk__gt=after) if after is not None else visible
    fact = found.fact
    child = fact.of_matters and fact.child is not None
    walk = walk.select_related("matter__unit" if child else "unit")
    taken = list(walk.order_by("pk")[: SIZE + 1])
    following = None
    if len(taken) > SIZE:
        kept = request.GET.copy()
        kept["after"] = str(taken[SIZE - 1].pk)
        following = f"{request.path}?{kept.urlencode()}"
    return answer(
        {
            "part": part, "total": total, "next": following,
            "rows": [_row(found, r.matter if child else r, r.pk) for r in taken[:SIZE]],
        }
    )  # fmt: skip


def _row(figure: Figure, row: Any, pk: int) -> dict[str, Any]:
    """A record without title and party: those stand with the record itself, within scope."""
    fact = figure.fact
    number = row.number if fact.of_matters else getattr(row, "key", None) or row.period
    return {
        "id": pk, "number": number, "unit": row.unit.code,
        "url": f"/api/matters/{row.pk}/" if fact.of_matters else None,
    }  # fmt: skip


def question(actor: Actor, figure_id: str, request: HttpRequest, more: frozenset[str]) -> Question:
    """Read the question; raises for a unit beyond the caller's posts and for what is no year, month or code."""
    asked = request.GET
    try:
        newest = figure_of(figure_id)
    except UnknownFigure as unknown:
        raise Http404(str(unknown)) from None
    columns = frozenset(f"by.{c}" for c in newest.base().disaggregations)
    query.only(asked, QUESTION | columns | more)
    year = query.number(asked, "year", FIRST_YEAR, LAST_YEAR) or moment.today().year
    month = query.number(asked, "month", 1, 12)
    period = Period.month(year * 100 + month) if month else Period.year(year)
    found = figure_of(figure_id, period)
    return Question(found, _unit(actor, found, asked.get("unit", "")), period, _slice(found, asked))


def _unit(actor: Actor, figure: Figure, wanted: str) -> Unit:
    allowed = actor.units(figure.room)
    if wanted:
        unit = query.unit_named(wanted, allowed)
        if unit is None:
            raise invalid("unit", "没有这一单位，或者您的任职不涉及它", status=400)
        return unit
    home = actor.home()
    if home is not None and home.pk in allowed:
        return home
    first = Unit.objects.filter(pk__in=allowed).order_by("code").first()
    if first is None:
        raise NotAllowed("您没有可以查阅数据的任职", remedy="如职责有变，请联系安全管理员调整任职")
    return first


def _slice(figure: Figure, asked: Any) -> dict[str, int | str | None]:
    chosen: dict[str, int | str | None] = {}
    for column in figure.base().disaggregations:
        written = asked.get(f"by.{column}")
        if written is None:
            continue
        try:
            if not written.isprintable() or len(written) > 80:
                raise ValueError(f"{column} 没有这个代码")
            chosen[column] = code_of(figure, column, written)
        except ValueError as bad:
            raise invalid(f"by.{column}", str(bad), status=400) from None
    return chosen


def _again(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("by", None)
    return kept.urlencode()


LISTED = controller(*sorted(READING), GET=listed)
FIGURE = controller(*sorted(READING), GET=figure)
ROWS = controller(*sorted(READING), GET=rows)
