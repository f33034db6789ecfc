"""Pages of rows by key: each page is one walk of an index, however far down it lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Count, Q, Window

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
    return read(rows, order, after, before, size)[0]


def with_total(
    rows: ScopedQuerySet, order: Order, after: str, before: str, *, narrow: bool
) -> tuple[Page, int, bool]:
    """The page, how many rows there are in all, and whether that is exact.

    `narrow`: few rows are expected and none is found by walking an index (words were sought): they are found once, and
    counted on the way.
    """
    if narrow and not after and not before:
        found, total = read(rows, order, "", "", SIZE, counted=True)
        return (found, CAP, False) if total > CAP else (found, total, True)
    return page(rows, order, after, before), *capped(rows)


def read(
    rows: ScopedQuerySet, order: Order, after: str, before: str, size: int, *, counted: bool = False
) -> tuple[Page, int]:
    """The page and, if `counted`, how many rows there are."""
    back = bool(before) and not after
    found = rows.order_by(*order.walk(back=back))
    if after or before:
        found = found.filter(order.beyond(after or before, back=back))
    # Keys first, by the index alone: what a page shows is joined to its fifty rows, not to all that were sorted.
    narrow = found.select_related(None).prefetch_related(None)
    asked = narrow.values_list("pk", Window(Count("*"))) if counted else narrow.values_list("pk")
    lines = list(asked[: size + 1])
    total = lines[0][1] if counted and lines else 0
    more, keys = len(lines) > size, [line[0] for line in lines[:size]]
    whole = {row.pk: row for row in _by_key(rows, keys)} if keys else {}
    taken: list[Any] = [whole[key] for key in keys if key in whole]
    if back:
        taken.reverse()
    if not taken:
        return Page([], "", ""), total
    first, last = order.key(taken[0]), order.key(taken[-1])
    found_page = Page(
        taken,
        first if (more if back else bool(after)) else "",
        last if (True if back else more) else "",
    )
    return found_page, total


def _by_key(rows: ScopedQuerySet, keys: list[int]) -> ScopedQuerySet:
    """The rows of a page with what it shows; their scope was asked a moment ago, and is not worked out again."""
    whole = rows.model._default_manager.unscoped("keys read through the scope").filter(pk__in=keys)
    whole.query.select_related = rows.query.select_related
    whole._prefetch_related_lookups = cast(Any, rows)._prefetch_related_lookups
    return cast(ScopedQuerySet, whole)


def capped(rows: ScopedQuerySet) -> tuple[int, bool]:
    """(how many, whether that is all): counted up to `CAP`."""
    count = rows.order_by().values("pk")[: CAP + 1].count()
    return (CAP, False) if count > CAP else (count, True)
