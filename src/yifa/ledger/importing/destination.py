"""What a spreadsheet can be imported into: a register, or the matters of a procedure. Both answer the same questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms

from yifa.kernel.entry.register import Register, all_registers, register_of
from yifa.kernel.matter.procedure import Procedure, Step
from yifa.kernel.matter.registry import all_procedures
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor
from yifa.ledger.importing.spec import ImportSpec, MatterImport, matter_spec_of, spec_of
from yifa.ledger.rooms import ledger_for

UNIT = "@unit"
"""The column that names the unit answering for a row, where it is no field of the form."""
NUMBER, ON, HANDLER = "@number", "@on", "@handler"
OWN = "@own"
"""The column with our own number, as a ledger's export has it: the row speaks of a matter that is registered."""


@dataclass(frozen=True)
class Column:
    """A field that a column of a sheet can fill."""

    name: str
    label: str
    field: forms.Field | None
    required: bool = False
    help: str = ""
    aliases: tuple[str, ...] = ()
    group: str = ""
    sensitive: bool = False


def standing_units() -> list[Unit]:
    """The units not closed."""
    return list(Unit.objects.filter(closed_on__isnull=True))


@dataclass(frozen=True)
class Destination:
    """Common to both: its id and title, its room, and who may import where."""

    id: str
    title: str
    room: str
    by: frozenset[Role]
    cite: str = ""

    def may(self, actor: Actor, unit_id: int) -> bool:
        """Whether the actor may bring rows in for the unit."""
        return actor.is_system or actor.may(set(self.by), unit_id, self.room) is not None

    def units(self, actor: Actor, open_units: Sequence[Unit] | None = None) -> list[Unit]:
        """Open units for which the actor may; a page that asks of every destination reads the units once."""
        known = standing_units() if open_units is None else open_units
        if actor.is_system:
            return list(known)
        ids = actor.units(self.room, self.by)
        return [u for u in known if u.pk in ids and self.may(actor, u.pk)]

    @property
    def columns(self) -> list[Column]:
        raise NotImplementedError

    @property
    def unit_column(self) -> str:
        """The column whose cell names the unit of a row."""
        return UNIT

    @property
    def key_columns(self) -> tuple[str, ...]:
        """Columns without which a row cannot be told from another."""
        return ()


@dataclass(frozen=True)
class IntoRegister(Destination):
    """Rows become entries of a register."""

    register: Register = None  # type: ignore[assignment]
    spec: ImportSpec = None  # type: ignore[assignment]

    @cached_property
    def fields(self) -> dict[str, forms.Field]:
        return self.register.form().fields

    @cached_property
    def columns(self) -> list[Column]:
        model = {f.name: f for f in self.register.model._meta.concrete_fields}
        found = [
            Column(
                name, str(f.label or name), f, f.required, str(f.help_text or ""),
                tuple(self.spec.aliases.get(name, ())),
                sensitive=getattr(model.get(name), "classification", "") == "sensitive",
            )
            for name, f in self.fields.items()
        ]  # fmt: skip
        if not self.spec.unit_from:
            found.append(
                Column(UNIT, "所属单位", None, help="留空则归入所选单位", aliases=UNIT_WORDS)
            )
        return found

    @property
    def unit_column(self) -> str:
        return self.spec.unit_from or UNIT

    @property
    def key_columns(self) -> tuple[str, ...]:
        return self.spec.key_fields


UNIT_WORDS = ("单位", "登记单位", "责任单位", "归口单位")
_MATTER_UNIT_WORDS = (
    "承办单位",
    "受理单位",
    "单位",
    "责任单位",
    "所属单位",
    "承办部门",
    "主办单位",
)
_NUMBER_WORDS = (
    "编号",
    "受理编号",
    "案号",
    "外部编号",
    "申请编号",
    "收文编号",
    "业务编号",
    "流水号",
    "合同编号",
    "登记编号",
)


