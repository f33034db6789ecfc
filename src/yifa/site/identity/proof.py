"""Fresh proof (step-up): who is about to do something grave shows once more that it is really they."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from yifa.kernel import moment
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.registry import all_procedures, pinned
from yifa.kernel.organization.models import User
from yifa.site.accounts import journal
from yifa.site.identity import factor
from yifa.site.identity.sessions import PROVED
from yifa.site.login import clear_tries, take_try

PAGES = frozenset(
    {
        # accounts, posts, delegations, the organisation tree
        "settings_account_new", "settings_account", "settings_account_reset", "settings_post_new",
        "settings_post_end", "settings_delegation_new", "settings_delegation_end",
        "settings_unit_new", "settings_unit", "settings_unit_close",
        # one's own keys, and other people's sessions and factors
        "factor_new", "factor_off", "recovery_codes", "token_new", "account_sessions", "account_session_end",
        "account_factor_off", "account_token_end",
        # personal data in full, and many rows at once
        "reveal", "ledger_export", "case_file", "import_bad_rows",
    }
)  # fmt: skip
"""Addresses, by name, that ask for fresh proof. Grave steps of every procedure ask for it too."""


@lru_cache(maxsize=1)
def _grave() -> frozenset[str]:
    return frozenset(s.code for p in all_procedures() for s in p.all_steps if s.grave)


def is_sensitive(name: str, kwargs: dict[str, Any]) -> bool:
    """Whether an address asks for fresh proof: by its name, or as a step that its procedure calls grave."""
    if name in PAGES:
        return True
    if name != "step" or kwargs.get("code") not in _grave():
        return False
    rows = Matter.objects.unscoped("whether a step is grave, before the page asks for its scope")
    found = rows.filter(pk=kwargs.get("pk")).values_list("procedure", "procedure_since").first()
    if found is None:
        return False
    try:
        return pinned(*found).step(kwargs["code"]).grave
    except KeyError:
        return False


def is_fresh(request: HttpRequest) -> bool:
    """Whether this session proved itself within `settings.YIFA_STEP_UP_MINUTES` (0: never asked)."""
    minutes = settings.YIFA_STEP_UP_MINUTES
    if not minutes:
        return True
    proved = request.session.get(PROVED)
    return proved is not None and moment.now().timestamp() - proved <= minutes * 60


def asks_for(user: User) -> str:
    """What proves this person: "code" (second factor), "password", or "sso" where there is no password here."""
    if factor.has_factor(user):
        return "code"
    return "password" if user.has_usable_password() else "sso"


def prove(request: HttpRequest, user: User, given: str) -> bool:
    """Check what was given and mark the session; wrong ones count towards the account's lock."""
    means = asks_for(user)
    if means == "sso" or not given or not take_try(user):
        return False
    right = factor.take(user, given) if means == "code" else user.check_password(given)
    address = request.META.get("REMOTE_ADDR", "")
    if not right:
        journal(user, "proof_failed", "身份确认失败", address=address)
        return False
    clear_tries(user)
    mark(request, user)
    return True


def mark(request: HttpRequest, user: User) -> None:
    """This session has just proved itself."""
    request.session[PROVED] = moment.now().timestamp()
    journal(user, "proof", "身份确认", address=request.META.get("REMOTE_ADDR", ""))
