"""Writing and publishing a report in a real browser, wide and narrow: references complete, the preview answers."""

from __future__ import annotations

import pytest
from harness.browser import enter_as, overflow, serious, shot

from yifa.account.report.tests.town import TEXT, Reporting
from yifa.kernel import moment
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.scope.actor import Actor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house(db):
    return Reporting()


@pytest.fixture
def report(house):
    year = moment.today().year - 1
    alice, bob, carol = (Actor.of(getattr(house, n)) for n in ("alice", "bob", "carol"))
    m = act(alice, Opening("report.annual", house.bureau), "open", {"year": year, "kind": ""})
    act(alice, m.pk, "save", {"text": TEXT, "base": 1, "note": ""})
    act(Actor.of(house.dora), m.pk, "comment", {"quote": "来信", "said": "请核对"})
    return m, year, (alice, bob, carol)


def sound(page, path, name):
    page.goto(path)
    assert page.locator("h1").count() >= 1
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == 0
        assert serious(page) == []
    shot(page, f"report-{name}")
    page.set_viewport_size({"width": 1440, "height": 900})


def test_references_complete_as_one_types_and_the_preview_follows(page, house, report):
    m, _, _ = report
    enter_as(page, house.alice)
    sound(page, f"/reports/annual/{m.pk}/", "composer")
    text = page.locator("#text")
    text.fill("# 主要举措和成效\n\n收到")
    text.press("End")
    text.press_sequentially("[[收到来信")
    page.locator("#complete .hit", has_text="收到来信").first.wait_for()
    text.press("Enter")
    assert "[[account.letters.received]]" in text.input_value()
    page.locator("#preview .number-chip").first.wait_for()
    page.get_by_text("正文缺少“存在的不足和原因”").wait_for()
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已保存为第 3 版").wait_for()


def test_the_lists_and_the_public_page_are_sound(page, visit, house, report):
    m, year, (alice, bob, carol) = report
    enter_as(page, house.alice)
    for name, path in (
        ("versions", f"/reports/annual/{m.pk}/versions/"), ("last-year", f"/reports/annual/{m.pk}/last-year/"),
        ("list", f"/reports/annual/?year={year}"), ("promises", "/reports/annual/promises/"),
        ("figures", "/reports/annual/figures/?q=来信"), ("systems", "/reports/indicators/"),
        ("import", "/reports/indicators/import/"),
    ):  # fmt: skip
        sound(page, path, name)
    comment = m.report_comments.unscoped("test").get()
    act(alice, m.pk, "settle", {"comment": str(comment.pk), "answer": "已核对"})
    act(alice, m.pk, "hand_in")
    act(bob, m.pk, "review", {"facts": "ok", "secrecy": "cut", "note": ""})
    act(carol, m.pk, "sign_head", {"signer": "卡罗，局长"})
    act(
        alice,
        m.pk,
        "submit",
        {
            "recipients": ["party", "government", "upper_department", "inspection"],
            "method": "公文交换",
        },
    )
    act(alice, m.pk, "publish", {"summary": ""})
    stranger = visit()
    sound(stranger, "/public/reports/", "public-list")
    sound(stranger, f"/public/reports/sfj/{year}/", "public")
    stranger.locator(".public-number").first.click()
    assert stranger.url.split("#")[1].startswith("n-")
    assert stranger.locator("#how li:target").count() == 1
