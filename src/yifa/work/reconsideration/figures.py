"""Facts and figures of reconsideration. Every rate says what it is divided by."""

from __future__ import annotations

from yifa.kernel.figure import (
    Change,
    Column,
    Distinct,
    Eq,
    Fact,
    Figure,
    In,
    IsNull,
    Not,
    Ratio,
    StockAt,
    Sum,
)
from yifa.work.reconsideration.classes import Intake
from yifa.work.reconsideration.models import (
    Finding,
    ReconsiderationApplication,
    ReconsiderationCheck,
    ReconsiderationConcentration,
    ReconsiderationLetter,
    ReconsiderationOfficer,
    ReconsiderationResponse,
    ReconsiderationTraining,
)
from yifa.work.reconsideration.outcomes import LABELS

LAW = "行政复议法（2023年修订）"
OUTCOMES: dict[int | str, str] = dict(LABELS.items())
OUTCOMES |= {str(i): str(i.label) for i in Intake}

CASES = Fact(
    id="reconsideration_application", title="行政复议", room="reconsideration",
    procedures=("reconsideration.application",), detail=ReconsiderationApplication,
    columns={
        "act_kind": "detail.act_kind", "applicant_class": "detail.applicant_class", "channel": "detail.channel",
        "intake": "detail.intake", "intake_ym": Column("detail.intake_ym", kind="ym"),
        "accepted_ym": Column("detail.accepted_ym", kind="ym"), "deemed": "detail.deemed", "track": "detail.track",
        "refuse_ground": "detail.refuse_ground", "result": "detail.result", "result_group": "detail.result_group",
        "corrected": "detail.corrected", "heard": "detail.heard", "hearing": "detail.hearing",
        "extended": "detail.extended", "suspensions": "detail.suspensions", "lays_duty": "detail.lays_duty",
        "performed_on": "detail.performed_on",
    },
    labels={"outcome": OUTCOMES},
)  # fmt: skip
FINDINGS = Fact(
    id="reconsideration_finding", title="复议事实查明", room="reconsideration",
    procedures=("reconsideration.application",), child=Finding,
    columns={"method": "child.method", "done_ym": Column("child.done_ym", kind="ym"), "adopted": "child.adopted"},
)  # fmt: skip
RESPONSES = Fact(
    id="reconsideration_response", title="复议答复与履行", room="reconsideration",
    procedures=("reconsideration.response",), detail=ReconsiderationResponse,
    columns={
        "track": "detail.track", "result": "detail.result", "corrected": "detail.corrected",
        "lays_duty": "detail.lays_duty", "performed": "detail.performed", "in_time": "detail.performed_in_time",
        "decided_ym": Column("detail.decided_ym", kind="ym"),
    },
    labels={"outcome": OUTCOMES},
)  # fmt: skip
LETTERS = Fact(
    id="reconsideration_letter", title="复议意见书建议书", room="reconsideration", procedures=("reconsideration.letter",),
    detail=ReconsiderationLetter, columns={"kind": "detail.kind"},
    labels={"outcome": {"issued": "已制发", "reported": "已报送"}},
)  # fmt: skip
CHECKS = Fact(
    id="reconsideration_check", title="复议规范化检查", room="reconsideration", procedures=("reconsideration.check",),
    detail=ReconsiderationCheck, labels={"outcome": {"met": "符合", "unmet": "有不符合项"}},
    columns={
        "area": "detail.area", "met": "detail.met", "unmet": "detail.unmet",
        "checked_ym": Column("detail.checked_ym", kind="ym"), "rectified_ym": Column("detail.rectified_ym", kind="ym"),
    },
)  # fmt: skip
STAFF = Fact(
    id="reconsideration_staff", title="复议人员", room="reconsideration", entry=ReconsiderationOfficer,
    columns={"qualification": "entry.qualification", "fit": "entry.fit"},
)  # fmt: skip
TRAININGS = Fact(
    id="reconsideration_training", title="复议培训", room="reconsideration", entry=ReconsiderationTraining,
    columns={"hours": "entry.hours", "held_ym": Column("entry.held_ym", kind="ym")},
)  # fmt: skip
CONCENTRATED = Fact(
    id="reconsideration_concentration",
    title="复议职责集中",
    room="reconsideration",
    entry=ReconsiderationConcentration,
)

ACCEPTED = Not(IsNull("accepted_ym"))
KINDS = ("act_kind", "applicant_class", "track")


def _intake(name: str, title: str, codes: tuple[Intake, ...], definition: str, cite: str) -> Figure:
    return Figure(
        id=f"reconsideration.{name}", title=title, fact=CASES, where=In("intake", tuple(str(c) for c in codes)),
        period_column="intake_ym", disaggregations=("act_kind", "applicant_class", "refuse_ground"),
        definition=definition, cite=cite,
    )  # fmt: skip


