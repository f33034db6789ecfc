"""Tables of the room: who advises, what they did, and what stands (firms, coverage of units and villages).

Codes are plain words and never change; integer columns are there to be counted.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yifa.kernel.entry.models import Entry
from yifa.kernel.fields import PersonalField
from yifa.kernel.matter.models import Detail, Matter
from yifa.kernel.scope.query import ScopedQuerySet


class CounselKind(models.TextChoices):
    LAWYER = "lawyer", "外聘律师"
    EXPERT = "expert", "法学专家"
    STAFF = "staff", "法制机构人员"
    LEGAL_WORKER = "legal_worker", "基层法律服务工作者"
    GOVERNMENT_LAWYER = "government_lawyer", "公职律师"


class Grade(models.TextChoices):
    GOOD = "good", "优秀"
    FIT = "fit", "合格"
    UNFIT = "unfit", "不合格"


class Counsel(Detail):
    """Somebody who advises a unit: an engaged legal adviser, or a government lawyer (公职律师) of its own.

    In service from `served_from` up to, not including, `served_to`: known when signed, moved by renewal or dismissal.
    """

    kind = models.CharField("类别", max_length=20, choices=CounselKind.choices)
    name = PersonalField("姓名", max_length=40, blank=True)
    licence = models.CharField("执业证、公职律师证号", max_length=40, blank=True)
    body = models.CharField("律师事务所、法律服务所", max_length=80, blank=True)
    method = models.CharField("遴选方式", max_length=20, blank=True)
    candidates = models.IntegerField("参加遴选人数", default=0)
    agreement = models.CharField("聘用合同编号", max_length=80, blank=True)
    villages = models.TextField("服务的村（社区）", blank=True)
    served_from = models.DateField("任职起", null=True, blank=True)
    served_to = models.DateField("任职止", null=True, blank=True)
    signed_ym = models.IntegerField("聘任月份", null=True)
    evaluated_on = models.DateField("最近考核日期", null=True, blank=True)
    grade = models.CharField("最近考核结果", max_length=8, choices=Grade.choices, blank=True)
    terms = models.IntegerField("聘期数", default=0)

    class Meta:
        verbose_name = "法律顾问"


class AssignmentKind(models.TextChoices):
    """What counsel are asked to do; each is one line of the work log."""

    OPINION = "opinion", "法律意见建议"
    MEETING = "meeting", "列席会议"
    DOCUMENT = "document", "文件审查"
    CONTRACT = "contract", "合同审查"
    LITIGATION = "litigation", "代理诉讼"
    CONSULT = "consult", "法律咨询"
    MEDIATE = "mediate", "疏导化解纠纷"
    GUIDE = "guide", "指引法律援助、法律服务"
    RISK = "risk", "法律风险评估"
    VILLAGE = "village", "驻村服务"


class RiskLevel(models.TextChoices):
    LOW = "low", "低风险"
    MEDIUM = "medium", "中风险"
    HIGH = "high", "高风险"


class CaseResult(models.TextChoices):
    WON = "won", "胜诉"
    LOST = "lost", "败诉"
    WITHDRAWN = "withdrawn", "对方撤诉"
    SETTLED = "settled", "调解、和解"


class Assignment(Detail):
    """One task given to counsel, what came of it, and whether it was taken up."""

    kind = models.CharField("事项类别", max_length=12, choices=AssignmentKind.choices)
    engagement = models.CharField("法律顾问编号", max_length=80, db_index=True)
    counsel = PersonalField("法律顾问", max_length=80, blank=True)
    village = models.CharField("村（社区）", max_length=60, blank=True)
    request = models.TextField("委托内容", blank=True)
    result = models.TextField("办理结果", blank=True)
    heads = models.IntegerField("服务人次", default=0)
    advice = models.IntegerField("意见条数", default=0)
    risk = models.CharField("风险等级", max_length=8, choices=RiskLevel.choices, blank=True)
    case_number = models.CharField("案号", max_length=80, blank=True)
    case_result = models.CharField(
        "案件结果", max_length=12, choices=CaseResult.choices, blank=True
    )
    submitted_on = models.DateField("提交日期", null=True, blank=True)
    submitted_ym = models.IntegerField("提交月份", null=True)

    class Meta:
        verbose_name = "法律顾问事项"


class Adoption(models.TextChoices):
    PENDING = "pending", "未反馈"
    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    REJECTED = "rejected", "不采纳"


class Advice(models.Model):
    """One piece of advice (意见、建议) of counsel, in any kind of task, and its adoption."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="counsel_advice")
    serial = models.IntegerField("序号")
    text = models.TextField("意见")
    adoption = models.CharField(
        "采纳情况", max_length=10, choices=Adoption.choices, default=Adoption.PENDING
    )
    reason = models.TextField("说明", blank=True)
    given_ym = models.IntegerField("提出月份")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "法律意见建议"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "serial"], name="counsel_advice_once")
        ]


