"""The second factor: codes of the standard, each good once; administrators must have one; lost phones."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from yifa.kernel import moment
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.organization.models import User
from yifa.site.identity import factor
from yifa.site.identity.models import Factor, RecoveryCode, Session

from .conftest import PASSWORD, sign_in

NOON = timezone.make_aware(datetime(2026, 3, 2, 12))
# RFC 6238, appendix B: the ASCII key 12345678901234567890, SHA-1; the last six of its eight digits.
RFC_KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC = [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
       (2000000000, "279037"), (20000000000, "353130")]  # fmt: skip


def code(client, typed):
    return client.post("/login/code/", {"code": typed})


def inside(client):
    return client.get("/me/security/").status_code == 200


@pytest.mark.parametrize(("seconds", "expected"), RFC)
def test_codes_are_those_of_the_standard(seconds, expected):
    assert factor.code_at(RFC_KEY, seconds // 30) == expected


def test_the_password_alone_no_longer_signs_in(client, district, bind):
    with moment.at(NOON):
        phone, _ = bind("clerk")
        assert sign_in(client, "clerk")["Location"] == "/login/code/"
        assert not inside(client)
        assert code(client, phone.shows()).status_code == 302
        assert inside(client)
    rows = JournalRow.objects.unscoped("test").filter(step="sign_in")
    assert [("密码和动态口令" in r.payload) for r in rows] == [True]


def test_a_code_is_taken_once_even_by_two_browsers(client, district, bind):
    other = Client()
    with moment.at(NOON):
        phone, _ = bind("clerk")
        sign_in(client, "clerk")
        sign_in(other, "clerk")
        typed = phone.shows()
        assert code(client, typed).status_code == 302
        assert code(other, typed).status_code == 422
        assert not inside(other)


@pytest.mark.parametrize(
    ("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_phone_may_be_half_a_minute_off(client, district, bind, steps, taken):
    with moment.at(NOON - timedelta(minutes=5)):
        phone, _ = bind("clerk")
    with moment.at(NOON):
        sign_in(client, "clerk")
        assert (code(client, phone.shows(steps)).status_code == 302) is taken


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "０００００００", "' OR 1=1 --", "9" * 500, "\x00"]
)
def test_other_words_are_no_codes(client, district, bind, typed):
    with moment.at(NOON):
        bind("clerk")
        sign_in(client, "clerk")
        assert code(client, typed).status_code == 422
        assert not inside(client)


def test_five_wrong_codes_lock_and_a_right_password_forgives_none(client, district, bind):
    with moment.at(NOON):
        phone, _ = bind("clerk")
        for _ in range(5):
            assert sign_in(client, "clerk").status_code == 302
            assert code(client, "000000").status_code == 422
        assert sign_in(client, "clerk").status_code == 422
        assert code(client, phone.shows()).status_code == 422
    with moment.at(NOON + timedelta(minutes=30)):
        assert sign_in(client, "clerk").status_code == 302
        assert code(client, phone.shows()).status_code == 302


def test_the_first_factor_is_remembered_for_five_minutes(client, district, bind):
    with moment.at(NOON):
        phone, _ = bind("clerk")
        sign_in(client, "clerk")
    with moment.at(NOON + timedelta(minutes=5, seconds=1)):
        assert code(client, phone.shows())["Location"] == "/login/"
        assert not inside(client)


def test_a_recovery_code_signs_in_once(client, district, bind):
    with moment.at(NOON):
        _, codes = bind("clerk")
        assert len(set(codes)) == 10
        sign_in(client, "clerk")
        assert code(client, codes[3].lower().replace("-", " ")).status_code == 302
        client.post("/logout/")
        sign_in(client, "clerk")
        assert code(client, codes[3]).status_code == 422
    stored = "".join(RecoveryCode.objects.values_list("digest", flat=True))
    assert codes[0].replace("-", "") not in stored


def test_the_secret_is_ciphertext_at_rest(district, bind, django_db_blocker):
    from django.db import connection

    phone, _ = bind("clerk")
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM identity_factor")
        (stored,) = cursor.fetchone()
    assert stored.startswith("e2:") and phone.secret not in stored


def test_an_administrator_binds_a_phone_before_anything_else(client, district, settings):
    settings.YIFA_FACTOR = "administrators"
    with moment.at(NOON):
        sign_in(client, "secadmin")
        assert client.get("/settings/accounts/")["Location"] == "/me/security/factor/"
        page = client.get("/me/security/factor/").content.decode()
        secret = re.search(r'<span class="code fs-5">([A-Z2-7 ]+)</span>', page)[1].replace(" ", "")
        wrong = client.post("/me/security/factor/", {"code": "000000"})
        assert wrong.status_code == 422
        assert client.get("/settings/accounts/")["Location"] == "/me/security/factor/"
        first = factor.code_at(secret, int(NOON.timestamp()) // 30)
        done = client.post("/me/security/factor/", {"code": first})
        assert len(re.findall(r"[A-Z2-9]{5}-[A-Z2-9]{5}", done.content.decode())) == 10
        assert client.get("/settings/accounts/").status_code == 200
        client.post("/logout/")
        assert sign_in(client, "secadmin")["Location"] == "/login/code/"


@pytest.mark.parametrize(
    ("who", "username", "asked"),
    [("nobody", "secadmin", False), ("administrators", "sysadmin", True), ("administrators", "secadmin", True),
     ("administrators", "auditadmin", True), ("administrators", "clerk", False), ("everybody", "clerk", True)],
)  # fmt: skip
def test_who_must_have_a_second_factor(client, district, settings, who, username, asked):
    settings.YIFA_FACTOR = who
    sign_in(client, username)
    answer = client.get("/settings/procedures/")
    assert (answer.status_code == 302 and answer["Location"] == "/me/security/factor/") is asked


def test_who_must_have_it_cannot_give_it_up(client, district, settings, bind):
    settings.YIFA_FACTOR = "administrators"
    with moment.at(NOON):
        phone, _ = bind("sysadmin")
        sign_in(client, "sysadmin")
        code(client, phone.shows())
        client.post("/me/security/factor/off/")
    assert Factor.objects.filter(user__username="sysadmin").exists()


def test_the_security_administrator_frees_a_lost_phone(client, district, browser, bind):
    with moment.at(NOON):
        phone, _ = bind("clerk")
        sign_in(client, "clerk")
        code(client, phone.shows())
        admin = browser("secadmin")
        assert "已启用" in admin.get("/settings/accounts/clerk/sessions/").content.decode()
        admin.post("/settings/accounts/clerk/factor/off/")
        assert not Factor.objects.filter(user__username="clerk").exists()
        assert not inside(client)
        assert sign_in(client, "clerk")["Location"] == "/"
    row = JournalRow.objects.unscoped("test").get(step="factor_off")
    assert row.actor_name == "secadmin"


@pytest.mark.parametrize("username", ["sysadmin", "auditadmin", "head", "clerk"])
def test_nobody_else_frees_it(district, browser, bind, username):
    with moment.at(NOON):
        bind("head")
        answer = browser("clerk" if username == "head" else username).post(
            "/settings/accounts/head/factor/off/"
        )
        assert answer.status_code == 403
    assert Factor.objects.filter(user__username="head").exists()


def test_the_published_password_opens_nothing_outside_the_demonstration(client, district, settings):
    from yifa.demo.district import PASSWORD as PUBLISHED

    user = User.objects.get(username="clerk")
    user.set_password(PUBLISHED)
    user.save()
    assert sign_in(client, "clerk", PUBLISHED).status_code == 422
    settings.YIFA_DEMO = True
    assert sign_in(client, "clerk", PUBLISHED).status_code == 302


def test_an_empty_installation_has_no_account(db):
    assert not User.objects.exists()
    assert not Session.objects.exists()


def test_the_published_password_cannot_be_chosen(client, district):
    from yifa.demo.district import PASSWORD as PUBLISHED

    sign_in(client, "clerk")
    answer = client.post("/password/", {"old": PASSWORD, "new": PUBLISHED, "again": PUBLISHED})
    assert answer.status_code == 422
    assert "演示密码" in answer.content.decode()
