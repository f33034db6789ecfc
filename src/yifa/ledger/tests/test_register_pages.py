"""Register pages: what stands on a day, all versions with their reasons, and the forms through the one door."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.urls import reverse

from yifa.kernel import moment
from yifa.kernel.duty.models import Duty
from yifa.kernel.entry import register as register_module
from yifa.kernel.entry.enter import enter
from yifa.kernel.entry.register import Register, register_entries
from yifa.kernel.journal.verify import verify
from yifa.kernel.scope.actor import Actor

URL = "/registers/test_duties/"


class BoardForm(forms.Form):
    """A small register over a table that every installation has."""

    code = forms.CharField(label="代码", max_length=20)
    title = forms.CharField(label="名称", max_length=40)
    room = forms.CharField(initial="test", widget=forms.HiddenInput)
    kind = forms.CharField(initial="board", widget=forms.HiddenInput)
    every = forms.ChoiceField(label="周期", choices=[("month", "每月"), ("year", "每年")])


def _key(data):
    return f"b:{data['code']}"


BOARDS = Register(
    id="test_duties", title="公开栏登记", room="appeals", model=Duty, form=BoardForm, key=_key, cite="测试办法第二条",
    columns=(("title", "名称"), ("every", "周期"), ("unit", "单位"), ("valid_from", "自")),
)  # fmt: skip


@pytest.fixture
def boards(house):
    register_entries(BOARDS)
    for n, title in enumerate(("村务公开栏", "党务公开栏", "财务公开栏")):
        values = {"code": str(n), "title": title, "room": "test", "kind": "board", "every": "month"}
        enter(
            Actor.of(house.alice),
            BOARDS,
            values,
            unit=house.bureau,
            on=date(2024, 3, 1),
            reason="初次登记",
        )
    yield house
    # The journal is asked of every register: one that only this file knows must not outlive it.
    del register_module._registers["test_duties"]


def titles(answer):
    return [cells[0] for _row, cells in answer.context["rows"]]


def test_what_stood_on_a_day_and_what_has_ended(boards):
    client = boards.client(boards.alice)
    assert titles(client.get(URL)) == ["村务公开栏", "党务公开栏", "财务公开栏"]
    assert "每月" in client.get(URL).content.decode()
    enter(
        Actor.of(boards.alice),
        BOARDS,
        {},
        unit=boards.bureau,
        key="b:1",
        end=True,
        on=date(2024, 6, 1),
        reason="撤并",
    )
    assert titles(client.get(URL)) == ["村务公开栏", "财务公开栏"]
    assert titles(client.get(URL + "?on=2024-05-31")) == ["村务公开栏", "党务公开栏", "财务公开栏"]
    assert titles(client.get(URL + "?on=2024-06-01")) == ["村务公开栏", "财务公开栏"]
    assert titles(client.get(URL + "?ended=1")) == ["党务公开栏"]
    assert titles(client.get(URL + "?on=2023-01-01")) == []
    assert titles(client.get(URL + "?q=村务")) == ["村务公开栏"]
    assert titles(boards.client(boards.tom).get(URL)) == []


def test_pages_by_key(boards, monkeypatch):
    from yifa.ledger.pages import registers

    monkeypatch.setattr(registers, "SIZE", 2)
    client = boards.client(boards.alice)
    first = client.get(URL)
    assert titles(first) + titles(client.get(first.context["next"])) == [
        "村务公开栏",
        "党务公开栏",
        "财务公开栏",
    ]


def test_an_entry_shows_every_version_with_its_reason(boards):
    client = boards.client(boards.alice)
    row = Duty.objects.unscoped("test").get(key="b:0")
    page = reverse("entry", args=["test_duties", row.pk])
    form = {
        "code": "0",
        "title": "村务监督公开栏",
        "room": "test",
        "kind": "board",
        "every": "year",
        "on": "2024-09-01",
    }
    change = reverse("entry_change", args=["test_duties", row.pk])
    assert 'value="村务公开栏"' in client.get(change).content.decode()
    refused = client.post(change, form)
    assert refused.status_code == 422 and "请写明变动理由" in refused.content.decode()
    assert 'value="村务监督公开栏"' in refused.content.decode()
    answer = client.post(change, form | {"reason": "合并设置"})
    newest = Duty.objects.unscoped("test").get(key="b:0", valid_to=None)
    assert (
        answer["Location"] == reverse("entry", args=["test_duties", newest.pk])
        and newest.version == 2
    )
    text = client.get(page).content.decode()
    assert "这是历史版本" in text and "第 2 版" in text and "合并设置" in text
    assert "村务公开栏 → 村务监督公开栏" in text and "每月 → 每年" in text
    assert client.get(change).status_code == 422
    assert verify().breaks == []


def test_adding_ending_and_who_may(boards):
    client = boards.client(boards.alice)
    new = reverse("entry_new", args=["test_duties"])
    assert "autofocus" in client.get(new).content.decode()
    form = {
        "code": "9",
        "title": "新栏",
        "room": "test",
        "kind": "board",
        "every": "month",
        "unit": boards.bureau.pk,
    }
    assert client.post(new, form | {"on": "2024-09-01", "reason": "新设"}).status_code == 302
    again = client.post(new, form | {"on": "2024-09-01", "title": "又一个"})
    assert again.status_code == 422 and "已有现行登记" in again.content.decode()
    elsewhere = client.post(new, form | {"code": "10", "unit": boards.town.pk})
    assert elsewhere.status_code == 422 and "请选择您有权登记的单位" in elsewhere.content.decode()
    row = Duty.objects.unscoped("test").get(key="b:9")
    end = reverse("entry_end", args=["test_duties", row.pk])
    assert client.post(end, {"on": "2024-10-01"}).status_code == 422
    assert client.post(end, {"on": "2024-10-01", "reason": "停用"}).status_code == 302
    row.refresh_from_db()
    assert row.valid_to == date(2024, 10, 1)
    inspector = boards.client(boards.ida)
    assert inspector.get(new).status_code == 403
    other = Duty.objects.unscoped("test").get(key="b:2")
    assert (
        inspector.post(
            reverse("entry_end", args=["test_duties", other.pk]), {"reason": "x"}
        ).status_code
        == 403
    )
    assert (
        boards.client(boards.tom).get(reverse("entry", args=["test_duties", other.pk])).status_code
        == 404
    )


def test_the_organisations_registers_are_not_here(boards):
    client = boards.client(boards.alice)
    for register_id in ("post", "account", "nothing"):
        assert client.get(f"/registers/{register_id}/").status_code == 404


def test_from_a_key_to_its_newest_version(boards):
    row = Duty.objects.unscoped("test").get(key="b:1")
    answer = boards.client(boards.alice).get(
        reverse("entry_by_key", args=["test_duties"]) + "?key=b:1"
    )
    assert answer["Location"] == reverse("entry", args=["test_duties", row.pk])
    assert (
        boards.client(boards.alice).get(reverse("entry_by_key", args=["test_duties"])).status_code
        == 404
    )


def test_recorded_later_is_told(boards):
    with moment.at(date(2024, 9, 20)):
        values = {"code": "7", "title": "补登的", "room": "test", "kind": "board", "every": "month"}
        done = enter(
            Actor.of(boards.alice),
            BOARDS,
            values,
            unit=boards.bureau,
            on=date(2024, 9, 2),
            how="late",
        )
        row = Duty.objects.unscoped("test").get(key=done.entry.key)
        text = (
            boards.client(boards.alice)
            .get(reverse("entry", args=["test_duties", row.pk]))
            .content.decode()
        )
    assert "登记于 18 天后" in text
