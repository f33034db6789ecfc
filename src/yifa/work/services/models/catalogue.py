"""The catalogue: what may be applied for, as its guide prints it, and the proofs that were once asked for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yifa.kernel.entry.models import Entry
from yifa.work.services.models.words import (
    CaseKind,
    ItemType,
    Joint,
    Online,
    PeriodUnit,
    Theme,
    Verdict,
    Way,
)


class ServiceItem(Entry):
    """One version of a service item (政务服务事项). `key` is the item code; the unit decides on it.

    The item code is opaque: its layout differs by region and year (GB/T 39554.1-2020 left room for both), so it is
    kept as published and never taken apart or recomputed. The department stands twice: as published here, and as the
    unit that answers for the entry (`unit`). A published list says little; what a guide needs and the entry lacks is
    counted in `gaps`. The versions of an item are the record of how it was made simpler.
    """

    ROOM: ClassVar[str] = "services"

    name = models.CharField("事项名称", max_length=200)
    main_item = models.CharField("主事项", max_length=200, blank=True)
    item_code = models.CharField("事项编码", max_length=80)
    area_code = models.CharField("区划代码", max_length=12)
    item_type = models.CharField("事项类型", max_length=4, choices=ItemType.choices)
    department_name = models.CharField("部门", max_length=80)
    department_code = models.CharField("部门代码", max_length=40, blank=True)
    link = models.URLField("链接", max_length=500, blank=True)

    kind = models.CharField("办件类型", max_length=8, choices=CaseKind.choices, blank=True)
    theme = models.CharField("专题", max_length=12, choices=Theme.choices, blank=True)
    legal_amount = models.IntegerField("法定办结时限", null=True, blank=True)
    legal_unit = models.CharField(
        "法定时限单位", max_length=12, choices=PeriodUnit.choices, blank=True
    )
    legal_basis = models.CharField("设定依据", max_length=300, blank=True)
    promised_amount = models.IntegerField("承诺办结时限", null=True, blank=True)
    promised_unit = models.CharField(
        "承诺时限单位", max_length=12, choices=PeriodUnit.choices, blank=True
    )
    on_the_spot = models.BooleanField("当场办结", default=False)
    conditions = models.TextField("办理条件", blank=True)
    materials = models.TextField("申请材料", blank=True)
    no_materials = models.BooleanField("不需要材料", default=False)
    process_steps = models.IntegerField("办理环节（个）", null=True, blank=True)
    visits = models.IntegerField("到场次数", null=True, blank=True)
    cost_yuan = models.IntegerField("申请人费用（元）", null=True, blank=True)
    fee_basis = models.CharField("收费依据", max_length=200, blank=True)
    window = models.CharField("办理窗口", max_length=120, blank=True)
    consult = models.CharField("咨询方式", max_length=120, blank=True)
    accepting = models.CharField("可以受理的单位", max_length=400, blank=True)
    citywide = models.BooleanField("同城通办", default=False)
    crossarea = models.BooleanField("异地可办", default=False)
    online = models.CharField("网办深度", max_length=8, choices=Online.choices, blank=True)
    one_door = models.BooleanField("进综合窗口", default=False)
    high_frequency = models.BooleanField("高频事项", default=False)
    livelihood = models.BooleanField("民生事项", default=False)
    needs_household = models.BooleanField("入户核查", default=False)
    needs_notice = models.BooleanField("公示", default=False)
    needs_report = models.BooleanField("上报", default=False)
    proofs = models.CharField("要求的证明", max_length=400, blank=True)
    joint = models.CharField("联办方式", max_length=12, choices=Joint.choices, blank=True)
    joint_parts = models.TextField("联办单位和证照", blank=True)

    # Made from the fields above when the entry is written.
    materials_total = models.IntegerField("材料份数", null=True, blank=True)
    materials_handed = models.IntegerField("申请人提交份数", null=True, blank=True)
    zero_material = models.BooleanField("零材料", default=False)
    one_visit = models.BooleanField("一网一门一次", default=False)
    gaps = models.IntegerField("指南缺项", default=0)

    class Meta(Entry.Meta):
        verbose_name = "政务服务事项"

    def __str__(self) -> str:
        return self.name

    @property
    def is_licence(self) -> bool:
        return self.item_type == ItemType.LICENCE


class ProofItem(Entry):
    """A proof that is or was asked for (证明事项): its basis, whether it is kept, and what replaced it since when.

    A cancelled proof goes on standing in the list as cancelled, so that nobody asks for it again.
    """

    ROOM: ClassVar[str] = "services"

    name = models.CharField("证明名称", max_length=200)
    asked_by = models.CharField("索要单位", max_length=80)
    issued_by = models.CharField("开具单位", max_length=80, blank=True)
    used_for = models.CharField("用途", max_length=200, blank=True)
    basis = models.CharField("设定依据", max_length=300, blank=True)
    verdict = models.CharField("清理结论", max_length=10, choices=Verdict.choices)
    way = models.CharField("替代方式", max_length=12, choices=Way.choices, blank=True)
    replaced_by = models.CharField("以什么替代", max_length=200, blank=True)
    cancelled_on = models.DateField("取消日期", null=True, blank=True)
    cancelled_ym = models.IntegerField("取消月份", null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = "证明事项"

    def __str__(self) -> str:
        return self.name
