"""What a report admits and announces is followed into the next year."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from yifa.account.report.tests.town import (
    signed,
    text_of,
)
from yifa.kernel import loop, moment
from yifa.kernel.figure import Period, ask, figure_of
from yifa.kernel.matter.models import Matter

pytestmark = pytest.mark.django_db


@pytest.mark.system("S0-M118", "S1-M086", "S2-M057", "S3-M042", "S4-M127")
def test_shortcomings_and_tasks_are_carried_into_the_next_year(house):
    signed(house)
    loop.drain()
    loop.drain()
    rows = Matter.objects.unscoped("test").filter(procedure="report.promise")
    assert sorted(r.reportpromise.kind for r in rows) == ["problem", "task"]
    task = rows.get(reportpromise__kind="task")
    assert task.title == "建立来信答复节点提醒，由办公室负责。"
    alice = house.browser["alice"]
    with moment.at(date(2020, 3, 2)):
        assert alice.step(task, "fulfil", {"result": "已建"}).status_code == 409
        assert (
            house.browser["tina"].step(task, "plan", {"plan": "x", "responsible": "y"}).status_code
            == 404
        )
        alice.took(
            task,
            "plan",
            {"plan": "2020年要点第3条", "responsible": "办公室", "due_on": "2020-06-30"},
        )
    with moment.at(date(2020, 6, 1)):
        alice.took(task, "fulfil", {"result": "提醒已上线"})
    with moment.at(date(2021, 1, 20)):
        done = alice.took(task, "answer", {"answered_year": 2020, "answer": "已完成"})
        assert (done.state, done.outcome) == ("answered", "answered")
        page = text_of(alice.get(reverse("promise_table"), {"year": "2019"}))
        assert "共 2 项，已列入要点 1，已落实 1，已回应 1" in page and "2020年要点第3条" in page
        rate = ask.value(figure_of("report.promise.answered"), Period.year(2020), house.bureau)
        assert (rate.numerator, rate.denominator) == (1, 2)
