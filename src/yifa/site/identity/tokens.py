"""A person's access tokens: made and ended by themselves, shown once, asked for by programs at every call."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models

from yifa.kernel import edition, moment
from yifa.kernel.errors import InvalidData, Refusal
from yifa.kernel.organization.models import User
from yifa.kernel.rows import made, selection
from yifa.kernel.scope.actor import Actor
from yifa.kernel.transaction import write
from yifa.kernel.trip import Trip
from yifa.ledger.connecting.tokens import PREFIX, digest, mint
from yifa.site.accounts import journal
from yifa.site.identity.models import PersonalToken

LONGEST = 365
"""Days a token may be good for."""
MOST = 20
"""Tokens of one person at a time."""


def make(user: User, name: str, until: date, *, writes: bool) -> str:
    """A new token, returned once and kept nowhere."""
    today = moment.today()
    if not today <= until <= today + timedelta(days=LONGEST):
        raise InvalidData(
            {"until": [f"应当在今天至 {today + timedelta(days=LONGEST)} 之间"]}, {"until": "有效至"}
        )
    with write():
        if standing(user).count() >= MOST:
            raise Refusal(f"已有 {MOST} 个有效令牌", remedy="请先停用不再使用的")
        token, kept, hint = mint()
        row = PersonalToken.objects.create(
            user=user, name=name, digest=kept, hint=hint, writes=writes, until=until, made_at=moment.now()
        )  # fmt: skip
        journal(
            user, "token_made", "生成访问令牌", token=row.pk, name=name, hint=hint, writes=writes,
            until=until.isoformat(),
        )  # fmt: skip
    return token


def standing(user: User) -> models.QuerySet[PersonalToken]:
    """The tokens that are good today."""
    return PersonalToken.objects.filter(user=user, ended_at=None, until__gte=moment.today())


def end(user: User, pk: int | None = None, by: Actor | None = None) -> int:
    """End one token of a person, or all; returns how many ended. `by`: the security administrator, not the person."""
    with write():
        rows = standing(user).select_for_update()
        ended = list(rows if pk is None else rows.filter(pk=pk))
        for row in ended:
            row.ended_at = moment.now()
            row.save(update_fields=["ended_at"])
            journal(
                user, "token_ended", "停用访问令牌", by, token=row.pk, name=row.name, hint=row.hint
            )
    return len(ended)


def bearer(given: str) -> PersonalToken | None:
    """The token of an `Authorization` header, with its person, in one query; None where it is not good today.

    Its use is noted once a day: a row changed at every call would cost more than the call.
    """
    kind, _blank, token = given.partition(" ")
    if kind.lower() != "bearer" or not token.startswith(PREFIX) or len(token) > 100:
        return None
    today = moment.today()
    found = _held(digest(token), today)
    if found is not None and found.used_on != today:
        found.used_on = today
        with write():
            PersonalToken.objects.filter(pk=found.pk).update(used_on=today)
    return found


def _held(kept: str, today: date) -> PersonalToken | None:
    """The token by its digest and the person; the stamps of the small tables come along in the same round trip."""
    trip = Trip()
    asked = trip.ask(
        f"SELECT {selection(PersonalToken, 't')}, {selection(User, 'u')} FROM identity_personaltoken t "  # noqa: S608
        "JOIN kernel_user u ON u.id = t.user_id WHERE t.digest = %s AND t.ended_at IS NULL AND t.until >= %s",
        (kept, today.isoformat()),
    )
    stamps = edition.ask_stamps(trip)
    trip.go()
    edition.saw(stamps)
    if not asked.rows:
        return None
    width = len(PersonalToken._meta.concrete_fields)
    found: PersonalToken = made(PersonalToken, asked.rows[0][:width])
    found.user = made(User, asked.rows[0][width:])
    return found if found.user.is_active else None
