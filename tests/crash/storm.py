"""Many clients over HTTP against the real server, while server and database are killed with `kill -9` at random points.

    python tests/crash/storm.py --database sqlite|postgresql --seconds 60 --clients 64

A client that gets no answer sends the same form again, with the same key, until it is answered. Afterwards every
acknowledged act must be there once, chains must verify, numbers must run without a gap, no version may have two winners,
and the outbox must be empty.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent))
from cluster import Cluster, free_port
from office import application

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PATIENCE = 240.0
"""Seconds after which a client that is never answered counts as failed."""


class Server:
    """The product, as `yifa serve` runs it, in a process group of its own."""

    def __init__(self, home: Path, database: str, workers: int = 2) -> None:
        self.home, self.port, self.workers = home, free_port(), workers
        self.environment = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith(("YIFA_", "DJANGO_", "DATABASE_"))
        }
        self.environment |= {
            "YIFA_VAR": str(home), "DATABASE_URL": database, "PYTHONPATH": str(ROOT / "src"), "YIFA_RATE_LIMITS": "0",
            "DJANGO_SETTINGS_MODULE": "yifa.site.settings", "YIFA_FACTOR": "nobody", "YIFA_LOG": "ERROR",
        }  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None
        self.log = (home / "server.log").open("ab")

    def office(self, *words: object, check: bool = True) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, str(HERE / "office.py"), *map(str, words)], env=self.environment, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        if (check and done.returncode) or not done.stdout:
            raise RuntimeError(done.stderr[-3000:])
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def start(self) -> None:
        line = [
            sys.executable,
            "-m",
            "yifa.site.cli",
            "serve",
            "--port",
            str(self.port),
            "--workers",
            str(self.workers),
        ]
        self.process = subprocess.Popen(
            line,
            env=self.environment,
            cwd=self.home,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def answers(self) -> bool:
        try:
            link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            link.request("GET", "/healthz")
            return link.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False

    def wait(self, seconds: float = 150) -> None:
        deadline = time.monotonic() + seconds
        while not self.answers():
            if time.monotonic() > deadline:
                raise RuntimeError((self.home / "server.log").read_text()[-3000:])
            time.sleep(0.2)

    def kill(self) -> None:
        """kill -9 of the web server and the job loop together."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def close(self) -> None:
        self.kill()
        if not self.log.closed:
            self.log.close()


class Client(threading.Thread):
    """One person at work: opens matters, notes on shared ones, and decides at the same time as others."""

    def __init__(self, number: int, port: int, plan: dict[str, Any], seconds: float) -> None:
        super().__init__(name=f"client{number}", daemon=True)
        self.number, self.port, self.plan, self.seconds = number, port, plan, seconds
        self.begun = threading.Event()
        self.cookies: dict[str, str] = {}
        self.acknowledged: list[dict[str, Any]] = []
        self.refused = self.unanswered = self.errors = 0
        self.failure = ""
        self.dice = random.Random(number)

    def run(self) -> None:
        try:
            self.take_up()
            self.begun.set()
            until = time.monotonic() + self.seconds
            while time.monotonic() < until:
                self.one()
        except Exception as error:
            self.failure = f"{self.name}: {type(error).__name__}: {error}"

    def one(self) -> None:
        kind = self.dice.random()
        if kind < 0.4:
            self.open()
        elif kind < 0.7:
            self.note()
        else:
            self.decide()

    def ask(
        self, method: str, url: str, form: dict[str, Any] | None = None
    ) -> tuple[int, str, str]:
        """(status, location, body); status 0 where no answer came."""
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "Host": f"127.0.0.1:{self.port}",
        }
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            link.request(method, url, body, headers)
            answer = link.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return 0, "", ""
        finally:
            link.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), text

    def sure(
        self, method: str, url: str, form: dict[str, Any] | None = None
    ) -> tuple[int, str, str]:
        """Ask until there is an answer that is not a failure of the server."""
        deadline = time.monotonic() + PATIENCE
        while True:
            status, location, text = self.ask(method, url, form)
            if status and status < 500:
                return status, location, text
            self.unanswered += status == 0
            self.errors += status >= 500
            if time.monotonic() > deadline:
                raise TimeoutError(f"{method} {url}: {status} {text[:200]}")
            time.sleep(0.2 + self.dice.random() * 0.3)

    def take_up(self) -> None:
        """Open a form with the session that was prepared; it brings the token against forged requests."""
        self.cookies[self.plan["cookie"]] = self.plan["sessions"][self.number]
        status, location, page = self.sure("GET", self.plan["new"])
        if status != 200 or self.plan["csrf"] not in self.cookies:
            raise RuntimeError(f"{self.name} was not let in: {status} {location} {said(page)}")

    def send(self, url: str, form: dict[str, Any], **more: Any) -> None:
        key = uuid.uuid4().hex
        form = form | {
            "csrfmiddlewaretoken": self.cookies[self.plan["csrf"]],
            "idempotency_key": key,
            "on": self.plan["today"],
        }
        # A conflict may also be one's own act in flight: asked again with the same key, it answers.
        for _ in range(8):
            status, location, text = self.sure("POST", url, form)
            there = re.search(r"(\d+)/?$", location)
            if status == 302 and there:
                self.acknowledged.append({"key": key, "matter": int(there[1])} | more)
                return
            if status != 409:
                raise RuntimeError(f"{url}: {status} {location} {said(text)}")
            if "version" in more:
                break
        self.refused += 1

    def open(self) -> None:
        self.send(self.plan["new"], application(uuid.uuid4().hex[:6]) | {"unit": self.plan["unit"]})

    def hot(self) -> int:
        return self.dice.choice(self.plan["hot"])

    def note(self) -> None:
        self.send(self.plan["note"].replace("/0/", f"/{self.hot()}/"), {"note": "办理记录"})

    def decide(self) -> None:
        """Act on the version one has seen, as several others do at the same time."""
        matter = self.hot()
        url = self.plan["assign"].replace("/0/", f"/{matter}/")
        status, _, page = self.sure("GET", url)
        seen = re.search(r'name="expected_version" value="(\d+)"', page)
        if status != 200 or seen is None:
            raise RuntimeError(f"{url}: {status} {said(page)}")
        version = int(seen[1])
        person = self.dice.choice(self.plan["users"])
        self.send(url, {"handler": person, "expected_version": version}, version=version)


