"""The day a request counts as received, by how it came (条例第三十一条)."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.kernel.errors import Missing
from yifa.kernel.matter.context import Context
from yifa.work.disclosure.models import Channel

CITE = "政府信息公开条例（2019年修订）第三十一条"
_FIELD = {
    Channel.COUNTER: ("submitted_on", "提交日期", "当面提交，以提交之日为收到之日"),
    Channel.REGISTERED: ("signed_on", "签收日期", "邮寄并签收，以签收之日为收到之日"),
    Channel.MAIL: ("agreed_on", "与申请人确认日期", "平常信函，以与申请人确认之日为收到之日"),
    Channel.INTERNET: ("agreed_on", "与申请人确认日期", "互联网提交，以双方确认之日为收到之日"),
    Channel.FAX: ("agreed_on", "与申请人确认日期", "传真提交，以双方确认之日为收到之日"),
}


def receipt_day(channel: str, data: dict[str, Any]) -> tuple[date | None, str, str]:
    """(the day or None, the label of the date that decides, the rule in words)."""
    field, label, rule = _FIELD[Channel(channel)]
    return data.get(field), label, rule


def received_as_ruled(ctx: Context) -> Missing | None:
    """Check: the act's day is the day of receipt that the channel's rule gives."""
    day, label, _ = receipt_day(ctx.data["channel"], ctx.data)
    submitted = ctx.data.get("submitted_on")
    if day is None and ctx.data["channel"] == Channel.COUNTER:
        return None  # handed in on the day of the act itself
    if day is None:
        return Missing(f"请填写{label}", CITE, "收到申请之日由它确定")
    if submitted and submitted > day:
        return Missing(f"提交日期 {submitted} 晚于{label} {day}", CITE, "请核对两个日期")
    if day != ctx.on:
        return Missing(f"按申请渠道，收到申请之日应为 {day}", CITE, f"请把发生日期改为 {day}")
    return None
