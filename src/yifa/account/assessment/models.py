"""Indicator systems in several editions, and a unit's assessment against one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yifa.kernel.entry.models import Entry
from yifa.kernel.matter.models import Detail, Matter
from yifa.kernel.scope.query import ScopedQuerySet


class IndicatorSystem(Entry):
    """One edition of an indicator system. `key` names it: jsgc-2021."""

    ROOM = "report"
    title = models.CharField("名称", max_length=120)
    edition = models.CharField("版本", max_length=40)
    issuer = models.CharField("制定机关", max_length=120, blank=True)
    scoring = models.CharField("分值说明", max_length=300, blank=True)
    source = models.CharField("来源", max_length=300, blank=True)

    class Meta(Entry.Meta):
        verbose_name = "指标体系"

    def __str__(self) -> str:
        return f"{self.title}（{self.edition}）"


class Indicator(Entry):
    """One node of the tree; `key` is `system/code`. A leaf has a full score and is bound to figures.

    `known` is false where an edition has an indicator of this number whose text was never obtained: it is listed,
    and its text stays empty until the official document is imported.
    """

    ROOM = "report"
    system = models.CharField("指标体系", max_length=60, db_index=True)
    code = models.CharField("序号", max_length=40)
    parent = models.CharField("上级序号", max_length=40, blank=True)
    title = models.TextField("内容", blank=True)
    known = models.BooleanField("已取得原文", default=True)
    full_score = models.DecimalField("分值", max_digits=7, decimal_places=2, null=True, blank=True)
    figures = models.CharField("绑定指标", max_length=400, blank=True)
    aim = models.CharField("达标值", max_length=20, blank=True)
    order = models.IntegerField("顺序", default=0)

    class Meta(Entry.Meta):
        verbose_name = "考评指标"

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()


class Assessment(Detail):
    """A unit's self-check against one edition for one year."""

    year = models.IntegerField("年度")
    system = models.CharField("指标体系", max_length=60)
    scheme = models.CharField("评估方案", max_length=200, blank=True)
    reply_by = models.DateField("上报时限", null=True, blank=True)
    summary = models.TextField("自查情况", blank=True)

    class Meta:
        verbose_name = "自查评估"


class Score(models.Model):
    """One leaf of one assessment: own score with evidence, reviewer's score, objection and its answer, and the rescue."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="scores")
    indicator = models.CharField("指标", max_length=120)
    full = models.DecimalField("分值", max_digits=7, decimal_places=2)
    own = models.DecimalField("自评分", max_digits=7, decimal_places=2, null=True)
    own_note = models.CharField("自评说明", max_length=500, blank=True)
    evidence = models.CharField("佐证事项编号", max_length=600, blank=True)
    reviewed = models.DecimalField("评审分", max_digits=7, decimal_places=2, null=True)
    review_note = models.CharField("评审说明", max_length=500, blank=True)
    objection = models.CharField("异议", max_length=500, blank=True)
    objection_answer = models.CharField("异议处理", max_length=500, blank=True)
    final = models.DecimalField("核定分", max_digits=7, decimal_places=2, null=True)
    rescue = models.CharField("补救措施", max_length=300, blank=True)
    rescue_by = models.DateField("补救时限", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "指标得分"
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "indicator"], name="score_once")
        ]


class Demonstration(Detail):
    """An application for a title of demonstration (示范创建), resting on an assessment."""

    title_sought = models.CharField("申报称号", max_length=120)
    category = models.CharField(
        "类别", max_length=12, choices=[("area", "综合示范"), ("project", "单项示范")]
    )
    system = models.CharField("指标体系", max_length=60, blank=True)
    assessment = models.ForeignKey(
        Matter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="自评"
    )
    named_on = models.DateField("命名日期", null=True, blank=True)
    valid_to = models.DateField("复核期限", null=True, blank=True)
    finding = models.TextField("评审意见", blank=True)

    class Meta:
        verbose_name = "示范创建"
