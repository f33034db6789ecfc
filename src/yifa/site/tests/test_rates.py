"""How often one may ask: failing sign-ins, public forms, pages of an account; over several workers; behind a proxy."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from yifa.kernel import moment
from yifa.site import counts, rates
from yifa.site.counts import DatabaseStore, MemoryStore
from yifa.site.identity.models import RequestCount
from yifa.site.identity.upkeep import sweep
from yifa.site.rates import Limit

from .conftest import PASSWORD, person, sign_in

NOON = timezone.make_aware(datetime(2026, 3, 2, 12))


@pytest.fixture(params=["memory", "database"])
def counted(request, settings, db):
    """Limits on, with a store that has counted nothing yet."""
    settings.YIFA_RATE_LIMITS = True
    settings.YIFA_RATE_STORE = request.param
    counts._store.cache_clear()
    yield request.param
    counts._store.cache_clear()


def limits(settings, **changed):
    settings.YIFA_RATES = settings.YIFA_RATES | changed


def test_an_address_that_keeps_failing_waits(district, counted, settings):
    limits(settings, sign_in_failed="6/900")
    names = ("nobody1", "nobody2", "nobody3", "nobody4", "nobody5", "nobody6")
    with moment.at(NOON):
        assert [sign_in(Client(), n, "wrong").status_code for n in names] == [422] * 6
        refused = sign_in(Client(), "clerk")
        assert refused.status_code == 429
        assert refused["Retry-After"] == "900"
        assert "900 秒" in refused.content.decode()
    with moment.at(NOON + timedelta(seconds=900)):
        assert sign_in(Client(), "clerk").status_code == 302


def test_an_office_behind_one_address_signs_in_in_the_morning(district, counted):
    with moment.at(NOON):
        for number in range(40):
            person(f"p{number}", district)
        assert {sign_in(Client(), f"p{n}").status_code for n in range(40)} == {302}


def test_one_account_is_not_tried_from_everywhere(district, counted, settings):
    limits(settings, sign_in_account="4/900")
    with moment.at(NOON):
        statuses = [
            Client(REMOTE_ADDR=f"198.51.100.{n}").post("/login/", {"username": "Clerk", "password": "wrong"}).status_code
            for n in range(6)
        ]  # fmt: skip
    assert statuses == [422, 422, 422, 422, 429, 429]


def test_public_pages_by_address_and_others_are_not_disturbed(district, counted, settings):
    limits(settings, public="5/60")
    here, there = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")
    with moment.at(NOON):
        assert [here.get("/deadlines/").status_code for _ in range(7)] == [200] * 5 + [429] * 2
        assert there.get("/deadlines/").status_code == 200
    with moment.at(NOON + timedelta(seconds=60)):
        assert here.get("/deadlines/").status_code == 200


def test_an_ipv6_visitor_is_the_whole_64(district, counted, settings):
    limits(settings, public="2/60")
    with moment.at(NOON):
        statuses = [
            Client(REMOTE_ADDR=f"2001:db8:1:2::{n}").get("/deadlines/").status_code
            for n in (1, 2, 3)
        ]
        other = Client(REMOTE_ADDR="2001:db8:1:3::1").get("/deadlines/").status_code
    assert (statuses, other) == ([200, 200, 429], 200)


def test_a_signed_in_person_by_account_and_not_by_address(browser, counted, settings):
    limits(settings, query="4/60")
    with moment.at(NOON):
        clerk, head = browser("clerk"), browser("head")
        assert [clerk.get("/settings/procedures/").status_code for _ in range(6)] == [200] * 4 + [
            429
        ] * 2
        assert head.get("/settings/procedures/").status_code == 200


def test_health_is_never_refused(client, counted, settings, db):
    limits(settings, public="1/60")
    assert {client.get("/healthz").status_code for _ in range(5)} == {200}


def test_no_address_and_no_name_is_kept(district, settings):
    settings.YIFA_RATE_LIMITS, settings.YIFA_RATE_STORE = True, "database"
    counts._store.cache_clear()
    sign_in(Client(REMOTE_ADDR="192.0.2.77"), "clerk", "wrong")
    kept = " ".join(RequestCount.objects.values_list("key", flat=True))
    counts._store.cache_clear()
    assert kept and "192.0.2.77" not in kept and "clerk" not in kept


def test_memory_holds_no_more_keys_than_it_may():
    store = MemoryStore(most_keys=1000)
    asked = Limit("public", 300, 60)
    for number in range(5000):
        store.take(asked, f"key {number}")
    assert len(store) == 1000


@pytest.mark.django_db
def test_old_counts_are_swept():
    with moment.at(NOON):
        DatabaseStore().take(Limit("public", 10, 60), "a")
    with moment.at(NOON + timedelta(seconds=61)):
        assert sweep() == 1
    assert not RequestCount.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("block", [1, 3, 20])
def test_several_workers_share_one_count(block):
    asked = Limit("query", 50, 60, block)
    workers = [DatabaseStore() for _ in range(4)]
    with moment.at(NOON):
        passed = sum(workers[n % 4].take(asked, "account 1") <= 50 for n in range(400))
    assert passed <= 50
    assert passed > 50 - 4 * block


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_let_no_more_through():
    asked = Limit("sign_in_account", 30, 900)
    passed: list[int] = []

    def work():
        store = DatabaseStore()
        with moment.at(NOON):
            mine = sum(store.take(asked, "account 1") <= 30 for _ in range(25))
        passed.append(mine)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(passed) == 30


PEER = "10.0.0.5"


def seen(settings, declared, peer, forwarded, **more):
    """The address the house sees."""
    from yifa.site.proxy import ProxyMiddleware

    settings.YIFA_PROXIES = declared
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded, **more)
    ProxyMiddleware(lambda r: r)(request)
    return request


@pytest.mark.parametrize(
    ("declared", "peer", "forwarded", "address"),
    [
        ([], "203.0.113.9", "1.2.3.4", "203.0.113.9"),
        ([PEER], "203.0.113.9", "1.2.3.4", "203.0.113.9"),
        ([PEER], PEER, "203.0.113.9", "203.0.113.9"),
        ([PEER], PEER, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (["10.0.0.0/8"], PEER, "1.2.3.4, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        ([PEER], PEER, "", PEER),
        ([PEER], PEER, "unknown", PEER),
        ([PEER], PEER, "' OR 1=1", PEER),
        ([PEER], PEER, "[2001:db8::1]:4711", "2001:db8::1"),
        ([PEER], PEER, "203.0.113.9:4711", "203.0.113.9"),
        ([PEER], f"::ffff:{PEER}", "203.0.113.9", "203.0.113.9"),
        ([PEER], "", "203.0.113.9", ""),
    ],
)
def test_only_a_declared_proxy_is_believed(settings, declared, peer, forwarded, address):
    assert seen(settings, declared, peer, forwarded).META["REMOTE_ADDR"] == address


def test_nobody_else_says_that_it_was_https(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    https = {"HTTP_X_FORWARDED_PROTO": "https"}
    assert not seen(settings, [PEER], "203.0.113.9", "", **https).is_secure()
    assert seen(settings, [PEER], PEER, "203.0.113.9", **https).is_secure()


def test_another_address_in_the_header_does_not_escape_the_limit(district, counted, settings):
    limits(settings, public="3/60")
    with moment.at(NOON):
        statuses = [
            Client(REMOTE_ADDR="203.0.113.9").get("/deadlines/", headers={"X-Forwarded-For": f"1.2.3.{n}"}).status_code
            for n in range(5)
        ]  # fmt: skip
    assert statuses == [200, 200, 200, 429, 429]


def test_a_body_too_large_is_refused_before_it_is_read(client, district, settings):
    settings.YIFA_MAX_UPLOAD = 1000
    answer = client.post(
        "/login/", b"x" * 10, content_type="text/plain", CONTENT_LENGTH=str(2**20 + 1001)
    )
    assert answer.status_code == 413
    assert client.post("/login/", {"username": "clerk", "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("length", ["-1", "abc", "1e9", ""])
def test_a_false_length_is_no_error_of_ours(client, district, length):
    answer = client.generic("POST", "/login/", b"", CONTENT_LENGTH=length)
    assert answer.status_code < 500


def test_every_limit_is_a_number_in_a_time(settings):
    for name in settings.YIFA_RATES:
        found = rates.limit(name)
        assert found.most > 0 and found.seconds > 0 and 1 <= found.block <= found.most
