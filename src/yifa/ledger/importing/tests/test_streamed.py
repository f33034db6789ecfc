"""A long import goes by column; what it leaves in the table and the journal is what a short one leaves."""

from datetime import date

import pytest
from django.db import connection, transaction

from yifa.kernel import moment
from yifa.kernel.bulk import insert_columns
from yifa.kernel.copying import Same
from yifa.kernel.entry import enter as door
from yifa.kernel.entry.enter import Standing, enter_many
from yifa.kernel.entry.register import register_of
from yifa.kernel.errors import Conflict
from yifa.kernel.journal import chain, many
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.scope.actor import Actor
from yifa.ledger.importing import reader
from yifa.ledger.importing.models import ImportChunk
from yifa.ledger.importing.stage import plan_of, stage
from yifa.ledger.importing.tests.sheets import HEAD, as_csv, as_xlsx, item
from yifa.ledger.importing.tests.test_commit import bring, items

pytestmark = pytest.mark.django_db
ROWS = 230
UGLY = (
    "反斜杠\\与\\N",
    "制表\t换行\n回车\r",
    "百分之百 100% %s %(a)s",
    '引号"与控制符\x0b',
    "𠮷野家 😀",
    "\\.",
)


def values(n, **changed):
    given = {
        "name": f"{UGLY[n % len(UGLY)]}{n}", "main_item": "未分类", "item_code": f"511C-{n:04d}", "area_code": "330702000000",
        "item_type": "20", "department_name": "区司法局", "department_code": "11330702056851584G",
        "link": f"http://example.gov.cn/item?code={n}",
    }  # fmt: skip
    return given | changed


def left_behind():
    """The table without its keys, and the journal without what is drawn or depends on it."""
    outside = {"id", "recorded_at"}
    rows = [
        {k: v for k, v in r.items() if k not in outside}
        for r in items().order_by("key", "version").values()
    ]
    lines = JournalRow.objects.unscoped("test").filter(stream__startswith="service_item:")
    drawn = {"id", "salt", "payload_digest", "row_digest", "previous", "hash", "recorded_at"}
    return rows, [
        {k: v for k, v in r.items() if k not in drawn} for r in lines.order_by("stream", "seq").values()
    ]  # fmt: skip


def entered(house, size):
    """New, then some of them changed, some the same: in batches of `size`."""
    new = [Standing(values(n), house.bureau, source={"file": "f", "row": n}) for n in range(ROWS)]
    again = [
        Standing(values(n, name=f"改了{n}") if n % 3 else values(n), house.bureau, f"511C-{n:04d}")
        for n in range(ROWS)
    ]
    whats = []
    with transaction.atomic(), moment.at(date(2026, 3, 2)):
        for wanted, day in ((new, date(2026, 3, 2)), (again, date(2026, 3, 4))):
            for at in range(0, ROWS, size):
                done = enter_many(
                    house.machine, "service_item", wanted[at : at + size], on=day, reason="导入 100% \\ 表",
                    source_system="网", how="imported",
                )  # fmt: skip
                whats += [
                    (e.key, e.version, e.what, e.entry.name, e.entry.valid_from) for e in done
                ]
        assert verify().whole
        found = left_behind()
        transaction.set_rollback(True)
    return whats, found


def test_by_column_and_row_by_row_leave_the_same(house, monkeypatch):
    asked = []
    real = door.stream
    monkeypatch.setattr(door, "stream", lambda *a: asked.append(len(a[1])) or real(*a))
    by_column = entered(house, ROWS)
    assert asked == [ROWS, ROWS - len(range(0, ROWS, 3))]
    by_row = entered(house, 46)
    assert len(asked) == 2
    assert by_column == by_row
    assert len(by_column[1][0]) == 2 * ROWS - len(range(0, ROWS, 3))


def test_a_long_sheet_is_imported_changed_and_imported_again(house):
    bring(house, [HEAD, *(item(n) for n in range(ROWS))])
    rows = [item(n, 事项名称=f"改了 {n}") if n % 3 == 0 else item(n) for n in range(ROWS + 5)]
    _, found = bring(house, [HEAD, *rows])
    changed = len(range(0, ROWS, 3))
    assert found.counts == {"added": 5, "changed": changed, "same": ROWS - changed, "bad": 0}
    _, again = bring(house, [HEAD, *rows])
    assert again.counts == {"added": 0, "changed": 0, "same": ROWS + 5, "bad": 0}
    assert verify().whole