class Participation(Detail):
    """Whether counsel took part before a major decision, and what was said."""

    decision = models.CharField("重大决策事项", max_length=200)
    decide_on = models.DateField("拟决策日期")
    engagement = models.CharField("法律顾问编号", max_length=80, blank=True)
    counsel = PersonalField("法律顾问", max_length=80, blank=True)
    manner = models.CharField("参与方式", max_length=12, blank=True)
    took_part = models.SmallIntegerField("法律顾问参与", default=0)
    opinion = models.TextField("法律意见", blank=True)
    opinion_on = models.DateField("出具意见日期", null=True, blank=True)
    decided_ym = models.IntegerField("决策月份", null=True)

    class Meta:
        verbose_name = "决策参与"


class CounselRequest(Detail):
    """A town without a lawyer asks the shared pool."""

    question = models.TextField("问题")
    engagement = models.CharField("指派的法律顾问编号", max_length=80, blank=True)
    counsel = PersonalField("指派的法律顾问", max_length=80, blank=True)
    opinion = models.TextField("意见", blank=True)
    adoption = models.CharField("采纳情况", max_length=10, choices=Adoption.choices, blank=True)
    reason = models.TextField("说明", blank=True)
    answered_ym = models.IntegerField("出具月份", null=True)

    class Meta:
        verbose_name = "共享法律顾问申请"


class CheckupKind(models.TextChoices):
    ENTERPRISE = "enterprise", "企业法治体检"
    ENVIRONMENT = "environment", "经营环境检视"


class Checkup(Detail):
    """A legal health check of one enterprise, or of a place's business environment."""

    kind = models.CharField("类别", max_length=12, choices=CheckupKind.choices)
    enterprise = models.CharField("企业或者场所", max_length=120)
    code = models.CharField("统一社会信用代码", max_length=18, blank=True, db_index=True)
    lawyers = PersonalField("体检人员", max_length=120, blank=True)
    examined_on = models.DateField("体检日期", null=True, blank=True)
    examined_ym = models.IntegerField("体检月份", null=True)
    problems = models.IntegerField("发现问题", default=0)
    solved = models.IntegerField("解决问题", default=0)
    satisfied = models.SmallIntegerField("回访满意", null=True)

    class Meta:
        verbose_name = "法治体检"


class CheckupProblem(models.Model):
    """One legal problem found, and how it was solved."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="checkup_problems")
    serial = models.IntegerField("序号")
    text = models.TextField("问题")
    found_ym = models.IntegerField("发现月份")
    solution = models.TextField("解决情况", blank=True)
    solved_on = models.DateField("解决日期", null=True, blank=True)
    solved_ym = models.IntegerField("解决月份", null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "体检问题"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "serial"], name="checkup_problem_once")
        ]


class BodyKind(models.TextChoices):
    LAW_FIRM = "law_firm", "律师事务所"
    SERVICE_OFFICE = "service_office", "基层法律服务所"


class LegalBody(Entry):
    """A law firm or legal service office that provides counsel."""

    ROOM = "counsel"
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=16, choices=BodyKind.choices)

    class Meta(Entry.Meta):
        verbose_name = "法律服务机构"


class Place(models.TextChoices):
    UNIT = "unit", "单位"
    VILLAGE = "village", "村（社区）"


class Manner(models.TextChoices):
    NONE = "none", "未配备"
    ADVISER = "adviser", "法律顾问"
    TEAM = "team", "组团式服务"


class Coverage(Entry):
    """A unit or village that should have counsel, and whether it has: a row for each, covered or not."""

    ROOM = "counsel"
    name = models.CharField("单位或者村（社区）", max_length=80)
    place = models.CharField("类别", max_length=8, choices=Place.choices)
    manner = models.CharField("配备方式", max_length=8, choices=Manner.choices)
    body = models.CharField("牵头机构", max_length=80, blank=True)
    body_kind = models.CharField("机构类别", max_length=16, choices=BodyKind.choices, blank=True)
    adviser = PersonalField("法律顾问", max_length=80, blank=True)
    engagement = models.CharField("聘任编号", max_length=80, blank=True)

    class Meta(Entry.Meta):
        verbose_name = "法律顾问配备"
