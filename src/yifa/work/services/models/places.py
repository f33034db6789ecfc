"""Where people are served and by whom: points, windows, staff board, agents, seal offices, equipment, web channels."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yifa.kernel.entry.models import Entry
from yifa.work.services.models.words import Level


class ServicePoint(Entry):
    """A place that serves the public: centre, town centre, village agent point."""

    ROOM: ClassVar[str] = "services"

    name = models.CharField("名称", max_length=120)
    level = models.CharField("类别", max_length=10, choices=Level.choices)
    place = models.CharField("地点", max_length=160)
    hours = models.CharField("服务时间", max_length=120, blank=True)
    office_line = models.CharField("咨询电话", max_length=40, blank=True)
    any_item = models.BooleanField("无差别受理", default=False)
    duties = models.TextField("职责", blank=True)

    class Meta(Entry.Meta):
        verbose_name = "服务点"

    def __str__(self) -> str:
        return self.name


class ServiceWindow(Entry):
    """A window post with its holder (A岗) and stand-in (B岗)."""

    ROOM: ClassVar[str] = "services"

    point = models.CharField("服务点编号", max_length=40)
    name = models.CharField("窗口", max_length=80)
    scope = models.CharField("受理范围", max_length=200, blank=True)
    holder = models.CharField("A岗账号", max_length=40)
    stand_in = models.CharField("B岗账号", max_length=40)

    class Meta(Entry.Meta):
        verbose_name = "窗口岗位"

    def __str__(self) -> str:
        return self.name


class WindowCover(Entry):
    """Days on which a post's holder is away, and whether the stand-in covers (顶岗). It says nothing of why."""

    ROOM: ClassVar[str] = "services"

    window = models.CharField("窗口编号", max_length=40)
    away_from = models.DateField("离岗日期")
    back_on = models.DateField("返岗日期")
    covered = models.BooleanField("B岗顶岗", default=True)

    class Meta(Entry.Meta):
        verbose_name = "顶岗安排"


class ServiceStaff(Entry):
    """A line of the public staff board: what one does and how to reach the office. Shown by the name the office chose."""

    ROOM: ClassVar[str] = "services"

    shown_as = models.CharField("公开称谓", max_length=40)
    point = models.CharField("服务点编号", max_length=40, blank=True)
    post = models.CharField("岗位", max_length=80)
    items = models.TextField("服务事项")
    duties = models.TextField("工作职责", blank=True)
    office_line = models.CharField("办公电话", max_length=40)
    full_time = models.BooleanField("专职", default=False)
    seal_office = models.BooleanField("审批办公室人员", default=False)

    class Meta(Entry.Meta):
        verbose_name = "公示人员"

    def __str__(self) -> str:
        return self.shown_as


class ServiceAgent(Entry):
    """An agent who handles matters for residents (代办员)."""

    ROOM: ClassVar[str] = "services"

    shown_as = models.CharField("公开称谓", max_length=40)
    username = models.CharField("账号", max_length=40, blank=True)
    point = models.CharField("服务点编号", max_length=40, blank=True)
    scope = models.CharField("代办范围", max_length=200)
    office_line = models.CharField("办公电话", max_length=40)

    class Meta(Entry.Meta):
        verbose_name = "代办员"

    def __str__(self) -> str:
        return self.shown_as


class ApprovalOffice(Entry):
    """A town's approval office under one seal (一枚印章管审批): what it was authorised to decide, and its seal."""

    ROOM: ClassVar[str] = "services"

    name = models.CharField("审批办公室", max_length=120)
    seal = models.CharField("审批专用章", max_length=80)
    seals = models.IntegerField("审批用章枚数", default=1)
    authorised_by = models.CharField("授权文件", max_length=160)
    items = models.TextField("授权事项编码")

    class Meta(Entry.Meta):
        verbose_name = "一枚印章审批办公室"

    def __str__(self) -> str:
        return self.name


class Facility(Entry):
    """Equipment or posts a place should have, beside what it has."""

    ROOM: ClassVar[str] = "services"

    point = models.CharField("服务点编号", max_length=40)
    what = models.CharField("设施或者岗位", max_length=80)
    is_post = models.BooleanField("人员岗位", default=False)
    needed = models.IntegerField("核定数")
    present = models.IntegerField("现有数")
    gap = models.IntegerField("缺口", default=0)

    class Meta(Entry.Meta):
        verbose_name = "设施和人员配备"


class ServiceChannel(Entry):
    """Online application opened by a unit, with a receiver and a deputy behind it. Without it the door is shut."""

    ROOM: ClassVar[str] = "services"

    receiver = models.CharField("受理人账号", max_length=40)
    deputy = models.CharField("代理人账号", max_length=40)

    class Meta(Entry.Meta):
        verbose_name = "网上申请渠道"
