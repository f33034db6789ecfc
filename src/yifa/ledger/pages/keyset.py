"""Pages of rows by key: each page is one walk of an index, however far down it lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from yifa.kernel.scope.query import ScopedQuerySet

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
    back = bool(before) and not after
    found = rows.order_by(*order.walk(back=back))
    if after or before:
        found = found.filter(order.beyond(after or before, back=back))
    # Keys first, by the index alone: what a page shows is joined to its fifty rows, not to all that were sorted.
    narrow = found.select_related(None).prefetch_related(None)
    keys = list(narrow.values_list("pk", flat=True)[: size + 1])
    more, keys = len(keys) > size, keys[:size]
    whole = {row.pk: row for row in rows.filter(pk__in=keys)} if keys else {}
    taken: list[Any] = [whole[key] for key in keys if key in whole]
    if back:
        taken.reverse()
    if not taken:
        return Page([], "", "")
    first, last = order.key(taken[0]), order.key(taken[-1])
    return Page(
        taken,
        first if (more if back else bool(after)) else "",
        last if (True if back else more) else "",
    )


def capped(rows: ScopedQuerySet) -> tuple[int, bool]:
    """(how many, whether that is all): counted up to `CAP`."""
    count = rows.order_by().values("pk")[: CAP + 1].count()
    return (CAP, False) if count > CAP else (count, True)
