"""History comes with it: a row becomes a matter with its real days, under the law of its day, not late."""

import json
from datetime import date

import pytest
from django.apps import apps

from yifa.kernel import moment
from yifa.kernel.errors import Conflict, NotAllowed
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.matter.act import act
from yifa.kernel.matter.models import Clock, How, Matter
from yifa.kernel.organization.roles import Role
from yifa.ledger.importing.commit import commit, undo
from yifa.ledger.importing.destination import destination_of
from yifa.ledger.importing.preview import preview_of
from yifa.ledger.importing.stage import plan_of, stage
from yifa.ledger.importing.tests.sheets import as_csv, as_xlsx

pytestmark = pytest.mark.django_db

HEAD = ["申请编号", "收到日期", "申请人", "申请人类别", "所需信息", "提供方式", "申请渠道", "办理结果", "答复日期", "送达日期",
        "申请人信息齐全", "内容描述明确", "写明获取方式", "公开审查结论", "送达方式"]  # fmt: skip


def request(n, received="2022年3月1日", replied="2022.3.18", **changed):
    """One request of an old table, received on Tuesday 2022-03-01 and answered on Friday 2022-03-18."""
    cells = {
        "申请编号": f"2022-{n:03d}", "收到日期": received, "申请人": f"李{n}", "申请人类别": "自然人",
        "所需信息": f"第{n}号地块的征收补偿方案", "提供方式": "电子文档", "申请渠道": "当面提交",
        "办理结果": "予以公开", "答复日期": replied, "送达日期": replied,
        "申请人信息齐全": "是", "内容描述明确": "是", "写明获取方式": "是", "公开审查结论": "可以公开", "送达方式": "直接送达",
    }  # fmt: skip
    return list((cells | changed).values())


def staged(house, rows, target="disclosure.request", actor=None, **more):
    who = actor or house.actor(house.alice)
    more = {"raw": as_csv(rows), "file_name": "2022年依申请公开台账.csv"} | more
    return who, stage(who, destination_of(target), house.bureau, **more)


def bring(house, rows, target="disclosure.request", **more):
    who, run = staged(house, rows, target, **more)
    return run, commit(who, run)


def matters():
    return Matter.objects.unscoped("test").order_by("pk")


def steps(matter):
    rows = JournalRow.objects.unscoped("test").filter(matter_id=matter.pk, verb="act")
    return [(r.step, r.on) for r in rows.order_by("id")]


def test_a_closed_request_of_2022_enters_in_its_final_state_with_its_days(house):
    with moment.at(date(2026, 3, 2)):
        _run, found = bring(house, [HEAD, request(1)])
    assert (found.counts["added"], found.problems) == (1, [])
    (matter,) = matters()
    assert (matter.state, matter.is_open) == ("replied", False)
    assert (matter.received_on, matter.closed_on) == (date(2022, 3, 1), date(2022, 3, 18))
    assert (matter.received_ym, matter.closed_ym, matter.how) == (202203, 202203, How.BACKFILL)
    assert (matter.source_system, matter.external_number) == ("手工台账", "2022-001")
    assert [s for s, _ in steps(matter)] == [
        "register", "form_check", "search", "secrecy_review", "draft", "reply", "deliver", "note",
    ]  # fmt: skip
    rows = JournalRow.objects.unscoped("test").filter(matter=matter)
    assert {r.how for r in rows} == {"backfill"}
    assert {r.actor_name for r in rows} == {"历史导入（艾丽）"}


def test_its_clock_is_judged_as_for_a_live_case(house):
    """Twenty working days from 2022-03-02: 03-29 is the twentieth; one reply in time, one a day late."""
    rows = [HEAD, request(1, replied="2022-03-29"), request(2, replied="2022-03-30")]
    with moment.at(date(2026, 3, 2)):
        bring(house, rows)
    in_time, late = matters()
    assert [m.on_time for m in (in_time, late)] == [1, 0]
    due = Clock.objects.filter(limit_id="disclosure.request.reply").values_list("due_on", flat=True)
    assert set(due) == {date(2022, 3, 29)}


