"""Who may decide what, what follows a decision, and that every mandatory step has its act."""

from datetime import date

import pytest

from yifa import law
from yifa.kernel import loop
from yifa.kernel.entry.enter import enter
from yifa.kernel.errors import Conflict, Incomplete, InvalidData, NotAllowed, WrongState
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.papers import draw
from yifa.kernel.matter.registry import procedure_on
from yifa.kernel.paper.docx import render_docx
from yifa.kernel.scope.actor import Actor
from yifa.work.reconsideration.outcomes import OUTCOMES
from yifa.work.reconsideration.tests.conftest import (
    DRAFT,
    HEARD,
    accepted,
    appointed,
    clock,
    decided,
    go,
    officer,
    received,
    tried,
)

pytestmark = [pytest.mark.django_db, pytest.mark.system("S4-M069")]
DAY = date(2026, 3, 3)
SERVED = {
    "recipient": "周某某",
    "method": "direct",
    "served_on": DAY,
    "paper": "decision",
    "reader": "applicant",
}


def test_from_receipt_to_archive(office):
    m = decided(office, DAY, date(2026, 4, 1), outcome="revoke", order="撤销该处罚决定")
    assert (m.state, m.outcome, m.is_open, m.on_time) == ("decided", "revoke", False, 1)
    assert (m.closed_ym, m.duration_days) == (202604, 29)
    d = m.reconsiderationapplication
    assert (d.corrected, d.result_group, d.lays_duty) == (1, "corrected", 0)
    with pytest.raises(Incomplete, match="尚未送达"):
        go(office.clerk, m, "publish", date(2026, 4, 2), {"published": "1"})
    go(office.clerk, m, "deliver", date(2026, 4, 2), SERVED | {"served_on": date(2026, 4, 2)})
    m = go(
        office.clerk,
        m,
        "publish",
        date(2026, 4, 3),
        {"published": "1", "copied_to": "市综合行政执法局"},
    )
    assert m.reconsiderationapplication.effective_on == date(2026, 4, 2)
    m = go(office.clerk, m, "archive", date(2026, 4, 7), {"file_number": "FY-2026-1"})
    assert (m.state, m.closed_on) == ("archived", date(2026, 4, 1))


def test_late_decision_is_judged_late(office):
    m = decided(office, DAY, date(2026, 5, 7))
    assert (clock(m, "decision.ordinary").due_on, m.on_time) == (date(2026, 5, 6), 0)


def test_drafter_does_not_review_nor_sign(office):
    m = go(
        office.head, accepted(office, DAY), "appoint", DAY, {"lead": "every", "others": ["clerk2"]}
    )
    go(office.clerk, m, "send_copy", DAY, {"served_on": DAY})
    go(office.clerk, m, "reply", DAY, {"opinion": "合法", "evidence": "案卷"})
    go(office.every, m, "hear_parties", DAY, HEARD)
    go(office.every, m, "draft", DAY, DRAFT)
    with pytest.raises(NotAllowed, match="不能由办理“提出审理意见”的同一人"):
        go(office.every, m, "review", DAY, {"opinion": "同意"})
    go(office.reviewer, m, "review", DAY, {"opinion": "同意"})
    with pytest.raises(NotAllowed, match="同一人"):
        go(office.every, m, "decide", DAY, {"manner": "head"})
    assert go(office.head, m, "decide", DAY, {"manner": "collective"}).state == "decided"


def test_strangers_to_the_unit_and_to_the_panel(office):
    m = accepted(office, DAY)
    with pytest.raises(NotAllowed, match=r"FYQ|测试区人民政府"):
        go(office.chief, m, "appoint", DAY, {"lead": "clerk", "others": ["clerk2"]})
    m = go(office.head, m, "appoint", DAY, {"lead": "clerk", "others": ["clerk2"]})
    with pytest.raises(Incomplete, match="不是本案办案人员"):
        go(office.every, m, "hear_parties", DAY, HEARD)


