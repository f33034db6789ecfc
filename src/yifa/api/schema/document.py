"""The whole document: every ledger with its filters, every opening and step with its form, every register with its columns."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from functools import cache
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict

import yifa
from yifa.api.answer import encode
from yifa.api.body import KEY
from yifa.api.registers import columns_of
from yifa.api.schema import fields, parts
from yifa.api.schema.parts import DAY, TEXT, WHOLE, Schema, ref, thing
from yifa.kernel.entry.register import Register, all_registers
from yifa.kernel.figure import all_figures
from yifa.kernel.matter.procedure import Procedure, Step
from yifa.kernel.matter.registry import all_procedures
from yifa.ledger.pages.filters import FilterForm
from yifa.ledger.pages.listing import found_ledger
from yifa.ledger.rooms import Ledger, rooms

ABOUT = (
    "数据与网页同源：同一套程序、表单、权限、期限和留痕。程序凭本人生成的访问令牌调用（Authorization: Bearer），"
    "在其今天的任职范围内读取和办理；浏览器会话也可以调用，写入时带 X-CSRFToken。"
    "登记簿和指标只供读取；附件随 multipart/form-data 提交；证件号码、联系方式只在网页逐条查看并留痕，接口不提供；"
    "须当场确认身份的步骤令牌不能办理。"
)
READ = (400, 401, 403, 404, 405, 429)
WRITE = (400, 401, 403, 404, 405, 409, 413, 415, 422, 429)
ID: Schema = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}


@cache
def document() -> tuple[bytes, str]:
    """(the document as JSON, its entity tag); made once, for declarations do not change while the house runs."""
    made = encode(build())
    return made, f'"{hashlib.sha256(made).hexdigest()[:32]}"'


def build() -> dict[str, Any]:
    """The document."""
    forms_of, by_code = _forms()
    paths: dict[str, Any] = {
        "/api/openapi.json": {"get": _reading("openapi", "本说明", {"type": "object"}, tag="说明", public=True)},
        "/api/ledgers/": {"get": _reading("ledgers", "全部台账", ref("Ledgers"), tag="台账")},
    }  # fmt: skip
    for room in rooms():
        for declared in room.ledgers:
            ledger = found_ledger(declared.id)[1]
            paths[f"/api/ledgers/{ledger.id}/"] = {"get": _ledger(ledger, room.title)}
            if opening := _opening(ledger, room.title):
                paths[f"/api/ledgers/{ledger.id}/matters/"] = {"post": opening}
    paths["/api/matters/{id}/"] = {
        "get": _reading("matter", "一个事项", ref("WholeMatter"), _path("id", ID), tag="事项")
    }
    paths["/api/matters/{id}/documents/{document}/"] = {"get": _file()}
    for code, steps in sorted(by_code.items()):
        paths[f"/api/matters/{{id}}/steps/{code}/"] = {"post": _step(code, steps)}
    paths["/api/registers/"] = {
        "get": _reading("registers", "全部登记簿", ref("Registers"), tag="登记簿")
    }
    registers = {r.id: r for r in all_registers() if r.room}
    for register in registers.values():
        paths |= _register(register)
    paths |= _figures()
    return {
        "openapi": "3.1.0",
        "info": {"title": "依法 Yifa", "version": yifa.__version__, "description": ABOUT, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "security": [{"token": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": parts.SHARED | forms_of | {_of(r): _values(r) for r in registers.values()},
            "responses": parts.problems(),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "本人在“登录与安全”生成的访问令牌"},
                "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
            },
        },
    }  # fmt: skip


def _forms() -> tuple[dict[str, Schema], dict[str, list[tuple[Procedure, Step]]]]:
    """The schema of every step's form in its newest version, and the steps by their code."""
    schemas: dict[str, Schema] = {}
    found: dict[str, dict[str, tuple[Procedure, Step]]] = defaultdict(dict)
    for procedure in all_procedures():
        for step in procedure.all_steps:
            if step.by:
                name = f"{procedure.id}.{step.code}"
                about = {"title": f"{procedure.title}：{step.title}"}
                schemas[name] = about | fields.of_form(step.form)
                if not step.opens:
                    found[step.code][procedure.id] = (procedure, step)
    return schemas, {code: list(steps.values()) for code, steps in found.items()}


def _reading(
    name: str, title: str, answer: Schema, *parameters: Schema, tag: str, public: bool = False
) -> dict[str, Any]:
    """A GET of JSON."""
    found: dict[str, Any] = {
        "operationId": name, "summary": title, "tags": [tag], "parameters": list(parameters),
        "responses": {"200": _json("成功", answer)} | _refusals(READ),
    }  # fmt: skip
    return found | ({"security": []} if public else {})


