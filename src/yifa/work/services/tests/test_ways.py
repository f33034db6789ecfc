"""Certificate-free handling, commitments with their draw, check, breach and repair: by the pages, with real roles."""

import hashlib
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from harness.doors import matter_of, text_of

from yifa.kernel.figure import Period, figure_of
from yifa.kernel.figure.ask import value
from yifa.kernel.matter.models import Matter, Party

from .conftest import item, put
from .test_case import DAY, ask, proof, received

pytestmark = pytest.mark.django_db
YEAR = Period(202601, 202612)


def signed():
    return SimpleUploadedFile("commitment.txt", "本人承诺 签名".encode(), "text/plain")


def commit(place, m, on=DAY):
    values = {
        "way": "commitment",
        "proofs": ["P-1"],
        "text": "已告知条件，承诺符合",
        "source": "",
        "file": signed(),
    }
    m = place.civil_clerk.took(m, "dispense", on, values)
    return m, Matter.objects.unscoped("test").filter(procedure="service.commitment").order_by(
        "-pk"
    ).first()


@pytest.mark.system("S4-M012", "S4-M008")
def test_each_case_counts_in_one_of_four_ways_and_the_sum_is_the_total(place):
    proof(place)
    ways = [
        ("cancelled", ""),
        ("commitment", ""),
        ("query", "省公共数据平台"),
        ("query", "省公共数据平台"),
        ("check", "区人社局"),
    ]
    for way, source in ways:
        m = received(place.civil_clerk, place.civil, "MZ-3")
        if way == "commitment":
            m, _ = commit(place, m)
        else:
            m = place.civil_clerk.took(
                m, "dispense", DAY, {"way": way, "proofs": ["P-1"], "source": source}
            )
        place.civil_clerk.refused(
            "已按", m, "dispense", DAY, {"way": way, "proofs": ["P-1"], "source": source}
        )
        m = place.civil_clerk.took(m, "accept", DAY)
        m = place.civil_second.took(m, "decide", DAY, {"result": "granted"})
        place.civil_clerk.took(m, "issue", DAY, {"delivery": "counter", "visits": 1})
    counted = {
        w: ask(f"certless.{w}", place.district).numerator
        for w in ("cancelled", "commitment", "query", "check")
    }
    assert counted == {"cancelled": 1, "commitment": 1, "query": 2, "check": 1}
    assert ask("certless.cases", place.district).numerator == sum(counted.values()) == 5
    cancelled = value(figure_of("services.proof.cancelled"), Period.year(2025), place.district)
    assert cancelled.numerator == 1, "the proof they are spared was struck off on 1 June 2025"
    late = received(place.civil_clerk, place.civil, "MZ-3")
    query = {"way": "query", "proofs": ["P-1"], "source": "省公共数据平台"}
    place.reader.refused("没有", late, "dispense", DAY, query, status=403)
    plain = received(place.civil_clerk, place.civil, "MZ-1")
    place.civil_clerk.refused("没有要求证明", plain, "dispense", DAY, query)


@pytest.mark.system("S0-M022", "S4-M018")
def test_a_commitment_is_drawn_checked_its_breach_recorded_and_repaired(place):
    proof(place)
    for _ in range(4):
        commit(place, received(place.civil_clerk, place.civil, "MZ-3"))
    ledger, draw = "services.commitments", "service.draw"
    values = {
        "period_from": "2026-03-01",
        "period_to": "2026-03-31",
        "share": "50",
        "seed": "三月抽查",
    }
    early = place.civil_clerk.open(ledger, draw, DAY, values, unit=place.civil)
    assert "止期不能晚于今天" in text_of(early)
    d = matter_of(place.civil_clerk.open(ledger, draw, date(2026, 3, 31), values, unit=place.civil))
    assert d.servicedraw.listed == 4
    place.civil_clerk.refused(
        "同一人", d, "draw", date(2026, 3, 31), {"seed": "三月抽查", "outside": "x"}, status=403
    )
    place.civil_second.refused(
        "摘要不符", d, "draw", date(2026, 3, 31), {"seed": "四月抽查", "outside": "x"}
    )
    d = place.civil_second.took(
        d, "draw", date(2026, 3, 31), {"seed": "三月抽查", "outside": "3D 2026077 期 518"}
    )
    # drawn again by hand: the order of the digests of seed, outside number and commitment number
    rows = Matter.objects.unscoped("test").filter(procedure="service.commitment")
    lots = sorted(
        (
            hashlib.new("sm3", f"三月抽查|3D 2026077 期 518|{m.number}".encode()).hexdigest(),
            m.number,
        )
        for m in rows
    )
    chosen = {number for _, number in lots[:2]}
    assert {m.number for m in rows if m.state == "drawn"} == chosen
    page = text_of(place.civil_clerk.get(reverse("matter", args=[d.pk]), on=date(2026, 3, 31)))
    assert "3D 2026077 期 518" in page
    true, false = [m for m in rows if m.state == "drawn"]
    place.civil_clerk.took(
        true, "verify", date(2026, 4, 1), {"result": "true", "finding": "与人社数据一致"}
    )
    false = place.civil_clerk.took(
        false, "verify", date(2026, 4, 1), {"result": "breach", "finding": "有工资收入"}
    )
    assert (false.state, false.servicecommitment.breach) == ("breached", True)
    place.civil_clerk.refused(
        "同一人", false, "repair", date(2026, 4, 2), {"record": "x"}, status=403
    )
    false = place.civil_second.took(false, "repair", date(2026, 4, 3), {"record": "已退回救助金"})
    assert (false.state, false.outcome) == ("repaired", "repaired")
    assert ask("commitment.breach_rate", place.district).text.startswith("50")
    # the breach stands on the commitment alone: nothing of it is written to the person
    assert Party.objects.filter(matter=false).count() == 0


