"""The virus scanner's hook, and looking after the dossier: what waits is scanned, what lies there is digested again.

`YIFA_SCANNER` is empty (no scanner), `clamd:/run/clamav/clamd.ctl`, `clamd:HOST:PORT`, or `command:PROGRAM ARGUMENT…`,
which is given the file's path as its last argument and answers by its exit code: 0 clean, 1 found something, else failed.
"""

from __future__ import annotations

import json
import logging
import shlex
import socket
import struct
import subprocess
import time
from pathlib import Path

from django.conf import settings

from yifa.kernel.dossier.files import held_path, infected_path, move, path_of, root
from yifa.kernel.dossier.models import Document
from yifa.kernel.journal.event import record_event

log = logging.getLogger("yifa.dossier")
TIMEOUT = 120
CHUNK = 1 << 16


class ScannerFailed(RuntimeError):
    """The scanner gave no answer: the file goes on waiting."""


def verdict(path: Path) -> str:
    """What the scanner found in the file; empty where it is clean. Raises ScannerFailed."""
    kind, _, rest = settings.YIFA_SCANNER.partition(":")
    if kind == "clamd":
        return _clamd(rest, path)
    if kind == "command":
        return _command(rest, path)
    raise ScannerFailed(f"YIFA_SCANNER: {kind}?")


def _command(line: str, path: Path) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own setting
            [*shlex.split(line), str(path)], capture_output=True, timeout=TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ScannerFailed(str(error)) from error
    if done.returncode == 0:
        return ""
    if done.returncode == 1:
        return done.stdout.decode(errors="replace").strip()[-200:] or "found"
    raise ScannerFailed(f"exit code {done.returncode}")


def _clamd(place: str, path: Path) -> str:
    """INSTREAM of clamd: length-prefixed chunks, an empty one at the end, one line back."""
    try:
        with _connect(place) as link, path.open("rb") as content:
            link.sendall(b"zINSTREAM\0")
            while chunk := content.read(CHUNK):
                link.sendall(struct.pack("!L", len(chunk)) + chunk)
            link.sendall(struct.pack("!L", 0))
            answer = b""
            while not answer.endswith(b"\0") and (more := link.recv(4096)):
                answer += more
    except OSError as error:
        raise ScannerFailed(str(error)) from error
    said = answer.rstrip(b"\0").decode(errors="replace").strip()
    if said.endswith("OK"):
        return ""
    if said.endswith("FOUND"):
        return said.removeprefix("stream:").removesuffix("FOUND").strip() or "found"
    raise ScannerFailed(said or "no answer")


def _connect(place: str) -> socket.socket:
    if place.startswith("/"):
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(TIMEOUT)
        link.connect(place)
        return link
    host, _, port = place.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=TIMEOUT)


def waiting() -> list[Path]:
    """Files that wait for the scanner, the oldest first."""
    folder = root() / "held"
    files = [p for p in folder.iterdir() if p.is_file()] if folder.exists() else []
    return sorted(files, key=lambda p: p.stat().st_mtime)


def scan_waiting() -> int:
    """Scan what waits: clean files may be given out, others are shut away and journalled. Returns how many passed."""
    passed = 0
    for path in waiting():
        digest = path.name
        try:
            found = verdict(path) if settings.YIFA_SCANNER else ""
        except ScannerFailed as failed:
            log.warning("scanner: %s", failed)
            return passed
        if not found:
            move(held_path(digest), path_of(digest))
            passed += 1
            continue
        log.error("scanner found %s in %s", found, digest)
        move(held_path(digest), infected_path(digest))
        for document in Document.objects.unscoped("shut away").filter(digest=digest):
            record_event(
                f"dossier:{digest}", "infected", "查毒发现问题，文件已隔离", actor_id=None, actor_name="查毒",
                unit_id=document.unit_id, matter_id=document.matter_id,
                payload={"document": document.pk, "found": found},
            )  # fmt: skip
    return passed


def recheck(most_bytes: int = 256 << 20) -> int:
    """Digest the next part of the dossier again, so that silent decay is found within days; returns files read.

    Goes on where it stopped last; a break is journalled, and told by the log and `yifa doctor`.
    """
    from yifa.kernel.journal.related import check_file

    state = root() / "recheck.json"
    held = json.loads(state.read_text()) if state.exists() else {}
    after, broken, read, number = held.get("after", 0), dict(held.get("broken", {})), 0, 0
    rows = Document.objects.unscoped("scheduled re-verification").exclude(digest="")
    for document in rows.filter(pk__gt=after).order_by("pk").iterator(chunk_size=200):
        found = check_file(document)
        key = str(document.pk)
        if found is None:
            broken.pop(key, None)
        elif key not in broken:
            broken[key] = found.what
            log.error("dossier: document %s: %s", document.pk, found.what)
            record_event(
                f"dossier:{document.digest}", "broken", found.what, actor_id=None, actor_name="定期核验",
                unit_id=document.unit_id, matter_id=document.matter_id, payload={"document": document.pk},
            )  # fmt: skip
        after, number, read = document.pk, number + 1, read + document.size
        if read >= most_bytes:
            break
    else:
        after = 0
    root().mkdir(parents=True, exist_ok=True)
    kept = {"after": after, "broken": broken, "at": time.time()}
    part = state.with_suffix(".part")
    part.write_text(json.dumps(kept))
    part.replace(state)
    return number


def sweep(age: float = 86_400) -> int:
    """Remove what an interrupted upload left behind, after a day; returns how many files."""
    old = [p for p in root().glob("coming-*") if time.time() - p.stat().st_mtime > age]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def look_after() -> None:
    """What the loop does once an hour."""
    recheck()
    sweep()
