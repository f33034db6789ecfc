"""The file of a matter as one PDF, for the archive or a court: what it holds, and the trace that it was taken."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yifa.kernel import moment
from yifa.kernel.dossier.case_file import Cover, Item, Record, Service, assemble
from yifa.kernel.dossier.files import path_of
from yifa.kernel.dossier.models import Document, DocumentStatus
from yifa.kernel.journal.event import record_event
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.models import Delivery, Matter, Party
from yifa.kernel.matter.papers import can_draw, draw
from yifa.kernel.matter.procedure import Procedure
from yifa.kernel.paper.pdf import render_pdf
from yifa.ledger.access import access
from yifa.ledger.pages.documents import attached
from yifa.ledger.pages.page import Masker, actor_of, matter_for, procedure_of, state_title


@access("staff")
@require_GET
def case_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Cover, index, documents in order, what was done and by whom. Taking it is journalled, whoever does."""
    actor = actor_of(request)
    matter = matter_for(actor, pk)
    procedure = procedure_of(matter)
    masker = Masker.of(actor, matter, Party.objects.filter(matter_id=pk))
    items = _items(matter, masker)
    final = not matter.is_open and not matter.is_void
    whole = assemble(
        Cover(masker.text(matter.title), _facts(matter, procedure), final, moment.today()),
        items, _records(matter, procedure), _services(matter, masker),
    )  # fmt: skip
    record_event(
        f"look:{matter.uid.hex}", "case_file", _("导出案卷"), actor_id=actor.user_id,
        actor_name=actor.name, unit_id=matter.unit_id, matter_id=matter.pk,
        payload={"documents": len(items), "final": final},
    )  # fmt: skip
    answer = FileResponse(whole, content_type="application/pdf")
    return attached(answer, f"{matter.number or matter.pk} {_('案卷')}.pdf")


def _facts(matter: Matter, procedure: Procedure) -> tuple[tuple[str, str], ...]:
    """The cover's lines; a retention period only where the procedure declares one."""
    result = procedure.outcome_title(matter.outcome) or state_title(matter)
    if matter.is_void:
        result = _("作废")
    facts = [
        (_("编　　号"), matter.number or matter.external_number or "—"),
        (_("类　　别"), procedure.title),
        (_("承办单位"), matter.unit.name),
        (_("起止日期"), _("%(from)s 至 %(to)s") % {
            "from": matter.received_on.isoformat(),
            "to": matter.closed_on.isoformat() if matter.closed_on else _("今"),
        }),
        (_("结　　果"), result),
    ]  # fmt: skip
    if procedure.retention_years:
        facts.append((_("保管期限"), _("%(n)s 年") % {"n": procedure.retention_years}))
    return tuple(facts)


def _items(matter: Matter, masker: Masker) -> list[Item]:
    rows = Document.objects.unscoped("documents of a matter in scope").filter(matter_id=matter.pk)
    return [_item(document, masker) for document in rows.order_by("on", "id")]


def _item(document: Document, masker: Masker) -> Item:
    """A received file as it is; a paper made here as it is drawn from its facts."""
    title = masker.text(document.title)
    if document.status == DocumentStatus.DRAFT:
        title = _("%(title)s（草稿）") % {"title": title}
    if document.digest:
        return Item(
            document.number, title, document.on, path=path_of(document.digest),
            media_type=document.media_type, digest=f"{settings.YIFA_DIGEST.upper()} {document.digest}",
        )  # fmt: skip
    pages = render_pdf(draw(document)) if can_draw(document) else None
    return Item(document.number, title, document.on, pages=pages)


def _records(matter: Matter, procedure: Procedure) -> list[Record]:
    """The matter's own chain: what was done, not who has looked; forms and their values stay in the system."""
    rows = JournalRow.objects.unscoped("the journal of a matter in scope")
    titles = {s.code: s.title for s in procedure.states}
    records = []
    for row in rows.filter(stream=matter.stream).order_by("seq"):
        what = row.title
        if row.to_state and row.to_state != row.from_state:
            what += f" → {titles.get(row.to_state, row.to_state)}"
        records.append(Record(row.on, what, row.actor_name, row.cite, localdate(row.recorded_at)))
    return records


def _services(matter: Matter, masker: Masker) -> list[Service]:
    rows = Delivery.objects.filter(matter_id=matter.pk).order_by("id")
    return [
        Service(
            masker.text(row.recipient) if masker.handling else masker.name(row.recipient),
            str(row.get_method_display()), row.sent_on, row.served_on,
        )
        for row in rows
    ]  # fmt: skip
