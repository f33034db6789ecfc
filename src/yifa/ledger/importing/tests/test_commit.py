"""Good rows go in as one; the same file adds nothing; a whole import can be taken back until somebody builds on it."""

from datetime import date

import pytest

from yifa.kernel import crypto, moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.entry.register import register_of
from yifa.kernel.errors import Conflict, NotAllowed, WrongState
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.organization.models import Unit, UnitKind
from yifa.kernel.organization.roles import Role
from yifa.ledger.importing import commit as commit_module
from yifa.ledger.importing.commit import commit, undo
from yifa.ledger.importing.models import ImportRun, RunStatus
from yifa.ledger.importing.stage import plan_of, stage
from yifa.ledger.importing.tests.sheets import HEAD, as_csv, item

pytestmark = pytest.mark.django_db


def items():
    return register_of("service_item").model.objects.unscoped("test")


def bring(house, rows, actor=None, **more):
    who = actor or house.actor(house.alice)
    run = stage(
        who,
        register_of("service_item"),
        house.bureau,
        raw=as_csv(rows),
        file_name="事项.csv",
        **more,
    )
    return run, commit(who, run)


def test_good_rows_go_in_without_the_bad_and_the_import_is_recorded(house):
    run, found = bring(
        house, [HEAD, item(1), item(2, 事项编码=""), item(3)], source_system="政务服务网"
    )
    assert found.counts == {"added": 2, "changed": 0, "same": 0, "bad": 1}
    assert set(items().values_list("key", flat=True)) == {"511C-0001", "511C-0003"}
    assert set(items().values_list("source_system", flat=True)) == {"政务服务网"}
    run.refresh_from_db()
    assert (run.status, run.counts["added"], run.user_name) == (RunStatus.DONE, 2, "艾丽")
    assert len(run.file_digest) == 64
    assert run.problem_list()[0]["row"] == 3
    assert verify().whole


