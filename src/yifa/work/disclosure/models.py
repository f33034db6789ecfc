"""Tables of the room: what a matter of disclosure says beyond the kernel's columns, and what stands.

Choice codes are plain words and never change; integer columns are there to be counted.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yifa.kernel.entry.models import Entry
from yifa.kernel.fields import PersonalField, SensitiveField
from yifa.kernel.matter.models import Detail, Matter, PartyKind
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.work.disclosure.classes import (
    Affair,
    Attribute,
    ChannelKind,
    Genre,
    Subject,
    Validity,
    YearItem,
)


class Channel(models.TextChoices):
    """How a request came in; each has its own rule for the day of receipt (条例第三十一条)."""

    COUNTER = "counter", "当面提交"
    REGISTERED = "registered", "挂号信、邮政快递（需签收）"
    MAIL = "mail", "平常信函（无需签收）"
    INTERNET = "internet", "互联网"
    FAX = "fax", "传真"


class DisclosureRequest(Detail):
    """A request for government information (依申请公开)."""

    channel = models.CharField("申请渠道", max_length=12, choices=Channel.choices)
    submitted_on = models.DateField("提交日期", null=True, blank=True)
    receipt_basis = models.CharField("收到日期依据", max_length=60, blank=True)
    applicant_class = models.CharField("申请人类别", max_length=12, choices=PartyKind.choices)
    applicant = PersonalField("申请人", max_length=120)
    wanted = models.TextField("所需信息")
    provision = models.CharField("提供方式", max_length=40, blank=True)
    clear = models.SmallIntegerField("内容明确", default=1)
    corrections = models.SmallIntegerField("补正次数", default=0)
    correct_by = models.DateField("补正期限", null=True, blank=True)
    corrected_on = models.DateField("补正日期", null=True, blank=True)
    consultations = models.SmallIntegerField("征求意见次数", default=0)
    extended = models.SmallIntegerField("延期", default=0)
    delayed_until = models.DateField("延迟答复至", null=True, blank=True)
    fee_cents = models.BigIntegerField("信息处理费（分）", default=0)
    pay_by = models.DateField("缴费期限", null=True, blank=True)
    found = models.CharField("检索结果", max_length=400, blank=True)
    secrecy = models.CharField("保密审查结论", max_length=16, blank=True)
    outcome = models.CharField("办理结果", max_length=24, blank=True)
    outcome_group = models.CharField("结果类别", max_length=16, blank=True)
    ground = models.TextField("理由", blank=True)
    answer = models.TextField("答复内容", blank=True)
    remedy = models.TextField("救济途径", blank=True)
    remedy_first = models.SmallIntegerField("复议前置", default=0)
    made_proactive = models.SmallIntegerField("转为主动公开", default=0)

    class Meta:
        verbose_name = "政府信息公开申请"


class RemedyKind(models.TextChoices):
    RECONSIDERATION = "reconsideration", "行政复议"
    DIRECT_SUIT = "direct_suit", "未经复议直接起诉"
    LATER_SUIT = "later_suit", "复议后起诉"


class RemedyResult(models.TextChoices):
    PENDING = "pending", "尚未审结"
    UPHELD = "upheld", "结果维持"
    CORRECTED = "corrected", "结果纠正"
    OTHER = "other", "其他结果"


class Remedy(models.Model):
    """A reconsideration or lawsuit about one request: part 4 of the yearly report counts these."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="disclosure_remedies")
    kind = models.CharField("途径", max_length=16, choices=RemedyKind.choices)
    number = models.CharField("案号", max_length=80, blank=True)
    filed_on = models.DateField("提起日期")
    filed_ym = models.IntegerField()
    result = models.CharField("结果", max_length=12, choices=RemedyResult.choices)
    decided_on = models.DateField("审结日期", null=True, blank=True)
    decided_ym = models.IntegerField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "复议诉讼"
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "kind", "number"], name="remedy_once")
        ]


