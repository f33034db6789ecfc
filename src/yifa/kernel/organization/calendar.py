"""The office's own calendar days and its local limits, as entries; statutory limits cannot be entered."""

from __future__ import annotations

from django.db import models

from yifa.kernel.entry.models import Entry
from yifa.kernel.organization.roles import Role


class CalendarDay(Entry):
    """A day the office declares a working or a rest day; `key` is the ISO date."""

    ADMINISTERED_BY = (Role.SYSTEM_ADMIN,)
    day = models.DateField("日期")
    working = models.BooleanField("工作日")
    name = models.CharField("名称", max_length=40)

    class Meta(Entry.Meta):
        verbose_name = "日历调整"


class LocalLimitEntry(Entry):
    """A local value for a limit that the law leaves to the place; `key` is unit code and limit id."""

    ADMINISTERED_BY = (Role.SYSTEM_ADMIN,)
    limit_id = models.CharField("期限", max_length=80)
    value = models.PositiveIntegerField("数值")
    ground = models.CharField("依据", max_length=200)

    class Meta(Entry.Meta):
        verbose_name = "地方期限"
