"""The navigation, filled by the rooms: each registers its pages when its app is ready."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse

from yifa.kernel.organization.roles import ADMINISTRATORS, Role
from yifa.kernel.scope.actor import Actor

GROUPS = ("工作台", "业务", "数据与报告", "设置")
"""The groups of the left navigation, from top to bottom; other names follow in the order first seen."""

EVERYBODY = frozenset(Role)
BUSINESS = EVERYBODY - ADMINISTRATORS
"""Administrators read no business rows, so business pages are left out of their navigation."""


@dataclass(frozen=True)
class NavItem:
    """One line of the navigation.

    `code` marks the page as current when a view puts `nav="<code>"` in its context (or the URL starts with this
    item's); `roles` empty means: working and reading roles, and in the groups 工作台 and 设置 everybody.
    """

    code: str
    title: str
    url_name: str
    group: str = "业务"
    order: int = 100
    icon: str = ""
    roles: frozenset[Role] = frozenset()
    args: tuple[Any, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict, hash=False)

    def url(self) -> str:
        """Where it leads; empty while its page is not installed."""
        try:
            return reverse(self.url_name, args=self.args, query=dict(self.query) or None)
        except NoReverseMatch:
            return ""

    def shown_to(self, actor: Actor) -> bool:
        """Whether the line stands in this actor's navigation. The page itself asks `access` again."""
        asked = self.roles or (EVERYBODY if self.group in ("工作台", "设置") else BUSINESS)
        return actor.has_role(*asked)


@dataclass(frozen=True)
class NavGroup:
    """A titled group with its lines: (item, url, current)."""

    title: str
    lines: tuple[tuple[NavItem, str, bool], ...]


_items: dict[str, NavItem] = {}


def register_nav(*items: NavItem) -> None:
    """Add lines; a code registered twice must be the same line."""
    for item in items:
        if _items.setdefault(item.code, item) != item:
            raise ValueError(f"navigation code {item.code} is taken")


def navigation(actor: Actor, path: str, current: str = "") -> list[NavGroup]:
    """The groups this actor sees, the line of `current` (or the longest URL that `path` starts with) marked."""
    shown = [(i, i.url()) for i in _items.values() if i.shown_to(actor)]
    shown = [(i, url) for i, url in shown if url]
    if not current:
        hits = [
            (len(u), i.code) for i, u in shown if path == u or (u != "/" and path.startswith(u))
        ]
        current = max(hits)[1] if hits else ""
    names = list(dict.fromkeys([*GROUPS, *(i.group for i, _ in shown)]))
    groups = []
    for name in names:
        lines = sorted(
            ((i, u) for i, u in shown if i.group == name), key=lambda p: (p[0].order, p[0].title)
        )
        if lines:
            groups.append(NavGroup(name, tuple((i, u, i.code == current) for i, u in lines)))
    return groups
