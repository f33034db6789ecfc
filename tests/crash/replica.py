"""A PostgreSQL primary with a synchronous hot standby: the primary is killed under load, the standby promoted, the product
reconnects by itself, and no acknowledged act is lost.

    python tests/crash/replica.py --seconds 60 --clients 32
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from cluster import Cluster
from office import broken
from storm import PATIENCE, Client, Server, answered, everybody, told_to_stop


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=32)
    options = parser.parse_args()
    told_to_stop()
    home = Path(tempfile.mkdtemp(prefix="yifa-replica-"))
    try:
        with Cluster() as cluster, contextlib.ExitStack() as ends:
            server = Server(home, cluster.url())
            ends.callback(server.close)
            plan = server.office("prepare", options.clients)
            standby = cluster.replicate()
            server.environment["DATABASE_URL"] = cluster.url()
            server.start()
            server.wait()
            people = everybody(options.clients, server.port, plan, options.seconds)
            time.sleep(options.seconds / 2)
            before = answered(people)
            killed = time.monotonic()
            cluster.primary.kill()
            # As a failover manager does: the standby stops waiting for a partner of its own, and takes writes.
            standby.sql("ALTER SYSTEM SET synchronous_standby_names = ''")
            standby.run("pg_ctl", "-D", standby.data, "-w", "promote")
            promoted = time.monotonic() - killed
            again = reconnected(people, before, killed)
            for one in people:
                one.join(options.seconds + PATIENCE)
            server.kill()
            path = home / "acknowledged.json"
            path.write_text(json.dumps([a for c in people for a in c.acknowledged]))
            found = server.office("judge", path, check=False)
            found |= {
                "acknowledged before the kill": before, "promoted after s": round(promoted, 2),
                "acknowledged again after s": round(again, 2), "failures": [c.failure for c in people if c.failure],
                "without answer": sum(c.unanswered for c in people), "server errors": sum(c.errors for c in people),
            }  # fmt: skip
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print(json.dumps(found, ensure_ascii=False, indent=1))
    wrong = broken(found) + found["failures"]
    print("BROKEN: " + ", ".join(wrong) if wrong else "no acknowledged act was lost")
    return 1 if wrong else 0


def reconnected(people: list[Client], before: int, killed: float) -> float:
    """Seconds from the kill until acts are acknowledged again."""
    waiting = threading.Event()
    while time.monotonic() - killed < PATIENCE:
        # A few answers may still have been on their way when the primary died.
        if answered(people) > before + len(people):
            return time.monotonic() - killed
        waiting.wait(0.05)
    return float("inf")


if __name__ == "__main__":
    sys.exit(main())
