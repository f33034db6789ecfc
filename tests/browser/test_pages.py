"""What every page owes its visitor: no serious finding of axe, no sideways scrolling, also at twice the text."""

import pytest
from harness.browser import NARROW, WIDE, enter_as, overflow, serious
from harness.keyboard import focused

from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import User

TWICE = "document.documentElement.style.fontSize = '175%'"
"""Twice the 87.5 % that the house begins with."""

STAFF = (
    "/workbench/", "/duties/", "/ledger/disclosure.requests/", "/ledger/disclosure.publications/",
    "/ledger/disclosure.requests/new/disclosure.request/?step=register", "/matters/OPEN/",
    "/matters/OPEN/step/search/", "/matters/DONE/", "/registers/disclosure_board/", "/imports/",
    "/procedures/disclosure.request/2019-05-15/", "/figures/", "/figures/disclosure.request.received/",
    "/figures/disclosure.request.received/rows/?unit=yunxi&year=2026", "/reports/", "/reports/2026/disclosure/",
    "/disclosure/yearly/2025/", "/disclosure/policies/", "/disclosure/catalogue/",
)  # fmt: skip
PUBLIC = (
    "/public/", "/public/publications/", "/public/publications/POLICY/", "/login/", "/deadlines/",
    "/deadlines/?limit=disclosure.request.reply&start=2026-09-21",
)  # fmt: skip
SETTINGS = {
    "sysadmin": ("organization/", "calendar/", "limits/", "series/", "procedures/", "accounts/new/"),
    "secadmin": ("accounts/", "posts/", "posts/delegation/"),
    "auditadmin": ("audit/",),
}  # fmt: skip


@pytest.fixture
def addresses(district):
    """The addresses with real numbers in them."""
    requests = Matter.objects.unscoped("test").filter(
        procedure="disclosure.request", unit__code="yunxi"
    )
    policy = Matter.objects.unscoped("test").get(title="关于加快老旧小区改造的实施办法")
    real = {
        "OPEN": str(requests.filter(state="reviewing")[0].pk),
        "DONE": str(requests.filter(state="archived")[0].pk),
        "POLICY": policy.publication.index_number,
    }

    def filled(paths):
        for path in paths:
            for word, value in real.items():
                path = path.replace(word, value)
            yield path

    return filled


def faults(page, path: str) -> list[str]:
    """What is wrong with a page at this size; addresses are plain paths."""
    answer = page.goto(path)
    found = [f"{path}: status {answer.status}"] if answer.status != 200 else []
    found += [f"{path}: {line}" for line in serious(page)]
    if wide := overflow(page):
        found.append(f"{path}: {wide} px too wide")
    page.evaluate(TWICE)
    if wide := overflow(page):
        found.append(f"{path}: {wide} px too wide at twice the text")
    return found


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1440", "390"])
def test_business_pages_serve_everybody(visit, addresses, size):
    page = visit(*size)
    enter_as(page, User.objects.get(username="xinxi"))
    assert [fault for path in addresses(STAFF) for fault in faults(page, path)] == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1440", "390"])
def test_public_pages_serve_everybody(visit, addresses, size):
    page = visit(*size)
    assert [fault for path in addresses(PUBLIC) for fault in faults(page, path)] == []


def test_settings_serve_the_three_administrators(visit, addresses):
    found = []
    for username, paths in SETTINGS.items():
        page = visit()
        enter_as(page, User.objects.get(username=username))
        for path in paths:
            found += faults(page, f"/settings/{path}")
            page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
            if wide := overflow(page):  # still at twice the text
                found.append(f"{path}: {wide} px too wide on a small screen at twice the text")
            page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    assert found == []


def test_the_skip_link_leads_past_the_navigation(page, district):
    enter_as(page, User.objects.get(username="xinxi"))
    page.goto("/ledger/disclosure.requests/")
    page.keyboard.press("Tab")
    assert focused(page) == "跳到正文"
    assert page.locator(".skip-link").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_navigation_of_a_small_screen_opens_and_closes_with_the_keyboard(visit, district):
    page = visit(*NARROW)
    enter_as(page, User.objects.get(username="xinxi"))
    page.goto("/workbench/")
    link = page.get_by_role("link", name="期限计算")
    assert not link.is_visible()
    page.get_by_role("button", name="打开导航").press("Enter")
    page.locator("#nav:focus-within").wait_for()
    assert link.is_visible()
    page.keyboard.press("Escape")
    link.wait_for(state="hidden")
    page.locator(".topbar-menu:focus").wait_for()


def test_large_text_and_high_contrast_stay_for_the_next_page(page, district):
    page.goto("/public/")
    page.get_by_role("button", name="大字").click()
    page.get_by_role("button", name="高对比度").click()
    page.goto("/public/publications/")
    assert page.locator("html").get_attribute("data-text") == "large"
    assert page.locator("html").get_attribute("data-contrast") == "high"
    assert serious(page) == []
