"""Passwords and sign-ins: kept on the account's row, every change journalled, never a password in the journal."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from yifa.kernel import moment
from yifa.kernel.errors import Conflict, NotAllowed
from yifa.kernel.journal.event import record_event
from yifa.kernel.organization.models import Account, User
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor
from yifa.kernel.transaction import write

# Without signs that look alike, so that a temporary password can be read out or written on paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
TEMPORARY_LENGTH = 14


def stream_of(user: User) -> str:
    """The account's own chain in the journal."""
    return f"user:{user.pk}"


def journal(user: User, step: str, title: str, by: Actor | None = None, **payload: Any) -> None:
    """Record one event of an account; two at the same moment queue up in its chain."""
    actor_id, name = (by.user_id, by.name) if by else (user.pk, user.name)
    for last in (False, False, True):
        try:
            record_event(
                stream_of(user), step, title, actor_id=actor_id, actor_name=name, payload=payload
            )
        except Conflict:
            if last:
                raise
        else:
            return


def password_is_old(user: Any) -> bool:
    """Whether the password outlived `settings.YIFA_PASSWORD_DAYS` (0: never), GB/T 22239-2019 8.1.4.1."""
    days = int(getattr(settings, "YIFA_PASSWORD_DAYS", 180))
    changed = user.password_changed_at
    return bool(days and changed and moment.now() - changed > timedelta(days=days))


def in_charge_of(actor: Actor, user: User) -> bool:
    """Whether the actor is security administrator of the unit that keeps this account."""
    files = Account.objects.unscoped("who answers for an account").filter(key=user.username)
    account = files.order_by("-version").first()
    return account is not None and (
        actor.may({Role.SECURITY_ADMIN}, account.unit_id, "") is not None
    )


def change_password(user: User, password: str) -> None:
    """A person sets an own new password (validated by the form)."""
    with write():
        user.password = make_password(password)
        user.must_change_password = False
        user.password_changed_at = moment.now()
        user.save(update_fields=["password", "must_change_password", "password_changed_at"])
        journal(user, "password", "修改密码")


def reset_password(actor: Actor, user: User) -> str:
    """A temporary password, returned once and kept nowhere; its holder must change it at the first sign-in.

    Raises NotAllowed unless the actor is a security administrator who reaches the account's unit.
    """
    standing = Account.objects.unscoped("the account to reset").standing()
    allowed = standing.filter(key=user.username).exists() and in_charge_of(actor, user)
    if not allowed:
        raise NotAllowed("重置密码由该账号所在单位的安全管理员办理")
    password = "".join(secrets.choice(ALPHABET) for _ in range(TEMPORARY_LENGTH))
    with write():
        User.objects.filter(pk=user.pk).update(
            password=make_password(password), must_change_password=True, failed_logins=0,
            locked_until=None, password_changed_at=moment.now(),
        )  # fmt: skip
        journal(user, "password_reset", "重置密码", actor)
    return password
