"""Taking a whole import back through the doors, while nobody has built on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yifa.kernel import moment
from yifa.kernel.entry.enter import Standing, enter_many, stream_of
from yifa.kernel.entry.models import Entry
from yifa.kernel.entry.register import Register, all_registers
from yifa.kernel.errors import Conflict, NotAllowed, Refusal
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.act import Call, act_many
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.registry import pinned
from yifa.kernel.organization.models import Unit, User
from yifa.kernel.scope.actor import Actor
from yifa.ledger.importing.destination import Destination, IntoMatters, IntoRegister
from yifa.ledger.importing.matters import AT_ONCE, still_there
from yifa.ledger.importing.models import ImportRun
from yifa.ledger.importing.standing import latest, values_of

_CHUNK = 2_000
_NAMED = 5
"""How many of those that somebody built on are named."""


def take_back(actor: Actor, run: ImportRun, reason: str) -> int:
    """Undo what the import made; how many. Raises `Conflict` or `NotAllowed`, then nothing was written."""
    into = run.target
    made = list(run.made())
    if isinstance(into, IntoMatters):
        return _void(actor, into, made, reason)
    assert isinstance(into, IntoRegister)
    done = 0
    for at in range(0, len(made), _CHUNK):
        standings = _way_back(into, made[at : at + _CHUNK])
        _may(actor, into, {s.unit.pk: s.unit for s in standings})
        enter_many(
            actor, into.register, standings, on=run.effective_on,
            reason=f"撤销导入：{reason}"[:200], source_system=run.source_system, how="live",
        )  # fmt: skip
        done += len(standings)
    return done


def _may(actor: Actor, into: Destination, units: dict[int, Unit]) -> None:
    beyond = [str(unit) for pk, unit in units.items() if not into.may(actor, pk)]
    if beyond:
        raise NotAllowed(
            f"这次导入涉及{'、'.join(beyond[:5])}，您没有为其登记{into.title}的任职",
            cite=into.cite, remedy="请转交有权人员撤销",
        )  # fmt: skip


def _way_back(into: IntoRegister, rows: list[list[Any]]) -> list[Standing]:
    made = {key: (version, what) for key, version, what in rows}
    now = latest(into.register, made)
    built_on = [
        k for k, (v, _) in made.items() if k not in now or now[k].version != v or now[k].valid_to
    ]
    if built_on:
        by = _who({k: stream_of(into.register, k) for k in built_on[:_NAMED]})
        raise Conflict(
            f"有 {len(built_on)} 项在导入后又有变动，不能整体撤销：{_listed(by, len(built_on))}",
            remedy="请逐项更正",
        )
    _refuse_in_use(into, {k: now[k] for k, (_, what) in made.items() if what == "added"})
    changed = [k for k, (_, what) in made.items() if what == "changed"]
    before = _versions(into.register, {k: made[k][0] - 1 for k in changed})
    standings = []
    for key, (_, what) in made.items():
        if what == "added":
            standings.append(Standing({}, now[key].unit, key, end=True))
        else:
            values = values_of(into.fields, before[key])
            standings.append(Standing(values, before[key].unit, key))
    return standings


def _who(streams: dict[str, str]) -> dict[str, str]:
    """By name of the thing: what was last done to it, when and by whom."""
    rows = JournalRow.objects.unscoped("who built on an import")
    said = {}
    for name, stream in streams.items():
        last = rows.filter(stream=stream).order_by("-seq").first()
        said[name] = f"{last.actor_name} {last.on.isoformat()} {last.title}" if last else ""
    return said


def _listed(by: dict[str, str], count: int) -> str:
    """BH-01（许平 2026-03-05 登记公开栏）、…"""
    named = "、".join(f"{name}（{said}）" if said else name for name, said in by.items())
    return named + ("等" if count > len(by) else "")


def _refuse_in_use(into: IntoRegister, added: dict[str, Entry]) -> None:
    """A unit or a person that came in with the entry, and that others have been entered for since."""
    model = into.register.model
    for relation in (f for f in model._meta.concrete_fields if f.is_relation and f.name != "unit"):
        if relation.name in into.fields or relation.related_model not in (Unit, User):
            continue
        brought = {getattr(e, relation.attname): k for k, e in added.items()}
        brought.pop(None, None)
        for other, column in _columns_to(relation.related_model):
            rows = other.objects.unscoped("who built on an import")
            rows = rows.filter(**{f"{column}__in": list(brought)})
            if issubclass(other, Entry):
                rows = rows.filter(valid_to=None)
            if other is model:
                rows = rows.exclude(pk__in=[e.pk for e in added.values()])
            found = rows.first()
            if found is not None:
                key = brought[getattr(found, column)]
                raise Conflict(
                    f"{key} 已有{other._meta.verbose_name}“{found}”，不能整体撤销", remedy="请先处理这些，再撤销"
                )  # fmt: skip


def _columns_to(target: Any) -> Iterator[tuple[Any, str]]:
    """Every record with a column that points there: entries of all registers, and matters."""
    models: list[Any] = [*(r.model for r in all_registers()), Matter]
    for model in dict.fromkeys(models):
        for f in model._meta.concrete_fields:
            if f.is_relation and f.related_model is target:
                yield model, f.attname


def _versions(register: Register, wanted: dict[str, int]) -> dict[str, Entry]:
    rows = register.model.objects.unscoped("undoing an import").select_related("unit")
    found = {r.key: r for r in rows.filter(key__in=list(wanted)) if r.version == wanted[r.key]}
    if missing := set(wanted) - set(found):
        raise Refusal(f"找不到 {'、'.join(sorted(missing)[:5])} 的上一版本", remedy="请逐项更正")
    return found


def _void(actor: Actor, into: IntoMatters, made: list[list[Any]], reason: str) -> int:
    """Matters are voided: their numbers stay visible and are not used again."""
    moved = [pk for pk, _, what in made if what != "added"]
    if moved:
        raise Conflict(
            f"这次导入给 {len(moved)} 件已登记的事项补了后来的步骤，不能整体撤销",
            remedy="请逐件更正，或者作废后重新登记",
        )
    versions = {pk: version for pk, version, _ in made}
    now = still_there(versions)
    built_on = [m for m in now.values() if m.version != versions[m.pk]]
    if built_on or len(now) != len(versions):
        by = _who({str(m): m.stream for m in built_on[:_NAMED]})
        raise Conflict(
            f"有 {len(built_on)} 件在导入后又有办理，不能整体撤销：{_listed(by, len(built_on))}",
            remedy="请逐件办理",
        )
    _may(actor, into, {m.unit_id: m.unit for m in now.values()})
    matters = list(now.values())
    for at in range(0, len(matters), AT_ONCE):
        calls = [c for m in matters[at : at + AT_ONCE] for c in _void_calls(m, reason)]
        act_many(Actor.system(f"撤销导入（{actor.name}）"[:40]), calls)
    return len(matters)


def _void_calls(matter: Matter, reason: str) -> list[Call]:
    today, why = moment.today(), f"撤销导入：{reason}"[:200]
    void = Call(matter, "void", {"reason": why}, today)
    if matter.is_open:
        return [void]
    states = pinned(matter.procedure, matter.procedure_since).states
    first = next(s.code for s in states if s.open)
    return [Call(matter, "reopen", {"reason": why, "state": first}, today), void]
