"""Papers of the room, drawn from facts kept with the document."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.kernel.matter.context import Context
from yifa.kernel.matter.papers import PaperTemplate
from yifa.kernel.organization.models import Unit
from yifa.kernel.paper import Heading, Paper, Paragraph, Table, chinese_date
from yifa.work.counsel.forms import lines
from yifa.work.counsel.models import AssignmentKind, CheckupProblem, CounselKind, RiskLevel

Facts = dict[str, Any]


def _own_body(ctx: Context) -> Unit:
    return ctx.actor.own_unit() or ctx.matter.unit


def _day(text: str) -> str:
    return chinese_date(date.fromisoformat(text))


def _paper(title: str, f: Facts, addressee: str, *body: Any) -> Paper:
    blocks = tuple(Paragraph(b) if isinstance(b, str) else b for b in body if b)
    return Paper(
        title=title, body=blocks, number=f["number"] or None, addressee=addressee or None, issuer=f["unit"],
        date=date.fromisoformat(f["on"]),
    )  # fmt: skip


def _appointment_facts(ctx: Context) -> Facts:
    d = ctx.detail
    return {
        "name": d.name, "kind": str(CounselKind(d.kind).label), "engagement": ctx.matter.number,
        "from": d.served_from.isoformat(), "to": (d.served_to - timedelta(days=1)).isoformat(),
    }  # fmt: skip


def _appointment(f: Facts) -> Paper:
    return _paper(
        "法律顾问聘书", f, f["name"],
        f"兹聘请您担任{f['unit']}法律顾问（{f['kind']}，聘任编号{f['engagement']}），"
        f"聘期自{_day(f['from'])}至{_day(f['to'])}。",
    )  # fmt: skip


def _assignment_facts(ctx: Context) -> Facts:
    d, data = ctx.detail, ctx.data
    return {
        "kind": str(AssignmentKind(d.kind).label), "subject": ctx.matter.title, "request": d.request,
        "result": data["result"], "advice": lines(data.get("advice", "")), "counsel": d.counsel,
        "risk": str(RiskLevel(data["risk"]).label) if data.get("risk") else "", "task": ctx.matter.number,
    }  # fmt: skip


def _assignment(f: Facts) -> Paper:
    rows = [f"{n}. {text}" for n, text in enumerate(f["advice"], 1)]
    title = "法律风险评估意见书" if f["risk"] else f"{f['kind']}意见书"
    return _paper(
        title, f, "", f"委托事项：{f['subject']}（{f['task']}）", f"委托内容：{f['request']}",
        Heading(1, "办理结果", 1), f["result"], f"风险等级：{f['risk']}。" if f["risk"] else "",
        Heading(1, "意见和建议", 2) if rows else "", *rows, f"法律顾问：{f['counsel']}",
    )  # fmt: skip


def _decision_facts(ctx: Context) -> Facts:
    d = ctx.detail
    return {
        "decision": d.decision,
        "decide_on": d.decide_on.isoformat(),
        "opinion": d.opinion,
        "counsel": d.counsel,
    }


def _decision(f: Facts) -> Paper:
    return _paper(
        "重大行政决策法律意见书", f, f["unit"], f"决策事项：{f['decision']}，拟于{_day(f['decide_on'])}决策。",
        f["opinion"], f"法律顾问：{f['counsel']}",
    )  # fmt: skip


def _request_facts(ctx: Context) -> Facts:
    d = ctx.detail
    return {
        "subject": ctx.matter.title, "question": d.question, "opinion": d.opinion, "counsel": d.counsel,
        "to": ctx.matter.unit.name, "request": ctx.matter.number,
    }  # fmt: skip


def _request(f: Facts) -> Paper:
    return _paper(
        "法律顾问意见书", f, f["to"], f"贵单位就“{f['subject']}”（{f['request']}）提出的问题：{f['question']}",
        f"经研究，意见如下：{f['opinion']}", f"法律顾问：{f['counsel']}",
    )  # fmt: skip


def _checkup_facts(ctx: Context) -> Facts:
    d = ctx.detail
    return {
        "enterprise": d.enterprise, "code": d.code, "lawyers": d.lawyers, "examined": d.examined_on.isoformat(),
        "problems": [r.text for r in ctx.rows(CheckupProblem)], "check": ctx.matter.number,
    }  # fmt: skip


def _checkup(f: Facts) -> Paper:
    found = [(str(n), text, "") for n, text in enumerate(f["problems"], 1)] or [
        ("—", "未发现法律问题", "")
    ]
    return _paper(
        "企业法治体检表", f, "",
        Table(columns=("项目", "内容"), rows=(
            ("体检编号", f["check"]), ("企业或者场所", f["enterprise"]), ("统一社会信用代码", f["code"] or "—"),
            ("体检日期", _day(f["examined"])), ("体检人员", f["lawyers"]),
        )),
        Table(columns=("序号", "法律问题", "整改情况（企业填写）"), rows=tuple(found)),
    )  # fmt: skip


APPOINTMENT = PaperTemplate(
    "counsel.appointment",
    "法律顾问聘书",
    _appointment_facts,
    _appointment,
    issued=True,
    series="顾",
)
ASSIGNMENT = PaperTemplate("counsel.assignment", "法律顾问意见书", _assignment_facts, _assignment)
DECISION = PaperTemplate("counsel.decision", "决策法律意见书", _decision_facts, _decision)
REQUEST = PaperTemplate(
    "counsel.request",
    "共享法律顾问意见书",
    _request_facts,
    _request,
    issued=True,
    series="顾意",
    issuer=_own_body,
)
CHECKUP = PaperTemplate("counsel.checkup", "法治体检表", _checkup_facts, _checkup)
TEMPLATES = (APPOINTMENT, ASSIGNMENT, DECISION, REQUEST, CHECKUP)
