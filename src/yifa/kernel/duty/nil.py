"""零报告: nothing happened in a period, said and signed by somebody who may speak for the unit."""

from __future__ import annotations

from yifa.kernel import moment
from yifa.kernel.duty.models import Obligation
from yifa.kernel.errors import Conflict, InvalidData, NotAllowed
from yifa.kernel.journal.chain import Line, append
from yifa.kernel.organization.roles import WORKING
from yifa.kernel.scope.actor import Actor
from yifa.kernel.transaction import write


def stream_of(obligation: Obligation) -> str:
    """The journal stream of one period of a duty."""
    return f"duty:{obligation.duty_key}:{obligation.period}"


def record_nil(actor: Actor, obligation: Obligation, reason: str) -> Obligation:
    """Meet an obligation with a signed nil record: who, for which unit and period, when, and why.

    A late one is judged late. Raises NotAllowed, InvalidData (no reason given) or Conflict (met meanwhile).
    """
    said = reason.strip()
    if not said:
        raise InvalidData({"reason": ["请写明本期没有发生的情况"]}, {"reason": "说明"})
    grant = actor.may(set(WORKING), obligation.unit_id, obligation.room)
    if not actor.is_system and grant is None:
        raise NotAllowed(
            f"零报告须由{obligation.unit}的工作人员签报，您没有这一任职",
            remedy="请转交该单位经办人、审核人或者负责人",
        )
    today = moment.today()
    with write():
        rows = Obligation.objects.unscoped("the write door for nil records").select_for_update(
            of=("self",)
        )
        row: Obligation = rows.get(pk=obligation.pk)
        if row.met_on is not None:
            how = "零报告" if row.is_nil else "实际记录"
            raise Conflict(
                f"“{row.title}”{row.period} 已由{how}履行（{row.met_on}）", remedy="请刷新页面"
            )
        stream = stream_of(row)
        row.met_on, row.met_by, row.is_nil = today, stream, True
        row.on_time = int(today <= row.due_on)
        row.save(update_fields=["met_on", "met_by", "is_nil", "on_time"])
        append(
            [
                Line(
                    stream=stream, verb="event", step="nil", title="零报告",
                    actor_id=actor.user_id, actor_name=actor.name, on=today, unit_id=row.unit_id,
                    role=str(grant.role) if grant else "system",
                    payload={"reason": said, "period": row.period, "title": row.title},
                )
            ]
        )  # fmt: skip
    return row
