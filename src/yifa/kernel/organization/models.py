"""The organisation over time: units, where they stood, people, their posts, and delegation.

A unit's identity is stable; name and place in the tree are dated. `UnitSpan` is the tree unfolded over time (who
stood below whom, from which month to which): authority asks today's rows, figures the rows of their day.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from yifa.kernel.entry.models import Entry
from yifa.kernel.organization.roles import Reach, Role

FOREVER_YM = 999912


class UnitKind(models.TextChoices):
    DISTRICT = "district", "县区政府"
    DEPARTMENT = "department", "政府部门"
    TOWN = "town", "乡镇街道"
    VILLAGE = "village", "村社区"
    OFFICE = "office", "办事机构"


class Unit(models.Model):
    """A body that acts or stands in the tree. `code` never changes; a closed unit names its successor."""

    code = models.CharField("单位代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=120)
    short_name = models.CharField("简称", max_length=40)
    kind = models.CharField("类别", max_length=12, choices=UnitKind.choices)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    document_code = models.CharField("机关代字", max_length=20, blank=True)
    opened_on = models.DateField("设立日期")
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="承继单位"
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级（当前）",
    )

    class Meta:
        verbose_name = "单位"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.short_name or self.name


class Placement(Entry):
    """Where a unit stood in the tree, and its name then. `key` is the unit's code."""

    ADMINISTERED_BY = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    placed = models.ForeignKey(Unit, models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("名称", max_length=120)

    class Meta(Entry.Meta):
        verbose_name = "单位沿革"


class UnitSpan(models.Model):
    """`unit` stood at or below `ancestor` from month `from_ym` to `to_ym` (yyyymm, both inclusive)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="spans")
    ancestor = models.ForeignKey(Unit, models.CASCADE, related_name="below")
    depth = models.SmallIntegerField()
    from_ym = models.IntegerField()
    to_ym = models.IntegerField(default=FOREVER_YM)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["ancestor", "to_ym"], name="span_below"),
            models.Index(fields=["unit", "ancestor", "from_ym", "to_ym"], name="span_fold"),
        ]


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """A person with an account. Accounts are never shared and never deleted, only closed."""

    username = models.CharField("账号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须改初始密码", default=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    failed_logins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = "人员"
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name


class Account(Entry):
    """An account over time: opened, renamed, closed. `key` is the user name; `unit` keeps the person's file."""

    ADMINISTERED_BY = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    name = models.CharField("姓名", max_length=40)
    is_active = models.BooleanField("启用", default=True)

    class Meta(Entry.Meta):
        verbose_name = "账号"


class Post(Entry):
    """A person holds a role at a unit, from a day to a day; `room` empty means every room."""

    ADMINISTERED_BY = (Role.SECURITY_ADMIN,)
    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name="人员")
    role = models.CharField("角色", max_length=16, choices=Role.choices)
    room = models.CharField("限于业务", max_length=32, blank=True)
    reach = models.CharField("范围", max_length=8, choices=Reach.choices, default=Reach.UNIT)
    title = models.CharField("职务", max_length=40, blank=True)

    class Meta(Entry.Meta):
        verbose_name = "任职"


class Delegation(Entry):
    """A post's holder lends it to a deputy from a day to a day, with a ground; never a password."""

    ADMINISTERED_BY = (Role.SECURITY_ADMIN,)
    post_key = models.CharField("所代任职", max_length=120)
    role = models.CharField("角色", max_length=16, choices=Role.choices)
    room = models.CharField("限于业务", max_length=32, blank=True)
    reach = models.CharField("范围", max_length=8, choices=Reach.choices, default=Reach.UNIT)
    deputy = models.ForeignKey(
        User, models.PROTECT, related_name="delegations", verbose_name="代理人"
    )

    class Meta(Entry.Meta):
        verbose_name = "代理"
