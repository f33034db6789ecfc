"""Tables of the room: ratings of services (好差评), the supervising unit's follow-up of bad ones, and open channels.

Who rated is never kept with the rating: of a bad rating name and number stand with the supervising unit's own
follow-up, of a good one nowhere.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yifa.kernel.entry.models import Entry
from yifa.kernel.matter.models import Detail, Matter
from yifa.kernel.organization.models import Unit


class Level(models.IntegerChoices):
    """The five levels; from basically satisfied up they count as satisfied."""

    VERY_GOOD = 5, "非常满意"
    GOOD = 4, "满意"
    FAIR = 3, "基本满意"
    BAD = 2, "不满意"
    VERY_BAD = 1, "非常不满意"


LOWEST_GOOD = int(Level.FAIR)


class Channel(models.TextChoices):
    WINDOW = "window", "窗口评价器"
    ONLINE = "online", "政务服务平台"
    PHONE = "phone", "电话、短信"
    HOTLINE = "hotline", "12345热线"
    PORTAL = "portal", "网页评价码"


class Callback(models.TextChoices):
    """What the person says of the rectification."""

    SATISFIED = "satisfied", "认可整改"
    UNSATISFIED = "unsatisfied", "不认可，已说明"
    UNREACHED = "unreached", "未联系上"
    ANONYMOUS = "anonymous", "匿名，不能回访"


class RatingReview(Detail):
    """One rating of one case, or of one visit for it, at the unit that is rated."""

    level = models.SmallIntegerField("评价等级", choices=Level.choices)
    channel = models.CharField("评价渠道", max_length=12, choices=Channel.choices)
    case = models.ForeignKey(Matter, models.PROTECT, related_name="ratings")
    visited_on = models.DateField("到访日期", null=True, blank=True)
    subject = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001 - none for what is not counted
    given = models.SmallIntegerField("本人作出", default=1)
    named = models.SmallIntegerField("实名", default=0)
    bad = models.SmallIntegerField("差评", default=0)
    reasons = models.CharField("评价理由", max_length=200, blank=True)
    comment = models.TextField("评价内容", blank=True)
    rated_ym = models.IntegerField("评价月份", null=True)
    confirmed = models.SmallIntegerField("核实属实", null=True)
    finding = models.TextField("核实情况", blank=True)
    measure = models.TextField("整改措施", blank=True)
    rectified = models.SmallIntegerField("整改完成", default=0)
    callback = models.CharField("回访结果", max_length=12, choices=Callback.choices, blank=True)
    published = models.TextField("公开的处理结果", blank=True)
    published_on = models.DateField("公开日期", null=True, blank=True)

    class Meta:
        verbose_name = "政务服务评价"


class RatingCallback(Detail):
    """What the supervising unit does about a bad rating: ask, verify, and ask again when it was put right."""

    # The random identity, not a key: both are opened in one act, before either has a row.
    rating = models.CharField("评价", max_length=32, db_index=True)
    case = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    level = models.SmallIntegerField("评价等级", choices=Level.choices)
    named = models.SmallIntegerField("实名", default=0)
    comment = models.TextField("评价内容", blank=True)
    finding = models.TextField("核实情况", blank=True)
    measure = models.TextField("整改措施", blank=True)
    callback = models.CharField("回访结果", max_length=12, choices=Callback.choices, blank=True)

    class Meta:
        verbose_name = "差评核实回访"


class RatingChannel(Entry):
    """A channel that a unit has opened, for itself and those below, and who supervises its ratings."""

    ROOM: ClassVar[str] = "rating"

    channel = models.CharField("评价渠道", max_length=12, choices=Channel.choices)
    supervisor = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="监督单位")
    place = models.CharField("设置处", max_length=160, blank=True)

    class Meta(Entry.Meta):
        verbose_name = "评价渠道"

    def __str__(self) -> str:
        return self.get_channel_display()


class RateableCase(models.Model):
    """A closed case that may be rated: the denominator of the response rate. Derived from matters, made anew by `fold`."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="承办单位")
    case = models.OneToOneField(Matter, models.PROTECT, related_name="+")
    closed_ym = models.IntegerField("办结月份")
    rated = models.SmallIntegerField("有本人评价", default=0)
    satisfied = models.SmallIntegerField("评价满意", default=0)

    DERIVED = "the denominator of the response rate: `fold` makes it anew from the matters"

    class Meta:
        verbose_name = "应评办件"
        indexes: ClassVar = [models.Index(fields=["unit", "closed_ym"], name="rateable_unit_ym")]
