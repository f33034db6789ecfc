"""Charts drawn by the server as plain SVG: no script, prints well, and the table stands beside it.

Only geometry is made here; `account/chart.html` draws it and the stylesheet colours it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

WIDTH, HEIGHT = 1000, 240
LEFT, RIGHT, TOP, BOTTOM = 52, 8, 26, 30


@dataclass(frozen=True)
class Mark:
    """One month's bar or point; `label` is what it says when pointed at. Lengths in SVG units."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    axis: str
    value: str


@dataclass(frozen=True)
class Chart:
    """Bars for counts, a line for rates; `paths` are the line's unbroken stretches."""

    marks: tuple[Mark, ...]
    ticks: tuple[tuple[float, str], ...]
    paths: tuple[str, ...]
    bars: bool
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    base: int = HEIGHT - BOTTOM


def scale(highest: Decimal) -> tuple[Decimal, Decimal]:
    """(top, step) of an axis from 0: at most five steps, each 1, 2 or 5 times a power of ten.

    >>> scale(Decimal(23))
    (Decimal('25'), Decimal('5'))
    """
    if highest <= 0:
        return Decimal(1), Decimal(1)
    power = Decimal(10) ** (highest.adjusted() - 1)
    for times in (1, 2, 5, 10, 20, 50):
        step = max(power * times, Decimal(1))
        if step * 5 >= highest:
            return (highest / step).to_integral_value(ROUND_CEILING) * step, step
    raise AssertionError("five steps of 50 tenths always reach")


def chart(
    points: Sequence[tuple[str, str, Decimal | None]], *, bars: bool, width: int = WIDTH
) -> Chart:
    """A chart of (axis label, words, value) points; a point without value is a gap."""
    edge = width - RIGHT
    top, step = scale(max((v for _, _, v in points if v is not None), default=Decimal(0)))
    if not bars and top > 100:
        top = max(Decimal(100), max(v for _, _, v in points if v is not None))
    base, room = HEIGHT - BOTTOM, HEIGHT - BOTTOM - TOP
    slot = (edge - LEFT) / max(len(points), 1)

    def at(value: Decimal) -> float:
        return round(base - float(max(value, Decimal(0)) / top) * room, 1)

    marks, stretches = [], [[]]  # type: ignore[var-annotated]
    for n, (axis, words, value) in enumerate(points):
        middle = round(LEFT + slot * (n + 0.5), 1)
        y = at(value) if value is not None else float(base)
        wide = round(min(slot * 0.5, 36), 1)
        shown = "" if value is None else str(value)
        marks.append(
            Mark(
                round(middle - wide / 2, 1),
                y,
                wide,
                round(base - y, 1),
                middle,
                words,
                axis,
                shown,
            )
        )
        if value is None:
            stretches.append([])
        else:
            stretches[-1].append(f"{middle} {y}")
    ticks = [(at(step * n), str(int(step * n))) for n in range(int(top / step) + 1)]
    paths = tuple("M" + " L".join(s) for s in stretches if len(s) > 1)
    return Chart(tuple(marks), tuple(ticks), () if bars else paths, bars, width=width, right=edge)


SPARK_WIDTH, SPARK_HEIGHT = 120, 24


@dataclass(frozen=True)
class Spark:
    """A line as small as a word: its unbroken stretches and its last point."""

    paths: tuple[str, ...]
    end: tuple[float, float] | None
    width: int = SPARK_WIDTH
    height: int = SPARK_HEIGHT


def spark(values: Sequence[Decimal | None]) -> Spark | None:
    """The course of some months; None where there is no course to see (fewer than two months with a value)."""
    known = [v for v in values if v is not None]
    if len(known) < 2:
        return None
    top, low = max(known), min(min(known), Decimal(0))
    slot = (SPARK_WIDTH - 6) / max(len(values) - 1, 1)
    room = SPARK_HEIGHT - 6
    stretches: list[list[tuple[float, float]]] = [[]]
    for n, value in enumerate(values):
        if value is None:
            stretches.append([])
        else:
            part = float((value - low) / (top - low)) if top > low else 0.0
            stretches[-1].append((round(3 + slot * n, 1), round(3 + room * (1 - part), 1)))
    paths = tuple("M" + " L".join(f"{x} {y}" for x, y in s) for s in stretches if len(s) > 1)
    last = next((s[-1] for s in reversed(stretches) if s), None)
    return Spark(paths, last)


FUNNEL_WIDTH, STEP_HEIGHT, NAMES = 560, 30, 130


@dataclass(frozen=True)
class Step:
    """One state of a funnel: a bar in the middle of what is left beside the names."""

    label: str
    count: int
    share: str
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Funnel:
    """Bars one below another, as wide as what came that far."""

    steps: tuple[Step, ...]
    height: int
    width: int = FUNNEL_WIDTH
    names: int = NAMES
    middle: float = NAMES + (FUNNEL_WIDTH - NAMES) / 2
    bar: int = STEP_HEIGHT - 8


def funnel(parts: Sequence[tuple[str, int]]) -> Funnel:
    """A funnel of (name, count); shares are of the largest."""
    most = max((n for _, n in parts), default=0)
    room = FUNNEL_WIDTH - NAMES - 8
    steps = []
    for at, (label, n) in enumerate(parts):
        width = round(room * n / most, 1) if most else 0.0
        share = f"{(Decimal(n) * 100 / most).quantize(Decimal(1))}%" if most else ""
        middle = NAMES + (FUNNEL_WIDTH - NAMES) / 2
        steps.append(
            Step(label, n, share, round(middle - width / 2, 1), at * STEP_HEIGHT + 4.0, width)
        )
    return Funnel(tuple(steps), len(parts) * STEP_HEIGHT + 4)
