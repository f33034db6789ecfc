"""The generic pages; importing them adds their lines to the navigation."""

from __future__ import annotations

from yifa.ledger.nav import BUSINESS, NavItem, register_nav

register_nav(
    NavItem("workbench", "工作台", "workbench", group="工作台", order=10, roles=BUSINESS),
    NavItem("duties", "周期义务", "duties", group="工作台", order=20, roles=BUSINESS),
)
