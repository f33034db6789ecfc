"""Roles that a post may carry. Rooms name these; no room makes its own."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """What a person may do at a unit."""

    CASE_HANDLER = "case_handler", "经办人"
    REVIEWER = "reviewer", "审核人"
    HEAD = "head", "负责人"
    SUPERVISOR = "supervisor", "督导查阅"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


WORKING = frozenset({Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD})
"""Roles that act on matters and entries of their unit."""

READING = WORKING | {Role.SUPERVISOR}
"""Roles that read matters and entries of their unit."""

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""Three administrators who exclude each other and every working role (GB/T 22239-2019 8.1.5)."""


class Reach(models.TextChoices):
    """How far down the tree a post reaches."""

    UNIT = "unit", "本单位"
    SUBTREE = "subtree", "本单位及下级"
