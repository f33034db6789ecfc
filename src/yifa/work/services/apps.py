"""政务服务: the catalogue of service items."""

from __future__ import annotations

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """Registers the room's registers and their imports."""

    name = "yifa.work.services"
    label = "services"
    verbose_name = "政务服务"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yifa.work.services.registers import register_all

        register_all()
