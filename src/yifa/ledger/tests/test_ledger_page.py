"""The ledger: filters in the URL, pages by key, words, scope, masking, export, many at once."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from yifa.kernel import moment
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.act import Call, Opening, act, act_many
from yifa.kernel.matter.models import Matter
from yifa.kernel.scope.actor import Actor

URL = "/ledger/appeals.all/"


@pytest.fixture(autouse=True)
def _today():
    with moment.at(date(2024, 11, 4)):
        yield


def many(house, count):
    days = [date(2024, 9, 2) + timedelta(days=n // 3) for n in range(count)]
    calls = [
        Call(
            Opening("test.appeal", house.bureau), "receive",
            {"title": f"第{n}件申诉", "applicant": "张三丰"}, day,
        )
        for n, day in enumerate(days)
    ]  # fmt: skip
    return act_many(Actor.of(house.alice), calls)


def numbers(answer):
    return re.findall(r"区司法局申〔2024〕\d+号(?=</span>)", answer.content.decode())


def test_pages_by_key_show_every_row_once_forth_and_back(house):
    many(house, 120)
    client = house.client(house.alice)
    seen, url = [], URL
    while url:
        answer = client.get(url)
        seen.append(numbers(answer))
        url = answer.context["next"]
    assert [len(p) for p in seen] == [50, 50, 20]
    flat = [n for p in seen for n in p]
    assert len(set(flat)) == 120
    assert flat[0] == "区司法局申〔2024〕120号" and flat[-1] == "区司法局申〔2024〕1号"
    assert numbers(client.get(answer.context["previous"])) == seen[1]


def test_a_new_row_does_not_shift_the_next_page(house):
    many(house, 60)
    client = house.client(house.alice)
    following = client.get(URL).context["next"]
    before = numbers(client.get(following))
    house.appeal("新到的", on=date(2024, 11, 1))
    assert numbers(client.get(following)) == before and len(before) == 10


def test_a_page_costs_the_same_for_one_row_and_for_fifty(house, django_assert_max_num_queries):
    many(house, 55)
    client = house.client(house.alice)
    client.get(URL)
    with django_assert_max_num_queries(12):
        assert len(numbers(client.get(URL + "?q=申诉&state=open"))) == 50


def test_totals_are_exact_to_a_thousand_then_on_demand(house, monkeypatch):
    from yifa.ledger.pages import keyset

    monkeypatch.setattr(keyset, "CAP", 10)
    many(house, 12)
    client = house.client(house.alice)
    assert "共 10+ 项" in client.get(URL).content.decode()
    assert "共 12 项" in client.get(URL + "count/").content.decode()
    assert "共 1 项" in client.get(URL + "?q=第7件").content.decode()


def test_filters(house):
    first, second = (
        house.appeal("关于道路的申诉"),
        house.appeal("关于照明的申诉", on=date(2024, 10, 8)),
    )
    act(Actor.of(house.bob), first, "review", on=date(2024, 9, 5))
    act(Actor.of(house.carol), first, "reply", on=date(2024, 10, 15))
    client = house.client(house.alice)

    def ask(query):
        answer = client.get(f"{URL}?{query}")
        assert answer.status_code == 200
        return [row.matter.pk for row in answer.context["rows"]]

    assert ask("") == [second.pk, first.pk]
    assert ask("state=closed") == [first.pk] == ask("state=done") == ask("on_time=0")
    assert ask("state=open") == [second.pk] == ask("received_from=2024-10") == ask("sort=due")
    assert ask("received_from=2024-09&received_to=2024-09") == [first.pk]
    assert (
        ask("closed_from=2024-10&closed_to=2024-10") == [first.pk]
        and ask("closed_to=2024-09") == []
    )
    assert ask("q=照明") == [second.pk] and ask("q=道路&state=open") == []
    # Twenty working days from 8 October 2024 (12 October is worked) end on 4 November, today: not overdue.
    assert second.next_due == date(2024, 11, 4) and ask("overdue=on") == []
    with moment.at(date(2024, 11, 5)):
        client = house.client(house.alice)
        assert ask("overdue=on") == [second.pk]
    assert ask(f"unit={house.bureau.pk}") == [second.pk, first.pk]
    assert ask("mine=on") == [second.pk, first.pk]
    assert ask("state=nonsense") == [] and ask("received_from=2024") == []
    told = client.get(URL + "?received_from=2024")
    assert (
        list(told.context["form"].errors) == ["received_from"]
        and "is-invalid" in told.content.decode()
    )
    assert ask("after=nonsense") == [second.pk, first.pk]


def test_other_units_see_nothing_and_the_inspector_sees_masked_names(house):
    house.appeal()
    town = house.client(house.tom).get(URL)
    assert list(town.context["rows"]) == [] and "这里还没有事项" in town.content.decode()
    text = house.client(house.ida).get(URL).content.decode()
    assert "张某某关于道路规划的申诉" in text and "张三丰" not in text
    assert "张三丰关于道路规划的申诉" in house.client(house.alice).get(URL).content.decode()


def test_many_at_once_is_whole_or_absent(house):
    rows = many(house, 3)
    client = house.client(house.alice)
    ticked = {"ids": [m.pk for m in rows], "step": "note"}
    assert "为所勾选的 3 项办理" in client.post(URL + "bulk/", ticked).content.decode()
    sent = ticked | {
        "confirm": "1",
        "note": "已统一告知",
        "on": "2024-11-04",
        "idempotency_key": "b1",
    }
    for _ in range(2):
        assert client.post(URL + "bulk/", sent).status_code == 302
    notes = JournalRow.objects.unscoped("test").filter(step="note")
    assert notes.count() == 3
    assert client.post(URL + "bulk/", sent | {"step": "reply"}).status_code == 404
    refused = client.post(
        URL + "bulk/", sent | {"step": "assign", "handler": "alice", "idempotency_key": "b3"}
    )
    assert refused.status_code == 422 and "3 项不能办理" in refused.content.decode()
    outside = house.client(house.tom).post(URL + "bulk/", ticked)
    assert outside.status_code == 302
    head = house.client(house.carol).post(
        URL + "bulk/", sent | {"step": "assign", "handler": "bob", "idempotency_key": "b2"}
    )
    assert head.status_code == 302
    assert set(Matter.objects.unscoped("test").values_list("handler__username", flat=True)) == {
        "bob"
    }


def test_an_unknown_ledger_is_not_there_and_a_stranger_signs_in(house, client):
    assert house.client(house.alice).get("/ledger/nothing/").status_code == 404
    answer = client.get(URL)
    assert answer.status_code == 302 and reverse("login") in answer["Location"]
