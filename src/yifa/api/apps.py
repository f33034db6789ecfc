"""The API as an app: its page in the navigation, its template."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "yifa.api"
    label = "api"
    verbose_name = "接口"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yifa.kernel.organization.roles import Role
        from yifa.ledger.nav import NavItem, register_nav

        everybody = frozenset(Role)
        register_nav(NavItem("api", "接口", "api", "设置", 78, roles=everybody))
