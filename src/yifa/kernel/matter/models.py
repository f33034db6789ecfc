"""Matters: what proceeds. One table for all rooms; a room's own fields live in a one-to-one row.

Facts of time are stored (start, suspensions, extensions, stop); due dates are derived from them by `law` and kept here
only as derived columns that can be made anew. Nothing stores "days left" or "overdue".
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from yifa.kernel.fields import BlindIndexField, PersonalField, SensitiveField
from yifa.kernel.moment import MadeAt
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.query import ScopedQuerySet


class How(models.TextChoices):
    """How a record came in. Only `late` counts as late recording."""

    LIVE = "live", "实时"
    LATE = "late", "补登"
    IMPORTED = "imported", "导入"
    BACKFILL = "backfill", "历史补录"


class Matter(models.Model):
    """One matter, from its opening act to its archive."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    room = models.CharField("业务", max_length=32)
    procedure = models.CharField("程序", max_length=48)
    procedure_since = models.DateField("程序版本")
    number = models.CharField("编号", max_length=80, blank=True)
    source_system = models.CharField("来源系统", max_length=40, blank=True)
    external_number = models.CharField("外部编号", max_length=80, blank=True)
    title = models.CharField("名称", max_length=200)
    # Indexes of the two links stand below: every one is paid for by every act.
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name="承办单位", db_index=False
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经办人",
        db_index=False,
    )  # fmt: skip
    state = models.CharField("状态", max_length=32)
    is_open = models.BooleanField("在办", default=True)
    is_void = models.BooleanField("作废", default=False)
    outcome = models.CharField("结果", max_length=48, blank=True)
    how = models.CharField("来源方式", max_length=10, choices=How.choices, default=How.LIVE)
    version = models.PositiveIntegerField(default=0)
    received_on = models.DateField("收到日期")
    closed_on = models.DateField("办结日期", null=True, blank=True)
    last_on = models.DateField("最近办理日期")
    next_due = models.DateField("最近期限", null=True, blank=True)
    next_limit = models.CharField(max_length=80, blank=True)
    # Plain integers, stamped by the act that made them, so that a figure needs no date functions.
    received_ym = models.IntegerField()
    closed_ym = models.IntegerField(null=True)
    duration_days = models.IntegerField(null=True)
    limit_days = models.IntegerField(null=True)
    on_time = models.SmallIntegerField(null=True)
    judged_ym = models.IntegerField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "事项"
        indexes: ClassVar = [
            models.Index(fields=["procedure", "unit", "-received_on", "-id"], name="matter_ledger"),
            models.Index(fields=["unit", "is_open", "next_due"], name="matter_workbench"),
            models.Index(fields=["procedure", "-received_on", "-id"], name="matter_browse"),
            # Open matters by due day: one walk, whatever part of the tree is asked for.
            models.Index(
                fields=["procedure", "next_due", "id"],
                condition=models.Q(is_open=True),
                name="matter_due",
            ),
            # The same in one state; units are read from the index itself.
            models.Index(
                fields=["procedure", "state", "next_due", "id"],
                include=["unit"],
                condition=models.Q(is_open=True),
                name="matter_state",
            ),
            models.Index(
                fields=["handler", "next_due"],
                condition=models.Q(is_open=True),
                name="matter_mine",
            ),
            models.Index(fields=["room", "number"], name="matter_number"),
            models.Index(fields=["room", "received_ym"], name="matter_received"),
            models.Index(fields=["room", "closed_ym"], name="matter_closed"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room", "source_system", "external_number"],
                condition=~models.Q(external_number="") & models.Q(is_void=False),
                name="matter_one_external",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def stream(self) -> str:
        """The matter's chain in the journal."""
        return f"matter:{self.uid.hex}"


class Detail(models.Model):
    """A room's own fields of a matter."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="%(class)s"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True


class Clock(models.Model):
    """One limit running in a matter: the stored facts, and what `law` derived of them."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="clocks")
    limit_id = models.CharField(max_length=80)
    started_on = models.DateField("起算日")
    stopped_on = models.DateField("停止日", null=True, blank=True)
    is_controlling = models.BooleanField(default=False)
    rule_since = models.DateField("规则版本")
    calendar_version = models.CharField(max_length=64)
    due_on = models.DateField("届满日", null=True, blank=True)
    # A number that stands in the matter itself (a promise shorter than the law's), in words of `law.PERIOD_UNITS`.
    amount = models.PositiveIntegerField("约定数", null=True, blank=True)
    amount_unit = models.CharField("约定单位", max_length=12, blank=True)
    provisional = models.BooleanField("暂定", default=False)
    on_time = models.SmallIntegerField(null=True)

    # Renewed by a calendar that moved no date, which is no event in the matter's history.
    OUTSIDE_DIGEST = ("calendar_version", "provisional")

    class Meta:
        ordering = ("id",)

    @property
    def running(self) -> bool:
        return self.stopped_on is None


class ClockPause(models.Model):
    """Days that do not count, with the ground and the article that takes them out."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="pauses")
    from_on = models.DateField("中止之日")
    to_on = models.DateField("恢复之日", null=True, blank=True)
    ground = models.CharField("事由", max_length=200)
    cite = models.CharField("依据", max_length=120, blank=True)

    class Meta:
        ordering = ("id",)


class ClockExtension(models.Model):
    """A limit made longer: by how much, by whose approval, on which ground."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="extensions")
    amount = models.PositiveIntegerField("延长数", null=True)
    approver = models.CharField("批准人", max_length=40)
    ground = models.CharField("事由", max_length=200)
    on = models.DateField("批准日期")

    class Meta:
        ordering = ("id",)


class PartyKind(models.TextChoices):
    """The six classes of the official yearly disclosure table (国办公开办函〔2021〕30号)."""

    NATURAL = "natural", "自然人"
    ENTERPRISE = "enterprise", "商业企业"
    RESEARCH = "research", "科研机构"
    WELFARE = "welfare", "社会公益组织"
    LAW_SERVICE = "law_service", "法律服务机构"
    OTHER = "other", "其他"


class Party(models.Model):
    """A party to a matter, or who acts for one."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="parties")
    role = models.CharField("身份", max_length=24)
    kind = models.CharField("类别", max_length=12, choices=PartyKind.choices)
    name = PersonalField("姓名或名称", max_length=120)
    identity_number = SensitiveField("证件号码", blank=True, default="")
    identity_blind = BlindIndexField(of="identity_number")
    phone = SensitiveField("联系电话", blank=True, default="")
    address = SensitiveField("通信地址", blank=True, default="")
    represents = models.ForeignKey("self", models.PROTECT, null=True, blank=True, db_index=False)

    class Meta:
        verbose_name = "当事人"


class DeliveryMethod(models.TextChoices):
    DIRECT = "direct", "直接送达"
    LEFT = "left", "留置送达"
    POST = "post", "邮寄送达"
    ELECTRONIC = "electronic", "电子送达"
    ENTRUSTED = "entrusted", "委托送达"
    NOTICE = "notice", "公告送达"


class Delivery(models.Model):
    """Service of a paper (送达): how, when sent, when it counts as served, and by which article."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="deliveries")
    document = models.ForeignKey("kernel.Document", models.PROTECT, null=True, related_name="+")
    recipient = PersonalField("受送达人", max_length=120)
    method = models.CharField("送达方式", max_length=12, choices=DeliveryMethod.choices)
    sent_on = models.DateField("交付日期")
    served_on = models.DateField("送达日期", null=True, blank=True)
    tracking = models.CharField("邮件号", max_length=60, blank=True)
    cite = models.CharField("依据", max_length=120, blank=True)

    class Meta:
        verbose_name = "送达"


class Participant(models.Model):
    """Another unit that works on a part of the matter (会办单位): it reads the whole, and acts in its own part."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="participants")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    on = models.DateField("参加日期")

    class Meta:
        verbose_name = "会办单位"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "unit"], name="participant_once")
        ]


class Recusal(models.Model):
    """A person kept from a matter (回避): from then on no act of theirs is taken."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="recusals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ground = models.CharField("事由", max_length=200)
    decided_by = models.CharField("决定人", max_length=40)
    on = models.DateField("决定日期")

    class Meta:
        verbose_name = "回避"


class Relation(models.Model):
    """A link between matters, across rooms too: an enforcement case and its reconsideration."""

    source = models.ForeignKey(Matter, models.PROTECT, related_name="relations")
    target = models.ForeignKey(Matter, models.PROTECT, related_name="related_from")
    kind = models.CharField("关系", max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="relation_once")
        ]


class Series(models.Model):
    """A gapless number series per unit, kind and year; moved only inside the act that uses the number."""

    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False)
    kind = models.CharField(max_length=40)
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "kind", "year"], name="series_once")
        ]


class Outbox(models.Model):
    """What must follow an act, written with it: one loop delivers it at least once."""

    topic = models.CharField(max_length=48)
    payload = models.JSONField(default=dict)
    created_at = MadeAt()
    due_at = MadeAt()
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=models.Q(done_at__isnull=True), name="outbox_waiting"
            )
        ]
