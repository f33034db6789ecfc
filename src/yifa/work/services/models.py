"""Entries of the room: what a citizen or an enterprise may apply for, as the catalogue publishes it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yifa.kernel.entry.models import Entry


class ItemType(models.TextChoices):
    """Types of service items whose codes are known here. Other codes are kept and shown as they are."""

    LICENCE = "1", "行政许可"
    BENEFIT = "5", "行政给付"
    CONFIRMATION = "7", "行政确认"
    OTHER_POWER = "10", "其他行政权力"
    PUBLIC_SERVICE = "20", "公共服务"


class ServiceItem(Entry):
    """One version of a service item (政务服务事项). `key` is the item code.

    The item code is opaque: its layout differs by region and year (GB/T 39554.1-2020 left room for both), so it is
    kept as published and never taken apart or recomputed. The department stands twice: as published here, and as the
    unit that answers for the entry (`unit`).
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

    class Meta(Entry.Meta):
        verbose_name = "政务服务事项"

    def __str__(self) -> str:
        return self.name
