"""An order of the hotline through its pages: one intake, routing, handling in the limit, return, ruling, call-back."""

import io
from datetime import date, datetime

import pytest
from django.utils import timezone
from harness.doors import text_of
from pypdfium2 import PdfDocument

from yifa.kernel import moment
from yifa.kernel.figure import Period, figure_of
from yifa.kernel.figure.ask import rows, value
from yifa.kernel.matter.models import Clock, Matter, Party
from yifa.work.hotline.models import HotlineOrder

pytestmark = pytest.mark.django_db
LEDGER = ("hotline.orders", "hotline.order")
DAY = date(2026, 3, 2)
"""A Monday."""


def call(**more):
    return {
        "type": "complaint", "channel": "phone", "name": "电梯停运三天无人修理", "content": "某小区电梯停运，物业不处理。",
        "place": "某小区三幢", "caller": "陈某某", "phone": "13800001111",
    } | more  # fmt: skip


def received(place, on=DAY, **more):
    return place.rx.opened(*LEDGER, on, call(**more), unit=place.centre)


def assigned(place, on=DAY, lead="zjj", joint=(), **more):
    order = received(place, on, **more)
    return place.rx.took(order, "assign", on, {"lead": lead, "joint": list(joint), "note": ""})


def reply(**more):
    return {"result": "resolved", "answer": "已督促物业修复，电梯恢复运行。", "told": "on"} | more


def handled(place, on, unit="zjj", **more):
    part = place.part(unit)
    who = getattr(place, unit)
    who.took(part, "sign", on)
    return who.took(part, "reply", on, reply(**more))


def asked(place, figure_id, year=2026):
    figure, unit = figure_of(figure_id), place.district
    found = value(figure, Period.year(year), unit)
    assert len(rows(figure, Period.year(year), unit, part="denominator")) == found.rows
    return found


@pytest.mark.system("S2-M028")
def test_from_the_call_to_the_call_back(place):
    order = received(place)
    assert order.number == "测热热〔2026〕1号"
    # The duty list suggests; the clerk decides.
    form = text_of(place.rx.get(f"/matters/{order.pk}/step/assign/", on=DAY))
    assert "按职责清单建议：区住建局（物业管理监督：物业、小区、电梯）" in form
    order = place.rx.took(order, "assign", DAY, {"lead": "zjj", "note": "请尽快处理"})
    part = place.part("zjj")
    # Five working days from Monday 2 March: Monday 9 (安阳市政务服务条例第五十条第一款, a local default).
    assert (order.state, part.state, part.next_due) == ("assigned", "sent", date(2026, 3, 9))
    # A unit acts in its own part only, and the centre does not answer for it.
    place.zjj.refused("须由", order, "call_back", DAY, {"satisfaction": "satisfied"}, status=403)
    place.rx.refused("须由", part, "sign", DAY, status=403)
    place.zjj.took(part, "sign", date(2026, 3, 3))
    untold = reply()
    untold.pop("told")
    place.zjj.refused("应当先回复来电人", part, "reply", date(2026, 3, 5), untold)
    part = place.zjj.took(part, "reply", date(2026, 3, 5), reply())
    assert (part.state, part.on_time) == ("answered", 1)
    order.refresh_from_db()
    assert order.state == "replied"
    order = place.rx.took(order, "call_back", date(2026, 3, 6), {"satisfaction": "basically"})
    assert (order.state, order.outcome) == ("closed", "satisfied")
    page = text_of(place.rx.get(f"/matters/{order.pk}/"))
    assert "电梯恢复运行" in page and "区住建局" in page and "基本满意" in page
    slip = order.documents.unscoped("t").get(kind="hotline.slip")
    assert slip.number == "测热热转〔2026〕1号"
    assert place.rx.get(f"/matters/{order.pk}/documents/{slip.pk}/paper.pdf").content[:4] == b"%PDF"
    assert asked(place, "hotline.orders.received").numerator == 1
    assert asked(place, "hotline.on_time").text.startswith("100")
    assert asked(place, "hotline.satisfaction").numerator == 1


