"""Which facts and figures there are. Rooms register theirs when their app is ready."""

from __future__ import annotations

from datetime import date

from yifa.kernel.figure.fact import Fact
from yifa.kernel.figure.figure import BadFigure, Figure, check
from yifa.kernel.figure.period import Period

_figures: dict[str, list[Figure]] = {}
_facts: dict[str, Fact] = {}


class UnknownFigure(KeyError):
    """No figure has this id."""

    def __str__(self) -> str:
        return f"没有这一指标：{self.args[0]}"


def register_figures(*figures: Figure) -> None:
    """Check and add figures. Raises `BadFigure` for one that contradicts itself, its fact or another version."""
    for figure in figures:
        check(figure)
        fact = _facts.setdefault(figure.fact.id, figure.fact)
        if fact.select != figure.fact.select:
            raise BadFigure(f"{figure.id}：事实表 {fact.id} 有两种不同的声明")
        versions = _figures.setdefault(figure.id, [])
        if figure in versions:
            continue
        if any(_overlap(figure, other) for other in versions):
            raise BadFigure(f"{figure.id}：同一时期有两个版本")
        versions.append(figure)
        versions.sort(key=lambda f: f.since)


def _overlap(one: Figure, other: Figure) -> bool:
    first, second = sorted((one, other), key=lambda f: f.since)
    return first.until is None or second.since <= first.until


def figure_of(figure_id: str, period: Period | None = None) -> Figure:
    """The version in force at the end of the period; without one, or before the first, the nearest."""
    versions = _figures.get(figure_id)
    if not versions:
        raise UnknownFigure(figure_id)
    if period is None:
        return versions[-1]
    day = date(period.last_day // 10000, period.last_day // 100 % 100, period.last_day % 100)
    for version in reversed(versions):
        if version.since <= day:
            return version
    return versions[0]


def versions_of(figure_id: str) -> tuple[Figure, ...]:
    """Every version of a figure, oldest first."""
    if figure_id not in _figures:
        raise UnknownFigure(figure_id)
    return tuple(_figures[figure_id])


def all_figures() -> list[Figure]:
    """The latest version of every figure, as they were registered."""
    return [versions[-1] for versions in _figures.values()]


def all_facts() -> list[Fact]:
    return [_facts[fact_id] for fact_id in sorted(_facts)]
