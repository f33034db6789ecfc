"""Which matters may be rated: every procedure that carries the tag, whatever room it is of; and their rating codes.

The code is twelve digits of the matter's own random identity: nobody guesses it, and nothing more is kept for it.
"""

from __future__ import annotations

import re
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.registry import tagged
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.kernel.transaction import write
from yifa.work.rating.models import Channel, RateableCase, RatingChannel, RatingReview

TAG = "rated"
DIGITS = 12
BATCH = 1000


def code_of(case: Matter) -> str:
    """The rating code as printed: 1a2b-3c4d-5e6f."""
    text = case.uid.hex[:DIGITS]
    return "-".join(text[i : i + 4] for i in range(0, DIGITS, 4))


def by_code(code: str) -> Matter | None:
    """The case of a rating code; None for a wrong one."""
    text = re.sub(r"[\s-]", "", code).lower()
    if not re.fullmatch(rf"[0-9a-f]{{{DIGITS}}}", text):
        return None
    first, last = UUID(text.ljust(32, "0")), UUID(text.ljust(32, "f"))
    found: Matter | None = rateable().filter(uid__range=(first, last)).first()
    return found


def by_number(number: str, unit: Unit) -> Matter | None:
    """A case of the unit by our number or by that of the platform it was born in."""
    rows = rateable().filter(unit=unit)
    found: Matter | None = rows.filter(number=number).first()
    return found or rows.filter(external_number=number).first()


def rateable() -> ScopedQuerySet:
    """Every matter that may be rated, with its unit."""
    rows = Matter.objects.unscoped("a rater's case, by its number or code")
    return rows.filter(procedure__in=tagged(TAG), is_void=False).select_related("unit__parent")


def channel_of(unit: Unit, channel: str) -> RatingChannel | None:
    """The open channel for a unit: its own, or that of the nearest unit above it."""
    rows = RatingChannel.objects.unscoped("channels are public").standing()
    place: Unit | None = unit
    while place is not None:
        found: RatingChannel | None = (
            rows.filter(unit=place, channel=channel).select_related("supervisor", "unit").first()
        )
        if found is not None:
            return found
        place = place.parent
    return None


def portal_open() -> bool:
    """Whether any unit has opened the page."""
    rows = RatingChannel.objects.unscoped("channels are public").standing()
    return rows.filter(channel=Channel.PORTAL).exists()


def fold() -> int:
    """Bring the table of rateable cases up to the matters as they stand; returns how many rows changed.

    Idempotent: a case closed is added, one reopened or void falls out, one rated by its person is marked.
    """
    with write():
        kept = RateableCase.objects.filter(case=OuterRef("pk"))
        closed = rateable().filter(is_open=False, closed_ym__isnull=False)
        fresh = closed.filter(~Exists(kept)).values_list("pk", "unit_id", "closed_ym")
        rows = [RateableCase(case_id=pk, unit_id=unit, closed_ym=ym) for pk, unit, ym in fresh]
        RateableCase.objects.bulk_create(rows, batch_size=BATCH)
        gone = RateableCase.objects.exclude(case__is_open=False, case__is_void=False)
        changed = len(rows) + gone.delete()[0]
        moved = RateableCase.objects.exclude(closed_ym=F("case__closed_ym"), unit=F("case__unit"))
        for row in moved.select_related("case"):
            RateableCase.objects.filter(pk=row.pk).update(
                closed_ym=row.case.closed_ym, unit_id=row.case.unit_id
            )
            changed += 1
        given = RatingReview.objects.unscoped("which cases are rated").filter(
            case=OuterRef("case"), given=1, matter__is_void=False
        )
        changed += RateableCase.objects.filter(Exists(given), rated=0).update(rated=1)
        changed += RateableCase.objects.filter(~Exists(given), rated=1).update(rated=0)
        # A case of several visits is satisfied when no rating of it was bad.
        pleased = Q(Exists(given)) & ~Q(Exists(given.filter(bad=1)))
        changed += RateableCase.objects.filter(pleased, satisfied=0).update(satisfied=1)
        changed += RateableCase.objects.filter(~pleased, satisfied=1).update(satisfied=0)
        return changed
