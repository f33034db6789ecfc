"""Pages of rows by key: each page is one walk of an index, however far down it lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from yifa.kernel.scope.query import ScopedQuerySet
from yifa.kernel.trip import Trip
from yifa.ledger.pages.fetch import by_key

SIZE = 50
CAP = 1000
"""Totals are counted exactly up to here; beyond, on demand."""


@dataclass(frozen=True)
class Page:
    """Rows of one page, and the keys of the pages before and after it (empty: there is none)."""

    rows: list[Any]
    before: str
    after: str


@dataclass(frozen=True)
class Order:
    """A date column and the id, both descending or both ascending."""

    column: str
    descending: bool

    def walk(self, *, back: bool) -> tuple[str, str]:
        sign = "-" if self.descending != back else ""
        return f"{sign}{self.column}", f"{sign}id"

    def beyond(self, key: str, *, back: bool) -> Q:
        """Rows after the key (before it, walking back). A key nobody made walks from the start."""
        try:
            text, pk = key.split("_")
            day, ident = date.fromisoformat(text), int(pk)
        except ValueError:
            return Q()
        less = "lt" if self.descending != back else "gt"
        here = Q(**{self.column: day, f"id__{less}": ident})
        return Q(**{f"{self.column}__{less}e": day}) & (Q(**{f"{self.column}__{less}": day}) | here)

    def key(self, row: Any) -> str:
        return f"{getattr(row, self.column).isoformat()}_{row.pk}"


ORDERS = {"received": Order("received_on", True), "due": Order("next_due", False)}


def page(rows: ScopedQuerySet, order: Order, after: str, before: str, size: int = SIZE) -> Page:
    """One page of `rows` in `order`, after or before a key."""
    return _read(rows, order, after, before, size, "")[0]


def with_total(
    rows: ScopedQuerySet, order: Order, after: str, before: str, *, narrow: bool
) -> tuple[Page, int, bool]:
    """The page, how many rows there are in all, and whether that is exact: counted up to `CAP`.

    `narrow`: few rows are expected and no index gives their order (words were sought): they are found once, and
    counted on the way.
    """
    together = narrow and not after and not before
    found, total = _read(rows, order, after, before, SIZE, "window" if together else "beside")
    return (found, CAP, False) if total > CAP else (found, total, True)


def _read(
    rows: ScopedQuerySet, order: Order, after: str, before: str, size: int, counted: str
) -> tuple[Page, int]:
    """The page and, if `counted`, how many rows there are (at most one more than `CAP` beside the page)."""
    back = bool(before) and not after
    every = rows.statement("pk", order.column)
    if every is None:
        return Page([], "", ""), 0
    asked = every
    if after or before:
        beyond = rows.filter(order.beyond(after or before, back=back))
        asked = beyond.statement("pk", order.column) or every
    keys, total = _keys(every, asked, order.walk(back=back), size, counted)
    more, keys = len(keys) > size, keys[:size]
    whole = {row.pk: row for row in by_key(rows, keys)} if keys else {}
    taken: list[Any] = [whole[key] for key in keys if key in whole]
    if back:
        taken.reverse()
    if not taken:
        return Page([], "", ""), total
    first, last = order.key(taken[0]), order.key(taken[-1])
    shown = Page(
        taken,
        first if (more if back else bool(after)) else "",
        last if (True if back else more) else "",
    )
    return shown, total


Statement = tuple[str, tuple[Any, ...]]


def _keys(
    every: Statement, asked: Statement, walk: tuple[str, str], size: int, counted: str
) -> tuple[list[int], int]:
    """Keys first, by the index alone, and the total in the same trip: what a page shows is read for its fifty rows."""
    column, ident = (f"{n.lstrip('-')} {'DESC' if n.startswith('-') else 'ASC'}" for n in walk)
    many = ", count(*) OVER ()" if counted == "window" else ""
    trip = Trip(prepared=False)
    found = trip.ask(
        f"SELECT k.pk{many} FROM ({asked[0]}) k ORDER BY k.{column}, k.{ident.replace('id', 'pk')} LIMIT {size + 1}",  # noqa: S608
        asked[1],
    )
    total = None
    if counted == "beside":
        total = trip.ask(f"SELECT count(*) FROM ({every[0]} LIMIT {CAP + 1}) k", every[1])  # noqa: S608
    trip.go()
    if total is not None:
        return [row[0] for row in found.rows], total.rows[0][0]
    return [row[0] for row in found.rows], (found.rows[0][1] if many and found.rows else 0)


def capped(rows: ScopedQuerySet) -> tuple[int, bool]:
    """(how many, whether that is all): counted up to `CAP`."""
    count = rows.order_by().values("pk")[: CAP + 1].count()
    return (CAP, False) if count > CAP else (count, True)
