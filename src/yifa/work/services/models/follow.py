"""What goes on beside a case: first enquiries, commitments with their draws and checks, checks, the task force's work."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yifa.kernel.fields import PersonalField, SensitiveField
from yifa.kernel.matter.models import Detail, Matter
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.work.services.models.words import CheckKind, PublicityKind


class ServiceEnquiry(Detail):
    """A question asked at a unit (首问): whoever was asked first answers for it until the next one has taken it over."""

    question = models.TextField("询问事项")
    asker = PersonalField("询问人", max_length=60, blank=True)
    contact = SensitiveField("联系方式", blank=True, default="")
    first_asked = PersonalField("首问责任人", max_length=40)
    first_unit = models.CharField("首问单位", max_length=80)
    answer = models.TextField("答复", blank=True)
    handed_to = models.CharField("移交单位", max_length=80, blank=True)
    handed = models.IntegerField("移交次数", default=0)

    class Meta:
        verbose_name = "首问登记"


class ServiceCommitment(Detail):
    """A written commitment given in place of a proof (告知承诺): checked afterwards if drawn, and it alone bears a breach."""

    proofs = models.CharField("承诺替代的证明", max_length=400)
    committed = PersonalField("承诺人", max_length=120)
    text = models.TextField("承诺内容")
    signed_on = models.DateField("签署日期")
    signed_ym = models.IntegerField("签署月份")
    drawn = models.BooleanField("抽中核查", default=False)
    checked_ym = models.IntegerField("核查月份", null=True, blank=True)
    breach = models.BooleanField("承诺不实", default=False)
    finding = models.TextField("核查情况", blank=True)
    repaired_on = models.DateField("修复日期", null=True, blank=True)

    class Meta:
        verbose_name = "告知承诺"


class ServiceDraw(Detail):
    """One drawing of commitments to be checked. The list and the digest of a secret are fixed first; a number from
    outside and the secret are told at the drawing, so anybody can draw again and nobody could have chosen."""

    period_from = models.DateField("承诺签署自")
    period_to = models.DateField("承诺签署至")
    share = models.IntegerField("抽查比例（%）")
    seed_digest = models.CharField("密钥摘要", max_length=64)
    list_digest = models.CharField("名单摘要", max_length=64)
    seed = models.CharField("密钥", max_length=64, blank=True)
    outside = models.CharField("外部数", max_length=80, blank=True)
    listed = models.IntegerField("名单件数", default=0)
    drawn = models.IntegerField("抽中件数", default=0)

    class Meta:
        verbose_name = "承诺抽查"


class DrawTicket(models.Model):
    """A commitment in a draw's list, with its rank once drawn."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="draw_tickets")
    commitment = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    number = models.CharField("承诺编号", max_length=80)
    rank = models.IntegerField("次序", null=True, blank=True)
    drawn = models.BooleanField("抽中", default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "抽查名单"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "commitment"], name="draw_ticket_once")
        ]


class ServiceCheck(Detail):
    """One check: was a promise kept, a standard met, an approval lawful? A finding is closed by somebody else."""

    kind = models.CharField("检查内容", max_length=10, choices=CheckKind.choices)
    subject = models.CharField("检查对象", max_length=160)
    subject_key = models.CharField("对象编号", max_length=120, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    found = models.BooleanField("发现问题", default=False)
    finding = models.TextField("检查情况")
    correction = models.TextField("整改情况", blank=True)

    class Meta:
        verbose_name = "检查"


class ServiceTask(Detail):
    """An item on the supervision list of the task force (督办事项)."""

    origin = models.CharField("来源", max_length=12)
    what = models.TextField("督办内容")
    owner = models.CharField("责任单位", max_length=80)
    amount = models.IntegerField("办理时限（工作日）")
    result = models.TextField("办理情况", blank=True)

    class Meta:
        verbose_name = "督办事项"


class ServiceMeeting(Detail):
    """A meeting of the task force."""

    topic = models.CharField("议题", max_length=200)
    chair = models.CharField("主持人职务", max_length=60, blank=True)
    attended = models.IntegerField("到会人数", null=True, blank=True)
    resolved = models.TextField("议定事项", blank=True)

    class Meta:
        verbose_name = "专班会议"


class ServicePublicity(Detail):
    """One effort to make a reform known (宣传): booklets handed out, a piece put on a channel. Numbers stand with their proof."""

    force = models.CharField("专班", max_length=80, blank=True)
    kind = models.CharField("方式", max_length=10, choices=PublicityKind.choices)
    place = models.CharField("范围或者载体", max_length=160)
    held_on = models.DateField("开展日期", null=True, blank=True)
    held_ym = models.IntegerField("开展月份", null=True, blank=True)
    copies = models.IntegerField("发放份数", default=0)
    views = models.IntegerField("浏览次数", default=0)
    read_on = models.DateField("浏览量读数日期", null=True, blank=True)
    proof = models.CharField("凭据", max_length=200, blank=True)

    class Meta:
        verbose_name = "改革宣传"
