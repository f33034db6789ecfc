from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "yifa.work.disclosure"
    label = "disclosure"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "信息公开"

    def ready(self) -> None:
        from yifa.kernel import loop
        from yifa.kernel.entry.register import register_entries
        from yifa.kernel.figure import register_figures
        from yifa.kernel.figure.chapter import register_chapter
        from yifa.kernel.figure.rule import register_rules
        from yifa.kernel.matter.papers import register_paper
        from yifa.kernel.matter.registry import register
        from yifa.ledger.doors import register_door
        from yifa.ledger.importing.spec import register_matter_import
        from yifa.ledger.rooms import register_room
        from yifa.work.disclosure import follow_up, papers
        from yifa.work.disclosure.boards import BOARD_UPDATE, GROUP_MEETING
        from yifa.work.disclosure.chapter import CHAPTER
        from yifa.work.disclosure.figure_rules import DUE_FIGURES, RULES
        from yifa.work.disclosure.figures import FIGURES
        from yifa.work.disclosure.imports import REQUESTS
        from yifa.work.disclosure.opinion import OPINION
        from yifa.work.disclosure.procedure import REQUEST, REQUEST_2007
        from yifa.work.disclosure.publication import POLICY_TOPIC, PUBLICATION
        from yifa.work.disclosure.registers import REGISTERS
        from yifa.work.disclosure.room import DOOR, ROOM

        register(REQUEST, REQUEST_2007, PUBLICATION, OPINION, BOARD_UPDATE, GROUP_MEETING)
        register_paper(*papers.TEMPLATES)
        register_entries(*REGISTERS)
        register_room(ROOM)
        register_door(DOOR)
        register_matter_import(REQUESTS)
        register_figures(*FIGURES, *DUE_FIGURES)
        register_rules(*RULES)
        register_chapter(CHAPTER)
        loop.handler(follow_up.TOPIC)(follow_up.open_publication)
        loop.handler(POLICY_TOPIC)(follow_up.mark_policy)
