"""Tables of the room: an application, the respondent's answer, letters, checks, reform; and what stands."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yifa.kernel.entry.models import Entry
from yifa.kernel.fields import PersonalField
from yifa.kernel.matter.models import Detail, Matter, PartyKind
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.work.reconsideration.classes import (
    ActKind,
    Area,
    Channel,
    CheckScore,
    FindingMethod,
    Intake,
    LetterKind,
    Qualification,
    ReplyStatus,
    SummaryGround,
    Track,
)
from yifa.work.reconsideration.outcomes import GROUP_LABELS, LABELS


class ReconsiderationApplication(Detail):
    """An application for reconsideration and the case it becomes."""

    channel = models.CharField("申请渠道", max_length=12, choices=Channel.choices)
    applicant = PersonalField("申请人", max_length=120)
    applicant_class = models.CharField("申请人类别", max_length=12, choices=PartyKind.choices)
    applicants = models.IntegerField("申请人人数", default=1)
    third_party = PersonalField("第三人", max_length=120, blank=True)
    respondent = models.CharField("被申请人", max_length=120)
    respondent_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+"
    )
    act = models.CharField("被申请的行政行为", max_length=200)
    act_kind = models.CharField("行政行为类别", max_length=16, choices=ActKind.choices)
    known_on = models.DateField("知道行政行为之日")
    act_on = models.DateField("行政行为作出之日", null=True, blank=True)
    real_estate = models.SmallIntegerField("因不动产提出", default=0)
    amount_cents = models.BigIntegerField("涉案款额（分）", null=True, blank=True)
    claim = models.TextField("复议请求")
    facts = models.TextField("事实和理由", blank=True)
    asks_compensation = models.SmallIntegerField("一并请求赔偿", default=0)
    asks_norm_review = models.SmallIntegerField("一并请求附带审查", default=0)

    intake = models.CharField("受理情况", max_length=12, choices=Intake.choices, blank=True)
    intake_ym = models.IntegerField("受理审查办结月份", null=True)
    refuse_ground = models.CharField("不予受理事由", max_length=16, blank=True)
    competent_body = models.CharField("有管辖权的机关", max_length=120, blank=True)
    late_excuse = models.CharField("超期的正当理由", max_length=200, blank=True)
    corrections = models.SmallIntegerField("补正次数", default=0)
    correct_by = models.DateField("补正期限", null=True, blank=True)
    accepted_on = models.DateField("受理日期", null=True, blank=True)
    accepted_ym = models.IntegerField("受理月份", null=True)
    deemed = models.SmallIntegerField("视为受理", default=0)

    track = models.CharField("审理程序", max_length=10, choices=Track.choices, blank=True)
    summary_ground = models.CharField(
        "简易程序事由", max_length=12, choices=SummaryGround.choices, blank=True
    )
    switched = models.SmallIntegerField("转为普通程序", default=0)
    copy_served_on = models.DateField("被申请人收到副本日期", null=True, blank=True)
    reply_status = models.CharField(
        "答复举证", max_length=12, choices=ReplyStatus.choices, blank=True
    )
    heard = models.SmallIntegerField("听取意见", default=0)
    hearing = models.SmallIntegerField("听证", default=0)
    hearing_on = models.DateField("听证日期", null=True, blank=True)
    grave = models.SmallIntegerField("重大疑难复杂", default=0)
    suspensions = models.SmallIntegerField("中止次数", default=0)
    suspended_for = models.CharField("中止事由", max_length=16, blank=True)
    stayed = models.SmallIntegerField("停止执行", default=0)
    extended = models.SmallIntegerField("延长审理期限", default=0)

    result = models.CharField("审理结果", max_length=20, choices=list(LABELS.items()), blank=True)
    result_group = models.CharField(
        "结果类别", max_length=12, choices=list(GROUP_LABELS.items()), blank=True
    )
    corrected = models.SmallIntegerField("直接纠错", default=0)
    found = models.TextField("查明的事实", blank=True)
    reasons = models.TextField("理由和依据", blank=True)
    order = models.TextField("决定内容", blank=True)
    remedy = models.TextField("救济途径", blank=True)
    lays_duty = models.SmallIntegerField("须由被申请人履行", default=0)
    perform_by = models.DateField("履行期限", null=True, blank=True)
    effective_on = models.DateField("生效日期", null=True, blank=True)
    performed_on = models.DateField("履行日期", null=True, blank=True)
    ordered_on = models.DateField("责令限期履行日期", null=True, blank=True)
    published_on = models.DateField("公开日期", null=True, blank=True)

    class Meta:
        verbose_name = "行政复议申请"


class PanelMember(models.Model):
    """One of the persons who try a case (实施条例第三十二条)."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="reconsideration_panel")
    username = models.CharField("账号", max_length=40)
    leads = models.SmallIntegerField("主办", default=0)
    on = models.DateField("指定日期")
    left_on = models.DateField("更换日期", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "办案人员"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["matter", "username"], name="reconsideration_panel_once"
            )
        ]


