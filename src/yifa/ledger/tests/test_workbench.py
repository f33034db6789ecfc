"""The workbench: what must I do, by when, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django import forms
from django.urls import reverse

from yifa.kernel import moment
from yifa.kernel.duty.models import Duty, Obligation
from yifa.kernel.entry.enter import enter
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.matter import registry
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.procedure import Procedure, Starts, Step, StepForm
from yifa.kernel.scope.actor import Actor
from yifa.ledger.tests.conftest import CLOSED, RECEIVED, REPLY


class TitleForm(StepForm):
    title = forms.CharField(label="名称")


def _title(ctx):
    ctx.matter.title = ctx.data["title"]


def bench(house, user, query=""):
    return house.client(user).get(reverse("workbench") + query)


def names(answer):
    return {g.code: [t.matter.title for t in g.tasks] for g in answer.context["lanes"]}


def test_matters_stand_by_how_near_their_limit_is(house):
    house.appeal("逾期的", on=date(2024, 8, 1))
    house.appeal("就要到的", on=date(2024, 9, 2))
    house.appeal("还早的", on=date(2024, 9, 18))
    paused = house.appeal("中止的", on=date(2024, 9, 2))
    act(Actor.of(house.alice), paused, "ask", on=date(2024, 9, 3))
    # The limit of 2 September ends on Monday 30 September; Wednesday 25 is three working days before
    # (26, 27, and Sunday 29 is worked: 30 is the fourth), Thursday 26 is near.
    with moment.at(date(2024, 9, 25)):
        assert names(bench(house, house.alice))["later"] == ["就要到的", "还早的"]
    with moment.at(date(2024, 9, 26)):
        answer = bench(house, house.alice)
    assert names(answer) == {
        "overdue": ["逾期的"], "soon": ["就要到的"], "later": ["还早的"], "paused": ["中止的"],
    }  # fmt: skip
    text = answer.content.decode()
    assert "还有 3 个工作日" in text and "政府信息公开条例" in text
    # 1 August + 20 working days = 29 August 2024; the working days after it up to 26 September: 30 August,
    # 2-6, 9-14 (Saturday 14 is worked), 18-20, 23-26.
    assert "逾期 19 个工作日" in text


def test_other_units_work_is_not_mine(house):
    house.appeal("司法局的")
    with moment.at(date(2024, 9, 10)):
        answer = bench(house, house.tom)
        assert answer.context["nothing"] and "这里没有待办" in answer.content.decode()
        assert "其他系统中可能还有工作" in answer.content.decode()
        assert names(bench(house, house.alice, "?mine=1")) == {"later": ["司法局的"]}
        assert names(bench(house, house.bob, "?mine=1")) == {}


def test_recently_finished_is_shown(house):
    matter = house.appeal("办完的")
    act(Actor.of(house.bob), matter, "review", on=date(2024, 9, 5))
    act(Actor.of(house.carol), matter, "reply", on=date(2024, 9, 9))
    with moment.at(date(2024, 9, 10)):
        assert [t.matter.title for t in bench(house, house.alice).context["finished"]] == ["办完的"]
    with moment.at(date(2024, 12, 10)):
        assert bench(house, house.alice).context["finished"] == []


def test_the_page_costs_the_same_however_much_work(house, django_assert_max_num_queries):
    for n in range(30):
        house.appeal(f"第{n}件", on=date(2024, 9, 2))
    with moment.at(date(2024, 9, 26)):
        client = house.client(house.alice)
        client.get(reverse("workbench"))
        # Calendar, limits, three groups, duties, finished; session, person, posts, delegations and home.
        with django_assert_max_num_queries(12):
            assert client.get(reverse("workbench")).status_code == 200


@pytest.fixture
def duty(house):
    Duty.objects.create(
        key="notice-sfj", unit=house.bureau, valid_from=date(2024, 1, 1), title="更新公开栏", room="test",
        kind="board.renewed", every="month", cite="公开栏管理办法第三条",
    )  # fmt: skip
    return Obligation.objects.create(
        duty_key="notice-sfj", unit=house.bureau, room="test", title="更新公开栏", period="2024-08",
        period_ym=202408, due_on=date(2024, 8, 31),
    )  # fmt: skip


def test_duties_of_my_units_are_shown_with_their_basis(house, duty):
    with moment.at(date(2024, 9, 10)):
        text = bench(house, house.alice).content.decode()
        assert "更新公开栏" in text and "公开栏管理办法第三条" in text and "逾期" in text
        assert "更新公开栏" not in bench(house, house.tom).content.decode()
        page = house.client(house.alice).get(reverse("duties"))
        assert "更新公开栏" in page.content.decode()
        assert house.client(house.tom).get(reverse("duty", args=[duty.pk])).status_code == 404


def test_nothing_happened_is_itself_a_signed_record(house, duty):
    url = reverse("duty", args=[duty.pk])
    # The duty itself was put in place without a door, which verification says.
    before = verify().breaks
    with moment.at(date(2024, 9, 10)):
        client = house.client(house.alice)
        assert client.post(url, {"reason": "  "}).status_code == 200
        reader = house.client(house.ida).post(url, {"reason": "代签"})
        assert reader.status_code == 422 and "您没有这一任职" in reader.content.decode()
        duty.refresh_from_db()
        assert duty.met_on is None
        assert client.post(url, {"reason": "本月无更新事项，已逐栏核对"}).status_code == 302
        duty.refresh_from_db()
        # Signed on 10 September for August: met, but late.
        assert (duty.met_on, duty.is_nil, duty.on_time) == (date(2024, 9, 10), True, 0)
        again = client.post(url, {"reason": "再签一次"})
        assert again.status_code == 422 and "已由零报告履行" in again.content.decode()
        text = client.get(url).content.decode()
        assert "本月无更新事项，已逐栏核对" in text and "艾丽" in text
    row = JournalRow.objects.unscoped("test").get(step="nil")
    assert (row.stream, row.verb, row.actor_name) == ("duty:notice-sfj:2024-08", "event", "艾丽")
    assert verify().breaks == before


def own_limit(house, value, unit):
    enter(
        house.machine, "local_limit",
        {"at": unit.code, "limit_id": "contract.legality_review", "value": value, "ground": "本地办法第六条"},
        unit=unit, on=date(2024, 1, 1),
    )  # fmt: skip


def reviewed(house, title, unit, user):
    return act(
        Actor.of(user),
        Opening("test.review", unit),
        "receive",
        {"title": title},
        on=date(2024, 9, 2),
    )


@pytest.fixture
def review():
    if "test.review" not in registry._procedures:
        clocks = (Starts("contract.legality_review", controlling=True),)
        steps = (
            Step(
                code="receive",
                title="收到",
                to=RECEIVED,
                form=TitleForm,
                effect=_title,
                clocks=clocks,
            ),
        )
        registry.register(
            Procedure(
                id="test.review", title="审查", room="test", since=date(2020, 1, 1), law="测试程序",
                states=(RECEIVED, CLOSED), steps=steps,
            )
        )  # fmt: skip


def test_a_number_without_a_source_reminds_until_the_place_enters_its_own(house, review):
    reviewed(house, "没有本地规定的", house.bureau, house.alice)
    with moment.at(date(2024, 9, 20)):
        assert names(bench(house, house.alice)) == {"soon": ["没有本地规定的"]}
        own_limit(house, 5, house.town)
        assert names(bench(house, house.alice)) == {"soon": ["没有本地规定的"]}
        own_limit(house, 5, house.bureau)
        assert names(bench(house, house.alice)) == {"overdue": ["没有本地规定的"]}
    reviewed(house, "镇里的", house.town, house.tom)
    with moment.at(date(2024, 9, 20)):
        assert names(bench(house, house.tom)) == {"overdue": ["镇里的"]}


def test_another_bodys_limit_makes_nobody_here_late(house, monkeypatch):
    house.appeal("等对方答复的", on=date(2024, 8, 1))
    with moment.at(date(2024, 9, 20)):
        assert names(bench(house, house.alice)) == {"overdue": ["等对方答复的"]}
        version = registry._procedures["test.appeal"][0]
        monkeypatch.setitem(
            registry._procedures, "test.appeal", [replace(version, awaits=(REPLY,))]
        )
        answer = bench(house, house.alice)
    assert names(answer) == {"soon": ["等对方答复的"]}
    assert "对方的期限已过" in answer.content.decode()
