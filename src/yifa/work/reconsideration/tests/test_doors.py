"""The room through the pages people use: registering, deciding, refusals told, statistics, the respondent's answer."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from yifa.kernel import loop, moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.matter.models import Matter
from yifa.work.reconsideration.seed import load_year_2019
from yifa.work.reconsideration.tests.conftest import (
    DRAFT,
    HEARD,
    PASSWORD,
    REPLY,
    accepted,
    application,
    go,
    received,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 3)


class Person:
    """Somebody at a browser, who signs in anew on every day of the story."""

    def __init__(self, name):
        self.name = name

    def _client(self):
        client = Client()
        assert client.login(username=self.name, password=PASSWORD)
        return client

    def get(self, url, *args, day=DAY, **more):
        with moment.at(day):
            return self._client().get(url, *args, **more)

    def post(self, url, data, day=DAY):
        with moment.at(day):
            return self._client().post(url, _plain(data))


@pytest.fixture
def browser(office):
    return Person


def post(person, matter, step, day, data=None, version=None):
    """Send a step's form as the page would; what was done leads back to the matter."""
    fields = {"on": day, "expected_version": matter.version if version is None else version}
    answer = person.post(reverse("step", args=[matter.pk, step]), fields | (data or {}), day)
    matter.refresh_from_db()
    if answer.status_code == 302:
        assert answer.url == reverse("matter", args=[matter.pk])
    return answer


def _plain(data):
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in data.items()}


def opened(client, office, ledger, procedure, day, data):
    url = reverse("ledger_new", args=[ledger, procedure])
    answer = client.post(url, {"on": day, "unit": office.district.pk} | data, day)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return Matter.objects.unscoped("test").order_by("-pk").first()


@pytest.mark.system("S4-M069", "S4-M137")
def test_a_case_from_counter_to_archive(office, browser):
    clerk, reviewer, head = browser("clerk"), browser("reviewer"), browser("head")
    data = application(DAY, respondent_unit="ZFJ")
    m = opened(
        clerk, office, "reconsideration.applications", "reconsideration.application", DAY, data
    )
    assert m.number == "测政复〔2026〕1号"
    assert post(clerk, m, "accept", DAY, {"track": "ordinary"}).status_code == 403
    day = date(2026, 3, 5)
    walk = [
        (head, "accept", day, {"track": "ordinary"}),
        (head, "appoint", day, {"lead": "clerk", "others": ["clerk2"]}),
        (clerk, "send_copy", day, {"served_on": day}),
        (clerk, "reply", date(2026, 3, 16), REPLY),
        (clerk, "hear_parties", date(2026, 3, 17), HEARD),
        (clerk, "start_finding", date(2026, 3, 17), {"method": "letter", "subject": "罚款标准"}),
        (clerk, "record_finding", date(2026, 3, 24), {"serial": 1, "persons": 0, "record": "对方复函"}),
        (clerk, "adopt_finding", date(2026, 3, 25), {"adopted": "1", "reason": "属实"}),
        (clerk, "draft", date(2026, 3, 27), DRAFT | {"outcome": "revoke"}),
        (reviewer, "review", date(2026, 3, 30), {"opinion": "同意"}),
        (head, "decide", date(2026, 4, 1), {"manner": "collective"}),
        (clerk, "deliver", date(2026, 4, 2), {"recipient": "周某某", "method": "direct", "served_on": date(2026, 4, 2),
                                              "paper": "decision", "reader": "applicant"}),
        (clerk, "publish", date(2026, 4, 3), {"published": "1"}),
        (clerk, "archive", date(2026, 4, 7), {}),
    ]  # fmt: skip
    for client, step, on, fields in walk:
        answer = post(client, m, step, on, fields)
        assert answer.status_code == 302, (step, answer.content.decode()[-3000:])
    assert (m.state, m.outcome, m.on_time) == ("archived", "revoke", 1)
    page = clerk.get(reverse("matter", args=[m.pk]), day=date(2026, 4, 8)).content.decode()
    assert "测政复决〔2026〕1号" in page
    assert "已归档" in page
    assert "罚款标准" in page  # what was to be found, in its own table
    assert "采信" in page
    masked = (
        browser("watcher")
        .get(reverse("matter", args=[m.pk]), day=date(2026, 4, 8))
        .content.decode()
    )
    assert "周某某" in page
    assert "办案人员" in masked
    paper = m.documents.unscoped("test").get(kind="reconsideration.decision")
    answer = clerk.get(reverse("paper", args=[m.pk, paper.pk, "docx"]))
    assert b"".join(answer).startswith(b"PK")


@pytest.mark.system("S4-M069")
def test_the_page_says_why_not_and_what_instead(office, browser):
    clerk, head = browser("clerk"), browser("head")
    late = received(office, DAY)
    answer = post(head, late, "accept", date(2026, 3, 11), {"track": "ordinary"})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "审查期限已于 2026-03-10 届满，自该日起视为受理" in said
    assert "登记视为受理" in said
    excluded = received(office, DAY)
    fields = {"track": "summary", "summary_ground": "disclosure", "clear": "on"}
    assert "不是政府信息公开案件" in post(head, excluded, "accept", DAY, fields).content.decode()
    m = accepted(office, DAY)
    assert (
        post(head, m, "extend", date(2026, 4, 1), {"amount": 30, "ground": "情况复杂"}).status_code
        == 302
    )
    said = post(
        head, m, "extend", date(2026, 4, 2), {"amount": 10, "ground": "情况复杂"}
    ).content.decode()
    assert "不能再次延长" in said
    stale = m.version
    assert post(clerk, m, "note", DAY, {"note": "电话联系"}).status_code == 302
    answer = post(head, m, "appoint", DAY, {"lead": "clerk", "others": ["clerk2"]}, version=stale)
    assert answer.status_code == 409
    assert "clerk刚刚办理了" in answer.content.decode()


