"""The generic pages over any matter type and register."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Registers the navigation of the generic pages."""

    name = "yifa.ledger"
    label = "ledger"
    verbose_name = "台账"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("yifa.ledger.nav")
        if find_spec("yifa.ledger.pages"):
            import_module("yifa.ledger.pages")
        import_module("yifa.ledger.importing.jobs")
        for package in ("template", "connecting"):
            import_module(f"yifa.ledger.{package}.setup").ready()
