"""What must add up between the figures of the reports themselves."""

from __future__ import annotations

from yifa.account.report.parts import LAW
from yifa.kernel.figure.rule import Rule, Term

ROOM = "report"
SUBMITTED, PUBLISHED, ON_TIME = (
    "report.annual.submitted", "report.annual.published", "report.annual.on_time",
)  # fmt: skip
RAISED, SETTLED, OPEN, ANSWERED = (
    "report.promise.raised", "report.promise.settled", "report.promise.open", "report.promise.answered",
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    Rule(
        "report.promise.flow", "上期未了结加新提出，等于了结加期末未了结", ROOM,
        left=(Term(OPEN, at="before"), Term(RAISED)), right=(Term(SETTLED), Term(OPEN)), cite=f"{LAW}第二十五条",
    ),
    Rule(
        "report.promise.opening", "上期未了结等于上年公布的期末未了结", ROOM,
        left=(Term(OPEN, at="before"),), right=(Term(OPEN, at="before", frozen=True),), cite=f"{LAW}第二十五条",
    ),
    Rule(
        "report.promise.kinds", "不足与任务之和等于新提出", ROOM,
        left=(Term(RAISED, over="kind"),), right=(Term(RAISED),), cite=f"{LAW}第二十五条",
    ),
    Rule(
        "report.promise.outcomes", "已回应与不再列入之和等于了结", ROOM,
        left=(Term(SETTLED, over="outcome"),), right=(Term(SETTLED),), cite=f"{LAW}第二十五条",
    ),
    Rule(
        "report.promise.answered", "回应率的分母等于新提出", ROOM,
        left=(Term(ANSWERED, part="denominator"),), right=(Term(RAISED),), cite=f"{LAW}第二十五条",
    ),
    Rule(
        "report.annual.kinds", "各文种之和等于报送的年度报告", ROOM,
        left=(Term(SUBMITTED, over="kind"),), right=(Term(SUBMITTED),), cite=f"{LAW}第二十三条",
    ),
    Rule(
        "report.annual.public", "各文种之和等于公开的年度报告", ROOM,
        left=(Term(PUBLISHED, over="kind"),), right=(Term(PUBLISHED),), cite=f"{LAW}第二十四条",
    ),
)  # fmt: skip
