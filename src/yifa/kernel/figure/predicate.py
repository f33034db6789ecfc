"""The small closed vocabulary in which a figure says which rows it means.

One function compiles it, and counting, comparing and drill-down all use that one. The logic has two values: a row
either fits or does not, an empty cell never makes "unknown", so `p` and `Not(p)` always part the rows exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Scalar = int | str
NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Eq:
    """The column holds exactly this."""

    column: str
    value: Scalar


@dataclass(frozen=True)
class In:
    """The column holds one of these."""

    column: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True)
class NotIn:
    """The column is empty or holds none of these."""

    column: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True)
class Between:
    """The number lies between two bounds, both inclusive."""

    column: str
    low: int
    high: int


@dataclass(frozen=True)
class Ge:
    """The number is at least this."""

    column: str
    value: int


@dataclass(frozen=True)
class Le:
    """The number is at most this."""

    column: str
    value: int


@dataclass(frozen=True)
class IsNull:
    """The column is empty."""

    column: str


@dataclass(frozen=True)
class Passed:
    """The day (yyyymmdd) is over at the cut-off: a limit that ends today has not passed."""

    column: str


@dataclass(frozen=True)
class Not:
    """Every row that does not fit the part."""

    part: Predicate


@dataclass(frozen=True, init=False)
class And:
    """Rows that fit every part; no part: every row."""

    parts: tuple[Predicate, ...]

    def __init__(self, *parts: Predicate) -> None:
        object.__setattr__(self, "parts", parts)


@dataclass(frozen=True, init=False)
class Or:
    """Rows that fit at least one part; no part: no row."""

    parts: tuple[Predicate, ...]

    def __init__(self, *parts: Predicate) -> None:
        object.__setattr__(self, "parts", parts)


Leaf = Eq | In | NotIn | Between | Ge | Le | IsNull | Passed
Predicate = Leaf | Not | And | Or
Sql = tuple[str, tuple[Scalar, ...]]


def quoted(name: str) -> str:
    """A column or table name for SQL; raises `ValueError` for anything but a plain name."""
    if not NAME.fullmatch(name):
        raise ValueError(f"not a plain name: {name!r}")
    return f'"{name}"'


def compiled(predicate: Predicate) -> Sql:
    """The predicate as ANSI SQL over the fact `f`, with `?` for each parameter."""
    match predicate:
        case Eq(column, value):
            return f"f.{quoted(column)} = ?", (value,)
        case In(column, values):
            if not values:
                return "1 = 0", ()
            return f"f.{quoted(column)} in ({_marks(values)})", tuple(values)
        case NotIn(column, values):
            if not values:
                return "1 = 1", ()
            name = f"f.{quoted(column)}"
            return f"({name} is null or {name} not in ({_marks(values)}))", tuple(values)
        case Between(column, low, high):
            return f"f.{quoted(column)} between ? and ?", (low, high)
        case Ge(column, value):
            return f"f.{quoted(column)} >= ?", (value,)
        case Le(column, value):
            return f"f.{quoted(column)} <= ?", (value,)
        case IsNull(column):
            return f"f.{quoted(column)} is null", ()
        case Passed(column):
            raise ValueError(f"{column}: `settled` puts the day in before this is compiled")
        case Not(part):
            sql, params = compiled(part)
            return f"case when {sql} then 0 else 1 end = 1", params
        case And(parts):
            return _joined(parts, " and ", "1 = 1")
        case Or(parts):
            return _joined(parts, " or ", "1 = 0")


def _marks(values: tuple[Scalar, ...]) -> str:
    return ", ".join("?" * len(values))


def _joined(parts: tuple[Predicate, ...], word: str, empty: str) -> Sql:
    if not parts:
        return empty, ()
    done = [compiled(p) for p in parts]
    if len(done) == 1:
        return done[0]
    return f"({word.join(sql for sql, _ in done)})", tuple(v for _, params in done for v in params)


def settled(predicate: Predicate, yesterday: int) -> Predicate:
    """The predicate with its `Passed` comparisons read on a day: passed is what ended up to `yesterday` (yyyymmdd)."""
    match predicate:
        case Passed(column):
            return Le(column, yesterday)
        case Not(part):
            return Not(settled(part, yesterday))
        case And(parts):
            return And(*(settled(p, yesterday) for p in parts))
        case Or(parts):
            return Or(*(settled(p, yesterday) for p in parts))
        case _:
            return predicate


def leaves(predicate: Predicate) -> Iterator[Leaf]:
    """The comparisons a predicate is made of."""
    match predicate:
        case Not(part):
            yield from leaves(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case _:
            yield predicate


def contradiction(predicate: Predicate) -> str:
    """Why no row can ever fit a conjunction, or "" (a plain check of its direct comparisons, not a proof)."""
    allowed: dict[str, set[Scalar]] = {}
    empty: set[str] = set()
    held: list[Predicate] = []
    for part in _conjuncts(predicate):
        match part:
            case Eq(column, value):
                allowed[column] = allowed.get(column, {value}) & {value}
            case In(column, values):
                allowed[column] = allowed.get(column, set(values)) & set(values)
            case IsNull(column):
                empty.add(column)
            case Not(inner):
                held.append(inner)
    for column, possible in allowed.items():
        if not possible:
            return f"{column} 不可能同时等于互不相同的值"
        if column in empty:
            return f"{column} 不可能既为空又有值"
    conjuncts = _conjuncts(predicate)
    for inner in held:
        if inner in conjuncts:
            return "同一条件既要求成立又要求不成立"
    return ""


def _conjuncts(predicate: Predicate) -> list[Predicate]:
    if isinstance(predicate, And):
        return [leaf for part in predicate.parts for leaf in _conjuncts(part)]
    return [predicate]


def in_words(
    predicate: Predicate,
    titles: Mapping[str, str],
    labels: Mapping[str, Mapping[Scalar, str]],
) -> str:
    """The predicate in Chinese words, for the page that says how a number was made."""

    def name(column: str) -> str:
        return titles.get(column, column)

    def label(column: str, value: Scalar) -> str:
        return f"“{labels.get(column, {}).get(value, str(value))}”"

    def say(part: Predicate) -> str:
        match part:
            case Eq(column, value):
                return f"{name(column)}为{label(column, value)}"
            case In(column, values):
                return f"{name(column)}为{'、'.join(label(column, v) for v in values)}之一"
            case NotIn(column, values):
                return f"{name(column)}不是{'、'.join(label(column, v) for v in values)}"
            case Between(column, low, high):
                return f"{name(column)}在{low}至{high}之间"
            case Ge(column, value):
                return f"{name(column)}不小于{value}"
            case Le(column, value):
                return f"{name(column)}不大于{value}"
            case IsNull(column):
                return f"{name(column)}为空"
            case Passed(column):
                return f"{name(column)}已过"
            case Not(IsNull(column)):
                return f"{name(column)}不为空"
            case Not(inner):
                return f"不符合（{say(inner)}）"
            case And(parts):
                return "，并且".join(say(p) for p in parts) if parts else "全部"
            case Or(parts):
                return "（" + "，或者".join(say(p) for p in parts) + "）" if parts else "无"

    return say(predicate)
