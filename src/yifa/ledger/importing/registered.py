"""A matter that is registered already, beside what a sheet says of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from yifa.kernel import crypto, moment
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.procedure import Step
from yifa.kernel.matter.registry import pinned
from yifa.ledger.importing.chain import Act, Chain
from yifa.ledger.importing.destination import ON, IntoMatters
from yifa.ledger.pages.payload import HIDDEN

_ASIDE = ("assign", "note")


@dataclass
class Registered:
    """A matter with the acts its journal holds: (step, day as ISO text, payload)."""

    matter: Matter
    acts: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)


def registered(room: str, source_system: str, numbers: list[str]) -> list[Registered]:
    """The matters of a source system under these numbers, in the order they were registered."""
    rows = Matter.objects.unscoped("an import is compared with what is registered")
    rows = rows.filter(room=room, source_system=source_system).select_related("unit").order_by("pk")
    found = {
        m.pk: Registered(m)
        for at in range(0, len(numbers), 2_000)
        for m in rows.filter(external_number__in=numbers[at : at + 2_000])
    }
    _with_acts(found)
    return list(found.values())


def _with_acts(found: dict[int, Registered]) -> None:
    journal = JournalRow.objects.unscoped("an import is compared with what was done")
    for at in range(0, len(found), 2_000):
        part = list(found)[at : at + 2_000]
        acts = journal.filter(matter_id__in=part, verb="act").order_by("id")
        for pk, step, on, payload in acts.values_list("matter_id", "step", "on", "payload"):
            found[pk].acts.append((step, on.isoformat(), json.loads(payload) if payload else {}))


def own(room: str, numbers: list[str]) -> dict[str, Registered]:
    """The matters of a room by our own numbers."""
    found: dict[str, Registered] = {}
    for at in range(0, len(numbers), 2_000):
        rows = Matter.objects.unscoped("a ledger that comes back is compared with itself")
        rows = rows.filter(room=room, number__in=numbers[at : at + 2_000]).select_related("unit")
        found |= {m.number: Registered(m) for m in rows}
    _with_acts({r.matter.pk: r for r in found.values()})
    return found


@dataclass
class Verdict:
    """What the sheet would do to a registered matter: further acts, or why it cannot."""

    acts: list[Act] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    refusals: list[tuple[str, str, str]] = field(default_factory=list)
    looked_at: frozenset[str] = frozenset()
    """Of a row of our own ledger: the columns that were compared."""


def compare(now: Registered, chain: Chain, into: IntoMatters) -> Verdict:
    """Acts that are not done yet follow; a cell that says something else is a correction, or refused."""
    verdict = Verdict()
    left = list(now.acts)
    corrected = {
        p["column"]: p.get("value", "") for s, _, p in left if s == "correct" and "column" in p
    }
    for (code, data, on), given in zip(chain.acts, chain.given, strict=True):
        if code in _ASIDE:
            continue
        done = next((a for a in left if a[0] == code), None)
        step = chain.procedure.step(code)
        if done is None:
            verdict.acts.append((code, data, on))
            verdict.changes.append((step.title, "", on))
            continue
        left.remove(done)
        prefix, day = ("", "@on") if step.opens else (f"{code}.", f"{code}@on")
        if done[1] != on and (given or step.opens or chain.values.get(day)):
            verdict.refusals.append(
                (day, f"已登记的“{step.title}”日期是 {done[1]}", "请核对是不是同一件；日期登记错的，作废后重新登记")
            )  # fmt: skip
        payload = done[2] | corrected if step.opens else done[2]
        _cells(verdict, chain, step, prefix, data, given, payload, into)
    return verdict


def compare_own(now: Registered, values: dict[str, Any], into: IntoMatters) -> Verdict:
    """A row of our own ledger beside its matter: what was registered, not the steps, whose days a ledger only shows."""
    verdict, matter = Verdict(), now.matter
    said = values.get(ON) or ""
    if said and said != matter.received_on.isoformat():
        why = f"已登记的收到日期是 {matter.received_on.isoformat()}"
        verdict.refusals.append((ON, why, "请核对是不是同一件；日期登记错的，作废后重新登记"))
    version = pinned(matter.procedure, matter.procedure_since)
    opened = next(((s, p) for s, _, p in now.acts if version.step(s).opens), None)
    if opened is None:
        return verdict
    step = version.step(opened[0])
    chain = Chain(version, into.spec, values)
    data, given = chain.data_of(step)
    corrected = {
        p["column"]: p.get("value", "") for s, _, p in now.acts if s == "correct" and "column" in p
    }
    payload = opened[1] | corrected
    # A column may show what the room derived; the act that opened the matter was never asked for it.
    verdict.looked_at = given & set(payload) | {ON}
    _cells(verdict, chain, step, "", data, given & set(payload), payload, into)
    return verdict


def _cells(
    verdict: Verdict, chain: Chain, step: Step, prefix: str, data: dict[str, Any], given: frozenset[str],
    payload: dict[str, Any], into: IntoMatters,
) -> None:  # fmt: skip
    form = step.form(data=data)
    form.is_valid()
    columns = {c.name: c for c in into.columns}
    for name in sorted(given & set(form.cleaned_data)):
        old, new = _plain(payload.get(name)), _plain(form.cleaned_data[name])
        choices = {str(k): str(v) for k, v in getattr(form.fields[name], "choices", ())}
        if old in (new, choices.get(new)) or _masks(new, old) or _same_number(old, new):
            continue
        label = columns[prefix + name].label if prefix + name in columns else name
        shown = (
            ("…", "…")
            if name in step.form.sensitive
            else (choices.get(old, old), choices.get(new, new))
        )
        if step.opens and name in chain.procedure.correctable:
            correct = {"column": name, "value": new, "reason": "按导入的台账更正"}
            verdict.acts.append(("correct", correct, moment.today().isoformat()))
            verdict.changes.append((label, *shown))
        else:
            verdict.refusals.append(
                (prefix + name, f"已登记为“{shown[0]}”，导入不能改动", "请在事项页办理，或者作废后重新登记")
            )  # fmt: skip


def _masks(said: str, old: str) -> bool:
    """Whether the cell is what an export shows of the value to those who may not see it: it says nothing new.

    >>> _masks("张某某", "张三丰"), _masks("李某", "张三")
    (True, False)
    """
    if said == HIDDEN:
        return True
    return "某" in said and re.fullmatch(re.escape(said).replace("某", "."), old) is not None


def _same_number(old: str, new: str) -> bool:
    """860000 and 860000.00 are one amount."""
    try:
        return Decimal(old) == Decimal(new)
    except InvalidOperation:
        return False


def _plain(value: Any) -> str:
    """A payload's or a form's value as one text."""
    if value in (None, "", [], ()):
        return ""
    if isinstance(value, dict) and "name" in value:
        return str(value["name"])
    if hasattr(value, "pk"):
        return str(value)
    if isinstance(value, str) and crypto.is_sealed(value):
        return crypto.decrypt(value)
    kept = json.loads(crypto.canonical(value))
    return str(kept) if not isinstance(kept, bool) else ("1" if kept else "")
