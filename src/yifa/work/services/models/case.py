"""A case at the window, and the part of it that another department decides."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yifa.kernel.fields import PersonalField
from yifa.kernel.matter.models import Detail, PartyKind
from yifa.work.services.models.catalogue import ServiceItem
from yifa.work.services.models.words import (
    Area,
    CaseKind,
    Channel,
    Help,
    ItemType,
    Joint,
    PartResult,
    PeriodUnit,
    Theme,
    Way,
)


class ServiceCase(Detail):
    """One application. It keeps the version of the item it was taken under, so later changes of the catalogue move
    neither its promise nor its steps."""

    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="+", verbose_name="事项")
    item_code = models.CharField("事项编码", max_length=120)
    item_type = models.CharField("事项类型", max_length=4, choices=ItemType.choices)
    theme = models.CharField("专题", max_length=12, choices=Theme.choices, blank=True)
    joint = models.CharField("联办方式", max_length=12, choices=Joint.choices, blank=True)
    applicant = PersonalField("申请人", max_length=120, blank=True)
    applicant_kind = models.CharField(
        "申请人类别", max_length=12, choices=PartyKind.choices, blank=True
    )
    kind = models.CharField("办件类型", max_length=8, choices=CaseKind.choices)
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    help = models.CharField("协助方式", max_length=12, choices=Help.choices, default=Help.NONE)
    area = models.CharField("受理范围", max_length=6, choices=Area.choices, default=Area.HOME)
    applied_at = models.CharField("申请地", max_length=80, blank=True)
    window = models.CharField("受理窗口", max_length=40, blank=True)
    agent = models.CharField("代办员", max_length=40, blank=True)
    mandate = models.BooleanField("有委托书", default=False)
    helped_on = models.DateField("代办、陪同或上门日期", null=True, blank=True)
    visits = models.IntegerField("到场次数", null=True, blank=True)
    zero_material = models.BooleanField("零材料", default=False)
    notices = models.IntegerField("补正告知次数", default=0)
    repeated = models.BooleanField("再次告知补正", default=False)
    way = models.CharField("免证明方式", max_length=12, choices=Way.choices, blank=True)
    way_source = models.CharField("数据来源或者核验单位", max_length=120, blank=True)
    way_proofs = models.CharField("免予提交的证明", max_length=400, blank=True)
    accepted_on = models.DateField("受理日期", null=True, blank=True)
    accepted_ym = models.IntegerField("受理月份", null=True, blank=True)
    accepted_by = PersonalField("受理人", max_length=40, blank=True)
    promised_amount = models.IntegerField("承诺时限", null=True, blank=True)
    promised_unit = models.CharField(
        "承诺时限单位", max_length=12, choices=PeriodUnit.choices, blank=True
    )
    on_the_spot = models.BooleanField("当场办结", default=False)
    parts = models.IntegerField("分送件数", default=0)
    parts_open = models.IntegerField("未返回件数", default=0)
    parts_sent = models.BooleanField("已分送审批单位", default=False)
    parts_denied = models.BooleanField("有单位不予", default=False)
    parts_returned = models.IntegerField("退回件数", default=0)
    special = models.CharField("不计入时限的程序", max_length=20, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decided_ym = models.IntegerField("决定月份", null=True, blank=True)
    days = models.IntegerField("受理至决定天数", null=True, blank=True)
    worked = models.IntegerField("受理至决定工作日数", null=True, blank=True)
    decided_by = PersonalField("审批人", max_length=40, blank=True)
    separated = models.BooleanField("受审分离", null=True, blank=True)
    certificate = models.CharField("证照名称和编号", max_length=200, blank=True)
    seal = models.CharField("用印", max_length=80, blank=True)
    one_seal = models.BooleanField("一枚印章", default=False)
    delivered_on = models.DateField("出件日期", null=True, blank=True)
    delivery = models.CharField("出件方式", max_length=12, blank=True)
    query_code = models.CharField("查询码", max_length=16, blank=True, db_index=True)

    class Meta:
        verbose_name = "政务服务办件"


class ServicePart(Detail):
    """The part of a case that one department decides (分送件): one certificate, one answer."""

    certificate = models.CharField("证照或者会审内容", max_length=120)
    consulted = models.BooleanField("只出具意见", default=False)
    amount = models.IntegerField("办理时限", null=True, blank=True)
    amount_unit = models.CharField(
        "时限单位", max_length=12, choices=PeriodUnit.choices, blank=True
    )
    result = models.CharField("办理结果", max_length=10, choices=PartResult.choices, blank=True)
    reason = models.TextField("理由或者意见", blank=True)
    number = models.CharField("证照编号", max_length=80, blank=True)
    decided_by = PersonalField("审批人", max_length=40, blank=True)

    class Meta:
        verbose_name = "分送件"
        ordering: ClassVar = ("matter_id",)