class Publication(Detail):
    """A published piece of information with the fourteen metadata of the disclosure catalogue."""

    affair = models.CharField("公开类别", max_length=12, choices=Affair.choices)
    index_number = models.CharField("信息索引号", max_length=48, null=True, unique=True)  # noqa: DJ001 - none before publication
    summary = models.CharField("内容概述", max_length=300, blank=True)
    created_on = models.DateField("生成日期")
    publisher = models.CharField("发布机构", max_length=120)
    document_number = models.CharField("文号", max_length=80, blank=True)
    subject = models.CharField("主题分类", max_length=4, choices=Subject.choices, blank=True)
    genre = models.CharField("体裁分类", max_length=16, choices=Genre.choices, blank=True)
    audience = models.CharField("服务对象", max_length=60, blank=True)
    manner = models.CharField("公开方式", max_length=60, blank=True)
    time_limit = models.CharField("公开时限", max_length=60, blank=True)
    scope = models.CharField("公开范围", max_length=60, blank=True)
    department = models.CharField("责任部门", max_length=120, blank=True)
    review_procedure = models.CharField("审核程序", max_length=120, blank=True)
    validity = models.CharField(
        "有效性", max_length=12, choices=Validity.choices, default=Validity.VALID
    )
    attribute = models.CharField("公开属性", max_length=12, choices=Attribute.choices, blank=True)
    attribute_ground = models.CharField("不主动公开的理由", max_length=300, blank=True)
    content = models.TextField("正文", blank=True)
    key_item = models.CharField("重点领域事项", max_length=120, blank=True, db_index=True)
    is_policy = models.SmallIntegerField("政策文件", default=0)
    is_interpreted = models.SmallIntegerField("已有解读", default=0)
    policy = models.ForeignKey(
        Matter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所解读的政策"
    )
    published_on = models.DateField("公开日期", null=True, blank=True)
    published_ym = models.IntegerField(null=True, db_index=True)
    is_public = models.SmallIntegerField("在公开", default=0, db_index=True)
    archived_on = models.DateField("归档日期", null=True, blank=True)

    class Meta:
        verbose_name = "公开信息"


class Opinion(Detail):
    """What somebody of the public said about a published matter, and the answer."""

    about = models.CharField("所涉公开信息", max_length=48, blank=True, db_index=True)
    content = models.TextField("意见内容")
    contact = SensitiveField("联系方式", blank=True, default="")
    answer = models.TextField("答复", blank=True)
    adopted = models.SmallIntegerField("采纳", null=True)

    class Meta:
        verbose_name = "公众意见"


class BoardUpdate(Detail):
    """One renewal of a notice board: what was collected, reviewed and put up."""

    board = models.CharField("公开栏", max_length=120, db_index=True)
    contents = models.TextField("上栏内容")
    posted_on = models.DateField("上栏日期", null=True, blank=True)
    posted_ym = models.IntegerField(null=True)

    class Meta:
        verbose_name = "公开栏更新"


class GroupMeeting(Detail):
    """A meeting of the leading group: agenda, who came, what was resolved."""

    agenda = models.TextField("议题")
    place = models.CharField("地点", max_length=120, blank=True)
    present = models.IntegerField("到会人数", null=True)
    resolutions = models.TextField("议定事项", blank=True)

    class Meta:
        verbose_name = "领导小组会议"


class Board(Entry):
    """A notice board (公开栏) somewhere in town; owes a renewal every month."""

    ROOM = "disclosure"
    name = models.CharField("名称", max_length=80)
    place = models.CharField("地点", max_length=120)
    affair = models.CharField("公开类别", max_length=12, choices=Affair.choices)
    keeper = PersonalField("责任人", max_length=40, blank=True)

    class Meta(Entry.Meta):
        verbose_name = "公开栏"

    @property
    def code(self) -> str:
        """The key, as the form asks for it."""
        return self.key


class GroupMember(Entry):
    """A member of a leading group for openness, from a day to a day."""

    ROOM = "disclosure"
    group = models.CharField("领导小组", max_length=80)
    name = PersonalField("姓名", max_length=40)
    part = models.CharField("组内职务", max_length=20)
    post = models.CharField("单位职务", max_length=80, blank=True)

    class Meta(Entry.Meta):
        verbose_name = "领导小组成员"


class KeyItem(Entry):
    """An item that must be open in a key field (重点领域); publications that name its key fulfil it."""

    ROOM = "disclosure"
    field = models.CharField("重点领域", max_length=60)
    item = models.CharField("公开事项", max_length=120)
    basis = models.CharField("公开依据", max_length=160, blank=True)
    renewal = models.CharField("更新要求", max_length=60, blank=True)

    class Meta(Entry.Meta):
        verbose_name = "重点领域公开事项"

    @property
    def code(self) -> str:
        """The key, as the form asks for it."""
        return self.key


class PublicChannel(Entry):
    """A way for the public to write in, open only while a named receiver and deputy stand behind it."""

    ROOM = "disclosure"
    kind = models.CharField("渠道", max_length=12, choices=ChannelKind.choices)
    receiver = models.CharField("受理人账号", max_length=40)
    deputy = models.CharField("代理人账号", max_length=40)

    class Meta(Entry.Meta):
        verbose_name = "公众渠道"

    @property
    def at(self) -> str:
        """The unit's code, as the form asks for it."""
        return self.unit.code


class YearCount(Entry):
    """A number of the yearly report whose records another system holds, with its source."""

    ROOM = "disclosure"
    year = models.IntegerField("年度")
    item = models.CharField("数据项", max_length=24, choices=YearItem.choices)
    value = models.DecimalField("数值", max_digits=14, decimal_places=4)
    source = models.CharField("数据来源", max_length=160)

    class Meta(Entry.Meta):
        verbose_name = "年报外部数据"

    @property
    def at(self) -> str:
        """The unit's code, as the form asks for it."""
        return self.unit.code
