"""Single sign-on (OpenID Connect): code flow with PKCE; the provider says who it is, accounts and posts say what they may.

No account is ever made here: the claim `settings.YIFA_OIDC_CLAIM` must equal the user name of an open account.
Authlib checks state, nonce, signature, issuer, audience and validity of the identity token.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.django_client import OAuth  # type: ignore[import-untyped]
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from joserfc.errors import JoseError

from yifa.kernel import moment
from yifa.kernel.organization.models import User
from yifa.kernel.transaction import write
from yifa.site.accounts import journal
from yifa.site.identity.models import SingleSignOn

SIGNED_BY = ("RS256", "PS256", "ES256", "ES384", "EdDSA")
"""Signatures taken: asymmetric ones only, so that nobody who knows the client's secret can make a token."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")
FRESH_SECONDS = 300
SKEW_SECONDS = 60


class SignOnRefused(Exception):
    """The provider's answer does not hold, or names nobody here. The words are for the log, not for the visitor."""


def is_on() -> bool:
    """Whether a provider is configured."""
    return bool(settings.YIFA_OIDC_ISSUER and settings.YIFA_OIDC_CLIENT)


def client() -> Any:
    """The client of the configured provider. Raises ImproperlyConfigured for an issuer without TLS."""
    return _client(settings.YIFA_OIDC_ISSUER, settings.YIFA_OIDC_CLIENT, settings.YIFA_OIDC_SECRET)


@lru_cache(maxsize=4)
def _client(issuer: str, client_id: str, secret: str) -> Any:
    where = urlsplit(issuer)
    if where.scheme != "https" and where.hostname not in LOOPBACK:
        raise ImproperlyConfigured("YIFA_OIDC_ISSUER must begin with https://")
    return OAuth().register(
        "sso",
        client_id=client_id,
        client_secret=secret or None,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile",
            "code_challenge_method": "S256",
            "default_timeout": 10,
            "token_endpoint_auth_method": "client_secret_basic" if secret else "none",
        },
    )


def _checked() -> Any:
    """The client with its provider's metadata loaded: the issuer must be the configured one."""
    found = client()
    metadata = found.load_server_metadata()
    if str(metadata.get("issuer", "")).rstrip("/") != settings.YIFA_OIDC_ISSUER:
        raise SignOnRefused("the provider's metadata name another issuer")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [a for a in offered if a in SIGNED_BY]
    return found


def start(request: HttpRequest, back: str, **asked: Any) -> HttpResponse:
    """To the provider's own sign-in page; `back` is the absolute address of the callback."""
    try:
        return cast(HttpResponse, _checked().authorize_redirect(request, back, **asked))
    except (requests.RequestException, ValueError) as error:
        raise SignOnRefused(f"the provider does not answer: {type(error).__name__}") from error


def claims_of(request: HttpRequest) -> dict[str, Any]:
    """The claims of the identity token that this callback brings, all checks passed. Raises SignOnRefused."""
    try:
        token = _checked().authorize_access_token(request, leeway=SKEW_SECONDS)
    except (AuthlibBaseError, JoseError, requests.RequestException, ValueError, KeyError) as error:
        raise SignOnRefused(f"{type(error).__name__}: {error}") from error
    claims = token.get("userinfo")
    if not claims or not claims.get("sub"):
        raise SignOnRefused("the provider sent no identity token")
    return dict(claims)


def user_of(claims: dict[str, Any]) -> User:
    """The open account that the claims name; its identity at the provider is pinned at the first use."""
    name = claims.get(settings.YIFA_OIDC_CLAIM)
    user = User.objects.filter(username=name, is_active=True).first() if name else None
    if user is None:
        raise SignOnRefused("no open account by this name")
    if user.locked_until and user.locked_until > moment.now():
        raise SignOnRefused("the account is locked")
    issuer, subject = claims["iss"], str(claims["sub"])
    with write():
        mine = SingleSignOn.objects.filter(issuer=issuer, user=user).first()
        other = SingleSignOn.objects.filter(issuer=issuer, subject=subject).exclude(user=user)
        if (mine is not None and mine.subject != subject) or other.exists():
            journal(user, "sso_refused", "统一身份与账号不符")
            raise SignOnRefused("another identity by the same name")
        if mine is None:
            SingleSignOn.objects.create(
                user=user, issuer=issuer, subject=subject, pinned_at=moment.now()
            )
            journal(user, "sso_pinned", "绑定统一身份")
    return user


def is_recent(claims: dict[str, Any]) -> bool:
    """Whether the provider says that the person signed in there just now (`auth_time`)."""
    at = claims.get("auth_time")
    if not isinstance(at, (int, float)):
        return False
    # The provider's clock is the world's: ours is asked of the machine, not of the house.
    return -SKEW_SECONDS <= time.time() - at <= FRESH_SECONDS
