"""Tables of the room: orders of the 12345 hotline with their tasks at other units, difficulties in getting things done
(办事难、办不成事) with their campaigns and joint action, and what stands: duty list, complaint channels.

Choice codes never change; integer columns are there to be counted.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yifa.kernel.entry.models import Entry
from yifa.kernel.matter.models import Detail, Matter


class OrderType(models.TextChoices):
    CONSULT = "consult", "咨询"
    HELP = "help", "求助"
    COMPLAINT = "complaint", "投诉"
    REPORT = "report", "举报"
    ADVICE = "advice", "意见建议"


class Intake(models.TextChoices):
    """How somebody came to the office. Platform orders are imported, never typed again."""

    PHONE = "phone", "电话"
    MAIL = "mail", "信函、邮件"
    WINDOW = "window", "窗口"
    PORTAL = "portal", "网上"
    PLATFORM = "platform", "上级平台"


class Satisfaction(models.TextChoices):
    SATISFIED = "satisfied", "满意"
    BASICALLY = "basically", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"
    UNREACHED = "unreached", "未联系上"


CONTENT = (Satisfaction.SATISFIED, Satisfaction.BASICALLY)


class HotlineOrder(Detail):
    """An order (工单) as the hotline centre keeps it, from the call to the call-back."""

    type = models.CharField("工单类型", max_length=12, choices=OrderType.choices)
    channel = models.CharField("受理渠道", max_length=12, choices=Intake.choices)
    content = models.TextField("诉求内容")
    place = models.CharField("事发地点", max_length=120, blank=True)
    confidential = models.SmallIntegerField("要求保密", default=0)
    suggested = models.CharField("建议承办单位", max_length=200, blank=True)
    lead = models.CharField("主办单位", max_length=120, blank=True)
    joint = models.SmallIntegerField("会办单位数", default=0)
    assignments = models.SmallIntegerField("转办次数", default=0)
    returns = models.SmallIntegerField("退回次数", default=0)
    extended = models.SmallIntegerField("延期", default=0)
    supervised = models.SmallIntegerField("督办次数", default=0)
    exclusion_asked_by = models.CharField("申请认定单位", max_length=120, blank=True)
    exclusion_ground = models.TextField("不合理诉求申请理由", blank=True)
    excluded = models.SmallIntegerField("认定为不合理诉求", default=0)
    answer = models.TextField("答复内容", blank=True)
    answered_ym = models.IntegerField("答复月份", null=True)
    satisfaction = models.CharField(
        "回访评价", max_length=12, choices=Satisfaction.choices, blank=True
    )
    called_ym = models.IntegerField("回访月份", null=True)

    class Meta:
        verbose_name = "热线工单"


class HandlingResult(models.TextChoices):
    RESOLVED = "resolved", "已解决"
    PARTLY = "partly", "部分解决"
    EXPLAINED = "explained", "解释说明"
    UNABLE = "unable", "现阶段不能解决"


class HotlineTask(Detail):
    """An order's part at a handling unit (承办件): the lead's, or that of a unit that handles jointly."""

    order = models.ForeignKey(Matter, models.PROTECT, related_name="hotline_tasks")
    type = models.CharField("工单类型", max_length=12, choices=OrderType.choices)
    content = models.TextField("诉求内容")
    is_lead = models.SmallIntegerField("主办", default=1)
    sent_at = models.DateTimeField("转办时刻", null=True)
    return_ground = models.TextField("退回理由", blank=True)
    supervised = models.SmallIntegerField("督办次数", default=0)
    result = models.CharField("办理结果", max_length=12, choices=HandlingResult.choices, blank=True)
    answer = models.TextField("答复内容", blank=True)

    class Meta:
        verbose_name = "热线承办件"


class Trouble(models.TextChoices):
    """What kind of trouble: nothing got done, it was made hard, or the business environment was damaged."""

    UNDONE = "undone", "办不成事"
    HARD = "hard", "办事难"
    DAMAGE = "damage", "损害营商环境"


class Origin(models.TextChoices):
    OWN = "own", "本级受理"
    ABOVE = "above", "上级转办"
    COLLECTED = "collected", "专项整治征集"


class Obstacle(Detail):
    """A case of difficulty in getting things done, from receipt to being struck off."""

    trouble = models.CharField("类别", max_length=12, choices=Trouble.choices)
    origin = models.CharField("来源", max_length=12, choices=Origin.choices)
    channel = models.CharField("渠道", max_length=12, choices=Intake.choices)
    from_body = models.CharField("转办机关", max_length=120, blank=True)
    content = models.TextField("反映内容")
    query_code = models.CharField("查询码", max_length=10, blank=True, db_index=True)
    responsible = models.CharField("责任单位", max_length=120, blank=True)
    result = models.TextField("办理结果", blank=True)
    solved = models.SmallIntegerField("问题已解决", default=0)
    urged = models.SmallIntegerField("督办次数", default=0)
    joint = models.SmallIntegerField("协同移交", default=0)
    reported_on = models.DateField("反馈上级日期", null=True, blank=True)
    visited_ym = models.IntegerField("回访月份", null=True)
    satisfaction = models.CharField(
        "回访评价", max_length=12, choices=Satisfaction.choices, blank=True
    )

    class Meta:
        verbose_name = "办事难问题"


class ObstacleTask(Detail):
    """A case sent to the responsible unit: signed for, handled, its result reported back."""

    case = models.ForeignKey(Matter, models.PROTECT, related_name="obstacle_tasks")
    content = models.TextField("反映内容")
    urged = models.SmallIntegerField("督办次数", default=0)
    result = models.TextField("办理结果", blank=True)

    class Meta:
        verbose_name = "办事难承办件"


class JointAction(Detail):
    """A case outside one's own powers, passed on through the political-legal committee; also the receiving body's part."""

    case = models.ForeignKey(Matter, models.PROTECT, related_name="joint_actions")
    whole = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="joint_parts")
    content = models.TextField("移交事由")
    receiver = models.CharField("接收机关", max_length=120, blank=True)
    signed_by = models.CharField("签收人", max_length=40, blank=True)
    result = models.TextField("办理结果", blank=True)

    class Meta:
        verbose_name = "协同移交"


class Campaign(Detail):
    """A special rectification that groups problems: collected, assigned, put right, visited again."""

    scope = models.TextField("整治范围")
    year = models.IntegerField("年度")
    problems = models.IntegerField("纳入问题数", default=0)

    class Meta:
        verbose_name = "专项整治"


class DutyArea(Entry):
    """Which unit answers for what (职责清单), kept by the centre: orders whose words name it are suggested to it."""

    ROOM: ClassVar[str] = "hotline"

    name = models.CharField("职责事项", max_length=80)
    responsible = models.ForeignKey(
        "kernel.Unit", models.PROTECT, related_name="+", verbose_name="承办单位"
    )
    words = models.CharField("关键词", max_length=200)
    basis = models.CharField("职责依据", max_length=160, blank=True)

    class Meta(Entry.Meta):
        verbose_name = "职责事项"

    def __str__(self) -> str:
        return self.name


class ObstacleChannel(Entry):
    """A way to complain that stands and is published: a telephone, a mailbox, a window, a page."""

    ROOM: ClassVar[str] = "hotline"

    channel = models.CharField("渠道", max_length=12, choices=Intake.choices)
    contact = models.CharField("公开号码、地址", max_length=120)
    hours = models.CharField("服务时间", max_length=80, blank=True)
    published_on = models.DateField("公布日期")
    published_in = models.CharField("公布处", max_length=160)
    receiver = models.CharField("接收人账号", max_length=40, blank=True)
    deputy = models.CharField("代理人账号", max_length=40, blank=True)

    class Meta(Entry.Meta):
        verbose_name = "监督投诉渠道"

    def __str__(self) -> str:
        return self.get_channel_display()
