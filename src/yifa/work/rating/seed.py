"""Raw records of a seed year: what people said of a town's cases in 2023. Only ratings are loaded, never a rate.

The text gives one "100 %" for two rates and leaves open of what the second is a share: of the cases that were rated, or
of all cases. The records fix the first reading: of the town's finished cases every twentieth was rated by its person, each
of these satisfied. By the other reading the same records give a twentieth; it would be 100 % only if everybody had rated.
"""

from __future__ import annotations

from datetime import date

from yifa.kernel.entry.enter import enter
from yifa.kernel.matter.act import Call, Opening, act_many
from yifa.kernel.matter.models import How
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.work.rating.cases import fold, rateable
from yifa.work.rating.models import Channel, Level, RatingChannel, RatingReview

YEAR, EVERY = 2023, 20
PLATFORM = "省政务服务“好差评”系统"
SLICE = 200


def _channel(actor: Actor, unit: Unit, supervisor: Unit) -> None:
    """The window's device, watched by the unit above."""
    rows = RatingChannel.objects.unscoped("is the channel open")
    if rows.filter(unit=unit, channel=Channel.WINDOW).exists():
        return
    values = {"at": unit.code, "channel": Channel.WINDOW, "supervisor": supervisor.code, "place": "综合窗口"}  # fmt: skip
    enter(actor, "rating_channel", values, unit=unit, on=date(YEAR, 1, 2), reason="历史补录", how="backfill")  # fmt: skip


def load_2023(actor: Actor, unit: Unit, supervisor: Unit) -> int:
    """S1, 2023: ratings of every twentieth finished case of the town; again changes nothing. Returns how many there are."""
    _channel(actor, unit, supervisor)
    months = (YEAR * 100 + 1, YEAR * 100 + 12)
    closed = rateable().filter(unit=unit, is_open=False, closed_ym__range=months).order_by("closed_on", "pk")  # fmt: skip
    calls = []
    for n, case in enumerate(closed[::EVERY], 1):
        level = (Level.VERY_GOOD, Level.VERY_GOOD, Level.GOOD, Level.FAIR)[n % 4]
        values = {
            "case_number": case.number or case.external_number, "channel": Channel.WINDOW, "level": int(level),
            "given_by": "person",
        }  # fmt: skip
        opening = Opening("rating.review", unit, PLATFORM, f"{YEAR}-HP-{n:05d}")
        calls.append(Call(opening, "bring_in", values, on=case.closed_on, idempotency_key=f"seed:{YEAR}:rating:{n}"))  # fmt: skip
    for start in range(0, len(calls), SLICE):
        act_many(actor, calls[start : start + SLICE], how=How.IMPORTED)
    fold()
    rows = RatingReview.objects.unscoped("how many there are")
    return int(rows.filter(matter__unit=unit, rated_ym__range=months).count())
