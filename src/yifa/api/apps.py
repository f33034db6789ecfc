"""The API as an app: its page in the navigation, its template."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "yifa.api"
    label = "api"
    verbose_name = "接口"
    default_auto_field = "django.db.models.BigAutoField"
