"""A reviewer's day: twelve matters of two rooms, each explained on its page; one opinion written, one paper printed,
one case file taken. Two are overdue, one is suspended, one got a day more because a holiday was announced late."""

import re
from datetime import date

import pytest
from harness.browser import NARROW, WIDE, enter_as, login, overflow, serious, shot
from harness.doors import BEGIN, open_unit, person

from yifa.kernel import loop, moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import Outbox
from yifa.kernel.organization.models import User
from yifa.kernel.organization.roles import Role
from yifa.kernel.paper.tests.pages import read
from yifa.kernel.scope.actor import Actor

HOLIDAY = date(2026, 3, 20)
"""A Friday that the government declares a rest day two days before."""


@pytest.fixture
def office(transactional_db, standing_day):
    """A district that tries cases, a bureau that submits contracts, and a reviewer for both."""
    district = open_unit("QZF", "测试区人民政府", "district", document_code="测政")
    justice = open_unit("SFJ", "区司法局", parent=district, document_code="测司")
    bureau = open_unit("JTJ", "区交通局", parent=district, document_code="测交")
    person("gu", justice)
    for room, reach in (("reconsideration", "unit"), ("contracts", "subtree")):
        post = {"user": "gu", "at": "QZF", "role": Role.REVIEWER, "reach": reach, "room": room}
        enter(Actor.system(), "post", post, unit=district, on=BEGIN)
    person("sysadmin", district, Role.SYSTEM_ADMIN)
    people = {
        "clerk": person("clerk", district, Role.CASE_HANDLER), "head": person("head", district, Role.HEAD),
        "second": person("second", district, Role.CASE_HANDLER), "agent": person("agent", bureau, Role.CASE_HANDLER),
    }  # fmt: skip
    for username in ("clerk", "second"):
        officer = {
            "username": username, "name": username, "qualification": "bar", "engaged_on": "2016-01-04",
        }  # fmt: skip
        enter(Actor.system(), "reconsideration_officer", officer, unit=district, on=BEGIN)
    actors = {name: Actor.of(user) for name, user in people.items()}
    return {"district": district, "bureau": bureau} | actors


def _case(office, name: str, on: date):
    """A case received, accepted, answered and heard on one day."""
    values = {
        "channel": "counter", "applicant": "周某某", "applicant_class": "natural", "applicants": 1,
        "respondent": "区交通局", "act_kind": "penalty", "act": name, "known_on": "2025-12-25",
        "act_on": "2025-12-25", "claim": "撤销该处罚决定", "facts": "事实不清",
    }  # fmt: skip
    opening = Opening("reconsideration.application", office["district"])
    with moment.at(on):
        case = act(office["clerk"], opening, "register", values)
        act(office["head"], case, "accept", {"track": "ordinary"})
        act(office["head"], case, "appoint", {"lead": "clerk", "others": ["second"]})
        act(office["clerk"], case, "send_copy", {"served_on": on})
        act(office["clerk"], case, "reply", {"opinion": "行为合法", "evidence": "案卷一份"})
        heard = {"manner": "phone", "heard_from": "申请人", "record": "坚持请求"}
        return act(office["clerk"], case, "hear_parties", heard)


def _drafted(office, case, on: date):
    data = {
        "outcome": "uphold", "found": "事实清楚", "reasons": "依据正确", "order": "维持该处罚决定", "court": "区人民法院",
    }  # fmt: skip
    with moment.at(on):
        return act(office["clerk"], case, "draft", data)


def _contract(office, name: str, on: date):
    values = {
        "name": name, "party": "department", "kind": "project", "counterparty": "某某路桥有限公司", "amount": "860000.00",
        "has_text": "on", "has_basis": "on", "has_standing": "on", "has_own_review": "on",
    }  # fmt: skip
    with moment.at(on):
        contract = act(
            office["agent"], Opening("contracts.contract", office["bureau"]), "submit", values
        )
        return act(Actor.of(User.objects.get(username="gu")), contract, "accept")


@pytest.fixture
def twelve(office):
    """Ten cases and two contracts; `late` two, `suspended` one, `moved` the contract the holiday falls into."""
    days = [date(2026, 2, day) for day in (2, 3, 4, 5, 9, 10, 11)]
    cases = [_case(office, f"测交罚〔2026〕{n}号", on) for n, on in enumerate(days, 1)]
    late = [_case(office, f"测交罚〔2026〕8{day}号", date(2026, 1, day)) for day in (8, 9)]
    _drafted(office, late[1], date(2026, 2, 6))
    suspended = _case(office, "测交罚〔2026〕91号", date(2026, 2, 6))
    with moment.at(date(2026, 3, 2)):
        talks = {"ground": "mediation", "reason": "双方同意调解"}
        act(office["head"], suspended, "suspend", talks)
    _contract(office, "客运站改造工程合同", date(2026, 3, 11))  # its fifth working day is today
    moved = _contract(office, "通村公路养护工程合同", date(2026, 3, 16))
    ready = _drafted(office, cases[0], date(2026, 3, 17))
    return {
        "late": late, "suspended": suspended, "moved": moved, "ready": ready,
    }  # fmt: skip


