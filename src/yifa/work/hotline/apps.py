from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "yifa.work.hotline"
    label = "hotline"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "热线和办事难"

    def ready(self) -> None:
        from yifa.kernel.entry.register import register_entries
        from yifa.kernel.figure import register_figures
        from yifa.kernel.figure.chapter import register_chapter
        from yifa.kernel.matter.papers import register_paper
        from yifa.kernel.matter.registry import register
        from yifa.ledger.doors import register_door
        from yifa.ledger.importing.spec import register_import, register_matter_import
        from yifa.ledger.panels import register_panel
        from yifa.ledger.rooms import register_room
        from yifa.work.hotline import obstacle, papers
        from yifa.work.hotline.chapter import CHAPTER
        from yifa.work.hotline.figures import FIGURES
        from yifa.work.hotline.order import ORDER, TASK
        from yifa.work.hotline.registers import CASES, IMPORTS, ORDERS, REGISTERS
        from yifa.work.hotline.room import DOOR, PANELS, ROOM

        register(ORDER, TASK, *obstacle.PROCEDURES)
        register_paper(*papers.TEMPLATES)
        register_entries(*REGISTERS)
        register_import(*IMPORTS)
        register_matter_import(ORDERS, CASES)
        register_panel(*PANELS)
        register_room(ROOM)
        register_door(DOOR)
        register_figures(*FIGURES)
        register_chapter(CHAPTER)
