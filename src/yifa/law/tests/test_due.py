"""Properties of the count that hold for every limit, and the refusals."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yifa.law import (
    BadInput,
    DayOverride,
    ExtensionRefused,
    NotAPeriod,
    NotInForce,
    Suspension,
    UnknownLimit,
    WorkCalendar,
    book,
    due,
    explain_text,
    is_late,
    remaining,
)

CALENDAR = WorkCalendar()
PERIODS = sorted((v for v in book() if v.is_period), key=lambda v: (v.id, v.effective_from))
WORKING = [v for v in PERIODS if v.unit == "working_day" and v.direction == "after"]
days = st.dates(date(2008, 1, 1), date(2026, 12, 31))


def get(limit_id, on=date(2024, 6, 3)):
    return book().get(limit_id, on)


def clip(limit, day):
    """The day, moved into the limit's own dates."""
    return min(max(day, limit.effective_from), limit.effective_to or date.max)


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from(PERIODS), days)
def test_every_period_answers_and_explains_itself(limit, day):
    day = clip(limit, day)
    start = datetime(day.year, day.month, day.day, 9, 30) if limit.unit == "hour" else day
    answer = due(limit, start, CALENDAR)
    assert answer.due_on is not None
    assert limit.article in answer.explanation[0]
    assert len(answer.explanation) >= 3
    assert explain_text(answer) == explain_text(due(limit, start, CALENDAR))
    if limit.unit in ("day", "working_day"):
        assert sum(d.counted for d in answer.days) == limit.value
        assert [d.n for d in answer.days if d.counted] == list(range(1, limit.value + 1))
    if limit.direction == "after":
        assert answer.due_on >= day
    else:
        assert answer.due_on <= day
    if answer.rule.roll_forward and limit.bound == "max" and limit.direction == "after":
        assert CALENDAR.is_working_day(answer.due_on)
    if limit.unit == "working_day" and limit.bound != "min":
        assert CALENDAR.is_working_day(answer.due_on)


@given(st.sampled_from(PERIODS), days, st.sets(days, min_size=1, max_size=5))
def test_a_new_holiday_never_makes_a_forward_limit_earlier(limit, day, free):
    if limit.direction == "before" or limit.unit == "hour":
        return
    day = clip(limit, day)
    rows = [DayOverride(d, False, "临时放假", "通知") for d in free]
    assert due(limit, day, WorkCalendar(rows)).due_on >= due(limit, day, CALENDAR).due_on


@given(st.sampled_from(WORKING), days, st.integers(0, 30), st.integers(0, 40))
def test_suspending_n_working_days_moves_the_due_day_by_n_working_days(limit, day, wait, length):
    day = clip(limit, day)
    plain = due(limit, day, CALENDAR)
    first = day + timedelta(days=1 + wait)
    last = first + timedelta(days=length)
    moved = due(limit, day, CALENDAR, suspensions=[Suspension(first, last, "中止")])
    if first > plain.counted_end:
        assert moved.due_on == plain.due_on
        return
    span = (first + timedelta(days=i) for i in range(length + 1))
    n = sum(map(CALENDAR.is_working_day, span))
    expected = plain.counted_end
    while n:
        expected += timedelta(days=1)
        n -= CALENDAR.is_working_day(expected)
    assert moved.counted_end == expected


@given(days, st.integers(0, 59), st.integers(0, 100))
def test_suspending_natural_days_adds_them_before_the_last_day_moves(day, wait, length):
    limit = book().get("petition.handle", clip(get("petition.handle"), day))
    day = clip(limit, day)
    first = day + timedelta(days=1 + wait)
    span = Suspension(first, first + timedelta(days=length), "中止")
    moved = due(limit, day, CALENDAR, suspensions=[span, span])
    assert moved.counted_end == day + timedelta(days=60 + length + 1)
    assert CALENDAR.is_working_day(moved.due_on)


@given(st.sampled_from([v for v in PERIODS if v.extension and v.extension.value]), days)
def test_an_extension_never_shortens(limit, day):
    if limit.extension.mode == "from_obstacle_removed":
        return
    day = clip(limit, day)
    assert due(limit, day, CALENDAR, extensions=1).due_on >= due(limit, day, CALENDAR).due_on


@given(st.sampled_from(WORKING), days)
def test_remaining_runs_down_to_zero_and_below(limit, day):
    day = clip(limit, day)
    answer = due(limit, day, CALENDAR)
    if limit.bound == "max":
        assert remaining(answer, day, CALENDAR) == limit.value
        assert remaining(answer, answer.due_on, CALENDAR) == 0
        after = answer.due_on + timedelta(days=30)
        assert remaining(answer, after, CALENDAR) < 0


