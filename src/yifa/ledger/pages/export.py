"""A ledger as CSV or XLSX: the same rows the reader may see, in the same masking; each export is journalled."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from yifa.kernel import moment
from yifa.kernel.errors import Refusal
from yifa.kernel.journal.event import record_event
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.ledger.access import access
from yifa.ledger.pages.cells import cells_for, loaded, title_for
from yifa.ledger.pages.filters import FilterForm, rows_of, scope_units
from yifa.ledger.pages.listing import found_ledger
from yifa.ledger.pages.page import actor_of, state_title
from yifa.ledger.rooms import Ledger

MOST_CSV = 200_000
MOST_XLSX = 20_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would run when a CSV cell begins with it (OWASP, CSV injection)."""


class _Echo:
    def write(self, value: str) -> str:
        return value


def harmless(cell: Any) -> str:
    """A CSV cell that no spreadsheet takes for a formula."""
    words = "" if cell is None else str(cell)
    return f"'{words}" if words.startswith(FORMULA) else words


def heads(ledger: Ledger) -> list[str]:
    """The heading of an export."""
    first = [_("编号"), _("名称"), _("承办单位"), _("经办人"), _("状态"), _("结果")]
    last = [
        _("收到日期"),
        _("办结日期"),
        _("期限"),
        _("历时（日）"),
        _("按期"),
        _("来源方式"),
        _("外部编号"),
    ]
    return [*first, *(c.label for c in ledger.columns), *last]


def lines(actor: Actor, ledger: Ledger, rows: ScopedQuerySet) -> Iterator[list[Any]]:
    """The rows of an export, one at a time; dates as dates, numbers as numbers."""
    words = {1: _("是"), 0: _("否")}
    for m in loaded(rows.order_by("-received_on", "-id"), ledger).iterator(chunk_size=1000):
        yield [
            m.number, title_for(actor, ledger, m), str(m.unit), m.handler.name if m.handler else "",
            state_title(m), m.outcome, *cells_for(actor, ledger, m), m.received_on, m.closed_on,
            m.next_due, m.duration_days, words.get(m.on_time, ""), m.get_how_display(),
            m.external_number,
        ]  # fmt: skip


@access("staff")
def export(request: HttpRequest, ledger_id: str, kind: str) -> HttpResponseBase:
    """Download what the filters of the URL let through."""
    _room, ledger = found_ledger(ledger_id)
    if kind not in ("csv", "xlsx"):
        raise Http404
    actor = actor_of(request)
    form = FilterForm(request.GET, ledger, scope_units(actor))
    rows = rows_of(actor, ledger, form)
    most = MOST_CSV if kind == "csv" else MOST_XLSX
    count = rows.order_by().values("pk")[: most + 1].count()
    if count > most:
        raise Refusal(
            _("超过 %(n)s 行，一次导不出") % {"n": f"{most:,}"},
            remedy=_("请按月份、单位或者状态缩小范围后分次导出"),
        )
    home = actor.home()
    record_event(
        f"export:{ledger.id}", "export", _("导出台账"), actor_id=actor.user_id, actor_name=actor.name,
        unit_id=home.pk if home else None,
        payload={"ledger": ledger.id, "rows": count, "format": kind, "query": request.GET.urlencode()},
    )  # fmt: skip
    name = f"{ledger.title}-{moment.today():%Y%m%d}.{kind}"
    answer = _csv(actor, ledger, rows) if kind == "csv" else _xlsx(actor, ledger, rows)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "no-store"
    return answer


def _csv(actor: Actor, ledger: Ledger, rows: ScopedQuerySet) -> HttpResponseBase:
    writer = csv.writer(_Echo())

    def written() -> Iterator[str]:
        # The mark tells Excel that the file is UTF-8.
        yield "\ufeff" + writer.writerow(heads(ledger))
        for line in lines(actor, ledger, rows):
            yield writer.writerow([harmless(cell) for cell in line])

    return StreamingHttpResponse(written(), content_type="text/csv; charset=utf-8")


def _xlsx(actor: Actor, ledger: Ledger, rows: ScopedQuerySet) -> HttpResponse:
    from yifa.kernel.paper.sheet import Sheet, render_xlsx
    from yifa.kernel.paper.table import Table

    table = Table(
        columns=tuple(heads(ledger)), rows=tuple(tuple(line) for line in lines(actor, ledger, rows))
    )
    book = render_xlsx([Sheet(ledger.title, table)])
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(book, content_type=kind)
