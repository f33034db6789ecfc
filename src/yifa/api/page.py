"""The document for programs, and the page that lists it for people."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yifa.api import query
from yifa.api.answer import SAFE
from yifa.api.caller import Caller
from yifa.api.door import controller
from yifa.api.schema.document import ABOUT, document
from yifa.ledger.access import access


def openapi(request: HttpRequest, caller: Caller) -> HttpResponse:
    """`GET /api/openapi.json`: OpenAPI 3.1. It holds declarations only, no record, so anybody may read it."""
    query.only(request, frozenset())
    made, tag = document()
    headers = SAFE | {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(
        made, "application/json", headers=headers | {"Content-Length": str(len(made))}
    )


@access("staff")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """`/api/`: every address with what it takes and gives."""
    told = json.loads(document()[0])
    sections: dict[str, list[dict[str, Any]]] = {}
    for path, methods in told["paths"].items():
        for method, said in methods.items():
            line = {"method": method.upper(), "path": path, "title": said["summary"]} | _asked(
                told, said
            )
            sections.setdefault(said["tags"][0], []).append(line)
    shown = {"nav": "api", "about": ABOUT, "sections": sections, "version": told["info"]["version"]}
    return render(request, "api/index.html", shown)


def _asked(told: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """The parameters of an address, and the forms its body may carry."""
    parameters = [
        {"name": p["name"], "title": p.get("description", ""), "required": p.get("required", False)}
        for p in said["parameters"]
    ]
    found = []
    body = said.get("requestBody")
    if body:
        schema = body["content"]["application/json"]["schema"]
        for one in schema.get("anyOf", [schema]):
            name = one["properties"]["data"]["$ref"].rsplit("/", 1)[1]
            found.append({"name": name} | _form(told["components"]["schemas"][name]))
    return {
        "parameters": parameters,
        "forms": found,
        "files": body is not None and len(body["content"]) > 1,
    }


def _form(schema: dict[str, Any]) -> dict[str, Any]:
    needed = schema.get("required", [])
    return {
        "title": schema["title"],
        "fields": [
            {
                "name": name, "title": field.get("title", ""), "type": field["type"], "required": name in needed,
                "codes": [(c["const"], c["title"]) for c in field.get("oneOf", ())],
            }
            for name, field in schema["properties"].items()
        ],
    }  # fmt: skip


OPENAPI = controller(public=True, GET=openapi)
