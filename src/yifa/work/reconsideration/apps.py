from datetime import timedelta

from django.apps import AppConfig


class ReconsiderationConfig(AppConfig):
    name = "yifa.work.reconsideration"
    label = "reconsideration"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "行政复议"

    def ready(self) -> None:
        from yifa.kernel import loop
        from yifa.kernel.entry.register import register_entries
        from yifa.kernel.figure import register_figures
        from yifa.kernel.figure.rule import register_rules
        from yifa.kernel.matter.papers import register_paper
        from yifa.kernel.matter.registry import register
        from yifa.ledger.panels import register_panel
        from yifa.ledger.rooms import register_room
        from yifa.work.reconsideration import decision_acts, follow_up, papers, trial_acts
        from yifa.work.reconsideration.figures import FIGURES
        from yifa.work.reconsideration.letter import LETTER
        from yifa.work.reconsideration.old_procedure import APPLICATION_OLD
        from yifa.work.reconsideration.panels import PANELS
        from yifa.work.reconsideration.procedure import APPLICATION
        from yifa.work.reconsideration.reform import REFORM
        from yifa.work.reconsideration.registers import REGISTERS
        from yifa.work.reconsideration.response import RESPONSE
        from yifa.work.reconsideration.room import ROOM
        from yifa.work.reconsideration.rules import RULES
        from yifa.work.reconsideration.standards import CHECK

        register(APPLICATION, APPLICATION_OLD, RESPONSE, LETTER, CHECK, REFORM)
        register_paper(*papers.TEMPLATES)
        register_entries(*REGISTERS)
        register_figures(*FIGURES)
        register_rules(*RULES)
        register_room(ROOM)
        register_panel(*PANELS)
        loop.handler(trial_acts.RESPOND_TOPIC)(follow_up.open_response)
        loop.handler(decision_acts.LETTER_TOPIC)(follow_up.open_letter)
        loop.every("reconsideration.deemed", timedelta(hours=1), follow_up.deem_overdue)
