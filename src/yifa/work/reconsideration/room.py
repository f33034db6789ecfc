"""What the room shows in the navigation: its ledgers, registers and the yearly statistics."""

from __future__ import annotations

from yifa.kernel.matter.models import Matter
from yifa.ledger.rooms import Column, Ledger, Link, Room
from yifa.work.reconsideration.outcomes import WORDS

OUTCOMES = dict(WORDS)
APPLICATION = ("reconsiderationapplication",)
RESPONSE = ("reconsiderationresponse",)


def _outcome(matter: Matter) -> str:
    return OUTCOMES.get(matter.outcome, "")


ROOM = Room(
    code="reconsideration", title="行政复议", order=30,
    ledgers=(
        Ledger(
            id="reconsideration.applications", title="复议案件", procedures=("reconsideration.application",),
            columns=(
                Column("申请人", "reconsiderationapplication.applicant", personal=True, related=APPLICATION),
                Column("行政行为类别", "reconsiderationapplication.act_kind", related=APPLICATION),
                Column("受理日期", "reconsiderationapplication.accepted_on", css="nowrap", related=APPLICATION),
                Column("结果", _outcome),
            ),
        ),
        Ledger(
            id="reconsideration.responses", title="答复与履行", procedures=("reconsideration.response",),
            columns=(
                Column("复议案号", "reconsiderationresponse.case_number", related=RESPONSE),
                Column("复议机关", "reconsiderationresponse.body", related=RESPONSE),
                Column("结果", _outcome),
                Column("履行日期", "reconsiderationresponse.performed_on", css="nowrap", related=RESPONSE),
            ),
        ),
        Ledger(
            id="reconsideration.letters", title="意见书建议书", procedures=("reconsideration.letter",),
            columns=(Column("受文机关", "reconsiderationletter.addressee", related=("reconsiderationletter",)),),
        ),
        Ledger(
            id="reconsideration.checks", title="规范化检查", procedures=("reconsideration.check",),
            columns=(Column("不符合项", "reconsiderationcheck.unmet", related=("reconsiderationcheck",)),),
        ),
        Ledger(id="reconsideration.reforms", title="体制改革", procedures=("reconsideration.reform",)),
    ),
    registers=(
        "reconsideration_officer", "reconsideration_training", "reconsideration_assessment",
        "reconsideration_standard", "reconsideration_concentration", "reconsideration_published",
    ),
    links=(Link("年度统计", "reconsideration:statistics_latest"),),
)  # fmt: skip
