"""The dry run: every row read, validated as the write door will, and compared with what stands. Writes nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import translation

from yifa.kernel.entry.models import Entry
from yifa.kernel.errors import InvalidData, Refusal
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.ledger.importing.mapping import UNIT, header_of, letter
from yifa.ledger.importing.plan import WHATS, CellProblem, Order, Plan, Row, fingerprint_of
from yifa.ledger.importing.reader import Grid, Unreadable
from yifa.ledger.importing.standing import differences, latest, values_of
from yifa.ledger.importing.units import Named, UnitIndex
from yifa.ledger.importing.values import said


def make_plan(actor: Actor, order: Order, grid: Grid) -> Plan:
    """Compare the grid with the register. Raises `Unreadable` when the columns cannot make a key."""
    # Problems are kept with the import and read by others, so they are Chinese whoever asks.
    with translation.override("zh-hans"):
        return _Planner(actor, order, grid).run()


class _Planner:
    def __init__(self, actor: Actor, order: Order, grid: Grid) -> None:
        self.actor, self.order, self.grid = actor, order, grid
        self.register = order.register
        self.units = UnitIndex(actor, order.register)
        form = order.register.form()
        self.form_fields = form.fields
        self.headings = header_of(grid, order.header)
        self.problems: list[CellProblem] = []
        self.named: dict[str, Named] = {}
        self.unmapped = [n for n in self.form_fields if n not in order.mapping]
        given = {n: form.get_initial_for_field(f, n) for n, f in self.form_fields.items()}
        self.initial = {n: v for n, v in given.items() if v is not None}

    def run(self) -> Plan:
        self._refuse_without_key()
        rows = [
            self._read(i)
            for i in range(self.order.header + 1, len(self.grid.rows))
            if self.grid.rows[i]
        ]
        for row in rows:
            self._clean(row, {})
        standing = latest(self.register, [r.key for r in rows if r.key])
        for row in rows:
            self._compare(row, standing.get(row.key))
        self._name_duplicates(rows)
        for row in rows:
            if row.what not in WHATS:
                row.what = "bad"
        plan = Plan(
            self.headings, self.order.header, rows, self._sorted(), list(self.named.values())
        )
        plan.fingerprint = fingerprint_of(plan)
        return plan

    def _refuse_without_key(self) -> None:
        missing = [n for n in self.order.spec.key_fields if n not in self.order.mapping]
        if missing or not set(self.order.mapping) & set(self.form_fields):
            labels = "、".join(str(self.form_fields[n].label or n) for n in missing) or "任何一栏"
            raise Unreadable(f"没有对应到{labels}的列", remedy="请核对表头，或者手工对应各列")

    def _read(self, index: int) -> Row:
        cells = self.grid.rows[index]
        texts = {n: cells[c] if c < len(cells) else "" for n, c in self.order.mapping.items()}
        row = Row(index, texts)
        for name, text in texts.items():
            if name == UNIT:
                continue
            heard = said(text, self.form_fields[name], self.units)
            row.values[name] = heard.value
            if heard.reason:
                self._problem(row, name, heard.reason, heard.remedy)
            elif heard.doubt:
                self._problem(row, name, heard.doubt, warning=True)
            if (index, self.order.mapping[name]) in self.grid.inexact:
                self._problem(
                    row, name, "这一格是 15 位以上的数字，电子表格已丢失末尾几位",
                    "请把该列设为文本格式后重新填写",
                )  # fmt: skip
        return row

    def _clean(self, row: Row, before: dict[str, Any]) -> None:
        """Validate as the write door will. Fields without a column take what stands (`before`)."""
        unasked = self.initial | before
        row.values |= {n: unasked[n] for n in self.unmapped if n in unasked}
        form = self.register.form(data=row.values)
        form.is_valid()
        errors = form.errors.as_data()
        if not errors and self.register.check:
            errors = self._checked(form.cleaned_data)
        for name, found in errors.items():
            if name in self.unmapped and not before:
                continue  # what stands may fill it; judged when that is known
            if name not in row.faults:
                for error in found:
                    self._form_problem(row, name, error)
        row.what = "" if errors or row.faults else "clean"
        row.data = form.cleaned_data
        try:
            row.key = self.register.key(form.cleaned_data)
        except (KeyError, AttributeError, TypeError):
            row.key = ""

    def _checked(self, data: dict[str, Any]) -> dict[str, list[Any]]:
        assert self.register.check is not None
        try:
            self.register.check(data)
        except InvalidData as refusal:
            return {
                n: [forms.ValidationError(m) for m in found] for n, found in refusal.fields.items()
            }
        except Refusal as refusal:
            return {"__all__": [forms.ValidationError(str(refusal))]}
        return {}

    def _compare(self, row: Row, entry: Entry | None) -> None:
        standing = entry if entry is not None and entry.valid_to is None else None
        if self.unmapped and row.what != "clean":
            self._clean_with_standing(row, standing)
        elif self.unmapped and standing is not None:
            self._clean(row, values_of(self.register, standing))
        row.unit = self._unit(row, standing)
        if row.what != "clean":
            return
        if self.order.spec.doubts:
            for name, doubt in self.order.spec.doubts(row.data).items():
                self._problem(row, name, doubt, warning=True)
        if not self._may(row, standing) or not self._in_time(row, entry):
            row.what = "bad"
            return
        if standing is None:
            row.what = "added"
            return
        row.changes = differences(self.register, standing, row.data)
        if standing.unit_id != row.unit.pk:
            row.changes.append(("所属单位", str(standing.unit), str(row.unit)))
        row.what = "changed" if row.changes else "same"

    def _clean_with_standing(self, row: Row, standing: Entry | None) -> None:
        if standing is not None:
            self._clean(row, values_of(self.register, standing))
            return
        form = self.register.form(data=row.values)
        for name, found in form.errors.as_data().items():
            if name in self.unmapped:
                for error in found:
                    self._form_problem(row, name, error)

    def _unit(self, row: Row, standing: Entry | None) -> Unit:
        """The unit the row names, else the one the entry has, else the importing unit."""
        order = self.order
        text = row.texts.get(UNIT) or row.texts.get(order.spec.unit_from, "")
        if order.one_unit or not text:
            return standing.unit if standing is not None and not order.one_unit else order.unit
        named = self.named.setdefault(text, self.units.find(text))
        named.rows += 1
        if named.unit is not None:
            return named.unit
        return standing.unit if standing is not None else order.unit

    def _may(self, row: Row, standing: Entry | None) -> bool:
        assert row.unit is not None
        name = UNIT if UNIT in self.order.mapping else self.order.spec.unit_from
        if not self.units.may_enter(row.unit.pk):
            self._problem(
                row, name, f"您没有为{row.unit}登记{self.register.title}的任职",
                "请改选“全部归入所选单位”，或者转交有权人员导入",
            )  # fmt: skip
            return False
        if standing is not None and not self.units.may_enter(standing.unit_id):
            where = self._key_field()
            self._problem(row, where, f"已由{standing.unit}登记，您无权变更", "请与该单位核对编号")
            return False
        return True

    def _in_time(self, row: Row, entry: Entry | None) -> bool:
        if entry is None:
            return True
        begun = entry.valid_to or entry.valid_from
        if self.order.on >= begun:
            return True
        self._problem(
            row, self._key_field(), f"现行版本自 {begun.isoformat()} 起，晚于所选生效日期",
            f"请把生效日期改为 {begun.isoformat()} 或者以后",
        )  # fmt: skip
        return False

    def _name_duplicates(self, rows: list[Row]) -> None:
        first: dict[str, Row] = {}
        for row in rows:
            if not row.key:
                continue
            other = first.setdefault(row.key, row)
            if other is row:
                continue
            if row.texts == other.texts:
                self._problem(
                    row,
                    self._key_field(),
                    f"与第 {other.number} 行完全相同，只登记一次",
                    warning=True,
                )
                row.what = "same" if row.what in WHATS[:3] else row.what
                continue
            for one, two in ((row, other), (other, row)):
                one.what = "bad"
                self._problem(
                    one,
                    self._key_field(),
                    f"与第 {two.number} 行重复，内容却不同",
                    "请核对后只留一行",
                )

    def _key_field(self) -> str:
        named = [n for n in self.order.spec.key_fields if n in self.order.mapping]
        return named[0] if named else next(iter(self.order.mapping), "")

    def _heading(self, name: str) -> str:
        column = self.order.mapping.get(name)
        if column is not None:
            return self.headings[column]
        return str(self.form_fields[name].label or name) if name in self.form_fields else ""

    def _form_problem(self, row: Row, name: str, error: forms.ValidationError) -> None:
        field = self.form_fields.get(name)
        reason, remedy = (
            "；".join(error.messages).rstrip("。"),
            str(field.help_text if field else ""),
        )
        if error.code == "required":
            there = name in self.order.mapping
            reason = "这一格是空的" if there else "缺少这一项"
            remedy = "请填写" if there else "文件缺这一列，请补上"
        elif error.code == "max_length" and isinstance(field, forms.CharField):
            length = len(str(row.values.get(name, "")))
            reason = f"超过 {field.max_length} 个字（现有 {length} 个）"
            remedy = "请缩短，或者核对是否填错了列"
        self._problem(row, name, reason, remedy or "请核对后改正")

    def _problem(
        self, row: Row, name: str, reason: str, remedy: str = "", *, warning: bool = False
    ) -> None:
        column = self.order.mapping.get(name)
        problem = CellProblem(
            row.number, letter(column) if column is not None else "", self._heading(name),
            row.texts.get(name, ""), reason, remedy, warning,
        )  # fmt: skip
        if not warning:
            row.faults.add(name)
        self.problems.append(problem)

    def _sorted(self) -> list[CellProblem]:
        return sorted(dict.fromkeys(self.problems), key=lambda p: (p.row, len(p.column), p.column))
