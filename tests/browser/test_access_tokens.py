"""A clerk makes a token in the browser, reads the page about the API, and ends the token again."""

from __future__ import annotations

import re

import pytest
from harness.browser import NARROW, WIDE, login, overflow, serious, shot
from harness.program import Program

from yifa.kernel.organization.models import User
from yifa.site.identity.models import PersonalToken

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "long-enough-to-pass-7"


@pytest.fixture
def clerk():
    from yifa.kernel.tests.house import House

    user = House().alice
    user.set_password(PASSWORD)
    user.must_change_password = False
    user.save()
    return user


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_token_is_made_used_and_ended(visit, clerk, size):
    page = visit()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    login(page, clerk.username, PASSWORD)
    page.goto("/me/security/")
    page.get_by_role("link", name="管理访问令牌").click()
    page.get_by_label("用途").fill("热线平台对接")
    page.get_by_role("button", name="生成").click()
    shown = page.get_by_role("alert")
    shown.wait_for()
    token = re.search(r"yifa-[\w-]{43}", shown.inner_text())
    assert token
    shot(page, "access-tokens")
    assert (overflow(page), serious(page)) == (0, [])
    assert Program(token[0]).get("/api/ledgers/").status_code == 200

    page.get_by_role("link", name="接口说明").click()
    page.get_by_role("heading", name="接口", exact=True).wait_for()
    page.get_by_text("个地址").nth(1).click()
    page.get_by_text("/api/ledgers/services.cases/", exact=True).click()
    page.get_by_text("承办单位（含下级）").locator("visible=true").first.wait_for()
    shot(page, "api")
    assert (overflow(page), serious(page)) == (0, [])

    page.goto("/me/security/tokens/")
    page.get_by_role("button", name="停用令牌 热线平台对接").click()
    page.get_by_text("没有有效的令牌").wait_for()
    assert Program(token[0]).get("/api/ledgers/").status_code == 401
    assert (
        PersonalToken.objects.filter(user=User.objects.get(pk=clerk.pk), ended_at=None).count() == 0
    )
