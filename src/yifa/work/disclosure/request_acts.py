"""What the steps of a request write, and what they ask for before (guards) and after the form (checks)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from yifa.kernel.errors import Missing
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import Delivery, Outbox, Party
from yifa.work.disclosure.models import Channel, Remedy, RemedyResult
from yifa.work.disclosure.outcomes import Group, outcome_of, reconsideration_first
from yifa.work.disclosure.receipt import receipt_day

LAW = "政府信息公开条例（2019年修订）"
REPLY = "disclosure.request.reply"
CORRECTION = "disclosure.request.correction"
THIRD = "disclosure.third_party_opinion"
AGENCY = "disclosure.other_agency_opinion"
FEES_SINCE = date(2021, 1, 1)


def register(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.channel = data.get("channel", Channel.INTERNET)
    d.submitted_on = data.get("submitted_on") or ctx.on
    if "channel" in data:
        d.receipt_basis = receipt_day(d.channel, data)[2]
    d.applicant, d.applicant_class = data["applicant"], data["applicant_class"]
    d.wanted, d.provision = data["wanted"], data["provision"]
    _title(ctx)
    personal = ("identity_number", "phone", "address")
    party = {name: data[name] for name in personal}
    ctx.add(Party(role="申请人", kind=d.applicant_class, name=d.applicant, **party))


def _title(ctx: Context) -> None:
    wanted = " ".join(ctx.detail.wanted.split())
    ctx.matter.title = "申请公开：" + (wanted if len(wanted) <= 60 else wanted[:59] + "…")


def confirm(ctx: Context) -> None:
    """The day both sides agree on is the day of receipt; the request counts in its year."""
    ctx.detail.receipt_basis = receipt_day(ctx.detail.channel, ctx.data)[2]
    ctx.matter.received_on = ctx.on
    ctx.matter.received_ym = ctx.on.year * 100 + ctx.on.month


def agreed_today(ctx: Context) -> Missing | None:
    agreed = ctx.data["agreed_on"]
    if agreed == ctx.on:
        return None
    return Missing(f"收到申请之日应为 {agreed}", f"{LAW}第三十一条", f"请把发生日期改为 {agreed}")


def elements_complete(ctx: Context) -> Missing | None:
    """All three elements, or a correction already asked for once (then the reply says what is unclear)."""
    names = {
        "has_identity": "申请人身份和联系方式",
        "has_description": "所需信息的描述",
        "has_provision": "获取方式",
    }
    lacking = "、".join(title for name, title in names.items() if not ctx.data.get(name))
    if not lacking or ctx.detail.corrections:
        return None
    return Missing(f"申请缺少：{lacking}", f"{LAW}第二十九条", "请改办“一次性告知补正”")


def check_elements(ctx: Context) -> None:
    ctx.detail.clear = int(
        all(ctx.data.get(n) for n in ("has_identity", "has_description", "has_provision"))
    )


def corrected_once(ctx: Context) -> Missing | None:
    if not ctx.detail.corrections:
        return None
    return Missing(
        "补正已经一次性告知过，不能再次要求补正",
        f"{LAW}第三十条",
        "仍不明确的，审查后按“补正后仍不明确”答复",
    )


def later_day(field: str, label: str) -> Callable[[Context], Missing | None]:
    """Check: the date in a field lies after the day of the act."""

    def check(ctx: Context) -> Missing | None:
        return None if ctx.data[field] > ctx.on else Missing(f"{label}应当晚于告知之日 {ctx.on}")

    return check


def ask_correction(ctx: Context) -> None:
    ctx.detail.corrections += 1
    ctx.detail.correct_by = ctx.data["correct_by"]


def take_correction(ctx: Context) -> None:
    ctx.detail.wanted, ctx.detail.corrected_on = ctx.data["wanted"], ctx.on
    _title(ctx)


def passed(field: str, what: str, cite: str) -> Callable[[Context], Missing | None]:
    """Guard: the day kept in a detail field has gone by."""

    def guard(ctx: Context) -> Missing | None:
        day = getattr(ctx.detail, field)
        return None if day and ctx.on > day else Missing(f"{what}至 {day}，尚未届满", cite)

    return guard


def explained(ctx: Context) -> None:
    ctx.detail.delayed_until = ctx.data.get("delayed_until")


def search(ctx: Context) -> None:
    ctx.detail.found = ctx.data["found"]


def review(ctx: Context) -> None:
    ctx.detail.secrecy = ctx.data["conclusion"]


def consult(ctx: Context) -> None:
    ctx.detail.consultations += 1


def silence_is_over(limit: str, cite: str) -> Callable[[Context], Missing | None]:
    """Check: only after the limit of whoever was asked may silence be recorded."""

    def check(ctx: Context) -> Missing | None:
        ticking = ctx.clock(limit)
        due = ticking.clock.due_on if ticking else None
        if ctx.data["opinion"] != "silent" or due is None or ctx.on > due:
            return None
        return Missing(
            f"对方提出意见的期限至 {due}，尚未届满", cite, "届满之后仍未提出的，再作记录"
        )

    return check


def within_reply_limit(ctx: Context) -> Missing | None:
    """Guard: the reply limit may be extended only while it still runs."""
    ticking = ctx.clock(REPLY)
    due = ticking.clock.due_on if ticking else None
    if due is None or ctx.on <= due:
        return None
    return Missing(f"答复期限已于 {due} 届满，不能再延长", f"{LAW}第三十三条", "请尽快答复")


def extend(ctx: Context) -> None:
    ctx.detail.extended = 1


def fee_rules_apply(ctx: Context) -> Missing | None:
    if ctx.on >= FEES_SINCE:
        return None
    return Missing(f"信息处理费自 {FEES_SINCE} 起才可收取", "政府信息公开信息处理费管理办法")


def charge(ctx: Context) -> None:
    ctx.detail.fee_cents, ctx.detail.pay_by = int(ctx.data["fee"] * 100), ctx.data["pay_by"]


def draft(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    found = outcome_of(data["outcome"])
    d.outcome, d.outcome_group = found.code, str(found.group)
    d.answer, d.ground = data["answer"], data.get("ground", "")
    d.remedy_first = int(reconsideration_first(found.code, ctx.on))
    d.remedy = remedy_words(data["reconsideration_body"], data["court"], first=bool(d.remedy_first))


def remedy_words(body: str, court: str, *, first: bool) -> str:
    """The remedies a reply must name; since 2024 a refusal goes to reconsideration first."""
    start = "如不服本答复，"
    if first:
        return (
            f"{start}应当自收到本答复之日起六十日内先向{body}申请行政复议；对行政复议决定不服的，"
            f"可以自收到复议决定书之日起十五日内向{court}提起行政诉讼。"
        )
    return (
        f"{start}可以自收到本答复之日起六十日内向{body}申请行政复议，"
        f"或者自收到本答复之日起六个月内向{court}提起行政诉讼。"
    )


def outcome_fits(ctx: Context) -> Missing | None:
    """Check: an outcome that rests on an earlier step needs that step."""
    code = ctx.data["outcome"]
    if code == "still_unclear" and (ctx.detail.clear or not ctx.detail.corrections):
        return Missing("没有补正后仍不明确的记录", f"{LAW}第三十条", "先告知补正并重新核对要件")
    if code == "excessive" and not ctx.did("ask_reason"):
        return Missing("没有要求申请人说明理由的记录", f"{LAW}第三十五条", "先办“要求说明理由”")
    if code == "third_party" and not ctx.did("consult_third"):
        return Missing("没有征求第三方意见的记录", f"{LAW}第三十二条", "先办“征求第三方意见”")
    if ctx.detail.secrecy == "closed" and code in ("opened", "partial"):
        return Missing("保密审查结论为不得公开", f"{LAW}第十七条", "请改结果，或者重新审查")
    if ctx.detail.secrecy == "partial" and code == "opened":
        return Missing("保密审查结论为部分公开", f"{LAW}第三十七条", "请改结果，或者重新审查")
    return None


def remedy_named(ctx: Context) -> Missing | None:
    """Guard: no reply without its remedies, and with the order of remedies of the day it is given."""
    d = ctx.detail
    if not d.remedy:
        return Missing("答复没有告知救济途径", "行政复议法第二十三条", "退回重拟")
    if d.remedy_first != int(reconsideration_first(d.outcome, ctx.on)):
        return Missing(
            "自2024年1月1日起，不予公开的答复应当告知先申请行政复议",
            "行政复议法（2023年修订）第二十三条",
            "退回重拟",
        )
    return None


def conclude(ctx: Context) -> None:
    ctx.matter.outcome = ctx.detail.outcome


def end_as(code: str) -> Callable[[Context], None]:
    """Effect: the request ends without a reply, with this outcome."""

    def effect(ctx: Context) -> None:
        found = outcome_of(code)
        ctx.detail.outcome, ctx.detail.outcome_group = found.code, str(found.group)
        ctx.detail.ground = ctx.data.get("reason", "") or ctx.data.get("note", "")
        ctx.matter.outcome = found.code

    return effect


def deliver(ctx: Context) -> None:
    data = ctx.data
    ctx.add(
        Delivery(
            recipient=data["recipient"],
            method=data["method"],
            sent_on=ctx.on,
            served_on=data["served_on"],
            tracking=data.get("tracking", ""),
        )
    )


def reply_delivered(ctx: Context) -> Missing | None:
    """Guard: a reply is served before its file is closed."""
    if ctx.matter.state != "replied" or ctx.did("deliver"):
        return None
    return Missing("答复书尚未送达", f"{LAW}第三十六条", "先办“送达”")


def was_opened(ctx: Context) -> Missing | None:
    if ctx.detail.outcome_group in (Group.OPENED, Group.PARTIAL):
        return None
    return Missing("只有可以公开的信息才能转为主动公开", f"{LAW}第四十四条")


def make_proactive(ctx: Context) -> None:
    """The publication itself is opened by the job loop (`follow_up.open_publication`)."""
    ctx.detail.made_proactive = 1
    ctx.add(Outbox(topic="disclosure.to_proactive", payload={"matter": ctx.matter.uid.hex}))


def record_remedy(ctx: Context) -> None:
    data: dict[str, Any] = ctx.data
    row = Remedy.objects.unscoped("the case being recorded").filter(
        matter=ctx.matter, kind=data["kind"], number=data.get("number", "")
    ).first() or Remedy(kind=data["kind"], number=data.get("number", ""))
    filed, decided = data["filed_on"], data.get("decided_on")
    row.filed_on, row.filed_ym = filed, filed.year * 100 + filed.month
    row.result = RemedyResult(data["result"])
    row.decided_on = decided
    row.decided_ym = decided.year * 100 + decided.month if decided else None
    ctx.add(row)
