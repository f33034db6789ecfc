"""The report check in a real browser, wide and narrow; a click leads from the text to the finding and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness.browser import enter_as, overflow, serious, shot

from yifa.kernel.tests.house import House

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CORPUS = Path(__file__).parents[1] / "corpus"


def test_the_report_check_is_sound_wide_and_narrow(page):
    person = House().alice
    person.must_change_password = False
    person.save(update_fields=["must_change_password"])
    enter_as(page, person)
    page.goto("/check/")
    assert page.locator("h1").count() == 1
    assert serious(page) == []
    shot(page, "report-check-form")
    page.locator("input[name=file]").set_input_files(CORPUS / "district.txt")
    page.get_by_role("button", name="开始审读").click()
    page.locator(".check-findings").first.wait_for()
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == 0
        assert serious(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    shot(page, "report-check")
    page.get_by_label("报告年度").fill("2023")
    page.get_by_role("button", name="保存为基线").click()
    page.get_by_role("heading", name="报告与台账、上年、同类单位").wait_for()
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == 0
        assert serious(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    shot(page, "report-baseline")
    page.goto("/check/baselines/")
    assert overflow(page) == 0
    assert serious(page) == []


def test_a_click_leads_from_the_finding_to_the_text_and_back(page):
    person = House().alice
    person.must_change_password = False
    person.save(update_fields=["must_change_password"])
    enter_as(page, person)
    page.goto("/check/")
    page.locator("input[name=file]").set_input_files(CORPUS / "district.txt")
    page.get_by_role("button", name="开始审读").click()
    page.locator(".check-findings .place a").first.click()
    assert page.locator(".check-text :target").count() == 1
    page.locator(".check-text :target").click()
    assert page.locator(".check-side :target").count() == 1
