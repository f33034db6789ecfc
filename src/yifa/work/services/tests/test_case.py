"""A case through the pages with real roles: received, told once, accepted, decided by another, handed out."""

from datetime import date

import pytest
from django.urls import reverse
from harness.doors import matter_of, text_of

from yifa.kernel.figure import Period, figure_of
from yifa.kernel.figure.ask import rows, value
from yifa.kernel.matter.models import Clock, Matter, Relation
from yifa.kernel.matter.next import next_steps
from yifa.kernel.paper.tests.pages import read
from yifa.kernel.scope.actor import Actor
from yifa.work.services.part_acts import PART

from .conftest import applicant, item, put

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
LEDGER, CASE = "services.cases", "service.case"


def ask(figure, unit, **sliced):
    """A figure of the room in 2026."""
    return value(
        figure_of(f"services.{figure}"), Period(202601, 202612), unit, slice=sliced or None
    )


def received(who, unit, code, on=DAY, **more):
    return matter_of(who.open(LEDGER, CASE, on, applicant(code, **more), unit=unit))


def parts_of(matter):
    return {r.target.unit.code: r.target for r in Relation.objects.filter(source=matter, kind=PART)}


@pytest.mark.system("S1-M020", "S1-M026", "S4-M022")
def test_a_case_is_received_accepted_decided_by_another_and_handed_out(place):
    m = received(place.civil_clerk, place.civil, "MZ-1", applicant="钱小红")
    assert (m.state, m.number, m.title) == ("received", "测民服2026-000001", "高龄津贴")
    early = place.civil_clerk.step(m, "decide", DAY, {"result": "granted"})
    assert early.status_code == 409
    m = place.civil_clerk.took(m, "accept", DAY)
    # five working days from Monday 2 March 2026: Monday 9 March
    assert m.next_due == date(2026, 3, 9)
    for step, values in (
        ("household_check", {"record": "入户核查属实"}), ("upward_report", {"to": "市民政局", "record": "已备案"}),
        ("public_notice", {"place": "村公示栏", "until": "2026-03-05"}),
    ):  # fmt: skip
        m = place.civil_clerk.took(m, step, date(2026, 3, 5), values)
    place.civil_clerk.refused(
        "同一人", m, "decide", date(2026, 3, 6), {"result": "granted"}, status=403
    )
    place.stranger.refused("没有", m, "decide", date(2026, 3, 6), {"result": "granted"}, status=404)
    m = place.civil_second.took(m, "decide", date(2026, 3, 6), {"result": "granted", "reason": ""})
    m = place.civil_clerk.took(
        m,
        "issue",
        date(2026, 3, 6),
        {"delivery": "counter", "certificate": "", "seal": "", "visits": 1, "reply": "已告知"},
    )
    assert (m.state, m.outcome, m.on_time, m.servicecase.separated) == ("done", "granted", 1, True)
    page = text_of(place.civil_clerk.get(reverse("matter", args=[m.pk]), on=date(2026, 3, 6)))
    assert "受理和审批的交接" in page
    assert "办结出件单" in page and "已告知" in page
    # The ledger: who applied, for what, who handles, what came of it; masked for whoever only reads.
    ledger = reverse("ledger", args=[LEDGER])
    mine, others = (text_of(who.get(ledger, on=DAY)) for who in (place.civil_clerk, place.reader))
    for words in (m.number, "高龄津贴", "准予、办结"):
        assert words in mine and words in others
    assert "钱小红" in mine and "钱某某" in others and "钱小红" not in others
    # The deciding law: nobody decided what they themselves accepted.
    assert ask("case.same_person", place.district).numerator == 0
    assert ask("case.closed", place.district).numerator == 1


