"""Matching quantities to the catalogue of measures, so that a checked report yields a table of figures."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from yifa.account.check.grammar.quantity import Kind, Quantity


@dataclass(frozen=True)
class Measure:
    """A measure of the catalogue and the words that name it."""

    id: str
    title: str
    match: re.Pattern[str]
    without: re.Pattern[str] | None
    units: frozenset[str]
    figure: str = ""
    """Id of the registered figure that counts the same in a unit's own ledgers; empty where none does."""


@lru_cache(maxsize=1)
def measures() -> tuple[Measure, ...]:
    """The catalogue."""
    rows = tomllib.loads((Path(__file__).parent / "measures.toml").read_text(encoding="utf-8"))[
        "measure"
    ]
    return tuple(
        Measure(
            r["id"],
            r["title"],
            re.compile(r["match"]),
            re.compile(r["not"]) if r.get("not") else None,
            frozenset(r["units"]),
            r.get("figure", ""),
        )
        for r in rows
    )


def measure_of(quantity: Quantity) -> Measure | None:
    """The measure a quantity reports, or None where its subject does not say; targets and changes report none."""
    if quantity.kind in (Kind.TARGET, Kind.YOY, Kind.RANK) or not quantity.subject:
        return None
    for measure in measures():
        if (
            quantity.unit in measure.units
            and measure.match.search(quantity.subject)
            and not (measure.without and measure.without.search(quantity.subject))
        ):
            return measure
    return None


def measured(quantities: Iterable[Quantity]) -> dict[str, Quantity]:
    """The first quantity of each measure: a text states the whole before its parts."""
    found: dict[str, Quantity] = {}
    for quantity in quantities:
        measure = measure_of(quantity)
        if measure is not None:
            found.setdefault(measure.id, quantity)
    return found
