"""Tables of the room: reform measures, fair competition reviews, streamlining of items, pilots, evaluations of items.

Money is kept in fen; integer columns are there to be counted.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yifa.kernel.matter.models import Detail, Matter
from yifa.kernel.scope.query import ScopedQuerySet


class Category(models.TextChoices):
    """What a reform measure belongs to; the first three make up 放管服."""

    DELEGATE = "delegate", "简政放权"
    REGULATE = "regulate", "放管结合"
    SERVE = "serve", "优化服务"
    INNOVATE = "innovate", "创新政策"
    PROPERTY = "property", "知识产权保护运用"
    OTHER = "other", "其他"


class ReformMeasure(Detail):
    """A reform measure or new policy for the business environment, from proposal to evaluation."""

    category = models.CharField("类别", max_length=12, choices=Category.choices)
    basis = models.CharField("依据", max_length=300)
    cooperating = models.CharField("配合单位", max_length=200, blank=True)
    affects_market = models.SmallIntegerField("涉及经营者经济活动", default=0)
    fair_review = models.CharField("公平竞争审查编号", max_length=80, blank=True)
    fair_conclusion = models.CharField("公平竞争审查结论", max_length=16, blank=True)
    fair_ground = models.CharField("不属于审查范围的理由", max_length=300, blank=True)
    issued_on = models.DateField("出台日期", null=True, blank=True)
    issued_ym = models.IntegerField("出台月份", null=True)
    document_number = models.CharField("文号", max_length=80, blank=True)
    percent = models.IntegerField("进度（%）", default=0)
    progress = models.IntegerField("进展次数", default=0)
    cases = models.IntegerField("案例数", default=0)
    result = models.CharField("评估结论", max_length=12, blank=True)
    evaluated_ym = models.IntegerField("评估月份", null=True)

    class Meta:
        verbose_name = "改革措施"

    @property
    def fair_said(self) -> str:
        """What the fair competition check came to, in words; a dash before it was made."""
        return str(FairConclusion(self.fair_conclusion).label) if self.fair_conclusion else "—"


class ProgressKind(models.TextChoices):
    PROGRESS = "progress", "进展"
    CASE = "case", "案例"


class ReformProgress(models.Model):
    """One recorded progress of a measure, or a case that shows it at work."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="reform_progress")
    kind = models.CharField("类别", max_length=10, choices=ProgressKind.choices)
    text = models.TextField("内容")
    percent = models.IntegerField("进度（%）", null=True)
    on = models.DateField("日期")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "改革进展"


class Reviewer(models.TextChoices):
    """Who reviews (公平竞争审查条例第十三条、第十四条)."""

    SELF = "self", "起草单位审查"
    JOINT = "joint", "市场监督管理部门会同起草单位审查"


class FairConclusion(models.TextChoices):
    """What a review comes to (公平竞争审查条例第十七条、第十八条)."""

    OUT_OF_SCOPE = "out_of_scope", "不属于审查范围"
    PASSED = "passed", "符合审查标准，可以出台"
    EXCEPTION = "exception", "适用例外规定，可以出台"
    REVISE = "revise", "违反审查标准，修改后再审"
    FORBIDDEN = "forbidden", "违反审查标准，不得出台"


MAY_ISSUE = (FairConclusion.OUT_OF_SCOPE, FairConclusion.PASSED, FairConclusion.EXCEPTION)


class FairReview(Detail):
    """The fair competition review of one draft policy."""

    document_kind = models.CharField("文件类别", max_length=40)
    reviewer = models.CharField("审查方式", max_length=8, choices=Reviewer.choices)
    listened_to = models.CharField("听取意见情况", max_length=300, blank=True)
    rounds = models.IntegerField("审查次数", default=0)
    conclusion = models.CharField("结论", max_length=16, choices=FairConclusion.choices, blank=True)
    concluded_ym = models.IntegerField("作出结论月份", null=True)
    revised = models.SmallIntegerField("经审查修改", default=0)
    ends_on = models.DateField("例外措施实施期限", null=True, blank=True)
    issued_on = models.DateField("出台日期", null=True, blank=True)

    class Meta:
        verbose_name = "公平竞争审查"


class Standard(models.TextChoices):
    """The four groups of standards (公平竞争审查条例第八条至第十一条)."""

    ENTRY = "entry", "市场准入和退出"
    FLOW = "flow", "商品、要素自由流动"
    COST = "cost", "影响生产经营成本"
    CONDUCT = "conduct", "影响生产经营行为"


