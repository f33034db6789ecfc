"""Signing in: five wrong passwords or codes lock an account for half an hour (GB/T 22239-2019 8.1.4.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.db.models import Case, F, Value, When
from django.db.models.functions import Greatest
from django.http import HttpRequest

from yifa.kernel import moment
from yifa.kernel.organization.models import User
from yifa.kernel.transaction import write
from yifa.site.accounts import journal
from yifa.site.identity.models import Factor
from yifa.site.identity.password import is_published


class LockingBackend(BaseBackend):
    """User name and password. An unknown name, a wrong password and a locked account answer alike and as slowly."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None,
        password: str | None = None, **more: Any,
    ) -> User | None:  # fmt: skip
        if not username or not password:
            return None
        user = User.objects.filter(username=username).first()
        if user is None or not user.has_usable_password():
            make_password(password)  # the same work as a real check, so that time tells nothing
            return None
        taken = take_try(user)
        right = user.check_password(password) and not is_published(password)
        if not taken or not user.is_active:
            return None
        if not right:
            address = request.META.get("REMOTE_ADDR", "") if request else ""
            journal(user, "sign_in_failed", "登录失败", address=address)
            return None
        if Factor.objects.filter(user=user).exists():
            give_back(user)
        else:
            clear_tries(user)
        return user

    def get_user(self, user_id: int) -> User | None:
        """The person of a session; a closed account has none."""
        return User.objects.filter(pk=user_id, is_active=True).first()


def take_try(user: User) -> bool:
    """Use up one of the account's tries before its password is looked at; False while it is locked.

    Counted in one statement, so that parallel guesses cannot share a try. The last try locks at once; a right
    password lifts the lock again.
    """
    now = moment.now()
    last = settings.YIFA_LOGIN_TRIES - 1
    until = now + timedelta(minutes=settings.YIFA_LOCK_MINUTES)
    account = User.objects.filter(pk=user.pk)
    with write():
        account.filter(locked_until__lte=now).update(failed_logins=0, locked_until=None)
        taken = account.filter(locked_until__isnull=True).update(
            locked_until=Case(When(failed_logins__gte=last, then=Value(until)), default=None),
            failed_logins=F("failed_logins") + 1,
        )
    return bool(taken)


def give_back(user: User) -> None:
    """A right password where a code must follow costs no try, and forgives no wrong code either."""
    User.objects.filter(pk=user.pk).update(
        failed_logins=Greatest(F("failed_logins") - 1, 0), locked_until=None
    )


def clear_tries(user: User) -> None:
    """Everything asked for was right: earlier tries are forgotten, a lock of the last one is lifted."""
    User.objects.filter(pk=user.pk).update(failed_logins=0, locked_until=None)