@pytest.mark.system("S2-M008")
def test_panel_of_two_qualified_persons(office):
    m = accepted(office, DAY)
    with pytest.raises(Incomplete, match=r"两名以上.*第三十二条"):
        go(office.head, m, "appoint", DAY, {"lead": "clerk", "others": []})
    with pytest.raises(InvalidData, match="其他办案人员"):
        go(office.head, m, "appoint", DAY, {"lead": "clerk", "others": ["reviewer"]})
    # A newcomer of 2025 with the bar but no training beforehand may not try cases (art. 6).
    officer("reviewer", office.district, engaged="2025-03-01")
    with pytest.raises(Incomplete, match="尚不具备办案资格"):
        go(office.head, m, "appoint", DAY, {"lead": "clerk", "others": ["reviewer"]})
    enter(
        Actor.system(),
        "reconsideration_officer",
        {},
        unit=office.district,
        on=DAY,
        key="every",
        end=True,
    )
    with pytest.raises(Incomplete, match=f"every 在 {DAY} 不在复议人员名册"):
        go(office.head, m, "appoint", DAY, {"lead": "clerk", "others": ["every"]})
    officer("every", office.district, since=DAY)
    go(office.head, m, "recuse", DAY, {"person": "clerk2", "ground": "近亲属"})
    with pytest.raises(Incomplete, match="clerk2 已回避"):
        go(office.head, m, "appoint", DAY, {"lead": "clerk", "others": ["clerk2"]})
    m = go(office.head, m, "appoint", DAY, {"lead": "clerk", "others": ["every"]})
    assert m.reconsideration_panel.unscoped("test").count() == 2
    m = go(office.head, m, "appoint", DAY, {"lead": "every", "others": ["clerk"]})
    go(office.head, m, "recuse", DAY, {"person": "every", "ground": "近亲属"})
    officer("clerk3", office.district)
    m = go(office.head, m, "appoint", DAY, {"lead": "clerk", "others": ["clerk3"]})
    sitting = m.reconsideration_panel.unscoped("test").filter(left_on__isnull=True)
    assert set(sitting.values_list("username", flat=True)) == {"clerk", "clerk3"}
    with pytest.raises(NotAllowed, match="回避"):
        go(office.clerk2, m, "send_copy", DAY, {"served_on": DAY})


def test_two_officers_at_once_only_one_wins(office):
    m = accepted(office, DAY)
    seen = m.version
    go(
        office.clerk,
        m,
        "access",
        DAY,
        {"reader": "周某某", "granted": "1", "record": "全部"},
        expected_version=seen,
    )
    with pytest.raises(Conflict, match="clerk刚刚办理了“当事人阅卷”"):
        go(
            office.clerk2,
            m,
            "access",
            DAY,
            {"reader": "周某某", "granted": "0", "record": "涉密"},
            expected_version=seen,
        )


def test_decisions_that_do_not_fit_the_case(office):
    m = tried(office, DAY)
    with pytest.raises(Incomplete, match="只用于不履行法定职责"):
        go(
            office.clerk,
            m,
            "draft",
            DAY,
            DRAFT | {"outcome": "perform", "perform_by": date(2026, 6, 1)},
        )
    with pytest.raises(InvalidData, match="履行期限"):
        go(office.clerk, m, "draft", DAY, DRAFT | {"outcome": "revoke_redo"})
    with pytest.raises(InvalidData, match="更为不利"):
        go(office.clerk, m, "draft", DAY, DRAFT | {"outcome": "change", "worse": "on"})


@pytest.mark.parametrize("code", [o.code for o in OUTCOMES if o.by_decision])
def test_every_kind_of_decision_can_be_made(office, code):
    kind = {"perform": "inaction", "dismiss_claim": "inaction"}.get(
        code, "agreement" if "agreement" in code else "penalty"
    )
    m = decided(office, DAY, act_kind=kind, outcome=code, perform_by=date(2026, 6, 1))
    found = next(o for o in OUTCOMES if o.code == code)
    d = m.reconsiderationapplication
    assert (m.outcome, d.corrected, d.lays_duty) == (
        code,
        int(found.corrects),
        int(found.lays_duty),
    )
    paper = m.documents.unscoped("test").get(kind="reconsideration.decision")
    assert paper.number == "测政复决〔2026〕1号"
    assert render_docx(draw(paper)).startswith(b"PK")


