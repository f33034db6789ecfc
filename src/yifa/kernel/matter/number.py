"""Gapless numbers: moved only inside the act that uses them, so a failed act gives its number back."""

from __future__ import annotations

from yifa.kernel.trip import Asked, Trip

_TAKE = """INSERT INTO kernel_series (unit_id, kind, year, last) VALUES (%s, %s, %s, %s)
ON CONFLICT (unit_id, kind, year) DO UPDATE SET last = kernel_series.last + excluded.last RETURNING last"""


def ask(trip: Trip, unit_id: int, kind: str, year: int, count: int = 1) -> Asked:
    """Ask for `count` numbers of a series, inside `write()`: the last of them is the answer's only value.

    The statement holds the series' row until the act commits, so nobody else's numbers come between.
    """
    return trip.ask(_TAKE, (str(unit_id), kind, str(year), str(count)))


def take(unit_id: int, kind: str, year: int, count: int = 1) -> int:
    """Take `count` numbers of a series; returns the first. Call inside `write()`."""
    trip = Trip()
    asked = ask(trip, unit_id, kind, year, count)
    trip.go()
    last: int = asked.rows[0][0]
    return last - count + 1
