"""The doors of the public site: rooms register theirs when their app is ready, the landing page lists those open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Door:
    """One thing the public may read or do. `opened` says whether the unit has opened this channel."""

    code: str
    title: str
    text: str
    url_name: str
    order: int = 100
    opened: Callable[[], bool] = lambda: True

    def url(self) -> str:
        """Where it leads; empty while its page is not installed."""
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return ""


_doors: dict[str, Door] = {}


def register_door(*doors: Door) -> None:
    """Add doors; a code registered twice must be the same door."""
    for door in doors:
        if _doors.setdefault(door.code, door) != door:
            raise ValueError(f"public door {door.code} is taken")


def open_doors() -> list[tuple[Door, str]]:
    """(door, url) of every installed and opened channel, in order."""
    pairs = [(d, d.url()) for d in sorted(_doors.values(), key=lambda d: (d.order, d.title))]
    return [(door, url) for door, url in pairs if url and door.opened()]
