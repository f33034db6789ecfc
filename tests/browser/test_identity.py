"""Signing in with a phone, in a browser: bind, sign in with a code, confirm once more, end a session."""

from __future__ import annotations

import re

import pytest
from harness.browser import login, overflow, serious, shot

from yifa.kernel import moment
from yifa.kernel.organization.models import User
from yifa.kernel.organization.roles import Role
from yifa.site.identity import factor
from yifa.site.identity.models import Session
from yifa.site.identity.sessions import PROVED, SessionStore

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "long-enough-to-pass-7"


@pytest.fixture
def secadmin():
    from yifa.kernel.tests.house import House

    house = House()
    user = house.person(
        "secadmin", "安全管理员", house.district, Role.SECURITY_ADMIN, reach="subtree"
    )
    user.set_password(PASSWORD)
    user.must_change_password = False
    user.save()
    return user


def well(page, name):
    shot(page, name)
    assert overflow(page) == 0
    assert serious(page) == []


def test_an_administrator_binds_a_phone_and_signs_in_with_it(visit, noise, settings, secadmin):
    settings.YIFA_FACTOR = "administrators"
    noise.allow(r"status of (403|422|429)")
    page = visit()
    login(page, "secadmin", PASSWORD)
    assert page.url.endswith("/me/security/factor/")
    well(page, "identity-bind")
    secret = page.locator("span.code.fs-5").inner_text().replace(" ", "")
    page.get_by_label("应用显示的 6 位数字").fill(factor.code_at(secret, factor.step_now()))
    page.get_by_role("button", name="绑定").click()
    page.get_by_role("heading", name="恢复码").wait_for()
    codes = re.findall(r"[A-Z2-9]{5}-[A-Z2-9]{5}", page.locator("main").inner_text())
    assert len(codes) == 10
    well(page, "identity-codes")
    page.get_by_role("link", name="已经记下，继续").click()
    well(page, "identity-mine")

    other = visit()
    other.goto("/login/")
    other.get_by_label("账号").fill("secadmin")
    other.get_by_label("密码").fill(PASSWORD)
    other.get_by_role("button", name="登录", exact=True).click()
    other.wait_for_url("**/login/code/")
    well(other, "identity-second")
    other.get_by_label("动态口令").fill("000000")
    other.get_by_role("button", name="登录").click()
    other.get_by_text("动态口令不对").wait_for()
    other.get_by_label("动态口令").fill(codes[0])
    other.get_by_role("button", name="登录").click()
    other.wait_for_url("**/settings/accounts/")

    page.reload()
    page.get_by_role("button", name="结束其他全部会话").click()
    page.get_by_text("已结束 1 个会话").wait_for()
    other.reload()
    assert "/login/" in other.url

    user = User.objects.get(username="secadmin")
    row = Session.objects.get(user=user)
    kept = SessionStore(row.session_key)
    kept[PROVED] = moment.now().timestamp() - 3600
    kept.save()
    page.goto("/settings/posts/new/")
    assert "/confirm/" in page.url
    well(page, "identity-confirm")
    page.get_by_label("动态口令").fill(codes[1])
    page.get_by_role("button", name="确认").click()
    page.wait_for_url("**/settings/posts/new/")
    page.goto("/settings/accounts/secadmin/sessions/")
    well(page, "identity-account")


def test_too_many_requests_are_told_so(visit, noise, settings, secadmin):
    from yifa.site import counts

    noise.allow(r"status of 429")
    counts._store.cache_clear()
    settings.YIFA_RATE_LIMITS = True
    settings.YIFA_RATE_STORE = "memory"
    settings.YIFA_RATES = settings.YIFA_RATES | {"public": "1/3600"}
    page = visit()
    page.goto("/deadlines/")
    page.goto("/deadlines/")
    page.get_by_role("heading", name="访问过于频繁").wait_for()
    well(page, "identity-429")
    counts._store.cache_clear()


def test_the_list_of_retention(visit, secadmin):
    from harness.browser import enter_as

    carol = User.objects.get(username="carol")
    User.objects.update(must_change_password=False)
    page = visit()
    enter_as(page, carol)
    page.goto("/settings/retention/")
    well(page, "identity-retention")
