"""The self-check report that goes up: totals, points lost and what is done about them."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.account.assessment.models import Score
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.papers import PaperTemplate
from yifa.kernel.paper import Heading, Paper, Paragraph, Table


def _plain(value: Any) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _facts(ctx: Context) -> dict[str, Any]:
    rows = [
        [s.indicator, _plain(s.full), _plain(s.own), _plain(s.final), s.own_note or s.review_note, s.rescue,
         s.rescue_by.isoformat() if s.rescue_by else ""]
        for s in ctx.rows(Score)
    ]  # fmt: skip
    held = ctx.rows(Score)
    return {
        "year": ctx.detail.year, "title": ctx.matter.title, "summary": ctx.detail.summary, "rows": rows,
        "full": _plain(sum(s.full for s in held)), "final": _plain(sum(s.final or 0 for s in held)),
    }  # fmt: skip


def _paper(f: dict[str, Any]) -> Paper:
    lost = [r for r in f["rows"] if r[3] != r[1]]
    body: list[Any] = [
        Paragraph(f["summary"]),
        Heading(1, "得分", 1),
        Paragraph(f"共 {len(f['rows'])} 项，分值合计 {f['full']} 分，核定 {f['final']} 分。"),
    ]
    if lost:
        columns = ("指标", "分值", "核定", "失分原因", "补救措施", "时限")
        table = Table(
            columns=columns, widths=(2, 1.4, 1.4, 4, 4, 2.4),
            rows=tuple((r[0], r[1], r[3], r[4], r[5], r[6]) for r in lost), caption="失分和补救",
        )  # fmt: skip
        body += [Heading(1, "失分和补救", 2), table]
    return Paper(
        title=f["title"] + "报告", body=tuple(body), number=f["number"] or None, issuer=f["unit"],
        date=date.fromisoformat(f["on"]),
    )  # fmt: skip


SELF_CHECK = PaperTemplate(
    "report.self_check", "自查报告", _facts, _paper, issued=True, series="法评"
)
