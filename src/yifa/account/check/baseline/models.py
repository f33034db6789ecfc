"""Figure tables of checked reports, and the contents rules an office does without."""

from __future__ import annotations

from django.db import models

from yifa.kernel.entry.models import Entry


class ReportBaseline(Entry):
    """What one unit's report of one year stated. `key` is `unit code:year`; the text itself is not kept.

    `figures` has the rows of `table.figures_of`, `passages` the digests of long sentences, `digest` is the SHA-256 of
    the text that was checked.
    """

    ROOM = "report"
    year = models.IntegerField("报告年度", db_index=True)
    title = models.CharField("报告", max_length=200)
    digest = models.CharField("正文摘要", max_length=64)
    characters = models.PositiveIntegerField("字数")
    figures = models.JSONField("数据", default=list)
    passages = models.JSONField("长句摘要", default=list)

    class Meta(Entry.Meta):
        verbose_name = "已审读报告的数据"

    def __str__(self) -> str:
        return f"{self.title}（{self.year}）"


class CheckSwitch(Entry):
    """An office switches a contents rule of the report check off, with its reason; ending the entry switches it on."""

    ROOM = "report"
    rule = models.CharField("审读规则", max_length=40)

    class Meta(Entry.Meta):
        verbose_name = "审读规则停用"
