"""What the room of reports shows in the navigation, and its registration."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from yifa.account.report.models import AnnualReport, ReportVersion, Submission
from yifa.kernel.matter.models import Matter
from yifa.ledger.doors import Door
from yifa.ledger.panels import Panel, register_panel
from yifa.ledger.rooms import Column, Ledger, Link, Room

ROOM = Room(
    code="report", title="报告与考评", order=900,
    ledgers=(
        Ledger(
            id="report.annuals", title="年度报告台账", procedures=("report.annual",),
            columns=(
                Column("年度", "annualreport.year", css="num", related=("annualreport",)),
                Column("报送日期", "annualreport.submitted_on", related=("annualreport",)),
                Column("公开日期", "annualreport.published_on", related=("annualreport",)),
            ),
        ),
        Ledger(
            id="report.promises", title="不足与任务", procedures=("report.promise",),
            columns=(
                Column("年度", "reportpromise.year", css="num", related=("reportpromise",)),
                Column("类别", "reportpromise.kind", related=("reportpromise",)),
                Column("列入要点", "reportpromise.plan", related=("reportpromise",)),
                Column("责任单位", "reportpromise.responsible", related=("reportpromise",)),
                Column("完成时限", "reportpromise.due_on", related=("reportpromise",)),
            ),
        ),
        Ledger(
            id="report.assessments", title="自查评估", procedures=("report.assessment",),
            columns=(
                Column("年度", "assessment.year", css="num", related=("assessment",)),
                Column("指标体系", "assessment.system", related=("assessment",)),
            ),
        ),
        Ledger(id="report.demonstrations", title="示范创建", procedures=("report.demonstration",)),
    ),
    registers=("report_owed", "report_indicator_system", "report_indicator", "report_lint_switch"),
    links=(Link("报送一览", "annual_list"), Link("不足与任务衔接", "promise_table")),
)  # fmt: skip


def _submissions(matter: Matter, handling: bool) -> list[list[str]]:
    rows = Submission.objects.unscoped("of a matter the page has found in scope")
    return [
        [
            s.title, s.sent_on.isoformat(), s.method,
            f"{s.received_on} {s.received_by}" if s.received_on else "—",
            f"{s.returned_on} {s.reason}" if s.returned_on else "—",
        ]
        for s in rows.filter(matter=matter).order_by("id")
    ]  # fmt: skip


def _signed(matter: Matter, handling: bool) -> list[list[str]]:
    d = AnnualReport.objects.unscoped("of a matter the page has found in scope").get(pk=matter.pk)
    rows = [
        ("党委主要负责人", d.party_signer, d.party_signed_on),
        ("行政主要负责人", d.head_signer, d.head_signed_on),
    ]
    return [[post, name, day.isoformat()] for post, name, day in rows if day]


def _text(matter: Matter, handling: bool) -> list[list[str]]:
    """The newest text and the way to where it is written: a matter page knows steps only."""
    rows = ReportVersion.objects.unscoped("of a matter the page has found in scope")
    last = rows.filter(matter=matter).order_by("-no").first()
    if last is None:
        return []
    word = _("编写和预览") if matter.state == "drafting" else _("看正文")
    link = format_html('<a href="{}">{}</a>', reverse("annual_composer", args=[matter.pk]), word)
    saved = f"{timezone.localtime(last.saved_at):%Y-%m-%d %H:%M}"
    return [[_("第 %(n)s 版") % {"n": last.no}, last.author, saved, last.note or "—", link]]


PANELS = (
    Panel("report.text", "正文", ("report.annual",), ("版本", "修改人", "保存时间", "修改说明", "打开"), _text),
    Panel("report.signed", "签署", ("report.annual",), ("职务", "签署人", "日期"), _signed),
    Panel("report.submissions", "报送和签收", ("report.annual",),
          ("收件方", "报送日期", "方式", "签收", "退回"), _submissions),
)  # fmt: skip

DOOR = Door(
    code="reports", title="法治政府建设年度报告", text="看各单位的年度报告，查每个数字是怎样得出的",
    url_name="public_reports", order=15,
)  # fmt: skip


def register_report() -> None:
    """Register procedures, registers, figures, papers and pages; called once when the app is ready."""
    from datetime import timedelta

    from yifa.account.report import figures, papers, rules, upkeep
    from yifa.account.report.acts import SIGNED_TOPIC
    from yifa.account.report.procedure import ANNUAL
    from yifa.account.report.promise import PROMISE, carry_over
    from yifa.account.report.registers import REGISTERS
    from yifa.kernel import loop
    from yifa.kernel.entry.register import register_entries
    from yifa.kernel.figure import register_figures
    from yifa.kernel.figure.rule import register_rules
    from yifa.kernel.matter.papers import register_paper
    from yifa.kernel.matter.registry import register
    from yifa.ledger.doors import register_door
    from yifa.ledger.rooms import register_room

    register(ANNUAL, PROMISE)
    register_paper(*papers.TEMPLATES)
    register_entries(*REGISTERS)
    register_figures(*figures.FIGURES)
    register_rules(*rules.RULES)
    register_room(ROOM)
    register_panel(*PANELS)
    register_door(DOOR)
    loop.handler(SIGNED_TOPIC)(carry_over)
    loop.every("drafts", timedelta(hours=1), upkeep.open_drafts)
