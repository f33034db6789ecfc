"""Facts and figures of contracts."""

from __future__ import annotations

from yifa.kernel.figure import (
    Column,
    Distinct,
    Eq,
    Fact,
    Figure,
    In,
    IsNull,
    Not,
    NotIn,
    Ratio,
    StockAt,
    Sum,
)
from yifa.work.contracts.models import (
    NO_PROBLEM,
    Cleanup,
    CleanupItem,
    CleanupVerdict,
    Contract,
    ContractOpinion,
    ContractParty,
    Node,
    Suggestion,
    Verdict,
)

PROCEDURES = ("contracts.contract",)
OF_CONTRACT = {"party": "detail.party", "kind": "detail.kind"}

CONTRACTS = Fact(
    id="contract", title="行政合同", room="contracts", procedures=PROCEDURES, detail=Contract,
    columns=OF_CONTRACT | {
        "is_sme": "detail.is_sme", "amount_fen": "detail.amount_fen", "opinions": "detail.opinions",
        "first_opinion_ym": Column("detail.first_opinion_ym", kind="ym"), "signed_ym": Column("detail.signed_ym", kind="ym"),
        "filed_ym": Column("detail.filed_ym", kind="ym"), "in_breach": "detail.in_breach",
    },
)  # fmt: skip
OPINIONS = Fact(
    id="contract_opinion", title="合同审查意见书", room="contracts", procedures=PROCEDURES, detail=Contract,
    child=ContractOpinion,
    columns=OF_CONTRACT | {"conclusion": "child.conclusion", "issued_ym": Column("child.issued_ym", kind="ym"), "serial": "child.serial"},
)  # fmt: skip
SUGGESTIONS = Fact(
    id="contract_suggestion", title="合同审查意见", room="contracts", procedures=PROCEDURES, detail=Contract,
    child=Suggestion, columns=OF_CONTRACT | {"verdict": "child.verdict", "issued_ym": Column("child.issued_ym", kind="ym")},
)  # fmt: skip
NODES = Fact(
    id="contract_node", title="合同履约节点", room="contracts", procedures=PROCEDURES, detail=Contract, child=Node,
    columns=OF_CONTRACT | {
        "node_kind": "child.kind", "sme": "child.is_sme", "amount_fen": "child.amount_fen",
        "overdue_from": "child.overdue_from", "done_on": "child.done_on",
    },
)  # fmt: skip
CLEANUPS = Fact(
    id="contract_cleanup", title="合同履约清理", room="contracts", procedures=("contracts.cleanup",), detail=Cleanup,
    child=CleanupItem,
    columns={
        "verdict": "child.verdict", "registered_ym": Column("child.registered_ym", kind="ym"), "cleared_ym": Column("child.cleared_ym", kind="ym"),
        "price_fen": "child.price_fen", "paid_fen": "child.paid_fen",
    },
)  # fmt: skip

