"""Facts: one flat table per kind of work, from which every figure about it is asked.

A fact is a matter's columns with the countable columns of its detail, or the versions of a register with their
validity. It compiles to one select that SQLite, PostgreSQL and DuckDB read byte for byte the same; exported to
Parquet it is the same table. It holds integers and codes only: personal data and free text are refused here, so they
can never reach a figure, an export or a chart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from django.db import models

from yifa.kernel.duty.models import Duty, Obligation
from yifa.kernel.entry.models import Entry
from yifa.kernel.fields import BlindIndexField
from yifa.kernel.figure.predicate import NAME, Scalar, quoted
from yifa.kernel.matter.models import Clock, Detail, How, Matter
from yifa.kernel.matter.registry import all_procedures

Kind = Literal["int", "text", "flag", "date", "ym"]
"""date: yyyymmdd; ym: yyyymm; flag: 1 or 0. All but text are integers."""

YES_NO: Mapping[Scalar, str] = {1: "是", 0: "否"}


class BadFact(ValueError):
    """A fact is declared wrongly."""


@dataclass(frozen=True)
class Column:
    """A column of a fact: `source` is "detail.field", "matter.field", "child.field", "entry.field" or "row.field".

    Two more are looked up: "clock.field" of a matter's controlling clock, "duty.field" of an obligation's duty.

    Kind, title and labels are read from the model field where not given. `kind="ym"` makes a date its month.
    """

    source: str
    kind: Kind | None = None
    title: str = ""
    labels: Mapping[Scalar, str] | None = None


@dataclass(frozen=True)
class Resolved:
    """A column as it stands in the fact."""

    name: str
    sql: str
    kind: Kind
    title: str
    labels: Mapping[Scalar, str]


_MATTER: dict[str, Column] = {
    "matter_id": Column("matter.id", title="事项"),
    "unit_id": Column("matter.unit", title="承办单位"),
    "procedure": Column("matter.procedure", title="程序"),
    "received_ym": Column("matter.received_ym", kind="ym", title="收到月份"),
    "received_ymd": Column("matter.received_on", title="收到日期"),
    "closed_ym": Column("matter.closed_ym", kind="ym", title="办结月份"),
    "judged_ym": Column("matter.judged_ym", kind="ym", title="期限判定月份"),
    "duration_days": Column("matter.duration_days", title="办理天数"),
    "limit_days": Column("matter.limit_days", title="期限天数"),
    "on_time": Column("matter.on_time", title="按期", labels=YES_NO),
    "is_open": Column("matter.is_open", title="在办"),
    "state": Column("matter.state", title="状态"),
    "outcome": Column("matter.outcome", title="结果"),
    "how": Column("matter.how", title="来源方式", labels=dict(How.choices)),
    "due_ymd": Column("clock.due_on", title="期限届满日"),
    "due_ym": Column("clock.due_on", kind="ym", title="期限届满月份"),
}
_ENTRY: dict[str, Column] = {
    "entry_id": Column("entry.id", title="登记"),
    "unit_id": Column("entry.unit", title="所属单位"),
    "entry_key": Column("entry.key", title="编号"),
    "version": Column("entry.version", title="版本"),
    "valid_from": Column("entry.valid_from", title="生效日期"),
    "valid_to": Column("entry.valid_to", title="失效日期"),
    "valid_from_ym": Column("entry.valid_from", kind="ym", title="生效月份"),
    "valid_to_ym": Column("entry.valid_to", kind="ym", title="失效月份"),
}
_ROW: dict[str, Column] = {
    "row_id": Column("row.id", title="记录"),
    "unit_id": Column("row.unit", title="单位"),
}
_FREE_TEXT = {
    "matter.title", "matter.number", "matter.external_number", "entry.reason",
    "row.title", "row.met_by", "duty.title", "duty.subject",
}  # fmt: skip
# A matter may have had several controlling clocks, one after another: the last one judges (`clock.stamp`). Looked up
# cell by cell, so that no row is doubled, and at no cost where a question does not ask for it.
_LOOKED_UP: dict[str, str] = {
    "clock": (
        'from "kernel_clock" k where k."matter_id" = m."id" and k."is_controlling" and not exists (select 1 from '
        '"kernel_clock" n where n."matter_id" = k."matter_id" and n."is_controlling" and n."id" > k."id")'
    ),
    "duty": 'from "kernel_duty" y where y."key" = r."duty_key"',
}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One flat table.

    Of matters: `procedures` (ids) and perhaps `detail`; void matters are left out. Of what matters have several of
    (lawsuits about a request): `child` too, a model with a `matter` key, one row each. Of entries: `entry`, the
    register's model. Of other rows that have a unit (obligations): `rows`; where they say their room, those of the
    fact's room. `columns` names the countable columns beyond those every fact has. `labels` gives the words
    for codes that the model itself does not know (outcomes).
    """

    id: str
    title: str
    room: str
    procedures: tuple[str, ...] = ()
    detail: type[Detail] | None = None
    child: type[models.Model] | None = None
    entry: type[Entry] | None = None
    rows: type[models.Model] | None = None
    columns: Mapping[str, str | Column] = field(default_factory=dict)
    labels: Mapping[str, Mapping[Scalar, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.id):
            raise BadFact(f"fact id must be a plain name: {self.id!r}")
        kinds = sum(map(bool, (self.procedures, self.entry, self.rows)))
        if kinds != 1 or (not self.procedures and (self.child or self.detail)):
            raise BadFact(
                f"{self.id}: a fact is of matters (procedures=), of entries (entry=) or of rows (rows=)"
            )
        if not self.entry and not NAME.fullmatch(self.room):
            raise BadFact(f"{self.id}: room {self.room!r}")
        for procedure in self.procedures:
            if not all(NAME.fullmatch(part) for part in procedure.split(".")):
                raise BadFact(f"{self.id}: procedure id {procedure!r}")
        _ = self.resolved

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def of_entries(self) -> bool:
        return self.entry is not None

    @property
    def of_matters(self) -> bool:
        return bool(self.procedures)

    @property
    def row_id(self) -> str:
        """The column that identifies a row: matter_id, child_id, entry_id or row_id."""
        if self.of_entries:
            return "entry_id"
        if self.rows:
            return "row_id"
        return "child_id" if self.child else "matter_id"

    @property
    def model(self) -> type[Any]:
        """What a row of the fact is a row of: where drill-down leads."""
        return self.entry or self.rows or self.child or Matter

    @cached_property
    def resolved(self) -> dict[str, Resolved]:
        """Every column, by name. Raises `BadFact` for personal data, free text and fractions."""
        base = _ENTRY if self.of_entries else _ROW if self.rows else _MATTER
        if self.child is not None:
            base = base | {"child_id": Column("child.id", title=str(self.child._meta.verbose_name))}
        if taken := set(base) & set(self.columns):
            raise BadFact(f"{self.id}: {', '.join(sorted(taken))} is there already")
        return {
            name: self._resolve(name, spec if isinstance(spec, Column) else Column(spec))
            for name, spec in (base | dict(self.columns)).items()
        }

    def column(self, name: str) -> Resolved:
        try:
            return self.resolved[name]
        except KeyError:
            raise BadFact(f"{self.id} 没有这一列：{name}") from None

    def labels_of(self, name: str) -> Mapping[Scalar, str]:
        """Words for a column's codes; states and procedures are read from the registered procedures."""
        if name == "state" and self.of_matters:
            found: dict[Scalar, str] = {}
            for procedure in all_procedures():
                if procedure.id in self.procedures:
                    found |= {s.code: s.title for s in procedure.states}
            return found
        if name == "procedure" and self.of_matters:
            return {p.id: p.title for p in all_procedures() if p.id in self.procedures}
        return self.column(name).labels

    def label(self, name: str, value: Scalar | None) -> str:
        if value is None or value == "":
            return "（空）"
        return self.labels_of(name).get(value, str(value))

    @cached_property
    def select(self) -> str:
        """The flat select. No parameters: every name and code in it was checked when it was declared."""
        listed = ", ".join(f"{c.sql} as {quoted(c.name)}" for c in self.resolved.values())
        if self.entry is not None:
            return f"select {listed} from {quoted(self.entry._meta.db_table)} e"  # noqa: S608
        if self.rows is not None:
            named = any(f.name == "room" for f in self.rows._meta.concrete_fields)
            where = f" where r.\"room\" = '{self.room}'" if named else ""
            return f"select {listed} from {quoted(self.rows._meta.db_table)} r{where}"  # noqa: S608
        kinds = ", ".join(f"'{p}'" for p in self.procedures)
        source = f"{quoted(Matter._meta.db_table)} m"
        if self.detail is not None:
            source += f' join {quoted(self.detail._meta.db_table)} d on d."matter_id" = m."id"'
        if self.child is not None:
            source += f' join {quoted(self.child._meta.db_table)} c on c."matter_id" = m."id"'
        # The room says nothing new (`mismatched` sees to it), but it leads to the indexes of the table.
        chosen = f"""m."room" = '{self.room}' and m."procedure" in ({kinds}) and not m."is_void\""""
        return f"select {listed} from {source} where {chosen}"  # noqa: S608

    def mismatched(self) -> list[str]:
        """Procedures of the fact that are registered for another room: their matters would be missed."""
        return sorted(
            {p.id for p in all_procedures() if p.id in self.procedures and p.room != self.room}
        )

    def _resolve(self, name: str, spec: Column) -> Resolved:
        if not NAME.fullmatch(name):
            raise BadFact(f"{self.id}: column name {name!r}")
        owner, _, field_name = spec.source.partition(".")
        homes: dict[str, tuple[str, Any]] = {"entry": ("e", self.entry), "row": ("r", self.rows)}
        if self.of_matters:
            homes = {
                "matter": ("m", Matter), "detail": ("d", self.detail), "child": ("c", self.child), "clock": ("k", Clock),
            }  # fmt: skip
        elif self.rows is Obligation:
            homes["duty"] = ("y", Duty)
        alias, model = homes.get(owner, ("", None))
        if model is None:
            raise BadFact(f"{self.id}.{name}: no such source as {spec.source!r}")
        source = model._meta.get_field(field_name)
        if getattr(source, "classification", None) or isinstance(source, BlindIndexField):
            raise BadFact(f"{self.id}.{name}: {spec.source} 是个人信息，不得进入指标和导出")
        if spec.source in _FREE_TEXT or isinstance(source, models.TextField):
            raise BadFact(f"{self.id}.{name}: {spec.source} 是自由文本，不能计数")
        kind = spec.kind or _kind(source)
        if kind is None or (kind == "ym" and _kind(source) not in ("date", "int")):
            raise BadFact(
                f"{self.id}.{name}: {type(source).__name__} cannot be counted; keep integers (money in fen)"
            )
        labels = self.labels.get(name) or spec.labels
        if labels is None:
            labels = dict(source.flatchoices) or (YES_NO if kind == "flag" else {})
        title = spec.title or str(source.verbose_name)
        sql = _expression(f"{alias}.{quoted(source.column)}", kind, _kind(source))
        if owner in _LOOKED_UP:
            sql = f"(select max({sql}) {_LOOKED_UP[owner]})"
        return Resolved(name, sql, kind, title, labels)


def _kind(source: Any) -> Kind | None:
    if isinstance(source, models.BooleanField):
        return "flag"
    if isinstance(source, models.DateField) and not isinstance(source, models.DateTimeField):
        return "date"
    if isinstance(source, (models.IntegerField, models.ForeignKey, models.OneToOneField)):
        return "int"
    return "text" if isinstance(source, models.CharField) else None


def _expression(column: str, kind: Kind, stored: Kind | None) -> str:
    """The same bytes on every engine: a date is its ten characters, a boolean is 1 or 0."""
    if kind == "flag":
        return f"case when {column} then 1 when not {column} then 0 end"
    if stored == "date":
        day = f"cast(replace(cast({column} as varchar(10)), '-', '') as integer)"
        if kind == "ym":
            return f"cast(replace(substr(cast({column} as varchar(10)), 1, 7), '-', '') as integer)"
        return day
    return column
