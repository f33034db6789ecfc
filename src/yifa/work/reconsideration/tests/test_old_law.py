"""Cases received before 2024 follow the old law; each limit by the day that sets it running."""

from datetime import date

import pytest

from yifa.kernel import moment
from yifa.kernel.errors import Incomplete, InvalidData, Refusal, WrongState
from yifa.kernel.matter.registry import procedure_on
from yifa.work.reconsideration import follow_up
from yifa.work.reconsideration.tests.conftest import (
    DRAFT,
    REPLY,
    accepted,
    appointed,
    clock,
    go,
    received,
)

pytestmark = [pytest.mark.django_db, pytest.mark.system("S4-M069")]


def test_accepted_since_receipt_however_late_the_review(office):
    """Received Monday 2019-03-04; review 5–8 (4), 11 (5)."""
    m = received(office, date(2019, 3, 4))
    assert str(m.procedure_since) == "2007-08-01"
    assert clock(m, "accept_review").due_on == date(2019, 3, 11)
    assert clock(m, "decision.ordinary").started_on == date(2019, 3, 4)
    with pytest.raises(Incomplete, match="自收到之日起即为受理"):
        go(office.head, m, "refuse", date(2019, 3, 12), {"ground": "overdue", "reason": "超期"})
    m = go(office.head, m, "accept", date(2019, 3, 12))
    d = m.reconsiderationapplication
    assert (d.accepted_on, d.accepted_ym, d.deemed) == (date(2019, 3, 4), 201903, 0)
    # Sixty days from 4 March: 3 May, inside the Labour Day holiday of 1–4 May; Sunday the 5th was worked.
    assert clock(m, "decision.ordinary").due_on == date(2019, 5, 5)
    # Seven working days from 4 March: 5–8 (4), 11–13 (7)
    assert clock(m, "send_copy.ordinary").due_on == date(2019, 3, 13)


def test_silence_leaves_nothing_to_record_under_the_old_law(office):
    received(office, date(2019, 3, 4))
    with moment.at(date(2019, 4, 1)):
        assert follow_up.deem_overdue() == 0


def test_reply_in_ten_calendar_days(office):
    m = accepted(office, date(2019, 3, 4))
    m = go(office.clerk, m, "send_copy", date(2019, 3, 6), {"served_on": date(2019, 3, 6)})
    # Ten days end on Saturday 16 March: Monday the 18th
    assert clock(m, "reply.ordinary").due_on == date(2019, 3, 18)


def test_time_of_correction_does_not_count(office):
    m = received(office, date(2019, 3, 4))
    m = go(
        office.clerk,
        m,
        "correct_notice",
        date(2019, 3, 6),
        {"items": "身份证明", "correct_by": date(2019, 3, 20)},
    )
    assert clock(m, "decision.ordinary").due_on is None
    m = go(office.clerk, m, "corrected", date(2019, 3, 16), {"supplied": "身份证明"})
    # 7 to 16 March, ten days: 3 May + 10 = 13 May. Review anew: 18–22 March.
    assert clock(m, "decision.ordinary").due_on == date(2019, 5, 13)
    assert clock(m, "accept_review").due_on == date(2019, 3, 22)


def test_site_inspection_does_not_count(office):
    m = accepted(office, date(2019, 3, 4))
    go(office.clerk, m, "exclude", date(2019, 3, 11), {"kind": "site"})
    m = go(office.clerk, m, "include", date(2019, 3, 15))
    # 12 to 15 March, four days: 3 May + 4 = 7 May
    assert clock(m, "decision.ordinary").due_on == date(2019, 5, 7)


def test_no_parties_need_be_heard_and_old_articles_are_cited(office):
    day = date(2019, 3, 4)
    m = appointed(office, accepted(office, day), day)
    go(office.clerk, m, "send_copy", day, {"served_on": day})
    go(office.clerk, m, "reply", day, REPLY)
    with pytest.raises(InvalidData, match=r"确认行政行为无效|选择"):
        go(office.clerk, m, "draft", day, DRAFT | {"outcome": "void"})
    go(office.clerk, m, "draft", day, DRAFT)
    go(office.reviewer, m, "review", day, {"opinion": "同意"})
    m = go(office.head, m, "decide", day, {"manner": "head"})
    paper = m.documents.unscoped("test").get(kind="reconsideration.decision")
    assert paper.fields["cite"] == "行政复议法（2017年修正）第二十八条第一款第一项"


def test_silent_respondent_loses_under_the_old_rules_too(office):
    day = date(2019, 3, 4)
    m = appointed(office, accepted(office, day), day)
    go(office.clerk, m, "send_copy", day, {"served_on": day})
    go(office.clerk, m, "no_reply", date(2019, 3, 15))
    with pytest.raises(Incomplete, match="实施条例第四十六条"):
        go(office.clerk, m, "draft", date(2019, 3, 15), DRAFT)


def test_extension_under_the_old_law(office):
    m = accepted(office, date(2019, 3, 4))
    with pytest.raises(Refusal):
        go(office.head, m, "extend", date(2019, 4, 1), {"amount": 31, "ground": "复杂"})
    m = go(office.head, m, "extend", date(2019, 4, 1), {"amount": 30, "ground": "复杂"})
    # Ninety days from 4 March: Sunday 2 June, next Monday the 3rd
    assert clock(m, "decision.ordinary").due_on == date(2019, 6, 3)


def test_sixty_days_of_suspension_end_it(office):
    m = accepted(office, date(2019, 3, 4))
    go(office.head, m, "suspend", date(2019, 3, 11), {"ground": "dissolved", "reason": "单位注销"})
    end = {"ground": "sixty_days", "reason": "无人承受"}
    with pytest.raises(Incomplete, match="2019-05-10 才满六十日"):
        go(office.head, m, "terminate", date(2019, 5, 10), end)
    assert go(office.head, m, "terminate", date(2019, 5, 13), end).state == "ended"


def test_mediation_is_no_ground_of_suspension_before_2024(office):
    m = accepted(office, date(2019, 3, 4))
    with pytest.raises(Incomplete, match=r"没有.*中止情形"):
        go(office.head, m, "suspend", date(2019, 3, 11), {"ground": "mediation", "reason": "调解"})


def test_no_summary_procedure_before_2024(office):
    m = accepted(office, date(2019, 3, 4))
    with pytest.raises(WrongState, match="没有这一步骤"):
        go(
            office.head,
            m,
            "to_summary",
            date(2019, 3, 5),
            {"summary_ground": "disclosure", "clear": "on"},
        )


def test_the_day_of_receipt_chooses_the_law(office):
    last, first = received(office, date(2023, 12, 29)), received(office, date(2024, 1, 2))
    assert str(last.procedure_since) == "2007-08-01"
    assert str(first.procedure_since) == "2024-01-01"
    assert procedure_on("reconsideration.application", date(2023, 12, 31)).law_procedure == ""
    # The trigger's day chooses the limit: a copy sent in 2024 has ten working days, 9–12 (4), 15–19 (9), 22 (10)
    m = go(office.head, last, "accept", date(2024, 1, 4))
    m = go(office.clerk, m, "send_copy", date(2024, 1, 8), {"served_on": date(2024, 1, 8)})
    assert clock(m, "reply.ordinary").due_on == date(2024, 1, 22)
