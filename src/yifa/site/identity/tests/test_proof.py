"""Fresh proof before what is sensitive: asked for again after a while, the form that was sent is kept."""

import re
from datetime import date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import get_resolver
from django.utils import timezone

from yifa.kernel import moment
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.organization.models import Account, User
from yifa.site.identity.proof import PAGES

from .conftest import PASSWORD, sign_in

NOON = timezone.make_aware(datetime(2026, 3, 2, 12))
LATER = NOON + timedelta(minutes=20)
NEW = {
    "username": "newcomer",
    "name": "新人",
    "at": "sfj",
    "is_active": "on",
    "on": "2026-03-02",
    "reason": "录用",
}


@pytest.fixture
def sysadmin(client, district):
    """Signed in at noon."""
    with moment.at(NOON):
        sign_in(client, "sysadmin")
    return client


def led_to(address):
    """(path, next) of where an answer leads."""
    parts = urlsplit(address)
    return parts.path, parse_qs(parts.query)["next"][0]


def there(name="newcomer"):
    return User.objects.filter(username=name).exists()


def test_within_a_quarter_of_an_hour_nothing_is_asked(sysadmin):
    with moment.at(NOON + timedelta(minutes=15)):
        assert sysadmin.get("/settings/accounts/new/").status_code == 200
        assert sysadmin.post("/settings/accounts/new/", NEW).status_code == 302
    assert there()


def test_later_a_link_leads_past_the_confirmation(sysadmin):
    with moment.at(LATER):
        answer = sysadmin.get("/settings/accounts/new/?x=1")
        assert led_to(answer["Location"]) == ("/confirm/", "/settings/accounts/new/?x=1")
        wrong = sysadmin.post("/confirm/", {"_confirm": "wrong", "next": "/settings/accounts/new/"})
        assert wrong.status_code == 422
        right = sysadmin.post(
            "/confirm/", {"_confirm": PASSWORD, "next": "/settings/accounts/new/"}
        )
        assert right["Location"] == "/settings/accounts/new/"
        assert sysadmin.get("/settings/accounts/new/").status_code == 200
    steps = [
        r.step
        for r in JournalRow.objects.unscoped("test").filter(step__startswith="proof").order_by("id")
    ]
    assert steps == ["proof_failed", "proof"]


def test_a_form_that_was_sent_is_kept_and_goes_on_after_the_proof(sysadmin):
    with moment.at(LATER):
        asked = sysadmin.post("/settings/accounts/new/", NEW)
        assert asked.status_code == 403
        assert not there()
        page = asked.content.decode()
        carried = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
        carried.pop("csrfmiddlewaretoken", None)
        assert carried == NEW
        wrong = sysadmin.post("/settings/accounts/new/", carried | {"_confirm": "wrong"})
        assert wrong.status_code == 422
        assert not there()
        assert (
            sysadmin.post("/settings/accounts/new/", carried | {"_confirm": PASSWORD}).status_code
            == 302
        )
    assert there()
    row = JournalRow.objects.unscoped("test").get(stream="account:newcomer")
    assert PASSWORD not in row.payload


def test_what_was_typed_comes_back_escaped(sysadmin):
    with moment.at(LATER):
        bad = NEW | {"name": '"><script>alert(1)</script>'}
        page = sysadmin.post("/settings/accounts/new/", bad).content.decode()
    assert "<script>alert" not in page


def test_an_empty_confirmation_is_refused_and_costs_no_try(sysadmin):
    with moment.at(LATER):
        for _ in range(6):
            assert sysadmin.post("/confirm/", {}).status_code == 422
        assert sysadmin.post("/confirm/", {"_confirm": PASSWORD}).status_code == 302


def test_five_wrong_proofs_lock(sysadmin):
    with moment.at(LATER):
        for _ in range(5):
            sysadmin.post("/confirm/", {"_confirm": "wrong"})
        assert sysadmin.post("/confirm/", {"_confirm": PASSWORD}).status_code == 422


def test_who_has_a_second_factor_proves_with_it(sysadmin, bind):
    with moment.at(LATER - timedelta(minutes=3)):
        phone, _ = bind("sysadmin")
    with moment.at(LATER):
        assert sysadmin.post("/confirm/", {"_confirm": PASSWORD}).status_code == 422
        assert sysadmin.post("/confirm/", {"_confirm": phone.shows()}).status_code == 302


def test_who_may_not_open_the_page_is_refused_without_being_asked(client, district):
    with moment.at(NOON):
        sign_in(client, "clerk")
    with moment.at(LATER):
        answer = client.get("/settings/accounts/new/")
    assert answer.status_code == 403
    assert "系统管理员" in answer.content.decode()


def test_it_can_be_turned_off(sysadmin, settings):
    settings.YIFA_STEP_UP_MINUTES = 0
    with moment.at(NOON + timedelta(minutes=29)):
        assert sysadmin.get("/settings/accounts/new/").status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/x",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "http:///x",
    ],
)
def test_the_confirmation_never_leads_to_another_site(sysadmin, elsewhere):
    with moment.at(LATER):
        assert (
            sysadmin.post("/confirm/", {"_confirm": PASSWORD, "next": elsewhere})["Location"] == "/"
        )


def test_a_fragment_sends_the_whole_page_to_the_confirmation(sysadmin):
    with moment.at(LATER):
        answer = sysadmin.get(
            "/settings/accounts/new/",
            headers={
                "HX-Request": "true",
                "HX-Current-URL": "https://elsewhere.example/settings/posts/?q=1",
            },
        )
    assert answer.status_code == 204
    assert led_to(answer["HX-Redirect"]) == ("/confirm/", "/settings/posts/?q=1")


def test_every_named_page_exists():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert names >= PAGES


@pytest.fixture
def request_matter(db):
    from yifa.kernel.tests.house import House
    from yifa.kernel.tests.test_act import letter

    house = House()
    for user in (house.alice, house.carol):
        User.objects.filter(pk=user.pk).update(must_change_password=False)
    return house, letter(house, on=date(2026, 2, 2))


def test_a_grave_step_asks_and_a_plain_one_does_not(client, request_matter):
    house, matter = request_matter
    with moment.at(NOON):
        client.force_login(house.carol)
        client.get("/me/security/")
    with moment.at(LATER):
        assert client.get(f"/matters/{matter.pk}/step/note/").status_code == 200
        assert client.get(f"/matters/{matter.pk}/step/void/")["Location"].startswith("/confirm/")
        sent = client.post(
            f"/matters/{matter.pk}/step/void/", {"reason": "重复登记", "on": "2026-03-02"}
        )
        assert sent.status_code == 403
        matter.refresh_from_db()
        assert not matter.is_void


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_asks(client, request_matter, kind):
    from yifa.ledger.rooms import rooms

    house, _ = request_matter
    ledger = next(ledger.id for room in rooms() for ledger in room.ledgers)
    with moment.at(NOON):
        client.force_login(house.alice)
        client.get("/me/security/")
    with moment.at(LATER):
        assert client.get(f"/ledger/{ledger}/export.{kind}")["Location"].startswith("/confirm/")
    assert not JournalRow.objects.unscoped("test").filter(step="export").exists()


def test_accounts_change_through_the_register_alone(sysadmin):
    with moment.at(NOON):
        sysadmin.post("/settings/accounts/new/", NEW)
    assert Account.objects.unscoped("test").get(key="newcomer").name == "新人"
