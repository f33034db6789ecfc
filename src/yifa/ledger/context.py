"""What every page knows: the actor, today, the unit, the navigation, and how the person likes to read."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest

from yifa import __version__
from yifa.kernel import moment
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import ADMINISTRATORS, Role
from yifa.kernel.scope.actor import Actor
from yifa.ledger.nav import NavGroup, navigation


class House:
    """The shell's view of a request; each part is made when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.version = __version__
        self.demo = bool(settings.YIFA_DEMO)
        self.large_text = request.COOKIES.get("yifa_text") == "large"
        self.high_contrast = request.COOKIES.get("yifa_contrast") == "high"

    @cached_property
    def actor(self) -> Actor:
        return getattr(self.request, "actor", None) or Actor.public()

    @property
    def today(self) -> date:
        return moment.today()

    @cached_property
    def _units(self) -> list[Unit]:
        """The unit at the top of the tree and the actor's own, in one query."""
        top = Q(parent__isnull=True, closed_on__isnull=True)
        return list(Unit.objects.filter(top | Q(pk=self._unit_id)).order_by("code"))

    @cached_property
    def _unit_id(self) -> int | None:
        grants = self.actor.grants
        working = [g.unit_id for g in grants if g.role not in ADMINISTRATORS]
        return next(iter([*working, *(g.unit_id for g in grants)]), None)

    @property
    def unit(self) -> Unit | None:
        """The unit a person works at; an administrator's is the unit of the post."""
        return next((u for u in self._units if u.pk == self._unit_id), None)

    @cached_property
    def roles(self) -> str:
        """The roles of today, in words."""
        words = (g.title or str(Role(g.role).label) for g in self.actor.grants)
        return "、".join(dict.fromkeys(words))

    @property
    def place(self) -> str:
        """The name of the district this installation serves: the unit at the top of the tree."""
        return next(
            (u.name for u in self._units if u.parent_id is None and u.closed_on is None), ""
        )

    def navigation_for(self, current: str) -> list[NavGroup]:
        return navigation(self.actor, self.request.path, current)


def house(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `house`, `actor`, `today`."""
    found = House(request)
    return {"house": found, "actor": getattr(request, "actor", None), "today": moment.today()}
