"""The dry run names every bad cell with row, column and remedy, and says what each row would do."""

from datetime import date

import pytest

from yifa.kernel.entry.enter import enter
from yifa.kernel.entry.register import register_of
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor
from yifa.ledger.importing.commit import commit
from yifa.ledger.importing.reader import Unreadable
from yifa.ledger.importing.stage import plan_of, stage
from yifa.ledger.importing.tests.sheets import HEAD, as_csv, as_xlsx, item

pytestmark = pytest.mark.django_db


def plan(house, rows, register="service_item", actor=None, unit=None, **more):
    who = actor or house.actor(house.alice)
    run = stage(
        who,
        register_of(register),
        unit or house.bureau,
        raw=as_csv(rows),
        file_name="事项.csv",
        **more,
    )
    return plan_of(who, run)


def test_title_rows_and_blank_rows_are_skipped_and_numbers_stay(house):
    found = plan(house, [["某区政务服务事项清单"], [], HEAD, item(1), [], item(2)])
    assert [row.number for row in found.rows] == [4, 6]
    assert found.counts == {"added": 2, "changed": 0, "same": 0, "bad": 0}


def test_an_empty_code_is_named_with_row_column_and_remedy(house):
    found = plan(house, [HEAD, item(1), item(2, 事项编码="")])
    (problem,) = found.errors
    assert (problem.row, problem.column, problem.header) == (3, "D", "事项编码")
    assert problem.remedy == "请填写"
    assert found.counts["added"] == 1


def test_a_name_too_long_is_named_with_its_cell(house):
    found = plan(house, [HEAD, item(1, 事项名称="长" * 201)])
    (problem,) = found.errors
    assert (problem.row, problem.column) == (2, "C")
    assert "200" in problem.reason
    assert problem.remedy


def test_a_code_given_twice_with_different_content_names_both_rows(house):
    found = plan(house, [HEAD, item(1), item(2), item(1, 事项名称="另一名称")])
    assert found.counts == {"added": 1, "changed": 0, "same": 0, "bad": 2}
    assert [(p.row, p.column) for p in found.errors] == [(2, "D"), (4, "D")]
    assert "第 4 行" in found.errors[0].reason
    assert "第 2 行" in found.errors[1].reason


def test_the_same_row_twice_goes_in_once_with_a_note(house):
    found = plan(house, [HEAD, item(1), item(1)])
    assert found.counts == {"added": 1, "changed": 0, "same": 1, "bad": 0}
    assert "第 2 行" in found.warnings[0].reason


def test_a_doubtful_department_code_warns_and_does_not_block(house):
    found = plan(house, [HEAD, item(1, 部门代码="4148481895459659776")])
    assert found.counts["added"] == 1
    (doubt,) = found.warnings
    assert (doubt.row, doubt.column, doubt.warning) == (2, "G", True)


def test_an_unknown_type_code_is_kept_as_it_is(house):
    found = plan(house, [HEAD, item(1, 事项类型码="9"), item(2, 事项类型码="行政许可")])
    assert [row.data["item_type"] for row in found.rows] == ["9", "1"]


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("2026-03-05", date(2026, 3, 5)), ("2026/3/5", date(2026, 3, 5)), ("2026.3.5", date(2026, 3, 5)),
        ("2026年3月5日", date(2026, 3, 5)), ("20260305", date(2026, 3, 5)),
        ("45356", date(2024, 3, 5)),  # the day a spreadsheet numbers 45356
    ],
)  # fmt: skip
def test_days_are_read_as_offices_write_them(house, written, means):
    found = plan(
        house,
        [["日期", "工作日", "名称"], [written, "是", "调休"]],
        "calendar",
        house.machine,
        house.district,
    )
    assert found.rows[0].data["day"] == means
    assert found.rows[0].data["working"] is True


@pytest.mark.parametrize(
    ("day", "working", "column"),
    [("2026-02-30", "是", "A"), ("三月五日", "是", "A"), ("2026-03-05", "大概", "B")],
)
def test_a_wrong_day_or_yes_no_is_named_with_how_to_write_it(house, day, working, column):
    found = plan(
        house,
        [["日期", "工作日", "名称"], [day, working, "调休"]],
        "calendar",
        house.machine,
        house.district,
    )
    (problem,) = found.errors
    assert (problem.row, problem.column) == (2, column)
    assert "2024-03-05" in problem.remedy or "是" in problem.remedy
    assert found.counts["bad"] == 1


