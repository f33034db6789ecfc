"""What answers are made of: the shapes that every address shares."""

from __future__ import annotations

from typing import Any

from yifa.api.problem import TITLES, TYPE
from yifa.kernel.matter.models import How, PartyKind

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
WHOLE: Schema = {"type": "integer"}
DAY: Schema = {"type": "string", "format": "date"}
NO_DAY: Schema = {"type": ["string", "null"], "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
NO_TEXT: Schema = {"type": ["string", "null"]}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def thing(**properties: Schema) -> Schema:
    """An object with all of these members and no others."""
    return {
        "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip


def rows(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def page(of: Schema) -> Schema:
    """A page of rows: `next` is the address of the page after it, null on the last."""
    return thing(total=WHOLE, total_exact=FLAG, next=NO_TEXT, rows=rows(of))


_REFUSAL = thing(reason=TEXT, cite=TEXT, remedy=TEXT)
_MISSING = thing(what=TEXT, cite=TEXT, remedy=TEXT)
UNIT = thing(id=WHOLE, code=TEXT, name=TEXT)
HEADER: dict[str, Schema] = {
    "id": WHOLE, "number": TEXT, "title": TEXT, "room": TEXT, "procedure": TEXT, "procedure_since": DAY,
    "unit": ref("Unit"), "state": TEXT, "state_title": TEXT, "open": FLAG, "void": FLAG, "outcome": TEXT,
    "how": {"type": "string", "oneOf": [{"const": str(c), "title": str(w)} for c, w in How.choices]},
    "version": {**WHOLE, "description": "写入时作 expected_version"}, "received_on": DAY, "closed_on": NO_DAY,
    "last_on": DAY, "due_on": NO_DAY, "due_limit": TEXT, "source_system": TEXT, "external_number": TEXT, "url": TEXT,
}  # fmt: skip
VALUE: dict[str, Schema] = {
    "numerator": WHOLE, "denominator": {"type": ["integer", "null"]}, "rows": WHOLE, "shown": NO_TEXT, "text": TEXT,
}  # fmt: skip
DEFINED: dict[str, Schema] = {
    "id": TEXT, "title": TEXT, "room": TEXT, "definition": TEXT, "cite": TEXT, "source": TEXT, "unit_word": TEXT,
    "ratio": FLAG, "disaggregations": rows(TEXT), "definition_digest": TEXT, "url": TEXT,
}  # fmt: skip
VERSION: dict[str, Schema] = {
    "id": WHOLE, "key": TEXT, "unit": ref("Unit"), "version": WHOLE, "valid_from": DAY, "valid_to": NO_DAY,
    "reason": TEXT, "source_system": TEXT, "url": TEXT,
}  # fmt: skip

SHARED: dict[str, Schema] = {
    "Problem": {
        "type": "object", "description": "RFC 9457：拒绝的理由、依据的条款、怎么办",
        "properties": {
            "type": TEXT, "title": TEXT, "status": WHOLE, "detail": TEXT, "cite": TEXT, "remedy": TEXT,
            "fields": {"type": "object", "additionalProperties": rows(TEXT)}, "missing": rows(_MISSING),
        },
        "required": ["type", "title", "status", "detail"], "additionalProperties": False,
    },
    "Unit": UNIT,
    "Matter": thing(**HEADER),
    "Clock": thing(
        limit=TEXT, title=TEXT, cite=TEXT, status=TEXT, controlling=FLAG, started_on=NO_DAY, due_on=NO_DAY,
        stopped_on=NO_DAY, on_time={"type": ["boolean", "null"]}, provisional=FLAG, explanation=rows(TEXT),
        pauses=rows(thing(from_on=DAY, to_on=NO_DAY, ground=TEXT, cite=TEXT)),
        extensions=rows(thing(amount={"type": ["integer", "null"]}, approver=TEXT, ground=TEXT, on=DAY)),
    ),
    "NextStep": thing(
        step=TEXT, title=TEXT, cite=TEXT, help=TEXT, grave=FLAG, common=FLAG, possible=FLAG,
        refusal={"oneOf": [_REFUSAL, {"type": "null"}]}, missing=rows(_MISSING), schema=TEXT,
    ),
    "Event": thing(
        stream=TEXT, seq=WHOLE, verb=TEXT, step=TEXT, title=TEXT, actor=TEXT, role=TEXT, on=DAY,
        recorded_at=MOMENT, how=TEXT, from_state=TEXT, to_state=TEXT, cite=TEXT, hash=TEXT,
    ),
    "WholeMatter": thing(
        **HEADER, handler=TEXT, handling={**FLAG, "description": "调用人是否在承办单位任职：不是的，姓名掩码"},
        procedure_title=TEXT, law=TEXT, outcome_title=TEXT, clocks=rows(ref("Clock")), next=rows(ref("NextStep")),
        parties=rows(thing(
            id=WHOLE, role=TEXT, name=TEXT, represents={"type": ["integer", "null"]},
            kind={"type": "string", "oneOf": [{"const": str(c), "title": str(w)} for c, w in PartyKind.choices]},
        )),
        documents=rows(thing(
            id=WHOLE, title=TEXT, kind=TEXT, number=TEXT, status=TEXT, on=NO_DAY, media_type=TEXT, size=WHOLE, url=NO_TEXT,
        )),
        deliveries=rows(thing(
            document={"type": ["integer", "null"]}, recipient=TEXT, method=TEXT, sent_on=NO_DAY, served_on=NO_DAY, cite=TEXT,
        )),
        related=rows(thing(kind=TEXT, id={"type": ["integer", "null"]}, number=TEXT, title=TEXT, url=NO_TEXT)),
        panels=rows(thing(code=TEXT, title=TEXT, headers=rows(TEXT), rows=rows(rows(TEXT)))),
        journal=rows(ref("Event")),
    ),
    "Version": thing(**VERSION),
    "Ledgers": thing(ledgers=rows(thing(
        id=TEXT, title=TEXT, room=TEXT, room_title=TEXT, procedures=rows(TEXT), url=TEXT,
    ))),
    "Registers": thing(registers=rows(thing(id=TEXT, title=TEXT, room=TEXT, cite=TEXT, help=TEXT, url=TEXT))),
    "Figures": thing(figures=rows(thing(**DEFINED))),
    "Figure": {
        "type": "object",
        "properties": {
            **DEFINED, "unit": TEXT, "from_ym": WHOLE, "to_ym": WHOLE, "cut_off": MOMENT, "value": thing(**VALUE),
            "rows_url": TEXT, "by": TEXT, "split": rows(thing(key=NO_TEXT, label=TEXT, own=FLAG, **VALUE)),
        },
        "required": [*DEFINED, "unit", "from_ym", "to_ym", "cut_off", "value", "rows_url"],
        "additionalProperties": False,
    },
    "FigureRows": thing(
        part=TEXT, total=WHOLE, next=NO_TEXT,
        rows=rows(thing(id=WHOLE, number=TEXT, unit=TEXT, url=NO_TEXT)),
    ),
}  # fmt: skip


def problems() -> dict[str, Any]:
    """The refusals as shared responses, by their status."""
    return {
        str(status): {"description": words, "content": {TYPE: {"schema": ref("Problem")}}}
        for status, words in TITLES.items()
    }
