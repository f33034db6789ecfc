"""Bindings: what a cell of the superior's workbook is filled with, and over which period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yifa.kernel.errors import InvalidData
from yifa.kernel.figure import Period, UnknownFigure, figure_of
from yifa.kernel.organization.models import Unit
from yifa.ledger.exporting.matters import heads
from yifa.ledger.rooms import ledger_of
from yifa.ledger.template.workbook import Page, place

MOST = 400


class Kind(models.TextChoices):
    FIGURE = "figure", gettext_lazy("指标")
    ROWS = "rows", gettext_lazy("台账的行")
    WORDS = "words", gettext_lazy("文字")


class Over(models.TextChoices):
    """Which months, seen from the period that is filled."""

    THIS = "this", gettext_lazy("本期")
    YEAR = "year", gettext_lazy("本年1月起累计")
    LAST = "last", gettext_lazy("上年同期")
    LAST_YEAR = "last_year", gettext_lazy("上年同期累计")
    BEFORE = "before", gettext_lazy("上一期")


class Part(models.TextChoices):
    SHOWN = "shown", gettext_lazy("取值")
    NUMERATOR = "numerator", gettext_lazy("分子")
    DENOMINATOR = "denominator", gettext_lazy("分母")


class By(models.TextChoices):
    RECEIVED = "received", gettext_lazy("本期收到的")
    CLOSED = "closed", gettext_lazy("本期办结的")


class Words(models.TextChoices):
    UNIT = "unit", gettext_lazy("填报单位")
    PERIOD = "period", gettext_lazy("报告期")
    PERSON = "person", gettext_lazy("填报人")
    DAY = "day", gettext_lazy("填报日期")


@dataclass(frozen=True)
class Binding:
    """One bound cell (or the first cell of a block of rows).

    `figure` with `unit` (a code; empty: the template's own), `over` and `part`; or `ledger` with `by`, `most` rows and
    `columns` (column letter → heading); or `words`.
    """

    kind: str
    sheet: str
    at: str
    figure: str = ""
    unit: str = ""
    over: str = Over.THIS.value
    part: str = Part.SHOWN.value
    ledger: str = ""
    by: str = By.RECEIVED.value
    most: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    words: str = ""

    @property
    def place(self) -> str:
        """表1!C5: what a person calls it."""
        return f"{self.sheet}!{self.at}"

    @property
    def said(self) -> str:
        """What fills it, in words."""
        if self.kind == Kind.WORDS:
            return str(Words(self.words).label)
        if self.kind == Kind.ROWS:
            found = ledger_of(self.ledger)
            title = found[1].title if found else self.ledger
            return f"{title}（{By(self.by).label}）"
        try:
            title = figure_of(self.figure).title
        except UnknownFigure:
            title = self.figure
        more = [str(Over(self.over).label)]
        more += [str(Part(self.part).label)] if self.part != Part.SHOWN else []
        return f"{title}（{'，'.join(more)}）"


def read(plain: Iterable[dict[str, Any]]) -> list[Binding]:
    """Bindings as an entry keeps them. Raises `InvalidData` for what is none."""
    try:
        return [Binding(**b) for b in plain]
    except TypeError as bad:
        raise InvalidData({"bindings": [_("绑定的格式不对")]}, {"bindings": _("绑定")}) from bad


def plain(bindings: Iterable[Binding]) -> list[dict[str, Any]]:
    """As an entry keeps them: in order of their places, without what is empty."""
    ordered = sorted(bindings, key=lambda b: (b.sheet, place(b.at)[1], place(b.at)[0]))
    return [
        {k: v for k, v in asdict(b).items() if v or k in ("kind", "sheet", "at")} for b in ordered
    ]


def months(over: str, period: Period) -> Period:
    """The months a binding speaks of, when `period` is filled."""
    since_january = Period(period.from_ym // 100 * 100 + 1, period.to_ym)
    match Over(over):
        case Over.THIS:
            return period
        case Over.YEAR:
            return since_january
        case Over.LAST:
            return period.year_before()
        case Over.LAST_YEAR:
            return since_january.year_before()
        case _:
            return period.before()


def faults(bindings: Sequence[Binding], pages: Sequence[Page]) -> list[str]:
    """What does not hold: a missing sheet, a formula, a cell below a merged one, two bindings on one cell."""
    found = [] if len(bindings) <= MOST else [_("绑定超过 %(n)s 处") % {"n": MOST}]
    by_name = {p.name: p for p in pages}
    seen: set[str] = set()
    for b in bindings:
        if b.place in seen:
            found.append(_("%(place)s 绑定了两次") % {"place": b.place})
        seen.add(b.place)
        page = by_name.get(b.sheet)
        if page is None:
            found.append(_("没有工作表“%(sheet)s”") % {"sheet": b.sheet})
            continue
        found += [f"{b.place}：{why}" for why in _faults(b, page)]
    return found


def _faults(b: Binding, page: Page) -> list[str]:
    cell = page.cell(b.at)
    if cell is None:
        return [_("这一格被合并了，请绑定合并区左上角的一格")]
    if cell.formula:
        return [_("这一格是公式，不能覆盖")]
    if b.kind == Kind.FIGURE:
        return _figure_faults(b)
    if b.kind == Kind.ROWS:
        return _rows_faults(b, page)
    return [] if b.kind == Kind.WORDS and b.words in Words.values else [_("绑定的种类不对")]


def _figure_faults(b: Binding) -> list[str]:
    if b.over not in Over.values or b.part not in Part.values:
        return [_("期间或者部分不对")]
    try:
        figure = figure_of(b.figure)
    except UnknownFigure:
        return [_("没有这一指标：%(id)s") % {"id": b.figure}]
    if b.unit and not Unit.objects.filter(code=b.unit).exists():
        return [_("没有单位 %(code)s") % {"code": b.unit}]
    if b.part != Part.SHOWN and not figure.is_ratio:
        return [_("“%(title)s”不是比率，没有分子分母") % {"title": figure.title}]
    return []


def _rows_faults(b: Binding, page: Page) -> list[str]:
    ledger = ledger_of(b.ledger)
    if ledger is None or b.by not in By.values:
        return [_("没有这一台账")]
    if not b.columns or set(b.columns.values()) - set(heads(ledger[1])):
        return [_("请至少为一列选定台账的栏目")]
    if not 1 <= b.most <= 300:
        return [_("行数须在 1 至 300 之间")]
    _column, top = place(b.at)
    for letter in b.columns:
        for row in range(top, top + b.most):
            cell = page.cell(f"{letter}{row}")
            if cell is None or cell.formula:
                at = f"{letter}{row}"
                return [_("%(at)s 是公式或者被合并，行数请缩短") % {"at": at}]
    return []
