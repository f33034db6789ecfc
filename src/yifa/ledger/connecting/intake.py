"""From delivery to records: kept with its key, read like any import, the good rows in, the bad ones named."""

from __future__ import annotations

import csv
import json
import logging
from dataclasses import asdict
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError

from yifa.kernel import crypto, loop, moment
from yifa.kernel.errors import Conflict, Refusal
from yifa.kernel.journal.event import record_event
from yifa.kernel.organization.roles import Reach
from yifa.kernel.scope.actor import Actor, Grant
from yifa.kernel.transaction import write
from yifa.ledger.connecting.connector import Delivery, connectors
from yifa.ledger.connecting.models import Exchange, PeerSystem, Status
from yifa.ledger.importing import door
from yifa.ledger.importing.destination import destination_of
from yifa.ledger.importing.kept import problems_of
from yifa.ledger.importing.marked import marked_workbook
from yifa.ledger.importing.models import ImportRun
from yifa.ledger.importing.plan import CellProblem
from yifa.ledger.importing.reader import Grid

TOPIC = "exchange.received"
MOST = 20 * 2**20
"""Bytes of one delivery at most."""
KEPT_FOR = timedelta(days=400)
"""Lists are kept for comparing a year with the year before; then their cells are emptied."""
_TOLD = 1000
log = logging.getLogger("yifa.connecting")


def actor_of(peer: PeerSystem) -> Actor:
    """The peer system as an actor: what it may bring in, for its own unit, and nothing else."""
    into = destination_of(peer.target)
    grants = tuple(
        Grant(role, peer.unit_id, into.room, Reach.UNIT, peer.title) for role in sorted(into.by)
    )
    return Actor(f"对接：{peer.title}"[:40], None, grants)


def receive(peer: PeerSystem, delivery: Delivery) -> tuple[Exchange, bool]:
    """Keep a delivery and queue it. A repeated key gives the first one back: (exchange, whether it is new).

    Raises `Conflict` where the key was used for other content.
    """
    digest = crypto.digest(delivery.raw)
    rows = Exchange.objects.unscoped("a delivery's own key")
    into = destination_of(peer.target)
    place = _place(digest)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    place.write_bytes(delivery.raw)
    try:
        with write():
            exchange = Exchange.objects.create(
                peer=peer.key, target=peer.target, unit=peer.unit, room=into.room, means=peer.means,
                idempotency_key=delivery.idempotency_key, file_name=delivery.file_name[-200:], digest=digest,
                size=len(delivery.raw), dry_run=delivery.dry_run, received_at=moment.now(),
            )  # fmt: skip
            loop.post(TOPIC, {"exchange": exchange.pk})
            return exchange, True
    except IntegrityError:
        first = rows.get(peer=peer.key, idempotency_key=delivery.idempotency_key)
    if first.status != Status.WAITING:
        place.unlink(missing_ok=True)
    if first.digest != digest:
        raise Conflict(
            "这个幂等键已经用于另一份内容", remedy="同一批重发请用原键，新的一批请换新键"
        )
    return first, False


def _place(digest: str) -> Path:
    return Path(settings.YIFA_VAR) / "exchange" / digest


def settle(exchange_id: int) -> None:
    """Read a kept delivery and let its good rows in. Done once; a repeated call changes nothing."""
    rows = Exchange.objects.unscoped("the loop settles a delivery").select_related("unit")
    exchange: Exchange | None = rows.filter(pk=exchange_id, status=Status.WAITING).first()
    if exchange is None:
        return
    peers = PeerSystem.objects.unscoped("a delivery names its system")
    peer = peers.filter(key=exchange.peer, valid_to=None).select_related("unit").first()
    if peer is None:
        _close(exchange, Status.FAILED, "对接系统已停用，没有写入")
        return
    try:
        raw = _place(exchange.digest).read_bytes()
        _import(peer, exchange, raw)
    except Refusal as refused:
        _close(exchange, Status.FAILED, str(refused))
    except OSError:
        _close(exchange, Status.FAILED, "收到的文件不在了，请重新发送")
    connectors()[peer.means].answer(peer, exchange)
    _place(exchange.digest).unlink(missing_ok=True)


