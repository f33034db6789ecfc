"""Papers of the room, drawn from facts kept with the document. None names a caller or complainant."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.kernel.matter.context import Context
from yifa.kernel.matter.papers import PaperTemplate
from yifa.kernel.paper import Heading, Paper, Paragraph, Table, chinese_date
from yifa.work.hotline.models import OrderType, Origin
from yifa.work.hotline.obstacle_acts import cleared_of
from yifa.work.hotline.order_acts import late_parts

Facts = dict[str, Any]


def _day(text: str) -> str:
    return chinese_date(date.fromisoformat(text))


def _paper(title: str, f: Facts, addressee: str, *body: Any) -> Paper:
    blocks = tuple(Paragraph(b) if isinstance(b, str) else b for b in body if b)
    return Paper(
        title=title, body=blocks, number=f["number"] or None, addressee=addressee or None, issuer=f["unit"],
        date=date.fromisoformat(f["on"]),
    )  # fmt: skip


def _slip_facts(ctx: Context) -> Facts:
    d, data = ctx.detail, ctx.data
    return {
        "order": ctx.matter.number, "title": ctx.matter.title, "type": str(OrderType(d.type).label), "content": d.content,
        "place": d.place, "lead": data["lead"].name, "joint": [u.name for u in data["joint"]], "note": data["note"],
    }  # fmt: skip


def _slip(f: Facts) -> Paper:
    return _paper(
        "热线工单转办单", f, f["lead"],
        Table(columns=("项目", "内容"), rows=(
            ("工单编号", f["order"]), ("工单类型", f["type"]), ("诉求标题", f["title"]), ("诉求内容", f["content"]),
            ("事发地点", f["place"] or "—"), ("主办单位", f["lead"]), ("会办单位", "、".join(f["joint"]) or "—"),
            ("转办意见", f["note"] or "—"),
        )),
        "请按期办结并回复来电人，办理结果反馈热线中心；不属于本单位职责的，请在退回时限内说明理由退回。",
    )  # fmt: skip


def _supervision_facts(ctx: Context) -> Facts:
    late = [
        (p.matter.unit.name, p.matter.number, p.matter.next_due.isoformat() if p.matter.next_due else "")
        for p in late_parts(ctx)
    ]  # fmt: skip
    return {
        "order": ctx.matter.number, "title": ctx.matter.title, "late": late, "ground": ctx.data["ground"],
        "days": ctx.data["days"],
    }  # fmt: skip


def _supervision(f: Facts) -> Paper:
    rows = tuple((unit, number, _day(due) if due else "—") for unit, number, due in f["late"])
    return _paper(
        "热线工单督办通知", f, "、".join(dict.fromkeys(unit for unit, _, _ in f["late"])),
        f"热线工单{f['order']}（{f['title']}）逾期未办结。督办事由：{f['ground']}。",
        Table(columns=("承办单位", "承办件编号", "原期限"), rows=rows),
        f"请自收到本通知之日起{f['days']}个工作日内办结，并书面说明逾期原因。",
    )  # fmt: skip


def _case_facts(ctx: Context) -> Facts:
    d = ctx.detail
    return {
        "case": ctx.matter.number, "title": ctx.matter.title, "responsible": d.responsible,
        "from_body": d.from_body, "origin": str(Origin(d.origin).label), "outer": ctx.matter.external_number,
        "result": d.result,
    } | {k: ctx.data[k] for k in ("ground", "report") if k in ctx.data}  # fmt: skip


def _urge(f: Facts) -> Paper:
    return _paper(
        "办事难问题督办通知", f, f["responsible"],
        f"办事难问题{f['case']}（{f['title']}）尚未办结。督办事由：{f['ground']}。请抓紧办理，并说明进展和预计办结日期。",
    )  # fmt: skip


def _report_up(f: Facts) -> Paper:
    return _paper(
        "转办案件办理情况反馈", f, f["from_body"],
        f"贵单位转办的案件（转办编号：{f['outer']}；我单位编号：{f['case']}；{f['title']}）已经办结，现反馈如下。",
        Heading(1, "办理结果", 1), f["result"], Heading(1, "反馈意见", 2), f["report"],
    )  # fmt: skip


def _hand_over_facts(ctx: Context) -> Facts:
    return {
        "case": ctx.matter.number, "title": ctx.matter.title, "content": ctx.detail.content,
        "receiver": ctx.data["receiver"].name, "days": ctx.data["days"], "opinion": ctx.data["opinion"],
    }  # fmt: skip


def _hand_over(f: Facts) -> Paper:
    return _paper(
        "问题线索协同移交函", f, f["receiver"],
        f"现将“{f['title']}”（编号{f['case']}）移交贵单位办理。", Heading(1, "移交事由", 1), f["content"],
        Heading(1, "协调意见", 2), f["opinion"], f"请签收，并在商定的{f['days']}个工作日内反馈办理结果。",
    )  # fmt: skip


def _list_facts(ctx: Context) -> Facts:
    rows = [
        (c.matter.number, c.matter.title, c.responsible or "—", c.result, c.matter.closed_on.isoformat())
        for c in cleared_of(ctx.detail)
        if c.matter.closed_on
    ]  # fmt: skip
    return {
        "title": ctx.matter.title, "scope": ctx.detail.scope, "rows": rows, "summary": ctx.data["summary"],
    }  # fmt: skip


def _list(f: Facts) -> Paper:
    rows = tuple((*row[:4], _day(row[4])) for row in f["rows"])
    return _paper(
        f"{f['title']}销号清单", f, "", f["scope"],
        Table(columns=("编号", "问题", "责任单位", "办理结果", "销号日期"), rows=rows), f["summary"],
    )  # fmt: skip


SLIP = PaperTemplate(
    "hotline.slip", "热线工单转办单", _slip_facts, _slip, issued=True, series="热转"
)
SUPERVISION = PaperTemplate(
    "hotline.supervision", "热线工单督办通知", _supervision_facts, _supervision, issued=True, series="热督"
)  # fmt: skip
URGE = PaperTemplate(
    "complaint.urge", "办事难问题督办通知", _case_facts, _urge, issued=True, series="营督"
)
REPORT_UP = PaperTemplate(
    "complaint.report_up", "转办案件办理情况反馈", _case_facts, _report_up, issued=True, series="营报"
)  # fmt: skip
HAND_OVER = PaperTemplate(
    "complaint.hand_over", "问题线索协同移交函", _hand_over_facts, _hand_over, issued=True, series="协移"
)  # fmt: skip
CLEARED_LIST = PaperTemplate("complaint.cleared_list", "专项整治销号清单", _list_facts, _list)
TEMPLATES = (SLIP, SUPERVISION, URGE, REPORT_UP, HAND_OVER, CLEARED_LIST)
