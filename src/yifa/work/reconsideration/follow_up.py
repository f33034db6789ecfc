"""What follows an act later, by the job loop: the respondent's matter, letters, and applications deemed accepted."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

from yifa.kernel import moment
from yifa.kernel.errors import Refusal
from yifa.kernel.journal.event import record_event
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import Clock, How, Matter, Relation
from yifa.kernel.scope.actor import Actor
from yifa.kernel.transaction import write
from yifa.work.reconsideration.intake_acts import ACCEPT

log = logging.getLogger("yifa.reconsideration")
ANSWERS = "复议答复"
FOLLOWS = "意见书、建议书"


def _case(pk: int) -> Matter:
    rows = Matter.objects.unscoped("the job loop follows an act").select_related(
        "unit", "reconsiderationapplication"
    )
    found: Matter = rows.get(pk=pk)
    return found


def _link(source: Matter, target: Matter, kind: str) -> None:
    with write():
        relation, fresh = Relation.objects.get_or_create(source=source, target=target, kind=kind)
        if fresh:
            record_event(
                source.stream, "relate", "关联事项", actor_id=None, actor_name="办案中发现",
                unit_id=source.unit_id, matter_id=source.pk, rows=[relation],
                payload={"number": target.number, "kind": kind},
            )  # fmt: skip


def open_response(payload: dict[str, Any]) -> None:
    """Open the respondent's matter on the day it got the copy; a second delivery changes nothing."""
    case = _case(payload["matter"])
    detail = case.reconsiderationapplication
    respondent = detail.respondent_unit
    if respondent is None:
        return
    values = {
        "case_number": case.number, "body": case.unit.name, "act": detail.act, "track": detail.track,
    }  # fmt: skip
    opening = Opening("reconsideration.response", respondent)
    made = act(
        Actor.system("发送副本"), opening, "notify", values, on=detail.copy_served_on,
        idempotency_key=f"respond:{case.uid.hex}", how=How.LIVE,
    )  # fmt: skip
    _link(made, case, ANSWERS)


def open_letter(payload: dict[str, Any]) -> None:
    """Open the letter a case gave rise to; a second delivery changes nothing."""
    case = _case(payload["matter"])
    values = {n: payload[n] for n in ("kind", "addressee", "content")} | {
        "case_number": case.number
    }
    opening = Opening("reconsideration.letter", case.unit)
    made = act(
        Actor.system("办案中发现"), opening, "draft", values, on=date.fromisoformat(payload["on"]),
        idempotency_key=payload["key"], how=How.LIVE,
    )  # fmt: skip
    _link(made, case, FOLLOWS)


def deem_overdue() -> int:
    """Record deemed acceptance of every application whose review limit has passed (行政复议法第三十条第三款).

    Returns how many. Cases of the old law have no such step: there acceptance dates from receipt anyway.
    """
    waiting = Clock.objects.filter(
        limit_id=ACCEPT, stopped_on__isnull=True, due_on__lt=moment.today(), matter__state="received",
        matter__procedure="reconsideration.application", matter__procedure_since__year__gte=2024,
    )  # fmt: skip
    found = 0
    for pk in list(waiting.values_list("matter_id", flat=True)):
        try:
            act(Actor.system("期限届满"), pk, "deem_accepted")
        except Refusal:
            # Somebody decided between the look and the lock; nothing is owed any more.
            log.info("matter %s was decided meanwhile", pk)
        else:
            found += 1
    return found
