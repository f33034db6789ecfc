from datetime import timedelta

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "yifa.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "内核"

    def ready(self) -> None:
        from yifa.kernel import loop
        from yifa.kernel.dossier import scan
        from yifa.kernel.duty.meet import open_obligations
        from yifa.kernel.figure import cube
        from yifa.kernel.journal.anchor import anchor
        from yifa.kernel.journal.seal import seal_waiting
        from yifa.kernel.matter.rederive import rederive_open
        from yifa.kernel.organization import registers

        registers.register_all()

        @loop.handler(registers.CALENDAR_CHANGED)
        def calendar_changed(_: dict[str, object]) -> None:
            rederive_open()

        loop.every("seal", timedelta(seconds=20), seal_waiting)
        loop.every("anchor", timedelta(minutes=1), anchor)
        loop.every("scanner", timedelta(seconds=5), scan.scan_waiting)
        loop.every("dossier", timedelta(hours=1), scan.look_after)
        loop.every("obligations", timedelta(hours=1), open_obligations)
        loop.every("clocks", timedelta(minutes=5), rederive_open)
        loop.every("cube", timedelta(seconds=20), cube.fold)
