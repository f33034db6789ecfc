"""Tables of figures: what a closed period froze, and the cube that dashboards read."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.query import ScopedQuerySet


class Freeze(models.Model):
    """A period of a unit closed and signed off. Editions of the same period restate the one before; none is changed."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    from_ym = models.IntegerField("起始月份")
    to_ym = models.IntegerField("截止月份")
    edition = models.PositiveIntegerField("版次")
    is_final = models.BooleanField("正式")
    cut_off = models.DateTimeField("截止时刻")
    reason = models.CharField("理由", max_length=400, blank=True)
    broken = models.JSONField("未通过的核对", default=list)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="签发人"
    )
    digest = models.CharField("校验值", max_length=64)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "封账"
        ordering = ("-from_ym", "-to_ym", "-edition")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "from_ym", "to_ym", "edition"], name="freeze_one_edition"
            )
        ]

    @property
    def stream(self) -> str:
        """Its chain in the journal: all editions of the unit's period."""
        return f"figures:{self.unit.code}:{self.from_ym}-{self.to_ym}"


class FrozenFigure(models.Model):
    """A figure as it was signed off: definition, exact integers, what was shown, and every row that made it.

    `marks` (and `marks_before`, of a change the rows of the earlier period) hold row ids with what each added and
    the codes it may be split by, packed (see `marks`).
    """

    freeze = models.ForeignKey(Freeze, models.PROTECT, related_name="figures")
    figure = models.CharField("指标", max_length=120)
    since = models.DateField("口径版本")
    definition = models.CharField("口径校验值", max_length=64)
    numerator = models.BigIntegerField("分子")
    denominator = models.BigIntegerField("分母", null=True)
    rows = models.IntegerField("记录数")
    decimals = models.SmallIntegerField("小数位")
    shown = models.CharField("取值", max_length=40, blank=True)
    text = models.CharField("表述", max_length=80)
    row_digest = models.CharField("记录校验值", max_length=64)
    marks = models.BinaryField()
    marks_before = models.BinaryField(default=bytes)

    class Meta:
        verbose_name = "封账指标"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["freeze", "figure"], name="frozen_once")
        ]


class CubeCell(models.Model):
    """What the rows of one unit in one month add to the figures of a fact.

    `counts` is a JSON list of integers: numerator and rows of each figure the cube keeps, in the order of
    `cube.figures_of`; `CubeState.definitions` says that this order and these definitions still hold.
    """

    fact = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    ym = models.IntegerField()
    counts = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fact", "unit", "ym"], name="cube_one_cell")
        ]


class CubeState(models.Model):
    """How far a fact's cells have followed the journal: up to which seal, under which definitions, and when."""

    fact = models.CharField(max_length=80, primary_key=True)
    definitions = models.CharField(max_length=64)
    seal = models.BigIntegerField(default=0)
    folded_at = models.DateTimeField()