def test_a_chain_that_stands_already_without_its_entry_is_a_conflict(house):
    """The journal has a line under the key though the table has no row: nothing is written over it."""
    line = chain.Line("service_item:511C-0007", "enter", "enter", "t", None, "机", date(2026, 3, 2))
    chain.append([line])
    wanted = [Standing(values(n), house.bureau) for n in range(ROWS)]
    with pytest.raises(Conflict, match="他人"), transaction.atomic():
        enter_many(house.machine, "service_item", wanted)
    assert not items().exists()


def test_the_ends_of_many_chains_are_the_ends_of_each(house):
    lines = [
        chain.Line(f"t:{n % 7}", "event", "x", "t", None, "机", date(2026, 3, 2)) for n in range(20)
    ]
    chain.append(lines)
    streams = {f"t:{n}" for n in range(9)}
    assert many.heads(streams) == chain.heads(streams)
    assert many.heads(streams)["t:0"][0] == 3


def test_rows_are_found_by_many_texts_at_once(house):
    register = register_of("service_item").model
    bring(house, [HEAD, *(item(n) for n in range(4))])
    found = register.objects.unscoped("t").filter(key__among=["511C-0001", "511C-0003", "没有", "'\"\\"])  # fmt: skip
    assert sorted(found.values_list("key", flat=True)) == ["511C-0001", "511C-0003"]
    assert not register.objects.unscoped("t").filter(key__among=[]).exists()


def test_a_small_sheet_beside_the_large_one_is_read_and_the_large_one_chosen(house):
    raw = as_xlsx([HEAD, *(item(n) for n in range(ROWS))], sheets=[("填表说明", [["按列填写"]])])
    from yifa.ledger.importing.commit import commit
    from yifa.ledger.importing.stage import stage

    alice = house.actor(house.alice)
    run = stage(alice, register_of("service_item"), house.bureau, raw=raw)
    assert run.sheet == "事项"
    assert commit(alice, run).counts["added"] == ROWS


def test_every_row_bad_is_every_row_named(house):
    _, found = bring(house, [HEAD, *(item(n, 事项编码="") for n in range(ROWS))])
    assert found.counts["bad"] == ROWS
    assert {p.row for p in found.errors} == set(range(2, ROWS + 2))


def test_a_block_of_nothing_but_remarks_follows_a_block_of_rows(house, monkeypatch):
    monkeypatch.setattr(reader, "BLOCK", 4)
    head = ["编号", "专班", "日期", "来自", "内容", "凭据"]
    praise = [
        [f"BY-{n}", "项目专班", "2026-02-01", "某公司", "办得快", "锦旗"] for n in range(1, 4)
    ]
    raw = as_csv([head, *praise, ["填表人：何小满"], ["审核人：许平"]])
    clerk = Actor.system("接口")
    run = stage(clerk, register_of("service_praise"), house.bureau, raw=raw)
    assert run.chunks().count() == 2
    plan = plan_of(clerk, run)
    assert (plan.counts["added"], plan.counts["bad"]) == (3, 0), plan.problems


def test_equal_sensitive_values_have_each_their_own_cipher_text(house):
    run, _ = bring(house, [HEAD, item(1)])
    chunk = {
        "run_id": Same(run.pk), "number": [7, 8], "first": [0, 0], "cells": ["同一段文字"] * 2, "staged": Same(""),
        "problems": Same(""), "made": Same([]),
    }  # fmt: skip
    insert_columns(ImportChunk, chunk, 2)
    assert [c.cells for c in run.chunks().filter(number__in=[7, 8])] == ["同一段文字"] * 2
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cells FROM ledger_importchunk WHERE number IN (7, 8) AND run_id = %s",
            [run.pk],
        )
        kept = [cells for (cells,) in cursor.fetchall()]
    assert len(set(kept)) == 2 and not any("同一段文字" in cells for cells in kept)