def test_a_threshold_is_not_a_period():
    for limit_id in ("reconsideration.summary.amount_cap", "legal_aid.urgent_threshold"):
        with pytest.raises(NotAPeriod, match="不是期限"):
            due(get(limit_id), date(2024, 6, 3), CALENDAR)


def test_a_second_extension_is_refused_unless_the_law_allows_two():
    reply = get("disclosure.request.reply")
    with pytest.raises(ExtensionRefused, match="最多延长 1 次"):
        due(reply, date(2024, 6, 3), CALENDAR, extensions=2)
    public_security = get("penalty.public_security.case_deadline", date(2026, 3, 2))
    # 30 + 30 + 30 日: 2026-05-31, a Sunday
    answer = due(public_security, date(2026, 3, 2), CALENDAR, extensions=2)
    assert answer.due_on == date(2026, 6, 1)
    with pytest.raises(ExtensionRefused):
        due(public_security, date(2026, 3, 2), CALENDAR, extensions=3)


def test_extensions_beyond_the_law_are_refused():
    day = date(2024, 6, 3)
    with pytest.raises(ExtensionRefused, match="没有规定"):
        due(get("reconsideration.decision.summary"), day, CALENDAR, extensions=1)
    with pytest.raises(ExtensionRefused, match="最多延长 20"):
        due(get("disclosure.request.reply"), day, CALENDAR, extensions=[21])
    with pytest.raises(ExtensionRefused, match="请写明数量"):
        due(get("reconsideration.correction_submit"), day, CALENDAR, extensions=1)
    with pytest.raises(ExtensionRefused, match="总共不得超过 10"):
        due(get("admin_mediation.accept"), day, CALENDAR, extensions=[6])
    with pytest.raises(BadInput):
        due(get("disclosure.request.reply"), day, CALENDAR, extensions=-1)


def test_a_total_cap_is_not_added_on_top():
    # 30 days grow to 90 in all, not to 120: 2025-06-03 + 90 = 2025-09-01, a Monday
    complaint = get("sme_payment.complaint_handle", date(2025, 6, 3))
    assert due(complaint, date(2025, 6, 3), CALENDAR, extensions=1).due_on == date(2025, 9, 1)


def test_the_period_runs_anew_from_the_day_the_obstacle_is_gone():
    answer = get("litigation.defendant.answer_evidence")
    with pytest.raises(ExtensionRefused, match="障碍消除"):
        due(answer, date(2024, 6, 3), CALENDAR, extensions=1)
    # 07-01 + 15 = 07-16, a Tuesday
    anew = due(answer, date(2024, 6, 3), CALENDAR, extensions=[date(2024, 7, 1)])
    assert anew.due_on == date(2024, 7, 16)


def test_hours_run_through_nights_and_holidays():
    limit = get("crime_transfer.send")
    answer = due(limit, datetime(2024, 9, 30, 16, 30), CALENDAR)
    assert answer.due_at == datetime(2024, 10, 1, 16, 30)
    assert is_late(answer, datetime(2024, 10, 1, 16, 31)) is True
    assert is_late(answer, date(2024, 10, 1)) is None
    assert is_late(answer, date(2024, 10, 2)) is True
    with pytest.raises(BadInput, match="时刻"):
        due(limit, date(2024, 9, 30), CALENDAR)


def test_a_placeholder_reminds_but_never_judges():
    answer = due(get("supervision.rectify_term"), date(2024, 6, 3), CALENDAR)
    assert answer.due_on is not None and not answer.judgeable
    assert is_late(answer, date(2030, 1, 1)) is None
    assert any("占位" in sentence for sentence in answer.explanation)


def test_a_suspension_the_article_does_not_know_is_pointed_out():
    span = Suspension(date(2024, 6, 10), date(2024, 6, 20), "出差")
    text = explain_text(due(get("petition.handle"), date(2024, 6, 3), CALENDAR, suspensions=[span]))
    assert "请核对中止的依据" in text


def test_bad_input_is_refused_with_a_reason():
    with pytest.raises(BadInput, match="早于"):
        Suspension(date(2024, 6, 3), date(2024, 6, 2), "x")
    span = Suspension(date(2024, 6, 3), None, "x")
    for limit_id in ("rule_of_law_report.publish", "penalty.hearing.notice"):
        with pytest.raises(BadInput):
            due(get(limit_id), date(2024, 6, 3), CALENDAR, suspensions=[span])
    with pytest.raises(BadInput):
        due(get("crime_transfer.send"), datetime(2024, 6, 3), CALENDAR, suspensions=[span])


def test_the_wrong_id_or_day_says_what_there_is():
    with pytest.raises(UnknownLimit, match=r"disclosure\.request\.reply"):
        book().get("disclosure.reply", date(2024, 1, 1))
    with pytest.raises(NotInForce, match="2008-05-01 至 2019-05-14；2019-05-15 至 今"):
        book().get("disclosure.request.reply", date(2007, 1, 1))
