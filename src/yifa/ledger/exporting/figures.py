"""The rows behind a figure, exported: as many as the figure says, less those beyond the reader's scope."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from yifa.kernel.figure import Figure, Period, ask
from yifa.kernel.figure.emit import Part
from yifa.kernel.matter.models import How
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.ledger.exporting.view import View

CHUNK = 1000


def view(actor: Actor, figure: Figure, period: Period, unit: Unit, part: Part) -> View:
    """The rows of a figure, ready to be written; no titles and no parties, as on its page."""
    value = ask.value(figure, period, unit)
    total = value.numerator if figure.is_ratio and part == "numerator" else value.rows
    heads, lines = _lines(actor, figure, period, unit, part)
    facts = (
        (_("内容"), _("指标“%(title)s”（%(id)s）的原始记录") % {"title": figure.title, "id": figure.id}),
        (_("口径"), figure.definition),
        (_("依据"), figure.cite),
        (_("期间"), str(period)),
        (_("单位"), _("%(unit)s及其下级") % {"unit": unit}),
        (_("取值"), value.text),
        (_("部分"), _("分子") if part == "numerator" else _("分母")),
        (_("应有行数"), str(total)),
        (_("口径校验值"), figure.digest()),
    )  # fmt: skip
    return View(
        f"figure:{figure.id}", figure.title, heads, lines, actor, tuple(f for f in facts if f[1])
    )


def _lines(
    actor: Actor, figure: Figure, period: Period, unit: Unit, part: Part
) -> tuple[list[str], Iterator[list[Any]]]:
    fact = figure.fact
    rows = ask.visible_rows(actor, figure, period, unit, part=part)
    if fact.of_entries:
        found = rows.select_related("unit").order_by("key", "version")
        heads = [_("编号"), _("所属单位"), _("版本"), _("生效日期"), _("失效日期"), _("变动理由")]
        return heads, (
            [r.key, str(r.unit), r.version, r.valid_from, r.valid_to, r.reason]
            for r in found.iterator(chunk_size=CHUNK)
        )
    if not fact.of_matters:
        found = rows.select_related("unit").order_by("pk")
        heads = [_("期间"), _("义务"), _("单位"), _("到期日"), _("履行日"), _("零报告"), _("按期")]
        return heads, (
            [r.period, r.title, str(r.unit), r.due_on, r.met_on, bool(r.is_nil), _judged(r.on_time)]
            for r in found.iterator(chunk_size=CHUNK)
        )
    own = fact.child is None
    found = rows.select_related("unit" if own else "matter__unit").order_by("pk")
    heads = [
        _("编号"), _("程序"), _("承办单位"), _("状态"), _("收到日期"), _("办结日期"), _("结果"), _("历时（日）"),
        _("按期"), _("来源方式"),
    ]  # fmt: skip
    how, outcomes = dict(How.choices), fact.labels_of("outcome")
    return heads, (
        [
            m.number, fact.label("procedure", m.procedure), str(m.unit), fact.label("state", m.state),
            m.received_on, m.closed_on, outcomes.get(m.outcome, m.outcome), m.duration_days,
            _judged(m.on_time), how.get(m.how, ""),
        ]
        for m in ((r if own else r.matter) for r in found.iterator(chunk_size=CHUNK))
    )  # fmt: skip


def _judged(on_time: int | None) -> str:
    return "" if on_time is None else (_("是") if on_time else _("否"))