def test_correction_counts_as_the_office_declares():
    assert {o.code for o in OUTCOMES if o.corrects} == {
        "change", "revoke", "revoke_redo", "revoke_part", "unlawful", "unlawful_remedy", "void", "perform",
        "agreement_duty", "agreement_pay",
    }  # fmt: skip


def test_grave_case_needs_hearing_and_committee(office):
    m = tried(office, DAY)
    appointed(office, m, DAY, grave="on")
    with pytest.raises(Incomplete, match="应当组织听证"):
        go(office.clerk, m, "draft", DAY, DRAFT)
    notice = {"hearing_on": date(2026, 3, 12), "place": "听证室", "matters": "处罚事实"}
    go(office.clerk, m, "hearing_notice", DAY, notice)
    held = {
        "presiding": "clerk",
        "assessors": 2,
        "recorder": "周",
        "head_attended": "1",
        "record": "笔录",
    }
    go(office.clerk, m, "hearing", date(2026, 3, 12), held)
    with pytest.raises(Incomplete, match="复议委员会"):
        go(office.clerk, m, "draft", date(2026, 3, 12), DRAFT)
    go(office.clerk, m, "committee", date(2026, 3, 13), {"opinion": "建议撤销"})
    assert go(office.clerk, m, "draft", date(2026, 3, 13), DRAFT).state == "drafted"


def test_mediation_statement_binds_when_signed(office):
    m = tried(office, DAY)
    statement = {"agreement": "被申请人减免罚款一半", "signed_on": date(2026, 3, 20)}
    with pytest.raises(Incomplete, match="没有调解记录"):
        go(office.head, m, "mediation_statement", date(2026, 3, 20), statement)
    go(office.clerk, m, "mediate", date(2026, 3, 18), {"held": "agreed", "record": "达成协议"})
    with pytest.raises(Incomplete, match="尚未签字"):
        go(office.head, m, "mediation_statement", date(2026, 3, 19), statement)
    m = go(office.head, m, "mediation_statement", date(2026, 3, 20), statement)
    d = m.reconsiderationapplication
    assert (m.outcome, d.result_group, d.corrected, d.effective_on) == (
        "mediated",
        "mediated",
        0,
        date(2026, 3, 20),
    )


def test_withdrawal_ends_the_case_only_when_withdrawn(office):
    m = accepted(office, DAY)
    end = {"ground": "withdrawn", "reason": "准予撤回"}
    with pytest.raises(Incomplete, match="没有申请人撤回申请的记录"):
        go(office.head, m, "terminate", DAY, end)
    go(office.clerk, m, "withdraw_request", DAY, {"reason": "不再争议"})
    m = go(office.head, m, "terminate", DAY, end)
    assert (m.state, m.outcome) == ("ended", "withdrawn")


def test_refusal_names_its_article_and_who_is_competent(office):
    m = received(office, DAY)
    with pytest.raises(InvalidData, match="有管辖权"):
        go(office.head, m, "refuse", DAY, {"ground": "jurisdiction", "reason": "垂直管理部门"})
    refusal = {"ground": "jurisdiction", "reason": "垂直管理部门", "competent_body": "市税务局"}
    with pytest.raises(NotAllowed):
        go(office.clerk, m, "refuse", DAY, refusal)
    m = go(office.head, m, "refuse", DAY, refusal)
    paper = m.documents.unscoped("test").get(kind="reconsideration.refusal")
    assert paper.fields["cite"] == "行政复议法（2023年修订）第三十条第一款第六项"
    assert "市税务局" in str(draw(paper))


def test_nobody_reviews_himself(office):
    with pytest.raises(Incomplete, match="不能复议本机关自己"):
        received(office, DAY, respondent_unit="FYQ")


