"""Units named one by one in a condition, as text of the statement: hundreds of places cost more to fill than to find."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import Q


class Named:
    """Keys as the statement has them. No list to the ORM, which would look at every one of them."""

    __slots__ = ("text",)

    def __init__(self, ids: frozenset[int]) -> None:
        self.text = ", ".join(f"{i:d}" for i in sorted(ids))


_named = lru_cache(maxsize=1_000)(Named)


@models.ForeignKey.register_lookup
class NamedLookup(models.Lookup):
    """`unit_id__named`: the key is one of those named."""

    lookup_name = "named"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        if not self.rhs.text:
            raise EmptyResultSet
        column, params = self.process_lhs(compiler, connection)
        return f"{column} IN ({self.rhs.text})", params


def among(path: str, ids: Any) -> Q:
    """A condition that the link at `path` leads to one of `ids`: a set of keys, or a query of them."""
    if isinstance(ids, frozenset):
        return Q(**{f"{path}__named": _named(ids)})
    return Q(**{f"{path}__in": ids})
