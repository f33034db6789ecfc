"""Lawful erasure: what names a person goes, what was done stays, and history still holds."""

from datetime import date

import pytest
from django.db import connection

from yifa.kernel import crypto, moment
from yifa.kernel.errors import Incomplete, NotAllowed, WrongState
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.redact import redact
from yifa.kernel.journal.verify import verify
from yifa.kernel.matter import registry
from yifa.kernel.matter.act import act
from yifa.kernel.matter.erasure import kept_until
from yifa.kernel.matter.models import Delivery, Matter, Party
from yifa.kernel.scope.actor import Actor
from yifa.kernel.tests.house import House
from yifa.kernel.tests.test_act import letter

pytestmark = pytest.mark.django_db
NUMBER, PHONE = "110101199001011234", "13912345678"
DECISION = {"ground": "unlawful", "basis": "个人信息保护法第四十七条第一款第四项，〔2026〕3号"}


@pytest.fixture
def house():
    return House()


@pytest.fixture
def closed(house):
    """A letter of 王小明, answered on 2024-09-30."""
    matter = letter(house, title="王小明关于道路的来信")
    Party.objects.create(
        matter=matter, role="来信人", kind="natural", name="王小明", identity_number=NUMBER, phone=PHONE, address="某路1号",
    )  # fmt: skip
    Party.objects.create(matter=matter, role="第三人", kind="enterprise", name="某建设公司")
    act(Actor.of(house.alice), matter, "note", {"note": f"王小明来电 {PHONE}"}, on=date(2024, 9, 3))
    act(Actor.of(house.bob), matter, "review", on=date(2024, 9, 10))
    served = {"recipient": "王小明", "method": "direct", "served_on": "2024-09-30"}
    act(Actor.of(house.alice), matter, "deliver", served, on=date(2024, 9, 30))
    return act(Actor.of(house.carol), matter, "reply", on=date(2024, 9, 30))


def erase(house, matter, data=DECISION, on=date(2026, 3, 2), who="carol"):
    with moment.at(on):
        return act(Actor.of(getattr(house, who)), matter.pk, "erase", data, on=on)


def everything():
    """Every text that the database holds, sealed ones opened."""
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in map(str, row):
                    sealed = crypto.is_sealed(value)
                    said.append(crypto.decrypt(value) if sealed else value)
    return "\n".join(said)


def test_nothing_that_names_the_person_is_left(house, closed):
    before = everything()
    assert "王小明" in before and NUMBER in before and PHONE in before
    erase(house, closed)
    after = everything()
    assert (
        "王小明" not in after
        and NUMBER not in after
        and PHONE not in after
        and "某路1号" not in after
    )
    assert "某建设公司" in after
    assert Matter.objects.unscoped("test").get().title == "王某某关于道路的来信"
    assert Delivery.objects.get().recipient == "王某某"


def test_what_was_done_and_every_hash_stay(house, closed):
    def kept():
        rows = JournalRow.objects.unscoped("test").filter(matter=closed).order_by("seq")
        return list(
            rows.values_list(
                "seq", "step", "actor_name", "on", "payload_digest", "row_digest", "hash"
            )
        )

    before = kept()
    erase(house, closed)
    assert kept()[: len(before)] == before
    assert [row[1] for row in kept()] == ["receive", "note", "review", "deliver", "reply", "erase"]
    assert verify().breaks == []
    now = Matter.objects.unscoped("test").get()
    assert (now.number, now.state, now.on_time, now.duration_days) == (
        closed.number, closed.state, closed.on_time, closed.duration_days,
    )  # fmt: skip


TAMPERED = {
    "a limit moved": "UPDATE kernel_clock SET due_on = '2031-01-01'",
    "a service moved": "UPDATE kernel_delivery SET served_on = '2024-09-01'",
    "a party renamed": "UPDATE kernel_party SET name = '别人' WHERE kind = 'natural'",
    "the matter altered": "UPDATE kernel_matter SET closed_on = '2024-09-29'",
    "a service taken out": "DELETE FROM kernel_delivery",
    "a party put in": "INSERT INTO kernel_party ({0}) SELECT {0} FROM kernel_party WHERE kind = 'natural'",
    "contents taken away": "UPDATE kernel_journalrow SET payload = '', salt = '' WHERE step = 'erase'",
}


