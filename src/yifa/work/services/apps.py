"""政务服务: the catalogue of service items, cases at the window and what goes on beside them."""

from __future__ import annotations

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """Registers the room's procedures, registers, papers, figures and pages."""

    name = "yifa.work.services"
    label = "services"
    verbose_name = "政务服务"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yifa.kernel import edition
        from yifa.kernel.entry.register import register_entries
        from yifa.kernel.figure import register_figures
        from yifa.kernel.figure.chapter import register_chapter
        from yifa.kernel.figure.rule import register_rules
        from yifa.kernel.matter.papers import register_paper
        from yifa.kernel.matter.registry import register
        from yifa.ledger.doors import register_door
        from yifa.ledger.importing.spec import register_import, register_matter_import
        from yifa.ledger.panels import register_panel
        from yifa.ledger.rooms import register_room
        from yifa.work.services import papers
        from yifa.work.services.chapter import CHAPTER
        from yifa.work.services.checks import CHECK
        from yifa.work.services.commitment import COMMITMENT, DRAW
        from yifa.work.services.enquiry import ENQUIRY
        from yifa.work.services.figures import FIGURES
        from yifa.work.services.imports import CASES
        from yifa.work.services.models import ServiceItem, ServicePoint
        from yifa.work.services.procedure import CASE, PART
        from yifa.work.services.publicity import PUBLICITY
        from yifa.work.services.registers import SERVICE_ITEM, SPREADSHEET
        from yifa.work.services.room import DOOR, PANELS, ROOM
        from yifa.work.services.rules import RULES
        from yifa.work.services.seed_figures import FIGURES as SEED_FIGURES
        from yifa.work.services.standing import REGISTERS
        from yifa.work.services.task_force import MEETING, TASK, TASK_PART

        edition.watch(ServiceItem, ServicePoint)
        register(CASE, PART, ENQUIRY, COMMITMENT, DRAW, CHECK, TASK, TASK_PART, MEETING, PUBLICITY)
        register_paper(*papers.TEMPLATES)
        register_entries(SERVICE_ITEM, *REGISTERS)
        register_import(SPREADSHEET)
        register_matter_import(CASES)
        register_panel(*PANELS)
        register_room(ROOM)
        register_door(DOOR)
        register_figures(*FIGURES, *SEED_FIGURES)
        register_rules(*RULES)
        register_chapter(CHAPTER)
