from datetime import timedelta

from django.apps import AppConfig


class CounselConfig(AppConfig):
    name = "yifa.work.counsel"
    label = "counsel"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "法律顾问"

    def ready(self) -> None:
        from yifa.kernel import loop
        from yifa.kernel.entry.register import register_entries
        from yifa.kernel.figure import register_figures
        from yifa.kernel.figure.chapter import register_chapter
        from yifa.kernel.figure.rule import register_rules
        from yifa.kernel.matter.papers import register_paper
        from yifa.kernel.matter.registry import register
        from yifa.ledger.panels import register_panel
        from yifa.ledger.rooms import register_room
        from yifa.work.counsel import follow_up, papers
        from yifa.work.counsel.assignment import ASSIGNMENT
        from yifa.work.counsel.chapter import CHAPTER
        from yifa.work.counsel.checkup import CHECKUP
        from yifa.work.counsel.engagement import ENGAGEMENT, GOVERNMENT_LAWYER, TOPIC
        from yifa.work.counsel.figures import FIGURES
        from yifa.work.counsel.participation import PARTICIPATION
        from yifa.work.counsel.registers import REGISTERS
        from yifa.work.counsel.request import REQUEST
        from yifa.work.counsel.room import PANELS, ROOM
        from yifa.work.counsel.rules import RULES

        register(ENGAGEMENT, GOVERNMENT_LAWYER, ASSIGNMENT, PARTICIPATION, REQUEST, CHECKUP)
        register_paper(*papers.TEMPLATES)
        register_entries(*REGISTERS)
        register_panel(*PANELS)
        register_room(ROOM)
        register_figures(*FIGURES)
        register_rules(*RULES)
        register_chapter(CHAPTER)
        loop.handler(TOPIC)(follow_up.cover)
        loop.every("counsel.lapse", timedelta(days=1), follow_up.lapse)
