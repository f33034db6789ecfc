"""The deadline page: dates counted by hand from the 2019 and 2026 calendars."""

from datetime import date

import pytest

from yifa.kernel import moment

REPLY = {"limit": "disclosure.request.reply"}


def ask(client, **more):
    return client.get("/deadlines/", REPLY | more)


def test_twenty_working_days_over_the_spring_festival(client, district):
    """收到 2026-02-05（四）: 02-06 is day 1, 02-14 (Sat, worked) day 7, 02-15..23 free, 02-28 (Sat, worked) day 12,
    so day 20 is 2026-03-11."""
    answer = ask(client, start="2026-02-05")
    assert answer.context["due"].due_on == date(2026, 3, 11)
    page = answer.content.decode()
    assert "2026-03-11" in page
    assert "第三十三条" in page
    cells = {c.day: c for m in answer.context["months"] for w in m.weeks for c in w if c.day}
    assert (cells[date(2026, 2, 14)].n, cells[date(2026, 2, 28)].n) == (7, 12)
    assert cells[date(2026, 2, 17)].why == "春节"
    assert cells[date(2026, 3, 11)].css == "due-day"


def test_days_of_a_suspension_do_not_count(client, district):
    """Three worked days out (02-09..11): the due day moves three worked days on, to Monday 2026-03-16."""
    answer = ask(client, start="2026-02-05", suspensions="2026-02-09 至 2026-02-11 等待补正")
    assert answer.context["due"].due_on == date(2026, 3, 16)
    assert "等待补正" in answer.content.decode()


def test_an_extension_is_added(client, district):
    """20 + 20 worked days from 2026-02-05: 2026-03-11 is day 20, 04-06 is free (清明), day 40 is 2026-04-09."""
    assert ask(client, start="2026-02-05", extensions="20").context["due"].due_on == date(
        2026, 4, 9
    )


def test_the_old_law_holds_for_the_day_before_the_new_one(client, district):
    """Received 2019-05-14: 15 worked days (2007 regulation), 2019-06-04; a day later: 20 under the new one."""
    old = ask(client, start="2019-05-14")
    assert old.context["due"].due_on == date(2019, 6, 4)
    assert "2007年" in old.content.decode()
    assert ask(client, start="2019-05-15").context["limit"].value == 20


def test_an_open_suspension_leaves_the_day_open(client, district):
    assert (
        "到期日待定"
        in ask(client, start="2026-02-05", suspensions="2026-02-09 等待补正").content.decode()
    )


def test_beyond_the_published_calendar_it_says_provisional(client, district):
    with moment.at(date(2030, 1, 7)):
        answer = ask(client, start="2030-01-07")
    assert answer.context["due"].provisional
    assert "暂定" in answer.content.decode()


def test_a_threshold_says_so(client, district):
    from yifa import law

    threshold = next(v for v in law.book() if not v.is_period and not v.is_yearly)
    page = client.get(
        "/deadlines/", {"limit": threshold.id, "start": "2026-03-02"}
    ).content.decode()
    assert "不是期限" in page


def test_a_yearly_date_names_the_next_one(client, district):
    from yifa import law

    yearly = next(v for v in law.book() if v.is_yearly and v.effective_to is None)
    month, day = yearly.value
    answer = client.get("/deadlines/", {"limit": yearly.id, "start": "2026-07-01"})
    assert "每年固定日期" in answer.content.decode()
    due_on = answer.context["due"].due_on
    named = date(2026 if (month, day) > (7, 1) else 2027, month, day)
    assert (named - due_on).days == (0 if yearly.date_inclusive else 1)


@pytest.mark.parametrize(
    "asked",
    [
        {"start": "2026-02-30"}, {"start": ""}, {"start": "2026-02-05", "extensions": "二十"},
        {"start": "2026-02-05", "suspensions": "2026-02-31 至 2026-03-01 x"},
        {"start": "2026-02-05", "suspensions": "2026-03-05 至 2026-03-01 倒了"},
        {"start": "2026-02-05", "extensions": "9999999999"}, {"start": "9999-12-20"},
        {"start": "0001-01-01"}, {"start": "2026-02-05", "hour": "25:00"},
    ],
)  # fmt: skip
def test_bad_input_is_answered_in_words(client, district, asked):
    answer = ask(client, **asked)
    assert answer.status_code == 200
    assert "due" not in answer.context
    page = answer.content.decode()
    assert "field-error" in page or "alert-warning" in page


def test_search_finds_by_article_and_title(client, district):
    page = client.get("/deadlines/", {"q": "信息公开 答复"}).content.decode()
    assert "?limit=disclosure.request.reply" in page
    assert "没有符合的期限" in client.get("/deadlines/", {"q": "无此词"}).content.decode()
    assert "没有“x.y”这一期限" in client.get("/deadlines/", {"limit": "x.y"}).content.decode()
