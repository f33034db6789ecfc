from django.apps import AppConfig


class RatingConfig(AppConfig):
    name = "yifa.work.rating"
    label = "rating"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "好差评"

    def ready(self) -> None:
        from datetime import timedelta

        from yifa.kernel import loop
        from yifa.kernel.entry.register import register_entries
        from yifa.kernel.figure import register_figures
        from yifa.kernel.figure.chapter import register_chapter
        from yifa.kernel.matter.registry import register
        from yifa.ledger.doors import register_door
        from yifa.ledger.importing.spec import register_matter_import
        from yifa.ledger.panels import register_panel
        from yifa.ledger.rooms import register_room
        from yifa.work.rating.cases import fold
        from yifa.work.rating.chapter import CHAPTER
        from yifa.work.rating.figures import FIGURES
        from yifa.work.rating.procedure import CALLBACK, REVIEW
        from yifa.work.rating.registers import REGISTERS, REVIEWS
        from yifa.work.rating.room import DOOR, PANELS, RESULTS, ROOM

        register(REVIEW, CALLBACK)
        register_entries(*REGISTERS)
        register_matter_import(REVIEWS)
        register_panel(*PANELS)
        register_room(ROOM)
        register_door(DOOR, RESULTS)
        register_figures(*FIGURES)
        register_chapter(CHAPTER)
        loop.every("rateable cases", timedelta(minutes=1), fold)
