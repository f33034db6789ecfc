"""What the app registers for peer systems when it is ready: registers, ways in, the loop's work, the navigation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from yifa.kernel import loop
from yifa.kernel.organization.roles import Role
from yifa.ledger.connecting import intake, registers
from yifa.ledger.connecting.connector import register_connector
from yifa.ledger.connecting.folder import WatchedFolder
from yifa.ledger.connecting.push import HttpPush
from yifa.ledger.nav import NavItem, register_nav


def ready() -> None:
    """Called once when the app is ready."""
    registers.register_all()
    register_connector(WatchedFolder())
    register_connector(HttpPush())

    @loop.handler(intake.TOPIC)
    def received(payload: dict[str, Any]) -> None:
        intake.settle(int(payload["exchange"]))

    loop.every("inbox", timedelta(seconds=15), intake.poll)
    loop.every("exchanges", timedelta(days=1), intake.forget_old)
    register_nav(
        NavItem("reconciliation", "对账", "reconciliations", "数据与报告", 30),
        NavItem("peers", "对接系统", "peers", "设置", 75, roles=frozenset({Role.SYSTEM_ADMIN})),
    )
