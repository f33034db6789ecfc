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


def chart(points: Sequence[tuple[str, str, Decimal | None]], *, bars: bool) -> Chart:
    """A chart of (axis label, words, value) points; a point without value is a gap."""
    top, step = scale(max((v for _, _, v in points if v is not None), default=Decimal(0)))
    if not bars and top > 100:
        top = max(Decimal(100), max(v for _, _, v in points if v is not None))
    base, room = HEIGHT - BOTTOM, HEIGHT - BOTTOM - TOP
    slot = (WIDTH - LEFT - RIGHT) / max(len(points), 1)

    def at(value: Decimal) -> float:
        return round(base - float(max(value, Decimal(0)) / top) * room, 1)

    marks, stretches = [], [[]]  # type: ignore[var-annotated]
    for n, (axis, words, value) in enumerate(points):
        middle = round(LEFT + slot * (n + 0.5), 1)
        y = at(value) if value is not None else float(base)
        width = round(min(slot * 0.5, 36), 1)
        shown = "" if value is None else str(value)
        marks.append(
            Mark(
                round(middle - width / 2, 1),
                y,
                width,
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
    ticks = [(at(step * n), str(step * n)) for n in range(int(top / step) + 1)]
    paths = tuple("M" + " L".join(s) for s in stretches if len(s) > 1)
    return Chart(tuple(marks), tuple(ticks), () if bars else paths, bars)