class FairFinding(models.Model):
    """What one group of standards showed in one round of a review."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="fair_findings")
    round = models.IntegerField("第几次")
    standard = models.CharField("审查标准", max_length=10, choices=Standard.choices)
    violates = models.SmallIntegerField("违反", default=0)
    clause = models.CharField("涉及条款", max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "审查标准逐项意见"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["matter", "round", "standard"], name="fair_finding_once"
            )
        ]


class ChangeKind(models.TextChoices):
    """What happens to an item of approval or service."""

    SIMPLIFY = "simplify", "简化手续"
    MERGE = "merge", "整合"
    CUT = "cut", "精简取消"
    KEEP = "keep", "保留"


class Streamlining(Detail):
    """One item whose course is made shorter: before and after, promised saving."""

    item_code = models.CharField("事项编码", max_length=80)
    item_name = models.CharField("事项名称", max_length=200)
    kind = models.CharField("方式", max_length=10, choices=ChangeKind.choices)
    merged_into = models.CharField("并入事项", max_length=200, blank=True)
    basis = models.CharField("依据", max_length=300)
    measure = models.TextField("措施", blank=True)
    steps_before = models.IntegerField("原环节数", null=True)
    steps_after = models.IntegerField("现环节数", null=True)
    materials_before = models.IntegerField("原材料数", null=True)
    materials_after = models.IntegerField("现材料数", null=True)
    days_before = models.IntegerField("原时限（工作日）", null=True)
    days_after = models.IntegerField("现时限（工作日）", null=True)
    visits_before = models.IntegerField("原到场次数", null=True)
    visits_after = models.IntegerField("现到场次数", null=True)
    cost_before = models.BigIntegerField("原费用（分）", null=True)
    cost_after = models.BigIntegerField("现费用（分）", null=True)
    published_on = models.DateField("公布日期", null=True, blank=True)
    published_ym = models.IntegerField("公布月份", null=True)
    in_force_on = models.DateField("执行日期", null=True, blank=True)

    class Meta:
        verbose_name = "精简优化"


class Pilot(Detail):
    """An innovative service application: tried out, then spread or stopped."""

    description = models.TextField("内容")
    character = models.CharField("区域或者行业特色", max_length=200)
    place = models.CharField("试用范围", max_length=200, blank=True)
    trial_until = models.DateField("试用期满", null=True, blank=True)
    uses = models.IntegerField("累计使用次数", default=0)
    spread_ym = models.IntegerField("推广月份", null=True)

    class Meta:
        verbose_name = "创新服务应用"


class PilotUse(models.Model):
    """How often an application was used in one month."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="pilot_uses")
    ym = models.IntegerField("月份")
    uses = models.IntegerField("使用次数")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "使用情况"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "ym"], name="pilot_use_once")
        ]


class Evaluation(Detail):
    """An evaluation of one item: targets, what is measured, what was done, what is measured again."""

    item_code = models.CharField("事项编码", max_length=80)
    item_name = models.CharField("事项名称", max_length=200)
    first_on = models.DateField("首次测算", null=True, blank=True)
    again_on = models.DateField("复测", null=True, blank=True)
    again_ym = models.IntegerField("复测月份", null=True)
    measures = models.TextField("优化措施", blank=True)
    reform = models.CharField("所属改革措施", max_length=80, blank=True)
    met = models.IntegerField("达标指标数", default=0)
    indicators = models.IntegerField("指标数", default=0)

    class Meta:
        verbose_name = "营商环境评价"


class Indicator(models.TextChoices):
    """What is measured of an item. Less is better in all."""

    DAYS = "days", "办理时间（工作日）"
    STEPS = "steps", "办理环节"
    COST = "cost", "办理成本（元）"
    MATERIALS = "materials", "申请材料"
    VISITS = "visits", "到场次数"


class ItemIndicator(models.Model):
    """One indicator of an item: the target, promised and actual before, promised and actual after."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="item_indicators")
    indicator = models.CharField("指标", max_length=10, choices=Indicator.choices)
    target = models.DecimalField("目标值", max_digits=12, decimal_places=2)
    promised_before = models.DecimalField("原承诺", max_digits=12, decimal_places=2, null=True)
    actual_before = models.DecimalField("原实际", max_digits=12, decimal_places=2, null=True)
    promised_after = models.DecimalField("现承诺", max_digits=12, decimal_places=2, null=True)
    actual_after = models.DecimalField("现实际", max_digits=12, decimal_places=2, null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "评价指标"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "indicator"], name="item_indicator_once")
        ]
