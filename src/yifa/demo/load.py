"""Loading the demonstration: the small district at once, the larger one behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from yifa.demo import district, fill
from yifa.demo.district import SHOWN, DemoAccount
from yifa.kernel import loop, moment
from yifa.kernel.duty.meet import open_obligations
from yifa.kernel.journal.anchor import anchor
from yifa.kernel.journal.seal import seal_waiting
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import Unit


def accounts() -> tuple[DemoAccount, ...]:
    """The accounts a visitor may try."""
    return SHOWN


def loaded() -> bool:
    """Whether the small district is there already."""
    return (
        Unit.objects.filter(code="yunxi").exists()
        and Matter.objects.unscoped("is the demonstration loaded").exists()
    )


def load_small(say: Callable[[str], None]) -> bool:
    """Build the district and its small set of matters; False when it was there already."""
    if loaded():
        return False
    say("正在建立云溪区：单位、人员、在办事项……")
    district.build()
    fill.small()
    _months_of_obligations()
    seal_waiting()
    anchor()
    return True


def _months_of_obligations() -> None:
    """Obligations of the last half year too, so that a board that missed a month shows."""
    for back in range(6, -1, -1):
        month = moment.today().year * 12 + moment.today().month - 1 - back
        open_obligations(date(month // 12, month % 12 + 1, 1))


def queue_large() -> None:
    """Queue what fills in behind; pages show how far it is."""
    for part in fill.parts():
        loop.post("demo.fill", {"part": part})
