"""What the generic pages share: the actor, a matter within scope, the tabs of a room, masking."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from yifa.kernel.entry.register import register_of
from yifa.kernel.fields import mask
from yifa.kernel.matter.models import Matter, Party, PartyKind
from yifa.kernel.matter.procedure import Procedure
from yifa.kernel.matter.registry import pinned
from yifa.kernel.organization.roles import WORKING
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to
from yifa.ledger.rooms import Room, ledger_for


def actor_of(request: HttpRequest) -> Actor:
    """Who is asking."""
    return cast(Actor, cast(Any, request).actor)


def matter_for(actor: Actor, pk: int, **asked: Any) -> Matter:
    """A matter the actor may read; 404 outside the scope, so that nobody learns what exists elsewhere.

    `asked` are further columns wanted with it.
    """
    rows = visible_to(actor, Matter, shared=True).select_related("unit", "handler").filter(pk=pk)
    found = (rows.annotate(**asked) if asked else rows).first()
    if found is None:
        raise Http404(_("没有这一事项，或者不在您的查阅范围"))
    return cast(Matter, found)


def procedure_of(matter: Matter) -> Procedure:
    """The version the matter was opened under."""
    return pinned(matter.procedure, matter.procedure_since)


def state_title(matter: Matter) -> str:
    """The state as the procedure names it."""
    try:
        return procedure_of(matter).state(matter.state).title
    except KeyError:
        return matter.state


def tone(matter: Matter, *, paused: bool = False) -> str:
    """The tone of a state chip: open, wait, done or void."""
    if matter.is_void:
        return "void"
    if not matter.is_open:
        return "done"
    return "wait" if paused else "open"


def handles(actor: Actor, unit_id: int, room: str) -> bool:
    """Whether the actor works at the unit: only then names and contacts stand unmasked."""
    return actor.is_system or actor.may(set(WORKING), unit_id, room) is not None


class Masker:
    """Masks the names of natural persons in any text, for readers outside the handling unit."""

    def __init__(self, handling: bool, names: Iterable[str] = ()) -> None:
        self.handling = handling
        self._names = sorted({n for n in names if n}, key=len, reverse=True)

    @classmethod
    def of(cls, actor: Actor, matter: Matter, parties: Iterable[Party]) -> Masker:
        """For one matter; organisations are named openly."""
        people = [p.name for p in parties if p.kind == PartyKind.NATURAL]
        handling = handles(actor, matter.unit_id, matter.room)
        if people and not handling:
            # A unit that works on a part of the matter handles it too.
            parts = matter.participants.values_list("unit_id", flat=True)
            handling = any(handles(actor, unit_id, matter.room) for unit_id in parts)
        return cls(handling, people)

    def text(self, value: str) -> str:
        """The text with every known person's name masked."""
        if not self.handling:
            for name in self._names:
                value = value.replace(name, mask(name))
        return value

    def name(self, value: str) -> str:
        """A person's name as this reader may see it."""
        return value if self.handling else mask(value)


def title_is_personal(matter: Matter) -> bool:
    """Whether titles of this procedure name natural persons."""
    found = ledger_for(matter.procedure)
    return found is not None and found[1].personal_title


Tab = tuple[str, str, str]


def tabs(room: Room) -> list[Tab]:
    """(code, title, URL) of a room's ledgers, registers and own pages."""
    found = [(f"ledger:{i.id}", i.title, reverse("ledger", args=[i.id])) for i in room.ledgers]
    for register_id in room.registers:
        title = register_of(register_id).title
        found.append((f"register:{register_id}", title, reverse("register", args=[register_id])))
    for link in room.links:
        try:
            url = reverse(link.url_name, args=link.args, query=dict(link.query) or None)
        except NoReverseMatch:
            continue
        found.append((f"link:{link.url_name}", link.title, url))
    return found if len(found) > 1 else []
