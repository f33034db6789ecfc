"""A yearly report through its pages with real roles: draft, review, signature, submission, hearing."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from yifa.account.report.models import AnnualReport, Submission
from yifa.account.report.tests.town import (
    DEPARTMENT,
    JANUARY,
    SIGN,
    TEXT,
    opened,
    published,
    saved,
    signed,
    text_of,
)
from yifa.kernel import moment
from yifa.kernel.figure import Period, ask, figure_of

pytestmark = pytest.mark.django_db


@pytest.mark.system("S0-M001", "S1-M002", "S2-M012", "S3-M002", "S4-M002")
def test_a_report_from_the_running_draft_to_the_public_page(house):
    m = opened(house)
    assert m.number == "区司法局法报〔2019〕1号"
    assert m.title == "示范区司法局2019年法治政府建设年度报告"
    with moment.at(JANUARY):
        twice = house.browser["alice"].post(
            reverse("ledger_new", args=["report.annuals", "report.annual"]),
            {"unit": house.bureau.pk, "year": 2019, "kind": "", "on": "2019-05-06"},
        )
        assert twice.status_code == 422 and "已经建立" in text_of(twice)
        # The template still holds places to fill in and lacks nothing the rule names but content.
        page = text_of(house.browser["alice"].get(reverse("annual_composer", args=[m.pk])))
        assert "还有提示文字没有换成内容" in page
    assert saved(house, m).status_code == 302
    with moment.at(date(2020, 2, 10)):
        alice, bob, carol = (house.browser[n] for n in ("alice", "bob", "carol"))
        assert bob.step(m, "review", {"facts": "ok", "secrecy": "open"}).status_code == 409
        alice.took(m, "hand_in")
        assert alice.step(m, "review", {"facts": "ok", "secrecy": "open"}).status_code == 403
        bob.took(m, "review", {"facts": "ok", "secrecy": "cut", "note": "数据已核"})
        assert bob.step(m, "sign_head", SIGN).status_code == 403
        party = carol.step(m, "sign_party", SIGN)
        assert party.status_code == 422 and "部门报告由行政主要负责人签署" in text_of(party)
        m = carol.took(m, "sign_head", SIGN)
        assert m.state == "signed"
    with moment.at(date(2020, 2, 20)):
        first = alice.took(
            m, "submit", {"recipients": ["party", "government"], "method": "公文交换"}
        )
        assert first.state == "signed" and first.on_time is None
        m = alice.took(
            m, "submit", {"recipients": ["upper_department", "inspection"], "method": "邮寄"}
        )
        assert (m.state, m.on_time) == ("submitted", 1)
        early = alice.step(m, "submit", {"recipients": ["party"], "method": "x"})
        assert early.status_code == 409
        house.browser["dora"].took(
            m, "receipt", {"recipient": "inspection", "received_by": "法治办 王收文"}
        )
    assert house.browser["public"].get("/public/reports/sfj/2019/").status_code == 404
    with moment.at(date(2020, 3, 10)):
        m = alice.took(m, "publish", {"summary": "来信办理情况"})
        assert m.state == "published"
        page = house.browser["public"].get("/public/reports/sfj/2019/").content.decode()
    plain = re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page))
    assert "全年收到来信12件，比上年增加2件。" in plain
    assert "应答复12件，按期答复11件，按期率91.67%。" in plain
    assert "sfj/2020-00001" in page
    assert "专案" not in page
    assert re.search(
        r'<data value="12" data-figure="account.letters.received" data-numerator="12"', page
    )
    assert "12之中11" in plain and "本期判定期限的来信中按期答复的比重" in plain
    with moment.at(date(2020, 3, 11)):
        rate = ask.value(figure_of("report.annual.on_time"), Period.year(2020), house.district)
        assert (rate.numerator, rate.denominator) == (1, 1)


def test_a_town_is_signed_by_both_heads_and_goes_to_the_level_above(house):
    m = opened(house, "tina", house.town)
    assert saved(house, m, who="tina").status_code == 302
    with moment.at(date(2020, 2, 3)):
        tina, toby, theo = (house.browser[n] for n in ("tina", "toby", "theo"))
        tina.took(m, "hand_in")
        toby.took(m, "review", {"facts": "ok", "secrecy": "cut"})
        m = theo.took(m, "sign_head", {"signer": "西奥，镇长"})
        assert m.state == "reviewed"
        m = theo.took(m, "sign_party", {"signer": "钱某，镇党委书记"})
        assert m.state == "signed"
        page = text_of(tina.get(reverse("step", args=[m.pk, "submit"])))
        assert "上一级党委" in page and "同级人大常委会" not in page


def test_review_is_stopped_by_what_the_rule_asks_for(house):
    m = opened(house)
    assert saved(house, m, TEXT.replace("# 下一年度主要安排", "## 其他")).status_code == 302
    with moment.at(date(2020, 2, 10)):
        answer = house.browser["alice"].step(m, "hand_in")
    assert answer.status_code == 422
    assert "正文缺少“下一年度主要安排”" in text_of(answer) and "第二十五条第四项" in text_of(answer)
    assert saved(house, m, TEXT.replace("received]]", "gone]]", 1), base=2).status_code == 302
    with moment.at(date(2020, 2, 10)):
        answer = house.browser["alice"].step(m, "hand_in")
    assert "account.letters.gone" in text_of(answer)


def test_a_returned_report_owes_its_submission_again(house):
    m = signed(house)
    with moment.at(date(2020, 2, 20)):
        m = house.browser["alice"].took(
            m, "submit", {"recipients": DEPARTMENT, "method": "公文交换"}
        )
        m = house.browser["dora"].took(m, "send_back", {"reason": "缺少原因分析"})
    assert (m.state, m.next_due) == ("drafting", date(2020, 2, 29))
    assert m.on_time is None
    rows = Submission.objects.unscoped("test").filter(matter=m)
    assert {r.reason for r in rows} == {"缺少原因分析"}
    with moment.at(date(2020, 2, 21)):
        page = text_of(
            house.browser["dora"].get(reverse("annual_list"), {"year": "2019", "show": "owing"})
        )
    assert "区司法局" in page


def test_a_secret_report_is_not_published(house):
    m = opened(house)
    saved(house, m)
    with moment.at(date(2020, 2, 10)):
        house.browser["alice"].took(m, "hand_in")
        house.browser["bob"].took(m, "review", {"facts": "ok", "secrecy": "secret", "note": "涉密"})
        house.browser["carol"].took(m, "sign_head", SIGN)
        house.browser["alice"].took(m, "submit", {"recipients": DEPARTMENT, "method": "机要"})
        answer = house.browser["alice"].step(m, "publish", {"summary": ""})
        assert answer.status_code == 422 and "保密审查没有同意公开" in text_of(answer)
        m = house.browser["carol"].took(m, "keep", {"reason": "涉密"})
    assert m.state == "kept"
    assert house.browser["public"].get("/public/reports/sfj/2019/").status_code == 404


def test_the_party_committee_hears_the_report_and_others_say_what_they_think(house):
    m = published(house)
    with moment.at(date(2020, 5, 8)):
        house.browser["alice"].took(
            m,
            "hear",
            {"held_on": "2020-05-07", "meeting": "区委常委会会议", "conclusion": "原则同意"},
        )
        house.browser["dora"].took(m, "opinion", {"body": "第三方评估机构", "opinion": "内容完整"})
        assert (
            house.browser["tina"]
            .step(m, "hear", {"held_on": "2020-05-07", "meeting": "x"})
            .status_code
            == 404
        )
        assert AnnualReport.objects.unscoped("test").get(pk=m.pk).heard_on == date(2020, 5, 7)
        page = text_of(house.browser["alice"].get(reverse("matter", args=[m.pk])))
    assert "报送和签收" in page and "本级党委依法治区办（抄送）" in page and "卡罗，局长" in page
