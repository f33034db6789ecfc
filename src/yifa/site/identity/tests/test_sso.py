"""Single sign-on against a real provider: the code flow walked through, and every lie refused."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core.exceptions import ImproperlyConfigured
from joserfc.jwk import ECKey, OctKey, RSAKey

from yifa.kernel.entry.enter import enter
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.organization.models import Unit, User
from yifa.site.identity import oidc
from yifa.site.identity.models import SingleSignOn
from yifa.site.identity.sessions import PROVED

from .conftest import MACHINE, now, person, sign_in


def go(client, address="/login/sso/"):
    """To the provider and back, as a browser is led; returns the house's last answer."""
    answer = client.get(address)
    if not answer["Location"].startswith("http://127.0.0.1"):
        return answer
    back = requests.get(answer["Location"], allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")


def inside(client):
    return client.get("/me/security/").status_code == 200


def test_a_person_signs_in_at_the_provider(client, district, provider):
    page = client.get("/login/?next=/settings/procedures/").content.decode()
    assert "用统一身份认证登录" in page
    answer = go(client, "/login/sso/?next=/settings/procedures/")
    assert answer["Location"] == "/settings/procedures/"
    assert inside(client)
    titles = [
        r.title for r in JournalRow.objects.unscoped("test").filter(verb="event").order_by("id")
    ]
    assert titles == ["绑定统一身份", "登录"]


def test_the_flow_is_code_with_state_nonce_and_a_hashed_verifier(client, district, provider):
    asked = parse_qs(urlsplit(client.get("/login/sso/")["Location"]).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert len(asked["state"][0]) >= 20 and len(asked["nonce"][0]) >= 20


def test_no_account_is_ever_made(client, district, provider):
    before = set(User.objects.values_list("username", flat=True))
    provider.person = {"sub": "9", "preferred_username": "stranger"}
    assert go(client)["Location"] == "/login/"
    assert not inside(client)
    assert set(User.objects.values_list("username", flat=True)) == before


def test_a_closed_account_stays_closed(client, district, provider):
    enter(
        MACHINE,
        "account",
        {},
        unit=Unit.objects.get(code="sfj"),
        key="clerk",
        end=True,
        reason="调离",
    )
    assert go(client)["Location"] == "/login/"
    assert not inside(client)


def test_another_identity_by_the_same_name_is_refused(client, district, provider):
    go(client)
    client.post("/logout/")
    provider.person = {"sub": "0002", "preferred_username": "clerk"}
    assert go(client)["Location"] == "/login/"
    assert not inside(client)
    assert SingleSignOn.objects.get().subject == "0001"


def test_one_identity_is_one_account(client, district, provider):
    go(client)
    client.post("/logout/")
    provider.person = {"sub": "0001", "preferred_username": "head"}
    assert go(client)["Location"] == "/login/"
    assert not inside(client)


def test_the_second_factor_is_still_asked_for(client, district, provider, bind):
    phone, _ = bind("clerk")
    assert go(client)["Location"] == "/login/code/"
    assert not inside(client)
    client.post("/login/code/", {"code": phone.shows()})
    assert inside(client)


def test_a_person_without_a_password_here_is_not_sent_to_change_it(client, district, provider):
    user = person("newcomer", district)
    user.set_unusable_password()
    user.must_change_password = True
    user.save()
    provider.person = {"sub": "7", "preferred_username": "newcomer"}
    go(client)
    assert client.get("/settings/procedures/").status_code == 200


LIES = {
    "another issuer": {"claims": {"iss": "http://127.0.0.1:1"}},
    "another audience": {"claims": {"aud": "another-client"}},
    "run out": {"claims": {"exp": 1_000_000_000}},
    "another nonce": {"claims": {"nonce": "of-another-sign-in"}},
    "no nonce": {"claims": {"nonce": None}},
    "no subject": {"claims": {"sub": ""}},
    "another key": {"key": ECKey.generate_key("P-256", {"kid": "first"})},
    "a key nobody published": {"head": {"kid": "second"}},
    "signed with the client's secret": {
        "head": {"alg": "HS256"}, "key": OctKey.import_key("the-secret-of-the-client-0123456789"),
    },
    "an algorithm not offered": {"head": {"alg": "RS256"}, "key": RSAKey.generate_key(2048)},
    "not signed": {"unsigned": True},
    "metadata of another issuer": {"metadata_issuer": "http://127.0.0.1:1"},
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_a_false_token_signs_nobody_in(client, district, provider, lie):
    provider.forge = LIES[lie]
    assert go(client)["Location"] == "/login/"
    assert not inside(client)
    assert not SingleSignOn.objects.exists()


def test_an_answer_to_another_browser_is_refused(client, district, provider):
    from django.test import Client

    theirs = Client()
    sent = theirs.get("/login/sso/")["Location"]
    back = urlsplit(requests.get(sent, allow_redirects=False, timeout=5).headers["Location"])
    assert client.get(f"{back.path}?{back.query}")["Location"] == "/login/"
    assert not inside(client)


def test_an_answer_is_good_once(client, district, provider):
    sent = client.get("/login/sso/")["Location"]
    back = urlsplit(requests.get(sent, allow_redirects=False, timeout=5).headers["Location"])
    client.get(f"{back.path}?{back.query}")
    assert inside(client)
    client.post("/logout/")
    assert client.get(f"{back.path}?{back.query}")["Location"] == "/login/"
    assert not inside(client)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?code=x",
        "?state=x",
        "?code=x&state=y",
        "?error=access_denied",
        "?error=" + "<script>" * 50,
    ],
)
def test_a_made_up_answer_is_refused(client, district, provider, query):
    assert client.get(f"/login/sso/back/{query}")["Location"] == "/login/"


def test_a_provider_that_does_not_answer_is_said_so(client, district, settings):
    settings.YIFA_OIDC_ISSUER, settings.YIFA_OIDC_CLIENT = "http://127.0.0.1:9", "yifa"
    answer = client.get("/login/sso/", follow=True)
    assert "统一身份认证没有完成" in answer.content.decode()


def test_an_issuer_without_tls_is_no_issuer(settings):
    settings.YIFA_OIDC_ISSUER, settings.YIFA_OIDC_CLIENT = "http://sso.example.cn", "yifa"
    with pytest.raises(ImproperlyConfigured):
        oidc.client()


def test_without_a_provider_the_pages_do_not_exist(client, district, settings):
    settings.YIFA_OIDC_ISSUER = ""
    assert client.get("/login/sso/").status_code == 404
    assert client.get("/login/sso/back/").status_code == 404
    assert "统一身份认证" not in client.get("/login/").content.decode()


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
    ],
)
def test_it_never_leads_to_another_site(client, district, provider, elsewhere):
    assert go(client, f"/login/sso/?next={elsewhere}")["Location"] == "/"


