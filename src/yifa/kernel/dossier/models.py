"""The dossier: documents of matters and entries; contents live in files named by their digest."""

from __future__ import annotations

from django.db import models

from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.query import ScopedQuerySet


class DocumentStatus(models.TextChoices):
    DRAFT = "draft", "草稿"
    ISSUED = "issued", "已印发"
    RECEIVED = "received", "收到"


class Document(models.Model):
    """One document. A paper made here is drawn from `fields` by its template until it is issued and fixed."""

    matter = models.ForeignKey(
        "kernel.Matter", models.PROTECT, null=True, blank=True, related_name="documents"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField("种类", max_length=48)
    title = models.CharField("题名", max_length=200)
    number = models.CharField("文号", max_length=80, blank=True)
    status = models.CharField("状态", max_length=10, choices=DocumentStatus.choices)
    fields = models.JSONField(default=dict, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    on = models.DateField("日期")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "文书材料"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title
