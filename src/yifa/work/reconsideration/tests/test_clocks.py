"""Every limit of a case under the law of 2023, with days counted by hand."""

from datetime import date

import pytest

from yifa.kernel import moment
from yifa.kernel.errors import Incomplete, InvalidData, Refusal
from yifa.kernel.matter.models import ClockPause
from yifa.work.reconsideration import follow_up
from yifa.work.reconsideration.tests.conftest import (
    HEARD,
    REPLY,
    accepted,
    appointed,
    clock,
    go,
    received,
    tried,
)

pytestmark = [pytest.mark.django_db, pytest.mark.system("S4-M069")]


def test_review_takes_five_working_days(office):
    """Received Tuesday 2026-03-03: 4, 5, 6, 9, 10 March."""
    m = received(office, date(2026, 3, 3))
    assert clock(m, "accept_review").due_on == date(2026, 3, 10)
    assert clock(m, "correction_notice").due_on == date(2026, 3, 10)
    assert m.number == "测政复〔2026〕1号"


def test_accepted_on_the_last_day_and_not_after(office):
    m = received(office, date(2026, 3, 3))
    m = go(office.head, m, "accept", date(2026, 3, 10), {"track": "ordinary"})
    assert clock(m, "accept_review").on_time == 1
    late = received(office, date(2026, 3, 3))
    with pytest.raises(Incomplete, match=r"2026-03-10 届满，自该日起视为受理.*登记视为受理"):
        go(office.head, late, "accept", date(2026, 3, 11), {"track": "ordinary"})
    with pytest.raises(Incomplete, match=r"视为受理.*驳回申请"):
        go(office.head, late, "refuse", date(2026, 3, 11), {"ground": "overdue", "reason": "超期"})


def test_silence_beyond_the_limit_is_acceptance(office):
    m = received(office, date(2026, 3, 3))
    with pytest.raises(Incomplete, match="尚未届满"):
        go(office.clerk, m, "deem_accepted", date(2026, 3, 10))
    with moment.at(date(2026, 3, 10)):
        assert follow_up.deem_overdue() == 0
    with moment.at(date(2026, 3, 16)):
        assert follow_up.deem_overdue() == 1
        assert follow_up.deem_overdue() == 0
    m.refresh_from_db()
    d = m.reconsiderationapplication
    assert (m.state, d.deemed, d.accepted_on, d.accepted_ym) == (
        "accepted",
        1,
        date(2026, 3, 10),
        202603,
    )
    assert clock(m, "accept_review").on_time == 0
    # Sixty days from 10 March: 9 May, a day of work moved from the Labour Day holiday.
    assert clock(m, "decision.ordinary").started_on == date(2026, 3, 10)
    assert clock(m, "decision.ordinary").due_on == date(2026, 5, 9)


def test_correction_stops_the_review_and_a_new_one_begins(office):
    m = received(office, date(2026, 3, 3))
    notice = {"items": "身份证明", "served_on": date(2026, 3, 6)}
    m = go(office.clerk, m, "correct_notice", date(2026, 3, 5), notice)
    # From the 6th: 9–13 (5), 16–20 (10)
    assert clock(m, "correction_submit").due_on == date(2026, 3, 20)
    assert clock(m, "accept_review").due_on is None
    m = go(office.clerk, m, "corrected", date(2026, 3, 18), {"supplied": "身份证明复印件"})
    # From the 18th: 19, 20, 23, 24, 25
    assert clock(m, "accept_review").due_on == date(2026, 3, 25)
    with pytest.raises(Incomplete, match="一次性"):
        go(office.clerk, m, "correct_notice", date(2026, 3, 19), notice)


def test_correction_not_brought_is_abandonment(office):
    m = received(office, date(2026, 3, 3))
    go(
        office.clerk,
        m,
        "correct_notice",
        date(2026, 3, 5),
        {"items": "身份证明", "served_on": date(2026, 3, 6)},
    )
    with pytest.raises(Incomplete, match="补正期限至 2026-03-20"):
        go(office.clerk, m, "lapse", date(2026, 3, 20), {"reason": "未补正"})
    with pytest.raises(Incomplete, match="正当理由"):
        go(office.clerk, m, "corrected", date(2026, 3, 23), {"supplied": "身份证明"})
    m = go(office.clerk, m, "lapse", date(2026, 3, 23), {"reason": "未补正"})
    assert (m.state, m.outcome, m.is_open) == ("lapsed", "lapsed", False)
    assert m.reconsiderationapplication.intake_ym == 202603


def test_time_for_correction_extended_for_good_reason(office):
    m = received(office, date(2026, 3, 3))
    go(
        office.clerk,
        m,
        "correct_notice",
        date(2026, 3, 5),
        {"items": "身份证明", "served_on": date(2026, 3, 6)},
    )
    m = go(office.head, m, "extend_correction", date(2026, 3, 16), {"amount": 5, "ground": "住院"})
    assert clock(m, "correction_submit").due_on == date(2026, 3, 27)