def _announce(visit) -> None:
    """The system administrator writes the holiday into the calendar; the job loop derives the clocks anew."""
    page = visit()
    enter_as(page, User.objects.get(username="sysadmin"))
    page.goto("/settings/calendar/?year=2026")
    page.get_by_label("日期，一行一条").fill(f"{HOLIDAY} 休 临时放假")
    page.get_by_label("理由或者依据").fill("区政府办公室通知")
    with page.expect_navigation():
        page.locator("form button[type=submit]", has_text="登记").first.click()
    # The database dates a job by the machine's clock, which is months past the day the tests stand on.
    Outbox.objects.filter(done_at=None).update(due_at=moment.now())
    loop.drain()


def _open(page, matter) -> str:
    page.goto(f"/matters/{matter.pk}/")
    assert overflow(page) == 0
    return page.locator("#clocks").inner_text()


def _file(page, link: str) -> list[str]:
    """Download by a link; the words of each page."""
    with page.expect_download() as found:
        page.get_by_role("link", name=link, exact=True).first.click()
    pdf = found.value.path().read_bytes()
    assert pdf.startswith(b"%PDF")
    return ["".join(p.text.split()) for p in read(pdf)]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1440", "390"])
def test_a_reviewers_day(visit, twelve, size):
    moved, ready = twelve["moved"], twelve["ready"]
    page = visit(*size)
    login(page, "gu", "test-pass-1234")
    page.goto("/workbench/")
    # five working days from 2026-03-16
    row = page.locator("tr", has_text="通村公路养护工程合同")
    assert "2026-03-23" in row.inner_text()
    _announce(visit)

    # twelve matters: what, by when, why
    page.goto("/workbench/")
    assert page.locator("#overdue tbody tr").count() == 2
    assert page.locator("#paused tbody tr").count() == 1
    assert page.locator(".bench tbody tr").count() == 12
    assert overflow(page) == 0
    assert serious(page) == []
    shot(page, "reviewer-workbench")
    row = page.locator("tr", has_text="通村公路养护工程合同")
    assert "2026-03-24" in row.inner_text()
    assert "行政合同合法性审查" in row.inner_text()

    # the two overdue ones: which limit, counted from when, ended when
    # sixty days from 2026-01-08 and 2026-01-09
    dues = ("2026-03-09 逾期 7 个工作日", "2026-03-10 逾期 6 个工作日")
    for matter, due in zip(twelve["late"], dues, strict=True):
        said = _open(page, matter)
        assert due in said
        assert "第六十二条第一款" in said

    # the suspended one: on what ground, since when
    said = _open(page, twelve["suspended"])
    assert "届满日待定" in said
    assert "2026-03-02 至 今（未恢复）" in said
    assert "第三十九条第一款第六项" in said

    # the one that the holiday moved: the page says so, with both days
    said = _open(page, moved)
    assert "2026-03-24" in said and "临时放假" in said
    entry = page.locator("#journal li", has_text="期限重新推算")
    assert entry.count() == 1
    assert "行政合同合法性审查：2026-03-23 → 2026-03-24" in entry.inner_text()
    shot(page, "reviewer-moved")

    # the opinion on it, with numbered suggestions, and its paper
    page.get_by_role("link", name="出具审查意见书", exact=True).click()
    page.get_by_label("结论").select_option(label="按意见修改后可以签订")
    page.get_by_label("审查依据和理由").fill("主体适格，权限合法")
    page.get_by_label("修改意见和建议").fill("付款期限改为三十日\n补充争议解决条款")
    page.get_by_role("button", name="提交：出具审查意见书").click()
    shown = page.locator("main").inner_text()
    assert "已出具意见" in shown and "1-2" in shown
    assert "不判定" in shown  # five days are this place's own number and stand on no document yet
    letter = "".join(_file(page, "PDF"))
    assert "补充争议解决条款" in letter and "区司法局" in letter

    # a decision drafted by the clerk is reviewed; a reviewer does not sign it
    _open(page, ready)
    page.get_by_role("link", name="审核", exact=True).click()
    page.get_by_label("审核意见").fill("同意")
    page.get_by_role("button", name="提交：审核").click()
    assert "待签发" in page.locator(".page-header").inner_text()
    assert re.search(r"作出决定\s*负责人", page.locator("#next").inner_text())
    assert serious(page) == []

    # the file of the case: not closed, every paper at its page, who did what
    cover, index, *rest = _file(page, "案卷")
    assert "未办结" in cover and ready.number in cover
    listed = re.findall(r"(受理通知书|答复通知书)2026-02-02(\d)", index)
    assert len(listed) == 2
    for title, place in listed:
        assert title in rest[int(place) - 1]
    assert "审核→待签发" in rest[-1] or "审核→待签发" in rest[-2]

    # the contract waits for the bureau now: its limit is met, and nothing is due
    page.goto("/workbench/")
    assert page.locator("tr", has_text="通村公路养护工程合同").count() == 0
    assert page.locator(".bench tbody tr").count() == 11
