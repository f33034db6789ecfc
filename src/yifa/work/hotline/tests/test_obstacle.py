"""Difficulties in getting things done through their pages: channels, cases from above, joint action, rectification."""

from datetime import date

import pytest
from django.test import Client
from harness.doors import text_of

from yifa.kernel import moment
from yifa.kernel.figure import Period, figure_of
from yifa.kernel.figure.ask import rows, value
from yifa.kernel.matter.models import Matter, Party
from yifa.work.hotline.models import Obstacle

pytestmark = pytest.mark.django_db
LEDGER = ("complaint.obstacles", "complaint.obstacle")
DAY = date(2026, 3, 2)


def trouble(**more):
    return {
        "trouble": "undone", "name": "不动产登记两次未办成", "content": "材料齐全仍未受理。", "channel": "window",
        "complainant": "某某商贸有限公司", "is_market": "on", "phone": "13900002222",
    } | more  # fmt: skip


def above(**more):
    values = trouble(
        from_body="市营商环境局",
        source_system="市营商环境监督平台",
        external_number="SZ-7",
        handler="yhj1",
        report_by=10,
    )
    values.pop("channel")
    return values | more


def channels(place, *kinds, on=date(2026, 1, 6)):
    for kind in kinds:
        values = {
            "at": "yhj", "channel": kind, "contact": "0454-0000000", "published_on": "2026-01-06",
            "published_in": "区政府网站", "receiver": "yhj1", "deputy": "yhj9",
        }  # fmt: skip
        answer = place.yhj.enter("obstacle_channel", on, values, unit=place.units["yhj"])
        assert answer.status_code == 302, text_of(answer)


def received(place, on=DAY, **more):
    return place.yhj.opened(*LEDGER, on, trouble(**more), unit=place.units["yhj"])


def count(place, figure_id, **by):
    figure = figure_of(figure_id)
    found = value(figure, Period.year(2026), place.district)
    assert len(rows(figure, Period.year(2026), place.district, part="denominator")) == found.rows
    return found.numerator


@pytest.mark.system("S2-M030")
def test_a_complaint_comes_in_by_a_channel_that_stands_and_is_published(place):
    refused = place.yhj.open(*LEDGER, DAY, trouble(), unit=place.units["yhj"])
    assert refused.status_code == 422
    assert "没有已公布的“窗口”投诉渠道" in text_of(refused) and "监督投诉渠道" in text_of(refused)
    with moment.at(DAY):
        ahead = {
            "at": "yhj", "channel": "phone", "contact": "12345", "published_on": "2026-03-03", "published_in": "网站",
        }  # fmt: skip
        early = place.yhj.enter("obstacle_channel", DAY, ahead, unit=place.units["yhj"])
    assert early.status_code == 422 and "公布之后再登记" in text_of(early)
    channels(place, "phone", "mail", "window", "portal")
    page = text_of(place.yhj.get("/registers/obstacle_channel/"))
    assert all(word in page for word in ("电话", "信函、邮件", "窗口", "网上", "区政府网站"))
    for kind in ("phone", "mail", "window", "window", "portal"):
        received(place, channel=kind)
    assert count(place, "hotline.obstacles.channel") == 5
    figure = text_of(
        place.supervisor.get("/figures/hotline.obstacles.channel/?unit=QZF&year=2026&by=channel")
    )
    assert "窗口" in figure
    # A page that takes complaints has two people behind it.
    at = {
        "at": "zjj", "channel": "portal", "contact": "网站", "published_on": "2026-01-06", "published_in": "网站",
    }  # fmt: skip
    for behind, said in (
        ({}, "网上渠道应当写明"), ({"receiver": "zjj1", "deputy": "谁"}, "没有账号“谁”"),
        ({"receiver": "zjj1", "deputy": "zjj1"}, "不能与接收人为同一人"),
    ):  # fmt: skip
        shut = place.zjj.enter("obstacle_channel", DAY, at | behind, unit=place.units["zjj"])
        assert shut.status_code == 422 and said in text_of(shut)
    # Others neither see nor receive in its place.
    case = Matter.objects.unscoped("t").filter(procedure="complaint.obstacle")[0]
    assert place.zjj.get(f"/matters/{case.pk}/").status_code == 404
    assert place.zjj.open(*LEDGER, DAY, trouble(), unit=place.units["yhj"]).status_code == 422
    # A channel that is closed takes nothing more.
    key = "yhj:mail"
    from yifa.kernel.entry.enter import enter
    from yifa.kernel.scope.actor import Actor

    enter(
        Actor.system(),
        "obstacle_channel",
        {},
        unit=place.units["yhj"],
        on=date(2026, 4, 1),
        key=key,
        end=True,
    )
    late = place.yhj.open(
        *LEDGER, date(2026, 4, 1), trouble(channel="mail"), unit=place.units["yhj"]
    )
    assert late.status_code == 422


