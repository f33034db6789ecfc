"""Identity as an app."""

from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "yifa.site.identity"
    label = "identity"
    verbose_name = "身份"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yifa.kernel import loop
        from yifa.site.identity.upkeep import sweep

        loop.every("identity", timedelta(hours=1), sweep)
