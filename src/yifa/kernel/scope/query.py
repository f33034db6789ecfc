"""Querysets that refuse to read many rows unless somebody said for whom (`visible_to`) or why not (`unscoped`)."""

from __future__ import annotations

from typing import Any, Self

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