class Finding(models.Model):
    """One effort to find the facts: begun, carried out, recorded, relied on or not."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="reconsideration_findings")
    serial = models.IntegerField("序号")
    method = models.CharField("方式", max_length=12, choices=FindingMethod.choices)
    subject = models.CharField("查明事项", max_length=200)
    started_on = models.DateField("启动日期")
    started_ym = models.IntegerField()
    done_on = models.DateField("实施日期", null=True, blank=True)
    done_ym = models.IntegerField("实施月份", null=True)
    persons = models.IntegerField("复议人员人数", null=True)
    record = models.TextField("记录", blank=True)
    adopted = models.SmallIntegerField("采信", null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "事实查明"
        ordering = ("serial",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["matter", "serial"], name="reconsideration_finding_serial"
            )
        ]


class ReconsiderationResponse(Detail):
    """The respondent's side of a case: its reply and evidence, and how it carries out what was decided."""

    case_number = models.CharField("复议案号", max_length=80)
    body = models.CharField("复议机关", max_length=120)
    act = models.CharField("被申请的行政行为", max_length=200)
    track = models.CharField(
        "审理程序", max_length=10, choices=Track.choices, default=Track.ORDINARY
    )
    reply = models.TextField("答复意见", blank=True)
    evidence = models.TextField("证据依据目录", blank=True)
    evidence_items = models.IntegerField("证据件数", default=0)
    result = models.CharField("复议结果", max_length=20, choices=list(LABELS.items()), blank=True)
    corrected = models.SmallIntegerField("被纠错", default=0)
    decided_on = models.DateField("收到决定日期", null=True, blank=True)
    decided_ym = models.IntegerField("收到决定月份", null=True)
    lays_duty = models.SmallIntegerField("须履行", default=0)
    perform_by = models.DateField("履行期限", null=True, blank=True)
    performed_on = models.DateField("履行日期", null=True, blank=True)
    performed = models.SmallIntegerField("已履行", default=0)
    performed_in_time = models.SmallIntegerField("按期履行", null=True)
    performance = models.TextField("履行情况", blank=True)
    reported_on = models.DateField("报告履行日期", null=True, blank=True)

    class Meta:
        verbose_name = "复议答复"


class ReconsiderationLetter(Detail):
    """An opinion or a proposal that follows from a case, and what was reported back."""

    kind = models.CharField("种类", max_length=12, choices=LetterKind.choices)
    case_number = models.CharField("复议案号", max_length=80, blank=True)
    addressee = models.CharField("受文机关", max_length=120)
    content = models.TextField("意见、建议内容")
    served_on = models.DateField("送达日期", null=True, blank=True)
    report = models.TextField("纠正情况", blank=True)
    urged_on = models.DateField("责令履行日期", null=True, blank=True)

    class Meta:
        verbose_name = "复议意见书建议书"


