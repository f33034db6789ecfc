"""The deadline page: choose a limit and a day, see what falls due and how it was counted. Shareable by its URL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from yifa import law
from yifa.kernel import moment
from yifa.kernel.matter.calendar import office_calendar, office_limits
from yifa.ledger.access import access
from yifa.site.settings_limits import matching

MOST_LISTED = 40
MOST_MONTHS = 14
FIRST, LAST = date(1949, 10, 1), date(2100, 12, 31)
MOST_ADDED = 3650
SPAN = re.compile(
    r"^\s*(\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:至|到|~|—)\s*(\d{4}-\d{1,2}-\d{1,2})?)?\s*(.*)$"
)


class DeadlineForm(forms.Form):
    """What the count needs. All parts travel in the URL."""

    start = forms.DateField(
        label=gettext_lazy("起算日期"), widget=forms.DateInput({"type": "date"}),
        help_text=gettext_lazy("收到、决定、送达等引起期限的那一天"),
    )  # fmt: skip
    hour = forms.TimeField(
        label=gettext_lazy("时刻"), required=False, widget=forms.TimeInput({"type": "time"}),
        help_text=gettext_lazy("只有按小时计算的期限需要"),
    )  # fmt: skip
    extensions = forms.CharField(
        label=gettext_lazy("延长"), required=False, max_length=60,
        help_text=gettext_lazy("没有延长留空；填数量，例如 20；从障碍消除另算的填消除日期"),
    )  # fmt: skip
    suspensions = forms.CharField(
        label=gettext_lazy("中止或者扣除的时间"), required=False, max_length=600,
        widget=forms.Textarea({"rows": 2, "placeholder": "2026-03-05 至 2026-03-16 等待补正"}),
        help_text=gettext_lazy("一行一段：起止日期、事由；没有恢复的不写止日"),
    )  # fmt: skip

    def __init__(self, *args: Any, limit: law.Limit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unused = {
            "hour": limit.unit != "hour",
            "extensions": limit.extension is None,
            "suspensions": limit.unit == "hour" or not limit.is_period or limit.direction == "before",
        }  # fmt: skip
        for name, out in unused.items():
            # what the URL says is never dropped in silence: the law's refusal is then the answer
            if out and not self.data.get(name):
                del self.fields[name]
        if limit.trigger:
            self.fields["start"].help_text = limit.trigger

    def clean_start(self) -> date:
        start: date = self.cleaned_data["start"]
        if not FIRST <= start <= LAST:
            raise forms.ValidationError(_("日期应在 %(a)s 至 %(b)s 之间") % {"a": FIRST, "b": LAST})
        return start

    def clean_extensions(self) -> list[int | date]:
        grants: list[int | date] = []
        for part in re.split(r"[\s,，、;；]+", self.cleaned_data["extensions"].strip()):
            if not part:
                continue
            try:
                grant = int(part) if part.isdecimal() else _day(part)
                if isinstance(grant, int) and grant > MOST_ADDED:
                    raise ValueError
                grants.append(grant)
            except ValueError:
                raise forms.ValidationError(
                    _("“%(x)s”不是可用的数量，也不是日期") % {"x": part}
                ) from None
        return grants

    def clean_suspensions(self) -> list[law.Suspension]:
        spans = []
        for line in self.cleaned_data["suspensions"].splitlines():
            if not line.strip():
                continue
            try:
                match = SPAN.match(line)
                if match is None:
                    raise ValueError
                first, last, ground = match.groups()
                until = _day(last) if last else None
                spans.append(law.Suspension(_day(first), until, ground.strip() or _("未写事由")))
            except law.BadInput as wrong:
                raise forms.ValidationError(str(wrong)) from None
            except ValueError:
                raise forms.ValidationError(
                    _("看不懂：%(line)s") % {"line": line.strip()[:60]}
                ) from None
        return spans


def _day(text: str) -> date:
    year, month, day = (int(n) for n in text.split("-"))
    found = date(year, month, day)
    if not FIRST <= found <= LAST:
        raise ValueError(text)
    return found


@dataclass(frozen=True)
class Cell:
    """One day of a month's table; `day` None stands before the first or after the last."""

    day: date | None
    css: str = "blank"
    n: int | None = None
    why: str = ""
    ground: str = ""


