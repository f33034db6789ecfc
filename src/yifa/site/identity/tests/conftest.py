"""The district of the shell's tests, an authenticator, and a provider of single sign-on."""

import time
from dataclasses import dataclass

import pytest

from yifa.kernel import moment
from yifa.kernel.organization.models import User
from yifa.site.identity import factor
from yifa.site.tests.conftest import (  # noqa: F401 - fixtures
    MACHINE,
    PASSWORD,
    browser,
    district,
    monday,
    open_unit,
    person,
    sign_in,
)

from .provider import Provider


@dataclass
class Authenticator:
    """A phone: shows the code of the house's present time step, or of one so many steps away."""

    secret: str

    def shows(self, steps: int = 0) -> str:
        return factor.code_at(self.secret, int(moment.now().timestamp()) // 30 + steps)


@pytest.fixture
def bind():
    """bind("clerk") gives that person an authenticator as the page would; returns (it, recovery codes)."""

    def make(username: str):
        user = User.objects.get(username=username)
        secret = factor.new_secret()
        phone = Authenticator(secret)
        codes = factor.enrol(user, secret, phone.shows(-1))
        assert codes is not None
        return phone, codes

    return make


@pytest.fixture
def provider(settings):
    """A real provider on a port of its own, and the house configured to use it."""
    running = Provider()
    settings.YIFA_OIDC_ISSUER = running.issuer
    settings.YIFA_OIDC_CLIENT = running.client_id
    settings.YIFA_OIDC_SECRET = running.client_secret
    yield running
    running.stop()


def now() -> int:
    return int(time.time())
