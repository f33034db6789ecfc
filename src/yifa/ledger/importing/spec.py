"""How the spreadsheets of a register or a procedure are read, declared by its room; every one has a plain default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yifa.ledger.nav import NavItem, register_nav

Doubts = Callable[[Mapping[str, Any]], Mapping[str, str]]
"""From a row's cleaned data to doubts by field name: shown as warnings, never a refusal."""

Filling = Mapping[str, Any] | Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""What a step is given that the sheet does not say: values by field, or a function of the row's values by column name."""


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


@dataclass(frozen=True, kw_only=True)
class MatterImport:
    """What a room knows about the spreadsheets of one of its procedures.

    A row becomes an opening act and the acts after it, each on its own day. Columns are named `field` (of the opening
    form), `step.field` and `step@on` (the day of a step); `@on` is the day of the opening, `@number` the other
    system's number, `@unit` the handling unit, `@handler` the person. `opening` is the opening step (the first one if
    empty). `through` is the usual way in order: when the sheet gives the day of a later step, the earlier ones it does
    not name are taken that day, with what `fill` says. `shown` limits the further steps that get columns. `unsaid` is
    what an obligatory text gets where neither the sheet nor `fill` says anything.
    """

    procedure: str
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    opening: str = ""
    through: tuple[str, ...] = ()
    fill: Mapping[str, Filling] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    unsaid: str = "（原台账未载）"


_specs: dict[str, ImportSpec] = {}
_matters: dict[str, MatterImport] = {}


def register_import(*specs: ImportSpec) -> None:
    """Add specs of registers; rooms do this when their app is ready."""
    for spec in specs:
        if _specs.setdefault(spec.register_id, spec) != spec:
            raise ValueError(f"import of {spec.register_id} is declared twice")


def register_matter_import(*specs: MatterImport) -> None:
    """Add specs of procedures; rooms do this when their app is ready."""
    for spec in specs:
        if _matters.setdefault(spec.procedure, spec) != spec:
            raise ValueError(f"import of {spec.procedure} is declared twice")


def spec_of(register_id: str) -> ImportSpec:
    """The declared spec of a register, else one without aliases."""
    return _specs.get(register_id) or ImportSpec(register_id=register_id)


def matter_spec_of(procedure_id: str) -> MatterImport:
    """The declared spec of a procedure, else the default that its declaration gives."""
    return _matters.get(procedure_id) or MatterImport(procedure=procedure_id)


# Whoever declares an import gives the navigation its line; the page is in `urls`.
register_nav(NavItem("imports", "导入", "imports", group="数据与报告", order=20))