def test_a_department_goes_to_its_own_unit_within_reach_and_unknown_ones_to_the_importing_unit(
    house,
):
    found = plan(
        house,
        [HEAD, item(1), item(2, 部门="第一镇人民政府"), item(3, 部门="区司法")],
        actor=house.machine,
    )
    assert [row.unit for row in found.rows] == [house.bureau, house.town, house.bureau]
    (unknown,) = [n for n in found.units if n.unit is None]
    assert unknown.text == "区司法"
    assert "区司法局" in unknown.suggestions


def test_rows_of_units_beyond_the_post_are_refused_with_a_way_out(house):
    rows = [HEAD, item(1), item(2, 部门="第一镇")]
    found = plan(house, rows)
    (problem,) = found.errors
    assert (problem.row, problem.column) == (3, "A")
    assert "全部归入" in problem.remedy
    assert plan(house, rows, one_unit=True).counts["added"] == 2


def test_an_item_of_another_unit_is_not_taken_over(house):
    tom = house.actor(house.tom)
    run = stage(
        tom, register_of("service_item"), house.town, raw=as_csv([HEAD, item(1, 部门="第一镇")])
    )
    commit(tom, run)
    found = plan(house, [HEAD, item(1, 部门="区司法局")])
    (problem,) = found.errors
    assert "第一镇" in problem.reason
    assert found.counts["bad"] == 1


def test_columns_missing_from_the_file_leave_what_stands_alone(house):
    alice = house.actor(house.alice)
    commit(
        alice, stage(alice, register_of("service_item"), house.bureau, raw=as_csv([HEAD, item(1)]))
    )
    found = plan(
        house,
        [["事项编码", "事项名称"], ["511C-0001", "公证业务预约（新）"], ["511C-0002", "新事项"]],
    )
    assert found.rows[0].what == "changed"
    assert found.rows[0].changes == [("事项名称", "公证业务预约1", "公证业务预约（新）")]
    assert found.rows[1].what == "bad"
    assert {p.header for p in found.errors if p.row == 3} == {"区划代码", "事项类型码", "部门"}
    assert all("缺这一列" in p.remedy for p in found.errors)


def test_a_day_before_the_standing_version_is_refused(house):
    alice = house.actor(house.alice)
    register = register_of("service_item")
    commit(
        alice,
        stage(alice, register, house.bureau, raw=as_csv([HEAD, item(1)]), on=date(2026, 3, 2)),
    )
    found = plan(house, [HEAD, item(1, 事项名称="新名称")], on=date(2026, 3, 1))
    assert found.counts["bad"] == 1
    assert "2026-03-02" in found.errors[0].reason


def test_long_numbers_that_a_spreadsheet_cut_are_errors(house):
    row = item(1)
    row[6] = 4148481895459659776
    alice = house.actor(house.alice)
    run = stage(alice, register_of("service_item"), house.bureau, raw=as_xlsx([HEAD, row]))
    (problem,) = plan_of(alice, run).errors
    assert problem.column == "G"
    assert "文本格式" in problem.remedy


def test_of_several_sheets_the_one_with_the_columns_is_read(house):
    alice = house.actor(house.alice)
    raw = as_xlsx([HEAD, item(1)], sheets=[("说明", [["填表说明", "略"]])])
    run = stage(alice, register_of("service_item"), house.bureau, raw=raw)
    assert plan_of(alice, run).counts["added"] == 1
    assert "事项" in run.notes[0] and "说明" in run.notes[0]


def test_a_file_without_the_code_column_is_unusable(house):
    alice = house.actor(house.alice)
    run = stage(
        alice, register_of("service_item"), house.bureau, raw=as_csv([["甲", "乙"], ["1", "2"]])
    )
    with pytest.raises(Unreadable, match="事项编码"):
        plan_of(alice, run)


def test_units_are_matched_by_code_as_well(house):
    clerk = house.person("dora", "朵拉", house.district, Role.CASE_HANDLER, reach="subtree")
    found = plan(house, [HEAD, item(1, 部门="town1")], actor=Actor.of(clerk), unit=house.district)
    assert found.rows[0].unit == house.town


def test_a_closed_unit_is_not_matched(house):
    values = {
        "code": "town1",
        "name": "第一镇人民政府",
        "short_name": "第一镇",
        "kind": "town",
        "parent": "330702",
    }
    enter(
        house.machine,
        "unit",
        values,
        unit=house.district,
        key="town1",
        end=True,
        on=date(2025, 1, 1),
    )
    found = plan(house, [HEAD, item(1, 部门="第一镇")])
    assert found.units[0].unit is None