RECEIVED = Figure(
    id="reconsideration.received", title="新收复议申请", fact=CASES, period_column="received_ym",
    disaggregations=(*KINDS, "channel"), definition="本期收到并登记的行政复议申请，一申请一件", cite=f"{LAW}第二十二条",
)  # fmt: skip
REVIEWING = Figure(
    id="reconsideration.reviewing", title="尚在受理审查", fact=CASES, stock=StockAt("received_ym", "intake_ym"),
    definition="期末已收到、尚未受理也未以其他方式了结的申请", cite=f"{LAW}第三十条",
)  # fmt: skip
REFUSED = _intake(
    "refused", "不予受理", (Intake.REFUSED,), "本期决定不予受理的申请", f"{LAW}第三十条第二款"
)
TURNED = _intake(
    "turned", "未受理而了结（不含不予受理）", (Intake.TRANSFERRED, Intake.LAPSED, Intake.RECALLED),
    "本期移送告知其他机关、视为放弃、受理前撤回的申请", f"{LAW}第三十一条、第三十八条",
)  # fmt: skip
TAKEN = Figure(
    id="reconsideration.accepted", title="受理（立案）", fact=CASES, where=Eq("intake", "accepted"),
    period_column="intake_ym", disaggregations=(*KINDS, "deemed"),
    definition="受理日期在本期的申请，含审查期满视为受理的", cite=f"{LAW}第三十条",
)  # fmt: skip
PENDING = Figure(
    id="reconsideration.pending", title="已受理未审结", fact=CASES, stock=StockAt("accepted_ym", "closed_ym"),
    disaggregations=("act_kind",), definition="期末已受理、尚未审结的案件；上年末的数即本年的上年结转",
)  # fmt: skip
CONCLUDED = Figure(
    id="reconsideration.concluded", title="审结", fact=CASES, where=ACCEPTED, period_column="closed_ym",
    disaggregations=(*KINDS, "result_group", "result"),
    definition="本期作出决定、制作调解书或者终止的已受理案件", cite=f"{LAW}第四十一条、第六十二条、第七十三条",
)  # fmt: skip
CORRECTED = Figure(
    id="reconsideration.corrected", title="直接纠错", fact=CASES, where=Eq("corrected", 1), period_column="closed_ym",
    disaggregations=("act_kind", "result"),
    definition="本期审结的案件中变更、撤销、部分撤销、确认违法、确认无效、责令履行和决定承担行政协议责任的",
    cite=f"{LAW}第六十三条至第六十七条、第七十一条",
)  # fmt: skip
CORRECTION_RATE = Figure(
    id="reconsideration.correction_rate", title="纠错率", fact=CASES, measure=Ratio(Eq("corrected", 1)), where=ACCEPTED,
    period_column="closed_ym", unit_word="%", decimals=1, disaggregations=("act_kind", "applicant_class"),
    definition="直接纠错案件数除以本期审结的已受理案件数", cite="复议纠错率的分母须公开声明：审结的已受理案件",
)  # fmt: skip
CORRECTED_GROWTH = Figure(
    id="reconsideration.corrected_growth", title="直接纠错同比", fact=CASES, measure=Change(CORRECTED, rate=True),
    unit_word="%", decimals=1, definition="直接纠错案件数比上年同期的增长率",
)  # fmt: skip
RATE_CHANGE = Figure(
    id="reconsideration.correction_rate_change", title="纠错率变化", fact=CASES, measure=Change(CORRECTION_RATE),
    decimals=1, definition="纠错率比上年同期变化的百分点",
)  # fmt: skip
ON_TIME = Figure(
    id="reconsideration.on_time", title="按期审结率", fact=CASES, measure=Ratio(Eq("on_time", 1)),
    where=Not(IsNull("on_time")), period_column="judged_ym", unit_word="%", decimals=1, disaggregations=KINDS,
    definition="审结期限已作判定的案件中，在法定期限（含延长、扣除中止）内审结的", cite=f"{LAW}第六十二条",
)  # fmt: skip
SETTLED_RATE = Figure(
    id="reconsideration.mediation_rate", title="调解和解率", fact=CASES,
    measure=Ratio(In("result", ("mediated", "settled"))), where=ACCEPTED, period_column="closed_ym", unit_word="%",
    decimals=1, disaggregations=("act_kind",), definition="审结的已受理案件中制作调解书和和解后终止的", cite=f"{LAW}第七十三条、第七十四条",
)  # fmt: skip
FINDINGS_DONE = Figure(
    id="reconsideration.findings", title="事实查明", fact=FINDINGS, where=Not(IsNull("done_ym")), period_column="done_ym",
    unit_word="次", disaggregations=("method", "adopted"), definition="本期实施并记录的实地调查、面谈、听证、商议函等",
    cite=f"{LAW}第四十五条、第五十条",
)  # fmt: skip
FINDING_CASES = Figure(
    id="reconsideration.finding_cases", title="采用查明方式的案件", fact=FINDINGS, measure=Distinct("matter_id"),
    where=Not(IsNull("done_ym")), period_column="done_ym", disaggregations=("method",),
    definition="本期实施过至少一次该种查明方式的案件，一案一计", cite=f"{LAW}第四十五条、第五十条",
)  # fmt: skip
RESPONDED = Figure(
    id="reconsideration.responded", title="被申请复议", fact=RESPONSES, period_column="received_ym",
    disaggregations=("track",), definition="本期收到提出答复通知的案件（本单位为被申请人）", cite=f"{LAW}第四十八条",
)  # fmt: skip
REPLIED_ON_TIME = Figure(
    id="reconsideration.reply_on_time", title="按期答复率", fact=RESPONSES, measure=Ratio(Eq("on_time", 1)),
    where=Not(IsNull("on_time")), period_column="judged_ym", unit_word="%", decimals=1,
    definition="答复期限已作判定的案件中按期提出书面答复的", cite=f"{LAW}第四十八条、第五十四条",
)  # fmt: skip
PERFORMANCE_RATE = Figure(
    id="reconsideration.performance_rate", title="复议决定履行率", fact=RESPONSES, measure=Ratio(Eq("performed", 1)),
    where=Eq("lays_duty", 1), period_column="decided_ym", unit_word="%", decimals=1,
    definition="本期收到、须由本单位履行的复议决定和调解书中已经履行的", cite=f"{LAW}第七十七条",
)  # fmt: skip
PERFORMED_IN_TIME = Figure(
    id="reconsideration.performed_in_time", title="按期履行率", fact=RESPONSES, measure=Ratio(Eq("in_time", 1)),
    where=Not(IsNull("in_time")), period_column="decided_ym", unit_word="%", decimals=1,
    definition="已经履行、定有期限的复议决定中在期限内履行的", cite=f"{LAW}第七十七条",
)  # fmt: skip
LETTERS_ISSUED = Figure(
    id="reconsideration.letters", title="意见书、建议书", fact=LETTERS, where=In("state", ("issued", "reported", "closed")),
    period_column="received_ym", disaggregations=("kind",), definition="本期拟制并已制发的复议意见书、建议书", cite=f"{LAW}第七十六条",
)  # fmt: skip
CHECKED = Figure(
    id="reconsideration.checks", title="规范化检查", fact=CHECKS, where=Not(IsNull("checked_ym")), period_column="checked_ym",
    unit_word="次", disaggregations=("area", "outcome"), definition="本期对照执业规范完成的检查",
)  # fmt: skip
UNMET = Figure(
    id="reconsideration.unmet_items", title="不符合规范的项", fact=CHECKS, measure=Sum("unmet"),
    where=Not(IsNull("checked_ym")), period_column="checked_ym", unit_word="项", disaggregations=("area",),
    definition="本期检查发现的不符合项",
)  # fmt: skip
OFFICERS = Figure(
    id="reconsideration.officers", title="复议人员", fact=STAFF, stock=StockAt("valid_from", "valid_to"), unit_word="人",
    disaggregations=("qualification", "fit"), definition="期末在册的复议人员", cite=f"{LAW}第六条",
)  # fmt: skip
TRAINING_HOURS = Figure(
    id="reconsideration.training_hours", title="复议培训学时", fact=TRAININGS, measure=Sum("hours"),
    where=IsNull("valid_to"), period_column="held_ym", unit_word="学时", definition="本期复议人员参加培训的学时合计", cite="实施条例第六十条",
)  # fmt: skip
BODIES = Figure(
    id="reconsideration.concentrated_bodies", title="已集中复议职责的机关", fact=CONCENTRATED,
    stock=StockAt("valid_from", "valid_to"), unit_word="家", definition="期末已把复议职责集中到政府的机关",
)  # fmt: skip
FIGURES = (
    RECEIVED, REVIEWING, REFUSED, TURNED, TAKEN, PENDING, CONCLUDED, CORRECTED, CORRECTION_RATE, CORRECTED_GROWTH,
    RATE_CHANGE, ON_TIME, SETTLED_RATE, FINDINGS_DONE, FINDING_CASES, RESPONDED, REPLIED_ON_TIME, PERFORMANCE_RATE,
    PERFORMED_IN_TIME, LETTERS_ISSUED, CHECKED, UNMET, OFFICERS, TRAINING_HOURS, BODIES,
)  # fmt: skip
