"""The office around the case: first enquiries, posts, boards, promises, standards, the task force, guides."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from harness.doors import matter_of, text_of

from yifa.kernel import moment
from yifa.kernel.matter.models import Matter, Relation
from yifa.kernel.paper.tests.pages import read
from yifa.work.services.enquiry import OVER
from yifa.work.services.task_force import SENT

from .conftest import item, put
from .test_case import DAY, ask, place_item

pytestmark = pytest.mark.django_db


def other_end(matter, kind):
    return Relation.objects.get(source=matter, kind=kind).target


@pytest.mark.system("S1-M025")
def test_whoever_was_asked_first_answers_until_another_unit_has_taken_it_over(place):
    ask_ = {"question": "老年优待证到哪里办", "asker": "钱某某", "contact": "13800000000"}
    q = matter_of(
        place.town_clerk.open("services.enquiries", "service.enquiry", DAY, ask_, unit=place.town)
    )
    place.town_clerk.refused("不能移交给本单位", q, "hand_over", DAY, {"to": "ZHEN", "reason": "x"})
    q = place.town_clerk.took(q, "hand_over", DAY, {"to": "MZJ", "reason": "属民政事项"})
    assert (q.state, q.is_open) == ("handed", True)  # still the town's
    there = other_end(q, OVER)
    assert (there.unit.code, there.serviceenquiry.first_asked) == ("MZJ", "town")
    place.civil_clerk.refused("当前状态", there, "answer", DAY, {"answer": "x"}, status=409)
    place.civil_clerk.took(there, "receive", date(2026, 3, 3))
    q.refresh_from_db()
    assert (q.state, q.outcome) == ("elsewhere", "handed_over")
    there.refresh_from_db()
    there = place.civil_clerk.took(there, "answer", date(2026, 3, 3), {"answer": "区民政局三楼"})
    assert there.state == "answered"
    page = text_of(
        place.civil_clerk.get(reverse("ledger", args=["services.enquiries"]), on=date(2026, 3, 3))
    )
    assert "第一镇人民政府" in page  # the log names who was asked first


def test_an_enquiry_sent_back_is_the_first_units_again(place):
    q = matter_of(
        place.town_clerk.open(
            "services.enquiries", "service.enquiry", DAY, {"question": "问"}, unit=place.town
        )
    )
    q = place.town_clerk.took(q, "hand_over", DAY, {"to": "MZJ", "reason": "r"})
    place.civil_clerk.took(other_end(q, OVER), "send_back", DAY, {"reason": "不属民政"})
    q.refresh_from_db()
    assert q.state == "asked"
    assert place.town_clerk.took(q, "answer", DAY, {"answer": "到社保所"}).state == "answered"


@pytest.mark.system("S4-M016")
def test_a_window_is_never_without_anybody_unseen(place):
    url = reverse("entry_new", args=["service_window"])
    base = {
        "unit": place.centre.pk,
        "on": "2026-03-02",
        "code": "W-1",
        "point": "ZX-1",
        "name": "综合1号窗",
        "holder": "window",
    }
    alone = place.window.post(url, base | {"stand_in": "window"})
    assert "两人不得为同一人" in text_of(alone)
    assert place.window.post(url, base | {"stand_in": "second"}).status_code == 302
    lacking = reverse("services:lacking")
    assert "A岗在岗" in text_of(place.window.get(lacking, on=DAY))
    cover = reverse("entry_new", args=["service_cover"])
    away = {
        "unit": place.centre.pk,
        "on": "2026-03-02",
        "window": "W-1",
        "away_from": "2026-03-04",
        "back_on": "2026-03-06",
    }
    assert place.window.post(cover, away | {"covered": "on"}).status_code == 302
    assert "B岗顶岗" in text_of(place.window.get(lacking, on=date(2026, 3, 4)))
    both = away | {"away_from": "2026-03-05"}
    assert place.window.post(cover, both).status_code == 302  # the stand-in is away as well
    assert "空岗" in text_of(place.window.get(lacking, on=date(2026, 3, 5))).replace(
        "空岗和缺项", ""
    )
    assert "A岗在岗" in text_of(place.window.get(lacking, on=date(2026, 3, 6)))


@pytest.mark.system("S0-M115", "S1-M017", "S0-M116", "S1-M018")
def test_points_are_listed_and_what_they_lack_is_counted(place):
    url = reverse("entry_new", args=["service_facility"])
    base = {
        "unit": place.town.pk,
        "on": "2026-03-02",
        "code": "F-1",
        "point": "Z-1",
        "what": "自助终端",
        "needed": 3,
        "present": 1,
    }
    lost = place.town_clerk.post(url, base | {"point": "Z-404"})
    assert "没有这一服务点编号" in text_of(lost)
    assert place.town_clerk.post(url, base).status_code == 302
    post = base | {
        "code": "F-2",
        "what": "综合窗口人员",
        "is_post": "on",
        "needed": 4,
        "present": 4,
    }
    assert place.town_clerk.post(url, post).status_code == 302
    page = text_of(place.town_clerk.get(reverse("services:lacking"), on=DAY))
    assert "自助终端 第一镇人民政府 Z-1 3 1 2" in page
    assert "综合窗口人员" not in page
    assert ask("facility.gap", place.district).numerator == 2
    assert ask("point.standing", place.district, level="town").numerator == 1
    board = text_of(Client().get(reverse("services:board")))
    assert "镇前路2号" in board


@pytest.mark.system("S1-M019")
def test_the_board_says_who_does_what_and_how_to_reach_them(place):
    values = {
        "unit": place.town.pk, "on": "2026-03-02", "code": "R-1", "shown_as": "综合岗1号", "point": "Z-1", "post": "综合窗口",
        "items": "优待证、医保", "duties": "收件和告知", "office_line": "0579-82000000",
    }  # fmt: skip
    assert (
        place.town_clerk.post(reverse("entry_new", args=["service_staff"]), values).status_code
        == 302
    )
    board = text_of(Client().get(reverse("services:board")))
    assert (
        "综合岗1号 第一镇人民政府 第一镇便民服务中心 综合窗口 优待证、医保 0579-82000000" in board
    )
    assert (
        place.stranger.post(
            reverse("entry_new", args=["service_staff"]), values | {"code": "R-2"}
        ).status_code
        == 422
    )


@pytest.mark.system("S1-M027")
def test_a_promise_is_kept_or_broken_as_a_record(place):
    put(
        "service_promise",
        place.civil,
        code="C-1",
        text="咨询当日答复",
        measure="当日有答复记录",
        published_at="中心大厅",
    )
    put(
        "service_promise",
        place.civil,
        code="C-2",
        text="中午不断岗",
        measure="有人值守",
        published_at="中心大厅",
    )
    check = {"kind": "promise", "subject": "C-404", "found": "0", "finding": "抽查10件均当日答复"}
    args = ("services.checks", "service.check")
    unknown = place.civil_clerk.open(*args, DAY, check, unit=place.civil)
    assert "没有编号“C-404”" in text_of(unknown)
    closed = place.stranger.open(*args, DAY, check | {"subject": "C-1"}, unit=place.civil)
    assert closed.status_code == 422, "another unit does not check its promises"
    kept = matter_of(
        place.civil_clerk.open(*args, DAY, check | {"subject": "C-1"}, unit=place.civil)
    )
    assert (kept.state, kept.is_open) == ("fine", False)
    broken = matter_of(
        place.civil_clerk.open(
            *args, DAY, check | {"subject": "C-1", "found": "1"}, unit=place.civil
        )
    )
    assert broken.state == "found"
    said = text_of(Client().get(reverse("services:promises")))
    assert "检查 2 次，兑现 1 次" in said
    assert "尚未检查" in said
    rate = ask("promise.kept_rate", place.district)
    assert (rate.numerator, rate.denominator) == (1, 2)


@pytest.mark.system("S1-M089", "S0-M122")
def test_a_standard_is_checked_its_finding_mended_and_closed_by_another(place):
    put(
        "service_standard",
        place.town,
        code="B-1",
        name="亮牌上岗",
        standard="工作时间窗口亮牌",
        owner="综合窗口",
    )
    check = {"kind": "standard", "subject": "B-1", "found": "1", "finding": "两个窗口未亮牌"}
    m = matter_of(
        place.town_clerk.open("services.checks", "service.check", DAY, check, unit=place.town)
    )
    assert m.title == "服务标准检查：亮牌上岗"
    m = place.town_clerk.took(m, "rectify", date(2026, 3, 3), {"correction": "已补牌"})
    place.town_clerk.refused(
        "同一人", m, "review", date(2026, 3, 3), {"verdict": "ok", "note": "x"}, status=403
    )
    m = place.town_head.took(
        m, "review", date(2026, 3, 3), {"verdict": "again", "note": "仍有一个窗口"}
    )
    assert m.state == "found"
    m = place.town_clerk.took(m, "rectify", date(2026, 3, 4), {"correction": "全部补牌"})
    assert (
        place.town_head.took(m, "review", date(2026, 3, 4), {"verdict": "ok", "note": "到位"}).state
        == "closed"
    )
    assert "亮牌上岗" in text_of(
        place.town_clerk.get(reverse("register", args=["service_standard"]))
    )


@pytest.mark.system("S0-M121")
def test_approvals_are_re_examined_point_by_point_and_corrected(place):
    check = {
        "kind": "approval",
        "subject": "一政服2025-000007",
        "found": "1",
        "finding": "无授权依据",
    }
    args = ("services.checks", "service.check")
    vague = place.town_clerk.open(*args, DAY, check, unit=place.town)
    assert "请写明哪些方面不符合" in text_of(vague)
    m = matter_of(
        place.town_clerk.open(*args, DAY, check | {"points": ["subject", "basis"]}, unit=place.town)
    )
    assert "不符合：主体和职权、依据" in m.servicecheck.finding
    m = place.town_clerk.took(
        m, "rectify", date(2026, 3, 5), {"correction": "撤销原决定，移送区局办理"}
    )
    assert (
        place.town_head.took(
            m, "review", date(2026, 3, 5), {"verdict": "ok", "note": "已纠正"}
        ).state
        == "closed"
    )
    assert ask("check.done", place.district, kind="approval").numerator == 1


@pytest.mark.system("S4-M010", "S4-M008")
def test_the_task_force_keeps_its_members_its_list_and_its_meetings(place):
    put("service_member", place.centre, force="无证明专班", name="丁一", part="组长", post="区领导")
    args = ("services.tasks", "service.meeting")
    meeting = matter_of(place.window.open(*args, DAY, {"topic": "二月推进"}, unit=place.centre))
    held = place.window.took(
        meeting, "hold", DAY, {"attended": 12, "resolved": "民政局月底前清理证明"}
    )
    assert held.state == "held"
    task = {"origin": "meeting", "what": "清理证明事项", "to": "MZJ", "amount": 5}
    whole = matter_of(
        place.window.open("services.tasks", "service.task", DAY, task, unit=place.centre)
    )
    part = other_end(whole, SENT)
    assert (part.unit.code, part.next_due) == ("MZJ", date(2026, 3, 9))
    place.window.refused(
        "当前状态", whole, "settle", DAY, {"verdict": "ok", "note": "x"}, status=409
    )
    part = place.civil_clerk.took(part, "report", date(2026, 3, 4), {"result": "已清理10项"})
    whole.refresh_from_db()
    whole = place.second.took(
        whole, "settle", date(2026, 3, 5), {"verdict": "again", "note": "还有3项"}
    )
    part.refresh_from_db()
    assert (whole.state, part.state) == ("assigned", "assigned")
    place.civil_clerk.took(part, "report", date(2026, 3, 6), {"result": "全部清理"})
    whole.refresh_from_db()
    whole = place.second.took(whole, "settle", date(2026, 3, 9), {"verdict": "ok", "note": "到位"})
    part = Matter.objects.unscoped("test").get(pk=part.pk)
    assert (whole.state, whole.on_time, part.state) == ("accepted", 1, "accepted")
    put(
        "service_praise",
        place.centre,
        code="Z-1",
        force="无证明专班",
        given_on="2026-02-03",
        given_by="市专班",
        content="肯定",
        proof="截图存档",
    )
    assert ask("praise.received", place.district).numerator == 1
    listed = text_of(
        place.window.get(reverse("ledger", args=["services.tasks"]), on=date(2026, 3, 9))
    )
    assert "督办：清理证明事项" in listed and "专班会议：二月推进" in listed
    place.stranger.refused("没有", whole, "settle", date(2026, 3, 9), {"verdict": "ok", "note": "x"}, status=404)  # fmt: skip


def test_a_reform_is_made_known_as_records_with_their_proof(place):
    args = ("services.publicity", "service.publicity")
    booklet = {"name": "“无证明”手册入户", "kind": "booklet", "place": "东村"}
    m = matter_of(place.window.open(*args, DAY, booklet, unit=place.centre))
    place.window.refused("没有填写发放份数", m, "hold", DAY, {"proof": "签收表1"})
    place.window.refused("凭据", m, "hold", DAY, {"copies": 120, "proof": ""})
    place.window.refused("当前状态", m, "read_views", DAY, {"views": 1, "proof": "x"}, status=409)
    m = place.window.took(m, "hold", DAY, {"copies": 120, "proof": "签收表1"})
    place.window.refused("没有浏览量", m, "read_views", DAY, {"views": 1, "proof": "x"})
    article = {"name": "知识问答", "kind": "article", "place": "公众号"}
    a = matter_of(place.window.open(*args, DAY, article, unit=place.centre))
    place.window.refused("没有发放份数", a, "hold", DAY, {"copies": 5, "proof": "推送"})
    a = place.window.took(a, "hold", DAY, {"proof": "推送"})
    a = place.window.took(a, "read_views", date(2026, 3, 9), {"views": 900, "proof": "截图1"})
    place.window.refused(
        "已经读到 900 次", a, "read_views", date(2026, 3, 10), {"views": 800, "proof": "截图2"}
    )
    place.window.took(a, "read_views", date(2026, 4, 1), {"views": 1500, "proof": "截图2"})
    assert ask("publicity.copies", place.district).numerator == 120
    assert ask("publicity.views", place.district).numerator == 1500, "the last reading, not both"
    page = text_of(place.window.get(reverse("matter", args=[a.pk]), on=date(2026, 4, 1)))
    assert "1500（2026-04-01 读数）" in page
    place.stranger.refused(
        "没有", a, "read_views", date(2026, 4, 2), {"views": 1600, "proof": "x"}, status=404
    )


@pytest.mark.system("S1-M032")
def test_guide_and_slip_are_printed_from_the_catalogue_in_its_version(place):
    item("MZ-1", "高龄津贴", place.civil, on=date(2026, 2, 1), kind="agency", legal_amount=30, legal_unit="day",
         promised_amount=4, materials="身份证｜数据共享\n申请表", window="三楼5号窗", process_steps=2, visits=0)  # fmt: skip
    with moment.at(DAY):
        page = text_of(Client().get(reverse("services:guide", args=["MZ-1"])))
        assert "4个工作日" in page
        assert "第 2 版，自 2026-02-01 起使用" in page
        pdf = Client().get(reverse("services:guide_paper", args=["MZ-1", "guide"]))
        slip = Client().get(reverse("services:guide_paper", args=["MZ-1", "notice"]))
    words = "".join(p.text for p in read(pdf.content))
    assert "承诺办结时限" in words
    assert "第2版" in words
    assert "一次性告知单" in "".join(p.text for p in read(slip.content))
    # Another unit does not write the guide; the day before it stood, the first version was in use.
    other = place.stranger.post(
        reverse("entry_change", args=["service_item", place_item("MZ-1").pk]), {"on": "2026-03-02"}
    )
    assert other.status_code in (403, 404, 422)
    with moment.at(date(2026, 1, 31)):
        assert "第 1 版" in text_of(Client().get(reverse("services:guide", args=["MZ-1"])))
        assert Client().get(reverse("services:guide", args=["MZ-404"])).status_code == 404


@pytest.mark.system("S1-M030")
def test_what_became_simpler_is_read_from_the_versions(place):
    item(
        "MZ-8",
        "社团登记",
        place.civil,
        process_steps=5,
        visits=2,
        materials="申请书\n章程\n名册",
        promised_amount=20,
    )
    item("MZ-8", "社团登记", place.civil, on=date(2026, 2, 1), process_steps=3, visits=1, promised_amount=20,
         materials="申请书\n章程\n名册｜数据共享")  # fmt: skip
    page = text_of(place.civil_clerk.get(reverse("services:simplified"), on=DAY))
    assert "社团登记 区民政局 2026-02-01 环节 5 → 3 提交材料 3 → 2 到场 2 → 1" in page
    assert "承诺时限" not in page.split("社团登记")[1][:60]