def test_copy_in_seven_days_reply_in_ten_decision_in_sixty(office):
    m = accepted(office, date(2026, 3, 3))
    # 4–6 (3), 9–12 (7)
    assert clock(m, "send_copy.ordinary").due_on == date(2026, 3, 12)
    # Sixty days from 3 March end on Saturday 2 May, inside the Labour Day holiday of 1–5 May.
    assert clock(m, "decision.ordinary").due_on == date(2026, 5, 6)
    m = go(office.clerk, m, "send_copy", date(2026, 3, 9), {"served_on": date(2026, 3, 9)})
    # 10–13 (4), 16–20 (9), 23 (10)
    assert clock(m, "reply.ordinary").due_on == date(2026, 3, 23)
    assert clock(m, "send_copy.ordinary").on_time == 1


def test_summary_procedure_three_five_and_thirty_days(office):
    m = received(office, date(2026, 3, 3), act_kind="disclosure")
    data = {"track": "summary", "summary_ground": "disclosure", "clear": "on"}
    m = go(office.head, m, "accept", date(2026, 3, 3), data)
    assert clock(m, "send_copy.summary").due_on == date(2026, 3, 6)
    # Thirty days from 3 March: 2 April
    assert clock(m, "decision.summary").due_on == date(2026, 4, 2)
    assert clock(m, "decision.ordinary") is None
    m = go(office.clerk, m, "send_copy", date(2026, 3, 5), {"served_on": date(2026, 3, 5)})
    # 6, 9, 10, 11, 12
    assert clock(m, "reply.summary").due_on == date(2026, 3, 12)
    with pytest.raises(Incomplete, match=r"简易程序没有延长.*先转为普通程序"):
        go(office.head, m, "extend", date(2026, 3, 9), {"amount": 30, "ground": "情况复杂"})
    m = go(office.head, m, "to_ordinary", date(2026, 3, 10), {"reason": "争议较大"})
    assert clock(m, "decision.ordinary").started_on == date(2026, 3, 3)
    assert clock(m, "decision.ordinary").due_on == date(2026, 5, 6)
    # From 5 March ten working days: 6 (1), 9–13 (6), 16–19 (10)
    assert clock(m, "reply.ordinary").due_on == date(2026, 3, 19)
    assert clock(m, "decision.summary").on_time is None
    assert m.limit_days is None
    with pytest.raises(Incomplete, match="不再改用简易程序"):
        go(
            office.head,
            m,
            "to_summary",
            date(2026, 3, 11),
            {"summary_ground": "disclosure", "clear": "on"},
        )


def test_pause_goes_along_when_the_procedure_changes(office):
    m = received(office, date(2026, 3, 3), act_kind="disclosure")
    go(
        office.head,
        m,
        "accept",
        date(2026, 3, 3),
        {"track": "summary", "summary_ground": "disclosure", "clear": "on"},
    )
    go(office.head, m, "suspend", date(2026, 3, 9), {"ground": "interpretation", "reason": "请示"})
    go(office.head, m, "resume", date(2026, 3, 19), {"reason": "已答复"})
    m = go(office.head, m, "to_ordinary", date(2026, 3, 20), {"reason": "争议较大"})
    # Ten days (10–19 March) do not count: 2 May + 10 = 12 May
    assert clock(m, "decision.ordinary").due_on == date(2026, 5, 12)


@pytest.mark.parametrize(
    ("data", "more", "words"),
    [
        ({"summary_ground": "disclosure", "clear": "on"}, {}, "不是政府信息公开案件"),
        ({"summary_ground": "amount", "clear": "on"}, {"amount": "3000.01"}, "超过 3000 元"),
        ({"summary_ground": "amount", "clear": "on"}, {}, "没有登记涉案款额"),
        ({"summary_ground": "on_spot", "clear": "on"}, {"act_kind": "licence"}, "不是行政处罚"),
        ({"summary_ground": "consent"}, {}, "没有确认事实清楚"),
    ],
)
def test_summary_procedure_refused_for_a_matter_the_law_excludes(office, data, more, words):
    m = received(office, date(2026, 3, 3), **more)
    with pytest.raises(Incomplete, match=rf"{words}.*第五十三条"):
        go(office.head, m, "accept", date(2026, 3, 4), {"track": "summary"} | data)


def test_amount_at_the_cap_is_within_it(office):
    m = received(office, date(2026, 3, 3), amount="3000")
    data = {"track": "summary", "summary_ground": "amount", "clear": "on"}
    assert (
        go(office.head, m, "accept", date(2026, 3, 4), data).reconsiderationapplication.track
        == "summary"
    )