def test_a_request_of_2018_comes_under_the_regulation_of_its_day(house):
    """Fifteen working days under the 2007 regulation: received 2018-06-04, due 2018-06-26 (06-18 was a holiday)."""
    with moment.at(date(2026, 3, 2)):
        bring(house, [HEAD, request(1, received="2018-06-04", replied="2018-06-26")])
    (matter,) = matters()
    assert matter.procedure_since == date(2008, 5, 1)
    clock = Clock.objects.get(matter=matter, limit_id="disclosure.request.reply")
    assert (clock.due_on, clock.on_time) == (date(2018, 6, 26), 1)


def test_what_another_system_sends_is_marked_imported_under_its_name(house):
    with moment.at(date(2026, 3, 2)):
        bring(house, [HEAD, request(1)], sender="省政府信息公开平台")
    (matter,) = matters()
    assert (matter.how, matter.source_system) == (How.IMPORTED, "省政府信息公开平台")


def test_the_same_table_twice_adds_nothing(house):
    with moment.at(date(2026, 3, 2)):
        bring(house, [HEAD, request(1), request(2)])
        before = JournalRow.objects.unscoped("test").count()
        who, again = staged(house, [HEAD, request(1), request(2)])
        found = plan_of(who, again)
    assert found.counts == {"added": 0, "changed": 0, "same": 2, "bad": 0}
    assert JournalRow.objects.unscoped("test").count() == before
    assert matters().count() == 2


def test_an_open_case_moves_on_with_next_months_table(house):
    with moment.at(date(2022, 3, 10)):
        bring(house, [HEAD, request(1, replied="", 办理结果="", 送达日期="")])
        (matter,) = matters()
        assert (matter.state, matter.is_open) == ("received", True)
    with moment.at(date(2022, 4, 1)):
        _, found = bring(house, [HEAD, request(1)])
    assert found.counts["changed"] == 1
    assert ("签发答复", "", "2022-03-18") in found.rows[0].changes
    matter.refresh_from_db()
    assert (matter.state, matter.closed_on) == ("replied", date(2022, 3, 18))
    assert steps(matter).count(("register", date(2022, 3, 1))) == 1


def test_a_correctable_cell_is_corrected_with_its_history(house):
    with moment.at(date(2026, 3, 2)):
        bring(house, [HEAD, request(1)])
        _, found = bring(house, [HEAD, request(1, 申请人="李小一")])
        assert found.rows[0].changes == [("申请人", "李1", "李小一")]
        (matter,) = matters()
        assert matter.disclosurerequest.applicant == "李小一"
        _, again = bring(house, [HEAD, request(1, 申请人="李小一")])
    assert again.counts["same"] == 1
    assert steps(matter)[-2][0] == "correct"
    assert verify().whole


def test_another_day_of_receipt_is_no_correction(house):
    with moment.at(date(2026, 3, 2)):
        bring(house, [HEAD, request(1)])
        who, run = staged(house, [HEAD, request(1, received="2022-03-02")])
        found = plan_of(who, run)
    assert found.counts["bad"] == 1
    (problem,) = found.errors
    assert (problem.row, problem.column, problem.header) == (2, "B", "收到日期")
    assert "2022-03-01" in problem.reason


@pytest.mark.parametrize(
    ("changed", "header", "reason"),
    [
        ({"received": "2022-13-01"}, "收到日期", "没有这一天"),
        ({"received": ""}, "收到日期", "这一格是空的"),
        ({"replied": "2022-02-18"}, "答复日期", "早于收到日期"),
        ({"申请人类别": "外星人"}, "申请人类别", "不在可选范围"),
        ({"申请人": ""}, "申请人", "必填|空"),
        ({"办理结果": "部分公开了"}, "办理结果", "不在可选范围"),
        ({"received": "1999-01-04", "replied": "1999-01-08"}, "收到日期", "没有适用的程序版本"),
        ({"received": "2027-01-04", "replied": "2027-01-08"}, "收到日期", "不能晚于今天"),
    ],
)
def test_what_the_write_door_would_refuse_is_named_in_the_preview(house, changed, header, reason):
    import re

    with moment.at(date(2026, 3, 2)):
        who, run = staged(house, [HEAD, request(1, **changed), request(2)])
        found = plan_of(who, run)
    assert found.counts == {"added": 1, "changed": 0, "same": 0, "bad": 1}
    assert found.errors[0].header == header
    assert re.search(reason, found.errors[0].reason), found.errors[0]
    assert not matters().exists()


