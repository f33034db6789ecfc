"""How often one visitor may ask: per address before the sign-in, per account after it, over all workers.

Counted in stretches of time. Two stores keep the counts: memory for the one process of the embedded database,
the database for several. Neither grows without bound, and neither keeps an address: keys are keyed digests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from yifa.api.door import is_api
from yifa.api.problem import Problem
from yifa.kernel import crypto, moment
from yifa.site.counts import store
from yifa.site.proxy import address_of

SIGNING_IN = frozenset({"login", "login_code", "sso_back", "confirm"})
EXPORTS = frozenset({"ledger_export", "case_file", "import_bad_rows", "public_report_file"})
EXEMPT = frozenset({"healthz", "metrics"})


@dataclass(frozen=True)
class Limit:
    """At most `most` requests in `seconds`; `block` are reserved at once where many workers share a count."""

    name: str
    most: int
    seconds: int
    block: int = 1


def limit(name: str) -> Limit:
    """A limit as `settings.YIFA_RATES` has it ("600/60": so many in so many seconds)."""
    most, _, seconds = settings.YIFA_RATES[name].partition("/")
    return Limit(name, int(most), int(seconds), max(1, int(most) // 30))


def source_of(request: HttpRequest) -> str:
    """The visitor's address; of IPv6 the /64, which is what one visitor has."""
    text = request.META.get("REMOTE_ADDR", "")
    found = address_of(text)
    if isinstance(found, IPv6Address):
        return str(ip_network((found, 64), strict=False).network_address)
    return str(found or text)


def key_of(asked: Limit, who: str) -> str:
    """Under what the count is kept; nobody reads an address or a name out of it."""
    return f"{asked.name}:{crypto.blind(who)}"


def asked_of(request: HttpRequest, name: str, public: bool) -> Iterator[tuple[Limit, str]]:
    """Every (limit, visitor) that a request counts against."""
    here = source_of(request)
    writes = request.method not in ("GET", "HEAD", "OPTIONS")
    if name in SIGNING_IN:
        if writes or name == "sso_back":
            yield limit("sign_in"), here
            if typed := request.POST.get("username", "")[:40]:
                yield limit("sign_in_account"), typed.lower()
        return
    if request.user.is_authenticated:
        who = f"account {request.user.pk}"
        if name in EXPORTS:
            yield limit("export"), who
        yield limit("api" if request.path.startswith("/api/") else "query"), who
    elif writes and public:
        yield limit("public_form"), here
    else:
        yield limit("public"), here


class RateMiddleware:
    """Refuses with 429 and `Retry-After`. Failed sign-ins of one address have a narrower limit of their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        match = request.resolver_match
        failed = match is not None and match.url_name in SIGNING_IN and answer.status_code == 422
        if failed and settings.YIFA_RATE_LIMITS:
            store().take(
                limit("sign_in_failed"), key_of(limit("sign_in_failed"), source_of(request))
            )
        return answer

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Count before anything is done."""
        match = request.resolver_match
        if not settings.YIFA_RATE_LIMITS or match is None or match.url_name in EXEMPT:
            return None
        name = match.url_name or ""
        if name in SIGNING_IN and request.method == "POST":
            narrow = limit("sign_in_failed")
            if store().peek(narrow, key_of(narrow, source_of(request))) >= narrow.most:
                return too_many(narrow)
        rule = getattr(view, "access_rule", None)
        for asked, who in asked_of(request, name, rule is None or rule.public):
            if store().take(asked, key_of(asked, who)) > asked.most:
                return problem_of(asked).response() if is_api(view) else too_many(asked)
        return None


def seconds_left(asked: Limit) -> int:
    """Until the present stretch ends."""
    return asked.seconds - int(moment.now().timestamp()) % asked.seconds


def problem_of(asked: Limit) -> Problem:
    """The refusal for a program."""
    wait = seconds_left(asked)
    return Problem(
        429, _("这里短时间内收到的请求太多，这一次没有处理"),
        remedy=_("请等 %(n)s 秒后再试") % {"n": wait}, headers={"Retry-After": str(wait)},
    )  # fmt: skip


def too_many(asked: Limit) -> HttpResponse:
    """The refusal: cheap to make, with the seconds until the stretch ends."""
    wait = seconds_left(asked)
    answer = HttpResponse(render_to_string("429.html", {"wait": wait}), status=429)
    answer["Retry-After"] = str(wait)
    return answer
