"""What the steps of a contract write, and what they ask for before (guards) and after the form (checks)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from yifa import law
from yifa.kernel.errors import Missing
from yifa.kernel.matter import clock as clocks
from yifa.kernel.matter.calendar import office_limits
from yifa.kernel.matter.context import Context, Ticking
from yifa.kernel.matter.models import Party, PartyKind
from yifa.kernel.matter.procedure import Effect
from yifa.kernel.moment import ym as ym
from yifa.work.contracts.forms import BREACH_GROUNDS, lines
from yifa.work.contracts.models import (
    Conclusion,
    ContractOpinion,
    Node,
    NodeKind,
    Suggestion,
    Verdict,
)

REVIEW = "contract.legality_review"
PAY_DEFAULT = "sme_payment.default"
PAY_MAX = "sme_payment.contract_max"
NO_BREACH = "中华人民共和国民营经济促进法第七十条第一款"
COMPENSATE = "中华人民共和国民营经济促进法第七十条第二款"


def fen(yuan: Decimal | None) -> int:
    return int((yuan or Decimal()) * 100)


def submit(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    ctx.matter.title = data["name"]
    d.party, d.kind, d.counterparty = data["party"], data["kind"], data["counterparty"]
    d.amount_fen, d.payment_days = fen(data["amount"]), data.get("payment_days")
    d.is_sme, d.affects_market = int(data["is_sme"]), int(data["affects_market"])
    ctx.add(Party(role="相对方", kind=PartyKind.ENTERPRISE, name=d.counterparty))


def fair(ctx: Context) -> None:
    ctx.detail.fair_competition = ctx.data["result"]


def fair_competition_done(ctx: Context) -> Missing | None:
    if not ctx.detail.affects_market or ctx.detail.fair_competition:
        return None
    return Missing(
        "涉及经营者经济活动，尚未作公平竞争审查",
        "公平竞争审查条例第二条",
        "请承办单位先登记公平竞争审查结论",
    )


def term_limit(day: date) -> law.Limit | None:
    """The longest payment term a contract with a small or medium enterprise may agree on that day."""
    try:
        return office_limits().get(PAY_MAX, day)
    except law.NotInForce:
        return None


def _term_too_long(ctx: Context) -> Missing | None:
    d = ctx.detail
    limit = term_limit(ctx.on) if d.is_sme and d.payment_days is not None else None
    if limit is None or d.payment_days <= limit.value:
        return None
    return Missing(
        f"约定付款期限 {d.payment_days} 日，超过最长 {limit.amount_zh}", limit.citation,
        "请在意见中要求修改，并由承办单位在“修改”中改正",
    )  # fmt: skip


def agreeing_needs_lawful_term(ctx: Context) -> Missing | None:
    """Check: no opinion says "no objection" to an unlawful payment term, or to one that restricts competition."""
    if ctx.data["conclusion"] != Conclusion.AGREE:
        return None
    if ctx.detail.fair_competition == "restricts":
        return Missing(
            "公平竞争审查结论为具有排除、限制竞争效果，不能出具无不同意见", "公平竞争审查条例"
        )
    return _term_too_long(ctx)


def lawful_term(ctx: Context) -> Missing | None:
    """Guard of signing: the payment term as last revised is within the law."""
    return _term_too_long(ctx)


def issue_opinion(ctx: Context) -> None:
    """An opinion and its numbered suggestions; the review clock that runs is this opinion's own."""
    d, data = ctx.detail, ctx.data
    d.opinions += 1
    d.conclusion = data["conclusion"]
    d.first_opinion_ym = d.first_opinion_ym or ym(ctx.on)
    found = lines(data.get("suggestions", ""))
    d.suggestions += len(found)
    ticking = ctx.clock(REVIEW)
    opinion = ContractOpinion(
        serial=d.opinions, clock=ticking.clock if ticking else None, conclusion=data["conclusion"],
        basis=data["basis"], reviewer=ctx.actor.name, counsel=data.get("counsel", ""),
        suggestions=len(found), issued_on=ctx.on, issued_ym=ym(ctx.on),
    )  # fmt: skip
    ctx.add(opinion)
    for n, text in enumerate(found, 1):
        ctx.add(
            Suggestion(opinion=opinion, code=f"{d.opinions}-{n}", text=text, issued_ym=ym(ctx.on))
        )


