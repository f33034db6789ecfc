"""How people are helped and where they may apply: agents, company, visits, other towns, the web, one seal."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from harness.doors import text_of

from yifa.kernel import moment
from yifa.kernel.figure import Period, figure_of
from yifa.kernel.figure.ask import value
from yifa.kernel.matter.models import Matter, Relation
from yifa.work.services.part_acts import PART

from .conftest import applicant, item, put
from .test_case import CASE, DAY, LEDGER, ask, received

pytestmark = pytest.mark.django_db


@pytest.fixture
def agents(place):
    put(
        "service_agent",
        place.civil,
        code="D-1",
        shown_as="代办员1号",
        scope="民政事项",
        office_line="0579-1",
    )
    put(
        "service_agent",
        place.civil,
        code="D-2",
        shown_as="代办员2号",
        scope="民政事项",
        office_line="0579-2",
    )
    item("MZ-5", "老年优待证", place.civil, kind="agency", promised_amount=3)
    return place


def finished(place, m, on=DAY):
    m = place.civil_clerk.took(m, "accept", on)
    m = place.civil_second.took(m, "decide", on, {"result": "granted"})
    return place.civil_clerk.step(m, "issue", on, {"delivery": "door", "visits": 0})


@pytest.mark.system("S1-M021", "S4-M015")
def test_an_agent_acts_on_a_mandate_and_its_cases_are_counted_by_agent(agents):
    place = agents
    bare = applicant("MZ-5", help="agent", agent="D-1")
    assert "没有委托书" in text_of(
        place.civil_clerk.open(LEDGER, CASE, DAY, bare, unit=place.civil)
    )
    unknown = bare | {"mandate": "on", "agent": "D-9"}
    assert "没有编号“D-9”" in text_of(
        place.civil_clerk.open(LEDGER, CASE, DAY, unknown, unit=place.civil)
    )
    m = received(place.civil_clerk, place.civil, "MZ-5", help="agent", agent="D-1", mandate="on")
    answer = finished(place, m)
    assert "尚未登记办理情况" in text_of(answer)
    m.refresh_from_db()
    m = place.civil_clerk.took(
        m,
        "assist",
        DAY,
        {"help": "agent", "agent": "D-1", "helped_on": "2026-03-02", "mandate": "on"},
    )
    m = place.civil_clerk.took(m, "issue", DAY, {"delivery": "door", "visits": 0})
    assert m.state == "done"
    received(place.civil_clerk, place.civil, "MZ-5", help="agent", agent="D-2", mandate="on")
    assert ask("case.by_agent", place.district).numerator == 2
    assert ask("case.by_agent", place.district, agent="D-1").numerator == 1


@pytest.mark.system("S1-M022", "S1-M023")
@pytest.mark.parametrize(
    ("help_", "figure"), [("accompanied", "case.accompanied"), ("door", "case.door")]
)
def test_company_and_home_visits_are_recorded_before_the_case_ends(agents, help_, figure):
    place = agents
    m = received(place.civil_clerk, place.civil, "MZ-5", help=help_)
    assert "尚未登记办理情况" in text_of(finished(place, m))
    m.refresh_from_db()
    m = place.civil_clerk.took(
        m,
        "assist",
        DAY,
        {"help": help_, "agent": "D-2", "helped_on": "2026-03-02", "note": "上门采集"},
    )
    assert (
        place.civil_clerk.took(m, "issue", DAY, {"delivery": "door", "visits": 0}).state == "done"
    )
    assert ask(figure, place.district).numerator == 1


@pytest.mark.system("S1-M024", "S4-M023")
def test_an_item_open_to_the_city_is_taken_in_any_town_and_decided_where_it_belongs(place):
    item("MZ-6", "婚姻登记档案查询", place.civil, citywide="on", crossarea="on", promised_amount=2)
    m = received(place.town_clerk, place.town, "MZ-6", area="city", applied_at="第一镇")
    m = place.town_clerk.took(m, "accept", DAY)
    place.town_head.refused("不能自行审批", m, "decide", DAY, {"result": "granted"})
    m = place.town_clerk.took(m, "dispatch", DAY)
    part = Relation.objects.get(source=m, kind=PART).target
    part = place.civil_clerk.took(part, "take", DAY)
    place.civil_clerk.took(part, "answer", date(2026, 3, 3), {"result": "granted"})
    m = Matter.objects.unscoped("test").get(pk=m.pk)
    m = place.town_clerk.took(m, "issue", date(2026, 3, 3), {"delivery": "post", "visits": 1})
    assert m.state == "done"
    assert ask("case.away", place.district).numerator == 1


@pytest.mark.system("S2-M026")
def test_a_town_decides_what_its_one_seal_was_authorised_for(place):
    item("JS-1", "农村建房许可", place.civil, item_type="1", accepting="ZHEN", promised_amount=10)
    m = received(place.town_clerk, place.town, "JS-1")
    m = place.town_clerk.took(m, "accept", DAY)
    place.town_head.refused("不能自行审批", m, "decide", DAY, {"result": "granted"})
    put(
        "service_seal",
        place.town,
        code="S-1",
        name="第一镇行政审批办公室",
        seal="第一镇审批专用章",
        seals=1,
        authorised_by="区政府授权决定",
        items="JS-1",
    )
    for n in (1, 2):
        put(
            "service_staff",
            place.town,
            code=f"R-{n}",
            shown_as=f"审批{n}号",
            post="审批员",
            items="农村建房许可",
            office_line="0579-8",
            full_time="on",
            seal_office="on",
        )
    m = place.town_head.took(m, "decide", DAY, {"result": "granted"})
    place.town_clerk.refused(
        "应当用“第一镇审批专用章”",
        m,
        "issue",
        DAY,
        {"delivery": "counter", "visits": 1, "seal": "镇政府公章"},
    )
    m = place.town_clerk.took(m, "issue", DAY, {"delivery": "counter", "visits": 1})
    assert (m.servicecase.one_seal, m.servicecase.seal) == (True, "第一镇审批专用章")
    assert ask("case.one_seal", place.district).numerator == 1
    assert ask("seal.seals", place.town).numerator == 1
    assert ask("seal.staff", place.town).numerator == 2
    assert ask("seal.offices", place.district).numerator == 1


@pytest.mark.system("S0-M017", "S0-M063", "S4-M025")
def test_a_business_starts_online_without_a_visit_and_follows_its_progress(place):
    item(
        "SC-9",
        "企业开办",
        place.centre,
        theme="start",
        online="full",
        visits=0,
        no_materials="on",
        promised_amount=1,
    )
    public, apply = Client(), reverse("services:apply", args=["SC-9"])
    with moment.at(DAY):
        shut = public.get(apply)
        assert "没有开通网上申请" in text_of(shut)
        put("service_channel", place.centre, at="ZX", receiver="window", deputy="second")
        assert "网上申请" in text_of(public.get(reverse("services:guide", args=["SC-9"])))
        form = {
            "applicant": "某某科技有限公司",
            "identity_number": "91110000101623741K",
            "phone": "13900000000",
            "address": "",
        }
        assert public.post(apply, form | {"phone": ""}).status_code == 422
        done = public.post(apply, form)
        assert done.status_code == 200, text_of(done)
    m = Matter.objects.unscoped("test").get(procedure=CASE)
    case = m.servicecase
    assert (case.channel, case.applicant_kind, m.state) == ("online", "enterprise", "received")
    assert case.query_code in text_of(done)
    m = place.window.took(m, "accept", DAY)
    m = place.second.took(m, "decide", DAY, {"result": "granted"})
    m = place.window.took(
        m, "issue", DAY, {"delivery": "post", "certificate": "营业执照", "visits": 0}
    )
    with moment.at(DAY):
        wrong = public.post(reverse("services:track"), {"code": case.query_code, "last": "0000"})
        assert wrong.status_code == 422
        assert "不相符" in text_of(wrong)
        page = text_of(
            public.post(reverse("services:track"), {"code": case.query_code, "last": "741k"})
        )
    assert "作出决定" in page
    assert "某某科技" not in page
    # one that came to the counter, and one online that had to come once
    other = received(place.window, place.centre, "SC-9", applicant="乙公司")
    other = place.window.took(other, "accept", DAY)
    other = place.second.took(other, "decide", DAY, {"result": "granted"})
    place.window.took(other, "issue", DAY, {"delivery": "counter", "visits": 1})
    assert ask("start.online", place.district).numerator == 1
    rate = ask("start.online_rate", place.district)
    assert (rate.numerator, rate.denominator) == (1, 2)
    assert ask("start.most_visits", place.district).numerator == 0
    share = ask("case.contactless_rate", place.district)
    assert (share.numerator, share.denominator) == (1, 2)


@pytest.mark.system("S1-M031", "S1-M035")
def test_every_case_is_one_of_four_kinds_and_the_rate_of_completion_names_its_denominator(place):
    for kind in ("spot", "agency", "guided", "flow"):
        received(place.window, place.centre, "SC-1", kind=kind)
    m = received(place.window, place.centre, "SC-1")
    assert m.servicecase.kind == "spot"  # as the catalogue says
    place.window.took(m, "finish_on_spot", DAY, {"certificate": ""})
    assert ask("case.kinds", place.district).numerator == 4
    rate = ask("case.completion_rate", place.district)
    assert (rate.numerator, rate.denominator) == (1, 5)
    # Finished, then rated by its person: satisfaction is of those who rated, and says how many that were.
    put("rating_channel", place.district, at="ZX", channel="portal", supervisor="QZF")
    finished = Matter.objects.unscoped("test").get(procedure=CASE, state="done")
    code = "-".join(finished.uid.hex[n : n + 4] for n in (0, 4, 8))
    with moment.at(DAY):
        told = {
            "code": code,
            "level": "5",
            "comment": "",
            "rater": "",
            "phone": "",
            "visited_on": "",
        }
        early = Client().post("/public/rating/", told | {"code": "0000-0000-0000"})
        assert early.status_code == 422
        assert Client().post("/public/rating/", told).status_code == 302
        assert "评价过" in text_of(Client().post("/public/rating/", told))
    satisfied = value(figure_of("rating.satisfaction"), Period(202601, 202612), place.district)
    assert (satisfied.numerator, satisfied.denominator) == (1, 1)


def test_a_case_that_came_with_another_units_post_is_not_seen(place):
    m = received(place.civil_clerk, place.civil, "MZ-1")
    assert place.stranger.get(reverse("matter", args=[m.pk])).status_code == 404
    assert place.reader.get(reverse("matter", args=[m.pk])).status_code == 200
