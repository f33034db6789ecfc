"""The public site's landing page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yifa.ledger.access import access
from yifa.ledger.doors import open_doors


@access("public")
@require_GET
def landing(request: HttpRequest) -> HttpResponse:
    """What is public here, and what one may ask."""
    return render(request, "portal/landing.html", {"doors": open_doors()})
