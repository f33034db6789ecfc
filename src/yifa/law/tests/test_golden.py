"""Worked by hand from the articles and the published holiday notices; never from running the code.

Rest days used (国务院办公厅 notices): 2018/19 元旦 12-30 至 01-01，12-29 上班；2019 端午 06-07 至 09；
2023 元旦 至 01-02，春节 01-21 至 27（28、29 上班），劳动节 04-29 至 05-03，端午 06-22 至 24（25 上班），
中秋国庆 09-29 至 10-06（10-07、08 上班）；2024 元旦 2023-12-30 至 01-01，春节 02-10 至 17（04、18 上班），
劳动节 05-01 至 05（04-28、05-11 上班），端午 06-10，中秋 09-15 至 17（14 上班），国庆 10-01 至 07
（09-29、10-12 上班）；2025 春节 01-28 至 02-04（01-26、02-08 上班），劳动节 05-01 至 05（04-27 上班），
国庆中秋 10-01 至 08（09-28、10-11 上班）。
"""

from datetime import date

import pytest

from yifa.law import Suspension, WorkCalendar, book, due, is_late, too_early

CALENDAR = WorkCalendar()

DISCLOSURE = [
    # 29日(1)30(2) 10-08(3)09(4)10(5)11(6)12日周六上班(7)
    ("disclosure.request.correction", "2024-09-27", "2024-10-12"),
    # 29-02.02(1-5) 04周日上班(6) 05-09(7-11) 18周日上班(12) 19-23(13-17) 26(18)27(19)28(20)
    ("disclosure.request.reply", "2024-01-26", "2024-02-28"),
    # old law, last day: 15-17(1-3) 20-24(4-8) 27-31(9-13) 06-03(14)04(15)
    ("disclosure.request.reply", "2019-05-14", "2019-06-04"),
    # new law, first day: 16-17(1-2) 20-24(3-7) 27-31(8-12) 06-03至06(13-16) 10-13(17-20)
    ("disclosure.request.reply", "2019-05-15", "2019-06-13"),
    # 21-24(1-4) 26周日上班(5) 27(6) 02-05至07(7-9) 08周六上班(10) 10-14(11-15)
    ("disclosure.third_party_opinion", "2025-01-20", "2025-02-14"),
    # 21-22(1-2) 25-28(3-6) 10-07周六(7) 08周日(8) 09-13(9-13) 16(14)17(15)
    ("disclosure.other_agency_opinion", "2023-09-20", "2023-10-17"),
    # 25-26(1-2) 28周日(3) 29-30(4-5) 05-06至10(6-10) 11周六(11) 13-17(12-16) 20-23(17-20)
    ("disclosure.proactive", "2024-04-24", "2024-05-23"),
    # old law: 04-07(1-4) 10-14(5-9) 17-21(10-14) 24-28(15-19) 29周六上班(20)
    ("disclosure.proactive", "2018-12-03", "2018-12-29"),
    ("disclosure.annual_report.department", "2023-12-31", "2024-01-31"),
    ("disclosure.annual_report.government", "2024-12-31", "2025-03-31"),
    # old law
    ("disclosure.annual_report.government", "2017-12-31", "2018-03-31"),
]

