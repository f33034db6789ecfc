"""Ledgers: their rows with the page's own filters, fifty at a time, and the opening of matters in them."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from yifa.api import body, shown
from yifa.api.answer import answer
from yifa.api.caller import Caller
from yifa.api.door import controller
from yifa.api.problem import Problem, invalid
from yifa.api.query import only, unit_named
from yifa.kernel import moment
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.procedure import Procedure, Step
from yifa.kernel.matter.registry import procedure_on
from yifa.kernel.scope.actor import Actor
from yifa.ledger.pages import keyset
from yifa.ledger.pages.cells import cells_for, loaded, title_for
from yifa.ledger.pages.filters import FilterForm, rows_of
from yifa.ledger.pages.listing import found_ledger
from yifa.ledger.rooms import Ledger, rooms

BESIDE = frozenset({"after", "total"})
"""Parameters that are no filters: where to go on, and whether the exact total is wanted."""
_KEY = re.compile(r"\d{4}-\d{2}-\d{2}_\d{1,18}\Z", re.ASCII)
OPENING = frozenset({"procedure", "step", "unit", "on", "data", "source_system", "external_number"})


def listed(request: HttpRequest, caller: Caller) -> HttpResponse:
    """`GET /api/ledgers/`: every ledger with its procedures."""
    only(request, frozenset())
    found = [
        {
            "id": ledger.id, "title": ledger.title, "room": room.code, "room_title": room.title,
            "procedures": list(ledger.procedures), "url": f"/api/ledgers/{ledger.id}/",
        }
        for room in rooms() for ledger in (found_ledger(i.id)[1] for i in room.ledgers)
    ]  # fmt: skip
    return answer({"ledgers": found})


def rows(request: HttpRequest, caller: Caller, ledger_id: str) -> HttpResponse:
    """`GET /api/ledgers/{ledger}/`: rows of one page, how many there are, and where the next page is."""
    _room, ledger = found_ledger(ledger_id)
    actor, asked = caller.actor, request.GET
    form = filters(actor, ledger, asked)
    after = asked.get("after", "")
    if after and not _KEY.match(after):
        raise invalid("after", "请原样使用上一页给出的 next", status=400)
    found = rows_of(actor, ledger, form)
    order = keyset.ORDERS[form.cleaned_data.get("sort") or "received"]
    page, total, exact = keyset.with_total(
        loaded(found, ledger), order, after, "", narrow=bool(form.cleaned_data.get("q"))
    )
    if not exact and asked.get("total") == "exact":
        total, exact = found.order_by().count(), True
    following = None
    if page.after:
        kept = asked.copy()
        kept["after"] = page.after
        following = f"{request.path}?{kept.urlencode()}"
    labels = [column.label for column in ledger.columns]
    return answer(
        {
            "total": total, "total_exact": exact, "next": following,
            "rows": [
                shown.header(m, title_for(actor, ledger, m))
                | {"columns": dict(zip(labels, cells_for(actor, ledger, m), strict=True))}
                for m in page.rows
            ],
        }
    )  # fmt: skip


def filters(actor: Actor, ledger: Ledger, asked: QueryDict) -> FilterForm:
    """The page's filter form over the query; what it does not know or take is named."""
    only(asked, frozenset(FilterForm.base_fields) | BESIDE)
    if asked.get("total", "exact") != "exact":
        raise invalid("total", "只可以是 exact", status=400)
    data, units = asked, []
    if wanted := asked.get("unit", ""):
        unit = unit_named(wanted, actor.units())
        if unit is None:
            raise invalid("unit", "没有这一单位，或者不在您的查阅范围", status=400)
        data, units = asked.copy(), [unit]
        data["unit"] = str(unit.pk)
    form = FilterForm(data, ledger, units)
    if not form.is_valid():
        fields = {name: [str(e) for e in errors] for name, errors in form.errors.items()}
        said = "；".join(f"{name}：{'、'.join(errors)}" for name, errors in fields.items())
        raise Problem(400, said, fields=fields)
    return form


def opened(request: HttpRequest, caller: Caller, ledger_id: str) -> HttpResponse:
    """`POST /api/ledgers/{ledger}/matters/`: the opening act of a procedure."""
    _room, ledger = found_ledger(ledger_id)
    said, files = body.read(request, OPENING)
    on = body.day(said)
    step = _opening(ledger, said, min(on or moment.today(), moment.today()))
    unit = unit_named(said.get("unit"))
    if unit is None or unit.closed_on is not None:
        raise invalid("unit", "没有这一单位，或者已经撤销", remedy="填写单位的代码或者编号")
    target = Opening(
        said["procedure"], unit, body.text_of(said, "source_system", 40),
        body.text_of(said, "external_number", 80),
    )  # fmt: skip
    made = act(
        caller.actor, target, step.code, body.data_of(said, step.form), on=on, files=files,
        idempotency_key=body.key_of(request, caller),
    )  # fmt: skip
    told = shown.header(made, title_for(caller.actor, ledger, made))
    return answer(told, 201, {"Location": told["url"]})


def _opening(ledger: Ledger, said: dict[str, Any], on: Any) -> Step:
    wanted = said.get("procedure")
    if wanted not in ledger.procedures:
        raise invalid("procedure", f"这一台账的程序：{'、'.join(ledger.procedures)}")
    procedure: Procedure = procedure_on(wanted, on)
    code = said.get("step") or procedure.opening[0].code
    for step in procedure.opening:
        if step.code == code:
            return step
    known = "、".join(f"{s.code}（{s.title}）" for s in procedure.opening)
    raise invalid("step", f"登记的步骤：{known}")


LISTED = controller(GET=listed)
ROWS = controller(GET=rows)
MATTERS = controller(POST=opened)