def test_a_refusal_without_its_ground_says_which_step_asks_for_it(house):
    head = ["外部编号", "收到日期", "名称", "答复日期"]
    rows = [head, ["1", "2022-03-01", "来信甲", "2022-03-08"]]
    with moment.at(date(2026, 3, 2)):
        who, run = staged(house, rows, "test.letter")
        found = plan_of(who, run)
    (problem,) = found.errors
    assert (problem.row, problem.header) == (2, "答复日期")
    assert "审查" in problem.reason and "第十七条" in problem.remedy + problem.reason


def test_a_procedure_without_any_declaration_of_its_room_comes_in_by_its_own_steps(house):
    head = ["编号", "收到日期", "名称", "审查日期", "答复日期"]
    rows = [head, ["1", "2022-03-01", "来信甲", "2022-03-02", "2022-03-08"], ["2", "2022-03-01", "来信乙", "2022-03-02", ""]]  # fmt: skip
    with moment.at(date(2026, 3, 2)):
        bring(house, rows, "test.letter")
    first, second = matters()
    assert (first.state, first.title, first.on_time) == ("closed", "来信甲", 1)
    assert (second.state, second.is_open) == ("reviewed", True)


def test_a_matter_says_which_file_sheet_and_row_it_comes_from(house):
    with moment.at(date(2026, 3, 2)):
        run, _ = bring(house, [HEAD, request(1), request(2)], raw=as_xlsx([HEAD, request(1), request(2)]), file_name="台账.xlsx")  # fmt: skip
    second = matters()[1]
    note = JournalRow.objects.unscoped("test").get(matter=second, step="note")
    said = json.loads(note.payload)["note"]
    assert "台账.xlsx" in said and "工作表“事项”" in said and "第 3 行" in said
    assert run.file_digest in said


def test_a_matter_without_a_number_is_known_by_its_content(house):
    rows = [HEAD[1:], request(1)[1:], request(2)[1:]]
    with moment.at(date(2026, 3, 2)):
        bring(house, rows)
        _, again = bring(house, rows)
    assert again.counts["same"] == 2
    assert matters().count() == 2


@pytest.mark.parametrize(
    ("written", "doubt"),
    [
        ("330702199001011237", ""),  # the check digit of GB 11643 by its formula
        ("11330702056851584G", ""),  # an organization's code stands in the same column
        ("330702199001011234", "居民身份证号码的校验规则"),
        ("１１３３０７０２０５６８５１５８４H", "统一社会信用代码的校验规则"),
        ("E12345678", ""),  # a passport
        ("无", ""),
    ],
)
def test_an_identity_number_warns_and_is_masked(house, written, doubt):
    rows = [[*HEAD, "身份证号"], [*request(1), written]]
    with moment.at(date(2026, 3, 2)):
        who, run = staged(house, rows)
        found = plan_of(who, run)
        assert found.counts["added"] == 1, list(map(str, found.problems))
        if not doubt:
            assert found.problems == []
            return
        (said,) = found.warnings
        assert doubt in said.reason and said.header == "身份证号"
        assert written[3:-2] not in str(said) and "（18 位）" in said.value
        shown = preview_of(run, found)["samples"][0].shown["identity_number"]
        assert shown == said.value


def test_an_identity_number_that_lost_its_digits_is_refused(house):
    rows = [[*HEAD, "身份证号"], [*request(1), "3.30702E+17"]]
    who, run = staged(house, rows)
    (error,) = plan_of(who, run).errors
    assert (error.row, error.header) == (2, "身份证号")
    assert "后几位已经丢失" in error.reason and "文本格式" in error.remedy


