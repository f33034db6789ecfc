"""Whatever was altered outside the doors is found, and the place is told: rows of every table, versions, ends, anchors."""

from __future__ import annotations

import json
import random
from datetime import date
from itertools import pairwise

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from yifa.kernel.crypto import canonical
from yifa.kernel.dossier.files import path_of
from yifa.kernel.dossier.models import Document
from yifa.kernel.duty.models import Obligation
from yifa.kernel.entry.enter import enter
from yifa.kernel.journal import anchor, seal
from yifa.kernel.journal.chain import snapshot
from yifa.kernel.journal.chains import parts
from yifa.kernel.journal.guard import guard_sql, unguard_sql
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.text import Content
from yifa.kernel.journal.verify import verify
from yifa.kernel.matter.act import act
from yifa.kernel.matter.models import Clock, ClockPause, Delivery, Matter
from yifa.kernel.organization.models import Post
from yifa.kernel.scope.actor import Actor
from yifa.kernel.tests.house import House
from yifa.kernel.tests.test_act import letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return House()


@pytest.fixture
def matter(house):
    """A letter with a paused clock, a delivery and a file."""
    found = letter(house)
    alice = Actor.of(house.alice)
    act(alice, found.pk, "ask", on=date(2024, 9, 4))
    act(
        alice,
        found.pk,
        "deliver",
        {"recipient": "来信人", "method": "direct", "served_on": "2024-09-05"},
        on=date(2024, 9, 5),
    )
    act(
        alice, found.pk, "attach", {"file_title": "照片"}, on=date(2024, 9, 6),
        files={"file": SimpleUploadedFile("现场.png", b"\x89PNG\r\n\x1a\n" + b"pixels" * 40)},
    )  # fmt: skip
    assert verify().breaks == []
    return Matter.objects.unscoped("test").get(pk=found.pk)


def change(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def found():
    return [f"{b.where}: {b.what}" for b in verify().breaks]


ALTERED = {
    "kernel_matter": ("title", "改过的名称"),
    "kernel_clock": ("due_on", date(2030, 1, 1)),
    "kernel_clockpause": ("ground", "改过的事由"),
    "kernel_delivery": ("served_on", date(2024, 9, 30)),
    "kernel_document": ("title", "改过的题名"),
}


@pytest.mark.parametrize("table", ALTERED)
def test_an_altered_row_is_located(matter, table):
    column, value = ALTERED[table]
    change(f"UPDATE {table} SET {column} = %s", value)
    assert [matter.number in line for line in found()] == [True]
    assert "不一致" in found()[0]


@pytest.mark.parametrize("table", ["kernel_clockpause", "kernel_delivery", "kernel_document"])
def test_a_row_taken_away_is_located(matter, table):
    change(f"DELETE FROM {table}")
    assert [matter.number in line and "已不存在" in line for line in found()] == [True]


def test_a_row_put_in_is_located(matter):
    change(
        "INSERT INTO kernel_recusal (matter_id, user_id, ground, decided_by, \"on\") SELECT id, %s, 'x', 'x', '2024-09-09' "
        "FROM kernel_matter", matter.handler_id,
    )  # fmt: skip
    assert [matter.number in line and "没有任何办理记录" in line for line in found()] == [True]


def test_a_matter_put_in_is_located(matter):
    Matter.objects.bulk_create(
        [Matter(room="test", procedure="test.letter", procedure_since=date(2020, 1, 1), number="伪造-1", unit=matter.unit,
                state="received", received_on=date(2024, 9, 2), last_on=date(2024, 9, 2), received_ym=202409)]
    )  # fmt: skip
    assert found() == ["事项 伪造-1: 没有任何办理记录"]


def test_authority_given_back_past_its_end_is_located(house):
    key = Post.objects.unscoped("test").get(user=house.tom).key
    enter(house.machine, "post", {}, unit=house.town, on=date(2024, 5, 1), key=key, end=True)
    assert found() == []
    change("UPDATE kernel_post SET valid_to = NULL WHERE key = %s", key)
    assert [key in line and "失效日期" in line for line in found()] == [True]


def test_a_planned_end_stands_in_the_record(house):
    key = Post.objects.unscoped("test").get(user=house.carol).key
    enter(
        house.machine, "delegation", {"post_key": key, "deputy": "bob"}, unit=house.bureau, on=date(2024, 5, 1),
        until=date(2024, 5, 10),
    )  # fmt: skip
    assert found() == []
    change("UPDATE kernel_delegation SET valid_to = %s", date(2034, 5, 10))
    assert ["失效日期" in line for line in found()] == [True]


def test_an_old_version_is_verified_like_the_newest(house):
    key = Post.objects.unscoped("test").get(user=house.tom).key
    values = {
        "user": "tom",
        "at": "town1",
        "role": "case_handler",
        "reach": "unit",
        "title": "科员",
    }
    enter(house.machine, "post", values, unit=house.town, on=date(2024, 5, 1), key=key)
    assert found() == []
    change("UPDATE kernel_post SET role = 'head' WHERE key = %s AND version = 1", key)
    assert ["第 1 条记录时不一致" in line for line in found()] == [True]


def test_a_post_put_in_is_located(house):
    row = Post.objects.unscoped("test").get(user=house.tom)
    row.pk, row.key, row.role = None, "tom@sfj:head:", "head"
    Post.objects.bulk_create([row])
    assert found() == ["任职 tom@sfj:head:: 没有登记记录"]


def test_an_account_put_in_or_opened_again_is_located(house):
    change("UPDATE kernel_user SET name = '冒名' WHERE username = 'tom'")
    assert found() == ["账号 tom: 与最近一次登记不一致"]
    change("UPDATE kernel_user SET name = '汤姆', username = 'thief' WHERE username = 'tom'")
    assert set(found()) == {"账号 thief: 没有登记记录", "账号 tom: 有登记而账号已不存在"}


def test_a_unit_moved_in_the_tree_is_located(house):
    change("UPDATE kernel_unit SET name = '别的局' WHERE code = 'sfj'")
    assert found() == ["单位 sfj: 与最近一次登记不一致"]


def test_an_obligation_said_to_be_met_needs_its_record(house):
    Obligation.objects.bulk_create(
        [Obligation(duty_key="k", unit=house.bureau, title="季报", period="2024-Q3", period_ym=202409, due_on=date(2024, 9, 30),
                    met_on=date(2024, 9, 1), met_by="matter:none", on_time=1)]
    )  # fmt: skip
    assert ["没有这一记录" in line for line in found()] == [True]


def test_a_changed_byte_of_a_file_is_located(matter):
    digest = Document.objects.unscoped("test").exclude(digest="").get().digest
    path = path_of(digest)
    whole = path.read_bytes()
    for at in random.Random(1).sample(range(len(whole)), 5):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert ["照片" in line and "文件内容被改动" in line for line in found()] == [True]
    path.write_bytes(whole)
    assert found() == []


def anchored(matter):
    seal.seal_waiting()
    anchor.anchor()
    act(Actor.system(), matter.pk, "note", {"note": "再记"}, on=date(2024, 9, 10))
    seal.seal_waiting()
    anchor.anchor()
    assert found() == []
    return anchor.anchor_path()


def test_every_changed_byte_of_the_anchors_is_found(matter):
    path = anchored(matter)
    whole = path.read_bytes()
    for at in random.Random(2).sample(range(len(whole)), 30):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert any("锚点" in line for line in found()), (at, whole[at : at + 1])


def test_an_anchor_line_taken_out_is_located(matter):
    path = anchored(matter)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[1:]))
    assert any("第 1 行" in line and "有行被删改" in line for line in found())


