"""Tables of the room: contracts, the opinions on them, their performance, and campaigns of cleaning up.

Money is kept in fen; integer columns are there to be counted.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yifa.kernel.fields import PersonalField
from yifa.kernel.matter.models import Clock, Detail, Matter
from yifa.kernel.scope.query import ScopedQuerySet


class ContractParty(models.TextChoices):
    """Which body of government is the party."""

    GOVERNMENT = "government", "以县区政府为当事人"
    DEPARTMENT = "department", "以政府部门为当事人"
    TOWN = "town", "以乡镇街道为当事人"


class ContractKind(models.TextChoices):
    PROCUREMENT = "procurement", "货物、工程、服务采购"
    PROJECT = "project", "项目实施、建设"
    INVESTMENT = "investment", "招商引资、投资促进"
    LAND = "land", "土地、房屋、自然资源出让出租"
    EXPROPRIATION = "expropriation", "征收补偿"
    FRANCHISE = "franchise", "特许经营、政府和社会资本合作"
    FRAMEWORK = "framework", "战略合作、框架协议"
    OTHER = "other", "其他"


class Contract(Detail):
    """A contract to which an administrative body is a party, from review to the end of performance."""

    party = models.CharField("政府一方", max_length=12, choices=ContractParty.choices)
    kind = models.CharField("合同类别", max_length=16, choices=ContractKind.choices)
    counterparty = PersonalField("相对方", max_length=120)
    is_sme = models.SmallIntegerField("相对方为中小企业", default=0)
    affects_market = models.SmallIntegerField("涉及经营者经济活动", default=0)
    amount_fen = models.BigIntegerField("金额（分）", default=0)
    payment_days = models.IntegerField("约定付款期限（日）", null=True, blank=True)
    opinions = models.IntegerField("意见书份数", default=0)
    suggestions = models.IntegerField("意见条数", default=0)
    first_opinion_ym = models.IntegerField("首次出具意见月份", null=True)
    conclusion = models.CharField("最近一次审查结论", max_length=16, blank=True)
    fair_competition = models.CharField("公平竞争审查", max_length=16, blank=True)
    signed_on = models.DateField("签订日期", null=True, blank=True)
    signed_ym = models.IntegerField("签订月份", null=True)
    in_breach = models.SmallIntegerField("未经审查先行签订", default=0)
    contract_number = models.CharField("合同编号", max_length=80, blank=True)
    filed_on = models.DateField("备案日期", null=True, blank=True)
    filed_ym = models.IntegerField("备案月份", null=True)
    filing_number = models.CharField("备案号", max_length=80, blank=True)

    class Meta:
        verbose_name = "行政合同"


class Conclusion(models.TextChoices):
    AGREE = "agree", "无不同意见"
    AFTER_CHANGES = "after_changes", "按意见修改后可以签订"
    DISAGREE = "disagree", "不宜签订"


class ContractOpinion(models.Model):
    """One written opinion (意见书). A contract reviewed twice has two, each with its own clock."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="contract_opinions")
    serial = models.IntegerField("第几份")
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+")
    conclusion = models.CharField("结论", max_length=16, choices=Conclusion.choices)
    basis = models.TextField("审查依据和理由")
    reviewer = models.CharField("审查人", max_length=40)
    counsel = PersonalField("参与的法律顾问", max_length=80, blank=True)
    suggestions = models.IntegerField("意见条数", default=0)
    issued_on = models.DateField("出具日期")
    issued_ym = models.IntegerField("出具月份")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "审查意见书"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "serial"], name="contract_opinion_once")
        ]


class Verdict(models.TextChoices):
    """What the submitting unit did with a suggestion."""

    PENDING = "pending", "未反馈"
    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    REJECTED = "rejected", "不采纳"


class Suggestion(models.Model):
    """One numbered suggestion of an opinion, and its adoption."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="contract_suggestions")
    opinion = models.ForeignKey(ContractOpinion, models.PROTECT, related_name="rows")
    code = models.CharField("序号", max_length=12)
    text = models.TextField("意见")
    verdict = models.CharField(
        "采纳情况", max_length=10, choices=Verdict.choices, default=Verdict.PENDING
    )
    reason = models.TextField("说明", blank=True)
    issued_ym = models.IntegerField("出具月份")
    answered_on = models.DateField("反馈日期", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "审查意见"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "code"], name="contract_suggestion_once")
        ]


class NodeKind(models.TextChoices):
    PERFORM = "perform", "对方履行"
    PAY = "pay", "我方付款"
    COLLECT = "collect", "对方付款"
    OTHER = "other", "其他"


class Node(models.Model):
    """A node of performance. A payment to a small or medium enterprise runs its statutory clock from delivery."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="contract_nodes")
    serial = models.IntegerField("序号")
    kind = models.CharField("类别", max_length=10, choices=NodeKind.choices)
    title = models.CharField("内容", max_length=160)
    amount_fen = models.BigIntegerField("应付（分）", default=0)
    paid_fen = models.BigIntegerField("实付（分）", default=0)
    delivered_on = models.DateField("交付日期", null=True, blank=True)
    due_on = models.DateField("应完成日期", null=True, blank=True)
    overdue_from = models.DateField("逾期起始日", null=True, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    is_sme = models.SmallIntegerField("向中小企业付款", default=0)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "履约节点"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "serial"], name="contract_node_once")
        ]


class Cleanup(Detail):
    """A campaign that checks how contracts were performed and paid."""

    scope = models.TextField("清理范围")
    year = models.IntegerField("年度")
    items = models.IntegerField("登记合同数", default=0)
    problems = models.IntegerField("问题合同数", default=0)

    class Meta:
        verbose_name = "履约清理行动"


class CleanupVerdict(models.TextChoices):
    PENDING = "pending", "待核查"
    NORMAL = "normal", "正常履行"
    COMPLETED = "completed", "履行完毕"
    UNPAID = "unpaid", "价款逾期未付"
    BREACH = "breach", "对方违约"
    OWN_BREACH = "own_breach", "我方违约"
    TERMINATE = "terminate", "应当变更或者解除"


NO_PROBLEM = (CleanupVerdict.NORMAL, CleanupVerdict.COMPLETED)


class CleanupItem(models.Model):
    """One contract in a campaign: what was paid and performed, the verdict, and how a problem was cleared."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="cleanup_items")
    serial = models.IntegerField("序号")
    name = models.CharField("合同名称", max_length=160)
    number = models.CharField("合同编号", max_length=80, blank=True)
    counterparty = PersonalField("相对方", max_length=120)
    price_fen = models.BigIntegerField("合同价款（分）", default=0)
    paid_fen = models.BigIntegerField("已付（分）", default=0)
    performed_percent = models.IntegerField("履行进度（%）", default=0)
    registered_ym = models.IntegerField("登记月份")
    verdict = models.CharField(
        "核查结论", max_length=12, choices=CleanupVerdict.choices, default=CleanupVerdict.PENDING
    )
    problem = models.TextField("问题", blank=True)
    measure = models.TextField("处理措施", blank=True)
    handled_by = models.IntegerField(null=True)
    cleared_on = models.DateField("销号日期", null=True, blank=True)
    cleared_ym = models.IntegerField("销号月份", null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "清理合同"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "serial"], name="cleanup_item_once")
        ]
