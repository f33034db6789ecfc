"""Settings, working calendar: the published holidays of a year and the office's own days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yifa import law
from yifa.kernel import moment
from yifa.kernel.entry.enter import Standing, enter_many
from yifa.kernel.errors import BatchRefused, Refusal
from yifa.kernel.matter.calendar import office_calendar
from yifa.kernel.organization.calendar import CalendarDay
from yifa.kernel.organization.roles import Role
from yifa.ledger.access import access
from yifa.site.settings_form import WhenForm, actor_of, end_entry, units_of

LINE = re.compile(
    r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s*(?:[~至到—-]+\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?)?[\s,，]+(休|班)[\s,，]+(\S{1,40})$"
)
MOST_DAYS = 60


@dataclass(frozen=True)
class Special:
    """A day of the year that differs from the plain week, and who says so."""

    day: date
    working: bool
    name: str
    own: CalendarDay | None
    guessed: bool


class DaysForm(forms.Form):
    """Several days at once, a line each."""

    days = forms.CharField(
        label=gettext_lazy("日期，一行一条"),
        widget=forms.Textarea({"rows": 6, "placeholder": "2027-01-01 至 2027-01-03 休 元旦\n2027-02-20 班 春节调休"}),
        help_text=gettext_lazy("写法：日期（或者起止日期）、休或者班、名称，用空格隔开"),
    )  # fmt: skip

    def clean_days(self) -> list[tuple[date, bool, str]]:
        return parse(self.cleaned_data["days"])


def parse(text: str) -> list[tuple[date, bool, str]]:
    """(day, working, name) of every line. Raises ValidationError that names each bad line."""
    found: dict[date, tuple[date, bool, str]] = {}
    wrong: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            match = LINE.match(line.strip())
            if match is None:
                raise ValueError
            y, m, d, y2, m2, d2, kind, name = match.groups()
            first = date(int(y), int(m), int(d))
            last = date(int(y2), int(m2), int(d2)) if y2 else first
            if not 0 <= (last - first).days <= MOST_DAYS:
                raise ValueError
        except ValueError:
            wrong.append(
                _("第 %(n)s 行看不懂：%(line)s") % {"n": number, "line": line.strip()[:60]}
            )
            continue
        for offset in range((last - first).days + 1):
            day = first + timedelta(days=offset)
            found[day] = (day, kind == "班", name)
    if wrong or not found:
        raise forms.ValidationError(wrong or [_("没有一行可以登记")])
    return list(found.values())


def specials(
    year: int, calendar: law.WorkCalendar, own: dict[date, CalendarDay]
) -> Iterator[Special]:
    """The days of a year that are not what their weekday says, and the office's own rows."""
    day = date(year, 1, 1)
    while day.year == year:
        working = calendar.is_working_day(day)
        if day in own or working != (day.weekday() < 5) or calendar.is_legal_holiday(day):
            yield Special(
                day, working, calendar.reason(day), own.get(day), calendar.provisional(day)
            )
        day += timedelta(days=1)


def _year(request: HttpRequest) -> int:
    try:
        year = int(request.GET.get("year", ""))
    except ValueError:
        return moment.today().year
    return min(max(year, 2000), 2100)


@access(Role.SYSTEM_ADMIN, Role.HEAD)
def calendar(request: HttpRequest) -> HttpResponse:
    """A year's holidays and make-up days; the system administrator enters a notice here."""
    actor, year = actor_of(request), _year(request)
    may_change = actor.has_role(Role.SYSTEM_ADMIN)
    data = request.POST if request.method == "POST" and may_change else None
    form, when = DaysForm(data), WhenForm(data)
    if data is not None and form.is_valid() and when.is_valid():
        unit = units_of(actor, Role.SYSTEM_ADMIN)[0]
        wanted = [
            Standing({"day": d.isoformat(), "working": "on" if w else "", "name": n}, unit)
            for d, w, n in form.cleaned_data["days"]
        ]
        try:
            entered = enter_many(
                actor, "calendar", wanted, on=when.cleaned_data["on"],
                reason=when.cleaned_data["reason"],
            )  # fmt: skip
        except BatchRefused as refused:
            for refusal in refused.refusals.values():
                form.add_error("days", str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            count = sum(e.what != "same" for e in entered)
            messages.success(
                request,
                _("登记了 %(n)s 天；在计的期限几分钟内重新推算，变动记入各事项的记录")
                % {"n": count},
            )
            return redirect(f"{reverse('settings_calendar')}?year={year}")
    rows = CalendarDay.objects.unscoped("the calendar is everybody's").standing()
    own = {row.day: row for row in rows.filter(day__year=year).order_by("day")}
    known = office_calendar()
    shown = {
        "year": year, "specials": list(specials(year, known, own)), "form": form, "when": when,
        "provisional": known.provisional(date(year, 6, 30)), "may_change": may_change,
        "version": known.version,
    }  # fmt: skip
    wrong = bool(data is not None and (form.errors or when.errors))
    return render(request, "settings/calendar.html", shown, status=422 if wrong else 200)


@access(Role.SYSTEM_ADMIN)
def end_day(request: HttpRequest) -> HttpResponse:
    """Take back one of the office's own days (`?day=`); the published calendar then holds again."""
    key = request.POST.get("key") or request.GET.get("day", "")
    rows = CalendarDay.objects.unscoped("the calendar is everybody's").standing()
    row = rows.filter(key=key).first()
    if row is None:
        raise Http404
    when = WhenForm(request.POST or None)
    if request.method == "POST" and end_entry(request, "calendar", key, row.unit, when):
        messages.success(request, _("已撤回；在计的期限几分钟内重新推算"))
        return redirect(f"{reverse('settings_calendar')}?year={row.day.year}")
    shown = {"when": when, "title": _("撤回日历调整"), "row": row, "nav": "calendar"}
    return render(request, "settings/post.html", shown, status=422 if when.errors else 200)