@pytest.mark.parametrize("tampering", TAMPERED)
def test_tampering_is_found_after_an_erasure_as_before(house, closed, tampering):
    erase(house, closed)
    assert verify().breaks == []
    columns = [f.column for f in Party._meta.concrete_fields if not f.primary_key]
    with connection.cursor() as cursor:
        cursor.execute(TAMPERED[tampering].format(", ".join(f'"{c}"' for c in columns)))
    places = [b.where for b in verify().breaks]
    assert places and all(closed.number in p or closed.stream in p for p in places)


def test_what_is_done_after_an_erasure_is_verified_too(house, closed):
    erase(house, closed)
    with moment.at(date(2026, 3, 3)):
        note = {"recipient": "某建设公司", "method": "direct", "served_on": "2026-03-03"}
        act(Actor.of(house.alice), closed.pk, "deliver", note, on=date(2026, 3, 3))
    assert verify().breaks == []


def test_the_act_of_erasing_says_its_ground(house, closed):
    erase(house, closed)
    rows = JournalRow.objects.unscoped("test").filter(matter=closed).order_by("seq")
    assert [bool(r.payload) for r in rows] == [False] * 5 + [True]
    last = rows.last()
    assert "〔2026〕3号" in last.payload and last.cite == "个人信息保护法第四十七条"


def test_only_the_head_and_only_when_closed(house, closed):
    with pytest.raises(NotAllowed):
        erase(house, closed, who="alice")
    running = letter(house)
    with pytest.raises(WrongState):
        erase(house, running)


def test_that_the_period_is_over_must_be_true(house, closed, monkeypatch):
    over = {"ground": "kept", "basis": "档案保管期限表"}
    with pytest.raises(Incomplete, match="没有登记保存期限"):
        erase(house, closed, over)
    versions = registry._procedures["test.letter"]
    from dataclasses import replace

    monkeypatch.setitem(
        registry._procedures, "test.letter", [replace(versions[0], retention_years=10)]
    )
    procedure = registry._procedures["test.letter"][0]
    # Closed on 2024-09-30 and kept ten years from the end of that year.
    assert kept_until(closed, procedure) == date(2034, 12, 31)
    with pytest.raises(Incomplete, match="2034-12-31"):
        erase(house, closed, over, on=date(2034, 12, 31))
    erase(house, closed, over, on=date(2035, 1, 1))
    assert "王小明" not in everything()


def test_a_refused_erasure_erases_nothing(house, closed):
    with pytest.raises(Incomplete):
        erase(house, closed, {"ground": "kept", "basis": "x"})
    assert "王小明" in everything()


def test_redaction_is_the_only_change_the_guard_lets_through(house, closed):
    from django.db import DatabaseError, transaction

    row = JournalRow.objects.unscoped("test").filter(matter=closed).first()
    for change in (
        {"payload": ""},
        {"salt": ""},
        {"payload": "{}", "salt": ""},
        {"title": "x", "payload": "", "salt": ""},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            JournalRow.objects.unscoped("test").filter(pk=row.pk).update(**change)
    assert redact({closed.stream}) == 5
    assert redact({closed.stream}) == 0


def test_history_can_be_erased_again_after_it_went_on(house, closed):
    erase(house, closed)
    with moment.at(date(2026, 3, 3)):
        reopened = {"reason": "更正", "state": "reviewed"}
        act(Actor.of(house.carol), closed.pk, "reopen", reopened, on=date(2026, 3, 3))
        act(Actor.of(house.alice), closed.pk, "note", {"note": PHONE}, on=date(2026, 3, 3))
        act(Actor.of(house.carol), closed.pk, "reply", on=date(2026, 3, 3))
    erase(house, closed, on=date(2026, 3, 4))
    assert PHONE not in everything()
