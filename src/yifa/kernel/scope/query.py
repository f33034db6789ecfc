"""Querysets that refuse to read many rows unless somebody said for whom (`visible_to`) or why not (`unscoped`)."""

from __future__ import annotations

from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import models


class UnscopedQuery(RuntimeError):
    """Many rows were asked for without `visible_to(actor)`: a programming error, never shown to people."""


class ScopedQuerySet(models.QuerySet[Any]):
    """A queryset that raises `UnscopedQuery` until it is scoped. Single rows by key go through the doors too."""

    _scoped: bool = False

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._scoped = self._scoped
        return clone

    def scoped(self) -> Self:
        """For `visible_to` alone: marks the rows as already narrowed to an actor."""
        clone = self._clone()
        clone._scoped = True
        return clone

    def unscoped(self, why: str) -> Self:
        """Read without an actor; `why` is for the reader (kernel upkeep, verification, public rows)."""
        if not why:
            raise UnscopedQuery("unscoped() needs its reason")
        return self.scoped()

    def statement(self, *columns: str) -> tuple[str, tuple[Any, ...]] | None:
        """The rows as a SELECT of `columns`, unordered, to stand in a statement of a trip; None where there can be none."""
        self._guard()
        bare = self.order_by().select_related(None).prefetch_related(None)
        try:
            sql, values = bare.values_list(*columns).query.sql_with_params()
        except EmptyResultSet:
            return None
        # Whole numbers (units within reach, mostly) stand in the text: fewer places to fill, and the planner sees them.
        parts = sql.split("%s")
        told = [f"{v:d}" if type(v) is int else "%s" for v in values]
        whole = "".join(f"{part}{place}" for part, place in zip(parts, [*told, ""], strict=True))
        return whole, tuple(v for v in values if type(v) is not int)

    def _guard(self) -> None:
        if not self._scoped:
            raise UnscopedQuery(
                f"{self.model.__name__}: use visible_to(actor, …) or unscoped(reason)"
            )

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._guard()
        super()._fetch_all()

    def count(self) -> int:
        self._guard()
        return super().count()

    def exists(self) -> bool:
        self._guard()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._guard()
        return super().aggregate(*args, **kwargs)

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._guard()
        return super().iterator(*args, **kwargs)
