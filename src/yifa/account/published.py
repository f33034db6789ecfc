"""Published reports beside their records: every stated number, the computed one, and what the text's own parts give."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render

from yifa.account.asked import READERS
from yifa.kernel.figure import ask
from yifa.kernel.figure.published import Compared, Text, all_texts, compared
from yifa.kernel.figure.published_cli import as_json_of
from yifa.kernel.scope.actor import Actor
from yifa.ledger.access import access


def shown(actor: Actor) -> list[tuple[Text, list[Compared]]]:
    """The texts with the numbers the reader may see; a text without any is left out."""
    found = []
    for text in all_texts():
        lines = [
            c for c in compared(text) if c.unit is not None and ask.may_see(actor, c.figure, c.unit)
        ]
        if lines:
            found.append((text, lines))
    return found


@access(*READERS)
def published(request: HttpRequest) -> HttpResponseBase:
    """The page; `?format=json` gives the same as data."""
    texts = shown(request.actor)  # type: ignore[attr-defined]
    if request.GET.get("format") == "json":
        said = [
            {"id": t.id, "title": t.title, "year": t.year, "numbers": [as_json_of(c) for c in lines]}
            for t, lines in texts
        ]  # fmt: skip
        return JsonResponse({"texts": said}, json_dumps_params={"ensure_ascii": False})
    every = [c.verdict for _, lines in texts for c in lines]
    counts = {v: every.count(v) for v in ("agrees", "contradicts", "differs", "absent")}
    context = {"texts": texts, "counts": counts, "total": len(every), "nav": "checks"}
    return render(request, "account/published.html", context)
