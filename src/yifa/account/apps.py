"""Accounting for the work: figures, and the chapters of reports made of them."""

from __future__ import annotations

from django.apps import AppConfig


class AccountConfig(AppConfig):
    """Registers the navigation of figures and reports."""

    name = "yifa.account"
    label = "account"
    verbose_name = "数据与报告"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yifa.account.assessment.procedure import register_assessment
        from yifa.account.check.baseline.registers import register_check
        from yifa.account.report.room import register_report
        from yifa.ledger.nav import NavItem, register_nav

        register_assessment()
        register_report()
        register_check()
        register_nav(
            NavItem(code="figures", title="指标", url_name="figures", group="数据与报告", order=10),
            NavItem(
                code="checks",
                title="数据核对",
                url_name="figure_checks",
                group="数据与报告",
                order=12,
            ),
            NavItem(
                code="freezes", title="封账与重述", url_name="freezes", group="数据与报告", order=14
            ),
            NavItem(
                code="reports", title="报告章节", url_name="reports", group="数据与报告", order=30
            ),
            NavItem(
                code="annual",
                title="年度报告",
                url_name="annual_list",
                group="数据与报告",
                order=20,
            ),
            NavItem(
                code="report_check",
                title="报告审读",
                url_name="report_check",
                group="数据与报告",
                order=40,
            ),
        )
