"""Which procedures there are. Rooms register theirs when their app is ready; nobody imports a room to find one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from yifa.kernel.errors import Refusal
from yifa.kernel.matter.common import common_steps
from yifa.kernel.matter.procedure import Procedure

_procedures: dict[str, list[Procedure]] = {}


def register(*procedures: Procedure) -> None:
    """Add procedure versions; the same id and since twice is a programming error."""
    for procedure in procedures:
        versions = _procedures.setdefault(procedure.id, [])
        if any(v.since == procedure.since for v in versions):
            raise ValueError(f"{procedure.id} since {procedure.since} is registered twice")
        versions.append(replace(procedure, common=common_steps(procedure)))
        versions.sort(key=lambda v: v.since)


def procedure_on(procedure_id: str, on: date) -> Procedure:
    """The version in force on a day; a matter opened that day keeps it."""
    for version in reversed(_procedures.get(procedure_id, [])):
        if version.since <= on and (version.until is None or on <= version.until):
            return version
    known = "、".join(str(v.since) for v in _procedures.get(procedure_id, [])) or "无"
    raise Refusal(
        f"{on} 没有适用的程序版本：{procedure_id}（已有版本自：{known}）",
        remedy="请核对收到日期，或者请系统管理员登记该时期的程序",
    )


def pinned(procedure_id: str, since: date) -> Procedure:
    """The version a matter was opened under."""
    for version in _procedures.get(procedure_id, []):
        if version.since == since:
            return version
    raise KeyError(f"{procedure_id} since {since} is not registered")


def all_procedures() -> list[Procedure]:
    """Every registered version, by id and date."""
    return [v for pid in sorted(_procedures) for v in _procedures[pid]]


def tagged(tag: str) -> tuple[str, ...]:
    """Ids of the procedures that carry a tag in any version."""
    return tuple(p for p in sorted(_procedures) if any(tag in v.tags for v in _procedures[p]))


def procedures_of(room: str) -> list[Procedure]:
    """Current versions of a room's procedures."""
    return [
        versions[-1] for pid, versions in sorted(_procedures.items()) if versions[-1].room == room
    ]
