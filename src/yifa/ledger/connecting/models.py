"""Peer systems, what they sent, and explained differences between their list and ours."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy

from yifa.kernel.entry.models import Entry
from yifa.kernel.fields import SensitiveField
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.query import ScopedQuerySet


class Means(models.TextChoices):
    PUSH = "push", gettext_lazy("HTTP 推送")
    FOLDER = "folder", gettext_lazy("监视文件夹")
    UPLOAD = "upload", gettext_lazy("上传对账")


class PeerSystem(Entry):
    """A system that sends us records, for one unit and one register or matter type. `key` is our name for it.

    Its token is kept as a digest; only the person who made it has seen it, once.
    """

    ADMINISTERED_BY = (Role.SYSTEM_ADMIN,)
    title = models.CharField("系统名称", max_length=80)
    target = models.CharField("送来的内容", max_length=48)
    means = models.CharField("方式", max_length=8, choices=Means.choices)
    token_digest = models.CharField("令牌校验值", max_length=64, blank=True, db_index=True)
    token_hint = models.CharField("令牌末四位", max_length=4, blank=True)
    contact = models.CharField("联系人", max_length=80, blank=True)

    class Meta(Entry.Meta):
        verbose_name = "对接系统"

    def __str__(self) -> str:
        return self.title


class Status(models.TextChoices):
    WAITING = "waiting", gettext_lazy("待处理")
    DONE = "done", gettext_lazy("已完成")
    PARTLY = "partly", gettext_lazy("部分有误")
    MATCHING = "matching", gettext_lazy("待对应列")
    FAILED = "failed", gettext_lazy("不能用")
    LIST = "list", gettext_lazy("仅对账")


class Exchange(models.Model):
    """One delivery: who sent what by which means, and what became of it.

    `cells` keeps the rows as they were sent, encrypted, for comparing lists; `problems` the bad cells.
    """

    peer = models.CharField("对接系统", max_length=120)
    target = models.CharField("送来的内容", max_length=48)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    room = models.CharField(max_length=32, blank=True)
    means = models.CharField("方式", max_length=8, choices=Means.choices)
    idempotency_key = models.CharField(max_length=120, null=True)  # noqa: DJ001 - NULLs never collide
    file_name = models.CharField("文件", max_length=200)
    digest = models.CharField("校验值", max_length=64)
    size = models.BigIntegerField("字节", default=0)
    dry_run = models.BooleanField("仅预检", default=False)
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.WAITING)
    message = models.CharField("说明", max_length=400, blank=True)
    counts = models.JSONField(default=dict)
    run_id = models.BigIntegerField(null=True)
    cells = SensitiveField(blank=True)
    problems = SensitiveField(blank=True)
    received_at = models.DateTimeField("收到时间")
    done_at = models.DateTimeField("处理时间", null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "交换批次"
        ordering = ("-id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["peer", "idempotency_key"], name="exchange_once")
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "peer", "-id"], name="exchange_of")]

    def __str__(self) -> str:
        return f"{self.peer}：{self.file_name}"

    def rows(self) -> list[list[str]]:
        """The rows as sent, headings among them; empty when they have been cleared."""
        found: list[list[str]] = json.loads(self.cells) if self.cells else []
        return found

    def problem_list(self) -> list[dict[str, Any]]:
        """The bad cells as plain data."""
        found: list[dict[str, Any]] = json.loads(self.problems) if self.problems else []
        return found


class Explained(Entry):
    """A difference between their list and ours that somebody has looked into, and why it stays.

    `digest` is of both sides as they then stood: where either changes, the explanation no longer covers it.
    """

    peer = models.CharField("对接系统", max_length=120)
    target = models.CharField("内容", max_length=48)
    number = models.CharField("编号", max_length=120)
    what = models.CharField("差异", max_length=16)
    digest = models.CharField("差异校验值", max_length=64)
    ground = models.CharField("说明", max_length=200)
    person = models.CharField("说明人", max_length=40)

    class Meta(Entry.Meta):
        verbose_name = "对账说明"