@pytest.mark.parametrize("nothing", ["—", "/", "——", "无", "-", ""])
def test_a_dash_for_the_day_of_a_step_is_a_case_still_open(house, nothing):
    with moment.at(date(2022, 3, 10)):
        bring(house, [HEAD, request(1, replied=nothing, 办理结果=nothing, 送达日期=nothing)])
    (matter,) = matters()
    assert matter.is_open and matter.closed_on is None


def test_rows_without_a_number_marked_by_a_dash_are_told_apart_by_content(house):
    rows = [HEAD, request(1, 申请编号="无"), request(2, 申请编号="无")]
    with moment.at(date(2026, 3, 2)):
        _run, found = bring(house, rows)
    assert found.counts["added"] == 2


def test_the_handler_is_found_by_name_and_an_unknown_one_is_a_doubt(house):
    head = [*HEAD, "经办人"]
    rows = [
        head,
        [*request(1, replied="", 办理结果="", 送达日期=""), "艾丽"],
        [*request(2), "王五"],
    ]
    with moment.at(date(2022, 3, 10)):
        who, run = staged(house, [head, rows[1]])
        commit(who, run)
        (matter,) = matters()
        assert matter.handler == house.alice
    with moment.at(date(2026, 3, 2)):
        who, run = staged(house, [head, rows[2]])
        (doubt,) = plan_of(who, run).warnings
    assert doubt.header == "经办人" and "不指派" in doubt.reason


def test_undo_voids_what_came_in_and_the_table_can_come_again(house):
    with moment.at(date(2026, 3, 2)):
        run, _ = bring(house, [HEAD, request(1), request(2, replied="", 办理结果="", 送达日期="")])
        assert undo(house.actor(house.alice), run, "列对错了") == 2
        assert {(m.state, m.is_void) for m in matters()} == {("void", True)}
        _, again = bring(house, [HEAD, request(1)])
        assert again.counts["added"] == 1
        standing = matters().filter(is_void=False).get()
        assert standing.external_number == "2022-001#2"
        _, third = bring(house, [HEAD, request(1)])
    assert third.counts["same"] == 1
    assert verify().whole


def test_undo_is_refused_whole_once_somebody_worked_on_a_matter(house):
    with moment.at(date(2026, 3, 2)):
        run, _ = bring(house, [HEAD, request(1), request(2)])
        act(house.actor(house.alice), matters()[0].pk, "note", {"note": "来电询问"})
        with pytest.raises(Conflict, match=r"1 件.*艾丽 2026-03-02 "):
            undo(house.actor(house.alice), run, "列对错了")
    assert not matters().filter(is_void=True).exists()


def test_only_who_may_register_there_may_bring_in(house):
    with pytest.raises(NotAllowed):
        staged(house, [HEAD, request(1)], actor=house.actor(house.tom))
    head = [*HEAD, "承办单位"]
    with moment.at(date(2026, 3, 2)):
        who, run = staged(house, [head, [*request(1), "第一镇"], [*request(2), "区司法局"]])
        found = plan_of(who, run)
    assert found.counts == {"added": 1, "changed": 0, "same": 0, "bad": 1}
    clerk = house.person("dora", "朵拉", house.district, Role.CASE_HANDLER, reach="subtree")
    with moment.at(date(2026, 3, 2)):
        who, run = staged(house, [head, [*request(1), "第一镇"]], actor=house.actor(clerk))
        commit(who, run)
    assert matters().get().unit == house.town


@pytest.mark.parametrize(
    ("column", "header"),
    [
        ("写明获取方式", "核对申请要件日期"),
        ("公开审查结论", "审查结论"),
        ("送达方式", "送达方式"),
    ],
)
def test_what_an_old_table_does_not_say_is_asked_for_and_never_assumed(house, column, header):
    """Nobody's file says that it was complete, cleared or served by post unless the table does."""
    at = HEAD.index(column)
    head, row = HEAD[:at] + HEAD[at + 1 :], request(1)
    with moment.at(date(2026, 3, 2)):
        who, run = staged(house, [head, row[:at] + row[at + 1 :]])
        (problem,) = plan_of(who, run).errors
    assert problem.header == header
    assert "补" in problem.remedy


