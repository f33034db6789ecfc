"""Who owes a report for a year: statutory day, the district's earlier one, what was sent, received and published."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from yifa import law
from yifa.account.assessment.models import Demonstration
from yifa.account.report.models import AnnualReport, ReportOwed, Submission
from yifa.account.report.parts import DEMO_AREA, PUBLISH, kind_of, limits_of, recipients_of
from yifa.kernel import edition, moment
from yifa.kernel.dossier.models import Document
from yifa.kernel.matter.calendar import office_calendar, office_limits
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to

DEMO_SINCE = 2023
"""The guide that asks demonstrations for an earlier day is of 2023."""


@dataclass(frozen=True)
class Owed:
    """One unit's line."""

    unit: Unit
    kind: str
    report: AnnualReport | None
    due: date
    internal: date | None
    publish_by: date
    sent: tuple[Submission, ...]
    urged: int
    demonstration: date | None = None
    """Of a unit that bears the title of demonstration: the earlier day one province asks of it. It reminds; lateness is
    judged by the statutory day alone."""

    @property
    def submitted(self) -> date | None:
        return self.report.submitted_on if self.report else None

    @property
    def received(self) -> int:
        return sum(1 for s in self.sent if s.received_on)

    @property
    def recipients(self) -> int:
        return len(recipients_of(self.kind))

    @property
    def late(self) -> bool:
        """Sent after the statutory day, or not sent though it has passed. 1 March itself is late (“之前”)."""
        return (self.submitted or moment.today()) > self.due

    @property
    def internally_late(self) -> bool:
        return self.internal is not None and (self.submitted or moment.today()) > self.internal

    @property
    def owing(self) -> bool:
        return self.submitted is None

    @property
    def publish_late(self) -> bool:
        if self.report is None or self.report.secrecy == "secret":
            return False
        return (self.report.published_on or moment.today()) > self.publish_by


def yearly_day(limit_id: str, year: int, unit: Unit) -> date:
    """The last day in time of a yearly limit for the report on `year`. Raises LawError before the rule was in force."""
    start = date(year + 1, 1, 1)
    found = law.due(office_limits().get(limit_id, start, unit.code), start, office_calendar())
    assert found.due_on is not None
    return found.due_on


def demonstrations(units: set[int], year: int) -> set[int]:
    """Units among these that bear a title of demonstration when the report on `year` falls due."""
    rows = Demonstration.objects.unscoped("titles of units in sight").filter(
        matter__unit__in=units, matter__state="named", matter__is_void=False, category="area",
        named_on__lte=date(year + 1, 1, 31), valid_to__gte=date(year + 1, 1, 1),
    )  # fmt: skip
    return set(rows.values_list("matter__unit_id", flat=True))


def owed(actor: Actor, year: int) -> list[Owed]:
    """Every unit in the actor's sight that owes a report for the year, or has one."""
    with edition.once():
        return _owed(actor, year)


def _owed(actor: Actor, year: int) -> list[Owed]:
    standing = visible_to(
        actor, ReportOwed.objects.standing(min(moment.today(), date(year + 1, 3, 31)))
    )
    arranged: dict[int, ReportOwed] = {o.unit_id: o for o in standing.select_related("unit")}
    rows = visible_to(actor, AnnualReport).filter(year=year, matter__is_void=False)
    reports: dict[int, AnnualReport] = {
        r.matter.unit_id: r for r in rows.select_related("matter__unit")
    }
    sent: dict[int, list[Submission]] = defaultdict(list)
    waiting = Submission.objects.unscoped("of reports in scope").filter(
        matter__in=[r.pk for r in reports.values()], returned_on=None
    )
    for s in waiting:
        sent[s.matter_id].append(s)
    urged: dict[int, int] = defaultdict(int)
    notices = Document.objects.unscoped("of reports in scope").filter(
        matter__in=[r.pk for r in reports.values()], kind="report.urge"
    )
    for matter_id in notices.values_list("matter_id", flat=True):
        urged[matter_id] += 1
    found: list[Owed] = []
    titled = demonstrations({*arranged, *reports}, year)
    for unit_id in arranged.keys() | reports.keys():
        entry, report = arranged.get(unit_id), reports.get(unit_id)
        unit = report.matter.unit if report else entry.unit  # type: ignore[union-attr]
        kind = report.kind if report else entry.kind if entry else kind_of(unit.kind)
        internal = None
        if entry and entry.internal_month and entry.internal_day:
            internal = date(year + 1, entry.internal_month, entry.internal_day)
        key = report.pk if report else 0
        found.append(
            Owed(
                unit, kind, report, min(yearly_day(i, year, unit) for i in limits_of(kind)), internal,
                yearly_day(PUBLISH, year, unit), tuple(sent[key]), urged[key],
                yearly_day(DEMO_AREA, year, unit) if unit_id in titled and year >= DEMO_SINCE else None,
            )
        )  # fmt: skip
    order = {"district": 0, "department": 1, "town": 2}
    return sorted(found, key=lambda o: (order.get(o.kind, 9), o.unit.code))