@pytest.mark.system("S2-M031")
def test_a_case_passed_down_closes_its_loop_with_the_body_above(place):
    case = place.yhj.opened(
        *LEDGER, DAY, above(), unit=place.units["yhj"], step="receive_from_above"
    )
    # Ten working days from Monday 2 March: Monday 16.
    assert (case.handler.username, case.external_number, case.next_due) == (
        "yhj1",
        "SZ-7",
        date(2026, 3, 16),
    )
    again = place.yhj.open(
        *LEDGER, DAY, above(), unit=place.units["yhj"], step="receive_from_above"
    )
    assert again.status_code == 422 and f"已经登记：{case.number}" in text_of(again)
    nobody = place.yhj.open(
        *LEDGER,
        DAY,
        above(handler="nobody", external_number="SZ-8"),
        unit=place.units["yhj"],
        step="receive_from_above",
    )
    assert nobody.status_code == 422 and "没有这个账号" in text_of(nobody)
    place.yhj.took(
        case, "transfer", date(2026, 3, 3), {"responsible": "zjj", "days": 5, "note": "请核实"}
    )
    part = place.part("zjj", "complaint.task")
    assert part.next_due == date(2026, 3, 10)
    assert Party.objects.get(matter=part).phone == "13900002222"
    place.yhj.refused(
        "尚未反馈：区住建局", case, "settle", date(2026, 3, 5), {"result": "x", "solved": "on"}
    )
    place.yhj.refused("须由", case, "urge", date(2026, 3, 11), {"ground": "逾期"}, status=403)
    place.yhj_head.took(case, "urge", date(2026, 3, 11), {"ground": "逾期未反馈"})
    place.zjj.refused(
        "从“办理中”开始", part, "report", date(2026, 3, 11), {"result": "x"}, status=409
    )
    place.zjj.took(part, "sign", date(2026, 3, 11))
    part = place.zjj.took(
        part, "report", date(2026, 3, 12), {"result": "已受理并办结", "solved": "on"}
    )
    assert part.on_time == 0
    case = place.yhj.took(
        case, "settle", date(2026, 3, 13), {"result": "已办结登记", "solved": "on"}
    )
    assert case.on_time == 1
    place.yhj_head.refused(
        "还没有向转办机关反馈", case, "clear", date(2026, 3, 13), {"note": "已核对"}
    )
    early = {"report": "已办结", "reported_on": "2026-02-01"}
    place.yhj.refused("反馈日期应在", case, "report_up", date(2026, 3, 16), early)
    place.yhj.took(case, "report_up", date(2026, 3, 16), early | {"reported_on": "2026-03-16"})
    place.yhj.took(case, "visit", date(2026, 3, 17), {"satisfaction": "satisfied"})
    place.yhj.refused("须由", case, "clear", date(2026, 3, 18), {"note": "已核对"}, status=403)
    case = place.yhj_head.took(case, "clear", date(2026, 3, 18), {"note": "已核对"})
    assert (case.state, case.outcome) == ("cleared", "solved")
    letter = case.documents.unscoped("t").get(kind="complaint.report_up")
    assert (
        place.yhj.get(f"/matters/{case.pk}/documents/{letter.pk}/paper.pdf").content[:4] == b"%PDF"
    )
    second = above(external_number="SZ-9", name="第二件")
    place.yhj.opened(
        *LEDGER, date(2026, 3, 20), second, unit=place.units["yhj"], step="receive_from_above"
    )
    assert (
        count(place, "hotline.above.received"), count(place, "hotline.above.closed"), count(place, "hotline.above.open")
    ) == (2, 1, 1)  # fmt: skip