REVIEWED = Figure(
    id="contracts.reviewed", title="审查行政合同", fact=CONTRACTS, period_column="first_opinion_ym",
    disaggregations=("party", "kind"), source="行政合同审查记录",
    definition="本期首次出具书面审查意见的行政合同；同一合同审查多次只计一件，法律顾问参与审查的也计在内",
)  # fmt: skip
GOVERNMENT = Figure(
    id="contracts.government.reviewed", title="审查以县区政府为当事人的行政合同", fact=CONTRACTS,
    period_column="first_opinion_ym", where=Eq("party", str(ContractParty.GOVERNMENT)), disaggregations=("kind",),
    definition="本期首次出具书面审查意见、以县区政府为当事人的行政合同，同一合同只计一件",
)  # fmt: skip
WRITTEN = Figure(
    id="contracts.opinions", title="出具合同审查意见书", fact=OPINIONS, period_column="issued_ym", unit_word="份",
    disaggregations=("party", "conclusion"),
    definition="本期出具的书面审查意见书；再次送审另出的一份另计，所以份数可以多于合同件数",
)  # fmt: skip
GOVERNMENT_WRITTEN = Figure(
    id="contracts.government.opinions", title="就以县区政府为当事人的合同出具审查意见书", fact=OPINIONS,
    period_column="issued_ym", unit_word="份", where=Eq("party", str(ContractParty.GOVERNMENT)),
    definition="本期就以县区政府为当事人的行政合同出具的书面审查意见书，再次送审的另计一份",
)  # fmt: skip
TIMELY = Figure(
    id="contracts.on_time", title="合同审查按期率", fact=CONTRACTS, measure=Ratio(Eq("on_time", 1)),
    where=Not(IsNull("on_time")), period_column="judged_ym", unit_word="%", decimals=2,
    definition="本期审查终结、期限由本地规定的合同中，最近一次审查按期出具意见的比例；没有登记本地期限的不判定",
)  # fmt: skip
ADVISED = Figure(
    id="contracts.suggestions", title="合同审查提出意见", fact=SUGGESTIONS, period_column="issued_ym", unit_word="条",
    disaggregations=("verdict",), definition="本期审查意见书中的编号意见",
)  # fmt: skip
ADOPTED = Figure(
    id="contracts.adopted_rate", title="合同审查意见采纳率", fact=SUGGESTIONS,
    measure=Ratio(In("verdict", (str(Verdict.ADOPTED), str(Verdict.PARTLY)))),
    where=NotIn("verdict", (str(Verdict.PENDING),)), period_column="issued_ym", unit_word="%", decimals=1,
    definition="本期出具且已经反馈的意见中，采纳和部分采纳的比例",
)  # fmt: skip
SIGNED = Figure(
    id="contracts.signed", title="签订行政合同", fact=CONTRACTS, period_column="signed_ym",
    disaggregations=("party", "kind"), definition="本期签订的行政合同",
)  # fmt: skip
REVIEW_RATE = Figure(
    id="contracts.review_rate", title="合同先审后签率", fact=CONTRACTS, measure=Ratio(Eq("in_breach", 0)),
    period_column="signed_ym", unit_word="%", decimals=2, definition="本期签订的行政合同中，出具审查意见之后才签订的比例",
)  # fmt: skip
BREACHES = Figure(
    id="contracts.signed_in_breach", title="未经审查先行签订", fact=CONTRACTS, period_column="signed_ym",
    where=Eq("in_breach", 1), definition="本期签订、签订前没有出具审查意见的行政合同",
)  # fmt: skip
OVERDUE_SME = Figure(
    id="contracts.sme_overdue.contracts", title="逾期未支付中小企业款项的合同", fact=NODES,
    measure=Distinct("matter_id"), where=Eq("sme", 1), stock=StockAt("overdue_from", "done_on"),
    definition="期末有逾期尚未支付中小企业款项的合同数", cite="保障中小企业款项支付条例（2025年修订）第十八条第一款",
)  # fmt: skip
OVERDUE_SME_AMOUNT = Figure(
    id="contracts.sme_overdue.amount", title="逾期未支付中小企业款项", fact=NODES, measure=Sum("amount_fen"),
    where=Eq("sme", 1), stock=StockAt("overdue_from", "done_on"), unit_word="分",
    definition="期末逾期尚未支付中小企业的款项，以分为单位", cite="保障中小企业款项支付条例（2025年修订）第十八条第一款",
)  # fmt: skip
CLEANED = Figure(
    id="contracts.cleanup.registered", title="履约清理登记合同", fact=CLEANUPS, period_column="registered_ym",
    disaggregations=("verdict",), definition="本期在履约清理行动中登记价款支付和履行情况的合同",
)  # fmt: skip
CLEARED = Figure(
    id="contracts.cleanup.cleared", title="履约清理销号问题合同", fact=CLEANUPS, period_column="cleared_ym",
    where=NotIn("verdict", (*map(str, NO_PROBLEM), str(CleanupVerdict.PENDING))),
    definition="本期处理完毕并由他人复核销号的问题合同",
)  # fmt: skip
FIGURES = (
    REVIEWED, GOVERNMENT, WRITTEN, GOVERNMENT_WRITTEN, TIMELY, ADVISED, ADOPTED, SIGNED, REVIEW_RATE, BREACHES,
    OVERDUE_SME, OVERDUE_SME_AMOUNT, CLEANED, CLEARED,
)  # fmt: skip
