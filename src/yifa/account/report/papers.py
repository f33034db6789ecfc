"""The papers of a yearly report: the report itself in the layout of official paper, and the notice that urges it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from yifa.account.report.models import ReportVersion
from yifa.account.report.parts import LAW, NAME, recipients_of
from yifa.account.report.sheet import Line, Sheet
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.papers import PaperTemplate
from yifa.kernel.paper import Heading, Paper, Paragraph, Table, chinese_date, heading_mark
from yifa.kernel.paper.document import Block

Facts = dict[str, Any]


def body_of(lines: Sequence[Line]) -> tuple[Block, ...]:
    """The lines as blocks of official paper: headings numbered by level, items by their place."""
    found: list[Block] = []
    for line in lines:
        if line.kind == "heading":
            found.append(Heading(line.level, line.text, line.number))
        elif line.kind == "table" and line.table is not None:
            table = line.table
            rows = [(label, said) for label, said, _n, _d in table.rows]
            if table.total:
                rows.append(("合计", table.total))
            found.append(
                Table(
                    columns=(table.head, table.figure_title), rows=tuple(rows), caption=table.title
                )
            )
        elif line.kind == "item":
            found.append(Paragraph(f"{heading_mark(3, line.number)}{line.text}"))
        elif line.text.strip():
            found.append(Paragraph(line.text))
    return tuple(found)


def paper_of(
    sheet: Sheet, *, number: str = "", addressee: str = "", issuer: str = "", on: date | None = None,
    draft: bool = True,
) -> Paper:  # fmt: skip
    """The report as official paper."""
    return Paper(
        title=sheet.title, body=body_of(sheet.lines), number=number or None, addressee=addressee or None,
        issuer=issuer or sheet.unit_name, date=on, draft=draft,
    )  # fmt: skip


def addressees(kind: str) -> str:
    """Who the report is addressed to, those who get a copy left out."""
    return "、".join(r.title for r in recipients_of(kind) if not r.copy)


def copies(kind: str) -> str:
    return "，".join(r.title.removesuffix("（抄送）") for r in recipients_of(kind) if r.copy)


def _report_facts(ctx: Context) -> Facts:
    versions = [v for v in ctx.rows(ReportVersion) if v.sheet is not None]
    newest = max(versions, key=lambda v: v.no)
    return {"sheet": newest.sheet, "addressee": addressees(ctx.detail.kind)}


def _report(f: Facts) -> Paper:
    return paper_of(
        Sheet.of(f["sheet"]), number=f["number"], addressee=f["addressee"], issuer=f["unit"],
        on=date.fromisoformat(f["on"]),
    )  # fmt: skip


def _urge_facts(ctx: Context) -> Facts:
    by = ctx.data["reply_by"]
    own = ctx.actor.own_unit() or ctx.actor.home()
    return {
        "title": ctx.matter.title, "reason": ctx.data["reason"], "reply_by": by.isoformat() if by else "",
        "addressee": ctx.matter.unit.name, "due": _due(ctx), "issuer": own.name if own else "",
    }  # fmt: skip


def _due(ctx: Context) -> str:
    due = [t.clock.due_on for t in ctx.work.clocks if t.clock.running and t.clock.due_on]
    return min(due).isoformat() if due else ""


def _urge(f: Facts) -> Paper:
    said = f"《{f['title']}》尚未报送。" if f["title"] else "年度报告尚未报送。"
    due = f"按规定最迟应于{chinese_date(date.fromisoformat(f['due']))}报送。" if f["due"] else ""
    by = (
        f"请于{chinese_date(date.fromisoformat(f['reply_by']))}前报送，并告知经办人。"
        if f["reply_by"]
        else ""
    )
    return Paper(
        title=f"关于督促报送{NAME}的通知", number=f["number"] or None, addressee=f["addressee"],
        body=tuple(Paragraph(p) for p in (
            f"你单位的{said}{due}", f"{f['reason']}。".replace("。。", "。"), by,
            f"依照《{LAW}》第二十六条，未按要求报送、公开的，将予以通报批评。",
        ) if p),
        issuer=f["issuer"] or f["unit"], date=date.fromisoformat(f["on"]),
    )  # fmt: skip


REPORT = PaperTemplate(
    "report.annual", NAME, _report_facts, _report, issued=True, series="法治报告"
)
URGE = PaperTemplate(
    "report.urge", "督促报送通知", _urge_facts, _urge, issued=True, series="法治督"
)
TEMPLATES = (REPORT, URGE)
