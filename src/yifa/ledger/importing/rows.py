"""A sheet's rows as a clerk means them: cells heard by their columns, totals and remarks left out, problems named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import repeat, zip_longest
from typing import Any

from django import forms

from yifa.kernel.scope.actor import Actor
from yifa.ledger.importing.mapping import UNIT, letter
from yifa.ledger.importing.marks import FAILED, filled, is_failed
from yifa.ledger.importing.plan import CellProblem, Order, Row
from yifa.ledger.importing.reader import Block
from yifa.ledger.importing.units import Named, PersonIndex, UnitIndex
from yifa.ledger.importing.values import Said, heard_all, hearing, masked

_SUMS = r"(合计|总计|小计|累计|共计|合\s+计|总\s+计|小\s+计)"
_SUM = re.compile(rf"(本页|本月|本年|全年|以上)?{_SUMS}[：:]?")
_TOTAL = re.compile(rf"{_SUM.pattern}[\s（(]*[\d,.]*\s*[件块人个项份家次宗起万亿元]{{0,2}}[）)]?")
_SUBTOTAL = re.compile(rf".{{1,15}}\s*[（(]?{_SUMS}[）)]?[：:]?")
"""白鹤镇小计: in the first cell, or in the second below a merged name."""
_REMARK = re.compile(
    r"(填表人|填报人|制表人?|审核人?|复核人?|单位负责人|负责人签字|填表日期|填报日期|联系人|备注|填[表报写]?说明|填报要求|说明|注意事项|注)"
    r"(\s*[：:].*|\s*\d*[.、．].*|$)",
    re.DOTALL,
)
_EXAMPLE = re.compile(r"[（(]?(示例|样例|范例|例如?|填写示例)\d*[）)]?[：:]?")
_SIGNED = re.compile(
    r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|.*[（(](盖章|公章|签章|签字)[）)]\s*"
)
_CONTINUED = re.compile(r"\s*[（(]?续表?\d*[）)]?\s*$")
_REMARK_CELLS = 6
_INEXACT = ("这一格是 15 位以上的数字，电子表格已丢失末尾几位", "请把该列设为文本格式后重新填写")


class RowReader:
    """Reads rows by an order's columns and collects what is wrong with them."""

    def __init__(self, actor: Actor, order: Order, headings: list[str]) -> None:
        self.order, self.headings = order, headings
        self.into = order.into
        self.units, self.people = UnitIndex(actor, self.into), PersonIndex()
        self.columns = {c.name: c for c in self.into.columns}
        self.problems: list[CellProblem] = []
        self.skipped: list[str] = []
        self.named: dict[str, Named] = {}
        self.heard: dict[str, Sequence[Any]] = {}
        """The values of the last block by column."""
        mapped = [(n, i) for n, i in order.mapping.items() if n in self.columns]
        self._hearings = [
            (n, i, hearing(self.columns[n], headings[i] if i < len(headings) else "", self.units, self.people))
            for n, i in mapped
        ]  # fmt: skip
        self._filling = [i for _, i in mapped]
        named = (UNIT, self.into.unit_column)
        self._unit_at = next((n for n, _ in mapped if n in named), None)
        self._unit_above = ""
        self._head = [h for h in headings if h]
        self._repeated = {tuple(self._head)} if len(self._head) > 1 else set()
        self._begins = {said[0][:2] for said in self._repeated}

    def read(self, block: Block) -> list[Row]:
        """The block's records below the heading, each cell heard; what is wrong goes to `problems`."""
        if block.first == 0:
            self._printed_again(block.rows)
        top = self.order.header
        records = [
            (index, cells)
            for index, cells in enumerate(block.rows, block.first)
            if cells and index > top and not self._no_record(index, cells)
        ]
        if not records:
            self.heard = {}
            return []
        columns = list(zip_longest(*(cells for _, cells in records), fillvalue=""))
        blank = ("",) * len(records)
        texts = [columns[c] if c < len(columns) else blank for _, c, _ in self._hearings]
        names = tuple(name for name, _, _ in self._hearings)
        heard: list[Sequence[Any]] = []
        told: list[tuple[int, int, Said | None]] = []
        failed: set[tuple[int, int]] = set()
        for place, ((_, _, hear), column) in enumerate(zip(self._hearings, texts, strict=True)):
            said = heard_all(hear, column)
            if "\0#" in "\0" + "\0".join(column):  # seldom, and asked of every cell
                failed |= {(at, place) for at, text in enumerate(column) if is_failed(text)}
                said = [None if (at, place) in failed else v for at, v in enumerate(said)]
            if Said in set(map(type, said)):
                told += [(at, place, v) for at, v in enumerate(said) if type(v) is Said]
                said = [v.value if type(v) is Said else v for v in said]
            heard.append(said)
        values, shown = _across(heard, len(records)), _across(texts, len(records))
        rows = [
            Row(index, names, cells, said)
            for (index, _), cells, said in zip(records, shown, values, strict=True)
        ]
        self.heard = dict(zip(names, heard, strict=True))
        if block.inexact:
            told += self._inexact(rows, block.inexact)
        self._name_told(rows, told, failed)
        if self._unit_at is not None:
            self._perhaps_merged(rows, texts[names.index(self._unit_at)])
        return rows

    def _inexact(
        self, rows: list[Row], inexact: set[tuple[int, int]]
    ) -> list[tuple[int, int, Said | None]]:
        where = {row.index: at for at, row in enumerate(rows)}
        return [
            (where[i], place, None)
            for place, (_, column, _) in enumerate(self._hearings)
            for i, c in inexact
            if c == column and i in where
        ]

    def _name_told(
        self, rows: list[Row], told: list[tuple[int, int, Said | None]], failed: set[tuple[int, int]]
    ) -> None:  # fmt: skip
        """What the cells themselves are doubted or refused for, row by row."""
        told = [one for one in told if one[:2] not in failed]
        told += [(at, place, None) for at, place in failed]
        told.sort(key=lambda one: (one[0], one[1], one[2] is None))
        for at, place, one in told:
            row, name = rows[at], self._hearings[place][0]
            if (at, place) in failed:
                row.values.pop(name, None)
                self.problem(row, name, *FAILED)
                continue
            if one is None:
                self.problem(row, name, *_INEXACT)
            elif one.reason:
                self.problem(row, name, one.reason, one.remedy)
            elif one.doubt:
                self.problem(row, name, one.doubt, warning=True)

    def _printed_again(self, rows: list[list[str]]) -> None:
        """The title and both lines of the heading, as every printed page has them."""
        header = self.order.header
        self._repeated |= {
            tuple(filter(None, r)) for r in rows[max(header - 1, 0) : header + 1] if any(r[1:])
        }
        for row in rows[:header]:
            if len(said := [c for c in row if c]) == 1:
                self._repeated.add((_CONTINUED.sub("", said[0]),))
        self._begins = {said[0][:2] for said in self._repeated}

    def _perhaps_merged(self, rows: list[Row], said: Sequence[str]) -> None:
        """Pasted or saved as CSV, a merged unit stands in its first row only; the others would go elsewhere unseen."""
        assert self._unit_at is not None
        if "" not in said:
            self._unit_above = said[-1]
            return
        for row, text in zip(rows, said, strict=True):
            if text:
                self._unit_above = text
            elif self._unit_above and not self.order.one_unit:
                self.problem(
                    row, self._unit_at, f"这一格是空的，归入{self.order.unit}；如果原表是合并单元格，应是上面的“{self._unit_above}”",
                    "请把合并的单元格逐行填满后再导入", warning=True,
                )  # fmt: skip

    def _no_record(self, index: int, cells: list[str]) -> bool:
        """Totals, remarks under the table, the heading printed again, a line that numbers the columns."""
        # Asked of every row of a long sheet, so each shape has a cheap question before the exact one.
        first = cells[0] or next((c for c in cells if c), "")
        count = len(cells) - cells.count("")
        why = ""
        if "计" in "".join(cells[:4]) and self._is_total(first, cells):
            why = "合计"
        elif "例" in first and _EXAMPLE.fullmatch(first):
            why = "填写示例"
        elif count <= _REMARK_CELLS and _REMARK.fullmatch(first):
            why = "填表说明或者表后说明"
        elif first[:2] in self._begins and self._is_repeated(tuple(filter(None, cells))):
            why = "重复的表头"
        elif index == self.order.header + 1 and count > 2 and _numbers_columns(cells):
            why = "栏次"
        elif count == 1 and len(self._filling) > 2 and _SIGNED.fullmatch(first):
            why = "落款"
        elif not any(cells[i] for i in self._filling if i < len(cells)):
            why = "空行（只有序号或者未对应的列）"
        if why:
            self.skipped.append(f"第 {index + 1} 行是{why}，没有导入")
        return bool(why)

    def _is_repeated(self, said: tuple[str, ...]) -> bool:
        if len(said) == 1:
            said = (_CONTINUED.sub("", said[0]),)
        return said in self._repeated

    def _is_total(self, first: str, cells: list[str]) -> bool:
        if _TOTAL.fullmatch(first) or _SUBTOTAL.fullmatch(first):
            return True
        # Below a merged town name the word stands one column further; a record has its own words there.
        return any(_SUM.fullmatch(c) for c in [c for c in cells if c][1:3])

    def unit_of(self, text: str) -> Named:
        """The unit that a cell names, counted for the preview."""
        named = self.named.get(text)
        if named is None:
            named = self.named[text] = self.units.find(text)
        named.rows += 1
        return named

    def heading(self, name: str) -> str:
        """The sheet's heading of a field, or its label where the sheet has no such column."""
        column = self.order.mapping.get(name)
        if column is not None and column < len(self.headings):
            return self.headings[column]
        return self.columns[name].label if name in self.columns else ""

    def key_field(self) -> str:
        """The column that stands for the row as a whole."""
        named = [n for n in self.into.key_columns if n in self.order.mapping]
        return named[0] if named else next(iter(self.order.mapping), "")

    def problem(
        self, row: Row, name: str, reason: str, remedy: str = "", *, warning: bool = False
    ) -> CellProblem:
        """Say that something is wrong (or doubtful) with a cell."""
        column = self.order.mapping.get(name)
        value = row.texts.get(name, "")
        if value and name in self.columns and self.columns[name].sensitive:
            value = masked(value)
        problem = CellProblem(
            row.number, letter(column) if column is not None else "", self.heading(name), value,
            reason, remedy, warning,
        )  # fmt: skip
        if not warning:
            row.faults |= {name}
        self.problems.append(problem)
        return problem

    def cell_refused(self, row: Row, name: str, error: Any) -> None:
        """A form's refusal in the words of a table."""
        column = self.columns.get(name)
        reason, remedy = "；".join(error.messages).rstrip("。"), column.help if column else ""
        there = name in self.order.mapping
        if error.code == "required":
            reason = "这一格是空的" if there else "缺少这一项"
            remedy = "请填写" if there else "文件缺这一列，请补上"
        elif error.code == "invalid" and column and isinstance(column.field, forms.RegexField):
            reason = "写法不符合要求"
        elif error.code == "max_length":
            length = len(str(row.values.get(name, "")))
            most = getattr(column.field if column else None, "max_length", None)
            reason = f"超过 {most} 个字（现有 {length} 个）" if most else reason
            remedy = "请缩短，或者核对是否填错了列"
        self.problem(row, name, reason, remedy or "请核对后改正")


def _across(columns: Sequence[Sequence[Any]], count: int) -> Iterable[tuple[Any, ...]]:
    """The rows of columns, empty ones where there are no columns."""
    return zip(*columns, strict=True) if columns else repeat((), count)


def _numbers_columns(cells: list[str]) -> bool:
    said = [c for c in cells if c]
    digits = [int(c) for c in said if c.isascii() and c.isdigit()]
    words = [c for c in said if not (c.isascii() and c.isdigit())]
    steps = digits == list(range(digits[0], digits[0] + len(digits))) if digits else False
    return steps and len(digits) > 1 and all(len(w) == 1 and w in "甲乙丙丁戊" for w in words)


def unit_text(row: Row, into_unit: str) -> str:
    """What the row says of its unit."""
    return filled(row.text(UNIT)) or (filled(row.text(into_unit)) if into_unit else "")
