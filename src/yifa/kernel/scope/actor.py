"""Who acts: a person with the grants of today's posts and delegations, the system itself, or the public."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from yifa.kernel import moment
from yifa.kernel.edition import kept
from yifa.kernel.organization.models import (
    Account,
    Delegation,
    Post,
    Unit,
    User,
)
from yifa.kernel.organization.roles import ADMINISTRATORS, READING, Reach, Role
from yifa.kernel.organization.tree import below


@dataclass(frozen=True)
class Grant:
    """A role at a unit, in one room or all, from a post or lent by delegation."""

    role: Role
    unit_id: int
    room: str = ""
    reach: Reach = Reach.UNIT
    title: str = ""
    lent: bool = False


def _grants(user_id: int, day: date) -> tuple[Grant, ...]:
    posts = Post.objects.unscoped("an actor's own posts").standing(day).filter(user=user_id)
    lent = Delegation.objects.unscoped("an actor's own delegations").standing(day)
    grants = [Grant(Role(p.role), p.unit_id, p.room, Reach(p.reach), p.title) for p in posts]
    grants += [
        Grant(Role(d.role), d.unit_id, d.room, Reach(d.reach), "代理", True)
        for d in lent.filter(deputy=user_id)
    ]
    return tuple(grants)


@dataclass(frozen=True)
class Actor:
    """The one argument every door asks for."""

    name: str
    user_id: int | None = None
    grants: tuple[Grant, ...] = ()
    is_system: bool = False
    on: date = field(default_factory=moment.today)

    @classmethod
    def of(cls, user: User, on: date | None = None) -> Actor:
        """The actor a signed-in person is today: posts held and posts lent to them."""
        day = on or moment.today()
        found = kept((Post, Delegation), ("grants", user.pk, day), lambda: _grants(user.pk, day))
        return cls(user.name, user.pk, found, on=day)

    @classmethod
    def system(cls, name: str = "系统") -> Actor:
        """The machine's own upkeep: imports, re-derivation, jobs."""
        return cls(name, is_system=True)

    @classmethod
    def public(cls) -> Actor:
        """Anybody: holds nothing, sees what is published."""
        return cls("公众")

    @property
    def is_administrator(self) -> bool:
        return any(g.role in ADMINISTRATORS for g in self.grants)

    def has_role(self, *roles: Role) -> bool:
        return self.is_system or any(g.role in roles for g in self.grants)

    @cached_property
    def _below(self) -> dict[int, frozenset[int]]:
        tops = {g.unit_id for g in self.grants if g.reach == Reach.SUBTREE}
        return {top: below(top) for top in tops}

    def reaches(self, grant: Grant) -> frozenset[int]:
        """The units a grant covers in today's tree."""
        if grant.reach == Reach.SUBTREE:
            return self._below[grant.unit_id]
        return frozenset((grant.unit_id,))

    def may(self, roles: frozenset[Role] | set[Role], unit_id: int, room: str) -> Grant | None:
        """The grant by which this actor holds one of `roles` at the unit in the room, or None."""
        for grant in self.grants:
            if grant.role in roles and grant.room in ("", room) and unit_id in self.reaches(grant):
                return grant
        return None

    def units(self, room: str = "", roles: frozenset[Role] = READING) -> frozenset[int]:
        """Units where this actor holds one of `roles` (in `room`, or through a grant for all rooms)."""
        return frozenset().union(
            *(
                self.reaches(g)
                for g in self.grants
                if g.role in roles and (g.room in ("", room) or not room)
            )
        )

    def own_unit(self) -> Unit | None:
        """The unit that keeps this person's file: for a reviewer sent to other units, their own body."""
        if self.user_id is None:
            return None
        files = Account.objects.unscoped("an actor's own file").standing(self.on)
        found = files.filter(key__in=User.objects.filter(pk=self.user_id).values("username"))
        row = found.select_related("unit").first()
        return row.unit if row else None

    def home(self) -> Unit | None:
        """The unit of the first working post: what forms and the workbench start from."""
        for grant in self.grants:
            if grant.role not in ADMINISTRATORS:
                return Unit.objects.filter(pk=grant.unit_id).first()
        return None
