"""What happens by itself: from January on every unit that owes a report has its running draft."""

from __future__ import annotations

import logging

from yifa.account.report.models import AnnualReport
from yifa.account.report.registers import DRAFTING
from yifa.kernel import moment
from yifa.kernel.duty.models import Obligation
from yifa.kernel.errors import Refusal
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor

log = logging.getLogger("yifa.report")


def open_drafts() -> int:
    """Open this year's draft of every unit whose obligation of the year has none; returns how many. Idempotent."""
    year = moment.today().year
    rows = Obligation.objects.unscoped("upkeep of drafts").filter(
        duty_key__startswith=f"{DRAFTING}:", period=str(year)
    )
    owing = set(rows.values_list("unit_id", flat=True))
    there = AnnualReport.objects.unscoped("upkeep of drafts").filter(
        year=year, matter__is_void=False
    )
    opened = 0
    for unit in Unit.objects.filter(
        pk__in=owing - set(there.values_list("matter__unit_id", flat=True))
    ):
        try:
            act(
                Actor.system("年度报告"),
                Opening("report.annual", unit),
                "open",
                {"year": year, "kind": ""},
            )
            opened += 1
        except Refusal:
            log.exception("no draft for %s %s", unit.code, year)
    return opened
