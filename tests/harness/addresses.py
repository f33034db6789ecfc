"""Every address of the house, read from the URL list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

SAMPLES: dict[str, Any] = {
    "int": 2_000_000_000,
    "str": "x",
    "slug": "x",
    "path": "x",
    "uuid": "0" * 32,
}


def patterns(
    resolver: URLResolver | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """(route, pattern) of every view, includes followed."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            yield route, entry


def address(route: str) -> str:
    """A real path for a route: every argument filled with a value that names nothing."""

    def fill(found: re.Match[str]) -> str:
        kind, _, _name = found.group(1).rpartition(":")
        value = SAMPLES.get(kind or "str", "1")
        return "2024" if "year" in found.group(1) else str(value)

    return "/" + re.sub(r"<([^>]+)>", fill, route)
