"""Documents of a matter: originals as they came, papers drawn as PDF and DOCX."""

from __future__ import annotations

from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from yifa.kernel.dossier.files import path_of, waits
from yifa.kernel.dossier.models import Document
from yifa.kernel.errors import WrongState
from yifa.kernel.journal.event import record_event
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.papers import can_draw, draw
from yifa.kernel.scope.actor import Actor
from yifa.ledger.access import access
from yifa.ledger.pages.page import actor_of, handles, matter_for

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _found(actor: Actor, pk: int, document_id: int) -> tuple[Matter, Document]:
    matter = matter_for(actor, pk)
    rows = Document.objects.unscoped("a document of a matter in scope").filter(
        matter_id=pk, pk=document_id
    )
    document = rows.first()
    if document is None:
        raise Http404(_("没有这份文书材料"))
    return matter, document


def _looked(actor: Actor, matter: Matter, document: Document) -> None:
    """Readers outside the handling unit leave a trace: documents hold names and contacts in full."""
    if handles(actor, matter.unit_id, matter.room):
        return
    record_event(
        f"look:{matter.uid.hex}", "read", _("查阅文书材料"), actor_id=actor.user_id,
        actor_name=actor.name, unit_id=matter.unit_id, matter_id=matter.pk,
        payload={"document": document.title},
    )  # fmt: skip


def received(actor: Actor, pk: int, document_id: int) -> HttpResponseBase:
    """The file as it was received, always as a download; a look from outside the handling unit is journalled."""
    matter, document = _found(actor, pk, document_id)
    if why := waits(document.digest):
        raise WrongState(why, remedy="请稍后再试；长时间未通过的，请联系系统管理员")
    if not document.digest or not path_of(document.digest).exists():
        raise Http404(_("这份材料没有原件，或者原件不在卷宗库"))
    _looked(actor, matter, document)
    answer = FileResponse(
        path_of(document.digest).open("rb"),
        content_type=document.media_type or "application/octet-stream",
    )
    return attached(answer, document.file_name or document.title)


@access("staff")
def original(request: HttpRequest, pk: int, document_id: int) -> HttpResponseBase:
    """The file as it was received."""
    return received(actor_of(request), pk, document_id)


@access("staff")
def paper(request: HttpRequest, pk: int, document_id: int, kind: str) -> HttpResponseBase:
    """The official paper drawn from the document's facts; drafts carry their mark."""
    actor = actor_of(request)
    matter, document = _found(actor, pk, document_id)
    if kind not in ("pdf", "docx") or not can_draw(document):
        raise Http404(_("这份文书不能生成版式文件"))
    _looked(actor, matter, document)
    drawn = draw(document)
    if kind == "pdf":
        from yifa.kernel.paper.pdf import render_pdf

        answer = HttpResponse(render_pdf(drawn), content_type="application/pdf")
    else:
        from yifa.kernel.paper.docx import render_docx

        answer = HttpResponse(render_docx(drawn), content_type=DOCX)
    name = f"{document.number or matter.number} {document.title}".strip()
    return attached(answer, f"{name}.{kind}")


def attached(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    """The answer as a download with this file name, never kept by caches."""
    safe = "".join(c if c not in '/\\:*?"<>|\r\n' else "_" for c in name)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(safe)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