def unanswered(ctx: Context) -> list[Suggestion]:
    return [r for r in ctx.rows(Suggestion) if r.verdict == Verdict.PENDING]


def has_unanswered(ctx: Context) -> Missing | None:
    return None if unanswered(ctx) else Missing("没有待反馈的意见")


def all_answered(ctx: Context) -> Missing | None:
    """Guard: every suggestion has its adoption before anything follows."""
    left = unanswered(ctx)
    if not left:
        return None
    codes = "、".join(r.code for r in left)
    return Missing(
        f"审查意见 {codes} 尚未反馈采纳情况",
        "本地行政合同管理制度",
        "先办“反馈采纳情况”，不采纳的说明理由",
    )


def not_disagreed(ctx: Context) -> Missing | None:
    if ctx.detail.conclusion != Conclusion.DISAGREE:
        return None
    return Missing(
        "最近一次审查结论为不宜签订", "本地行政合同管理制度", "修改后再次送审，或者不再签订"
    )


def changes_made(ctx: Context) -> Missing | None:
    """Guard: what was promised by adopting is done in the text before signing."""
    taken = any(r.verdict in (Verdict.ADOPTED, Verdict.PARTLY) for r in ctx.rows(Suggestion))
    if not taken or ctx.did("revise"):
        return None
    return Missing("已采纳的意见尚未落实到合同文本", "本地行政合同管理制度", "先办“修改”")


def adopt(ctx: Context) -> None:
    for row in ctx.rows(Suggestion):
        if row.code in ctx.data["suggestions"]:
            row.verdict, row.reason = ctx.data["verdict"], ctx.data.get("reason", "")
            row.answered_on = ctx.on
            ctx.add(row)


def revise(ctx: Context) -> None:
    if ctx.data.get("amount") is not None:
        ctx.detail.amount_fen = fen(ctx.data["amount"])
    if ctx.data.get("payment_days") is not None:
        ctx.detail.payment_days = ctx.data["payment_days"]


def sign(ctx: Context) -> None:
    d = ctx.detail
    d.signed_on, d.signed_ym, d.contract_number = ctx.on, ym(ctx.on), ctx.data["contract_number"]
    ctx.matter.outcome = "signed"


def sign_in_breach(ctx: Context) -> None:
    """The contract exists all the same; the breach is a record of its own and is counted."""
    sign(ctx)
    ctx.detail.in_breach = 1
    ctx.matter.outcome = "in_breach"


def file(ctx: Context) -> None:
    d = ctx.detail
    d.filed_on, d.filed_ym, d.filing_number = ctx.on, ym(ctx.on), ctx.data["filing_number"]


def add_node(ctx: Context) -> None:
    data = ctx.data
    pays = data["kind"] == NodeKind.PAY
    row = Node(
        serial=len(ctx.rows(Node)) + 1, kind=data["kind"], title=data["title"],
        amount_fen=fen(data.get("amount")), is_sme=int(pays and bool(ctx.detail.is_sme)),
    )  # fmt: skip
    _due(row, data.get("due_on"))
    ctx.add(row)
    _next_due(ctx)


def _due(row: Node, due_on: date | None) -> None:
    row.due_on = due_on
    row.overdue_from = due_on + timedelta(days=1) if due_on else None


def _chosen(ctx: Context) -> Node:
    found: Node = next(r for r in ctx.rows(Node) if str(r.serial) == ctx.data["node"])
    return found


def delivered(ctx: Context) -> None:
    """From delivery the payment term runs: as agreed, for a small or medium enterprise never past the law's limit.

    The statutory clock runs where nothing was agreed, or more than the law allows (a contract signed in breach), and
    where the law knows one on the day of delivery.
    """
    row, day = _chosen(ctx), ctx.data["delivered_on"]
    row.delivered_on = day
    agreed = ctx.detail.payment_days
    if agreed is not None:
        _due(row, day + timedelta(days=agreed))
    if row.is_sme and (agreed is None or _past_limit(agreed, day)):
        ticking = _start(ctx, PAY_DEFAULT if agreed is None else PAY_MAX, day)
        if ticking is not None:
            row.clock = ticking.clock
            _due(row, ticking.clock.due_on)
    ctx.add(row)
    _next_due(ctx)


