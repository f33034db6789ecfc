"""What the office promises and how the reform is run: commitments, standards, task force, praise received."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yifa.kernel.entry.models import Entry


class ServicePromise(Entry):
    """A public commitment of the office (公开承诺). Whether it was kept is a check, not a sentence."""

    ROOM: ClassVar[str] = "services"

    text = models.TextField("承诺内容")
    measure = models.CharField("怎样算兑现", max_length=200)
    published_at = models.CharField("公开载体", max_length=120)

    class Meta(Entry.Meta):
        verbose_name = "公开承诺"

    def __str__(self) -> str:
        return self.text[:40]


class ServiceStandard(Entry):
    """An entry of the window's list of management and services, with its standard and owner."""

    ROOM: ClassVar[str] = "services"

    name = models.CharField("清单事项", max_length=160)
    standard = models.TextField("标准")
    owner = models.CharField("责任岗位", max_length=80)
    basis = models.CharField("依据", max_length=200, blank=True)

    class Meta(Entry.Meta):
        verbose_name = "管理服务清单"

    def __str__(self) -> str:
        return self.name


class TaskForceMember(Entry):
    """A member of a reform task force (改革专班)."""

    ROOM: ClassVar[str] = "services"

    force = models.CharField("专班", max_length=80)
    name = models.CharField("姓名", max_length=40)
    part = models.CharField("专班职务", max_length=40)
    post = models.CharField("单位职务", max_length=80, blank=True)

    class Meta(Entry.Meta):
        verbose_name = "专班成员"


class PraiseRecord(Entry):
    """One praise or instruction the reform received: when, from where, by which proof."""

    ROOM: ClassVar[str] = "services"

    force = models.CharField("专班", max_length=80)
    given_on = models.DateField("日期")
    given_ym = models.IntegerField("月份")
    given_by = models.CharField("来自", max_length=120)
    content = models.CharField("内容", max_length=400)
    proof = models.CharField("凭据", max_length=200)

    class Meta(Entry.Meta):
        verbose_name = "肯定记录"
