"""Beginning a session: at once, or held between the password and the second factor."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import login as begin_session
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from yifa.kernel import moment
from yifa.kernel.organization.models import User
from yifa.site.accounts import journal
from yifa.site.identity.sessions import ADDRESS, AGENT, BEGUN, MEANS, PROVED, SEEN

BACKEND = "yifa.site.login.LockingBackend"
HELD = "held"
HELD_MINUTES = 5

MEANS_WORDS = {
    "password": _("密码"),
    "password+code": _("密码和动态口令"),
    "sso": _("统一身份认证"),
    "sso+code": _("统一身份认证和动态口令"),
}


def note_visit(request: HttpRequest) -> None:
    """Write into the session what its row in the list of sessions shows; a new session is also a fresh proof."""
    now = moment.now().timestamp()
    session = request.session
    session[SEEN] = now
    session.setdefault(BEGUN, now)
    session.setdefault(PROVED, now)
    session[ADDRESS] = request.META.get("REMOTE_ADDR", "")
    session[AGENT] = request.headers.get("User-Agent", "")[:200]


def begin(request: HttpRequest, user: User, means: str) -> None:
    """Sign a person in. `means` is a key of `MEANS_WORDS`; the session's key changes with it."""
    begin_session(request, user, BACKEND)
    for name in (BEGUN, PROVED, HELD):
        request.session.pop(name, None)
    request.session[MEANS] = means
    note_visit(request)
    address = request.META.get("REMOTE_ADDR", "")
    with override("zh-hans"):  # the journal speaks one language, whatever the person reads
        words = str(MEANS_WORDS[means])
    journal(user, "sign_in", "登录", address=address, means=words)


@dataclass(frozen=True)
class Held:
    """A person whose first factor was right and whose second is awaited."""

    user: User
    means: str
    then: str


def hold(request: HttpRequest, user: User, means: str, then: str) -> None:
    """Remember the first factor for five minutes, in a session of its own that signs nobody in."""
    request.session.flush()
    at = moment.now().timestamp()
    request.session[HELD] = {"user": user.pk, "means": means, "then": then, "at": at}


def held(request: HttpRequest) -> Held | None:
    """Who is awaited here; None when nobody is or the five minutes are over."""
    kept = request.session.get(HELD)
    if not kept or moment.now().timestamp() - kept["at"] > HELD_MINUTES * 60:
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    return Held(user, kept["means"], kept["then"]) if user else None
