"""A yearly report as a matter, its versions, comments and recipients; who owes one; what it promised."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.db import models

from yifa.account.report.parts import Kind
from yifa.kernel.entry.models import Entry
from yifa.kernel.matter.models import Detail, Matter
from yifa.kernel.scope.query import ScopedQuerySet


class Secrecy(models.TextChoices):
    """What the secrecy review found (督察工作规定 art. 24: secrets of Party and State are not published)."""

    OPEN = "open", "可以全文公开"
    CUT = "cut", "标注为内部的内容不公开，其余公开"
    SECRET = "secret", "涉密，不公开"


class AnnualReport(Detail):
    """The report of one unit for one year. `slot` keeps it one: unit and year, empty once void."""

    year = models.IntegerField("报告年度")
    kind = models.CharField("文种", max_length=12, choices=Kind.choices)
    slot = models.CharField(max_length=60, null=True, unique=True)  # noqa: DJ001 - void ones give it back
    secrecy = models.CharField("保密审查结论", max_length=8, choices=Secrecy.choices, blank=True)
    review_note = models.CharField("审核意见", max_length=1000, blank=True)
    party_signer = models.CharField("党委主要负责人", max_length=60, blank=True)
    party_signed_on = models.DateField("党委签署日期", null=True, blank=True)
    head_signer = models.CharField("行政主要负责人", max_length=60, blank=True)
    head_signed_on = models.DateField("行政签署日期", null=True, blank=True)
    document_number = models.CharField("文号", max_length=80, blank=True)
    sheet_digest = models.CharField("定稿摘要", max_length=64, blank=True)
    submitted_on = models.DateField("报送日期", null=True, blank=True)
    submitted_ym = models.IntegerField(null=True)
    summary = models.CharField("内容概述", max_length=300, blank=True)
    index_number = models.CharField("信息索引号", max_length=48, null=True, unique=True)  # noqa: DJ001 - none before publication
    published_on = models.DateField("公开日期", null=True, blank=True)
    published_ym = models.IntegerField(null=True)
    is_public = models.SmallIntegerField("在公开", default=0, db_index=True)
    restated_on = models.DateField("重述日期", null=True, blank=True)
    restated_reason = models.CharField("重述理由", max_length=200, blank=True)
    heard_on = models.DateField("党委听取汇报日期", null=True, blank=True)

    class Meta:
        verbose_name = "法治政府建设年度报告"

    @cached_property
    def stored_text(self) -> ReportVersion | None:
        """The newest saved text as of when the row was read (an act reads it under its lock)."""
        rows = ReportVersion.objects.unscoped("texts of a report in hand")
        found: ReportVersion | None = rows.filter(matter_id=self.pk).order_by("-no").first()
        return found

    @property
    def joint(self) -> bool:
        """Whether the heads of Party committee and government sign together; of a department its head alone."""
        return self.kind != Kind.DEPARTMENT


class ReportVersion(models.Model):
    """One saved text. `sheet` holds the text with its numbers once signed, and never changes then."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="report_versions")
    no = models.PositiveIntegerField("版本")
    text = models.TextField("正文")
    note = models.CharField("修改说明", max_length=200, blank=True)
    author = models.CharField("修改人", max_length=40)
    saved_at = models.DateTimeField("保存时间")
    sheet = models.JSONField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "年度报告文本"
        ordering = ("matter", "no")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "no"], name="report_version_once")
        ]


class ReportComment(models.Model):
    """Something said about a paragraph, and how it was settled."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="report_comments")
    quote = models.CharField("针对", max_length=120, blank=True)
    said = models.CharField("意见", max_length=1000)
    author = models.CharField("提出人", max_length=40)
    on = models.DateField("提出日期")
    answer = models.CharField("处理", max_length=500, blank=True)
    settled_by = models.CharField("处理人", max_length=40, blank=True)
    settled_on = models.DateField("处理日期", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "批注"
        ordering = ("id",)


class Submission(models.Model):
    """The report on its way to one recipient: sent, received, or returned with a reason."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="submissions")
    recipient = models.CharField("收件方", max_length=24)
    title = models.CharField("收件方名称", max_length=80)
    limit_id = models.CharField(max_length=80)
    is_copy = models.BooleanField("抄送", default=False)
    sent_on = models.DateField("报送日期")
    method = models.CharField("报送方式", max_length=40)
    received_on = models.DateField("签收日期", null=True, blank=True)
    received_by = models.CharField("签收人", max_length=60, blank=True)
    returned_on = models.DateField("退回日期", null=True, blank=True)
    reason = models.CharField("退回理由", max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "报送"
        ordering = ("id",)


class ReportOwed(Entry):
    """A unit owes a yearly report, with the district's own earlier day. `key` is the unit's code."""

    ROOM = "report"
    kind = models.CharField("文种", max_length=12, choices=Kind.choices)
    internal_month = models.PositiveSmallIntegerField("内部期限月份", null=True, blank=True)
    internal_day = models.PositiveSmallIntegerField("内部期限当月日期", null=True, blank=True)
    ground = models.CharField("依据", max_length=160, blank=True)

    class Meta(Entry.Meta):
        verbose_name = "年度报告报送单位"


class LintSwitch(Entry):
    """An office switches a check of the composer off, with its reason; ending the entry switches it on again."""

    ROOM = "report"
    rule = models.CharField("检查项", max_length=40)

    class Meta(Entry.Meta):
        verbose_name = "检查项停用"


class PromiseKind(models.TextChoices):
    PROBLEM = "problem", "存在的不足"
    TASK = "task", "下年任务"


class ReportPromise(Detail):
    """A shortcoming a report admits or a task it announces, followed into the next year's plan."""

    report = models.ForeignKey(
        Matter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所属报告"
    )
    year = models.IntegerField("报告年度")
    kind = models.CharField("类别", max_length=8, choices=PromiseKind.choices)
    said = models.TextField("内容")
    plan = models.CharField("列入要点", max_length=160, blank=True)
    responsible = models.CharField("责任单位", max_length=120, blank=True)
    due_on = models.DateField("完成时限", null=True, blank=True)
    result = models.TextField("落实情况", blank=True)
    answered_year = models.IntegerField("回应年度", null=True, blank=True)
    answer = models.TextField("回应", blank=True)

    class Meta:
        verbose_name = "不足与任务"