@pytest.mark.system("S2-M032")
def test_the_ledger_follows_every_case_until_another_hand_strikes_it_off(place):
    channels(place, "window", "phone")
    case = received(place, trouble="hard")
    place.yhj.refused(
        "从“待回访反馈”开始", case, "visit", DAY, {"satisfaction": "satisfied"}, status=409
    )
    place.yhj.took(case, "handle", DAY, {"progress": "约谈窗口负责人"})
    for day in (4, 6):
        place.yhj.took(case, "follow_up", date(2026, 3, day), {"progress": f"第{day}日核实进展"})
    page = text_of(place.yhj.get(f"/matters/{case.pk}/"))
    assert "第4日核实进展" in page and "第6日核实进展" in page
    ledger = text_of(place.yhj.get("/ledger/complaint.obstacles/?state=open"))
    assert "不动产登记两次未办成" in ledger and "办事难" in ledger
    # Who settled it does not strike it off, even with both posts.
    from harness.doors import Browser, person

    from yifa.kernel.organization.roles import Role

    both = Browser(person("both", place.units["yhj"], Role.CASE_HANDLER, Role.HEAD))
    both.took(case, "settle", date(2026, 3, 9), {"result": "已当场办理", "solved": "on"})
    both.refused("同一人", case, "clear", date(2026, 3, 9), {"note": "x"}, status=403)
    place.yhj.refused(
        "记下反映人说的理由", case, "visit", date(2026, 3, 9), {"satisfaction": "dissatisfied"}
    )
    place.yhj.took(
        case, "visit", date(2026, 3, 9), {"satisfaction": "dissatisfied", "note": "仍缺一证"}
    )
    place.yhj_head.took(case, "redo", date(2026, 3, 9), {"reason": "仍缺一证"})
    place.yhj.took(case, "settle", date(2026, 3, 12), {"result": "补办完成", "solved": "on"})
    place.yhj.refused(
        "不是上级转办的",
        case,
        "report_up",
        date(2026, 3, 12),
        {"report": "x", "reported_on": "2026-03-12"},
    )
    case = place.yhj_head.took(case, "clear", date(2026, 3, 13), {"note": "已核对"})
    assert case.state == "cleared"
    closed = text_of(place.yhj.get("/ledger/complaint.obstacles/?state=done"))
    assert case.number in closed
    assert count(place, "hotline.obstacles.cleared") == 1


