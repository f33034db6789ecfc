"""The second factor: six digits from an authenticator (RFC 6238), or a recovery code, each good once."""

from __future__ import annotations

import base64
import hmac
import secrets

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

from yifa.kernel import moment
from yifa.kernel.organization.models import User
from yifa.kernel.scope.actor import Actor
from yifa.kernel.transaction import write
from yifa.site.accounts import journal
from yifa.site.identity.models import Factor, RecoveryCode

STEP = 30
DIGITS = 6
DRIFT = 1
"""Time steps before and after the present one that still count: clocks of phones are not exact."""
CODES = 10
SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_secret() -> str:
    """160 random bits in base32, as authenticators take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def _totp(secret: str) -> TOTP:
    # SHA-1 is what every authenticator speaks; RFC 6238 rests on HMAC, which its collisions do not touch.
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP)  # noqa: S303


def code_at(secret: str, step: int) -> str:
    """The code of one time step (seconds since 1970 over 30)."""
    return _totp(secret).generate(step * STEP).decode()


def step_now() -> int:
    """The present time step of the house's clock."""
    return int(moment.now().timestamp()) // STEP


def step_of(secret: str, typed: str) -> int | None:
    """The time step near now whose code was typed, or None. Every step is compared, and in constant time."""
    found = None
    for step in range(step_now() - DRIFT, step_now() + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), typed.encode()):
            found = step
    return found


def address_of(user: User, secret: str) -> str:
    """What an authenticator reads: the otpauth address with account and issuer."""
    return _totp(secret).get_provisioning_uri(user.username, "Yifa")


def picture_of(user: User, secret: str) -> str:
    """The same as a QR code: a data address of an SVG."""
    return str(segno.make(address_of(user, secret), error="m").svg_data_uri(scale=5, border=2))


def has_factor(user: User) -> bool:
    """Whether a person's sign-in asks for a second factor."""
    return Factor.objects.filter(user=user).exists()


def is_asked_of(actor: Actor) -> bool:
    """Whether `settings.YIFA_FACTOR` asks this person to have one."""
    who = settings.YIFA_FACTOR
    return who == "everybody" or (who == "administrators" and actor.is_administrator)


def enrol(user: User, secret: str, typed: str) -> list[str] | None:
    """Take a new authenticator into use once it has given a right code; returns fresh recovery codes, or None."""
    step = step_of(secret, typed)
    if step is None:
        return None
    with write():
        values = {"secret": secret, "confirmed_at": moment.now(), "last_step": step}
        Factor.objects.update_or_create(user=user, defaults=values)
        journal(user, "factor_on", "启用动态口令")
        return new_codes(user)


def new_codes(user: User) -> list[str]:
    """Ten new recovery codes, shown once; those before fall away."""
    codes = ["".join(secrets.choice(SIGNS) for _ in range(10)) for _ in range(CODES)]
    with write():
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(user=user, digest=make_password(code)) for code in codes
        )
        journal(user, "recovery_codes", "生成恢复码", count=CODES)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def codes_left(user: User) -> int:
    """How many recovery codes are unused."""
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def take(user: User, typed: str) -> bool:
    """Whether a code is right and was never taken before; taking it is part of the answer."""
    plain = "".join(c for c in typed if c.isalnum()).upper()
    if len(plain) == DIGITS and plain.isdecimal():
        return _take_step(user, plain)
    return len(plain) == 10 and _take_recovery(user, plain)


def _take_step(user: User, plain: str) -> bool:
    factor = Factor.objects.filter(user=user).first()
    step = step_of(factor.secret, plain) if factor else None
    if step is None:
        return False
    mine = Factor.objects.filter(user=user, last_step__lt=step)
    with write():
        return bool(mine.update(last_step=step))


def _take_recovery(user: User, plain: str) -> bool:
    for row in RecoveryCode.objects.filter(user=user, used_at__isnull=True):
        if check_password(plain, row.digest):
            unused = RecoveryCode.objects.filter(pk=row.pk, used_at__isnull=True)
            with write():
                taken = unused.update(used_at=moment.now())
                if taken:
                    journal(user, "recovery_code_used", "使用恢复码", left=codes_left(user))
            return bool(taken)
    return False


def remove(user: User, by: Actor | None = None) -> None:
    """Take the authenticator and its recovery codes away: by the person, or by the security administrator."""
    with write():
        gone, _ = Factor.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
        if gone:
            journal(user, "factor_off", "停用动态口令", by)
