"""Engines answer a figure's query. All get the same text; each puts its own `fact` before it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from yifa.kernel.figure.emit import Query


class Engine(Protocol):
    """Answers queries with rows of integers and codes."""

    name: str

    def run(self, query: Query) -> list[tuple[Any, ...]]:
        """The rows of a query."""

    def cut_off(self, query: Query | None = None) -> datetime:
        """The moment up to which records are counted."""


class EngineMissing(RuntimeError):
    """An engine's packages or data are not there; the message says what to do."""