def test_the_caller_is_encrypted_masked_and_every_look_is_journalled(place):
    order = assigned(place, caller="陈小明")
    part = place.part("zjj")
    caller = Party.objects.get(matter=part)
    assert caller.phone == "13800001111"
    for matter in (order, part):
        page = text_of(place.supervisor.get(f"/matters/{matter.pk}/"))
        assert "来电人" in page
        assert "陈小明" not in page and "13800001111" not in page
    seen = place.zjj.post(f"/matters/{part.pk}/parties/{caller.pk}/reveal/")
    assert "13800001111" in seen.content.decode()
    assert "查看敏感信息" in text_of(place.zjj.get(f"/matters/{part.pk}/"))


def test_who_asks_to_stay_unknown_is_not_passed_on(place):
    order = assigned(place, type="report", confidential="on")
    part = place.part("zjj")
    assert not Party.objects.filter(matter=part).exists()
    assert place.zjj.get(f"/matters/{order.pk}/").status_code == 404
    page = text_of(place.zjj.get(f"/matters/{part.pk}/"))
    assert "陈某某" not in page and "电梯停运" in page
    # Nobody to answer directly: the reply is taken all the same.
    place.zjj.took(part, "sign", DAY)
    untold = reply()
    untold.pop("told")
    assert place.zjj.took(part, "reply", DAY, untold).state == "answered"


def test_an_order_is_returned_once_within_its_hours_and_then_the_centre_rules(place):
    order = assigned(place, lead="jtj")
    part = place.part("jtj")
    place.jtj.refused("退回理由", part, "send_back", DAY, {"ground": ""})
    # The whole day after is still in time where only days are known.
    part = place.jtj.took(
        part, "send_back", date(2026, 3, 3), {"ground": "电梯不属交通部门职责", "should": "住建局"}
    )
    order.refresh_from_db()
    assert (part.state, order.state) == ("sent_back", "returned")
    order = place.rx.took(order, "assign", date(2026, 3, 3), {"lead": "zjj"})
    second = place.part("zjj")
    said = place.zjj.refused(
        "已经退回过一次", second, "send_back", date(2026, 3, 3), {"ground": "也不属住建"}
    )
    assert "提请裁定" in said
    second = place.zjj.took(
        second, "ask_ruling", date(2026, 3, 4), {"ground": "特种设备由市场监管负责"}
    )
    order.refresh_from_db()
    assert (second.state, order.state) == ("ruling", "ruling")
    place.rx.refused("须由", order, "rule_keep", date(2026, 3, 4), {"opinion": "x"}, status=403)
    order = place.rx_head.took(
        order, "rule_keep", date(2026, 3, 4), {"opinion": "物业管理由住建部门牵头"}
    )
    second.refresh_from_db()
    assert (second.state, order.state) == ("handling", "assigned")
    second = place.zjj.took(second, "ask_ruling", date(2026, 3, 5), {"ground": "补充三定规定"})
    order.refresh_from_db()
    order = place.rx_head.took(order, "rule_move", date(2026, 3, 5), {"opinion": "改派执法局"})
    second.refresh_from_db()
    assert (second.state, order.state) == ("moved", "returned")
    assert HotlineOrder.objects.unscoped("t").get(pk=order.pk).returns == 2
    assert asked(place, "hotline.returned").numerator == 1


def test_the_hours_for_returning_run_from_the_moment_it_was_sent(place):
    noon = timezone.make_aware(datetime(2026, 3, 2, 15, 0))
    order = received(place)
    with moment.at(noon):
        place.rx.post(f"/matters/{order.pk}/step/assign/", {"lead": "jtj", "on": "2026-03-02"})
    part = place.part("jtj")
    page = f"/matters/{part.pk}/step/send_back/"
    with moment.at(timezone.make_aware(datetime(2026, 3, 3, 15, 1))):
        assert "2026-03-03 15:00" in text_of(place.jtj._client().get(f"/matters/{part.pk}/"))
        late = place.jtj.post(page, {"ground": "不属职责", "on": "2026-03-03"})
    assert late.status_code == 422 and "已超过退回时限（24小时）" in text_of(late)
    with moment.at(timezone.make_aware(datetime(2026, 3, 3, 14, 59))):
        assert place.jtj.post(page, {"ground": "不属职责", "on": "2026-03-03"}).status_code == 302


