"""Figures and the report in a real browser, wide and narrow: no serious axe finding, no sideways scrolling."""

from __future__ import annotations

import pytest
from harness.browser import enter_as, overflow, serious, shot

from yifa.account.tests.house import Letters

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ASK = "?unit=330702&year=2019"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("figures", f"/figures/{ASK}"),
        ("figure", f"/figures/account.letters.received/{ASK}"),
        ("figure-rate", f"/figures/account.letters.on_time/{ASK}"),
        ("figure-rows", f"/figures/account.letters.received/rows/{ASK}"),
        ("reports", f"/reports/{ASK}"),
        ("report-chapter", "/reports/2019/test_letters/?unit=330702"),
    ],
)
def test_page_is_sound_wide_and_narrow(page, name, path):
    house = Letters()
    enter_as(page, house.dora)
    page.goto(path)
    assert page.url.endswith(path)
    assert page.locator("h1").count() == 1
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == 0
        assert serious(page) == []
    shot(page, f"account-{name}")


def test_from_the_report_to_the_record(page):
    house = Letters()
    enter_as(page, house.dora)
    page.goto("/reports/2019/test_letters/?unit=330702")
    page.locator(".number-chip", has_text="15件").first.click()
    assert page.locator(".figure-value strong").inner_text() == "15件"
    page.get_by_role("link", name="15 条").click()
    assert page.locator("tbody tr").count() == 15
    page.go_back()
    page.get_by_role("link", name="区司法局").click()
    assert page.locator(".figure-value strong").inner_text() == "12件"
