"""Fresh proof before sensitive pages: a link leads past the confirmation page, a form that was sent keeps its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from yifa.kernel.organization.models import User
from yifa.site.identity import proof
from yifa.site.identity.forms import CONFIRM, ProofForm

CSRF = "csrfmiddlewaretoken"


class ProofMiddleware:
    """Asks for fresh proof where `proof.is_sensitive` says so. Stands behind the identity middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """None lets the view run: the page is not sensitive, not theirs anyway, or the proof is fresh."""
        match = request.resolver_match
        if match is None or not request.user.is_authenticated or proof.is_fresh(request):
            return None
        rule = getattr(view, "access_rule", None)
        if rule is not None and not rule.admits(cast(Any, request).actor):
            return None
        if not proof.is_sensitive(match.url_name or "", kwargs):
            return None
        if request.headers.get("HX-Request") == "true":
            return _fragment(request)
        if request.method != "POST":
            return redirect(reverse("confirm", query={"next": request.get_full_path()}))
        return _sent(request)


def _fragment(request: HttpRequest) -> HttpResponse:
    """A fragment cannot ask: the whole page goes to the confirmation and comes back to where it was."""
    here = urlsplit(request.headers.get("HX-Current-URL", ""))
    back = here.path + (f"?{here.query}" if here.query else "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = reverse("confirm", query={"next": back})
    return answer


def _sent(request: HttpRequest) -> HttpResponse | None:
    """A form came in without fresh proof: ask for it, carrying the form along; with it, let the form through."""
    user = cast(User, request.user)
    given = request.POST.get(CONFIRM)
    if given is not None and proof.prove(request, user, given):
        return None
    form = ProofForm(request.POST if given is not None else None, user=user)
    if given is not None:
        form.refuse()
    carried = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in (CONFIRM, CSRF)
    ]
    shown = {
        "form": form, "carried": carried, "action": request.get_full_path(),
        "next": "", "files": bool(request.FILES), "sso": proof.asks_for(user) == "sso",
    }  # fmt: skip
    return render(request, "identity/confirm.html", shown, status=422 if given is not None else 403)
