"""Choosing among dated versions: the one in force on a day, and the refusal of overlapping ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from itertools import pairwise
from typing import Protocol, TypeVar

from yifa.law.errors import LawDataError, NotInForce, UnknownLimit


class Dated(Protocol):
    """Anything with an id and a span of days in force (end inclusive, None = still)."""

    @property
    def id(self) -> str: ...
    @property
    def effective_from(self) -> date: ...
    @property
    def effective_to(self) -> date | None: ...


T = TypeVar("T", bound=Dated)


def by_id(versions: Iterable[T], file: str) -> dict[str, tuple[T, ...]]:
    """Versions grouped by id, oldest first. Raises LawDataError on a duplicate or an overlap."""
    found: dict[str, list[T]] = {}
    for version in versions:
        found.setdefault(version.id, []).append(version)
    for entry, group in found.items():
        group.sort(key=lambda v: v.effective_from)
        for older, newer in pairwise(group):
            if older.effective_from == newer.effective_from:
                problem, remedy = f"重复：{newer.effective_from} 有两条", "同一天起只能有一个版本"
            elif older.effective_to is None or older.effective_to >= newer.effective_from:
                problem = (
                    f"重叠：前一版到 {older.effective_to or '今'}，后一版从 {newer.effective_from}"
                )
                remedy = "请给前一版写上 effective_to（后一版的前一日）"
            else:
                continue
            raise LawDataError(file, entry, "effective_from", problem, remedy)
    return {entry: tuple(group) for entry, group in found.items()}


def in_force(found: Mapping[str, tuple[T, ...]], wanted: str, on: date) -> T:
    """The version of `wanted` in force on `on`. Raises UnknownLimit or NotInForce."""
    versions = known(found, wanted)
    for version in reversed(versions):
        if version.effective_from <= on and (
            version.effective_to is None or on <= version.effective_to
        ):
            return version
    raise NotInForce(wanted, on, ((v.effective_from, v.effective_to) for v in versions))


def known(found: Mapping[str, tuple[T, ...]], wanted: str) -> tuple[T, ...]:
    """All versions of `wanted`, oldest first. Raises UnknownLimit with the nearest ids."""
    try:
        return found[wanted]
    except KeyError:
        raise UnknownLimit(wanted, get_close_matches(wanted, found, n=3, cutoff=0.5)) from None