@pytest.mark.system("S1-M026")
def test_a_case_past_its_promise_is_listed_and_counted_as_late(place):
    item("MZ-2", "社会救助咨询", place.civil, promised_amount=2)
    m = place.civil_clerk.took(received(place.civil_clerk, place.civil, "MZ-2"), "accept", DAY)
    assert m.next_due == date(2026, 3, 4)
    overdue = reverse("ledger", args=[LEDGER]) + "?overdue=on"
    desk = text_of(place.civil_clerk.get(reverse("workbench"), on=date(2026, 3, 3)))
    assert "社会救助咨询" in desk and "2026-03-04" in desk, "the day before, the workbench warns"
    assert "社会救助咨询" not in text_of(place.civil_clerk.get(overdue, on=date(2026, 3, 4)))
    assert "社会救助咨询" in text_of(place.civil_clerk.get(overdue, on=date(2026, 3, 5)))
    m = place.civil_second.took(m, "decide", date(2026, 3, 5), {"result": "granted"})
    assert m.on_time == 0
    rate = value(figure_of("services.case.on_time"), Period(202603, 202603), place.district)
    assert (rate.numerator, rate.denominator) == (0, 1)


def test_steps_an_item_declares_are_asked_for_and_others_refused(place):
    m = place.civil_clerk.took(received(place.civil_clerk, place.civil, "MZ-1"), "accept", DAY)
    assert m.state == "checking"
    place.civil_second.refused("核查公示中", m, "decide", DAY, {"result": "granted"}, status=409)
    early = {"place": "村公示栏", "until": "2026-03-09"}
    place.civil_clerk.refused("尚未期满", m, "public_notice", date(2026, 3, 6), early)
    item("MZ-2", "社会救助咨询", place.civil)
    plain = place.civil_clerk.took(received(place.civil_clerk, place.civil, "MZ-2"), "accept", DAY)
    assert plain.state == "accepted"
    place.civil_clerk.refused(
        "当前状态", plain, "household_check", DAY, {"record": "x"}, status=409
    )
    item("MZ-4", "残疾人补贴", place.civil, needs_notice="on")
    partly = place.civil_clerk.took(received(place.civil_clerk, place.civil, "MZ-4"), "accept", DAY)
    place.civil_clerk.refused("不要求入户核查", partly, "household_check", DAY, {"record": "x"})


def test_the_page_of_a_case_speaks_only_of_steps_that_its_item_has(place):
    """No hint at a public notice, a proof or a special procedure that this case will never need."""
    item("MZ-2", "社会救助咨询", place.civil)
    m = place.civil_clerk.took(received(place.civil_clerk, place.civil, "MZ-2"), "accept", DAY)
    mine, others = next_titles(place.civil_clerk, m)
    assert mine == {"征求意见", "特别程序开始", "申请人撤回", "登记代办、陪同、上门"}
    assert others == {"作出决定"}, "by somebody else; nothing else is missing"
    m = place.window.took(received(place.window, place.centre, "MZ-2"), "accept", DAY)
    mine, others = next_titles(place.window, m)
    assert "分送办理" in mine and "作出决定" not in mine | others, (
        "a window that does not decide sends out"
    )
    own = place.civil_clerk.took(received(place.civil_clerk, place.civil, "MZ-2"), "accept", DAY)
    place.civil_clerk.refused("不分送审批", own, "dispatch", DAY)


def next_titles(who, matter):
    """(titles I may take, titles shown with something lacking or by somebody else)."""
    seen = next_steps(Actor.of(who.user), matter)
    own = [s for s in seen if not s.common]
    return {s.step.title for s in own if s.possible}, {s.step.title for s in own if not s.possible}


