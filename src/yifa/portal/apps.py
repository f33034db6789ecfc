"""What the public sees and may ask."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "yifa.portal"
    label = "portal"
    verbose_name = "公众网站"
    default_auto_field = "django.db.models.BigAutoField"
