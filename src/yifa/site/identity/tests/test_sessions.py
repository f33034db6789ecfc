"""Sessions: listed, ended by the person and by the security administrator, over after their time."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from yifa.kernel import moment
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.organization.models import User
from yifa.site.identity.listing import browser_of, sessions_of
from yifa.site.identity.models import Session
from yifa.site.identity.upkeep import sweep

from .conftest import open_unit, person, sign_in

NOON = timezone.make_aware(datetime(2026, 3, 2, 12))
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0"


def inside(client):
    return client.get("/me/security/").status_code == 200


def test_two_browsers_are_two_sessions_and_one_ends_the_other(district):
    here, there = Client(), Client(headers={"User-Agent": EDGE})
    with moment.at(NOON):
        sign_in(here, "clerk")
        sign_in(there, "clerk")
        page = here.get("/me/security/").content.decode()
        assert "Edge · Windows" in page and "127.0.0.1" in page and "本次" in page
        user = User.objects.get(username="clerk")
        other = next(s for s in sessions_of(user, here.session.session_key) if not s.mine)
        here.post("/me/security/sessions/end/", {"handle": other.handle})
        assert inside(here)
        assert not inside(there)
    assert JournalRow.objects.unscoped("test").filter(step="session_ended").count() == 1


def test_a_page_never_tells_a_session_key(district):
    here, there = Client(), Client()
    sign_in(here, "clerk")
    sign_in(there, "clerk")
    page = here.get("/me/security/").content.decode()
    for key in Session.objects.values_list("session_key", flat=True):
        assert key not in page


def test_nobody_ends_a_session_of_somebody_else(district):
    mine, theirs = Client(), Client()
    sign_in(mine, "clerk")
    sign_in(theirs, "head")
    handle = sessions_of(User.objects.get(username="head"))[0].handle
    mine.post("/me/security/sessions/end/", {"handle": handle})
    assert inside(theirs)


def test_all_others_end_at_once(district):
    browsers = [Client() for _ in range(3)]
    for one in browsers:
        sign_in(one, "clerk")
    browsers[0].post("/me/security/sessions/end/")
    assert [inside(one) for one in browsers] == [True, False, False]


def test_the_security_administrator_ends_them_within_reach(district, browser):
    clerk = Client()
    sign_in(clerk, "clerk")
    town = open_unit("zf", "镇政府", district, kind="town")
    person("townsec", town, "security_admin")
    assert browser("townsec").get("/settings/accounts/clerk/sessions/").status_code == 404
    assert browser("townsec").post("/settings/accounts/clerk/sessions/end/").status_code == 404
    assert inside(clerk)
    assert browser("secadmin").post("/settings/accounts/clerk/sessions/end/").status_code == 302
    assert not inside(clerk)


def test_a_session_is_over_after_twelve_hours_of_work(client, district, settings):
    with moment.at(NOON):
        sign_in(client, "clerk")
    for minutes in range(20, settings.YIFA_SESSION_HOURS * 60 + 1, 20):
        with moment.at(NOON + timedelta(minutes=minutes)):
            assert inside(client), minutes
    with moment.at(NOON + timedelta(hours=settings.YIFA_SESSION_HOURS, minutes=1)):
        assert not inside(client)


def test_a_new_password_ends_the_other_sessions(district):
    from .conftest import PASSWORD

    here, there = Client(), Client()
    sign_in(here, "clerk")
    sign_in(there, "clerk")
    new = "another-long-word-5"
    here.post("/password/", {"old": PASSWORD, "new": new, "again": new})
    assert inside(here)
    assert not inside(there)


def test_signing_in_changes_the_session_key(client, district):
    client.get("/login/")
    client.session.save()
    before = client.session.session_key
    sign_in(client, "clerk")
    assert client.session.session_key != before


def test_the_last_events_are_shown_with_the_failures(client, district):
    sign_in(client, "clerk", "wrong")
    sign_in(client, "clerk")
    page = client.get("/me/security/").content.decode()
    assert "登录失败" in page


def test_addresses_are_ciphertext_at_rest(client, district):
    from django.db import connection

    sign_in(client, "clerk")
    client.get("/me/security/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM identity_session WHERE user_id IS NOT NULL")
        (stored,) = cursor.fetchone()
    assert stored.startswith("e2:")


def test_ended_sessions_are_swept(client, district):
    sign_in(client, "clerk")
    Session.objects.update(expire_date=moment.now() - timedelta(minutes=1))
    assert sweep() >= 1
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("agent", "words"),
    [(EDGE, "Edge · Windows"), ("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "Firefox · Linux"), ("curl/8", "curl/8"), ("", "")],
)  # fmt: skip
def test_browsers_are_named_in_two_words(agent, words):
    assert browser_of(agent) == words