def test_joint_handling_waits_for_everybody_before_the_lead_answers(place):
    place.rx.refused(
        "主办单位不能同时作为会办单位",
        received(place),
        "assign",
        DAY,
        {"lead": "zjj", "joint": ["zjj"]},
    )
    order = assigned(place, joint=["zfj", "jtj"])
    lead = place.part("zjj")
    place.zjj.took(lead, "sign", DAY)
    place.zjj.refused(
        "会办单位尚未答复：区交通局、区执法局", lead, "reply", date(2026, 3, 4), reply()
    )
    handled(place, date(2026, 3, 4), "zfj", answer="已清理占道")
    handled(place, date(2026, 3, 4), "jtj", answer="已增设车位")
    order.refresh_from_db()
    assert order.state == "assigned"
    place.zjj.took(lead, "reply", date(2026, 3, 5), reply())
    order.refresh_from_db()
    assert order.state == "replied"
    said = text_of(place.rx.get(f"/matters/{order.pk}/"))
    assert "区执法局：已清理占道" in said
    # One unit's part reads the whole, but is not handled by the other.
    assert place.zfj.get(f"/matters/{order.pk}/").status_code == 200
    assert place.zfj.get(f"/matters/{lead.pk}/").status_code == 404


def test_an_extension_once_by_the_head_and_before_the_day(place):
    order = assigned(place)
    part = place.part("zjj")
    place.zjj.took(part, "sign", DAY)
    place.zjj.refused("须由", part, "extend", DAY, {"ground": "需更换部件"}, status=403)
    part = place.zjj_head.took(part, "extend", date(2026, 3, 9), {"ground": "需更换部件"})
    # Five more working days: Monday 16 March.
    assert part.next_due == date(2026, 3, 16)
    assert Clock.objects.get(matter=order).due_on == date(2026, 3, 16)
    place.zjj_head.refused("已经延长过一次", part, "extend", date(2026, 3, 10), {"ground": "再延"})
    other = assigned(place, on=date(2026, 3, 2), type="consult")
    question = place.part("zjj")
    assert question.pk != part.pk and other.state == "assigned"
    place.zjj.took(question, "sign", DAY)
    place.zjj_head.refused("咨询类没有延期", question, "extend", DAY, {"ground": "x"})


def test_supervision_is_for_the_late_and_a_placeholder_makes_nobody_late(place):
    order = assigned(place)
    part = place.part("zjj")
    told = {"ground": "逾期未办结", "days": 2}
    place.rx_head.refused("没有逾期的承办件", order, "supervise", date(2026, 3, 9), told)
    place.rx_head.took(order, "supervise", date(2026, 3, 10), told)
    part.refresh_from_db()
    # Two working days from Tuesday 10 March; the old day has passed and stays the nearest.
    days = list(Clock.objects.filter(matter=part).order_by("pk").values_list("limit_id", "due_on"))
    assert days == [("hotline.handle", date(2026, 3, 9)), ("work.agreed", date(2026, 3, 12))]
    place.zjj.took(part, "sign", date(2026, 3, 11))
    part = place.zjj.took(part, "reply", date(2026, 3, 11), reply())
    assert part.on_time == 0
    assert asked(place, "hotline.on_time").numerator == 0
    assert asked(place, "hotline.supervised").numerator == 1
    letter = order.documents.unscoped("t").get(kind="hotline.supervision")
    pdf = place.rx.get(f"/matters/{order.pk}/documents/{letter.pk}/paper.pdf").content
    words = "".join(PdfDocument(io.BytesIO(pdf))[0].get_textpage().get_text_range().split())
    assert "区住建局：" in words and "2个工作日内办结" in words and "2026年3月9日" in words
    question = assigned(place, type="consult")
    place.rx_head.refused("占位数值的不判逾期", question, "supervise", date(2026, 3, 30), told)


