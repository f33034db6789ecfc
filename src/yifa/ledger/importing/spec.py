"""How the spreadsheets of a register are read, declared by its room; every register has a plain default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yifa.ledger.nav import NavItem, register_nav

Doubts = Callable[[Mapping[str, Any]], Mapping[str, str]]
"""From a row's cleaned data to doubts by field name: shown as warnings, never a refusal."""


@dataclass(frozen=True, kw_only=True)
class ImportSpec:
    """What a room knows about the spreadsheets of one of its registers.

    `aliases` are further column headings of a form field; `unit_from` is the form field whose cell names the unit that
    answers for the row; `key_fields` are the form fields that make the business key.
    """

    register_id: str
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unit_from: str = ""
    key_fields: tuple[str, ...] = ()
    doubts: Doubts | None = None


_specs: dict[str, ImportSpec] = {}


def register_import(*specs: ImportSpec) -> None:
    """Add specs; rooms do this when their app is ready."""
    for spec in specs:
        if _specs.setdefault(spec.register_id, spec) != spec:
            raise ValueError(f"import of {spec.register_id} is declared twice")


def spec_of(register_id: str) -> ImportSpec:
    """The declared spec of a register, else one without aliases."""
    return _specs.get(register_id) or ImportSpec(register_id=register_id)


# Whoever declares an import gives the navigation its line; the page is in `urls`.
register_nav(NavItem("imports", "导入", "imports", group="数据与报告", order=20))
