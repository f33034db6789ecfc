"""Coverage follows engagements: after each signing, renewal or end, and every day for terms that ran out."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.scope.actor import Actor
from yifa.work.counsel.models import Counsel, Coverage, Manner, Place
from yifa.work.counsel.service import found, is_serving, serving

MACHINE = Actor.system("法律顾问配备")
WHY = "coverage follows engagements"


def places(row: Counsel) -> list[tuple[str, str, str]]:
    """(code, name, kind) of what an engagement covers: its villages, or its unit."""
    if not row.villages:
        unit = row.matter.unit
        return [(unit.code, unit.name, Place.UNIT)]
    split = [line.split(maxsplit=1) for line in row.villages.splitlines() if line.strip()]
    return [(p[0], p[1] if len(p) > 1 else p[0], Place.VILLAGE) for p in split]


def cover(payload: dict[str, Any]) -> None:
    """Bring the coverage of one engagement's places up to date; a second delivery changes nothing."""
    row = (
        Counsel.objects.unscoped(WHY)
        .select_related("matter__unit")
        .get(matter__uid=payload["matter"])
    )
    today = moment.today()
    for code, name, kind in places(row):
        if is_serving(row, today):
            _enter(row, code, name, kind, row.served_from or today)
        else:
            _uncover(row, code, name, kind, today)


def _standing(code: str) -> Coverage | None:
    return Coverage.objects.unscoped(WHY).standing().filter(key=code).first()


def _enter(row: Counsel, code: str, name: str, kind: str, on: date) -> None:
    now = _standing(code)
    values = {
        "code": code, "name": now.name if now else name, "place": kind, "manner": Manner.ADVISER, "body": row.body,
        "adviser": row.name, "engagement": row.matter.number,
    }  # fmt: skip
    day = max(on, now.valid_from) if now else on
    enter(
        MACHINE,
        "counsel_coverage",
        values,
        unit=row.matter.unit,
        on=day,
        reason="聘任",
        key=code if now else "",
    )


def _uncover(row: Counsel, code: str, name: str, kind: str, today: date) -> None:
    """The place loses this counsel; another one in service for the same unit takes the line."""
    now = _standing(code)
    if now is None or now.engagement != row.matter.number:
        return
    others = [
        c
        for c in serving([row.matter.unit_id], today)
        if (code, kind) in {(p[0], p[2]) for p in places(c)}
    ]
    day = max(min(row.served_to or today, today), now.valid_from)
    if others:
        _enter(others[0], code, name, kind, day)
        return
    values = {"code": code, "name": now.name, "place": kind, "manner": Manner.NONE}
    enter(
        MACHINE,
        "counsel_coverage",
        values,
        unit=row.matter.unit,
        on=day,
        reason="聘期终止",
        key=code,
    )


def lapse() -> int:
    """Uncover the places whose engagement has run out; returns how many there were."""
    today, done = moment.today(), 0
    for entry in Coverage.objects.unscoped(WHY).standing().exclude(engagement=""):
        row = found(entry.engagement)
        if row is not None and not is_serving(row, today):
            cover({"matter": row.matter.uid.hex})
            done += 1
    return done
