"""Rows of matters: the chain of acts of each, compared with what is registered, and rehearsed at the write door."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import DatabaseError

from yifa.kernel import crypto
from yifa.kernel.errors import BatchRefused, InvalidData, Refusal
from yifa.kernel.matter.act import Call, Opening, act_many
from yifa.kernel.matter.models import How, Matter
from yifa.kernel.matter.procedure import Procedure
from yifa.kernel.matter.registry import procedure_on
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.kernel.transaction import write
from yifa.ledger.importing.chain import Chain
from yifa.ledger.importing.destination import HANDLER, NUMBER, ON, OWN, UNIT, IntoMatters
from yifa.ledger.importing.marks import filled
from yifa.ledger.importing.plan import Row
from yifa.ledger.importing.registered import Registered, compare, compare_own, own, registered
from yifa.ledger.importing.rows import RowReader, unit_text

AT_ONCE = 200
"""Matters that go through the door together."""
HAND = "手工台账"
"""The source system of matters whose sheet names none."""
_LIVES = 6


def importer(actor: Actor) -> Actor:
    """Who acts in an imported history: not the clerk who brings it in, whose name is kept beside it."""
    return Actor.system(f"历史导入（{actor.name}）"[:40])


def how_of(source_system: str) -> How:
    """Imported where another system sent it, backfill where it is an office's own old table."""
    return How.BACKFILL if source_system == HAND else How.IMPORTED


def calls_of(row: Row, into: IntoMatters, source_system: str) -> list[Call]:
    """What the write door is asked for one row."""
    assert row.unit is not None
    target = (
        row.matter if row.matter is not None else Opening(into.procedure.id, row.unit, source_system, row.key)
    )  # fmt: skip
    return [Call(target, step, data, date.fromisoformat(on)) for step, data, on in row.acts]


class _Rehearsed(Exception):
    """Rolls a rehearsal back."""