def test_anchors_signed_by_another_key_are_refused(matter, settings, tmp_path):
    path = anchored(matter)
    settings.YIFA_ANCHOR_KEY = "A" * 43 + "="
    forged = anchor.signed(
        {
            k: v
            for k, v in json.loads(path.read_text().splitlines()[0]).items()
            if k not in ("key", "signature")
        }
    )
    path.write_text(canonical(forged) + "\n")
    assert any("签名不符" in line for line in found())


def test_a_second_place_that_tells_otherwise_is_found(matter, settings, tmp_path):
    settings.YIFA_ANCHOR_COPY = str(tmp_path / "elsewhere" / "anchors.jsonl")
    path = anchored(matter)
    second = tmp_path / "elsewhere" / "anchors.jsonl"
    assert second.read_bytes() == path.read_bytes()
    # Whoever holds the first place and the key rewrites it; the second still tells.
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    change("DELETE FROM kernel_sealedrow")
    change("DELETE FROM kernel_seal")
    path.write_text("")
    assert lines and any("尾部被截去" in line or "两处锚点不符" in line for line in found())


def test_content_taken_away_without_the_act_that_orders_it_is_located(matter):
    change(
        "UPDATE kernel_journalrow SET payload = '', salt = '' WHERE matter_id = %s AND step = 'deliver'",
        matter.pk,
    )
    assert any(
        matter.stream in line and "第 3 条" in line and "没有删除个人信息的记录" in line
        for line in found()
    )


def test_the_parts_cover_every_stream_once():
    edges = [(p.first, p.end) for p in parts()]
    assert edges[0][0] == "" and edges[-1][1] == ""
    assert all(a[1] == b[0] for a, b in pairwise(edges))


def test_the_quick_text_is_the_canonical_text(matter):
    for model in (Matter, Clock, ClockPause, Delivery, Document, Post, JournalRow):
        rows = model._default_manager.all()
        rows = rows.unscoped("test") if hasattr(rows, "unscoped") else rows
        texts = dict(Content(model).of(rows))
        assert texts and all(texts[r.pk] == canonical(snapshot(r)[0]) for r in rows)


def test_nothing_deletes_from_the_journal(matter):
    from django.db import DatabaseError, transaction

    rows = JournalRow.objects.unscoped("test")
    for attempt in (
        lambda: rows.filter(matter=matter).delete(),
        lambda: rows.filter(matter=matter).update(title="x"),
        lambda: rows.first().delete(),
        lambda: change("DELETE FROM kernel_journalrow"),
        lambda: change("UPDATE kernel_journalrow SET hash = ''"),
    ):
        with (
            pytest.raises((DatabaseError, Exception), match=r"append-only|protected"),
            transaction.atomic(),
        ):
            attempt()
    assert found() == []


def test_a_whole_stream_rewritten_is_found_by_its_seal(matter):
    seal.seal_waiting()
    with connection.cursor() as cursor:
        for statement in unguard_sql(connection.vendor):
            cursor.execute(statement)
        cursor.execute(
            "UPDATE kernel_journalrow SET hash = %s WHERE matter_id = %s AND step = 'attach'",
            ["f" * 64, matter.pk],
        )
        for statement in guard_sql(connection.vendor):
            cursor.execute(statement)
    assert any("封存内容被改动" in line for line in found())
    assert any("记录头被改动" in line for line in found())
