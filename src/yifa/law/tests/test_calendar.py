"""Working days as published, overridden by an office, and doubted beyond the known years."""

from datetime import date

import pytest

from yifa.law import DayOverride, LawDataError, WorkCalendar, book, due


@pytest.mark.parametrize(
    ("day", "working", "reason"),
    [
        ("2024-10-01", False, "国庆节"),
        ("2024-10-12", True, "调休上班（国庆节）"),
        ("2024-02-09", True, "工作日"),  # 除夕 was not yet a holiday in 2024
        ("2025-01-28", False, "春节"),  # 除夕 is one since 2025
        ("2024-02-18", True, "调休上班（春节）"),
        ("2024-06-15", False, "周末"),
        ("2024-06-17", True, "工作日"),
    ],
)
def test_knows_the_published_days(day, working, reason):
    calendar = WorkCalendar()
    day = date.fromisoformat(day)
    assert calendar.is_working_day(day) is working
    assert calendar.is_rest_day(day) is not working
    assert calendar.reason(day) == reason
    assert not calendar.provisional(day)


def test_a_weekend_is_a_rest_day_but_no_named_holiday():
    calendar = WorkCalendar()
    assert calendar.is_rest_day(date(2024, 6, 15)) and not calendar.is_legal_holiday(
        date(2024, 6, 15)
    )
    assert calendar.is_legal_holiday(date(2024, 10, 4))


def test_doubts_years_without_a_notice():
    calendar = WorkCalendar()
    assert not calendar.provisional(date(2026, 12, 23))
    # the notice for 2027 may still move the last days of 2026
    assert calendar.provisional(date(2026, 12, 24))
    assert calendar.provisional(date(2027, 5, 6))
    assert calendar.provisional(date(2003, 12, 31))
    assert not calendar.is_working_day(date(2027, 1, 1))
    assert calendar.reason(date(2027, 1, 1)) == "元旦"


def test_an_office_table_settles_a_year():
    rows = [DayOverride(date(2027, 2, 8), False, "春节", "国办发明电〔2026〕X号")]
    calendar = WorkCalendar(rows, known_years=[2027])
    assert not calendar.provisional(date(2027, 5, 6))
    assert not calendar.provisional(date(2026, 12, 30))
    assert calendar.reason(date(2027, 2, 8)) == "春节"
    assert calendar.is_legal_holiday(date(2027, 2, 8))


def test_one_overridden_day_is_not_provisional_but_its_neighbours_are():
    calendar = WorkCalendar([DayOverride(date(2027, 3, 3), False, "停止办公", "区政府公告")])
    assert not calendar.provisional(date(2027, 3, 3))
    assert calendar.provisional(date(2027, 3, 4))


def test_a_flood_day_moves_a_due_day():
    limit = book().get("reconsideration.norm_review.notify_drafter", date(2024, 7, 4))
    flood = WorkCalendar([DayOverride(date(2024, 7, 9), False, "停止办公", "区政府公告")])
    assert due(limit, date(2024, 7, 4), flood).due_on == date(2024, 7, 10)


def test_the_version_tells_calendars_apart():
    row = DayOverride(date(2027, 3, 3), False, "停止办公", "区政府公告")
    other = DayOverride(date(2027, 3, 3), True, "停止办公", "区政府公告")
    assert WorkCalendar().version.startswith("chinesecalendar-")
    versions = {c.version for c in (WorkCalendar(), WorkCalendar([row]), WorkCalendar([other]))}
    assert len(versions) == 3
    assert WorkCalendar([row]).version == WorkCalendar([row]).version


def test_refuses_two_rows_for_a_day_and_a_row_without_source():
    row = DayOverride(date(2027, 3, 3), False, "停止办公", "区政府公告")
    with pytest.raises(LawDataError, match="两行"):
        WorkCalendar([row, row])
    with pytest.raises(LawDataError, match="文号"):
        WorkCalendar([DayOverride(date(2027, 3, 3), False, "停止办公", " ")])


def test_a_count_through_doubtful_days_stays_provisional_though_it_ends_on_a_settled_one():
    limit = book().get("disclosure.request.reply", date(2026, 12, 15))
    calendar = WorkCalendar([DayOverride(date(2027, 1, 13), True, "工作日", "区政府通知")])
    answer = due(limit, date(2026, 12, 15), calendar)
    assert (answer.due_on, answer.provisional) == (date(2027, 1, 13), True)
