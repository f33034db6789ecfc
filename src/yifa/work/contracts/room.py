"""What the room shows: its ledgers, the overdue nodes, and its rows on the matter page."""

from __future__ import annotations

from collections.abc import Sequence

from yifa.kernel import moment
from yifa.kernel.fields import mask
from yifa.kernel.matter.models import Matter
from yifa.ledger.panels import Panel
from yifa.ledger.rooms import Column, Ledger, Link, Room
from yifa.work.contracts.models import CleanupItem, ContractOpinion, Node, Suggestion
from yifa.work.contracts.papers import yuan as yuan

WHY = "rows of a matter in scope"


def _amount(matter: Matter) -> str:
    return yuan(matter.contract.amount_fen)


def _breach(matter: Matter) -> str:
    return "未经审查先行签订" if matter.contract.in_breach else ""


def opinion_rows(matter: Matter, handling: bool) -> Sequence[Sequence[str]]:
    rows = (
        ContractOpinion.objects.unscoped(WHY)
        .filter(matter_id=matter.pk)
        .select_related("clock")
        .order_by("serial")
    )
    return [
        (
            f"第{r.serial}份", r.issued_on.isoformat(), r.get_conclusion_display(), r.basis, r.reviewer,
            r.counsel if handling else mask(r.counsel), _timely(r),
        )
        for r in rows
    ]  # fmt: skip


def _timely(row: ContractOpinion) -> str:
    if row.clock is None or row.clock.on_time is None:
        return "不判定"
    return "按期" if row.clock.on_time else "逾期"


def suggestion_rows(matter: Matter, handling: bool) -> Sequence[Sequence[str]]:
    rows = Suggestion.objects.unscoped(WHY).filter(matter_id=matter.pk).order_by("pk")
    return [(r.code, r.text, r.get_verdict_display(), r.reason) for r in rows]


def node_state(row: Node) -> str:
    """Where a node stands today, the overdue ones said plainly."""
    today = moment.today()
    if row.done_on:
        late = row.overdue_from and row.done_on >= row.overdue_from
        return f"{row.done_on} 完成" + ("（逾期）" if late else "")
    if row.overdue_from and row.overdue_from <= today:
        return f"逾期 {(today - row.overdue_from).days + 1} 天"
    return "未到期" if row.due_on else "待交付"


def node_rows(matter: Matter, handling: bool) -> Sequence[Sequence[str]]:
    rows = Node.objects.unscoped(WHY).filter(matter_id=matter.pk).order_by("serial")
    return [
        (str(r.serial), r.get_kind_display(), r.title, yuan(r.amount_fen), str(r.delivered_on or ""),
         str(r.due_on or ""), node_state(r))
        for r in rows
    ]  # fmt: skip


def item_rows(matter: Matter, handling: bool) -> Sequence[Sequence[str]]:
    rows = CleanupItem.objects.unscoped(WHY).filter(matter_id=matter.pk).order_by("serial")
    return [
        (str(r.serial), r.name, r.counterparty if handling else mask(r.counterparty), yuan(r.price_fen),
         yuan(r.paid_fen), f"{r.performed_percent}%", r.get_verdict_display(), r.problem, r.measure,
         str(r.cleared_on or ""))
        for r in rows
    ]  # fmt: skip


CONTRACT = ("contracts.contract",)
PANELS = (
    Panel("contracts.opinions", "审查意见书", CONTRACT,
          ("序号", "出具日期", "结论", "依据和理由", "审查人", "参与的法律顾问", "期限"), opinion_rows),
    Panel("contracts.suggestions", "意见及采纳情况", CONTRACT, ("序号", "意见", "采纳情况", "说明"), suggestion_rows),
    Panel("contracts.nodes", "履约节点", CONTRACT,
          ("序号", "类别", "内容", "金额（元）", "交付日期", "应完成日期", "现状"), node_rows),
    Panel("contracts.cleanup_items", "清理合同", ("contracts.cleanup",),
          ("序号", "合同", "相对方", "价款（元）", "已付（元）", "进度", "结论", "问题", "处理", "销号"), item_rows),
)  # fmt: skip

ROOM = Room(
    code="contracts", title="行政合同", order=32,
    ledgers=(
        Ledger(
            id="contracts.contracts", title="行政合同台账", procedures=CONTRACT,
            columns=(
                Column("政府一方", "contract.party", related=("contract",)),
                Column("类别", "contract.kind", related=("contract",)),
                Column("相对方", "contract.counterparty", personal=True, related=("contract",)),
                Column("金额（元）", _amount, css="nowrap", related=("contract",)),
                Column("意见书", "contract.opinions", related=("contract",)),
                Column("签订日期", "contract.signed_on", css="nowrap", related=("contract",)),
                Column("提示", _breach, related=("contract",)),
            ),
        ),
        Ledger(
            id="contracts.cleanups", title="履约清理", procedures=("contracts.cleanup",),
            columns=(
                Column("年度", "cleanup.year", related=("cleanup",)),
                Column("登记合同", "cleanup.items", related=("cleanup",)),
                Column("问题合同", "cleanup.problems", related=("cleanup",)),
            ),
        ),
    ),
    links=(Link("逾期履约", "contracts:overdue"),),
)  # fmt: skip
