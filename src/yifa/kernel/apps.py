from datetime import timedelta
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def put_up_editions(**_: object) -> None:
    """After every migration, whatever it rebuilt."""
    from yifa.kernel import edition

    edition.put_up()


class KernelConfig(AppConfig):
    name = "yifa.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "内核"

    def ready(self) -> None:
        from yifa.kernel import edition, loop
        from yifa.kernel.dossier import scan
        from yifa.kernel.duty.meet import open_obligations
        from yifa.kernel.figure import cube
        from yifa.kernel.journal.anchor import anchor
        from yifa.kernel.journal.seal import seal_waiting
        from yifa.kernel.matter import search
        from yifa.kernel.matter.rederive import rederive_open
        from yifa.kernel.organization import registers
        from yifa.kernel.organization.calendar import CalendarDay, LocalLimitEntry
        from yifa.kernel.organization.models import Delegation, Post, Unit, UnitSpan

        registers.register_all()
        edition.watch(Unit, UnitSpan, Post, Delegation, CalendarDay, LocalLimitEntry)
        post_migrate.connect(put_up_editions, sender=self)

        @loop.handler(registers.CALENDAR_CHANGED)
        def calendar_changed(_: dict[str, object]) -> None:
            rederive_open()

        @loop.handler(registers.TREE_CHANGED)
        def tree_changed(moved: dict[str, Any]) -> None:
            search.renew(moved["units"])

        loop.every("seal", timedelta(seconds=20), seal_waiting)
        loop.every("anchor", timedelta(minutes=1), anchor)
        loop.every("scanner", timedelta(seconds=5), scan.scan_waiting)
        loop.every("dossier", timedelta(hours=1), scan.look_after)
        loop.every("obligations", timedelta(hours=1), open_obligations)
        loop.every("clocks", timedelta(minutes=5), rederive_open)
        loop.every("cube", timedelta(seconds=20), cube.fold)
