"""What the rooms offer to the generic pages: ledgers over their procedures, registers, and further links.

A room declares itself once, in its `AppConfig.ready()`:

    register_room(Room(
        code="disclosure", title="信息公开", order=15,
        ledgers=(Ledger(id="disclosure.requests", title="依申请公开", procedures=("disclosure.request",),
                        columns=(Column("申请人", party_names, personal=True), Column("方式", "request.means"))),),
        registers=("disclosure.catalogue",),
        links=(Link("公开大厅", "portal:disclosure"),),
    ))

Number, title, unit, state, received and due dates are columns of every ledger; a room adds its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.registry import tagged
from yifa.ledger.nav import NavItem, register_nav

Value = str | Callable[[Matter], Any]
"""How a cell is found: a dotted path from the matter (`request.means`, choices shown by their label) or a function."""


@dataclass(frozen=True)
class Column:
    """A room's own column of a ledger.

    `personal` values are masked for everybody outside the handling unit, on the page and in exports; a function says of
    which matters (applicants may be organisations, whose names are open). `related` names
    what a function's value needs loaded with the rows (`request`, or with `many` sets: `parties`).
    """

    label: str
    value: Value
    css: str = ""
    personal: bool | Callable[[Matter], bool] = False
    related: tuple[str, ...] = ()
    many: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """One ledger (台账): the matters of some procedures, listed together.

    `personal_title`: titles name natural persons and are masked outside the handling unit.
    `defaults` are filters that hold until the reader changes them, in the words of the URL ({"state": "open"}).
    `tag` gathers every room's procedures that carry it, instead of naming some: a view across rooms.
    """

    id: str
    title: str
    procedures: tuple[str, ...] = ()
    tag: str = ""
    columns: tuple[Column, ...] = ()
    personal_title: bool = False
    defaults: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Link:
    """A page of the room's own, shown beside its ledgers."""

    title: str
    url_name: str
    args: tuple[Any, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, kw_only=True)
class Room:
    """A room as the navigation and the tabs show it."""

    code: str
    title: str
    order: int = 100
    ledgers: tuple[Ledger, ...] = ()
    registers: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


_rooms: dict[str, Room] = {}


def register_room(room: Room) -> None:
    """Add a room and its line of navigation; the same code twice must be the same room."""
    if _rooms.setdefault(room.code, room) != room:
        raise ValueError(f"room {room.code} is registered twice")
    known = [ledger.id for r in _rooms.values() for ledger in r.ledgers]
    if len(known) != len(set(known)):
        raise ValueError(f"room {room.code} names a ledger that another room has")
    if room.ledgers:
        where: tuple[str, tuple[Any, ...]] = ("ledger", (room.ledgers[0].id,))
    elif room.registers:
        where = ("register", (room.registers[0],))
    elif room.links:
        where = (room.links[0].url_name, room.links[0].args)
    else:
        return
    register_nav(
        NavItem(
            code=f"room:{room.code}", title=room.title, url_name=where[0], args=where[1],
            group="业务", order=room.order,
        )
    )  # fmt: skip


def rooms() -> list[Room]:
    """All rooms in their order."""
    return sorted(_rooms.values(), key=lambda r: (r.order, r.code))


def room_of(code: str) -> Room | None:
    """The room of a code, as matters and registers name it."""
    return _rooms.get(code)


def ledger_of(ledger_id: str) -> tuple[Room, Ledger] | None:
    """A ledger with its room; None if nobody registered it."""
    for room in _rooms.values():
        for ledger in room.ledgers:
            if ledger.id == ledger_id:
                return room, replace(
                    ledger, procedures=tagged(ledger.tag)
                ) if ledger.tag else ledger
    return None


def ledger_for(procedure_id: str) -> tuple[Room, Ledger] | None:
    """The first ledger that lists a procedure's matters."""
    for room in rooms():
        for ledger in room.ledgers:
            if procedure_id in ledger.procedures:
                return room, ledger
    return None
