"""The archive package of a matter from its page: for those who handle it, and every taking is journalled."""

from __future__ import annotations

import tempfile

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yifa.kernel.dossier.package import build, file_name
from yifa.kernel.errors import NotAllowed
from yifa.kernel.journal.event import record_event
from yifa.ledger.access import access
from yifa.ledger.pages.documents import attached
from yifa.ledger.pages.page import actor_of, handles, matter_for


@access("staff")
@require_GET
def package(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Files, metadata, journal extract and proofs as one ZIP. It holds names and contacts in full."""
    actor = actor_of(request)
    matter = matter_for(actor, pk)
    if not handles(actor, matter.unit_id, matter.room):
        raise NotAllowed(
            _("档案包含有完整的个人信息，只由承办单位导出"), remedy=_("请由承办单位的工作人员导出")
        )
    whole = tempfile.SpooledTemporaryFile(max_size=8 << 20)  # noqa: SIM115 - the answer closes it
    key = build(matter, whole)
    record_event(
        f"look:{matter.uid.hex}", "package", _("导出档案包"), actor_id=actor.user_id,
        actor_name=actor.name, unit_id=matter.unit_id, matter_id=matter.pk, payload={"key": key},
    )  # fmt: skip
    whole.seek(0)
    return attached(FileResponse(whole, content_type="application/zip"), file_name(matter))