def test_only_an_application_and_the_centres_decision_exclude_a_claim(place):
    order = assigned(place)
    part = place.part("zjj")
    decided = {"decision": "1", "opinion": "诉求超出法律规定"}
    place.rx_head.refused("没有承办单位的认定申请", order, "decide_exclusion", DAY, decided)
    place.zjj.took(part, "sign", DAY)
    why = {"ground": "要求超出合同约定的赔偿", "evidence": "三次答复记录"}
    place.zjj.took(part, "ask_exclusion", DAY, why)
    place.rx.refused("须由", order, "decide_exclusion", DAY, decided, status=403)
    place.rx_head.took(order, "decide_exclusion", DAY, decided)
    place.zjj.took(part, "reply", DAY, reply(result="explained"))
    place.rx.took(order, "call_back", DAY, {"satisfaction": "dissatisfied", "note": "要求赔偿"})
    other = assigned(place)
    handled(place, DAY)
    place.rx.took(other, "call_back", DAY, {"satisfaction": "satisfied"})
    third = assigned(place)
    handled(place, DAY)
    place.rx.took(third, "call_back", DAY, {"satisfaction": "unreached"})
    # Two reached besides the one nobody reached; the excluded one does not lower the rate, and it is told apart.
    found = asked(place, "hotline.satisfaction")
    assert (found.numerator, found.denominator) == (1, 1)
    assert asked(place, "hotline.excluded").numerator == 1
    reached = asked(place, "hotline.call_back_rate")
    assert (reached.numerator, reached.denominator) == (2, 3)


def test_the_dissatisfied_may_be_sent_again_and_questions_are_answered_at_once(place):
    order = assigned(place)
    handled(place, DAY)
    order.refresh_from_db()
    place.rx.refused(
        "记下来电人说的理由", order, "call_back", DAY, {"satisfaction": "dissatisfied"}
    )
    order = place.rx.took(
        order, "assign", date(2026, 3, 3), {"lead": "zjj", "note": "未解决，重新办理"}
    )
    assert (order.state, HotlineOrder.objects.unscoped("t").get(pk=order.pk).assignments) == (
        "assigned",
        2,
    )
    question = received(place, type="consult", name="居住证怎么办")
    question = place.rx.took(question, "answer", DAY, {"answer": "带身份证到辖区派出所办理"})
    assert question.state == "replied"
    nothing = received(place, name="报警求助")
    nothing = place.rx.took(nothing, "decline", DAY, {"reason": "紧急警情，已转110"})
    assert (nothing.state, nothing.is_open) == ("declined", False)


def test_an_order_of_the_platform_keeps_its_number_and_comes_in_once(place):
    values = {"source_system": "省12345平台", "external_number": "P-001"} | call()
    values.pop("channel")
    first = place.rx.opened(*LEDGER, DAY, values, unit=place.centre, step="bring_in")
    assert (first.source_system, first.external_number) == ("省12345平台", "P-001")
    again = place.rx.open(*LEDGER, DAY, values, unit=place.centre, step="bring_in")
    assert again.status_code == 422 and f"已经登记：{first.number}" in text_of(again)
    assert Matter.objects.unscoped("t").filter(procedure="hotline.order").count() == 1


def test_nothing_happens_tomorrow_or_before_it_was_received(place):
    with moment.at(DAY):
        late = place.rx.open(*LEDGER, date(2026, 3, 2), call(), unit=place.centre)
        url = "/ledger/hotline.orders/new/hotline.order/"
        future = place.rx.post(url, call() | {"unit": place.centre.pk, "on": "2026-03-03"})
    assert late.status_code == 302
    assert future.status_code == 422 and "不能晚于今天" in text_of(future)
    order = received(place, date(2026, 3, 4))
    place.rx.refused("不能早于上一次办理的日期", order, "assign", DAY, {"lead": "zjj"})


def test_the_duty_list_and_orders_of_other_units_stay_out(place):
    order = received(place)
    assert place.yhj.get(f"/matters/{order.pk}/").status_code == 404
    refused = place.zjj.open(*LEDGER, DAY, call(), unit=place.centre)
    assert refused.status_code == 422