RECONSIDERATION = [
    # 12月剩30日，到12-31；再30日到01-30，春节，顺延到02-05
    ("reconsideration.apply.general", "2024-12-01", "2025-02-05"),
    # no 02-29 in 2025: the month's last day, a Friday
    ("reconsideration.apply.not_informed_cap", "2024-02-29", "2025-02-28"),
    # 2029-06-03 is a Sunday: 06-04
    ("reconsideration.apply.max.other", "2024-06-03", "2029-06-04"),
    ("reconsideration.apply.max.real_estate", "2024-03-15", "2044-03-15"),
    # 03-31 是第30日，04-30 是第60日，周二
    ("reconsideration.apply.inaction_start", "2024-03-01", "2024-04-30"),
    # 29周日上班(1)30(2) 10-08(3)09(4)10(5)
    ("reconsideration.accept_review", "2024-09-27", "2024-10-10"),
    # old law: 28(1)29(2) 01-02(3)03(4)04(5)
    ("reconsideration.accept_review", "2023-12-27", "2024-01-04"),
    # 08(1)09(2) 18周日上班(3)19(4)20(5)
    ("reconsideration.correction_notice", "2024-02-07", "2024-02-20"),
    # old regulation, natural days: 10-01, 国庆, to 10-07, a worked Saturday
    ("reconsideration.correction_notice", "2023-09-26", "2023-10-07"),
    # 24(1)25(2) 27周日上班(3) 28-30(4-6) 05-06至09(7-10)
    ("reconsideration.correction_submit", "2025-04-23", "2025-05-09"),
    # 28周日上班(1)29(2)30(3) 10-09(4)10(5)
    ("reconsideration.forward_by_agency", "2025-09-26", "2025-10-10"),
    # 30(1) 05-06至10(2-6) 11周六上班(7)
    ("reconsideration.send_copy.ordinary", "2024-04-29", "2024-05-11"),
    # old law: 20(1)21(2) 25周日上班(3) 26-29(4-7)
    ("reconsideration.send_copy.ordinary", "2023-06-19", "2023-06-29"),
    # 07-09(1-3) 18周日上班(4) 19-23(5-9) 26(10)
    ("reconsideration.reply.ordinary", "2024-02-06", "2024-02-26"),
    # old law, natural days: 01-23, 春节, to 01-28, a worked Saturday
    ("reconsideration.reply.ordinary", "2023-01-13", "2023-01-28"),
    # 07(1) 11(2)12(3)
    ("reconsideration.send_copy.summary", "2024-06-06", "2024-06-12"),
    # 13(1) 14周六上班(2) 18(3)19(4)20(5)
    ("reconsideration.reply.summary", "2024-09-12", "2024-09-20"),
    # counted back from the hearing: 10-10(1)09(2)08(3) 09-30(4) 29周日上班(5); full days between,
    # so the day before; 09-28 is a rest Saturday: 09-27
    ("reconsideration.hearing_notice", "2024-10-11", "2024-09-27"),
    # 08-31 是第26日，09-30 第56日，10-04 第60日，国庆，顺延到10-08
    ("reconsideration.decision.ordinary", "2024-08-05", "2024-10-08"),
    # old law: 08-31 第27日，09-30 第57日，10-03 第60日，顺延到10-07，周六上班
    ("reconsideration.decision.ordinary", "2023-08-04", "2023-10-07"),
    # 01-31 第29日，02-01 第30日，春节，顺延到02-05
    ("reconsideration.decision.summary", "2025-01-02", "2025-02-05"),
    # 06-30 第27日，07-31 第58日，08-02 第60日，周五
    ("reconsideration.terminate_after_suspension", "2024-06-03", "2024-08-02"),
    # 05-03，劳动节，顺延到05-06
    ("reconsideration.norm_review.self", "2024-04-03", "2024-05-06"),
    # old law: 04-29，劳动节，顺延到05-04
    ("reconsideration.norm_review.self", "2023-03-30", "2023-05-04"),
    # 02-05(1-4) 08-10(5-7)
    ("reconsideration.norm_review.transfer", "2024-07-01", "2024-07-10"),
    # 05(1) 08(2)09(3)
    ("reconsideration.norm_review.notify_drafter", "2024-07-04", "2024-07-09"),
    # 11-12(1-2) 15-19(3-7) 22-24(8-10)
    ("reconsideration.norm_review.drafter_reply", "2024-07-10", "2024-07-24"),
    # 07-31 第21日，08-31 第52日，09-08 第60日，周日，顺延到09-09
    ("reconsideration.norm_review.transferee_reply", "2024-07-10", "2024-09-09"),
    # 07-31 第14日，08-31 第45日，09-15 第60日，中秋，顺延到09-18
    ("reconsideration.opinion_letter_report", "2024-07-17", "2024-09-18"),
    # old regulation: 05-31 第27日，06-30 第57日，07-03 第60日，周一
    ("reconsideration.opinion_letter_report", "2023-05-04", "2023-07-03"),
    # 11-30 第26日，12-31 第57日，01-03 第60日，周五
    ("reconsideration.redo_deadline", "2024-11-04", "2025-01-03"),
    # 09-30 第10日，10-05 第15日，国庆，顺延到10-08
    ("reconsideration.litigation_after_refusal", "2024-09-20", "2024-10-08"),
]