def test_other_units_are_heard_and_the_unit_itself_decides(place):
    item("MZ-2", "社会救助咨询", place.civil, promised_amount=5)
    m = place.civil_clerk.took(received(place.civil_clerk, place.civil, "MZ-2"), "accept", DAY)
    place.civil_clerk.refused("没有这些单位代码：NO", m, "consult", DAY, {"also": "NO｜意见"})
    m = place.civil_clerk.took(m, "consult", DAY, {"also": "XF｜消防意见", "days": "2"})
    part = parts_of(m)["XF"]
    assert part.next_due == date(2026, 3, 4)
    place.civil_second.refused("当前状态", m, "decide", DAY, {"result": "granted"}, status=409)
    part = place.fire_clerk.took(part, "take", date(2026, 3, 3))
    place.fire_clerk.took(
        part, "answer", date(2026, 3, 3), {"result": "opinion", "reason": "无意见"}
    )
    m = Matter.objects.unscoped("test").get(pk=m.pk)
    assert (m.state, m.next_due) == ("accepted", date(2026, 3, 9)), "the promise ran on"
    m = place.civil_second.took(m, "decide", date(2026, 3, 4), {"result": "granted"})
    assert (m.state, m.on_time) == ("decided", 1)


def test_a_licences_limit_may_be_extended_once_and_by_no_more_than_the_law(place):
    item("XF-9", "许可甲", place.civil, item_type="1")
    m = place.civil_clerk.took(received(place.civil_clerk, place.civil, "XF-9"), "accept", DAY)
    place.civil_second.refused("10", m, "extend", DAY, {"amount": 11, "ground": "需要补充论证"})
    m = place.civil_second.took(m, "extend", DAY, {"amount": 10, "ground": "需要补充论证"})
    # twenty working days end on 30 March; ten more, 清明节 (4 to 6 April) left out, end on 14 April 2026
    assert m.next_due == date(2026, 4, 14)
    place.civil_second.refused("已经延长过一次", m, "extend", DAY, {"amount": 1, "ground": "x"})


@pytest.mark.system("S1-M028")
def test_everything_missing_is_told_once_and_a_second_time_only_with_a_ground(place):
    m = received(place.civil_clerk, place.civil, "MZ-1")
    m = place.civil_clerk.took(
        m, "notice", DAY, {"items": "申请表未签名\n缺银行卡号", "ground": ""}
    )
    m = place.civil_clerk.took(m, "supply", date(2026, 3, 3), {"supplied": "已补签"})
    again = {"items": "缺照片", "ground": ""}
    place.civil_clerk.refused("已经一次性告知", m, "notice", date(2026, 3, 3), again)
    m = place.civil_clerk.took(m, "notice", date(2026, 3, 3), again | {"ground": "office"})
    assert (m.servicecase.notices, m.servicecase.repeated) == (2, True)
    # Each notice is a slip that lists everything missing; the case is counted, and can be looked at by name.
    slips = m.documents.unscoped("test").filter(kind="services.notice").order_by("pk")
    assert slips.count() == 2
    pdf = place.civil_clerk.get(f"/matters/{m.pk}/documents/{slips[0].pk}/paper.pdf").content
    words = "".join("".join(p.text for p in read(pdf)).split())
    assert "申请表未签名" in words and "缺银行卡号" in words
    received(place.civil_clerk, place.civil, "MZ-1")
    repeated = figure_of("services.case.repeated_notice")
    assert ask("case.repeated_notice", place.district).numerator == 1
    assert rows(repeated, Period(202601, 202612), place.district) == [m.pk]


def test_a_licence_is_told_within_five_working_days_and_decided_within_the_laws_twenty(place):
    item("XF-9", "许可甲", place.fire, item_type="1")
    m = received(place.fire_clerk, place.fire, "XF-9")
    # 行政许可法第三十二条: five working days from 2 March 2026 end on the 9th
    assert m.next_due == date(2026, 3, 9)
    m = place.fire_clerk.took(m, "accept", DAY)
    # 第四十二条: twenty working days end on 30 March 2026
    assert m.next_due == date(2026, 3, 30)


