"""Papers of the room, drawn from facts kept with the document."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.kernel.matter.context import Context
from yifa.kernel.matter.papers import PaperTemplate
from yifa.kernel.paper import Paper, Paragraph, Table
from yifa.work.business_environment.models import (
    FairConclusion,
    FairFinding,
    Indicator,
    ItemIndicator,
    Reviewer,
    Standard,
)

Facts = dict[str, Any]


def plain(value: Any) -> str:
    """A number without empty decimals; a dash where there is none."""
    if value is None:
        return "—"
    text = f"{value:f}" if hasattr(value, "as_tuple") else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _review_facts(ctx: Context) -> Facts:
    d, data = ctx.detail, ctx.data
    rows: list[FairFinding] = [r for r in ctx.rows(FairFinding) if r.round == d.rounds]
    return {
        "draft": ctx.matter.title, "kind": d.document_kind, "reviewer": str(Reviewer(d.reviewer).label),
        "round": d.rounds, "listened": d.listened_to, "reason": data["reason"],
        "conclusion": str(FairConclusion(d.conclusion).label), "ends": d.ends_on.isoformat() if d.ends_on else "",
        "standards": [[str(Standard(r.standard).label), "违反" if r.violates else "不违反", r.clause] for r in rows],
        "law": ctx.work.procedure.law,
    }  # fmt: skip


def _review(f: Facts) -> Paper:
    head = (
        ("政策措施", f["draft"]), ("文件类别", f["kind"]), ("审查方式", f["reviewer"]), ("审查次数", f"第{f['round']}次"),
        ("听取意见", f["listened"]), ("结论", f["conclusion"]), ("理由", f["reason"]),
        *((("例外措施实施期限", f["ends"]),) if f["ends"] else ()),
    )  # fmt: skip
    return Paper(
        title="公平竞争审查表", number=f["number"] or None, issuer=f["unit"], date=date.fromisoformat(f["on"]),
        body=(
            Paragraph(f"依据{f['law']}，就下列政策措施作出公平竞争审查结论。"),
            Table(columns=("项目", "内容"), rows=head),
            Table(columns=("审查标准", "意见", "涉及条款"), rows=tuple(tuple(r) for r in f["standards"])),
        ),
    )  # fmt: skip


def _comparison_facts(ctx: Context) -> Facts:
    from yifa.work.business_environment.forms import AMOUNT_TITLES, AMOUNTS

    d = ctx.detail
    rows = []
    for name in AMOUNTS:
        before, after = getattr(d, f"{name}_before"), getattr(d, f"{name}_after")
        if before is not None or after is not None:
            shown = [
                None if v is None else (v / 100 if name == "cost" else v) for v in (before, after)
            ]
            rows.append([AMOUNT_TITLES[name], *("—" if v is None else f"{v:g}" for v in shown)])
    return {
        "item": d.item_name, "code": d.item_code, "kind": d.get_kind_display(), "basis": d.basis,
        "measure": d.measure, "into": d.merged_into, "from": ctx.data["in_force_on"].isoformat(), "rows": rows,
    }  # fmt: skip


def _comparison(f: Facts) -> Paper:
    into = f"，并入“{f['into']}”" if f["into"] else ""
    return Paper(
        title="事项精简优化前后对照表", issuer=f["unit"], date=date.fromisoformat(f["on"]),
        body=(
            Paragraph(f"“{f['item']}”（编码{f['code']}）{f['kind']}{into}，依据：{f['basis']}。自{f['from']}起执行。"),
            *((Paragraph(f["measure"]),) if f["measure"] else ()),
            *((Table(columns=("项目", "原", "现"), rows=tuple(tuple(r) for r in f["rows"])),) if f["rows"] else ()),
        ),
    )  # fmt: skip


def _indicator_facts(ctx: Context) -> Facts:
    rows: list[ItemIndicator] = ctx.rows(ItemIndicator)
    d = ctx.detail
    return {
        "item": d.item_name, "code": d.item_code, "measures": d.measures, "met": d.met, "indicators": d.indicators,
        "first": d.first_on.isoformat(), "again": d.again_on.isoformat(),
        "rows": [
            [str(Indicator(r.indicator).label), *map(plain, (r.target, r.promised_before, r.actual_before, r.promised_after, r.actual_after))]
            for r in rows
        ],
    }  # fmt: skip


def _indicators(f: Facts) -> Paper:
    heads = ("指标", "目标", "原承诺", "原实际", "现承诺", "现实际")
    return Paper(
        title="事项营商环境评价表", issuer=f["unit"], date=date.fromisoformat(f["on"]),
        body=(
            Paragraph(f"“{f['item']}”（编码{f['code']}）于{f['first']}测算、{f['again']}复测，设定指标{f['indicators']}项，达标{f['met']}项。"),
            Paragraph(f"优化措施：{f['measures']}"),
            Table(columns=heads, rows=tuple(tuple(r) for r in f["rows"])),
        ),
    )  # fmt: skip


REVIEW_FORM = PaperTemplate(
    "business_environment.fair_review", "公平竞争审查表", _review_facts, _review
)
COMPARISON = PaperTemplate(
    "business_environment.comparison", "精简优化前后对照表", _comparison_facts, _comparison
)
INDICATORS = PaperTemplate(
    "business_environment.indicators", "营商环境评价表", _indicator_facts, _indicators
)
TEMPLATES = (REVIEW_FORM, COMPARISON, INDICATORS)