@pytest.mark.system("S0-M021", "S4-M009")
def test_the_list_of_proofs_shows_what_is_kept_by_which_basis_and_what_replaced_the_rest(place):
    url = reverse("entry_new", args=["service_proof"])
    base = {
        "unit": place.civil.pk,
        "on": "2026-03-02",
        "name": "婚姻证明",
        "asked_by": "区民政局",
        "code": "P-9",
    }
    without = place.civil_clerk.post(url, base | {"verdict": "kept"})
    assert "没有设定依据的证明不能保留" in text_of(without)
    undated = place.civil_clerk.post(url, base | {"verdict": "cancelled", "way": "query"})
    assert "应当写明取消日期" in text_of(undated)
    assert (
        place.civil_clerk.post(url, base | {"verdict": "kept", "basis": "某条例第三条"}).status_code
        == 302
    )
    gone = base | {
        "code": "P-8",
        "name": "居住证明",
        "verdict": "cancelled",
        "way": "query",
        "replaced_by": "公安人口库",
        "cancelled_on": "2026-02-01",
    }
    assert place.civil_clerk.post(url, gone).status_code == 302
    assert place.stranger.post(url, gone | {"code": "P-7"}).status_code in (403, 422)
    page = text_of(Client().get(reverse("services:proofs")))
    assert "某条例第三条" in page
    assert "数据查询：公安人口库" in page
    assert "2026-02-01" in page
    assert ask("proof.cancelled", place.district).numerator == 1


def test_a_proof_nobody_listed_cannot_be_asked_for(place):
    values = {
        "name": "事项", "item_code": "MZ-7", "area_code": "330702", "item_type": "20", "department_name": "区民政局",
        "proofs": "P-404", "unit": place.civil.pk, "on": "2026-03-02",
    }  # fmt: skip
    answer = place.civil_clerk.post(reverse("entry_new", args=["service_item"]), values)
    assert "证明事项清单中没有：P-404" in text_of(answer)


@pytest.mark.system("S0-M023", "S0-M020")
def test_zero_material_and_one_visit_follow_from_the_guide(place):
    item(
        "H-1",
        "社保查询",
        place.civil,
        high_frequency="on",
        livelihood="on",
        materials="身份证｜数据共享",
        visits=0,
        online="full",
        one_door="on",
    )
    item(
        "H-2",
        "医保登记",
        place.civil,
        high_frequency="on",
        livelihood="on",
        materials="身份证｜数据共享\n申请表",
        visits=1,
        online="apply",
        one_door="on",
    )
    item(
        "H-3",
        "户口迁移",
        place.civil,
        high_frequency="on",
        materials="户口簿",
        visits=2,
        online="apply",
        one_door="on",
    )
    rate = ask("item.one_visit_rate", place.district)
    assert (rate.numerator, rate.denominator) == (2, 3)
    zero = ask("item.zero_material_rate", place.district)
    assert (zero.numerator, zero.denominator) == (1, 2)
    m = received(place.civil_clerk, place.civil, "H-1", on=date(2026, 3, 3))
    assert m.servicecase.zero_material
    assert "零材料" in text_of(Client().get(reverse("services:items")))


def test_an_unknown_source_of_a_material_is_named(place):
    values = {
        "name": "事项", "item_code": "MZ-7", "area_code": "330702", "item_type": "20", "department_name": "区民政局",
        "materials": "户口簿｜邻居", "unit": place.civil.pk, "on": "2026-03-02",
    }  # fmt: skip
    answer = place.civil_clerk.post(reverse("entry_new", args=["service_item"]), values)
    assert "“户口簿｜邻居”的来源不认识" in text_of(answer)


def test_a_proof_put_right_is_counted_once(place):
    values = {
        "code": "P-5",
        "name": "甲证明",
        "asked_by": "局",
        "verdict": "cancelled",
        "way": "query",
        "cancelled_on": "2026-02-01",
    }
    put("service_proof", place.civil, **values)
    put("service_proof", place.civil, on=date(2026, 3, 1), **values | {"replaced_by": "数据平台"})
    assert ask("proof.cancelled", place.district).numerator == 1