REPORT = [
    # “三月一日之前”: the day itself is late; leap year and common year
    ("rule_of_law_report.submit.department", "2023-12-31", "2024-02-29"),
    ("rule_of_law_report.submit.department", "2024-12-31", "2025-02-28"),
    ("rule_of_law_report.submit.government_up", "2024-12-31", "2025-02-28"),
    ("rule_of_law_report.submit.government_level", "2024-12-31", "2025-02-28"),
    # a Sunday: a fixed date does not move
    ("rule_of_law_report.publish", "2023-12-31", "2024-03-31"),
    ("rule_of_law_report.publish", "2024-12-31", "2025-03-31"),
    ("rule_of_law_report.demo_area", "2024-12-31", "2025-01-31"),
]

GOLDEN = [*DISCLOSURE, *RECONSIDERATION, *REPORT]


def when(limit_id, start, **facts):
    start = date.fromisoformat(start)
    return due(book().get(limit_id, start), start, CALENDAR, **facts)


@pytest.mark.parametrize(("limit_id", "start", "expected"), GOLDEN)
def test_falls_due_as_counted_by_hand(limit_id, start, expected):
    answer = when(limit_id, start)
    assert answer.due_on == date.fromisoformat(expected)
    assert answer.provisional == (answer.due_on.year > 2026)
    assert answer.limit.article in "".join(answer.explanation)


def test_every_period_and_yearly_date_of_the_first_rooms_has_a_golden_case():
    rooms = ("disclosure.", "reconsideration.", "rule_of_law_report.")
    counted = {v.id for v in book() if v.id.startswith(rooms) and (v.is_period or v.is_yearly)}
    assert counted == {limit_id for limit_id, _, _ in GOLDEN}


def test_a_reply_waits_while_a_third_party_is_asked():
    # 19-20(1-2)；23 至 10-09 征求意见；10(3)11(4)12周六(5) 14-18(6-10) 21-25(11-15) 28-11.01(16-20)
    asked = Suspension(date(2024, 9, 23), date(2024, 10, 9), "征求第三方意见")
    answer = when("disclosure.request.reply", "2024-09-18", suspensions=[asked])
    assert when("disclosure.request.reply", "2024-09-18").due_on == date(2024, 10, 21)
    assert answer.due_on == date(2024, 11, 1)
    assert answer.excluded["中止"] == 17


def test_an_open_suspension_leaves_the_due_day_unknown_and_nothing_late():
    asked = Suspension(date(2024, 9, 23), None, "征求第三方意见")
    answer = when("disclosure.request.reply", "2024-09-18", suspensions=[asked])
    assert answer.due_on is None and answer.suspended
    assert is_late(answer, date(2025, 1, 1)) is False
    assert [d.date.isoformat() for d in answer.days if d.counted] == ["2024-09-19", "2024-09-20"]
    assert any("待定" in sentence for sentence in answer.explanation)


def test_a_suspension_after_the_last_day_changes_nothing():
    late = Suspension(date(2024, 10, 22), None, "征求第三方意见")
    answer = when("disclosure.request.reply", "2024-09-18", suspensions=[late])
    assert answer.due_on == date(2024, 10, 21)


