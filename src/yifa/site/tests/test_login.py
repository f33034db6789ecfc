"""Signing in: lock-out, the first password, idle time-out, closed accounts."""

import json
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.organization.models import Unit, User

from .conftest import MACHINE, PASSWORD, person, sign_in

NOON = timezone.make_aware(datetime(2026, 3, 2, 12))


def signed_in(client):
    return client.get("/password/").status_code == 200


def test_right_password_signs_in_and_is_journalled_without_the_password(client, district):
    assert sign_in(client, "clerk").status_code == 302
    assert signed_in(client)
    user = User.objects.get(username="clerk")
    rows = list(JournalRow.objects.unscoped("test").filter(stream=f"user:{user.pk}"))
    assert [row.title for row in rows] == ["登录"]
    assert PASSWORD not in rows[0].payload


def test_five_wrong_passwords_lock_for_thirty_minutes(client, district):
    with moment.at(NOON):
        for _ in range(5):
            assert sign_in(client, "clerk", "wrong").status_code == 422
        assert sign_in(client, "clerk").status_code == 422
    with moment.at(NOON + timedelta(minutes=29, seconds=59)):
        assert sign_in(client, "clerk").status_code == 422
        assert not signed_in(client)
    with moment.at(NOON + timedelta(minutes=30)):
        assert sign_in(client, "clerk").status_code == 302
        assert signed_in(client)


def test_four_wrong_passwords_do_not_lock_and_a_right_one_forgets_them(client, district):
    for _ in range(2):
        for _ in range(4):
            sign_in(client, "clerk", "wrong")
        assert sign_in(client, "clerk").status_code == 302
    assert User.objects.get(username="clerk").failed_logins == 0


def test_a_lock_that_ran_out_gives_five_new_tries(client, district):
    with moment.at(NOON):
        for _ in range(5):
            sign_in(client, "clerk", "wrong")
    with moment.at(NOON + timedelta(minutes=31)):
        for _ in range(4):
            sign_in(client, "clerk", "wrong")
        assert sign_in(client, "clerk").status_code == 302


def test_unknown_user_wrong_password_and_lock_answer_alike(client, district):
    for _ in range(5):
        sign_in(client, "clerk", "wrong")
    answers = [sign_in(client, name, word) for name, word in (
        ("nobody", "wrong"), ("head", "wrong"), ("clerk", PASSWORD),
    )]  # fmt: skip
    messages = [[str(e) for e in a.context["form"].non_field_errors()] for a in answers]
    assert len(messages[0]) == 1
    assert messages[0] == messages[1] == messages[2]


def test_failures_are_journalled_with_the_address_only(client, district):
    sign_in(client, "clerk", "my-other-password")
    row = JournalRow.objects.unscoped("test").get(step="sign_in_failed")
    assert json.loads(row.payload) == {"address": "127.0.0.1"}


def test_signing_in_never_leads_to_another_site(client, district):
    answer = client.post(
        "/login/", {"username": "clerk", "password": PASSWORD, "next": "https://elsewhere.example/"}
    )
    assert answer["Location"] == "/"


def test_the_first_password_is_changed_before_anything_else(client, district):
    User.objects.filter(username="clerk").update(must_change_password=True)
    sign_in(client, "clerk")
    assert client.get("/settings/procedures/")["Location"] == "/password/"
    weak = client.post("/password/", {"old": PASSWORD, "new": "12345678", "again": "12345678"})
    assert weak.status_code == 422
    same = client.post("/password/", {"old": PASSWORD, "new": PASSWORD, "again": PASSWORD})
    assert "新密码不能与现在的密码相同" in same.content.decode()
    new = "another-long-word-5"
    assert client.post("/password/", {"old": PASSWORD, "new": new, "again": new}).status_code == 302
    assert client.get("/settings/procedures/").status_code == 200
    client.post("/logout/")
    assert sign_in(client, "clerk", new).status_code == 302


def test_an_old_password_is_changed_too(client, district, settings):
    settings.YIFA_PASSWORD_DAYS = 180
    User.objects.filter(username="clerk").update(password_changed_at=NOON)
    with moment.at(NOON + timedelta(days=180)):
        sign_in(client, "clerk")
        assert client.get("/settings/procedures/").status_code == 200
    with moment.at(NOON + timedelta(days=180, minutes=2)):
        assert client.get("/settings/procedures/")["Location"] == "/password/"


def test_half_an_hour_without_a_click_signs_out(client, district):
    with moment.at(NOON):
        sign_in(client, "clerk")
        assert signed_in(client)
    with moment.at(NOON + timedelta(minutes=29)):
        assert signed_in(client)
    with moment.at(NOON + timedelta(minutes=29 + settings.YIFA_IDLE_MINUTES, seconds=1)):
        answer = client.get("/password/", follow=True)
    assert answer.redirect_chain[0][0].startswith("/login/")
    assert "没有操作" in answer.content.decode()


def test_a_session_is_written_at_most_once_a_minute(client, district):
    with moment.at(NOON):
        sign_in(client, "clerk")
        client.get("/password/")
    with moment.at(NOON + timedelta(seconds=59)):
        client.get("/password/")
        assert client.session["seen"] == NOON.timestamp()
    with moment.at(NOON + timedelta(seconds=60)):
        client.get("/password/")
        assert client.session["seen"] == (NOON + timedelta(seconds=60)).timestamp()


def test_a_closed_account_is_signed_out_at_its_next_click(client, district):
    sign_in(client, "clerk")
    assert signed_in(client)
    enter(
        MACHINE,
        "account",
        {},
        unit=Unit.objects.get(code="sfj"),
        key="clerk",
        end=True,
        reason="调离",
    )
    answer = client.get("/password/", follow=True)
    assert answer.redirect_chain[0][0].startswith("/login/")
    assert "账号已停用" in answer.content.decode()
    assert sign_in(client, "clerk").status_code == 422


def test_signing_out_is_a_post(client, district):
    sign_in(client, "clerk")
    assert client.get("/logout/").status_code == 405
    assert signed_in(client)
    client.post("/logout/")
    assert not signed_in(client)


@pytest.mark.parametrize("demo", [True, False])
def test_accounts_are_named_only_in_a_demonstration(client, district, settings, demo):
    settings.YIFA_DEMO = demo
    person("xinxi", district)
    page = client.get("/login/").content.decode()
    assert ("演示账号" in page) is demo
    assert ("yifa-demo-2026" in page) is demo
    assert "sfjfz" not in page
