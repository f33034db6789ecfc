"""Registers: what kinds of entries there are, who may enter them, and with which form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from yifa.kernel.entry.models import Entry
from yifa.kernel.organization.roles import Role


@dataclass(frozen=True, kw_only=True)
class Register:
    """One register: its table, form, key, and the roles that may enter.

    `key` makes the business key of a new entry from cleaned data; `columns` are shown in the ledger (field, label);
    `check` may refuse an entry with `InvalidData`; `before` turns cleaned data into columns; `after` runs in the same transaction (unfolding the tree).
    `meets` gives (duty kind, subject) that an entry fulfils. `kept_by_house` marks a register that no page shows or
    enters: another entry or act keeps it, and verification reads it like every other.
    """

    id: str
    title: str
    room: str
    model: type[Entry]
    form: type[forms.Form]
    key: Callable[[dict[str, Any]], str]
    columns: tuple[tuple[str, str], ...]
    by: frozenset[Role] = frozenset({Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD})
    check: Callable[[dict[str, Any]], None] | None = None
    before: Callable[[dict[str, Any], Any], dict[str, Any]] | None = None
    after: Callable[[Entry], None] | None = None
    meets: Callable[[Entry], tuple[str, str]] | None = None
    cite: str = ""
    help: str = ""
    global_rows: bool = False
    kept_by_house: bool = False


_registers: dict[str, Register] = {}


def register_entries(*registers: Register) -> None:
    """Add registers; rooms do this when their app is ready."""
    for register in registers:
        if register.id in _registers and _registers[register.id] != register:
            raise ValueError(f"register {register.id} is there already")
        _registers[register.id] = register


def register_of(register_id: str) -> Register:
    """A register people see; KeyError where there is none."""
    register = _registers[register_id]
    if register.kept_by_house:
        raise KeyError(register_id)
    return register


def all_registers() -> list[Register]:
    """The registers people see."""
    return [r for r in _registers.values() if not r.kept_by_house]


def every_register() -> list[Register]:
    """The registers people see and those the house keeps for itself."""
    return list(_registers.values())
