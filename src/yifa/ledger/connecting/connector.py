"""What a connector is: it brings deliveries of peer systems in, and tells each system what became of them.

A new way in (a message queue, a provincial gateway) is one class with these three members, registered when the app is
ready; mapping, dry run, error report and journal are the same for all:

    class Gateway:
        means = "gateway"
        def collect(self, peer): ...        # what has arrived since the last poll
        def answer(self, peer, exchange): ...   # tell the peer; called once, after the exchange is settled

    register_connector(Gateway())
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from yifa.ledger.connecting.models import Exchange, PeerSystem


@dataclass(frozen=True)
class Delivery:
    """What arrived: a file's bytes, its name, and the key by which a repeated delivery is known."""

    raw: bytes
    file_name: str
    idempotency_key: str
    dry_run: bool = False


class Connector(Protocol):
    """One way in. `means` is what a peer system's registration names."""

    means: str

    def collect(self, peer: PeerSystem) -> Iterable[Delivery]:
        """What has arrived and is complete. A way in that is called from outside (HTTP) collects nothing."""
        ...

    def answer(self, peer: PeerSystem, exchange: Exchange) -> None:
        """Tell the peer what became of a delivery, in the way it can see it."""
        ...


_connectors: dict[str, Connector] = {}


def register_connector(connector: Connector) -> None:
    """Add a way in; the same means twice is a programming error."""
    if _connectors.setdefault(connector.means, connector) is not connector:
        raise ValueError(f"connector {connector.means} is taken")


def connectors() -> dict[str, Connector]:
    """Every way in by its means."""
    return dict(_connectors)
