"""What the app registers of the template pages when it is ready."""

from __future__ import annotations

from yifa.ledger.nav import NavItem, register_nav
from yifa.ledger.template import registers


def ready() -> None:
    """Registers and the line of the navigation."""
    registers.register_all()
    register_nav(NavItem("templates", "上级报表", "superior_templates", "数据与报告", 25))
