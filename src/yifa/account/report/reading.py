"""Reading reports for the pages: a report within scope, its texts, its checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.http import Http404
from django.utils.translation import gettext as _

from yifa.account.report.annual import answered
from yifa.account.report.draft import read
from yifa.account.report.lint import Finding, Text, lint
from yifa.account.report.models import AnnualReport, LintSwitch, ReportVersion
from yifa.account.report.sheet import Sheet
from yifa.kernel.organization.models import FOREVER_YM, Unit, UnitSpan
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to

BESIDE = "texts of a report in scope"


def report_for(actor: Actor, pk: int) -> AnnualReport:
    """A report the actor may read; 404 outside the scope."""
    rows = visible_to(actor, AnnualReport).select_related("matter__unit").filter(pk=pk)
    found = rows.first()
    if found is None:
        raise Http404(_("没有这一报告，或者不在您的查阅范围"))
    return cast(AnnualReport, found)


def versions_of(report: AnnualReport) -> list[ReportVersion]:
    """Every version, newest first."""
    rows = ReportVersion.objects.unscoped(BESIDE).filter(matter_id=report.pk)
    return list(rows.order_by("-no"))


def newest(report: AnnualReport) -> ReportVersion:
    found = (
        ReportVersion.objects.unscoped(BESIDE).filter(matter_id=report.pk).order_by("-no").first()
    )
    assert found is not None, "a report opens with its first version"
    return cast(ReportVersion, found)


def frozen_of(report: AnnualReport) -> list[ReportVersion]:
    """Signed versions, newest first."""
    return [v for v in versions_of(report) if v.sheet is not None]


@dataclass(frozen=True)
class Seen:
    """A text with its numbers and what the checks say of it."""

    sheet: Sheet
    findings: tuple[Finding, ...]

    @property
    def blocking(self) -> int:
        return sum(1 for f in self.findings if f.rule.severity == "must")


def seen(report: AnnualReport, text: str) -> Seen:
    """Answer and check a text."""
    draft = read(text)
    sheet = answered(draft, report.matter.unit, report.year, report.kind)
    known: dict[str, tuple[str, ...]] = {}
    for line in sheet.lines:
        for piece in line.pieces:
            if piece.number is not None and piece.number.title not in known.get(piece.text, ()):
                known[piece.text] = (*known.get(piece.text, ()), piece.number.title)
    found = lint(Text(sheet, text, draft.unpaired, known), off=switched_off(report.matter.unit))
    return Seen(sheet, tuple(found))


def shown(report: AnnualReport, text: str) -> Seen:
    """A signed report as it was signed; otherwise the text as it is being written."""
    settled = settled_sheet(report)
    return Seen(settled, ()) if settled is not None else seen(report, text)


def switched_off(unit: Unit) -> set[str]:
    """Checks that the unit or a unit above it has switched off."""
    above = UnitSpan.objects.filter(unit=unit, to_ym=FOREVER_YM).values("ancestor_id")
    rows = LintSwitch.objects.unscoped("an office's own switches").standing()
    return set(rows.filter(unit_id__in=above).values_list("rule", flat=True))


def settled_sheet(report: AnnualReport) -> Sheet | None:
    """The sheet as last signed, while the report stands signed."""
    if not report.head_signed_on:
        return None
    found: Any = next(iter(frozen_of(report)), None)
    return Sheet.of(found.sheet) if found else None
