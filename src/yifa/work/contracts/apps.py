from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "yifa.work.contracts"
    label = "contracts"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "行政合同"

    def ready(self) -> None:
        from yifa.kernel.figure import register_figures
        from yifa.kernel.figure.chapter import register_chapter
        from yifa.kernel.figure.rule import register_rules
        from yifa.kernel.matter.papers import register_paper
        from yifa.kernel.matter.registry import register
        from yifa.ledger.importing.spec import register_matter_import
        from yifa.ledger.panels import register_panel
        from yifa.ledger.rooms import register_room
        from yifa.work.contracts import papers
        from yifa.work.contracts.chapter import CHAPTER
        from yifa.work.contracts.cleanup import CLEANUP
        from yifa.work.contracts.figures import FIGURES
        from yifa.work.contracts.imports import CONTRACTS
        from yifa.work.contracts.procedure import CONTRACT, CONTRACT_EARLIER
        from yifa.work.contracts.room import PANELS, ROOM
        from yifa.work.contracts.rules import RULES

        register(CONTRACT, CONTRACT_EARLIER, CLEANUP)
        register_paper(*papers.TEMPLATES)
        register_panel(*PANELS)
        register_room(ROOM)
        register_matter_import(CONTRACTS)
        register_figures(*FIGURES)
        register_rules(*RULES)
        register_chapter(CHAPTER)
