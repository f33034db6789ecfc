"""History that was altered is found, and the place is told."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from yifa.kernel.journal import seal
from yifa.kernel.journal.anchor import anchor
from yifa.kernel.journal.guard import guard_sql, unguard_sql
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.matter.models import Matter
from yifa.kernel.tests.house import House
from yifa.kernel.tests.test_act import letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(settings, tmp_path):
    settings.YIFA_ANCHOR = str(tmp_path / "anchors.jsonl")
    return letter(House())


def tamper(sql, *params):
    with connection.cursor() as cursor:
        for statement in unguard_sql(connection.vendor):
            cursor.execute(statement)
        cursor.execute(sql, params)
        for statement in guard_sql(connection.vendor):
            cursor.execute(statement)


def test_the_database_refuses_to_change_or_delete_a_row(matter):
    for sql in ("UPDATE kernel_journalrow SET title = 'x'", "DELETE FROM kernel_journalrow"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as c,
        ):
            c.execute(sql)


def test_one_changed_character_of_a_payload_is_located(matter):
    row = JournalRow.objects.unscoped("test").get(matter=matter)
    tamper(
        "UPDATE kernel_journalrow SET payload = %s WHERE id = %s",
        row.payload.replace("道路", "道璐"),
        row.pk,
    )
    broken = verify().breaks
    assert [b.what for b in broken] == ["内容被改动（payload）"]
    assert matter.stream in broken[0].where and "第 1 条" in broken[0].where


def test_a_changed_matter_row_is_located(matter):
    tamper("UPDATE kernel_matter SET title = 'x' WHERE id = %s", matter.pk)
    assert matter.number in verify().breaks[0].where


def test_a_changed_header_is_located(matter):
    tamper("UPDATE kernel_journalrow SET actor_name = '别人' WHERE matter_id = %s", matter.pk)
    assert "记录头被改动" in verify().breaks[0].what


def test_a_tail_cut_before_the_last_anchor_is_found(matter):
    seal.seal_waiting()
    anchor()
    assert verify().breaks == []
    tamper("DELETE FROM kernel_sealedrow")
    tamper("DELETE FROM kernel_seal")
    assert any("库外锚点" in b.what for b in verify().breaks)


def test_content_emptied_without_the_act_that_orders_it_is_located(matter):
    # A lawful erasure, which the chain survives, is in test_erasure.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kernel_journalrow SET payload = '', salt = '' WHERE matter_id = %s", [matter.pk]
        )
    assert any("内容已清空" in b.what for b in verify().breaks)


def test_sealing_twice_adds_nothing(matter):
    assert seal.seal_waiting() > 0
    assert seal.seal_waiting() == 0
    assert anchor() > 0
    assert anchor() == 0
    assert Matter.objects.unscoped("test").get(pk=matter.pk).received_on == date(2024, 9, 2)
