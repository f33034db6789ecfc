"""One matter: where it stands, what may happen next and what is missing; and the steps it takes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from yifa.api import body, shown
from yifa.api.answer import SAFE, answer
from yifa.api.caller import Caller
from yifa.api.door import controller
from yifa.api.one_matter import whole
from yifa.api.problem import Problem
from yifa.api.query import only
from yifa.kernel.matter.act import act
from yifa.kernel.matter.loading import seen
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.procedure import Step
from yifa.kernel.matter.registry import pinned
from yifa.ledger.pages.documents import received
from yifa.ledger.pages.page import Masker, handles

STEP = frozenset({"on", "expected_version", "data"})
PROOF = "这一步骤须由本人当场确认身份，令牌不能办理"


def took(request: HttpRequest, caller: Caller, pk: int, code: str) -> HttpResponse:
    """`POST /api/matters/{id}/steps/{code}/`: the matter takes a step."""
    said, files = body.read(request, STEP)
    matter, step = _step(caller, pk, code)
    if step.grave and not caller.proved():
        if caller.by_token:
            raise Problem(403, PROOF, remedy="请登录网页办理")
        raise Problem(403, "这一步骤先要确认身份", remedy="请在网页“确认身份”后再发送")
    done = act(
        caller.actor, matter, step.code, body.data_of(said, step.form), on=body.day(said), files=files,
        expected_version=body.version(said), idempotency_key=body.key_of(request, caller),
    )  # fmt: skip
    return answer(shown.header(done, title_of(caller, done)))


def _step(caller: Caller, pk: int, code: str) -> tuple[Matter, Step]:
    """The matter and the step by its code; 404 outside the scope, so that nobody learns what exists elsewhere."""
    found = seen(caller.actor, pk)
    if found is None:
        raise Http404("没有这一事项，或者不在您的查阅范围")
    try:
        step = pinned(found.procedure, found.procedure_since).step(code)
    except KeyError:
        raise Http404("没有这一步骤") from None
    if step.opens:
        raise Http404("登记的步骤不在这里办理")
    return found, step


def title_of(caller: Caller, matter: Matter) -> str:
    """The title as the matter's page shows it."""
    if handles(caller.actor, matter.unit_id, matter.room):
        return matter.title
    return Masker.of(caller.actor, matter, matter.parties.all()).text(matter.title)


def matter(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """`GET /api/matters/{id}/`: all of it."""
    only(request, frozenset())
    return answer(whole(caller.actor, pk))


def document(request: HttpRequest, caller: Caller, pk: int, document_id: int) -> HttpResponseBase:
    """`GET /api/matters/{id}/documents/{document}/`: a file as it was received."""
    only(request, frozenset())
    given = received(caller.actor, pk, document_id)
    for name, value in SAFE.items():
        given[name] = value
    return given


MATTER = controller(GET=matter)
DOCUMENT = controller(GET=document)
STEPS = controller(POST=took)