@dataclass(frozen=True)
class Month:
    """One month of the count, in weeks from Monday."""

    title: str
    weeks: tuple[tuple[Cell, ...], ...]


def months(due: law.Due) -> list[Month]:
    """The count as month tables, at most `MOST_MONTHS`; none for hours and yearly dates."""
    days = {d.date: d for d in due.days}
    if not days:
        return []
    found: list[Month] = []
    first, last = min(days), max([*days, due.due_on or due.start])
    at = first.replace(day=1)
    while at <= last and len(found) < MOST_MONTHS:
        following = (at + timedelta(days=31)).replace(day=1)
        cells = [Cell(None)] * at.weekday()
        for offset in range((following - at).days):
            cells.append(_cell(at + timedelta(days=offset), days, due))
        cells += [Cell(None)] * (-len(cells) % 7)
        weeks = tuple(tuple(cells[i : i + 7]) for i in range(0, len(cells), 7))
        found.append(Month(f"{at.year} 年 {at.month} 月", weeks))
        at = following
    return found


def _cell(day: date, days: dict[date, law.Day], due: law.Due) -> Cell:
    found = days.get(day)
    if day == due.due_on:
        return Cell(
            day,
            "due-day",
            found.n if found else None,
            _("届满") if due.limit.bound != "min" else _("可办"),
        )
    if found is None:
        return Cell(day, "")
    if day == due.start:
        return Cell(day, "start", None, _("起算"))
    if found.counted:
        return Cell(
            day, "counted", found.n, "" if found.reason in ("工作日", "自然日") else found.reason
        )
    kind, _colon, ground = found.reason.partition("：")
    css = "paused" if kind == "中止" else "left-out"
    return Cell(day, css, None, kind, ground)


def count(limit: law.Limit, data: dict[str, Any], calendar: law.WorkCalendar) -> law.Due:
    """Count one limit from the form's data. Raises LawError in words for the reader."""
    start: date = data["start"]
    if limit.unit == "hour" and data.get("hour"):
        start = datetime.combine(start, data["hour"])
    return law.due(
        limit,
        start,
        calendar,
        suspensions=data.get("suspensions", ()),
        extensions=data.get("extensions", ()),
    )


@access("public")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Search a limit; with `limit` and `start` in the URL, its answer."""
    staff = cast(Any, request).actor.user_id is not None
    limit_id, words = request.GET.get("limit", ""), request.GET.get("q", "").strip()
    book = office_limits()
    shown: dict[str, Any] = {
        "layout": "base.html" if staff else "portal/base.html", "q": words, "nav": "deadline",
    }  # fmt: skip
    if limit_id in book:
        asked = "start" in request.GET
        initial = {"start": moment.today().isoformat()}
        versions = book.versions(limit_id)
        form = DeadlineForm(request.GET if asked else None, initial=initial, limit=versions[-1])
        shown |= {"form": form, "limit": versions[-1], "versions": versions}
        if asked and form.is_valid():
            shown |= _answer(book, limit_id, form.cleaned_data)
    else:
        found = matching(words)
        shown |= {"found": found[:MOST_LISTED], "total": len(found), "unknown": limit_id}
    return render(request, "settings/deadline.html", shown)


def _answer(book: law.LimitBook, limit_id: str, data: dict[str, Any]) -> dict[str, Any]:
    try:
        limit = book.get(limit_id, data["start"])
        due = count(limit, data, office_calendar())
    except law.NotAPeriod as threshold:
        return {"limit": book.get(limit_id, data["start"]), "threshold": str(threshold)}
    except law.LawError as wrong:
        return {"wrong": str(wrong)}
    shown = months(due)
    return {
        "limit": limit, "due": due, "months": shown,
        "cut": bool(shown) and bool(due.due_on) and len(shown) == MOST_MONTHS,
    }  # fmt: skip
