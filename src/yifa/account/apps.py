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
        from yifa.ledger.nav import NavItem, register_nav

        register_nav(
            NavItem(code="figures", title="指标", url_name="figures", group="数据与报告", order=10),
            NavItem(
                code="reports", title="年度报告", url_name="reports", group="数据与报告", order=20
            ),
        )