def test_extended_once_by_at_most_thirty_days(office):
    m = accepted(office, date(2026, 3, 3))
    ground = {"ground": "需要另案结果"}
    with pytest.raises(Refusal, match="30"):
        go(office.head, m, "extend", date(2026, 4, 20), ground | {"amount": 31})
    m = go(office.head, m, "extend", date(2026, 4, 20), ground | {"amount": 30})
    # Ninety days from 3 March: 1 June
    assert clock(m, "decision.ordinary").due_on == date(2026, 6, 1)
    assert clock(m, "decision.ordinary").extensions.get().approver == "head"
    with pytest.raises(Incomplete, match="不能再次延长"):
        go(office.head, m, "extend", date(2026, 5, 20), ground | {"amount": 1})


def test_no_extension_after_the_limit(office):
    m = accepted(office, date(2026, 3, 3))
    with pytest.raises(Incomplete, match="2026-05-06 届满"):
        go(office.head, m, "extend", date(2026, 5, 7), {"amount": 30, "ground": "复杂"})


def test_suspension_stops_the_days_and_keeps_its_article(office):
    m = accepted(office, date(2026, 3, 3))
    m = go(
        office.head, m, "suspend", date(2026, 3, 10), {"ground": "other_case", "reason": "等待另案"}
    )
    assert clock(m, "decision.ordinary").due_on is None
    pause = ClockPause.objects.get(clock=clock(m, "decision.ordinary"))
    assert (pause.ground, pause.cite) == (
        "须以尚未审结的其他案件的结果为依据", "行政复议法（2023年修订）第三十九条第一款第八项",
    )  # fmt: skip
    m = go(office.head, m, "resume", date(2026, 4, 9), {"reason": "另案已结"})
    # 11 March to 9 April, thirty days: 2 May + 30 = 1 June
    assert clock(m, "decision.ordinary").due_on == date(2026, 6, 1)
    assert clock(m, "terminate_after_suspension") is None


def test_death_without_heirs_known_ends_after_sixty_days(office):
    m = accepted(office, date(2026, 3, 3))
    m = go(
        office.head, m, "suspend", date(2026, 3, 10), {"ground": "death", "reason": "申请人死亡"}
    )
    # Sixty days from 10 March: 9 May
    assert clock(m, "terminate_after_suspension").due_on == date(2026, 5, 9)
    end = {"ground": "sixty_days", "reason": "无人承受"}
    with pytest.raises(Incomplete, match="2026-05-09 才满六十日"):
        go(office.head, m, "terminate", date(2026, 5, 9), end)
    m = go(office.head, m, "terminate", date(2026, 5, 11), end)
    assert (m.state, m.outcome, m.reconsiderationapplication.corrected) == (
        "ended",
        "terminated",
        0,
    )


def test_decision_waits_for_the_reply(office):
    m = tried(office, date(2026, 3, 3), replied=False)
    draft = {
        "outcome": "uphold",
        "found": "清楚",
        "reasons": "正确",
        "order": "维持",
        "court": "区人民法院",
    }
    # Served on 3 March: 4–6 (3), 9–13 (8), 16, 17 (10)
    with pytest.raises(Incomplete, match="答复期限至 2026-03-17，尚未收到答复"):
        go(office.clerk, m, "draft", date(2026, 3, 17), draft)
    with pytest.raises(Incomplete, match="尚未届满"):
        go(office.clerk, m, "no_reply", date(2026, 3, 17))
    go(office.clerk, m, "no_reply", date(2026, 3, 18))
    assert clock(m, "reply.ordinary").on_time == 0
    with pytest.raises(Incomplete, match=r"视为没有证据、依据，不能维持.*第七十条"):
        go(office.clerk, m, "draft", date(2026, 3, 18), draft)
    with pytest.raises(Incomplete, match="逾期未答复"):
        go(office.clerk, m, "reply", date(2026, 3, 18), REPLY)
    m = go(office.clerk, m, "draft", date(2026, 3, 18), draft | {"outcome": "revoke"})
    assert m.state == "drafted"


def test_hearing_notice_five_full_working_days_before(office):
    m = appointed(office, accepted(office, date(2026, 3, 3)), date(2026, 3, 3))
    notice = {"hearing_on": date(2026, 3, 16), "place": "听证室", "matters": "处罚事实"}
    # Between the notice and Monday 16 March lie 9–13: the notice goes out on Friday 6 March at the latest.
    with pytest.raises(Incomplete, match="2026-03-06"):
        go(office.clerk, m, "hearing_notice", date(2026, 3, 9), notice)
    go(office.clerk, m, "hearing_notice", date(2026, 3, 6), notice)
    held = {
        "presiding": "clerk",
        "assessors": 1,
        "recorder": "周",
        "head_attended": "1",
        "record": "笔录",
    }
    with pytest.raises(Incomplete, match="听证定于"):
        go(office.clerk, m, "hearing", date(2026, 3, 13), held)
    with pytest.raises(Incomplete, match=r"少于 2 名.*第五十条第三款"):
        go(office.clerk, m, "hearing", date(2026, 3, 16), held)
    m = go(office.clerk, m, "hearing", date(2026, 3, 16), held | {"assessors": 2})
    assert m.reconsiderationapplication.hearing == 1


