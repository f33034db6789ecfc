"""Where counts of requests are kept: in this process, or in the database for all workers."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.db import connection, transaction

from yifa.kernel import moment
from yifa.kernel.transaction import write
from yifa.site.identity.models import RequestCount

if TYPE_CHECKING:
    from yifa.site.rates import Limit

MOST_KEYS = 50_000
"""Keys held in memory: about 10 MB; beyond it the one longest unused is forgotten."""


class Store(Protocol):
    """What a store of counts does."""

    def take(self, asked: Limit, key: str) -> int:
        """Count one request; returns how many this stretch has now (beyond `most`: refuse)."""

    def peek(self, asked: Limit, key: str) -> int:
        """How many this stretch has, counting nothing."""


def stretch_of(asked: Limit) -> int:
    """The number of the present stretch."""
    return int(moment.now().timestamp()) // asked.seconds


class MemoryStore:
    """Counts of one process."""

    def __init__(self, most_keys: int = MOST_KEYS) -> None:
        self.most_keys = most_keys
        self._counts: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._counts)

    def take(self, asked: Limit, key: str) -> int:
        stretch = stretch_of(asked)
        with self._lock:
            at, taken = self._counts.pop(key, (stretch, 0))
            taken = taken + 1 if at == stretch else 1
            self._counts[key] = (stretch, taken)
            if len(self._counts) > self.most_keys:
                self._counts.popitem(last=False)
        return taken

    def peek(self, asked: Limit, key: str) -> int:
        at, taken = self._counts.get(key, (0, 0))
        return taken if at == stretch_of(asked) else 0


class DatabaseStore:
    """Counts of all workers in one table. A worker reserves `block` requests at a time, so that a busy visitor costs one
    statement a block; over all workers never more than `most` pass."""

    UPSERT = """
        INSERT INTO identity_requestcount (key, stretch, taken, ends_at) VALUES (%s, %s, %s, %s)
        ON CONFLICT (key) DO UPDATE SET
          taken = CASE WHEN identity_requestcount.stretch = excluded.stretch
                       THEN identity_requestcount.taken + excluded.taken ELSE excluded.taken END,
          stretch = excluded.stretch, ends_at = excluded.ends_at
        RETURNING taken"""

    def __init__(self, most_keys: int = MOST_KEYS) -> None:
        self.most_keys = most_keys
        self._reserved: OrderedDict[str, tuple[int, int, int]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, asked: Limit, key: str) -> int:
        stretch = stretch_of(asked)
        with self._lock:
            at, taken, left = self._reserved.pop(key, (stretch, 0, 0))
            if at == stretch and left:
                self._keep(key, (stretch, taken + 1, left - 1))
                return taken + 1
        total = self._reserve(asked, key, stretch)
        before = total - asked.block
        with self._lock:
            self._keep(key, (stretch, before + 1, max(0, min(total, asked.most) - before - 1)))
        return before + 1

    def _keep(self, key: str, held: tuple[int, int, int]) -> None:
        self._reserved[key] = held
        if len(self._reserved) > self.most_keys:
            self._reserved.popitem(last=False)

    def _reserve(self, asked: Limit, key: str, stretch: int) -> int:
        ends = (stretch + 1) * asked.seconds
        with (
            write() if connection.vendor == "sqlite" else transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(self.UPSERT, [key, stretch, asked.block, ends])
            return int(cursor.fetchone()[0])

    def peek(self, asked: Limit, key: str) -> int:
        row = RequestCount.objects.filter(key=key, stretch=stretch_of(asked)).first()
        return row.taken if row else 0


@lru_cache(maxsize=2)
def _store(kind: str) -> Store:
    return DatabaseStore() if kind == "database" else MemoryStore()


def store() -> Store:
    """The store that `settings.YIFA_RATE_STORE` names."""
    return _store(settings.YIFA_RATE_STORE)
