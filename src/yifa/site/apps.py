"""The composition root as an app: login, settings and deadline pages."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "yifa.site"
    label = "site"
    verbose_name = "站点"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yifa.site import api_door, navigation

        navigation.register()
        api_door.register()
