"""The window's page and the import of a platform's finished cases."""

from datetime import date

import pytest
from django.urls import reverse
from harness.doors import text_of

from yifa.kernel import moment
from yifa.kernel.errors import BatchRefused
from yifa.kernel.journal.verify import verify
from yifa.kernel.matter.act import Call, Opening, act_many
from yifa.kernel.matter.models import How, Matter
from yifa.kernel.scope.actor import Actor
from yifa.ledger.importing.commit import commit
from yifa.ledger.importing.destination import destination_of
from yifa.ledger.importing.stage import stage
from yifa.ledger.importing.tests.sheets import as_csv

from .conftest import MACHINE, item
from .test_case import DAY, ask, place_item, received

pytestmark = pytest.mark.django_db
NUMBER = "11010119900101123X"


def at_window(who, on=DAY, **values):
    with moment.at(on):
        return who.post(reverse("services:window"), values)


def test_the_number_alone_brings_what_the_units_own_record_holds(place):
    m = received(
        place.window,
        place.centre,
        "SC-1",
        identity_number=NUMBER,
        applicant="钱某某",
        phone="13811112222",
    )
    with moment.at(DAY):
        half = place.window.post(reverse("services:applicant"), {"identity_number": NUMBER[:10]})
        assert half.status_code == 204
        found = place.window.post(reverse("services:applicant"), {"identity_number": NUMBER})
        page = found.content.decode()
        assert 'value="钱某某"' in page
        assert 'value="13811112222"' in page
        assert reverse("matter", args=[m.pk]) in page
        # the keyboard belongs to the only field still empty
        assert page.count("autofocus") == 1
        assert page.index("autofocus") > page.index('name="item"')
        elsewhere = place.town_clerk.post(
            reverse("services:applicant"), {"identity_number": NUMBER}
        )
    assert "钱某某" not in elsewhere.content.decode()


def test_without_scripts_the_number_is_sent_first_and_the_rest_follows(place):
    first = at_window(place.window, identity_number=NUMBER)
    assert first.status_code == 200
    assert 'name="applicant"' in first.content.decode()


def test_a_few_characters_name_the_item_and_several_are_offered(place):
    item("SC-2", "个体工商户注销", place.centre, no_materials="on", on_the_spot="on")
    base = {"identity_number": NUMBER, "applicant": "钱某某", "phone": ""}
    several = at_window(place.window, **base, item="个体工商户", listed="")
    assert several.status_code == 422
    assert "请输入下方的序号" in text_of(several)
    listed = several.content.decode().split('name="listed" value="')[1].split('"')[0]
    done = at_window(place.window, **base, item="2", listed=listed)
    assert done.status_code == 302
    m = Matter.objects.unscoped("test").latest("pk")
    assert m.servicecase.item_code == listed.split(",")[1]
    page = text_of(place.window.get(done.url, on=DAY))
    assert m.servicecase.query_code in page
    none = at_window(place.window, **base, item="不存在的事", listed="")
    assert "登记首问移交" in text_of(none)


def test_a_withdrawn_item_says_at_the_window_why(place):
    place.civil_second.post(
        reverse("entry_end", args=["service_item", place_item("MZ-1").pk]), {"on": "2026-01-05", "reason": "上级取消"},
    )  # fmt: skip
    answer = at_window(
        place.civil_clerk, applicant="甲", identity_number="", phone="", item="MZ-1", listed=""
    )
    assert "已于 2026-01-05 取消：上级取消" in text_of(answer)


def test_only_those_who_take_cases_may_open_the_window(place):
    assert place.edu_head.get(reverse("services:window")).status_code == 403
    assert place.window.get(reverse("services:window")).status_code == 200


# ---- finished elsewhere ----------------------------------------------------------------------------------------------


def brought(unit, code, n, on, **data):
    values = {"item": code, "received_on": "2025-05-06", "accepted_on": "2025-05-07"} | data
    return Call(
        Opening("service.case", unit, "省政务服务网", f"P{n:05d}"), "bring_in", values, on=on
    )


def test_a_platforms_finished_cases_come_in_by_the_thousand_and_are_counted(place):
    spot = place_item("SC-1")
    calls = [
        brought(
            place.centre,
            spot,
            n,
            date(2026, 1, 5),
            received_on="2026-01-05",
            accepted_on="",
            on_the_spot=n % 4 != 0,
        )
        for n in range(400)
    ]
    made = act_many(MACHINE, calls, how=How.IMPORTED)
    assert len(made) == 400
    assert ask("registration.closed", place.district).numerator == 400
    assert ask("registration.spot", place.district).numerator == 300
    assert ask("registration.spot_rate", place.district).text.startswith("75")
    assert verify().breaks == []


def test_an_imported_case_keeps_its_dates_and_is_judged_by_the_promise_of_its_day(place):
    m, late = act_many(
        MACHINE,
        [brought(place.civil, "MZ-1", 1, date(2025, 5, 14)), brought(place.civil, "MZ-1", 2, date(2025, 5, 15))],
        how=How.IMPORTED,
    )  # fmt: skip
    # accepted on Wednesday 7 May 2025; five working days end on Wednesday 14 May
    assert (m.received_on, m.closed_on, m.on_time, m.servicecase.days) == (
        date(2025, 5, 6),
        date(2025, 5, 14),
        1,
        7,
    )
    assert late.on_time == 0
    assert (m.source_system, m.external_number, m.how) == ("省政务服务网", "P00001", "imported")


def test_an_import_in_the_wrong_order_or_of_an_unknown_item_is_refused_whole(place):
    wrong = [
        brought(place.civil, "MZ-1", 1, date(2025, 5, 5)),
        brought(place.civil, "MZ-404", 2, date(2025, 5, 9)),
        brought(place.civil, "MZ-1", 3, date(2025, 5, 9)),
    ]
    with pytest.raises(BatchRefused) as refused:
        act_many(Actor.system("导入"), wrong, how=How.IMPORTED)
    assert set(refused.value.refusals) == {0, 1}
    assert "先后不对" in str(refused.value.refusals[0])
    assert Matter.objects.unscoped("test").filter(procedure="service.case").count() == 0


def test_a_platforms_table_is_read_by_its_own_headings_and_brought_in_once(place):
    head = [
        "办件流水号",
        "事项编码",
        "收件时间",
        "受理时间",
        "办结时间",
        "是否当场办结",
        "申请渠道",
        "办理方式",
    ]
    row = ["SW-1", "SC-1", "2026-01-05", "2026-01-05", "2026-01-05", "是", "网上", "数据查询"]
    clerk = Actor.of(place.window.user)

    def bring():
        run = stage(
            clerk, destination_of("service.case"), place.centre, raw=as_csv([head, row]), file_name="省平台办结件.csv",
        )  # fmt: skip
        return commit(clerk, run)

    with moment.at(DAY):
        found = bring()
        assert (found.counts["added"], found.problems) == (1, [])
        again = bring()
    m = Matter.objects.unscoped("test").get(procedure="service.case")
    case = m.servicecase
    assert (m.external_number, m.closed_on, case.on_the_spot) == ("SW-1", date(2026, 1, 5), True)
    assert (case.channel, case.way) == ("online", "query")
    assert again.counts["added"] == 0