def test_a_correction_notice_takes_no_later_step_with_it(house):
    """A request that was sent back for correction: nothing was searched, reviewed or answered yet."""
    head = [*HEAD[:7], "补正告知日期", "需要补正的事项", "补正期限"]
    row = [*request(1)[:7], "2022-03-04", "写明文件名称", "2022-03-18"]
    with moment.at(date(2022, 3, 10)):
        _, found = bring(house, [head, row])
        assert found.problems == []
    assert [s for s, _ in steps(matters().get())] == ["register", "correct_notice", "note"]


CONTRACT = ["合同编号", "送审日期", "合同名称", "政府一方", "合同类别", "相对方", "合同金额（万元）", "审查日期", "签订日期", "备案日期", "备案号",
            "合同文本", "依据材料", "资信材料", "内部审查意见", "审查结论"]  # fmt: skip


def test_contracts_with_their_money_in_ten_thousands_and_their_way_to_filing(house):
    contract = apps.get_model("contracts", "Contract")
    party, kind = (contract._meta.get_field(n).choices[0][1] for n in ("party", "kind"))
    row = ["合2023-7", "2023/4/3", "物业服务合同", party, kind, "某物业公司", "12.345678", "2023/4/10", "2023/4/20", "2023/4/25", "备7", "有", "有", "有", "有", "无不同意见"]  # fmt: skip
    with moment.at(date(2026, 3, 2)):
        _, found = bring(house, [CONTRACT, row], "contracts.contract")
        assert (found.counts["added"], found.problems) == (1, [])
    (matter,) = matters()
    assert (matter.state, matter.contract.amount_fen) == ("performing", 12_345_678)
    assert [s for s, _ in steps(matter)] == ["submit", "accept", "opinion", "sign", "file", "note"]
    row[6] = "12.3456789"
    row[0] = "合2023-8"
    with moment.at(date(2026, 3, 2)):
        who, run = staged(house, [CONTRACT, row], "contracts.contract")
        (problem,) = plan_of(who, run).errors
    assert "小数" in problem.reason


def test_a_reconsideration_case_comes_in_without_a_declaration_of_its_room(house):
    """Applied on Monday 2024-03-04, accepted on Friday 2024-03-08: within the five working days of art. 30."""
    head = ["案号", "收到日期", "申请渠道", "申请人", "申请人类别", "申请人人数", "被申请人", "行政行为类别",
            "被申请的行政行为", "知道行政行为之日", "复议请求", "事实和理由", "受理日期", "审理程序"]  # fmt: skip
    into = destination_of("reconsideration.application")
    fields = {c.name: c.field for c in into.columns}

    def first(name):
        return next(str(label) for code, label in fields[name].choices if code)

    row = ["复2024-1", "2024-03-04", first("channel"), "李一", "自然人", "1", "某局", first("act_kind"),
           "罚款二百元", "2024-02-05", "撤销处罚", "事实不清", "2024-03-08", "普通程序"]  # fmt: skip
    with moment.at(date(2026, 3, 2)):
        _, found = bring(house, [head, row], "reconsideration.application")
    assert found.problems == []
    (matter,) = matters()
    assert [s for s, _ in steps(matter)] == ["register", "accept", "note"]
    assert (matter.state, matter.how) == ("accepted", How.BACKFILL)
    intake = Clock.objects.get(matter=matter, limit_id__contains="accept")
    assert (intake.due_on, intake.on_time) == (date(2024, 3, 11), 1)


def test_a_counsel_request_comes_in_without_a_declaration_of_its_room(house):
    head = ["编号", "收到日期", "事项", "要问的法律问题", "受理日期"]
    rows = [head, ["问1", "2024-03-04", "租赁合同", "能否提前解除", "2024-03-05"],
            ["问2", "2024-03-04", "征收补偿", "补偿标准如何适用", ""]]  # fmt: skip
    with moment.at(date(2026, 3, 2)):
        _, found = bring(house, rows, "counsel.request")
    assert found.problems == []
    first, second = matters()
    assert [s for s, _ in steps(first)] == ["raise", "accept", "note"]
    assert [s for s, _ in steps(second)] == ["raise", "note"]
    assert (first.external_number, first.is_open, second.is_open) == ("问1", True, True)