@dataclass(frozen=True)
class IntoMatters(Destination):
    """Rows become matters of a procedure, in the version of the day they were received."""

    procedure: Procedure = None  # type: ignore[assignment]
    spec: MatterImport = None  # type: ignore[assignment]

    @property
    def opening(self) -> Step:
        """The opening step that rows begin with."""
        code = self.spec.opening or self.procedure.opening[0].code
        return self.procedure.step(code)

    @property
    def key_columns(self) -> tuple[str, ...]:
        return (ON,)

    @cached_property
    def steps(self) -> list[Step]:
        """Further steps that a sheet may give a day: those that move the matter, in the procedure's order."""
        own = [s for s in self.procedure.steps if not s.opens]
        if self.spec.shown:
            return [s for s in own if s.code in self.spec.shown]
        return [s for s in own if s.to is not None or s.code in self.spec.through]

    @cached_property
    def columns(self) -> list[Column]:
        say = self.spec.aliases
        opening = self.opening
        days = {f"{s.title}日期" for s in self.steps}
        received = (
            "收文日期",
            "申请日期",
            "登记日期",
            "送审日期",
            "受理日期",
            f"{opening.title}日期",
        )
        found = [
            Column(NUMBER, "外部编号", None, aliases=(*say.get(NUMBER, ()), *_NUMBER_WORDS),
                   help="原系统或者原台账的编号；再次导入时凭它认出同一件"),
            Column(OWN, "本系统编号", None, aliases=(*say.get(OWN, ()), "编号"),
                   help="导出的台账里的编号；凭它认出已登记的事项，只核对登记内容"),
            Column(ON, "收到日期", forms.DateField(label="收到日期"), True,
                   aliases=(*say.get(ON, ()), *(w for w in received if w not in days))),
        ]  # fmt: skip
        found += _of_step(opening, "", say)
        for step in self.steps:
            found.append(
                Column(f"{step.code}@on", f"{step.title}日期", forms.DateField(label=f"{step.title}日期", required=False),
                       aliases=tuple(say.get(f"{step.code}@on", ())), group=step.title, help=step.help)
            )  # fmt: skip
            found += _of_step(step, f"{step.code}.", say)
        found += [
            Column(UNIT, "承办单位", None, help="留空则归入所选单位", aliases=(*say.get(UNIT, ()), *_MATTER_UNIT_WORDS)),
            Column(HANDLER, "经办人", None, help="在办的事项由他继续办；按姓名或者账号", aliases=(*say.get(HANDLER, ()), "承办人", "经办人员")),
        ]  # fmt: skip
        return found


def _of_step(step: Step, prefix: str, aliases: Any) -> list[Column]:
    found = []
    for name, f in step.form().fields.items():
        if isinstance(f, forms.FileField):
            continue  # papers do not come in a table
        label = str(f.label or name)
        further = (f"{step.title}{label}", f"{step.title}：{label}") if prefix else ()
        found.append(
            Column(
                prefix + name, label, f, f.required and not prefix, str(f.help_text or ""),
                (*aliases.get(prefix + name, ()), *further), step.title if prefix else "", name in step.form.sensitive,
            )
        )  # fmt: skip
    return found


def into_register(register: Register, spec: ImportSpec | None = None) -> IntoRegister:
    """A register with its room's spec, or with this one."""
    return IntoRegister(
        register.id, register.title, register.room, register.by, register.cite,
        register=register, spec=spec or spec_of(register.id),
    )  # fmt: skip


def _matters(versions: list[Procedure]) -> IntoMatters:
    newest = versions[-1]
    spec = matter_spec_of(newest.id)
    ledger = ledger_for(newest.id)
    title = ledger[1].title if ledger and len(ledger[1].procedures) == 1 else newest.title
    opening = newest.step(spec.opening) if spec.opening else newest.opening[0]
    return IntoMatters(
        newest.id, title, newest.room, opening.by, opening.cite, procedure=newest, spec=spec
    )


def destination_of(target: str) -> Destination:
    """The register or procedure of this id; KeyError when there is neither."""
    try:
        return into_register(register_of(target))
    except KeyError:
        versions = [p for p in all_procedures() if p.id == target]
        if not versions:
            raise
        return _matters(versions)


def all_destinations() -> list[Destination]:
    """Every register people see, and every procedure that somebody can open."""
    ids = dict.fromkeys(p.id for p in all_procedures() if p.opening)
    return [*(into_register(r) for r in all_registers()), *(destination_of(i) for i in ids)]