def test_a_reply_extended_in_full_and_in_part():
    # 16-19(1-4) 22-26(5-9) 28周日(10) 29-30(11-12) 10-09、10(13-14) 11周六(15) 13-17(16-20)
    # 20-24(21-25) 27-31(26-30) 11-03至07(31-35) 10-14(36-40)
    assert when("disclosure.request.reply", "2025-09-15").due_on == date(2025, 10, 17)
    full = when("disclosure.request.reply", "2025-09-15", extensions=1)
    assert full.due_on == date(2025, 11, 14)
    part = when("disclosure.request.reply", "2025-09-15", extensions=[5])
    assert part.due_on == date(2025, 10, 24)


def test_a_decision_extended_counts_from_the_original_start_and_moves_once():
    # 第90日 2024-11-03 是周日，顺延一天；不是从顺延后的 10-08 再加三十日
    answer = when("reconsideration.decision.ordinary", "2024-08-05", extensions=1)
    assert answer.due_on == date(2024, 11, 4)


def test_a_suspended_decision_gains_the_natural_days():
    # 10-04 之后再二十日：10-24，周四；两段重叠的中止只算一次
    spans = [
        Suspension(date(2024, 9, 1), date(2024, 9, 15), "调解"),
        Suspension(date(2024, 9, 10), date(2024, 9, 20), "等待司法鉴定"),
    ]
    answer = when("reconsideration.decision.ordinary", "2024-08-05", suspensions=spans)
    assert answer.due_on == date(2024, 10, 24)
    assert sum(day.counted for day in answer.days) == 60


def test_a_discretionary_extension_needs_its_number():
    # 05-12 至 16 是第11至15个工作日
    answer = when("reconsideration.correction_submit", "2025-04-23", extensions=[5])
    assert answer.due_on == date(2025, 5, 16)


def test_beyond_the_published_calendar_the_answer_is_provisional():
    # 16-18(1-3) 21-25(4-8) 28-31(9-12)；2027元旦；01-04至08(13-17) 11-13(18-20)
    answer = when("disclosure.request.reply", "2026-12-15")
    assert answer.due_on == date(2027, 1, 13)
    assert answer.provisional
    assert any(sentence.startswith("暂定") for sentence in answer.explanation)


def test_the_day_itself_is_late_only_where_the_article_says_before():
    report = when("rule_of_law_report.submit.department", "2024-12-31")
    assert is_late(report, date(2025, 2, 28)) is False
    assert is_late(report, date(2025, 3, 1)) is True
    yearly = when("disclosure.annual_report.department", "2024-12-31")
    assert is_late(yearly, date(2025, 1, 31)) is False
    assert is_late(yearly, date(2025, 2, 1)) is True


def test_a_draft_is_open_for_thirty_full_days():
    # 03-01 公布；03-31 是第30日，周日，顺延到04-01；满期之后最早04-02
    answer = when("decision.public_comment", "2024-03-01")
    assert answer.due_on == answer.not_before == date(2024, 4, 2)
    assert too_early(answer, date(2024, 4, 1)) is True
    assert too_early(answer, date(2024, 4, 2)) is False
    assert is_late(answer, date(2024, 12, 1)) is False


def test_evaluation_happens_within_six_months_before_expiry():
    answer = when("normative.validity.pre_expiry_evaluation", "2024-08-31")
    assert (answer.not_before, answer.due_on) == (date(2024, 2, 29), date(2024, 8, 31))
    assert too_early(answer, date(2024, 2, 28)) is True
    assert is_late(answer, date(2024, 9, 1)) is True


def test_a_version_chosen_by_a_transitional_clause_brings_its_own_counting():
    # 旧法时收到的申请改按新法：2023-12-27 起 28(1)29(2) 01-02(3)03(4)04(5)
    new = book().get("reconsideration.accept_review", date(2024, 1, 1))
    answer = due(new, date(2023, 12, 27), CALENDAR)
    assert answer.due_on == date(2024, 1, 4)
    assert answer.rule.id == "reconsideration_2023_art88_working"