def test_service_by_public_notice_counts_after_thirty_days(office):
    m = decided(office, DAY)
    notice = SERVED | {"method": "notice"}
    # Thirty days from 3 March: 2 April
    with pytest.raises(Incomplete, match="2026-04-02 视为送达"):
        go(office.clerk, m, "deliver", DAY, notice)
    m = go(office.clerk, m, "deliver", DAY, notice | {"served_on": date(2026, 4, 2)})
    assert m.reconsiderationapplication.effective_on == date(2026, 4, 2)
    with pytest.raises(Incomplete, match="晚于办理日期"):
        go(office.clerk, m, "deliver", DAY, SERVED | {"served_on": date(2026, 3, 4)})


def test_performance_is_pressed_for_after_its_time(office):
    m = decided(office, DAY, outcome="perform", act_kind="inaction", perform_by=date(2026, 4, 1))
    go(office.clerk, m, "deliver", DAY, SERVED)
    order = {"perform_by": date(2026, 5, 1), "measures": ["talk"], "reason": "无正当理由拖延"}
    with pytest.raises(Incomplete, match="履行期限至 2026-04-01，尚未届满"):
        go(office.head, m, "order_perform", date(2026, 4, 1), order)
    with pytest.raises(Incomplete, match="尚未履行"):
        go(office.clerk, m, "archive", date(2026, 4, 2))
    go(office.head, m, "order_perform", date(2026, 4, 2), order)
    m = go(office.clerk, m, "perform", date(2026, 4, 20), {"performance": "已立案查处"})
    assert m.reconsiderationapplication.performed_on == date(2026, 4, 20)
    assert go(office.clerk, m, "archive", date(2026, 4, 21)).state == "archived"


def test_letter_is_opened_from_the_case_and_answered_in_sixty_days(office):
    m = decided(office, DAY, outcome="unlawful")
    go(
        office.clerk,
        m,
        "letter",
        DAY,
        {"kind": "opinion", "addressee": "区执法局", "content": "规范送达程序"},
    )
    loop.drain()
    letter = Matter.objects.unscoped("test").get(procedure="reconsideration.letter")
    assert letter.reconsiderationletter.case_number == m.number
    assert letter.relations.get().target == m
    letter = go(office.head, letter, "issue", date(2026, 3, 5), {"served_on": date(2026, 3, 5)})
    # Sixty days from 5 March: 4 May, inside the holiday; the next working day is the 6th
    assert clock(letter, "opinion_letter_report").due_on == date(2026, 5, 6)
    with pytest.raises(Incomplete, match="应当收到纠正情况"):
        go(office.clerk, letter, "close", date(2026, 3, 6), {"reason": "办结"})
    with pytest.raises(Incomplete, match="尚未届满"):
        go(office.head, letter, "urge", date(2026, 5, 6), {"reason": "未报送"})
    go(office.head, letter, "urge", date(2026, 5, 7), {"reason": "未报送"})
    letter = go(office.clerk, letter, "report", date(2026, 5, 8), {"report": "已纠正"})
    assert (letter.state, letter.on_time) == ("reported", 0)


def test_wrong_order_is_refused(office):
    m = received(office, DAY)
    with pytest.raises(WrongState, match="待审查"):
        go(office.head, m, "decide", DAY, {"manner": "head"})


def test_every_mandatory_step_of_the_law_has_its_act():
    ours = procedure_on("reconsideration.application", DAY)
    performed = {code for step in ours.steps for code in step.mandatory}
    known = law.procedures()
    ordinary = {s.id for s in known.get("reconsideration_ordinary", DAY).steps}
    summary = {s.id for s in known.get("reconsideration_summary", DAY).steps}
    assert len(ordinary) == 19
    assert len(summary) == 6
    assert ordinary == {code for code in performed if not code.startswith("summary.")}
    assert summary == {code.removeprefix("summary.") for code in performed} & summary
    assert {
        c.removeprefix("summary.") for c in performed if c.startswith("summary.")
    } == summary - ordinary
