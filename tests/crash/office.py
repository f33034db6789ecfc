"""Run inside the product's environment: prepare an office for the storm, or judge what the storm left.

python office.py prepare CLIENTS        → JSON of addresses, accounts, unit and hot matters
python office.py judge ACKNOWLEDGED     → JSON of what was found; exit code 1 where a promise is broken
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

LEDGER, PROCEDURE = "disclosure.requests", "disclosure.request"


def application(n: object) -> dict[str, str]:
    return {
        "applicant": f"申请人{n}", "applicant_class": "natural", "wanted": f"第{n}号文件", "provision": "电子文档",
        "channel": "counter", "phone": "13800138000",
    }  # fmt: skip


def prepare(clients: int) -> dict[str, Any]:
    from django.conf import settings
    from django.core.management import call_command
    from django.urls import reverse
    from harness.doors import BEGIN, open_unit

    from yifa.kernel import moment
    from yifa.kernel.entry.enter import enter
    from yifa.kernel.matter.act import Opening, act
    from yifa.kernel.organization.models import User
    from yifa.kernel.organization.roles import Role
    from yifa.kernel.scope.actor import Actor
    from yifa.kernel.transaction import write

    call_command("migrate", interactive=False, verbosity=0)
    unit = open_unit("sfj", "司法局")
    # An account for each: more than a few tries at one account within the same moment would lock it, as they should.
    # Nobody signs in with a password: making and checking them for all would take longer than the storm.
    system, names = Actor.system(), [f"clerk{n}" for n in range(clients)]
    with write():
        for name in names:
            account = {"username": name, "name": name, "is_active": True}
            enter(system, "account", account, unit=unit, on=BEGIN)
            for role in (Role.CASE_HANDLER, Role.HEAD):
                values = {"user": name, "at": unit.code, "role": role, "reach": "unit"}
                enter(system, "post", values, unit=unit, on=BEGIN)
        sessions = [session_of(User.objects.get(username=name)) for name in names]
    alice = Actor.of(User.objects.get(username="clerk0"))
    hot = [
        act(alice, Opening(PROCEDURE, unit), "register", application(f"热{n}")).pk for n in range(6)
    ]
    return {
        "unit": unit.pk, "users": names, "sessions": sessions, "hot": hot,
        "today": moment.today().isoformat(), "cookie": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME,
        "new": reverse("ledger_new", args=[LEDGER, PROCEDURE]) + "?step=register",
        "note": reverse("step", args=[0, "note"]), "assign": reverse("step", args=[0, "assign"]),
        "matter": reverse("matter", args=[0]),
    }  # fmt: skip


def session_of(user: Any) -> str:
    """The key of a session begun for this person, as a sign-in begins it."""
    from django.http import HttpRequest

    from yifa.site.identity.begin import begin
    from yifa.site.identity.sessions import SessionStore

    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    request.session = SessionStore()
    begin(request, user, "password")
    request.session.save()
    return str(request.session.session_key)


def judge(acknowledged: list[dict[str, Any]]) -> dict[str, Any]:
    """Every promise, counted: acknowledged acts once, chains, numbers, versions, outbox."""
    from yifa.kernel import loop, moment
    from yifa.kernel.journal.models import JournalRow
    from yifa.kernel.journal.verify import verify
    from yifa.kernel.matter.models import Matter, Outbox, Series

    loop.upkeep()
    # What a killed loop had in hand comes free when its lease ends.
    with moment.at(moment.now() + loop.LEASE + timedelta(minutes=1)):
        loop.drain(1_000_000)
        retried = Outbox.objects.filter(attempts__gt=1).count()
        waiting = Outbox.objects.filter(done_at__isnull=True).count()
    rows = JournalRow.objects.unscoped("test")
    there: Counter[str] = Counter()
    where: dict[str, int] = {}
    for key, matter_id in rows.exclude(idempotency_key=None).values_list(
        "idempotency_key", "matter_id"
    ):
        there[key] += 1
        where[key] = matter_id
    lost = [a for a in acknowledged if a["key"] not in there]
    twice = [k for k, n in there.items() if n > 1]
    elsewhere = [a for a in acknowledged if where.get(a["key"]) not in (None, a["matter"])]
    winners = Counter(
        (a["matter"], a["version"]) for a in acknowledged if a.get("version") is not None
    )
    gaps = []
    for series in Series.objects.all():
        numbers = Matter.objects.unscoped("test").filter(unit=series.unit, procedure=series.kind)
        found = sorted(
            int(re.findall(r"(\d+)", n)[-1]) for n in numbers.values_list("number", flat=True)
        )
        if found != list(range(1, series.last + 1)):
            gaps.append(f"{series.kind} {series.year}: {found[:3]}…{found[-3:]} of {series.last}")
    live = rows.filter(verb="act", how="live").count()
    posted = Outbox.objects.filter(topic="matter.acted").count()
    report = verify()
    return {
        "acts": rows.filter(verb="act").count(), "acknowledged": len(acknowledged), "lost": len(lost), "twice": len(twice),
        "elsewhere": len(elsewhere), "two winners": sum(1 for n in winners.values() if n > 1),
        "decided at once": len(winners), "gaps": gaps, "breaks": [f"{b.where}: {b.what}" for b in report.breaks][:20],
        "outbox": posted, "live acts": live, "outbox waiting": waiting, "outbox retried": retried,
        "numbers": sum(Series.objects.values_list("last", flat=True)), "sealed": report.seals,
    }  # fmt: skip


def broken(found: dict[str, Any]) -> list[str]:
    """The promises that do not hold."""
    wrong = [
        k
        for k in ("lost", "twice", "elsewhere", "two winners", "gaps", "breaks", "outbox waiting")
        if found[k]
    ]
    return wrong + (["outbox"] if found["outbox"] != found["live acts"] else [])


def main() -> int:
    root = Path(__file__).resolve().parents[2]
    sys.path[:0] = [str(root / "src"), str(root / "tests")]
    import django

    django.setup()
    if sys.argv[1] == "prepare":
        json.dump(prepare(int(sys.argv[2])), sys.stdout)
        return 0
    found = judge(json.loads(Path(sys.argv[2]).read_text()))
    json.dump(found, sys.stdout, ensure_ascii=False)
    return 1 if broken(found) else 0


if __name__ == "__main__":
    sys.exit(main())
