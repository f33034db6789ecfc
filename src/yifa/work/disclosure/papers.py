"""The papers a request makes, drawn from facts kept with the document."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from typing import Any

from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import DeliveryMethod
from yifa.kernel.matter.papers import PaperTemplate
from yifa.kernel.paper import Paper, Paragraph, ServiceRecord, chinese_date
from yifa.kernel.paper.document import service_table
from yifa.work.disclosure.outcomes import outcome_of

Facts = dict[str, Any]
LAW = "《中华人民共和国政府信息公开条例》"


def _day(text: str) -> str:
    return chinese_date(date.fromisoformat(text))


def _about(ctx: Context) -> Facts:
    d, m = ctx.detail, ctx.matter
    return {
        "applicant": d.applicant, "wanted": d.wanted, "request": m.number, "received": m.received_on.isoformat(),
        "basis": d.receipt_basis,
    }  # fmt: skip


def _paper(title: str, facts: Facts, addressee: str, *paragraphs: str) -> Paper:
    return Paper(
        title=title, body=tuple(Paragraph(p) for p in paragraphs if p), number=facts["number"] or None,
        addressee=addressee, issuer=facts["unit"], date=date.fromisoformat(facts["on"]),
    )  # fmt: skip


def _template(
    kind: str,
    title: str,
    series: str,
    facts: Callable[[Context], Facts],
    paper: Callable[[Facts], Paper],
) -> PaperTemplate:
    return PaperTemplate(f"disclosure.{kind}", title, facts, paper, issued=True, series=series)


def _receipt(f: Facts) -> Paper:
    return _paper(
        "政府信息公开申请登记回执", f, f["applicant"],
        f"本机关已收到您（单位）提出的政府信息公开申请。收到申请之日为{_day(f['received'])}"
        f"（{f['basis'] or '以登记之日为准'}）。",
        f"申请公开的信息：{f['wanted']}",
        f"本机关将依照{LAW}第三十三条，自收到申请之日起二十个工作日内答复；需要延长、补正或者征求意见的，将另行告知。",
    )  # fmt: skip


def _correction(f: Facts) -> Paper:
    return _paper(
        "政府信息公开申请补正告知书", f, f["applicant"],
        f"本机关于{_day(f['received'])}收到您（单位）的政府信息公开申请。经核对，申请内容需要补正，"
        f"现依照{LAW}第三十条一次性告知如下：",
        f["items"],
        f"请于{_day(f['correct_by'])}前补正。无正当理由逾期不补正的，视为放弃申请，本机关不再处理；"
        "答复期限自收到补正的申请之日起计算。",
    )  # fmt: skip


def _third(f: Facts) -> Paper:
    return _paper(
        "政府信息公开征求第三方意见函", f, f["consulted"],
        "本机关收到一件政府信息公开申请，所涉信息可能损害贵方合法权益，"
        f"现依照{LAW}第三十二条征求意见：",
        f["question"],
        "请自收到本函之日起十五个工作日内书面提出是否同意公开的意见；不同意公开的，请说明理由。"
        "逾期未提出意见的，由本机关依照条例决定是否公开。",
    )  # fmt: skip


def _agency(f: Facts) -> Paper:
    return _paper(
        "政府信息公开征求意见函", f, f["consulted"],
        f"本机关牵头制作的信息被申请公开，现依照{LAW}第三十四条征求贵单位意见：",
        f["question"],
        "请自收到本函之日起十五个工作日内提出意见；逾期未提出的，视为同意公开。",
    )  # fmt: skip


def _extension(f: Facts) -> Paper:
    return _paper(
        "政府信息公开延期答复告知书", f, f["applicant"],
        f"您（单位）申请公开“{f['wanted']}”，本机关于{_day(f['received'])}收到。因{f['ground']}，"
        f"依照{LAW}第三十三条第二款，经本机关政府信息公开工作机构负责人同意，答复期限延长{f['amount']}个工作日。",
    )  # fmt: skip


def _reply_facts(ctx: Context) -> Facts:
    d = ctx.detail
    found = outcome_of(d.outcome)
    return _about(ctx) | {
        "outcome": found.label, "group": found.group.label, "cite": found.cite, "answer": d.answer,
        "ground": d.ground, "remedy": d.remedy,
    }  # fmt: skip


def _reply(f: Facts) -> Paper:
    outcome = f["group"] if f["group"] == f["outcome"] else f"{f['group']}（{f['outcome']}）"
    return _paper(
        "政府信息公开申请答复书", f, f["applicant"],
        f"本机关于{_day(f['received'])}收到您（单位）的政府信息公开申请，申请公开：{f['wanted']}。",
        f"经检索和审查，依照{LAW}{f['cite']}，本机关决定：{outcome}。" if f["cite"].startswith("第")
        else f"经检索和审查，本机关决定：{outcome}。",
        f["answer"],
        f"理由：{f['ground']}" if f["ground"] else "",
        f["remedy"],
    )  # fmt: skip


def _service_facts(ctx: Context) -> Facts:
    data = ctx.data
    return {
        "request": ctx.matter.number, "recipient": data["recipient"],
        "method": str(DeliveryMethod(data["method"]).label), "served_on": data["served_on"].isoformat(),
        "served_by": ctx.actor.name, "tracking": data.get("tracking", ""),
    }  # fmt: skip


def _service(f: Facts) -> Paper:
    record = ServiceRecord(
        recipient=f["recipient"], document=f"政府信息公开文书（{f['request']}）", method=f["method"],
        served_by=f["served_by"], served_on=date.fromisoformat(f["served_on"]), remark=f["tracking"] or None,
    )  # fmt: skip
    blank = Paper(title="送达回证", issuer=f["unit"], date=date.fromisoformat(f["on"]))
    return dataclasses.replace(blank, body=(service_table(record, blank),))


def _with(*names: str) -> Callable[[Context], Facts]:
    def facts(ctx: Context) -> Facts:
        picked = {n: ctx.data.get(n) for n in names}
        return _about(ctx) | {
            n: v.isoformat() if isinstance(v, date) else v for n, v in picked.items()
        }

    return facts


RECEIPT = _template("receipt", "登记回执", "", _about, _receipt)
CORRECTION = _template(
    "correction", "补正告知书", "公开补", _with("items", "correct_by"), _correction
)
THIRD_PARTY = _template(
    "third_party", "征求第三方意见函", "公开征", _with("consulted", "question"), _third
)
AGENCY = _template("agency", "征求机关意见函", "公开征", _with("consulted", "question"), _agency)
EXTENSION = _template(
    "extension", "延期答复告知书", "公开延", _with("amount", "ground"), _extension
)
REPLY = _template("reply", "答复书", "公开复", _reply_facts, _reply)
SERVICE = _template("service", "送达回证", "", _service_facts, _service)
TEMPLATES = (RECEIPT, CORRECTION, THIRD_PARTY, AGENCY, EXTENSION, REPLY, SERVICE)
