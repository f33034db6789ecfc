"""The shell's own lines of the navigation: deadline page and settings, each for those who may open it."""

from __future__ import annotations

from yifa.kernel.organization.roles import Role
from yifa.ledger.nav import NavItem, register_nav

TOOLS = "数据与报告"
SETTINGS = "设置"
SYSTEM = frozenset({Role.SYSTEM_ADMIN})
SECURITY = frozenset({Role.SECURITY_ADMIN})
AUDIT = frozenset({Role.AUDIT_ADMIN})
HEADS = frozenset({Role.HEAD})


def register() -> None:
    """Add the lines; called once when the app is ready."""
    register_nav(
        NavItem("deadline", "期限计算", "deadline", "工作台", 90),
        NavItem("organization", "组织机构", "settings_organization", SETTINGS, 10,
                roles=SYSTEM | SECURITY | HEADS),
        NavItem("accounts", "人员账号", "settings_accounts", SETTINGS, 20,
                roles=SYSTEM | SECURITY | HEADS),
        NavItem("posts", "任职与代理", "settings_posts", SETTINGS, 30, roles=SECURITY | HEADS),
        NavItem("calendar", "工作日历", "settings_calendar", SETTINGS, 40, roles=SYSTEM | HEADS),
        NavItem("limits", "期限", "settings_limits", SETTINGS, 50, roles=SYSTEM | HEADS),
        NavItem("series", "编号", "settings_series", SETTINGS, 60, roles=SYSTEM | HEADS),
        NavItem("procedures", "办理程序", "settings_procedures", SETTINGS, 70),
        NavItem("retention", "保存期限", "settings_retention", SETTINGS, 75, roles=HEADS),
        NavItem("feedback_list", "反馈记录", "settings_feedback", SETTINGS, 80, roles=SYSTEM),
        NavItem("audit", "审计查询", "settings_audit", SETTINGS, 90, roles=AUDIT),
    )  # fmt: skip