def _import(peer: PeerSystem, exchange: Exchange, raw: bytes) -> None:
    actor = actor_of(peer)
    received = door.plan(
        actor, peer.target, peer.unit, raw=raw, file_name=exchange.file_name, sender=peer.key
    )
    run, plan = received.run, received.plan
    grid = run.grid()
    exchange.cells = json.dumps(grid.rows, ensure_ascii=False) if grid else ""
    exchange.counts, exchange.run_id = plan.counts, run.pk
    found = [asdict(p) for p in plan.problems[:_TOLD]]
    exchange.problems = json.dumps(found, ensure_ascii=False)
    bad = plan.counts["bad"]
    if received.needs_matching:
        _close(exchange, Status.MATCHING, "有的列还没有对应到栏目，请有关人员在导入页对应一次")
        return
    status = Status.PARTLY if bad else Status.DONE
    said = f"新增 {plan.counts['added']}，变更 {plan.counts['changed']}，一致 {plan.counts['same']}，有误 {bad}"
    said = "；".join([said, *run.notes])
    if exchange.dry_run:
        door.drop(run)
        exchange.run_id = None
        _close(exchange, status, f"仅预检，没有写入：{said}")
        return
    if plan.writes_total:
        door.commit(actor, run)
    else:
        door.drop(run)
        exchange.run_id = None
    _close(exchange, status, said)


def _close(exchange: Exchange, status: Status, message: str) -> None:
    exchange.status, exchange.message, exchange.done_at = status, message[:400], moment.now()
    with write():
        exchange.save()
        record_event(
            f"exchange:{exchange.pk}", "exchange", "收到对接数据", actor_id=None, actor_name=f"对接：{exchange.peer}"[:40],
            unit_id=exchange.unit_id,
            payload={
                "peer": exchange.peer, "target": exchange.target, "file": exchange.file_name, "digest": exchange.digest,
                "status": str(status), "counts": exchange.counts, "run": exchange.run_id,
            },
        )  # fmt: skip


def report_of(exchange: Exchange) -> bytes:
    """The error report: the rows as sent, every bad cell marked; of an unusable file one cell says why."""
    problems = [CellProblem(**p) for p in exchange.problem_list()]
    rows = exchange.rows()
    if not rows:
        return marked_workbook(Grid([["说明"], [exchange.message]]), 0, [], whole=True)
    run = ImportRun.objects.unscoped("a delivery's own import").filter(pk=exchange.run_id).first()
    header = run.header if run is not None else 0
    if run is not None and len(problems) == _TOLD:
        problems = list(problems_of(run)) or problems
    return marked_workbook(Grid(rows), header, problems, whole=True)


def text_of(rows: list[list[str]]) -> str:
    """Rows as delimited text, as an import reads them."""
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def table_of(rows: list[dict[str, Any]]) -> list[list[str]]:
    """JSON rows as a table: headings in the order they are first met. Raises `Refusal` for what is no row."""
    heads: dict[str, int] = {}
    for row in rows:
        if not isinstance(row, dict):
            raise Refusal(
                "rows 的每一项须是一行：栏目名和值", remedy='如 {"rows": [{"编号": "1"}]}'
            )
        for name in row:
            heads.setdefault(str(name), len(heads))
    if len(heads) > 200:
        raise Refusal("栏目超过 200 个", remedy="请只送需要的栏目")
    table = [list(heads)]
    for row in rows:
        line = [""] * len(heads)
        for name, value in row.items():
            line[heads[str(name)]] = _plain(value)
        table.append(line)
    return table


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict | list):
        raise Refusal("单元格的值须是文字、数字、日期或者是否", remedy="请不要嵌套")
    return str(value)


def poll() -> int:
    """Collect what has arrived at every way in; returns how many new deliveries were queued."""
    peers = PeerSystem.objects.unscoped("the loop polls for deliveries").standing(moment.today())
    new = 0
    for peer in peers.filter(valid_to=None).select_related("unit").order_by("key"):
        connector = connectors().get(peer.means)
        for delivery in connector.collect(peer) if connector else ():
            try:
                new += receive(peer, delivery)[1]
            except Refusal as refused:
                log.warning("%s %s: %s", peer.key, delivery.file_name, refused)
    return new


def forget_old() -> None:
    """Empty the cells of old deliveries; what became of them stays."""
    old = Exchange.objects.unscoped("lists are kept for a time").filter(
        received_at__lt=moment.now() - KEPT_FOR
    )
    old.exclude(cells="", problems="").update(cells="", problems="")
