"""How a clock of a matter was counted, for a reader who may contest it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from yifa import law
from yifa.kernel.errors import Refusal
from yifa.kernel.matter.clock import counted, of_clock
from yifa.kernel.matter.context import Ticking
from yifa.kernel.matter.models import Clock, ClockExtension, ClockPause, Matter
from yifa.ledger.pages.due_line import DueLine, Reckoner, awaited, cited


@dataclass(frozen=True)
class ClockView:
    """One clock as shown: its title and article, where it stands, and the count in sentences."""

    clock: Clock
    title: str
    cite: str
    status: str
    tone: str
    sentences: tuple[str, ...]
    pauses: tuple[ClockPause, ...]
    extensions: tuple[ClockExtension, ...]
    line: DueLine | None = None

    @property
    def day(self) -> date | None:
        return self.clock.due_on


def clock_view(matter: Matter, ticking: Ticking, reckon: Reckoner) -> ClockView:
    """The clock with its explanation, counted anew from the stored facts."""
    clock = ticking.clock
    limit = reckon.limit(clock.limit_id, clock.rule_since, matter.unit.code)
    limit = of_clock(clock, limit) if limit else None
    title = limit.title_zh if limit else clock.limit_id
    cite = cited(limit)
    try:
        sentences = counted(ticking, reckon.limits, reckon.calendar).explanation
    except (law.LawError, Refusal) as doubt:
        sentences = (_("此期限现在不能重新推算：%(why)s") % {"why": doubt},)
    status, tone, line = _status(clock, limit, reckon, awaited(matter, clock.limit_id))
    return ClockView(
        clock, title, cite, status, tone, sentences,
        tuple(ticking.pauses), tuple(ticking.extensions), line,
    )  # fmt: skip


def _status(
    clock: Clock, limit: law.Limit | None, reckon: Reckoner, others: bool
) -> tuple[str, str, DueLine | None]:
    if clock.stopped_on is not None:
        if clock.on_time is None:
            return _("%(day)s 停止") % {"day": clock.stopped_on}, "plain", None
        word = _("%(day)s 按期完成") if clock.on_time else _("%(day)s 逾期完成")
        return word % {"day": clock.stopped_on}, "done" if clock.on_time else "bad", None
    if clock.due_on is None:
        return _("中止中，届满日待定"), "wait", None
    level, text = reckon.words(clock.due_on, limit, awaited=others)
    tone = {"overdue": "bad", "today": "wait", "soon": "wait", "reminder": "plain"}.get(
        level, "open"
    )
    return text or _("在计"), tone, DueLine(level, clock.due_on, "", "", text)


def clock_views(matter: Matter, clocks: list[Ticking], reckon: Reckoner) -> list[ClockView]:
    """Running clocks by due day, then the stopped ones, the latest first."""
    views = [clock_view(matter, t, reckon) for t in clocks]
    running = [v for v in views if v.clock.running]
    stopped = [v for v in views if not v.clock.running]
    running.sort(key=lambda v: (not v.clock.is_controlling, v.day or date.max))
    stopped.sort(key=lambda v: v.clock.stopped_on or date.min, reverse=True)
    return running + stopped