class MatterJudge:
    """Says of every row which matter it opens or moves on."""

    def __init__(self, actor: Actor, reader: RowReader) -> None:
        assert isinstance(reader.into, IntoMatters)
        self.actor, self.reader, self.order, self.into = actor, reader, reader.order, reader.into
        self.source = self.order.number_kind or HAND
        self.chains: dict[int, Chain] = {}

    def judge(self, rows: list[Row]) -> None:
        """Set every row's `what`, `key`, `unit`, `acts` and `changes`."""
        self.chains = {}
        ours = own(self.into.room, [n for r in rows if (n := filled(r.texts.get(OWN, "")))])
        for row in rows:
            if now := ours.get(row.texts.get(OWN, "")):
                self._compare_own(row, now)
                continue
            row.key = filled(row.texts.get(NUMBER, "")) or self._unnumbered(row)
            row.unit = self._unit(row)
            self._chain(row)
        known = self._known(rows)
        for row in (r for r in rows if not r.what):
            self._compare(row, known.get(row.key, []))
        wanted = [r for r in rows if r.what in ("added", "changed")]
        for at in range(0, len(wanted), AT_ONCE):
            self._rehearse(wanted[at : at + AT_ONCE])

    def _unnumbered(self, row: Row) -> str:
        """Without a number a row is known by its content: the same row again is the same matter."""
        return f"（无编号）{crypto.digest(crypto.canonical(row.texts))[:16]}"

    def _unit(self, row: Row) -> Unit:
        text = unit_text(row, UNIT)
        if self.order.one_unit or not text:
            return self.order.unit
        return self.reader.unit_of(text).unit or self.order.unit

    def _chain(self, row: Row) -> None:
        received = self._day(row, ON, required=True)
        if received is None:
            return
        try:
            version = procedure_on(self.into.procedure.id, received)
            opening = version.step(self.into.opening.code)
        except (Refusal, KeyError) as refused:
            why = refused.message if isinstance(refused, Refusal) else "当时的程序不这样登记"
            self.reader.problem(row, ON, why, getattr(refused, "remedy", ""))
            return
        chain = Chain(version, self.into.spec, row.values)
        chain.take(opening, received)
        self._hand_over(row, chain, received)
        days = self._days(row, version, received)
        dated = frozenset(code for _, _, code in days)
        for on, _, code in days:
            chain.reach(version.step(code), on, dated)
        self.chains[row.number] = chain

    def _day(self, row: Row, name: str, *, required: bool = False) -> date | None:
        said = row.values.get(name) or ""
        try:
            return date.fromisoformat(said)
        except ValueError:
            if required and not said:
                self.reader.problem(row, name, "这一格是空的", "请填写")
            return None

    def _days(self, row: Row, version: Procedure, received: date) -> list[tuple[date, int, str]]:
        """The steps that the sheet gives a day, in the order of their days."""
        place = {s.code: n for n, s in enumerate(version.steps)}
        found = []
        for step in self.into.steps:
            on = self._day(row, f"{step.code}@on")
            if on is None:
                continue
            if step.code not in place:
                self.reader.problem(row, f"{step.code}@on", f"当时的程序没有“{step.title}”这一步")
            elif on < received:
                why = f"早于收到日期 {received.isoformat()}"
                self.reader.problem(row, f"{step.code}@on", why, "请核对两个日期")
            else:
                found.append((on, place[step.code], step.code))
        return sorted(found)

    def _hand_over(self, row: Row, chain: Chain, received: date) -> None:
        name = filled(row.texts.get(HANDLER, ""))
        if not name:
            return
        person, near = self.reader.people.find(name)
        if person is None:
            hint = f"；是否为：{'、'.join(near)}" if near else ""
            doubt = f"没有这个人员的账号，不指派经办人{hint}"
            self.reader.problem(row, HANDLER, doubt, warning=True)
            return
        chain.acts.append(("assign", {"handler": person.username}, received.isoformat()))
        chain.given.append(frozenset())

    def _known(self, rows: list[Row]) -> dict[str, list[Registered]]:
        """What is registered under each row's number: its lives in order, a voided number being used again."""
        names = [_life(r.key, n) for r in rows for n in range(1, _LIVES)]
        found: dict[str, list[Registered]] = defaultdict(list)
        for one in registered(self.into.room, self.source, names):
            found[one.matter.external_number.partition("#")[0]].append(one)
        return found

    def _compare(self, row: Row, lives: list[Registered]) -> None:
        chain = self.chains.get(row.number)
        if row.faults or chain is None or row.unit is None:
            row.what = "bad"
            return
        reader = self.reader
        now = next((r for r in reversed(lives) if not r.matter.is_void), None)
        unit = now.matter.unit if now else row.unit
        if not reader.units.may_enter(unit.pk):
            reader.problem(
                row, UNIT, f"您没有为{unit}登记{self.into.title}的任职",
                "请改选“全部归入所选单位”，或者转交有权人员导入",
            )  # fmt: skip
            row.what = "bad"
            return
        if now is None:
            row.key = _life(row.key, len(lives) + 1)
            row.what, row.acts = "added", [*chain.acts, self._note(row, chain.acts[-1][2])]
            return
        row.matter = now.matter.pk
        verdict = compare(now, chain, self.into)
        row.changes = verdict.changes
        for name, reason, remedy in verdict.refusals:
            reader.problem(row, name, reason, remedy)
        if verdict.refusals:
            row.what = "bad"
        elif verdict.acts:
            row.what, row.acts = "changed", [*verdict.acts, self._note(row, verdict.acts[-1][2])]
        else:
            row.what = "same"

    def _compare_own(self, row: Row, now: Registered) -> None:
        """A row of our own ledger that comes back: nothing is opened, and no step is taken by it."""
        row.key, row.unit, row.matter = now.matter.number, now.matter.unit, now.matter.pk
        reader, verdict = self.reader, compare_own(now, row.values, self.into)
        aside = {reader.heading(name) for name in row.faults - verdict.looked_at}
        row.faults &= verdict.looked_at
        reader.problems = [
            p for p in reader.problems if p.row != row.number or p.header not in aside
        ]
        if now.matter.procedure != self.into.procedure.id:
            reader.problem(row, OWN, "这个编号是另一类事项的", "请选它所属的事项再导入")
        elif not reader.units.may_enter(now.matter.unit_id):
            reader.problem(row, OWN, f"您没有为{now.matter.unit}登记{self.into.title}的任职", "请转交有权人员导入")  # fmt: skip
        for name, reason, remedy in verdict.refusals:
            reader.problem(row, name, reason, remedy)
        row.changes = verdict.changes
        row.what = "bad" if row.faults else "changed" if verdict.acts else "same"
        if row.what == "changed":
            row.acts = [*verdict.acts, self._note(row, verdict.acts[-1][2])]

    def _note(self, row: Row, on: str) -> tuple[str, dict[str, Any], str]:
        """Where the matter comes from, as its journal shows it."""
        told = self.order.source
        parts = [f"来源：{told.get('name', '')}", f"第 {row.number} 行"]
        if told.get("sheet"):
            parts.insert(1, f"工作表“{told['sheet']}”")
        if told.get("file"):
            parts.append(f"文件摘要 {told['file']}")
        return "note", {"note": "，".join(parts)}, on

    def _rehearse(self, rows: list[Row]) -> None:
        """Let the write door say what it would refuse; nothing stays written."""
        calls: list[tuple[Row, Call]] = [
            (r, c) for r in rows for c in calls_of(r, self.into, self.source)
        ]
        try:
            with write():
                act_many(importer(self.actor), [c for _, c in calls], how=how_of(self.source))
                raise _Rehearsed
        except _Rehearsed:
            return
        except BatchRefused as refused:
            self._refused(calls, refused.refusals)
        except (DatabaseError, LookupError, TypeError, ValueError, AttributeError) as broken:
            if len(rows) > 1:
                for row in rows:
                    self._rehearse([row])
                return
            self.reader.problem(
                rows[0], ON, f"这一行办不下去（{type(broken).__name__}）", "请核对后改正"
            )
            rows[0].what = "bad"

    def _refused(self, calls: list[tuple[Row, Call]], refusals: dict[int, Refusal]) -> None:
        """The first refusal of each row; those after it only follow from it."""
        told: set[int] = set()
        for index in sorted(refusals):
            row, call = calls[index]
            if row.number in told:
                continue
            told.add(row.number)
            row.what = "bad"
            self._say(row, call.step, refusals[index])

    def _say(self, row: Row, code: str, refusal: Refusal) -> None:
        opens = code == self.into.opening.code
        prefix, day = ("", ON) if opens else (f"{code}.", f"{code}@on")
        if not isinstance(refusal, InvalidData):
            title = next((s.title for s in self.into.procedure.all_steps if s.code == code), code)
            where = day if day in self.reader.columns else ON
            remedy = self._lacking(prefix) or _way_on(refusal)
            self.reader.problem(row, where, f"“{title}”：{refusal.message}", remedy)
            return
        for name, messages in refusal.fields.items():
            column = day if name == "on" else prefix + name
            known = column in self.reader.columns
            there = column in self.order.mapping
            remedy = self.reader.columns[column].help if known else ""
            if not there and known:
                remedy = "文件缺这一列，请补上"
            label = "" if known else f"{name}："
            self.reader.problem(
                row, column if known else ON, label + "；".join(messages).rstrip("。"), remedy or "请核对后改正"
            )  # fmt: skip

    def _lacking(self, prefix: str) -> str:
        """The columns of a step that the file has none of: what it asks for has to come from somewhere."""
        own = [c for n, c in self.reader.columns.items() if prefix and n.startswith(prefix)]
        if not own or any(c.name in self.order.mapping for c in own):
            return ""
        return f"文件没有{'、'.join(f'“{c.label}”' for c in own)}列，请按原始材料补上"


def _way_on(refusal: Refusal) -> str:
    return "。".join(filter(None, (refusal.remedy, refusal.cite))) or "请补上这一步的日期和内容"


def _life(number: str, count: int) -> str:
    """The number of a matter's nth life: the first is the number itself."""
    return number if count == 1 else f"{number}#{count}"


def still_there(ids: Iterable[int]) -> dict[int, Matter]:
    """The matters of an import by key."""
    rows = Matter.objects.unscoped("undoing an import").select_related("unit")
    return {m.pk: m for m in rows.filter(pk__in=list(ids))}
