"""The papers a case makes, drawn from facts kept with the document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import DeliveryMethod
from yifa.kernel.matter.papers import PaperTemplate
from yifa.kernel.paper import Paper, Paragraph, ServiceRecord, chinese_date
from yifa.work.reconsideration.grounds import (
    REFUSALS,
    RULES,
    SUSPENSIONS,
    TERMINATIONS,
    ground_of,
)
from yifa.work.reconsideration.outcomes import outcome_of

Facts = dict[str, Any]


def _day(text: str) -> str:
    return chinese_date(date.fromisoformat(text))


def _is_old(ctx: Context) -> bool:
    return ctx.work.procedure.since.year < 2024


def _about(ctx: Context) -> Facts:
    d, m = ctx.detail, ctx.matter
    return {
        "applicant": d.applicant, "respondent": d.respondent, "act": d.act, "case": m.number, "claim": d.claim,
        "received": m.received_on.isoformat(), "law": ctx.work.procedure.law,
        "accepted": d.accepted_on.isoformat() if d.accepted_on else "",
    }  # fmt: skip


def _with(*names: str) -> Callable[[Context], Facts]:
    def facts(ctx: Context) -> Facts:
        picked = {n: ctx.data.get(n) for n in names}
        return _about(ctx) | {
            n: v.isoformat() if isinstance(v, date) else v for n, v in picked.items()
        }

    return facts


def _paper(title: str, f: Facts, addressee: str, *paragraphs: str) -> Paper:
    return Paper(
        title=title, body=tuple(Paragraph(p) for p in paragraphs if p), number=f["number"] or None,
        addressee=addressee, issuer=f["unit"], date=date.fromisoformat(f["on"]),
    )  # fmt: skip


def _said(f: Facts) -> str:
    return f"{f['applicant']}不服{f['respondent']}“{f['act']}”申请行政复议（{f['case']}）一案"


def _correction_facts(ctx: Context) -> Facts:
    by = ctx.data.get("correct_by")
    return _about(ctx) | {"items": ctx.data["items"], "by": by.isoformat() if by else ""}


def _correction(f: Facts) -> Paper:
    within = f"{_day(f['by'])}前" if f["by"] else "自收到本通知之日起十个工作日内"
    cite = f"《{RULES}》第二十九条" if f["by"] else "《中华人民共和国行政复议法》第三十一条"
    return _paper(
        "补正行政复议申请通知书", f, f["applicant"],
        f"本机关于{_day(f['received'])}收到您（单位）对{f['respondent']}“{f['act']}”的行政复议申请，依照{cite}，需要补正下列事项：",
        f["items"], f"请{within}补正。无正当理由逾期不补正的，视为放弃行政复议申请。",
    )  # fmt: skip


def _refusal_facts(ctx: Context) -> Facts:
    ground = ground_of(REFUSALS, ctx.data["ground"])
    return _about(ctx) | {
        "ground": ground.label, "cite": ground.cite(old=_is_old(ctx)), "reason": ctx.data["reason"],
        "competent": ctx.data["competent_body"],
    }  # fmt: skip


def _refusal(f: Facts) -> Paper:
    return _paper(
        "不予受理行政复议申请决定书", f, f["applicant"],
        f"您（单位）不服{f['respondent']}“{f['act']}”，于{_day(f['received'])}向本机关申请行政复议。",
        f"经审查，该申请{f['ground']}（{f['cite']}）。{f['reason']}",
        "本机关决定：不予受理。",
        f"您（单位）可以向{f['competent']}申请行政复议。" if f["competent"] else "",
        "不服本决定的，可以依法向人民法院提起行政诉讼。",
    )  # fmt: skip


def _acceptance_facts(ctx: Context) -> Facts:
    d = ctx.detail
    return _about(ctx) | {
        "deemed": d.deemed,
        "track": d.get_track_display(),
        "summary": d.track == "summary",
    }


def _acceptance(f: Facts) -> Paper:
    how = "审查期限届满，视为受理" if f["deemed"] else "经审查符合受理条件，决定受理"
    days = "三十" if f["summary"] else "六十"
    return _paper(
        "行政复议申请受理通知书", f, f["applicant"],
        f"您（单位）不服{f['respondent']}“{f['act']}”的行政复议申请，{how}，受理日期为{_day(f['accepted'])}。",
        f"本案适用{f['track']}，本机关将自受理之日起{days}日内作出行政复议决定；依法延长、中止的，另行书面告知。",
        "您（单位）可以查阅、复制被申请人的书面答复和证据材料，可以请求听证。" if not f["law"].startswith("行政复议法（1999") else "",
    )  # fmt: skip


def _reply_facts(ctx: Context) -> Facts:
    days = (
        "五个工作日" if ctx.detail.track == "summary" else "十日" if _is_old(ctx) else "十个工作日"
    )
    return _about(ctx) | {"days": days}


def _reply(f: Facts) -> Paper:
    return _paper(
        "行政复议提出答复通知书", f, f["respondent"],
        f"本机关已受理{f['applicant']}不服你单位“{f['act']}”的行政复议申请（{f['case']}），现将申请书副本发送你单位。",
        f"请自收到本通知之日起{f['days']}内提出书面答复，并提交作出行政行为的全部证据、依据和其他有关材料。",
        "逾期不答复举证的，视为该行政行为没有证据、依据。行政复议期间不得自行收集证据。",
    )  # fmt: skip


def _extension(f: Facts) -> Paper:
    return _paper(
        "行政复议延期审理通知书", f, f"{f['applicant']}、{f['respondent']}",
        f"{_said(f)}，因{f['ground']}，不能在规定期限内作出决定，经批准，审理期限延长{f['amount']}日。",
    )  # fmt: skip


def _suspension_facts(ctx: Context) -> Facts:
    ground = ground_of(SUSPENSIONS, ctx.data.get("ground", "norm_review"))
    return _about(ctx) | {
        "ground": ground.label, "cite": ground.cite(old=_is_old(ctx)), "reason": ctx.data.get("reason", ""),
    }  # fmt: skip


def _suspension(f: Facts) -> Paper:
    return _paper(
        "行政复议中止通知书", f, f"{f['applicant']}、{f['respondent']}",
        f"{_said(f)}，因{f['ground']}，依照{f['cite']}，自{_day(f['on'])}起中止。", f["reason"],
        "中止的原因消除后恢复审理，中止的期间不计入审理期限。",
    )  # fmt: skip


def _resumption(f: Facts) -> Paper:
    return _paper(
        "行政复议恢复审理通知书", f, f"{f['applicant']}、{f['respondent']}",
        f"{_said(f)}，中止的原因已经消除，自{_day(f['on'])}起恢复审理。",
    )  # fmt: skip


def _termination_facts(ctx: Context) -> Facts:
    ground = ground_of(TERMINATIONS, ctx.data["ground"])
    return _about(ctx) | {
        "ground": ground.label,
        "cite": ground.cite(old=_is_old(ctx)),
        "reason": ctx.data["reason"],
    }


def _termination(f: Facts) -> Paper:
    return _paper(
        "行政复议终止决定书", f, f"{f['applicant']}、{f['respondent']}",
        f"{_said(f)}，因{f['ground']}，依照{f['cite']}，本机关决定终止行政复议。", f["reason"],
    )  # fmt: skip


def _decision_facts(ctx: Context) -> Facts:
    d = ctx.detail
    found = outcome_of(d.result)
    return _about(ctx) | {
        "outcome": found.label, "cite": found.cite(old=_is_old(ctx)), "found": d.found, "reasons": d.reasons,
        "order": d.order, "by": d.perform_by.isoformat() if d.perform_by else "", "remedy": d.remedy,
        "manner": {"head": "", "collective": "经集体讨论，"}[ctx.data["manner"]],
    }  # fmt: skip


def _decision(f: Facts) -> Paper:
    return _paper(
        "行政复议决定书", f, "",
        f"申请人：{f['applicant']}", f"被申请人：{f['respondent']}",
        f"申请人不服被申请人“{f['act']}”，于{_day(f['received'])}申请行政复议，本机关于{_day(f['accepted'])}受理。现已审理终结。",
        f"申请人请求：{f['claim']}", f"经审理查明：{f['found']}", f"本机关认为：{f['reasons']}",
        f"{f['manner']}依照{f['cite']}，本机关决定：{f['order']}",
        f"被申请人应当于{_day(f['by'])}前履行。" if f["by"] else "", f["remedy"],
    )  # fmt: skip


def _mediation(f: Facts) -> Paper:
    return _paper(
        "行政复议调解书", f, "",
        f"申请人：{f['applicant']}", f"被申请人：{f['respondent']}",
        f"申请人不服被申请人“{f['act']}”申请行政复议，请求：{f['claim']}",
        "经本机关调解，各方自愿达成协议如下：", f["agreement"],
        "本调解书经各方签字或者签章并加盖本机关印章后，即具有法律效力。",
    )  # fmt: skip


def _service_facts(ctx: Context) -> Facts:
    data = ctx.data
    return {
        "case": ctx.matter.number, "recipient": data["recipient"],
        "method": str(DeliveryMethod(data["method"]).label), "served_on": data["served_on"].isoformat(),
        "served_by": ctx.actor.name, "tracking": data["tracking"],
        "paper": "行政复议结案文书" if data["paper"] == "decision" else "行政复议文书",
    }  # fmt: skip


def _service(f: Facts) -> Paper:
    record = ServiceRecord(
        recipient=f["recipient"], document=f"{f['paper']}（{f['case']}）", method=f["method"],
        served_by=f["served_by"], served_on=date.fromisoformat(f["served_on"]), remark=f["tracking"] or None,
    )  # fmt: skip
    return Paper(
        title="送达回证", body=(Paragraph(f"案号：{f['case']}"),), issuer=f["unit"],
        date=date.fromisoformat(f["on"]), service_record=record,
    )  # fmt: skip


def _response_facts(ctx: Context) -> Facts:
    d = ctx.detail
    return {
        "case": d.case_number,
        "body": d.body,
        "act": d.act,
        "reply": d.reply,
        "evidence": d.evidence,
    }


def _response(f: Facts) -> Paper:
    items = [
        f"{n}．{item}"
        for n, item in enumerate(filter(None, map(str.strip, f["evidence"].splitlines())), 1)
    ]
    return _paper(
        "行政复议答复书", f, f["body"], f"你机关{f['case']}案提出答复通知书收悉。关于“{f['act']}”，现答复如下：", f["reply"],
        "证据、依据和其他材料目录：", *items,
    )  # fmt: skip


def _letter_facts(ctx: Context) -> Facts:
    d = ctx.detail
    return {
        "kind": d.get_kind_display(),
        "letter": d.kind,
        "addressee": d.addressee,
        "content": d.content,
        "case": d.case_number,
    }


def _letter(f: Facts) -> Paper:
    about = (
        f"本机关在办理{f['case']}案中发现下列问题"
        if f["case"]
        else "本机关在办理行政复议案件中发现下列问题"
    )
    ask = (
        "请自收到本意见书之日起六十日内，将纠正情况报送本机关。"
        if f["letter"] == "opinion"
        else "请研究完善制度、改进行政执法。"
    )
    return _paper(f["kind"], f, f["addressee"], f"{about}：", f["content"], ask)


def _template(
    kind: str,
    title: str,
    series: str,
    facts: Callable[[Context], Facts],
    paper: Callable[[Facts], Paper],
) -> PaperTemplate:
    return PaperTemplate(
        f"reconsideration.{kind}", title, facts, paper, issued=bool(series), series=series
    )


CORRECTION = _template("correction", "补正通知书", "复补", _correction_facts, _correction)
REFUSAL = _template("refusal", "不予受理决定书", "复不受", _refusal_facts, _refusal)
ACCEPTANCE = _template("acceptance", "受理通知书", "复受", _acceptance_facts, _acceptance)
REPLY_NOTICE = _template("reply_notice", "提出答复通知书", "复答通", _reply_facts, _reply)
EXTENSION = _template("extension", "延期审理通知书", "复延", _with("amount", "ground"), _extension)
SUSPENSION = _template("suspension", "中止通知书", "复中", _suspension_facts, _suspension)
RESUMPTION = _template("resumption", "恢复审理通知书", "复恢", _about, _resumption)
TERMINATION = _template("termination", "终止决定书", "复终", _termination_facts, _termination)
DECISION = _template("decision", "行政复议决定书", "复决", _decision_facts, _decision)
MEDIATION = _template("mediation", "行政复议调解书", "复调", _with("agreement"), _mediation)
SERVICE = _template("service", "送达回证", "", _service_facts, _service)
RESPONSE = _template("response", "行政复议答复书", "复答", _response_facts, _response)
LETTER = _template("letter", "复议意见书建议书", "复意", _letter_facts, _letter)
TEMPLATES = (
    CORRECTION, REFUSAL, ACCEPTANCE, REPLY_NOTICE, EXTENSION, SUSPENSION, RESUMPTION, TERMINATION, DECISION,
    MEDIATION, SERVICE, RESPONSE, LETTER,
)  # fmt: skip
