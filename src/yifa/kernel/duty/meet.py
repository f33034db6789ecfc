"""Opening the obligations of a period, and meeting them with real records."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from yifa.kernel import moment
from yifa.kernel.duty.models import Duty, Every, Obligation

MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}


def period_of(every: str, on: date) -> tuple[str, date, date]:
    """(name, first day, last day) of the period that holds `on`: "2026-11", "2026-Q4", "2026-H2", "2026"."""
    months = MONTHS[Every(every)]
    first_month = (on.month - 1) // months * months + 1
    last_month = first_month + months - 1
    first = date(on.year, first_month, 1)
    last = date(on.year, last_month, monthrange(on.year, last_month)[1])
    nth = (on.month - 1) // months + 1
    name = {1: f"{on:%Y-%m}", 3: f"{on.year}-Q{nth}", 6: f"{on.year}-H{nth}", 12: f"{on.year}"}
    return name[months], first, last


def open_obligations(on: date | None = None) -> int:
    """Open this period's obligation of every standing duty; returns how many were opened. Idempotent."""
    day = on or moment.today()
    fresh = []
    for duty in Duty.objects.unscoped("upkeep of duties").standing(day):
        name, _, last = period_of(duty.every, day)
        fresh.append(
            Obligation(
                duty_key=duty.key,
                unit_id=duty.unit_id,
                room=duty.room,
                title=duty.title,
                period=name,
                period_ym=last.year * 100 + last.month,
                due_on=last,
            )
        )
    before = Obligation.objects.unscoped("upkeep of duties").count()
    Obligation.objects.bulk_create(fresh, ignore_conflicts=True)
    return Obligation.objects.unscoped("upkeep of duties").count() - before


def meet(kind: str, subject: str, unit_id: int, on: date, record: str, *, nil: bool = False) -> int:
    """A record of `kind` about `subject` on a day meets the duty's obligation of that period."""
    duties = Duty.objects.unscoped("meeting duties").standing(on)
    duties = duties.filter(kind=kind, unit_id=unit_id, subject__in=(subject, ""))
    met = 0
    for duty in duties:
        name, _, last = period_of(duty.every, on)
        obligation, _ = Obligation.objects.unscoped("meeting duties").get_or_create(
            duty_key=duty.key,
            period=name,
            defaults={
                "unit_id": duty.unit_id,
                "room": duty.room,
                "title": duty.title,
                "due_on": last,
                "period_ym": last.year * 100 + last.month,
            },
        )
        if obligation.met_on is None:
            obligation.met_on, obligation.met_by, obligation.is_nil = on, record, nil
            obligation.on_time = int(on <= obligation.due_on)
            obligation.save()
            met += 1
    return met