def said(page: str) -> str:
    return " ".join(
        re.sub(r"<style.*?</style>|<script.*?</script>|<[^>]+>", " ", page, flags=re.S).split()
    )[:400]


def storm(
    server: Server,
    clients: int,
    seconds: float,
    kill: dict[str, Any],
    pause: tuple[float, float] = (0.0, 4.0),
    most: int = 1000,
) -> dict[str, Any]:
    """Run the storm and judge it. `kill` maps a name to (function that kills, function that brings back); at most `most`
    kills."""
    begun = time.monotonic()
    plan = server.office("prepare", clients)
    server.start()
    server.wait()
    ready = time.monotonic() - begun
    people = everybody(clients, server.port, plan, seconds)
    until = time.monotonic() + seconds
    dice, kills = random.Random(), dict.fromkeys(kill, 0)
    while time.monotonic() < until and sum(kills.values()) < most:
        # Work goes on for a while between two kills, however slow the machine is.
        before, patience = answered(people), time.monotonic() + 20
        while answered(people) < before + clients and time.monotonic() < min(patience, until):
            time.sleep(0.1)
        time.sleep(dice.uniform(*pause))
        # Each in its turn, so that none is spared by chance.
        name = min(sorted(kill), key=kills.__getitem__)
        down, up = kill[name]
        down()
        kills[name] += 1
        time.sleep(dice.uniform(0, 0.5))
        up()
        server.wait()
    for one in people:
        one.join(max(0.0, until - time.monotonic()) + PATIENCE + 60)
    acknowledged = [a for one in people for a in one.acknowledged]
    server.kill()
    path = server.home / "acknowledged.json"
    path.write_text(json.dumps(acknowledged))
    found = server.office("judge", path, check=False)
    found |= {
        "clients": clients, "seconds": seconds, "ready after s": round(ready, 1), "kills": kills, "refused": sum(c.refused for c in people),
        "without answer": sum(c.unanswered for c in people), "server errors": sum(c.errors for c in people),
        "failures": [c.failure for c in people if c.failure] + [c.name for c in people if c.is_alive()],
    }  # fmt: skip
    return found


def told_to_stop() -> None:
    """A run that is ended from outside still takes its server and cluster down."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def everybody(clients: int, port: int, plan: dict[str, Any], seconds: float) -> list[Client]:
    """The clients, signed in and at work."""
    people = [Client(n, port, plan, seconds) for n in range(clients)]
    for one in people:
        one.start()
    for one in people:
        one.begun.wait(PATIENCE)
    return people


def answered(people: list[Client]) -> int:
    return sum(len(c.acknowledged) for c in people)


def main() -> int:
    from office import broken

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--keep", action="store_true", help="keep the folder")
    options = parser.parse_args()
    told_to_stop()
    home = Path(tempfile.mkdtemp(prefix="yifa-storm-"))
    try:
        if options.database == "sqlite":
            server = Server(home, "")
            kill = {"server": (server.kill, server.start)}
            try:
                found = storm(server, options.clients, options.seconds, kill)
            finally:
                server.close()
        else:
            with Cluster() as cluster:
                server = Server(home, cluster.url())
                kill = {
                    "server": (server.kill, server.start),
                    "database": (cluster.primary.kill, cluster.primary.start),
                }
                try:
                    found = storm(server, options.clients, options.seconds, kill)
                finally:
                    server.close()
    finally:
        if options.keep:
            print(home)
        else:
            shutil.rmtree(home, ignore_errors=True)
    print(json.dumps(found, ensure_ascii=False, indent=1))
    wrong = broken(found) + found["failures"]
    print("BROKEN: " + ", ".join(wrong) if wrong else "every promise held")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