def _past_limit(days: int, on: date) -> bool:
    limit = term_limit(on)
    return limit is not None and days > int(limit.value)  # type: ignore[arg-type]


def _start(ctx: Context, limit: str, day: date) -> Ticking | None:
    try:
        return clocks.start(ctx.work, limit, day)
    except law.NotInForce:
        return None


def _next_due(ctx: Context) -> None:
    """What falls due first: by a statutory clock or by the contract's own dates, which ledgers and the workbench show."""
    clocks.stamp(ctx.work)
    matter = ctx.matter
    agreed = min((r.due_on for r in ctx.rows(Node) if r.due_on and r.done_on is None), default=None)
    if agreed and (matter.next_due is None or agreed < matter.next_due):
        matter.next_due, matter.next_limit = agreed, ""


def is_payment(ctx: Context) -> Missing | None:
    row = _chosen(ctx)
    if row.kind != NodeKind.PAY:
        return Missing("只有我方付款节点才登记交付", remedy="其他节点完成时直接办“登记履行、付款”")
    if row.delivered_on:
        return Missing(f"该节点已于 {row.delivered_on} 登记交付")
    return None if ctx.data["delivered_on"] <= ctx.on else Missing("交付日期不能晚于登记之日")


def paid_in_full(ctx: Context) -> Missing | None:
    """Check: a payment counts as made when all of it is paid."""
    row = _chosen(ctx)
    paid = fen(ctx.data.get("amount"))
    if row.kind not in (NodeKind.PAY, NodeKind.COLLECT) or paid >= row.amount_fen:
        return None
    return Missing(
        f"实付 {paid / 100:.2f} 元，少于应付 {row.amount_fen / 100:.2f} 元",
        remedy="付清之后登记；分期支付的，分别登记节点",
    )


def node_done(ctx: Context) -> None:
    row = _chosen(ctx)
    row.done_on, row.paid_fen = ctx.on, fen(ctx.data.get("amount"))
    for ticking in ctx.work.clocks:
        if row.clock is not None and (ticking.clock is row.clock or ticking.clock == row.clock):
            clocks.stop(ticking, ctx.on)
    ctx.add(row)
    _next_due(ctx)


def ground_allowed(ctx: Context) -> Missing | None:
    """Check: change of government is no ground to break a contract; the public interest is, with compensation."""
    ground = ctx.data["ground"]
    refused = dict(BREACH_GROUNDS)
    if ground in refused:
        return Missing(
            f"不得以{refused[ground]}为由违约、毁约",
            NO_BREACH,
            "继续履行，或者依法定事由、经协商变更",
        )
    if ground == "public_interest" and not ctx.data.get("compensation"):
        return Missing("因公共利益变更的，应当写明对损失的补偿", COMPENSATE)
    return None


def nodes_done(ctx: Context) -> Missing | None:
    left = [r for r in ctx.rows(Node) if r.done_on is None]
    if not left:
        return None
    names = "、".join(f"{r.serial} {r.title}" for r in left)
    return Missing(f"履约节点尚未完成：{names}", remedy="登记履行、付款之后再办结")


def has_arrears(ctx: Context) -> Missing | None:
    """Guard: only a contract with an overdue payment to a small or medium enterprise is part of the disclosure."""
    found = [
        r
        for r in ctx.rows(Node)
        if r.is_sme and r.overdue_from and r.overdue_from <= (r.done_on or ctx.on)
    ]
    return (
        None if found else Missing("没有逾期未支付中小企业款项", "保障中小企业款项支付条例第十八条")
    )


def end(outcome: str) -> Effect:
    """Effect: the contract's matter ends with this outcome."""

    def effect(ctx: Context) -> None:
        ctx.matter.outcome = outcome

    return effect