@pytest.mark.system("S2-M033")
def test_a_case_beyond_its_powers_goes_through_the_committee_to_the_body_that_has_them(place):
    channels(place, "window")
    case = received(place, trouble="damage", name="强迫交易扰乱经营")
    asked = {"committee": "zfw", "ground": "涉嫌强迫交易，超出本单位职权"}
    place.yhj.refused("须由", case, "propose_joint", DAY, asked, status=403)
    place.yhj_head.took(case, "propose_joint", DAY, asked)
    joint = place.part("zfw", "complaint.joint")
    assert (joint.unit, joint.state) == (place.units["zfw"], "proposed")
    place.yhj.refused("尚未反馈：区委政法委（协同移交）", case, "settle", DAY, {"result": "x"})
    given = {"receiver": "zjj", "days": 15, "opinion": "请依法查处"}
    joint = place.zfw.took(joint, "hand_over", date(2026, 3, 3), given)
    wrong = place.part("zjj", "complaint.joint_part")
    place.zjj.took(wrong, "refuse", date(2026, 3, 4), {"reason": "刑事案件由公安办理"})
    joint.refresh_from_db()
    assert joint.state == "proposed"
    joint = place.zfw.took(joint, "hand_over", date(2026, 3, 4), given | {"receiver": "gaj"})
    part = place.part("gaj", "complaint.joint_part")
    # Fifteen working days from Wednesday 4 March: Wednesday 25.
    assert (joint.state, part.next_due) == ("handed_over", date(2026, 3, 25))
    place.zfw.refused("须由", part, "sign", date(2026, 3, 5), {"signed_by": "甲"}, status=403)
    place.gaj.refused(
        "从“已签收”开始", part, "feed_back", date(2026, 3, 5), {"result": "x"}, status=409
    )
    place.gaj.took(part, "sign", date(2026, 3, 5), {"signed_by": "王某"})
    joint.refresh_from_db()
    assert joint.state == "signed"
    part = place.gaj.took(part, "feed_back", date(2026, 3, 20), {"result": "已立案查处"})
    joint.refresh_from_db()
    assert (part.on_time, joint.state) == (1, "fed_back")
    page = text_of(place.yhj.get(f"/matters/{case.pk}/"))
    assert "协同办理反馈" in page and "已立案查处" in page
    assert (
        place.yhj.took(
            case, "settle", date(2026, 3, 23), {"result": "已移交查处", "solved": "on"}
        ).state
        == "settled"
    )
    letters = joint.documents.unscoped("t").filter(kind="complaint.hand_over")
    assert letters.count() == 2
    assert count(place, "hotline.joint.handed") == 1


@pytest.mark.system("S2-M029")
def test_a_campaign_groups_problems_and_ends_when_each_is_struck_off(place):
    channels(place, "window")
    before = received(place, name="办照来回跑")
    campaign = place.yhj.opened(
        "complaint.campaigns", "complaint.campaign", date(2026, 3, 3),
        {"name": "办事难专项整治", "year": 2026, "scope": "企业和群众反映的办事堵点"}, unit=place.units["yhj"],
    )  # fmt: skip
    place.yhj_head.refused(
        "还没有征集、纳入问题", campaign, "finish", DAY.replace(day=3), {"summary": "x"}
    )
    found = trouble(name="窗口不一次告知")
    found.pop("channel")
    place.yhj.took(campaign, "collect", date(2026, 3, 4), found)
    place.yhj.refused(
        "本单位没有这一编号：没有",
        campaign,
        "take_in",
        date(2026, 3, 4),
        {"numbers": f"{before.number}、没有"},
    )
    place.yhj.took(campaign, "take_in", date(2026, 3, 4), {"numbers": before.number})
    place.yhj.refused("已经纳入", campaign, "take_in", date(2026, 3, 4), {"numbers": before.number})
    cases = list(Obstacle.objects.unscoped("t").select_related("matter").order_by("pk"))
    assert [c.origin for c in cases] == ["own", "collected"]
    place.yhj_head.refused("尚未销号", campaign, "finish", date(2026, 3, 5), {"summary": "x"})
    for case in cases:
        place.yhj.took(case.matter, "handle", date(2026, 3, 5), {"progress": "整改"})
        place.yhj.took(
            case.matter, "settle", date(2026, 3, 6), {"result": "已整改", "solved": "on"}
        )
        place.yhj.took(case.matter, "visit", date(2026, 3, 9), {"satisfaction": "satisfied"})
        place.yhj_head.took(case.matter, "clear", date(2026, 3, 10), {"note": "已核对"})
    campaign = place.yhj_head.took(
        campaign, "finish", date(2026, 3, 11), {"summary": "两个问题全部解决"}
    )
    page = text_of(place.yhj.get(f"/matters/{campaign.pk}/"))
    assert "办照来回跑" in page and "窗口不一次告知" in page
    paper = campaign.documents.unscoped("t").get(kind="complaint.cleared_list")
    assert (
        place.yhj.get(f"/matters/{campaign.pk}/documents/{paper.pk}/paper.docx").content[:2]
        == b"PK"
    )
    assert count(place, "hotline.obstacles.cleared") == 2


