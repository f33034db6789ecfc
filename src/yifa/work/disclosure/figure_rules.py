"""What must add up between the room's figures, and the figures of what is due whether answered or not."""

from __future__ import annotations

from yifa.kernel.figure import Eq, Figure, IsNull, Not, Or, Passed, Ratio
from yifa.kernel.figure.duties import compliance, obligations
from yifa.kernel.figure.rule import Rule, Term
from yifa.work.disclosure.boards import DUTY_KIND
from yifa.work.disclosure.figures import FORM, LAW, REQUESTS

RECEIVED, CONCLUDED, CARRIED = (
    "disclosure.request.received", "disclosure.request.concluded", "disclosure.request.carried",
)  # fmt: skip
REMEDIES = "disclosure.remedy.filed"

DUE_FIGURES: tuple[Figure, ...] = (
    Figure(
        id="disclosure.request.due_on_time", title="到期申请按期答复率", fact=REQUESTS, unit_word="%", decimals=2,
        measure=Ratio(Eq("on_time", 1)), where=Or(Not(IsNull("on_time")), Passed("due_ymd")), period_column="received_ym",
        disaggregations=("applicant_class", "channel"), cite=f"{LAW}第三十三条", source="依申请公开台账",
        definition="本期收到的申请中，已答复的和期限已过而未答复的合计，其中按期答复的占比；期限未到的、中止计算的不计入",
    ),
    compliance(
        "disclosure.board.compliance", "公开栏按月更新率", obligations("disclosure"), DUTY_KIND,
        definition="本期应当更新的公开栏月份数（每栏每月一次，未到期的不计）中，当月已更新的占比；零报告视为更新",
    ),
)  # fmt: skip
RULES: tuple[Rule, ...] = (
    Rule(
        "disclosure.request.flow", "新收加上期结转，等于办结加结转下期", "disclosure",
        left=(Term(RECEIVED), Term(CARRIED, at="before")), right=(Term(CONCLUDED), Term(CARRIED)), cite=FORM,
    ),
    Rule(
        "disclosure.request.opening", "上期结转等于上年公布的结转下年", "disclosure",
        left=(Term(CARRIED, at="before"),), right=(Term(CARRIED, at="before", frozen=True),), cite=FORM,
    ),
    Rule(
        "disclosure.request.groups", "六类办理结果之和等于办结", "disclosure",
        left=(Term(CONCLUDED, over="result_group"),), right=(Term(CONCLUDED),), cite=FORM,
    ),
    Rule(
        "disclosure.request.results", "各项办理结果之和等于办结", "disclosure",
        left=(Term(CONCLUDED, over="result"),), right=(Term(CONCLUDED),), cite=FORM,
    ),
    Rule(
        "disclosure.request.applicants", "各类申请人之和等于新收", "disclosure",
        left=(Term(RECEIVED, over="applicant_class"),), right=(Term(RECEIVED),), cite=FORM,
    ),
    Rule(
        "disclosure.request.corrected", "告知补正的不多于新收", "disclosure", relation="<=",
        left=(Term("disclosure.request.corrected"),), right=(Term(RECEIVED),), cite=f"{LAW}第三十条",
    ),
    Rule(
        "disclosure.request.extended", "延长期限的不多于新收", "disclosure", relation="<=",
        left=(Term("disclosure.request.extended"),), right=(Term(RECEIVED),), cite=f"{LAW}第三十三条第二款",
    ),
    Rule(
        "disclosure.remedy.kinds", "复议与诉讼之和等于公开复议诉讼", "disclosure",
        left=(Term(REMEDIES, over="kind"),), right=(Term(REMEDIES),), cite=f"{LAW}第五十一条",
    ),
)  # fmt: skip
