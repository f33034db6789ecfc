"""Closing a year in the browser: checks, sign-off, what changed since, and the restatement."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from yifa.account.tests.house import ON_TIME, RECEIVED, Letters
from yifa.kernel import moment
from yifa.kernel.figure import Eq, Figure, Not, figure_of, register_figures, registry
from yifa.kernel.figure import rule as rules
from yifa.kernel.figure.measure import Count
from yifa.kernel.figure.models import Freeze
from yifa.kernel.figure.rule import Rule, Term, register_rules
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.roles import Role

pytestmark = pytest.mark.django_db
YEAR = {"unit": "sfj", "year": "2019"}
GRANTED = Figure(
    id="account.letters.granted", title="有结果的来信", fact=RECEIVED.fact, measure=Count(), where=Not(Eq("outcome", "")),
    period_column="received_ym", definition="本期收到而有结果的来信",
)  # fmt: skip


@pytest.fixture
def house():
    before = dict(rules._rules)
    with moment.at(date(2020, 1, 6)):
        built = Letters()
        if GRANTED.id not in registry._figures:
            register_figures(GRANTED)
        register_rules(
            Rule(
                "account.letters.parts",
                "有结果的等于收到的",
                "test",
                left=(Term(GRANTED.id),),
                right=(Term(RECEIVED.id),),
            )
        )
        yield built
    rules._rules.clear()
    rules._rules.update(before)


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def head(house):
    return client_of(house.carol)


def text(answer, status=200) -> str:
    assert answer.status_code == status, answer.content.decode()[:3000]
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def sign(client, month="0", reason="", edition="0", **query):
    url = "/figures/freezes/close/?" + "&".join(f"{k}={v}" for k, v in (YEAR | query).items())
    return client.post(url, {"to_month": month, "reason": reason, "edition": edition})


def signed(client, **more) -> Freeze:
    answer = sign(client, **more)
    assert answer.status_code == 302, text(answer, answer.status_code)
    return Freeze.objects.unscoped("test").get(pk=int(answer.url.rstrip("/").rsplit("/", 1)[1]))


def test_the_checks_say_both_sides_and_whether_they_agree(head):
    page = text(head.get("/figures/checks/", YEAR))
    assert "有结果的等于收到的 相符 有结果的来信 12 = 收到来信 12" in page
    assert "能核对的都对得上" in page


def test_a_broken_check_leads_to_its_records(house, head):
    odd = Matter.objects.unscoped("test").filter(unit=house.bureau, received_ym=201904).first()
    Matter.objects.unscoped("test").filter(pk=odd.pk).update(outcome="")
    assert "有 1 项对不上" in text(head.get("/figures/checks/", YEAR))
    page = head.get("/figures/checks/account.letters.parts/", YEAR)
    said = text(page)
    assert "左边合计 11，右边合计 12" in said
    assert odd.number in said and f'href="/matters/{odd.pk}/"' in page.content.decode()
    assert said.count("sfj-2019-") == 1


def test_the_head_signs_and_the_year_stands(house, head):
    assert "这一年还没有封账" in text(head.get("/figures/freezes/", YEAR))
    made = signed(head)
    assert (made.is_final, made.edition, made.signed_by) == (True, 1, house.carol)
    page = text(head.get(f"/figures/freezes/{made.pk}/"))
    assert "都与封账时相同" in page and "与签发时一致" in page
    assert "收到来信 12件 12件 相同" in page


def test_what_changed_since_is_told_record_by_record(house, head):
    made = signed(head)
    new = act(
        house.machine,
        Opening("test.letter", house.bureau),
        "receive",
        {"title": "新信"},
        how="backfill",
    )
    Matter.objects.unscoped("test").filter(pk=new.pk).update(received_ym=201911)
    gone = Matter.objects.unscoped("test").filter(unit=house.bureau, received_ym=201904).first()
    Matter.objects.unscoped("test").filter(pk=gone.pk).update(received_ym=202001)
    with moment.at(date(2020, 2, 1)):
        head = client_of(house.carol)  # weeks later, signed in anew
        act(house.machine, new.pk, "note", {"note": "补录说明"})
        edition = head.get(f"/figures/freezes/{made.pk}/")
        # The number of letters is the same, and the page says they are not the same letters.
        assert "收到来信 12件 12件 差别" in text(edition)
        page = head.get(f"/figures/freezes/{made.pk}/account.letters.received/")
    said = text(page)
    assert "新计入：1 条" in said and "不再计入：1 条" in said
    assert new.number in said and gone.number in said
    assert "2020-02-01 记录（测试）" in said
    assert "2019-12件" not in said and "新信" not in said  # numbers, no titles


def test_a_restatement_says_why_and_both_editions_stay(house, head):
    first = signed(head)
    Matter.objects.unscoped("test").filter(unit=house.bureau, received_ym=201904).update(
        is_void=True
    )
    assert "重述须说明理由" in text(sign(head, edition="1"), 409)
    second = signed(head, edition="1", reason="重复登记的一件已作废")
    page = text(head.get("/figures/freezes/", YEAR))
    assert "第 2 版 正式" in page and "第 1 版 正式" in page and "重复登记的一件已作废" in page
    beside = text(head.get(f"/figures/freezes/{first.pk}/", {"against": second.pk}))
    assert "收到来信 12件 11件 差别" in beside
    records = text(
        head.get(f"/figures/freezes/{first.pk}/account.letters.received/", {"against": second.pk})
    )
    assert "不再计入：1 条" in records


def test_a_page_left_open_does_not_sign_over_anothers_edition(head):
    signed(head)
    assert "刚刚由他人封账" in text(sign(head, reason="再来一次", edition="0"), 409)


def test_to_november_is_provisional_and_stands_beside_the_final(house, head):
    november = signed(head, month="11")
    assert not november.is_final
    final = signed(head)
    page = text(head.get(f"/figures/freezes/{november.pk}/", {"against": final.pk}))
    assert "收到来信 11件 12件 差别" in page
    said = text(
        head.get(f"/figures/freezes/{november.pk}/account.letters.received/", {"against": final.pk})
    )
    assert "新计入：1 条" in said and "sfj-2019-12-11" in said


def test_a_change_of_a_ratio_row_shows_what_it_weighed(house, head):
    made = signed(head)
    late = Matter.objects.unscoped("test").filter(unit=house.bureau, judged_ym=201906).first()
    Matter.objects.unscoped("test").filter(pk=late.pk).update(on_time=1)
    said = text(head.get(f"/figures/freezes/{made.pk}/{ON_TIME.id}/"))
    assert "取值有变：1 条" in said and "91.67%" in said and "今天 100%" in said


def test_a_changed_number_is_found_by_the_journal(house, head):
    made = signed(head)
    made.figures.filter(figure=RECEIVED.id).update(numerator=13)
    assert "与签发时的记录不一致" in text(head.get(f"/figures/freezes/{made.pk}/"))


def test_a_broken_rule_must_be_explained_on_the_page(house, head):
    Matter.objects.unscoped("test").filter(unit=house.bureau, received_ym=201904).update(outcome="")
    page = text(sign(head), 409)
    assert "核对未通过：有结果的等于收到的" in page
    made = signed(head, reason="一件撤回，未登记结果")
    assert "有结果的来信 11 = 收到来信 12" in text(head.get(f"/figures/freezes/{made.pk}/"))


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_others_read_and_do_not_sign(house, who):
    client = client_of(getattr(house, who))
    assert "由本单位负责人签发" in text(client.get("/figures/freezes/", YEAR))
    assert sign(client).status_code == 403
    assert not Freeze.objects.unscoped("test").exists()


def test_another_units_head_neither_reads_nor_signs(house, head):
    made = signed(head)
    other = client_of(house.person("ted", "泰德", house.town, Role.HEAD))
    assert sign(other).status_code == 403
    for path in (f"/figures/freezes/{made.pk}/", f"/figures/freezes/{made.pk}/{RECEIVED.id}/"):
        assert other.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/figures/freezes/999999/", "/figures/checks/no.such/", "/figures/rooms/nothing/",
        "/figures/freezes/abc/",
    ],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(head, path):
    assert head.get(path).status_code == 404


def test_odd_questions_are_answered_plainly(head):
    made = signed(head)
    for against in ("x", "9" * 30, "-1", "２"):
        assert head.get(f"/figures/freezes/{made.pk}/", {"against": against}).status_code == 404
    assert head.get(f"/figures/freezes/{made.pk}/no.such/").status_code == 404
    assert sign(head, month="13").status_code == 409
    assert sign(head, edition="-3").status_code == 409
    assert sign(head, year="2031").status_code == 409


def test_a_rooms_pictures_have_their_tables(house):
    client = client_of(house.dora)
    act(house.machine, Opening("test.letter", house.bureau), "receive", {"title": "新信"})
    page = client.get("/figures/rooms/test/", {"unit": "330702", "year": "2020"})
    said = text(page)
    assert "来信：到过各状态的件数" in said and "已收到 1 100%" in said
    assert "0—10天 1" in said
    old = text(
        client.get(
            "/figures/rooms/test/", {"unit": "330702", "year": "2019", "compare": ON_TIME.id}
        )
    )
    assert "91.67%" in old and "100%" in old  # bureau and town compared
    assert figure_of(ON_TIME.id).title in old
    html = page.content.decode()
    assert " style=" not in html and "<script>" not in html and "新信" not in html
