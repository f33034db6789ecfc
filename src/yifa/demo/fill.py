"""What fills the demonstration: the small set at once, and parts that the job loop brings in behind."""

from __future__ import annotations

from typing import Any

from yifa.demo import environment, hotline, openness, remedies, requests, service_cases, services
from yifa.demo.seed import PARTS, last_year, load_part
from yifa.kernel import loop
from yifa.kernel.matter.models import Outbox
from yifa.kernel.organization.models import Unit

TOPIC = "demo.fill"


def small() -> int:
    """The small set: what is public, remedies and contracts, and requests in every state at seven units."""
    every = {u.code: u for u in Unit.objects.all()}
    openness.play(every)
    remedies.play(every)
    services.play(every)
    environment.play(every)
    hotline.play(every)
    codes = ("yunxi", "yxsfj", "yxbh", "yxzrj", "yxjsj", "yxjyj", "yxss")
    units = {u.code: u for u in Unit.objects.filter(code__in=codes)}
    return requests.play([units[c] for c in codes])


def parts() -> list[str]:
    """The parts of the larger set, in the order they come in."""
    return list(dict.fromkeys([*service_cases.PARTS, *PARTS, last_year()]))


def register() -> None:
    """Let the job loop bring in parts, behind all other work; each is idempotent and whole or absent."""

    @loop.handler(TOPIC, behind=True)
    def bring_in(payload: dict[str, Any]) -> None:
        load_part(payload["part"])


def progress() -> tuple[int, int]:
    """(parts in, parts in all): what the pages show while the larger set comes in."""
    rows = Outbox.objects.filter(topic=TOPIC)
    return rows.filter(done_at__isnull=False).count(), rows.count()