def test_incidental_review_has_its_own_clocks(office):
    m = accepted(office, date(2026, 3, 3))
    own = {"document": "某办法", "own": "1", "maker": "区住建局"}
    m = go(office.head, m, "norm_review", date(2026, 3, 10), own)
    # Thirty days from 10 March: 9 April; three working days: 13 March
    assert clock(m, "norm_review.self").due_on == date(2026, 4, 9)
    assert clock(m, "norm_review.notify_drafter").due_on == date(2026, 3, 13)
    assert clock(m, "norm_review.transfer") is None
    m = go(office.clerk, m, "norm_notify", date(2026, 3, 12), {"served_on": date(2026, 3, 12)})
    # 13 (1), 16–20 (6), 23–26 (10)
    assert clock(m, "norm_review.drafter_reply").due_on == date(2026, 3, 26)
    m = go(office.clerk, m, "norm_answer", date(2026, 3, 20), {"opinion": "依据合法"})
    m = go(
        office.head,
        m,
        "norm_result",
        date(2026, 4, 2),
        {"result": "lawful", "opinion": "相关条款合法"},
    )
    # 11 March to 2 April, 23 days: 2 May + 23 = 25 May
    assert clock(m, "decision.ordinary").due_on == date(2026, 5, 25)
    assert clock(m, "norm_review.self").on_time == 1


def test_review_passed_on_to_whoever_may_judge(office):
    m = accepted(office, date(2026, 3, 3))
    m = go(
        office.head,
        m,
        "norm_review",
        date(2026, 3, 10),
        {"document": "某办法", "own": "0", "maker": "市政府"},
    )
    # 11–13 (3), 16–19 (7)
    assert clock(m, "norm_review.transfer").due_on == date(2026, 3, 19)
    with pytest.raises(Incomplete, match="制定机关通知"):
        go(office.clerk, m, "norm_notify", date(2026, 3, 12), {"served_on": date(2026, 3, 12)})
    m = go(office.clerk, m, "norm_transfer", date(2026, 3, 12), {"served_on": date(2026, 3, 13)})
    # Sixty days from 13 March: 12 May
    assert clock(m, "norm_review.transferee_reply").due_on == date(2026, 5, 12)


def test_overdue_application_needs_a_reason(office):
    """Known on 2026-01-02: sixty days end on 3 March. Received on the 4th."""
    m = received(office, date(2026, 3, 4), known_on="2026-01-02", act_on="2026-01-02")
    with pytest.raises(Incomplete, match="申请期限已于 2026-03-03 届满"):
        go(office.head, m, "accept", date(2026, 3, 5), {"track": "ordinary"})
    data = {"track": "ordinary", "late_excuse": "住院至2月28日"}
    assert go(office.head, m, "accept", date(2026, 3, 5), data).state == "accepted"


def test_five_years_end_every_application(office):
    m = received(office, date(2026, 3, 4), known_on="2026-02-27", act_on="2021-03-03")
    with pytest.raises(Incomplete, match="最长期限"):
        go(
            office.head,
            m,
            "accept",
            date(2026, 3, 5),
            {"track": "ordinary", "late_excuse": "不知道"},
        )


def test_dates_that_cannot_be_are_refused(office):
    with pytest.raises(Incomplete, match="晚于收到申请之日"):
        received(office, date(2026, 3, 3), known_on="2026-03-04")
    with pytest.raises(InvalidData, match="五人"):
        received(office, date(2026, 3, 3), applicants=6)


def test_hearing_of_parties_is_a_duty_of_the_ordinary_procedure(office):
    day = date(2026, 3, 3)
    m = appointed(office, accepted(office, day), day)
    go(office.clerk, m, "send_copy", day, {"served_on": day})
    go(office.clerk, m, "reply", day, REPLY)
    draft = {
        "outcome": "uphold",
        "found": "清楚",
        "reasons": "正确",
        "order": "维持",
        "court": "区人民法院",
    }
    with pytest.raises(Incomplete, match=r"听取当事人意见.*第四十九条"):
        go(office.clerk, m, "draft", day, draft)
    go(office.clerk, m, "hear_parties", day, HEARD)
    assert go(office.clerk, m, "draft", day, draft).state == "drafted"