@pytest.mark.system("S2-M030")
def test_the_public_tells_of_a_difficulty_and_follows_what_became_of_it(place):
    public, address = Client(), "/public/obstacles/yhj/"
    told = {
        "trouble": "undone", "name": "办照三次没办成", "content": "材料齐全，窗口仍让再补。", "complainant": "赵小明",
        "phone": "138 0000 4567",
    }  # fmt: skip
    with moment.at(DAY):
        shut = public.post(address, told)
        assert "没有开通网上反映" in text_of(shut) and "电话、信函或者窗口" in text_of(shut)
        assert "反映办事难" not in text_of(public.get("/public/")), "no door before a unit opens it"
    channels(place, "portal", "phone")
    with moment.at(DAY):
        assert "反映办事难" in text_of(public.get("/public/"))
        listed = text_of(public.get("/public/obstacles/"))
        assert "0454-0000000" in listed and "向" in listed
        for wrong, said in (
            (told | {"name": ""}, "必填"),
            (told | {"phone": "打我电话"}, "应为 7 至 20 位数字"),
        ):
            answer = public.post(address, wrong)
            assert answer.status_code == 422 and said in text_of(answer)
        assert not Obstacle.objects.unscoped("t").exists(), "nothing half-written"
        done = public.post(address, told)
        assert done.status_code == 200, text_of(done)
    case = Matter.objects.unscoped("t").get(procedure="complaint.obstacle")
    code = case.obstacle.query_code
    assert len(code) == 10 and code in text_of(done) and case.number in text_of(done)
    assert (case.state, case.obstacle.channel, case.handler.username) == (
        "received",
        "portal",
        "yhj1",
    )
    assert Party.objects.get(matter=case).phone == "138 0000 4567"
    page = text_of(place.yhj.get(f"/matters/{case.pk}/"))
    assert "138 0000 4567" not in page, "kept encrypted, shown only on request"
    assert count(place, "hotline.obstacles.channel") == 1
    # Staff cannot tell in the public's place, nor take the step at another unit.
    assert place.yhj.open(
        *LEDGER, DAY, trouble(), unit=place.units["yhj"], step="tell"
    ).status_code in (403, 422)
    case = place.yhj.took(case, "handle", date(2026, 3, 3), {"progress": "约谈窗口负责人王某"})
    case = place.yhj.took(
        case, "settle", date(2026, 3, 4), {"result": "已当场发照", "solved": "on"}
    )
    with moment.at(date(2026, 3, 5)):
        wrong = public.post("/public/obstacles/track/", {"code": code, "last": "0000"})
        assert wrong.status_code == 422 and "不相符" in text_of(wrong)
        assert (
            public.post("/public/obstacles/track/", {"code": code, "last": ""}).status_code == 422
        )
        assert (
            public.post("/public/obstacles/track/", {"code": "12", "last": ""}).status_code == 422
        )
        found = text_of(public.post("/public/obstacles/track/", {"code": code, "last": "4567"}))
        assert "待回访反馈" in found and "已当场发照" in found and "自行办理" in found
        assert "赵小明" not in found and "王某" not in found, "notes within stay inside"
        # Whoever left no telephone follows by the code alone.
        nameless = public.post(address, told | {"complainant": "", "phone": ""})
        assert nameless.status_code == 200
        last = Obstacle.objects.unscoped("t").order_by("-pk")[0]
        assert not Party.objects.filter(matter=last.matter).exists()
        alone = public.post("/public/obstacles/track/", {"code": last.query_code, "last": ""})
        assert "待转办" in text_of(alone)
