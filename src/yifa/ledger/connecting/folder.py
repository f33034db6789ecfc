"""A watched folder: files put into it come in; each is moved to 已办 or 未办 with a report beside it.

`YIFA_VAR/inbox/<code>/` belongs to one peer system. A file counts as complete when its size and time have not changed for
`SETTLED` seconds; a lock keeps two loops from taking the same one. Names that begin with . or ~, and links, are left alone.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from yifa.kernel import crypto, moment
from yifa.ledger.connecting.connector import Delivery
from yifa.ledger.connecting.intake import MOST, report_of
from yifa.ledger.connecting.models import Exchange, Means, PeerSystem, Status

SETTLED = 10
"""Seconds a file must have been left alone."""
DONE, FAILED, TAKEN = "已办", "未办", ".taken"
SUFFIXES = (".xlsx", ".xls", ".csv", ".tsv", ".ods", ".txt")
log = logging.getLogger("yifa.connecting")


def inbox(code: str) -> Path:
    """The folder of a peer system."""
    return Path(settings.YIFA_VAR) / "inbox" / code


class WatchedFolder:
    """The connector: polled by the job loop."""

    means = Means.FOLDER.value

    def collect(self, peer: PeerSystem) -> Iterator[Delivery]:
        """Complete files, oldest first; each is set aside until its exchange is settled."""
        here = inbox(peer.key)
        (here / TAKEN).mkdir(parents=True, exist_ok=True)
        with _locked(here) as alone:
            if not alone:
                return
            for path in _settled(here):
                if path.stat().st_size > MOST:
                    self._refuse(here, path, f"文件超过 {MOST // 2**20} MiB，请分成几个文件")
                    continue
                digest = crypto.digest(path.read_bytes())
                path.replace(here / TAKEN / f"{digest[:16]}-{path.name}")
            for path in sorted((here / TAKEN).iterdir()):
                yield from self._taken(peer, path)

    def answer(self, peer: PeerSystem, exchange: Exchange) -> None:
        """Move the file, and put the report beside it."""
        here = inbox(peer.key)
        folder = here / (DONE if exchange.status == Status.DONE else FAILED)
        folder.mkdir(parents=True, exist_ok=True)
        stamp = moment.now().strftime("%Y%m%d-%H%M%S")
        name = Path(exchange.file_name).name
        taken = here / TAKEN / f"{exchange.digest[:16]}-{name}"
        if taken.exists():
            taken.replace(folder / f"{stamp}-{name}")
        if exchange.status == Status.DONE:
            (folder / f"{stamp}-{name}.txt").write_text(exchange.message + "\n")
            return
        (folder / f"{stamp}-{Path(name).stem}-报告.xlsx").write_bytes(report_of(exchange))
        (folder / f"{stamp}-{name}.txt").write_text(exchange.message + "\n")

    def _taken(self, peer: PeerSystem, path: Path) -> Iterator[Delivery]:
        """A file set aside: handed over, and finished where its delivery was settled before (sent again, or killed)."""
        mark, _dash, name = path.name.partition("-")
        rows = Exchange.objects.unscoped("a delivery's own file").filter(
            peer=peer.key, file_name=name
        )
        exchange = rows.filter(digest__startswith=mark).first()
        if exchange is None:
            raw = path.read_bytes()
            # The same content under the same name again is the same delivery.
            yield Delivery(raw, name, f"{crypto.digest(raw)[:32]}:{name}"[:120])
        elif exchange.status != Status.WAITING:
            self.answer(peer, exchange)

    def _refuse(self, here: Path, path: Path, why: str) -> None:
        folder = here / FAILED
        folder.mkdir(parents=True, exist_ok=True)
        stamp = moment.now().strftime("%Y%m%d-%H%M%S")
        path.replace(folder / f"{stamp}-{path.name}")
        (folder / f"{stamp}-{path.name}.txt").write_text(why + "\n")


def _settled(here: Path) -> list[Path]:
    now = moment.now().timestamp()
    found = []
    for path in here.iterdir():
        if path.name.startswith((".", "~")) or path.is_symlink() or not path.is_file():
            continue
        if path.suffix.lower() not in SUFFIXES:
            continue
        about = path.stat()
        if now - about.st_mtime >= SETTLED:
            found.append((about.st_mtime, path.name, path))
    return [path for _, _, path in sorted(found)]


@contextmanager
def _locked(here: Path) -> Iterator[bool]:
    """Whether nobody else polls this folder now."""
    with (here / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)
