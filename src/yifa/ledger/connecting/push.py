"""HTTP push: an authenticated system sends rows or a file, gets 202 and an address where it reads what became of it.

The page rule says "public" because no person signs in here: the token is the rule, and it is asked before anything else.
"""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from yifa.kernel import moment
from yifa.kernel.errors import Conflict, Refusal
from yifa.ledger.access import access
from yifa.ledger.connecting.connector import Delivery
from yifa.ledger.connecting.intake import MOST, receive, table_of, text_of
from yifa.ledger.connecting.models import Exchange, Means, PeerSystem, Status
from yifa.ledger.connecting.tokens import peer_of


class HttpPush:
    """The connector that is called from outside: nothing to collect; the sender reads the status address."""

    means = Means.PUSH.value

    def collect(self, peer: PeerSystem) -> tuple[Delivery, ...]:
        """Nothing: deliveries arrive at the endpoint."""
        return ()

    def answer(self, peer: PeerSystem, exchange: Exchange) -> None:
        """Nothing: the status address tells."""


def _error(status: int, why: str, remedy: str = "") -> JsonResponse:
    said = {"error": why} | ({"remedy": remedy} if remedy else {})
    answer = JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def _unknown() -> JsonResponse:
    return _error(401, "令牌无效", "请在 Authorization 头中带上本系统发给您的令牌")


@csrf_exempt
@access("public")
def push(request: HttpRequest) -> JsonResponse:
    """`POST /peer/records/`: JSON `{"rows": [{heading: value}]}` or a file as the body; `Idempotency-Key` is required.

    Answers 202 with `status_url`, 200 for a key sent before, 400, 401, 405, 409, 411, 413, 415.
    """
    peer = peer_of(request)
    if peer is None:
        return _unknown()
    if request.method != "POST":
        return _error(405, "请用 POST")
    key = request.headers.get("Idempotency-Key", "").strip()
    if not 8 <= len(key) <= 100 or not key.isascii() or not key.isprintable():
        return _error(
            400, "缺少 Idempotency-Key", "每一批用一个 8 至 100 位的新键；重发同一批用原键"
        )
    try:
        length = int(request.headers.get("Content-Length") or -1)
    except ValueError:
        length = -1
    if length < 0:
        return _error(411, "缺少 Content-Length")
    if length > MOST:
        return _error(413, f"超过 {MOST // 2**20} MiB", "请分批发送")
    raw = request.read(MOST + 1)
    if not raw or len(raw) > MOST:
        return _error(413 if raw else 400, "内容是空的或者过大")
    try:
        exchange, new = receive(peer, _delivery(request, raw, key))
    except Refusal as refused:
        return _error(
            409 if isinstance(refused, Conflict) else 400, refused.message, refused.remedy
        )
    return JsonResponse(
        _told(request, exchange),
        status=202 if new else 200,
        json_dumps_params={"ensure_ascii": False},
    )


def _delivery(request: HttpRequest, raw: bytes, key: str) -> Delivery:
    """The body as a file an import reads: JSON becomes a table, anything else stays as it is."""
    dry = request.GET.get("dry_run") == "1"
    if (request.content_type or "") == "application/json":
        try:
            said = json.loads(raw)
        except (ValueError, RecursionError):
            raise Refusal("不是合法的 JSON", remedy="请按 UTF-8 编码发送") from None
        rows = said.get("rows") if isinstance(said, dict) else said
        if not isinstance(rows, list) or not rows:
            raise Refusal("没有 rows", remedy='如 {"rows": [{"编号": "1"}]}')
        name = f"推送-{moment.today():%Y%m%d}.csv"
        return Delivery(text_of(table_of(rows)).encode(), name, key, dry)
    name = PurePath(unquote(request.headers.get("X-File-Name", "")) or "推送.xlsx").name
    return Delivery(raw, name[-120:], key, dry)


@csrf_exempt
@access("public")
def status(request: HttpRequest, pk: int) -> JsonResponse:
    """`GET /peer/records/N/`: what became of a delivery; each system sees its own only."""
    peer = peer_of(request)
    if peer is None:
        return _unknown()
    if request.method != "GET":
        return _error(405, "请用 GET")
    rows = Exchange.objects.unscoped("a system's own deliveries").filter(peer=peer.key, pk=pk)
    exchange = rows.first()
    if exchange is None:
        return _error(404, "没有这一批")
    return JsonResponse(_told(request, exchange), json_dumps_params={"ensure_ascii": False})


def _told(request: HttpRequest, exchange: Exchange) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": exchange.pk, "status": exchange.status, "message": exchange.message, "counts": exchange.counts,
        "digest": exchange.digest, "received_at": exchange.received_at.isoformat(),
        "status_url": request.build_absolute_uri(reverse("peer_exchange", args=[exchange.pk])),
    }  # fmt: skip
    if exchange.status not in (Status.WAITING, Status.LIST):
        told["problems"] = exchange.problem_list()
    return told
