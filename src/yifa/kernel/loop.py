"""The one job loop: delivers the outbox at least once and keeps up seals, anchors, duties and clocks."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from django.db.models import Q

from yifa.kernel import moment
from yifa.kernel.matter.models import Outbox

log = logging.getLogger("yifa.loop")
Handler = Callable[[dict[str, Any]], None]
_handlers: dict[str, list[Handler]] = {}
_behind: set[str] = set()
_ticks: list[tuple[str, timedelta, Callable[[], Any]]] = []
MAX_ATTEMPTS = 8
LEASE = timedelta(minutes=10)


def handler(topic: str, *, behind: bool = False) -> Callable[[Handler], Handler]:
    """Register a consumer of an outbox topic. It must be idempotent: delivery is at least once.

    `behind`: rows of this topic wait until nothing else does, however long they have stood there.
    """

    def keep(function: Handler) -> Handler:
        if behind:
            _behind.add(topic)
        _handlers.setdefault(topic, []).append(function)
        return function

    return keep


def every(name: str, interval: timedelta, function: Callable[[], Any]) -> None:
    """Register upkeep that runs at most once an interval in this loop."""
    _ticks.append((name, interval, function))


def post(topic: str, payload: dict[str, Any]) -> Outbox:
    """Queue a job; inside a transaction it goes out only if that commits."""
    return Outbox.objects.create(topic=topic, payload=payload)


def pulse_path() -> Path:
    """The file whose age tells when the loop last went round on this host."""
    return Path(settings.YIFA_VAR) / "loop.pulse"


def deliver_one() -> bool:
    """Take one waiting row by compare-and-set, deliver it; False when none waits."""
    now = moment.now()
    free = Q(taken_at__isnull=True) | Q(taken_at__lt=now - LEASE)
    waiting = Outbox.objects.filter(free, done_at__isnull=True, due_at__lte=now)
    waiting = waiting.filter(attempts__lt=MAX_ATTEMPTS).order_by("due_at", "id")
    row = waiting.exclude(topic__in=_behind).first() or waiting.filter(topic__in=_behind).first()
    if row is None:
        return False
    taken = Outbox.objects.filter(free, pk=row.pk, done_at__isnull=True)
    if not taken.update(taken_at=now, attempts=row.attempts + 1):
        return True
    try:
        for consume in _handlers.get(row.topic, []):
            consume(row.payload)
    except Exception as error:
        log.exception("outbox %s %s", row.pk, row.topic)
        wait = timedelta(seconds=2 ** (row.attempts + 1))
        Outbox.objects.filter(pk=row.pk).update(
            error=str(error)[:2000], taken_at=None, due_at=moment.now() + wait
        )
    else:
        Outbox.objects.filter(pk=row.pk).update(done_at=moment.now(), error="")
    return True


def drain(limit: int = 10_000) -> int:
    """Deliver what waits; returns how many rows were taken."""
    taken = 0
    while taken < limit and deliver_one():
        taken += 1
    return taken


def _once(name: str, function: Callable[[], Any]) -> None:
    """One upkeep; when it fails, the others still run."""
    try:
        function()
    except Exception:
        log.exception("upkeep %s", name)


def upkeep() -> None:
    """Run every upkeep once, now."""
    for _, _, function in _ticks:
        function()


def run(stop: Callable[[], bool] = lambda: False, pause: float = 1.0) -> None:
    """Loop until `stop()`: outbox first, then whatever upkeep is due."""
    due = {name: moment.now() for name, _, _ in _ticks}
    while not stop():
        close_old_connections()
        try:
            pulse_path().touch()
            busy = drain(200) == 200
            for name, interval, function in _ticks:
                if moment.now() >= due[name]:
                    due[name] = moment.now() + interval
                    _once(name, function)
        except Exception:
            log.exception("job loop")
            busy = False
        if not busy:
            time.sleep(pause)
