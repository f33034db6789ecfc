"""How near a due day is, in words: what the due chip of every list and matter page says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from yifa import law
from yifa.kernel import moment
from yifa.kernel.matter.calendar import office_calendar

SOON = 3
"""Working days, today's not counted, from which on a due day is near."""


@dataclass(frozen=True)
class DueChip:
    """`level`: none, paused, overdue, today, soon, later, met or missed; `text` for people; `title` has the article."""

    level: str
    text: str
    day: date | None = None
    title: str = ""
    provisional: bool = False


def working_days_left(today: date, due_on: date, calendar: law.WorkCalendar, most: int = SOON) -> int | None:
    """Working days after `today` up to `due_on`; None when there are more than `most`."""
    left, day = 0, today
    while day < due_on:
        day += timedelta(days=1)
        left += calendar.is_working_day(day)
        if left > most:
            return None
    return left


def citation(limit_id: str, since: date | None = None) -> str:
    """Title, amount and article of a limit: of the version that began `since`, else of the newest."""
    book = law.book()
    if not limit_id or limit_id not in book:
        return ""
    versions = book.versions(limit_id)
    version = next((v for v in versions if v.effective_from == since), versions[-1])
    return f"{version.title_zh}：{version.amount_zh}，{version.citation}"


def chip(
    on: date | None, *, today: date, calendar: law.WorkCalendar, limit_id: str = "",
    since: date | None = None, provisional: bool = False, paused: bool = False,
    on_time: int | None = None, stopped_on: date | None = None,
) -> DueChip:  # fmt: skip
    """The chip of a due day `on` as seen `today`; of a stopped clock, whether it was met."""
    title = citation(limit_id, since)
    if stopped_on is not None:
        if on_time is None:
            return DueChip("none", _("已停止"), on, title, provisional)
        word = _("按期") if on_time else _("逾期办结")
        return DueChip("met" if on_time else "missed", word, on, title, provisional)
    if paused or on is None:
        word = _("中止，到期日待定") if paused else _("无期限")
        return DueChip("paused" if paused else "none", word, None, title)
    if on < today:
        late = _("逾期 %(n)s 天") % {"n": (today - on).days}
        return DueChip("overdue", late, on, title, provisional)
    if on == today:
        return DueChip("today", _("今日到期"), on, title, provisional)
    left = working_days_left(today, on, calendar)
    if left is None:
        return DueChip("later", "", on, title, provisional)
    text = _("剩 %(n)s 个工作日") % {"n": left} if left else _("休息日到期")
    return DueChip("soon", text, on, title, provisional)


def chip_for(request: Any, on: date | None, **more: Any) -> DueChip:
    """The same on a page: today and the calendar are read once a request."""
    kept = getattr(request, "_due_calendar", None)
    if kept is None:
        kept = (moment.today(), office_calendar())
        if request is not None:
            request._due_calendar = kept
    return chip(on, today=kept[0], calendar=kept[1], **more)
