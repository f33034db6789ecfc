"""The respondent's side: reply with evidence in time, decision received, performed and reported."""

from datetime import date

import pytest

from yifa.kernel import loop, moment
from yifa.kernel.errors import Incomplete, InvalidData, NotAllowed
from yifa.kernel.figure import Period
from yifa.kernel.figure.ask import value
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.papers import draw
from yifa.work.reconsideration import figures
from yifa.work.reconsideration.follow_up import open_response
from yifa.work.reconsideration.tests.conftest import accepted, clock, go

pytestmark = [pytest.mark.django_db, pytest.mark.system("S1-M036")]
NOTICE = {
    "case_number": "市政复〔2026〕7号",
    "body": "市人民政府",
    "act": "测执罚〔2026〕1号",
    "track": "ordinary",
}
REPLY = {"reply": "处罚决定合法", "evidence": "立案审批表\n\n询问笔录\n处罚决定书"}


def notified(office, day, **more):
    with moment.at(day):
        return act(
            office.agent,
            Opening("reconsideration.response", office.bureau),
            "notify",
            NOTICE | more,
        )


def replied(office, day, **more):
    m = notified(office, day, **more)
    go(office.agent, m, "draft", day, REPLY)
    return go(office.chief, m, "sign", day)


def test_ten_working_days_five_in_the_summary_procedure(office):
    # 4–6 (3), 9–13 (8), 16, 17 (10)
    assert clock(notified(office, date(2026, 3, 3)), "reply.ordinary").due_on == date(2026, 3, 17)
    summary = notified(office, date(2026, 3, 3), track="summary")
    assert clock(summary, "reply.summary").due_on == date(2026, 3, 10)
    # Ten calendar days before 2024: 13 March 2023, a Monday
    assert clock(notified(office, date(2023, 3, 3)), "reply.ordinary").due_on == date(2023, 3, 13)


def test_reply_is_signed_by_somebody_else_with_its_evidence(office):
    m = notified(office, date(2026, 3, 3))
    go(office.agent, m, "draft", date(2026, 3, 10), REPLY)
    with pytest.raises(NotAllowed):
        go(office.agent, m, "sign", date(2026, 3, 10))
    with pytest.raises(NotAllowed):
        go(office.head, m, "sign", date(2026, 3, 10))
    m = go(office.chief, m, "sign", date(2026, 3, 17))
    assert (m.state, m.on_time, m.reconsiderationresponse.evidence_items) == ("replied", 1, 3)
    paper = draw(m.documents.unscoped("test").get(kind="reconsideration.response"))
    assert "3．处罚决定书" in [b.text for b in paper.body]


def test_copy_sent_opens_the_matter_of_a_unit_in_this_system(office):
    case = accepted(office, date(2026, 3, 3), respondent_unit="ZFJ")
    case = go(office.clerk, case, "send_copy", date(2026, 3, 6), {"served_on": date(2026, 3, 5)})
    loop.drain()
    m = Matter.objects.unscoped("test").get(procedure="reconsideration.response")
    assert (m.unit, m.how, m.received_on) == (office.bureau, "live", date(2026, 3, 5))
    assert m.reconsiderationresponse.case_number == case.number
    assert m.relations.get().target == case
    open_response({"matter": case.pk})
    assert Matter.objects.unscoped("test").filter(procedure="reconsideration.response").count() == 1


def test_decision_performed_and_reported(office):
    m = replied(office, date(2026, 3, 3))
    with pytest.raises(InvalidData, match="履行期限"):
        go(office.agent, m, "decision", date(2026, 4, 1), {"result": "perform"})
    m = go(
        office.agent,
        m,
        "decision",
        date(2026, 4, 1),
        {"result": "perform", "perform_by": date(2026, 4, 30)},
    )
    assert m.state == "performing"
    m = go(office.agent, m, "perform", date(2026, 4, 20), {"performance": "已履行查处职责"})
    assert m.reconsiderationresponse.performed_in_time == 1
    m = go(
        office.chief,
        m,
        "report",
        date(2026, 4, 21),
        {"reported_to": "市人民政府", "content": "已履行"},
    )
    with pytest.raises(Incomplete, match="已于 2026-04-21 报告"):
        go(
            office.chief,
            m,
            "report",
            date(2026, 4, 22),
            {"reported_to": "市人民政府", "content": "已履行"},
        )


def test_new_act_without_a_named_time_is_due_in_sixty_days(office):
    m = replied(office, date(2026, 3, 3))
    m = go(office.agent, m, "decision", date(2026, 4, 1), {"result": "revoke_redo"})
    # Sixty days from 1 April: Sunday 31 May, next Monday 1 June
    assert clock(m, "redo_deadline").due_on == date(2026, 6, 1)
    m = go(office.agent, m, "perform", date(2026, 6, 2), {"performance": "重新作出处罚决定"})
    assert m.reconsiderationresponse.performed_in_time == 0


def test_performance_rate_counts_only_decisions_that_ask_for_something(office):
    days = {"perform_by": date(2026, 4, 30)}
    done = replied(office, date(2026, 3, 3))
    go(office.agent, done, "decision", date(2026, 4, 1), {"result": "perform"} | days)
    go(office.agent, done, "perform", date(2026, 4, 20), {"performance": "已履行"})
    waiting = replied(office, date(2026, 3, 3))
    go(office.agent, waiting, "decision", date(2026, 4, 1), {"result": "unlawful_remedy"} | days)
    upheld = replied(office, date(2026, 3, 3))
    assert (
        go(office.agent, upheld, "decision", date(2026, 4, 1), {"result": "uphold"}).state
        == "settled"
    )
    found = value(figures.PERFORMANCE_RATE, Period.year(2026), office.district)
    assert (found.numerator, found.denominator, found.text) == (1, 2, "50%")
    assert value(figures.REPLIED_ON_TIME, Period.year(2026), office.bureau).text == "100%"