@pytest.mark.system("S4-M024")
def test_an_item_of_the_spot_is_finished_in_the_same_visit_by_one_person(place):
    m = received(place.window, place.centre, "SC-1")
    place.window.refused(
        "不是同一次到场", m, "finish_on_spot", date(2026, 3, 3), {"certificate": ""}
    )
    m = place.window.took(m, "finish_on_spot", DAY, {"certificate": "营业执照 92330702X"})
    assert (m.state, m.servicecase.on_the_spot, m.servicecase.visits) == ("done", True, 1)
    place.reader.refused("没有", m, "finish_on_spot", DAY, {"certificate": ""}, status=403)
    item(
        "SC-3",
        "个体工商户变更",
        place.centre,
        item_type="10",
        theme="registration",
        on_the_spot="on",
    )
    slow = place.window.took(received(place.window, place.centre, "SC-3"), "accept", DAY)
    slow = place.second.took(slow, "decide", DAY, {"result": "granted"})
    place.window.took(slow, "issue", DAY, {"delivery": "counter", "visits": 1})
    rate = ask("registration.spot_rate", place.district)
    assert (rate.numerator, rate.denominator) == (1, 2)
    other = received(place.civil_clerk, place.civil, "MZ-1")
    place.civil_clerk.refused("不是当场办结事项", other, "finish_on_spot", DAY, {"certificate": ""})


@pytest.mark.system("S4-M021", "S1-M029")
def test_any_window_takes_any_item_and_the_department_decides(place):
    m = received(place.window, place.centre, "XF-1", window="综合1号窗")
    m = place.window.took(m, "accept", DAY)
    place.second.refused("不能自行审批", m, "decide", DAY, {"result": "granted"})
    m = place.window.took(m, "dispatch", DAY)
    part = parts_of(m)["XF"]
    part = place.fire_clerk.took(part, "take", date(2026, 3, 3))
    place.fire_clerk.took(
        part, "answer", date(2026, 3, 4), {"result": "granted", "number": "消〔2026〕1号"}
    )
    m = Matter.objects.unscoped("test").get(pk=m.pk)
    assert (m.state, m.outcome, m.on_time, m.servicecase.separated) == (
        "decided",
        "granted",
        1,
        True,
    )
    assert m.servicecase.certificate == "公众聚集场所消防安全检查 消〔2026〕1号"
    place.fire_clerk.refused(
        "须由", m, "issue", date(2026, 3, 5), {"delivery": "post", "visits": 1}, status=403
    )
    m = place.window.took(m, "issue", date(2026, 3, 5), {"delivery": "post", "visits": 1})
    assert m.state == "done"
    # Counted by the window that took it, and as finished at one stop: one visit, whoever decided.
    assert ask("case.by_window", place.district, window="综合1号窗").numerator == 1
    assert ask("case.one_stop", place.district).numerator == 1
    log = text_of(place.window.get(reverse("matter", args=[m.pk]), on=date(2026, 3, 5)))
    assert "审批并返回 2026-03-04" in log, "the hand-over log names the step, the day and who"


@pytest.mark.system("S4-M017", "S0-M018")
def test_one_thing_is_one_application_two_certificates_one_limit(place):
    m = received(place.window, place.centre, "JY-1")
    m = place.window.took(m, "accept", DAY)
    assert m.next_due == date(2026, 3, 9)  # seven days from 2 March
    m = place.window.took(m, "dispatch", DAY, {"also": "XF｜消防意见", "days": "3"})
    parts = parts_of(m)
    assert set(parts) == {"JYJ", "MZJ", "XF"}
    assert parts["XF"].next_due == date(2026, 3, 5)
    page = text_of(place.edu.get(reverse("matter", args=[m.pk]), on=DAY))
    assert "民办非企业单位登记证书" in page  # each unit reads the whole
    assert "受理和审批的交接" in page
    for who, code, answer in (
        (place.fire_clerk, "XF", {"result": "opinion", "reason": "符合消防要求"}),
        (place.edu, "JYJ", {"result": "granted", "number": "教民1号"}),
    ):
        part = who.took(parts[code], "take", date(2026, 3, 3))
        who.took(part, "answer", date(2026, 3, 4), answer)
        m = Matter.objects.unscoped("test").get(pk=m.pk)
        assert m.state == "parts"
    part = place.civil_clerk.took(parts["MZJ"], "take", date(2026, 3, 4))
    place.civil_clerk.took(
        part, "answer", date(2026, 3, 6), {"result": "granted", "number": "民证2号"}
    )
    m = Matter.objects.unscoped("test").get(pk=m.pk)
    assert (m.state, m.on_time, m.duration_days) == ("decided", 1, 4)
    assert m.servicecase.certificate == "民办学校办学许可证 教民1号；民办非企业单位登记证书 民证2号"


