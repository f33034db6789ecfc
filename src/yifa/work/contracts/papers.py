"""Papers of the room, drawn from facts kept with the document."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.kernel.matter.context import Context
from yifa.kernel.matter.papers import PaperTemplate
from yifa.kernel.organization.models import Unit
from yifa.kernel.paper import Heading, Paper, Paragraph, Table, chinese_date
from yifa.work.contracts.forms import lines
from yifa.work.contracts.models import CleanupItem, CleanupVerdict, Conclusion, ContractParty

Facts = dict[str, Any]


def review_body(ctx: Context) -> Unit:
    """The body the reviewer comes from: its number and name stand on the opinion."""
    return ctx.actor.own_unit() or ctx.matter.unit


def _day(text: str) -> str:
    return chinese_date(date.fromisoformat(text))


def yuan(fen: int) -> str:
    return f"{fen / 100:,.2f}"


def _about(ctx: Context) -> Facts:
    d, m = ctx.detail, ctx.matter
    return {
        "contract": m.title, "review": m.number, "counterparty": d.counterparty, "submitted": m.received_on.isoformat(),
        "party": str(ContractParty(d.party).label), "amount": yuan(d.amount_fen),
    }  # fmt: skip


def _paper(title: str, f: Facts, addressee: str, *body: Any) -> Paper:
    blocks = tuple(Paragraph(b) if isinstance(b, str) else b for b in body if b)
    return Paper(
        title=title, body=blocks, number=f["number"] or None, addressee=addressee, issuer=f["unit"],
        date=date.fromisoformat(f["on"]),
    )  # fmt: skip


def _opinion_facts(ctx: Context) -> Facts:
    data = ctx.data
    return _about(ctx) | {
        "serial": ctx.detail.opinions, "conclusion": str(Conclusion(data["conclusion"]).label), "basis": data["basis"],
        "suggestions": lines(data.get("suggestions", "")), "counsel": data.get("counsel", ""),
        "to": ctx.matter.unit.name,
    }  # fmt: skip


def _opinion(f: Facts) -> Paper:
    head = f"贵单位送审的《{f['contract']}》（{f['party']}，相对方{f['counterparty']}，金额{f['amount']}元）收悉。"
    rows = [f"{n}. {text}" for n, text in enumerate(f["suggestions"], 1)]
    again = f"本意见为该合同第{f['serial']}份审查意见。" if f["serial"] > 1 else ""
    return _paper(
        "行政合同合法性审查意见书", f, f["to"], f"{head}{again}经审查，提出如下意见：",
        Heading(1, "审查依据和理由", 1), f["basis"],
        Heading(1, "修改意见和建议", 2), *(rows or ["没有修改意见。"]),
        Heading(1, "结论", 3), f"{f['conclusion']}。",
        f"参与审查的法律顾问、公职律师：{f['counsel']}。" if f["counsel"] else "",
        "请逐条反馈采纳情况；不采纳或者部分采纳的，请说明理由。合同签订后请送备案。",
    )  # fmt: skip


def _filing_facts(ctx: Context) -> Facts:
    return _about(ctx) | {
        "contract_number": ctx.detail.contract_number, "signed": ctx.detail.signed_on.isoformat(),
        "filing": ctx.data["filing_number"],
    }  # fmt: skip


def _filing(f: Facts) -> Paper:
    return _paper(
        "行政合同备案登记表", f, "",
        Table(columns=("项目", "内容"), rows=(
            ("合同名称", f["contract"]), ("合同编号", f["contract_number"]), ("政府一方", f["party"]),
            ("相对方", f["counterparty"]), ("金额（元）", f["amount"]), ("签订日期", _day(f["signed"])),
            ("审查编号", f["review"]), ("备案号", f["filing"]),
        )),
    )  # fmt: skip


def _urge_facts(ctx: Context) -> Facts:
    return _about(ctx) | {
        "what": ctx.data["what"],
        "perform_by": ctx.data["perform_by"].isoformat(),
    }


def _urge(f: Facts) -> Paper:
    return _paper(
        "履行行政合同催告书", f, f["counterparty"],
        f"贵方与我单位订立的《{f['contract']}》，现有以下约定尚未履行：", f["what"],
        f"请于{_day(f['perform_by'])}前履行。逾期仍不履行的，我单位将依法作出要求履行协议的书面决定。",
    )  # fmt: skip


def _cleanup_facts(ctx: Context) -> Facts:
    rows: list[CleanupItem] = ctx.rows(CleanupItem)
    table = [
        (str(r.serial), r.name, r.counterparty, yuan(r.price_fen), yuan(r.paid_fen), f"{r.performed_percent}%",
         str(CleanupVerdict(r.verdict).label), str(r.cleared_on or ""))
        for r in rows
    ]  # fmt: skip
    d = ctx.detail
    return {
        "name": ctx.matter.title,
        "scope": d.scope,
        "items": d.items,
        "problems": d.problems,
        "rows": table,
    }


def _cleanup(f: Facts) -> Paper:
    heads = ("序号", "合同名称", "相对方", "价款（元）", "已付（元）", "进度", "核查结论", "销号")
    return Paper(
        title=f"{f['name']}情况表", issuer=f["unit"], date=date.fromisoformat(f["on"]), landscape=True,
        body=(
            Paragraph(f"清理范围：{f['scope']}。登记合同{f['items']}件，其中有问题的{f['problems']}件，均已处理销号。"),
            Table(columns=heads, rows=tuple(tuple(r) for r in f["rows"])),
        ),
    )  # fmt: skip


OPINION = PaperTemplate(
    "contracts.opinion",
    "合法性审查意见书",
    _opinion_facts,
    _opinion,
    issued=True,
    series="合审意",
    issuer=review_body,
)
FILING = PaperTemplate("contracts.filing", "备案登记表", _filing_facts, _filing)
URGE = PaperTemplate("contracts.urge", "履行催告书", _urge_facts, _urge, issued=True, series="合催")
CLEANUP = PaperTemplate("contracts.cleanup", "履约清理情况表", _cleanup_facts, _cleanup)
TEMPLATES = (OPINION, FILING, URGE, CLEANUP)
