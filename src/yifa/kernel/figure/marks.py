"""The rows a figure was made of, kept with what each one added: enough to tell later which record changed it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yifa.kernel import crypto
from yifa.kernel.figure import ask
from yifa.kernel.figure.emit import weighed, whole
from yifa.kernel.figure.engine.django import DjangoEngine
from yifa.kernel.figure.figure import Figure
from yifa.kernel.figure.measure import (
    Count,
    Distinct,
    Percentile,
    Ratio,
    Sum,
    Value,
    percentile,
)
from yifa.kernel.figure.period import Period
from yifa.kernel.figure.predicate import Scalar
from yifa.kernel.organization.models import Unit

Cell = int | str | None
LIMIT = 512 * 2**20
"""Unpacked marks are never larger than this many bytes (some ten million rows)."""


@dataclass(frozen=True)
class Marks:
    """`rows`: row id → (what it adds, then its code in each of `columns`)."""

    columns: tuple[str, ...]
    rows: Mapping[int, tuple[Cell, ...]]

    def sliced(self, slice: Mapping[str, Scalar | None]) -> Marks:
        """The marks of the rows that have these codes. Raises `KeyError` for a column that was not kept."""
        try:
            at = [(self.columns.index(column) + 1, code) for column, code in slice.items()]
        except ValueError as unknown:
            raise KeyError(f"{', '.join(slice)}: kept are {self.columns}") from unknown
        chosen = {i: r for i, r in self.rows.items() if all(r[n] == code for n, code in at)}
        return Marks(self.columns, chosen)

    def digest(self) -> str:
        """Of the ids and what each row added."""
        said = [[i, self.rows[i][0]] for i in sorted(self.rows)]
        return crypto.digest(crypto.canonical(said))

    def packed(self) -> bytes:
        """Columns one after another, ids as steps from the one before: few bits a row."""
        ids = sorted(self.rows)
        steps = [at - before for before, at in zip([0, *ids], ids, strict=False)]
        cells = [[self.rows[i][n] for i in ids] for n in range(len(self.columns) + 1)]
        said = {"columns": self.columns, "steps": steps, "cells": cells}
        return zlib.compress(json.dumps(said, separators=(",", ":")).encode(), 9)


def unpacked(held: bytes | memoryview) -> Marks:
    """The marks again. Raises `ValueError` for what is none."""
    opened = zlib.decompressobj()
    try:
        text = opened.decompress(bytes(held), LIMIT)
    except zlib.error as bad:
        raise ValueError("marks cannot be unpacked") from bad
    if opened.unconsumed_tail:
        raise ValueError("marks are too large")
    said = json.loads(text)
    ids, at = [], 0
    for step in said["steps"]:
        at += step
        ids.append(at)
    rows = dict(zip(ids, zip(*said["cells"], strict=True), strict=True)) if ids else {}
    return Marks(tuple(said["columns"]), rows)


def kept_columns(figure: Figure) -> tuple[str, ...]:
    """What a frozen figure can be split by later: its own columns, its month and the unit of each row."""
    base = figure.base()
    month = [base.period_column] if base.period_column else []
    return tuple(dict.fromkeys([*base.disaggregations, "unit_id", *month]))


def marks_of(figure: Figure, period: Period, unit: Unit | None) -> Marks:
    """The rows of a figure now (of a change: of the later period)."""
    base = figure.base()
    columns = kept_columns(figure)
    found = DjangoEngine().run(weighed(whole(base, period, unit.pk if unit else None), columns))
    return Marks(columns, {int(row[0]): tuple(row[1:]) for row in found})


def value_of(figure: Figure, marks: Marks) -> Value:
    """The figure's value made of marks alone: the same integers as the engine's, by another way."""
    weights: Sequence[Any] = [row[0] for row in marks.rows.values()]
    count = len(weights)
    match figure.measure:
        case Ratio() | Sum():
            return ask._value(figure, sum(w or 0 for w in weights), count)
        case Distinct():
            return ask._value(figure, len({w for w in weights if w is not None}), count)
        case Percentile(_, percent):
            counted: dict[int, int] = {}
            for w in weights:
                counted[w] = counted.get(w, 0) + 1
            return ask._percentile(figure, *percentile(list(counted.items()), percent))
        case Count():
            return ask._value(figure, count, count)
        case _:
            raise ValueError(f"{figure.id}: a change is made of two values")
