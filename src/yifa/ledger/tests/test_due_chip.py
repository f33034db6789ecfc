"""The due chip: overdue, today, soon (three working days), later, paused, met; with the article."""

from datetime import date

import pytest
from django.test import RequestFactory
from django_cotton import render_component

from yifa.kernel import moment
from yifa.law import WorkCalendar
from yifa.ledger.due import chip, citation

CALENDAR = WorkCalendar()
FRIDAY = date(2026, 2, 27)  # Saturday 02-28 is worked (春节调休), Sunday 03-01 is not


@pytest.mark.parametrize(
    ("due_on", "level", "text"),
    [
        (date(2026, 2, 26), "overdue", "逾期 1 天"),
        (date(2026, 2, 27), "today", "今日到期"),
        (date(2026, 2, 28), "soon", "剩 1 个工作日"),
        (date(2026, 3, 1), "soon", "剩 1 个工作日"),
        (date(2026, 3, 3), "soon", "剩 3 个工作日"),
        (date(2026, 3, 4), "later", ""),
    ],
)
def test_three_working_days_are_soon(due_on, level, text):
    found = chip(due_on, today=FRIDAY, calendar=CALENDAR)
    assert (found.level, found.text, found.day) == (level, text, due_on)


def test_a_holiday_in_between_makes_it_no_later():
    """From Saturday 2026-02-14 to Tuesday 02-24: nine free days and one working day."""
    assert chip(date(2026, 2, 24), today=date(2026, 2, 14), calendar=CALENDAR).level == "soon"


def test_paused_and_stopped():
    assert chip(None, today=FRIDAY, calendar=CALENDAR, paused=True).level == "paused"
    assert chip(None, today=FRIDAY, calendar=CALENDAR).level == "none"
    late = chip(date(2026, 2, 1), today=FRIDAY, calendar=CALENDAR, stopped_on=date(2026, 2, 3), on_time=0)
    assert (late.level, late.text) == ("missed", "逾期办结")
    unjudged = chip(date(2026, 2, 1), today=FRIDAY, calendar=CALENDAR, stopped_on=date(2026, 2, 3))
    assert unjudged.level == "none"


def test_the_article_is_of_the_version_that_counts():
    assert "第三十三条" in citation("disclosure.request.reply")
    assert "2007年" in citation("disclosure.request.reply", date(2008, 5, 1))
    assert citation("no.such.limit") == ""


@pytest.mark.django_db
def test_the_component_shows_date_words_and_article():
    with moment.at(date(2026, 3, 5)):
        shown = render_component(
            RequestFactory().get("/"), "due", {"on": date(2026, 3, 2), "limit": "disclosure.request.reply"}
        )
    assert "2026-03-02" in shown
    assert "逾期 3 天" in shown
    assert "第三十三条" in shown
    assert "暂定" not in shown