def _json(words: str, schema: Schema) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _refusals(statuses: tuple[int, ...]) -> dict[str, Any]:
    return {str(s): {"$ref": f"#/components/responses/{s}"} for s in statuses}


def _path(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query(name: str, schema: Schema, words: str = "") -> Schema:
    found = {"name": name, "in": "query", "schema": schema}
    return found | ({"description": words} if words else {})


KEY_HEADER: Schema = {
    "name": KEY, "in": "header", "description": "同一人在同一地址重复发送同一个键，得到第一次的结果",
    "schema": {"type": "string", "minLength": 8, "maxLength": 100, "pattern": "^[!-~]+$"},
}  # fmt: skip
UNIT_NAMED: Schema = {"oneOf": [{"type": "integer", "minimum": 1}, {"type": "string", "minLength": 1, "maxLength": 40}]}  # fmt: skip


def _ledger(ledger: Ledger, room: str) -> dict[str, Any]:
    form = FilterForm(QueryDict(), ledger, [])
    asked = [_query(n, _filter(n, f), str(f.label)) for n, f in form.fields.items()]
    asked += [
        _query("after", TEXT, "上一页给出的 next 中的值"),
        _query("total", {"type": "string", "const": "exact"}, "超过一千时也给出准确总数"),
    ]
    columns = thing(**{c.label: TEXT for c in ledger.columns})
    row = thing(**parts.HEADER, columns=columns)
    name = f"ledger.{ledger.id}"
    return _reading(name, f"{room}：{ledger.title}", parts.page(row), *asked, tag="台账")


def _filter(name: str, field: forms.Field) -> Schema:
    if name == "unit":
        return {"type": "string", "maxLength": 40}
    if isinstance(field, forms.BooleanField):
        return {"type": "string", "enum": ["1"]}
    return fields.of_field(field)


def _opening(ledger: Ledger, room: str) -> dict[str, Any] | None:
    """The opening acts of a ledger's procedures; None where none is a person's to do."""
    newest = {p.id: p for p in all_procedures() if p.id in ledger.procedures}
    pairs = [(p, s) for p in newest.values() for s in p.opening if s.by]
    if not pairs:
        return None
    bodies = [_body(s, f"{p.id}.{s.code}", _opened(p, s)) for p, s in pairs]
    return _writing(f"open.{ledger.id}", f"{room}：登记{ledger.title}", bodies, "201", "已登记", ())


def _opened(procedure: Procedure, step: Step) -> dict[str, Schema]:
    return {
        "procedure": {"const": procedure.id, "title": procedure.title},
        "step": {"const": step.code, "title": step.title},
        "unit": UNIT_NAMED | {"title": "承办单位，代码或者编号"},
        "on": DAY | {"title": "发生日期，不写为今天"},
        "source_system": {"type": "string", "maxLength": 40},
        "external_number": {"type": "string", "maxLength": 80},
    }


def _step(code: str, steps: list[tuple[Procedure, Step]]) -> dict[str, Any]:
    common = {"on": DAY | {"title": "发生日期，不写为今天"}, "expected_version": WHOLE | {"minimum": 0, "title": "看到的版本"}}  # fmt: skip
    # A step that many procedures share with the same form is described once.
    distinct = {p_s[1].form: p_s for p_s in reversed(steps)}
    bodies = [_body(s, f"{p.id}.{s.code}", common) for p, s in distinct.values()]
    titles = "、".join(dict.fromkeys(s.title for _p, s in steps))
    return _writing(f"step.{code}", f"办理：{titles}", bodies, "200", "已办理", (_path("id", ID),))


def _body(step: Step, name: str, beside: dict[str, Schema]) -> tuple[Schema, Schema | None]:
    """The body as JSON, and as a form of several parts where the step takes files."""
    data = ref(name)
    needed: list[str] = [n for n in ("procedure", "step", "unit") if n in beside]
    if any(f.required for f in step.form.base_fields.values()):
        needed.append("data")
    plain: Schema = {
        "type": "object", "properties": beside | {"data": data}, "required": needed, "additionalProperties": False,
    }  # fmt: skip
    files = fields.files_of(step.form)
    if not files:
        return plain, None
    packed = {"type": "string", "contentMediaType": "application/json", "contentSchema": data}
    texts = {
        n: {**s, "type": "string"} if s.get("type") == "integer" else s for n, s in beside.items()
    }
    return plain, plain | {"properties": texts | {"data": packed} | files}


def _writing(
    name: str, title: str, bodies: list[tuple[Schema, Schema | None]], status: str, words: str, path: tuple[Schema, ...]
) -> dict[str, Any]:  # fmt: skip
    """A POST that changes a matter."""
    content = {"application/json": {"schema": _one_of([b for b, _m in bodies])}}
    if parted := [m for _b, m in bodies if m is not None]:
        content["multipart/form-data"] = {"schema": _one_of(parted)}
    return {
        "operationId": name, "summary": title, "tags": ["登记" if status == "201" else "办理"],
        "parameters": [*path, KEY_HEADER], "requestBody": {"required": True, "content": content},
        "responses": {status: _json(words, ref("Matter"))} | _refusals(WRITE),
    }  # fmt: skip


def _one_of(schemas: list[Schema]) -> Schema:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _file() -> dict[str, Any]:
    found = _reading(
        "document", "一份材料的原件", TEXT, _path("id", ID), _path("document", ID), tag="事项"
    )
    found["responses"]["200"] = {"description": "文件", "content": {"application/octet-stream": {}}}
    return found | {"responses": found["responses"] | _refusals((409,))}


def _of(register: Register) -> str:
    return f"register.{register.id}"


def _register(register: Register) -> dict[str, Any]:
    asked = (
        _query("on", DAY, "哪一天有效的，不写为今天"), _query("ended", {"type": "string", "enum": ["0", "1"]}, "1：已失效的"),
        _query("q", {"type": "string", "maxLength": 60}), _query("unit", {"type": "string", "maxLength": 40}),
        _query("after", {"type": "string", "maxLength": 120}),
    )  # fmt: skip
    row = thing(**parts.VERSION, values=ref(_of(register)))
    whole = thing(
        **parts.VERSION, values=ref(_of(register)), versions=parts.rows(ref("Version")), journal=parts.rows(ref("Event"))
    )  # fmt: skip
    base, name = f"/api/registers/{register.id}/", _of(register)
    return {
        base: {"get": _reading(name, register.title, parts.page(row), *asked, tag="登记簿")},
        f"{base}{{id}}/": {
            "get": _reading(f"{name}.entry", f"{register.title}：一项", whole, _path("id", ID), tag="登记簿")
        },
    }  # fmt: skip


def _values(register: Register) -> Schema:
    """The register's columns; classified ones are texts, masked as on the page."""
    labels = {n: str(f.label) for n, f in register.form.base_fields.items() if f.label}
    found = {}
    for column in columns_of(register.model):
        title = labels.get(column.name) or str(getattr(column, "verbose_name", column.name))
        found[column.name] = _column(column) | {"title": title}
    return thing(**found) | {"title": register.title}


def _column(column: models.Field[Any, Any]) -> Schema:
    if getattr(column, "classification", ""):
        return {"type": "string", "description": "按网页的规则掩码"}
    null = ["null"] if column.null else []
    match column:
        case models.ForeignKey():
            named = thing(id=WHOLE, name=TEXT)
            return {"oneOf": [named, {"type": "null"}]} if null else named
        case models.BooleanField():
            return {"type": ["boolean", *null]}
        case models.IntegerField():
            return {"type": ["integer", *null]}
        case models.DateTimeField():
            return {"type": ["string", *null], "format": "date-time"}
        case models.DateField():
            return {"type": ["string", *null], "format": "date"}
    codes = fields.flat(column.choices or ())
    if codes:
        return {"type": ["string", *null], "description": "；".join(f"{c} {w}" for c, w in codes)}
    return {"type": ["string", *null]}


def _figures() -> dict[str, Any]:
    ids = sorted(f.id for f in all_figures())
    columns = sorted({c for f in all_figures() for c in f.base().disaggregations})
    one = _path("figure", {"type": "string", "enum": ids})
    asked = [
        _query("unit", {"type": "string", "maxLength": 40}, "单位代码或者编号，不写为本单位"),
        _query("year", {"type": "integer", "minimum": 1949, "maximum": 2999}),
        _query("month", {"type": "integer", "minimum": 1, "maximum": 12}),
        *(_query(f"by.{c}", {"type": "string", "maxLength": 80}, "只看这一项；须是该指标可以细分的列") for c in columns),
    ]  # fmt: skip
    split = _query("by", TEXT, "unit、month 或者该指标可以细分的列")
    part = _query("part", {"type": "string", "enum": ["numerator", "denominator"]})
    after = _query("after", {"type": "integer", "minimum": 0})
    return {
        "/api/figures/": {"get": _reading("figures", "全部指标", ref("Figures"), tag="指标")},
        "/api/figures/{figure}/": {
            "get": _reading("figure", "一个指标的值", ref("Figure"), one, *asked, split, tag="指标")
        },
        "/api/figures/{figure}/rows/": {
            "get": _reading("figure.rows", "构成该数的记录", ref("FigureRows"), one, *asked, part, after, tag="指标")
        },
    }  # fmt: skip