def test_cells_and_problems_are_encrypted_at_rest(house):
    from django.db import connection

    run, _ = bring(house, [HEAD, item(1), item(2, 事项编码="")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT cells FROM ledger_importchunk WHERE run_id = %s", [run.pk])
        (cells,) = cursor.fetchone()
        cursor.execute("SELECT problems FROM ledger_importrun WHERE id = %s", [run.pk])
        (problems,) = cursor.fetchone()
    assert crypto.is_sealed(cells) and crypto.is_sealed(problems)
    assert run.grid().rows[1][2] == "公证业务预约1"


def test_the_same_file_again_writes_nothing(house):
    bring(house, [HEAD, item(1), item(2)])
    before = JournalRow.objects.unscoped("test").filter(verb="enter").count()
    _, found = bring(house, [HEAD, item(1), item(2)])
    assert found.counts == {"added": 0, "changed": 0, "same": 2, "bad": 0}
    assert JournalRow.objects.unscoped("test").filter(verb="enter").count() == before
    assert items().count() == 2


def test_a_changed_row_becomes_a_new_version_and_the_old_one_stays(house):
    with moment.at(date(2026, 3, 2)):
        bring(house, [HEAD, item(1), item(2)])
    with moment.at(date(2026, 4, 1)):
        _, found = bring(house, [HEAD, item(1, 事项名称="公证业务在线预约"), item(2)])
    assert found.counts == {"added": 0, "changed": 1, "same": 1, "bad": 0}
    old, new = items().filter(key="511C-0001").order_by("version")
    assert (old.name, old.valid_from, old.valid_to) == (
        "公证业务预约1",
        date(2026, 3, 2),
        date(2026, 4, 1),
    )
    assert (new.name, new.version, new.valid_to) == ("公证业务在线预约", 2, None)


def test_undo_ends_what_was_added_and_sets_back_what_was_changed(house):
    with moment.at(date(2026, 3, 2)):
        bring(house, [HEAD, item(1)])
    with moment.at(date(2026, 4, 1)):
        run, _ = bring(house, [HEAD, item(1, 事项名称="错的名称"), item(2)])
    with moment.at(date(2026, 4, 3)):
        assert undo(house.actor(house.alice), run, "表格拿错了") == 2
    (standing,) = items().standing()
    assert (standing.key, standing.name, standing.version) == ("511C-0001", "公证业务预约1", 3)
    assert "表格拿错了" in standing.reason
    for day in (date(2026, 3, 15), date(2026, 4, 1), date(2026, 4, 2), date(2026, 5, 1)):
        assert [(i.key, i.name) for i in items().standing(day)] == [("511C-0001", "公证业务预约1")]
    run.refresh_from_db()
    assert (run.status, run.undone_by, run.grid()) == (RunStatus.UNDONE, "艾丽", None)
    assert verify().whole
    with pytest.raises(WrongState):
        undo(house.actor(house.alice), run, "再来一次")


def test_after_undo_the_file_can_come_again(house):
    run, _ = bring(house, [HEAD, item(1)])
    undo(house.actor(house.alice), run, "试一试")
    _, again = bring(house, [HEAD, item(1)])
    assert again.counts["added"] == 1
    assert [i.version for i in items().standing()] == [2]


def test_undo_is_refused_whole_and_says_who_built_on_it(house):
    with moment.at(date(2026, 3, 2)):
        run, _ = bring(house, [HEAD, item(1), item(2)])
    with moment.at(date(2026, 3, 5)):
        bing = house.person("bing", "周兵", house.bureau, Role.CASE_HANDLER)
        bring(house, [HEAD, item(2, 事项名称="已改")], actor=house.actor(bing))
    with pytest.raises(Conflict, match=r"1 项.*511C-0002（周兵 2026-03-05 政务服务事项登记）"):
        undo(house.actor(house.alice), run, "拿错了")
    assert items().standing().count() == 2


def test_undo_is_refused_while_somebody_works_in_a_unit_that_came_in(house):
    """A unit is more than its row: once a person has a post there, it cannot simply go."""
    head = ["单位代码", "名称", "简称", "类别", "上级"]
    rows = [
        [code, name, name, str(UnitKind.choices[1][1]), house.district.name]
        for code, name in (("shuiwu", "区水务局"), ("linye", "区林业局"))
    ]
    into = register_of("unit")
    with moment.at(date(2026, 3, 2)):
        run = stage(house.machine, into, house.district, raw=as_csv([head, *rows]))
        assert commit(house.machine, run).counts["added"] == 2
        unit = Unit.objects.get(code="shuiwu")
        house.person("shui", "水生", unit, Role.CASE_HANDLER)
    with pytest.raises(Conflict, match="shuiwu 已有账号"):
        undo(house.machine, run, "拿错了")
    assert into.model.objects.unscoped("test").standing().filter(key="linye").exists()


def test_undo_asks_for_the_same_authority(house):
    run, _ = bring(house, [HEAD, item(1)])
    with pytest.raises(NotAllowed):
        undo(house.actor(house.tom), run, "不是我的")
    assert items().standing().count() == 1


def test_a_preview_that_no_longer_holds_is_not_committed(house):
    alice = house.actor(house.alice)
    run = stage(
        alice, register_of("service_item"), house.bureau, raw=as_csv([HEAD, item(1), item(2)])
    )
    seen = plan_of(alice, run).fingerprint
    bring(house, [HEAD, item(1)])
    with pytest.raises(Conflict, match="变化"):
        commit(alice, run, seen)
    assert items().count() == 1
    run.refresh_from_db()
    assert run.status == RunStatus.STAGED


def test_an_import_is_committed_once(house):
    run, _ = bring(house, [HEAD, item(1)])
    with pytest.raises(WrongState):
        commit(house.actor(house.alice), run)


def test_without_the_post_nothing_is_even_staged(house):
    with pytest.raises(NotAllowed):
        bring(house, [HEAD, item(1)], actor=house.actor(house.tom))
    assert not ImportRun.objects.unscoped("test").exists()


def test_a_failure_in_the_middle_leaves_nothing_half_written(house, monkeypatch):
    def fail(*args):
        raise RuntimeError("the power went")

    monkeypatch.setattr(commit_module, "_note", fail)
    with pytest.raises(RuntimeError):
        bring(house, [HEAD, item(1), item(2)])
    assert items().count() == 0
    assert ImportRun.objects.unscoped("test").get().status == RunStatus.STAGED


def test_old_cells_are_forgotten(house):
    with moment.at(date(2026, 1, 5)):
        run, _ = bring(house, [HEAD, item(1), item(2, 事项编码="")])
        alice = house.actor(house.alice)
        stage(alice, register_of("service_item"), house.bureau, raw=as_csv([HEAD, item(9)]))
    with moment.at(date(2026, 2, 10)):
        bring(house, [HEAD, item(1)])
    run.refresh_from_db()
    assert (run.grid(), run.problems) == (None, "")
    assert run.counts["added"] == 1
    assert not ImportRun.objects.unscoped("test").filter(status=RunStatus.STAGED).exists()


def test_a_change_made_by_hand_is_seen_by_the_next_import(house):
    bring(house, [HEAD, item(1)])
    values = {
        "name": "手工改名", "main_item": "未分类", "item_code": "511C-0001", "area_code": "330702000000",
        "item_type": "20", "department_name": "区司法局", "department_code": "11330702056851584G",
        "link": "http://example.gov.cn/item?code=1",
    }  # fmt: skip
    enter(house.actor(house.alice), "service_item", values, unit=house.bureau, key="511C-0001")
    _, found = bring(house, [HEAD, item(1)])
    assert found.rows[0].changes == [("事项名称", "手工改名", "公证业务预约1")]