class ReconsiderationCheck(Detail):
    """A check of a case file, room, paper or hearing against the working standards."""

    area = models.CharField("检查对象类别", max_length=12, choices=Area.choices)
    target = models.CharField("检查对象", max_length=120)
    met = models.IntegerField("符合项", null=True)
    unmet = models.IntegerField("不符合项", null=True)
    checked_ym = models.IntegerField("检查月份", null=True)
    rectified_ym = models.IntegerField("整改月份", null=True)

    class Meta:
        verbose_name = "规范化检查"


class CheckItem(models.Model):
    """One standard within a check."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="reconsideration_checks")
    standard = models.CharField("标准编号", max_length=120)
    requirement = models.CharField("要求", max_length=200)
    score = models.CharField("结论", max_length=8, choices=CheckScore.choices)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "检查项"
        ordering = ("id",)


class ReconsiderationReform(Detail):
    """The concentration of reconsideration in one body: plan, milestones, completion."""

    plan = models.TextField("方案")
    due_on = models.DateField("完成期限")
    milestones = models.IntegerField("已完成节点", default=0)
    completed_on = models.DateField("完成日期", null=True, blank=True)
    completed_in_time = models.SmallIntegerField("按期完成", null=True)

    class Meta:
        verbose_name = "复议体制改革"


class ReconsiderationOfficer(Entry):
    """A person who handles reconsideration; `key` is the account."""

    ROOM = "reconsideration"
    username = models.CharField("账号", max_length=40)
    name = PersonalField("姓名", max_length=40)
    qualification = models.CharField("资格", max_length=12, choices=Qualification.choices)
    certificate = models.CharField("证书编号", max_length=60, blank=True)
    card = models.CharField("复议工作证件", max_length=60, blank=True)
    engaged_on = models.DateField("从事复议工作日期")
    trained_before_on = models.DateField("统一职前培训日期", null=True, blank=True)
    fit = models.SmallIntegerField("具备办案资格", default=0)

    class Meta(Entry.Meta):
        verbose_name = "复议人员"


class ReconsiderationTraining(Entry):
    """One training of one person."""

    ROOM = "reconsideration"
    username = models.CharField("账号", max_length=40)
    course = models.CharField("培训内容", max_length=120)
    held_on = models.DateField("培训日期")
    held_ym = models.IntegerField("培训月份")
    hours = models.IntegerField("学时")

    class Meta(Entry.Meta):
        verbose_name = "复议培训"


class ReconsiderationAssessment(Entry):
    """A person's yearly assessment."""

    ROOM = "reconsideration"
    username = models.CharField("账号", max_length=40)
    year = models.IntegerField("年度")
    grade = models.CharField("等次", max_length=20)

    class Meta(Entry.Meta):
        verbose_name = "复议人员考核"


class ReconsiderationStandard(Entry):
    """A working standard of reconsideration."""

    ROOM = "reconsideration"
    area = models.CharField("类别", max_length=12, choices=Area.choices)
    requirement = models.CharField("要求", max_length=200)
    basis = models.CharField("依据", max_length=160, blank=True)

    class Meta(Entry.Meta):
        verbose_name = "执业规范"


class ReconsiderationConcentration(Entry):
    """A body whose reconsideration duties were handed to another, from a day on."""

    ROOM = "reconsideration"
    body = models.CharField("原复议机关", max_length=120)
    into = models.CharField("现复议机关", max_length=120)
    basis = models.CharField("依据", max_length=160)

    class Meta(Entry.Meta):
        verbose_name = "复议职责集中"


class ReconsiderationPublished(Entry):
    """A value somebody published of a figure, as it was printed, to be held against the records."""

    ROOM = "reconsideration"
    figure = models.CharField("指标", max_length=80)
    year = models.IntegerField("年度")
    printed = models.CharField("公布数值", max_length=20)
    source = models.CharField("出处", max_length=160)

    class Meta(Entry.Meta):
        verbose_name = "已公布数值"
