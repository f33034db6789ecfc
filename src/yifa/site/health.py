"""Whether this installation lives and is ready, and its numbers for Prometheus."""

from __future__ import annotations

import ipaddress
import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from yifa.kernel import loop, moment
from yifa.ledger.access import access
from yifa.site import state
from yifa.site.logs import FORWARDED

TEXT = "text/plain; charset=utf-8"
METRICS = "text/plain; version=0.0.4; charset=utf-8"


@access("public")
@require_GET
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers. Asks nothing of the database, so that its absence does not get the process killed."""
    return HttpResponse("ok\n", content_type=TEXT)


@access("public")
@require_GET
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Ready for work: the database answers, takes writes and has every migration. 503 and the reason otherwise."""
    why = not_ready()
    return HttpResponse(f"{why or 'ready'}\n", content_type=TEXT, status=503 if why else 200)


def not_ready() -> str:
    """The first reason why no work can be done, in one word; empty when there is none."""
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_is_in_recovery()")
                if cursor.fetchone()[0]:
                    return "read-only"
            else:
                cursor.execute("SELECT 1")
                cursor.fetchone()
        return "migrations" if state.pending_migrations() else ""
    except Exception:
        return "database"


@access("public")
@require_GET
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Counters and gauges in Prometheus' text form, for this host, or with `Authorization: Bearer` and the token of
    `YIFA_METRICS_TOKEN`. To everybody else the page is not there."""
    if not _may(request):
        raise Http404
    lines: list[str] = []
    for name, (about, measure) in MEASURES.items():
        lines += [f"# HELP yifa_{name} {about}", f"# TYPE yifa_{name} gauge"]
        try:
            lines += [f"yifa_{name}{labels} {value}" for labels, value in measure()]
        except Exception:
            lines.append(f"# yifa_{name} could not be measured")
    return HttpResponse("\n".join(lines) + "\n", content_type=METRICS)


def _may(request: HttpRequest) -> bool:
    token = settings.YIFA_METRICS_TOKEN
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if token:
        return secrets.compare_digest(sent.encode(), token.encode())
    address = ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104
    # Behind a proxy every caller may seem near: then only the token opens.
    return address.is_loopback and not request.META.get(FORWARDED, True)


Samples = list[tuple[str, float]]


def _one(value: float | None) -> Samples:
    return [("", value)] if value is not None else []


def _outbox() -> Samples:
    from yifa.kernel.matter.models import Outbox

    waiting = Outbox.objects.filter(done_at__isnull=True)
    stuck = waiting.filter(attempts__gte=loop.MAX_ATTEMPTS).count()
    return [('{state="waiting"}', waiting.count() - stuck), ('{state="given_up"}', stuck)]


def _oldest() -> Samples:
    from yifa.kernel.matter.models import Outbox

    due = Outbox.objects.filter(
        done_at__isnull=True, attempts__lt=loop.MAX_ATTEMPTS, due_at__lte=moment.now()
    )
    first = due.order_by("due_at").values_list("due_at", flat=True).first()
    return _one((moment.now() - first) / timedelta(seconds=1) if first else 0)


def _newest_row() -> Samples:
    from yifa.kernel.journal.models import JournalRow

    rows = JournalRow.objects.unscoped("metrics").order_by("-pk")
    return _one(rows.values_list("pk", flat=True).first() or 0)


MEASURES: dict[str, tuple[str, Callable[[], Samples]]] = {
    "up": ("1 when the database answers and takes writes", lambda: _one(0 if not_ready() else 1)),
    "journal_rows": ("highest number of a journal row", _newest_row),
    "outbox_rows": ("outbox rows by state", _outbox),
    "outbox_oldest_seconds": ("age of the oldest row that is due", _oldest),
    "loop_age_seconds": ("seconds since the job loop last went round", lambda: _one(state.loop_age())),
    "anchor_age_seconds": ("seconds since heads were last anchored", lambda: _one(state.anchor_age())),
    "disk_free_bytes": ("free bytes in the data folder", lambda: _one(state.disk()[0])),
    "dossier_waiting_files": ("files that wait for the virus scanner", lambda: _one(len(state.held_files()))),
    "dossier_broken_files": ("files whose content was found altered or missing", lambda: _one(len(state.broken_files()))),
    "time_seconds": ("this host's clock", lambda: _one(time.time())),
}  # fmt: skip


def rules() -> dict[str, Any]:
    """What docs/operations says of each measure; read by its test."""
    return {f"yifa_{name}": about for name, (about, _) in MEASURES.items()}