def proved(client, moment_ago=3600):
    session = client.session
    session[PROVED] = now() - moment_ago
    session.save()


def test_who_has_no_password_here_proves_it_at_the_provider(client, district, provider):
    User.objects.filter(username="clerk").update(password="!")
    go(client)
    proved(client)
    page = client.get("/me/security/factor/", follow=True).content.decode()
    assert "去确认" in page
    answer = go(client, "/login/sso/?proof=1&next=/me/security/factor/")
    assert answer["Location"] == "/me/security/factor/"
    assert ("/authorize", "login") in [(p, a.get("prompt")) for p, a in provider.asked]
    assert client.get("/me/security/factor/").status_code == 200


@pytest.mark.parametrize("claims", [{"auth_time": 1_000_000_000}, {"auth_time": None}])
def test_a_sign_in_of_long_ago_is_no_fresh_proof(client, district, provider, claims):
    go(client)
    proved(client)
    provider.forge = {"claims": claims}
    assert go(client, "/login/sso/?proof=1&next=/me/security/factor/")["Location"] == "/login/"
    assert client.get("/me/security/factor/").status_code == 302


def test_somebody_else_proves_nothing(client, district, provider):
    sign_in(client, "head")
    proved(client)
    assert go(client, "/login/sso/?proof=1&next=/me/security/factor/")["Location"] == "/login/"
    assert client.get("/me/security/factor/").status_code == 302
