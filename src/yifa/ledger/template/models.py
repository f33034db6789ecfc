"""Templates of superiors and what they were filled with: entries, so that every version stays."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy

from yifa.kernel.entry.models import Entry


class Rhythm(models.TextChoices):
    MONTH = "month", gettext_lazy("每月")
    QUARTER = "quarter", gettext_lazy("每季")
    HALF = "half", gettext_lazy("每半年")
    YEAR = "year", gettext_lazy("每年")


class SuperiorTemplate(Entry):
    """One version of a superior's workbook with its bindings. `key` is its number in the unit."""

    title = models.CharField("报表名称", max_length=120)
    superior = models.CharField("要求填报的单位", max_length=80)
    rhythm = models.CharField("周期", max_length=8, choices=Rhythm.choices)
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("文件校验值", max_length=64)
    size = models.BigIntegerField("字节")
    bindings = models.JSONField("绑定", default=list, blank=True)

    class Meta(Entry.Meta):
        verbose_name = "上级报表模板"

    def __str__(self) -> str:
        return self.title


class TemplateFill(Entry):
    """A template filled for a period: each filling is a version; the file lies in the dossier by its digest.

    `cells` keeps, by place, what was written: the figure, the definition's digest, the words and whether the period
    was signed off.
    """

    template_key = models.CharField("模板", max_length=120)
    template_version = models.PositiveIntegerField("模板版本")
    from_ym = models.IntegerField("起始月份")
    to_ym = models.IntegerField("截止月份")
    provisional = models.BooleanField("暂定", default=False)
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("文件校验值", max_length=64)
    size = models.BigIntegerField("字节")
    cells = models.JSONField("填入", default=dict)
    person = models.CharField("填报人", max_length=40)

    class Meta(Entry.Meta):
        verbose_name = "上级报表填报"
        indexes: ClassVar = [models.Index(fields=["template_key", "to_ym"], name="templatefill_of")]
