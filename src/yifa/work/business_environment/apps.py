from django.apps import AppConfig


class BusinessEnvironmentConfig(AppConfig):
    name = "yifa.work.business_environment"
    label = "business_environment"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "营商环境"

    def ready(self) -> None:
        from yifa.kernel.figure import register_figures
        from yifa.kernel.matter.papers import register_paper
        from yifa.kernel.matter.registry import register
        from yifa.ledger.panels import register_panel
        from yifa.ledger.rooms import register_room
        from yifa.work.business_environment import papers
        from yifa.work.business_environment.figures import FIGURES
        from yifa.work.business_environment.procedure import PROCEDURES
        from yifa.work.business_environment.room import PANELS, ROOM

        register(*PROCEDURES)
        register_paper(*papers.TEMPLATES)
        register_panel(*PANELS)
        register_room(ROOM)
        register_figures(*FIGURES)