@pytest.mark.system("S4-M017")
def test_both_certificates_after_the_seventh_day_are_late(place):
    m = place.window.took(received(place.window, place.centre, "JY-1"), "accept", DAY)
    m = place.window.took(m, "dispatch", DAY)
    for who, code, day in ((place.edu, "JYJ", 9), (place.civil_clerk, "MZJ", 10)):
        part = who.took(parts_of(m)[code], "take", date(2026, 3, 9))
        who.took(part, "answer", date(2026, 3, day), {"result": "granted"})
    m = Matter.objects.unscoped("test").get(pk=m.pk)
    assert (m.state, m.on_time) == ("decided", 0), "seven days from 2 March end on the 9th"
    rate = ask("case.on_time", place.district, theme="school")
    assert (rate.numerator, rate.denominator) == (0, 1)
    assert ask("joint.longest", place.district).numerator == 8


@pytest.mark.system("S0-M018")
def test_parallel_approval_joins_the_results_and_says_what_it_saved(place):
    item("GC-1", "工程建设许可", place.centre, item_type="1", joint="parallel", promised_amount=20,
         joint_parts="JYJ｜用地意见\nXF｜消防设计审查\nMZJ｜地名核准")  # fmt: skip
    m = place.window.took(received(place.window, place.centre, "GC-1"), "accept", DAY)
    place.stranger.refused("没有", m, "dispatch", DAY, status=404)
    m = place.window.took(m, "dispatch", DAY)
    done = ((place.civil_clerk, "MZJ", 5), (place.edu, "JYJ", 6), (place.fire_clerk, "XF", 12))
    for who, code, day in done:
        part = parts_of(m)[code]
        who.refused("从“办理中”开始", part, "answer", DAY, {"result": "granted"}, status=409)
        part = who.took(part, "take", date(2026, 3, 3))
        who.took(part, "answer", date(2026, 3, day), {"result": "granted", "number": code})
    m = Matter.objects.unscoped("test").get(pk=m.pk)
    assert (m.state, m.outcome, m.servicecase.joint) == ("decided", "granted", "parallel")
    # 4 + 10 + 3 days one after the other; together the ten of the slowest.
    page = text_of(place.window.get(reverse("matter", args=[m.pk]), on=date(2026, 3, 12)))
    assert "各单位逐个办理合计 17天 并联办理 10天 节省 7天" in page


def test_a_part_sent_back_goes_to_the_right_unit_and_the_others_are_not_asked_again(place):
    m = place.window.took(received(place.window, place.centre, "XF-1"), "accept", DAY)
    m = place.window.took(m, "dispatch", DAY)
    place.fire_clerk.took(
        parts_of(m)["XF"], "send_back", date(2026, 3, 3), {"reason": "由民政部门办理"}
    )
    m = Matter.objects.unscoped("test").get(pk=m.pk)
    assert m.state == "accepted"
    place.window.refused("已经分送过", m, "dispatch", date(2026, 3, 3))
    m = place.window.took(m, "dispatch", date(2026, 3, 3), {"to": "MZJ｜消防安全检查意见"})
    part = place.civil_clerk.took(parts_of(m)["MZJ"], "take", date(2026, 3, 3))
    place.civil_clerk.took(
        part, "answer", date(2026, 3, 4), {"result": "denied", "reason": "不符合条件"}
    )
    m = Matter.objects.unscoped("test").get(pk=m.pk)
    assert (m.state, m.outcome) == ("decided", "denied")


