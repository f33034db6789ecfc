"""A person's access tokens: made and ended by themselves, shown once, asked for by programs at every call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

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


@dataclass(frozen=True)
class Held:
    """A token that is good today, with its person."""

    person: User
    pk: int
    writes: bool


@cache
def _who() -> str:
    """The one question of every call, written out: composing it anew each time costs several times its answer."""
    return (
        f"SELECT t.id, t.writes, t.used_on, {selection(User, 'u')} "  # noqa: S608 - columns
        f"FROM {PersonalToken._meta.db_table} t JOIN {User._meta.db_table} u ON u.id = t.user_id "
        "WHERE t.digest = %s AND t.ended_at IS NULL AND t.until >= %s AND u.is_active"
    )


def bearer(given: str) -> Held | None:
    """The token of an `Authorization` header, with its person, in one query; None where it is not good today.

    Its use is noted once a day: a row changed at every call would cost more than the call.
    """
    kind, _blank, token = given.partition(" ")
    if kind.lower() != "bearer" or not token.startswith(PREFIX) or len(token) > 100:
        return None
    today = moment.today()
    trip = Trip()
    asked = trip.ask(_who(), (digest(token), today.isoformat()))
    stamps = edition.ask_stamps(trip)  # of the small tables, in the same round trip
    trip.go()
    edition.saw(stamps)
    if not asked.rows:
        return None
    pk, writes, used_on, *columns = asked.rows[0]
    # The embedded database gives days of a plain question as text.
    if str(used_on) != today.isoformat():
        with write():
            PersonalToken.objects.filter(pk=pk).update(used_on=today)
    return Held(made(User, columns), pk, bool(writes))
