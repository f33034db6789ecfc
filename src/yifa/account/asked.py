"""What a page about figures was asked for: which unit, which year or month; all of it stands in the URL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from yifa.kernel import moment
from yifa.kernel.errors import NotAllowed
from yifa.kernel.figure import Figure, Period
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor

READERS = (Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD, Role.SUPERVISOR)
"""Who may open figures and reports; administrators read no business."""


@dataclass(frozen=True)
class Asked:
    """The question of a page, with the units its reader may choose."""

    actor: Actor
    unit: Unit
    units: tuple[Unit, ...]
    year: int
    period: Period

    @property
    def last_year(self) -> int:
        return moment.today().year

    def query(self, **more: Any) -> str:
        """The question as a query string, for links to other pages about the same unit and year."""
        said: dict[str, Any] = {"unit": self.unit.code, "year": self.year}
        if self.period.length == 1:
            said["month"] = self.period.from_ym % 100
        return urlencode({k: v for k, v in (said | more).items() if v is not None})

    def may_see(self, unit_id: Any) -> bool:
        """Whether the reader may ask for this unit too."""
        return any(u.pk == unit_id for u in self.units)


def asked_of(request: HttpRequest, *, year: int | None = None, room: str = "") -> Asked:
    """Read unit, year and month from the URL.

    Raises `NotAllowed` for a unit beyond the reader's posts, `Http404` for what is no year or month.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    allowed = actor.units(room)
    units = tuple(Unit.objects.filter(pk__in=allowed).order_by("code"))
    code = request.GET.get("unit", "")
    unit = next((u for u in units if u.code == code), None) if code else _first(actor, units)
    if unit is None:
        raise NotAllowed(
            _("您的任职不涉及这一单位，不能查阅它的数据")
            if code
            else _("您没有可以查阅数据的任职"),
            remedy=_("如职责有变，请联系安全管理员调整任职"),
        )
    chosen = year if year is not None else _number(request, "year", moment.today().year, 1949, 2999)
    month = _number(request, "month", 0, 1, 12)
    period = Period.month(chosen * 100 + month) if month else Period.year(chosen)
    return Asked(actor, unit, units, chosen, period)


def _first(actor: Actor, units: tuple[Unit, ...]) -> Unit | None:
    home = actor.home()
    return next(
        (u for u in units if home is not None and u.pk == home.pk), units[0] if units else None
    )


def _number(request: HttpRequest, name: str, default: int, low: int, high: int) -> int:
    written = request.GET.get(name, "").strip()
    if not written:
        return default
    if not (written.isascii() and written.isdigit() and low <= int(written) <= high):
        raise Http404(_("网址中的年度或者月份不对"))
    return int(written)


def slice_of(request: HttpRequest, figure: Figure) -> dict[str, int | str | None]:
    """The slice of a figure that the URL names (`by.column=code`). Raises `Http404` for an unknown code."""
    from yifa.kernel.figure.chapter import code_of

    chosen: dict[str, int | str | None] = {}
    for column in figure.base().disaggregations:
        if (written := request.GET.get(f"by.{column}")) is not None:
            try:
                chosen[column] = code_of(figure, column, written)
            except ValueError as bad:
                raise Http404(str(bad)) from bad
    return chosen