def test_another_units_officer_does_not_even_see_the_case(office, browser):
    m = accepted(office, DAY)
    agent = browser("agent")
    assert agent.get(reverse("matter", args=[m.pk])).status_code == 404
    assert post(agent, m, "send_copy", DAY, {"served_on": DAY}).status_code == 404


@pytest.mark.system("S1-M036")
def test_the_respondent_answers_and_performs(office, browser):
    case = accepted(office, DAY, respondent_unit="ZFJ")
    go(office.clerk, case, "send_copy", DAY, {"served_on": DAY})
    loop.drain()
    m = Matter.objects.unscoped("test").get(procedure="reconsideration.response")
    agent, chief = browser("agent"), browser("chief")
    listed = agent.get(reverse("ledger", args=["reconsideration.responses"])).content.decode()
    assert case.number in listed
    assert (
        post(agent, m, "draft", date(2026, 3, 9), {"reply": "合法", "evidence": "案卷"}).status_code
        == 302
    )
    assert post(agent, m, "sign", date(2026, 3, 9)).status_code == 403
    assert post(chief, m, "sign", date(2026, 3, 10)).status_code == 302
    told = {"result": "perform", "perform_by": date(2026, 5, 1)}
    assert post(agent, m, "decision", date(2026, 4, 1), told).status_code == 302
    assert (
        post(agent, m, "perform", date(2026, 4, 20), {"performance": "已履行"}).status_code == 302
    )
    answer = post(
        chief, m, "report", date(2026, 4, 21), {"reported_to": "区政府", "content": "已履行"}
    )
    assert answer.status_code == 302
    assert (m.state, m.reconsiderationresponse.performed_in_time) == ("performed", 1)


@pytest.mark.system("S2-M008", "S4-M136")
def test_registers_are_kept_on_their_pages(office, browser):
    head = browser("head")
    training = {"username": "clerk", "course": "法条解读", "held_on": "2026-02-05", "hours": 16}
    row = {"at": "FYQ", "body": "区综合行政执法局", "into": "区人民政府", "basis": "改革方案"}
    for register, data in (
        ("reconsideration_training", training),
        ("reconsideration_concentration", row),
    ):
        form = {"on": DAY, "unit": office.district.pk, "reason": "登记"}
        answer = head.post(reverse("entry_new", args=[register]), form | data)
        assert answer.status_code == 302, answer.content.decode()[-3000:]
        assert (
            list(data.values())[1]
            in head.get(reverse("register", args=[register])).content.decode()
        )
    staff = head.get(reverse("register", args=["reconsideration_officer"])).content.decode()
    assert "国家统一法律职业资格" in staff


@pytest.mark.system("S2-M009", "S4-M068")
def test_a_check_asks_every_standard_of_its_area(office, browser):
    clerk = browser("clerk")
    with moment.at(DAY):
        values = {"code": "R1", "area": "room", "requirement": "设有听证室"}
        row = enter(office.head, "reconsideration_standard", values, unit=office.district).entry
    data = {"area": "room", "target": "接待室"}
    m = opened(clerk, office, "reconsideration.checks", "reconsideration.check", DAY, data)
    assert "设有听证室" in clerk.get(reverse("step", args=[m.pk, "score"])).content.decode()
    answer = post(clerk, m, "score", DAY, {f"standard_{row.pk}": "unmet", "remark": "尚未设置"})
    assert answer.status_code == 302
    assert m.state == "found"


@pytest.mark.figure(
    "S4-F081", "S4-F082", "S4-F083", "S4-F084", "S4-F085", "S4-F086", "S4-F087", "S4-F088"
)
def test_statistics_page_shows_the_balance_and_the_contradiction(office, browser):
    load_year_2019(office.district)
    page = (
        browser("watcher").get(reverse("reconsideration:statistics", args=[2019])).content.decode()
    )
    assert "26.7%" in page
    assert "12／45" in page
    assert "12／49 可得 24.5%：不予受理 4 + 审结 45" in page
    assert "上年结转案件 5 + 受理 46 = 51" in page
    assert "不平衡" not in page
    assert page.count("平衡</span>") == 4


def test_statistics_are_for_those_whose_posts_reach_them(office, browser):
    agent = browser("agent")
    url = reverse("reconsideration:statistics", args=[2026])
    assert agent.get(url).status_code == 200
    assert agent.get(url, {"unit": "FYQ"}).status_code == 403
    assert Client().get(url).status_code == 302
    assert agent.get(reverse("reconsideration:statistics", args=[2999])).status_code == 404
    assert agent.get(reverse("reconsideration:statistics_latest")).status_code == 302