def test_what_does_not_count_stops_the_promise_and_its_parts(place):
    m = place.window.took(received(place.window, place.centre, "XF-1"), "accept", DAY)
    assert m.next_due == date(2026, 3, 16)
    m = place.window.took(m, "dispatch", DAY)
    untold = {"special": "review", "days": 5}
    place.window.refused("已将所需时间书面告知申请人", m, "special", DAY, untold)
    m = place.window.took(m, "special", DAY, untold | {"told": "on"})
    m = place.window.took(m, "special_over", date(2026, 3, 6), {"record": "专家评审会结束"})
    # 3 to 6 March are taken out: four working days later than 16 March
    assert m.next_due == date(2026, 3, 20)
    assert parts_of(m)["XF"].next_due == date(2026, 3, 20)


def test_the_promise_is_frozen_at_acceptance(place):
    m = place.civil_clerk.took(received(place.civil_clerk, place.civil, "MZ-1"), "accept", DAY)
    item(
        "MZ-1",
        "高龄津贴",
        place.civil,
        on=date(2026, 3, 3),
        legal_amount=30,
        legal_unit="day",
        promised_amount=2,
    )
    m.refresh_from_db()
    assert Clock.objects.get(matter=m, is_controlling=True).amount == 5
    assert m.servicecase.promised_amount == 5


# ---- refused, with the reason and the way on -------------------------------------------------------------------------


def test_a_withdrawn_item_is_refused_with_its_reason(place):
    gone = place.civil_second.post(
        reverse("entry_end", args=["service_item", place_item("MZ-1").pk]),
        {"on": "2026-01-05", "reason": "上级取消"},
    )
    assert gone.status_code == 302
    said = text_of(place.civil_clerk.open(LEDGER, CASE, DAY, applicant("MZ-1"), unit=place.civil))
    assert "已于 2026-01-05 取消：上级取消" in said


def place_item(code):
    from yifa.work.services.catalogue import item_on

    return item_on(code, DAY)


def test_a_promise_longer_than_the_law_is_refused(place):
    values = {
        "name": "许可乙", "item_code": "XF-8", "area_code": "330702", "item_type": "1", "department_name": "区消防大队",
        "promised_amount": 21, "promised_unit": "working_day", "unit": place.fire.pk, "on": "2026-03-02",
    }  # fmt: skip
    answer = place.fire_clerk.post(reverse("entry_new", args=["service_item"]), values)
    assert answer.status_code == 422
    assert "承诺时限21个工作日长于法定时限20个工作日" in text_of(answer)
    assert (
        place.fire_clerk.post(
            reverse("entry_new", args=["service_item"]), values | {"promised_amount": 20}
        ).status_code
        == 302
    )


def test_a_unit_without_the_item_may_not_take_it(place):
    answer = place.town_clerk.open(LEDGER, CASE, DAY, applicant("MZ-1"), unit=place.town)
    assert answer.status_code == 422
    assert "第一镇人民政府没有这一事项" in text_of(answer)
    assert "首问移交" in text_of(answer)


def test_a_day_to_come_is_refused(place):
    answer = place.civil_clerk.post(
        reverse("ledger_new", args=[LEDGER, CASE]),
        applicant("MZ-1") | {"unit": place.civil.pk, "on": "2031-01-01"},
    )
    assert answer.status_code == 422
    assert "不能晚于今天" in text_of(answer)


def test_a_commitment_without_its_signature_is_refused(place):
    proof(place)
    m = received(place.civil_clerk, place.civil, "MZ-3")
    unsigned = {"way": "commitment", "proofs": ["P-1"], "text": "本人承诺符合条件", "source": ""}
    place.civil_clerk.refused("没有签署的承诺书", m, "dispense", DAY, unsigned)
    place.civil_clerk.refused("数据来源", m, "dispense", DAY, unsigned | {"way": "query"})


def proof(place):
    put("service_proof", place.civil, code="P-1", name="无收入证明", asked_by="区民政局", verdict="cancelled",
        way="commitment", cancelled_on="2025-06-01")  # fmt: skip
    item("MZ-3", "临时救助", place.civil, proofs="P-1", promised_amount=3)
