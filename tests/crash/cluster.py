"""A PostgreSQL of one's own that may be killed: durable, on a free port of 127.0.0.1, gone when closed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def programs() -> Path:
    """The folder of the PostgreSQL programs; fails naming what to install."""
    found = subprocess.run(
        ["sh", str(ROOT / "scripts/postgres.sh"), "--where"],
        capture_output=True,
        text=True,
        check=True,
    )
    return Path(found.stdout.strip())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Node:
    """One server: its data folder, port and life."""

    def __init__(self, home: Path, name: str) -> None:
        self.home, self.data, self.port = home, home / name, free_port()
        self.log = home / f"{name}.log"
        self.bin = programs()

    def run(self, *words: object, check: bool = True) -> subprocess.CompletedProcess[str]:
        """A PostgreSQL program, as an ordinary user where this is root."""
        line = [str(self.bin / str(words[0])), *map(str, words[1:])]
        if os.getuid() == 0:
            line = ["runuser", "-u", os.environ.get("PGOWNER", "postgres"), "--", *line]
        done = subprocess.run(line, cwd=self.home, capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise RuntimeError(f"{words[0]}: {done.stderr}{done.stdout}")
        return done

    def start(self, *options: str) -> None:
        settings = [
            "listen_addresses=127.0.0.1", f"unix_socket_directories={self.home}", "max_connections=200",
            "shared_buffers=128MB", *options,
        ]  # fmt: skip
        line = " ".join(f"-c {s}" for s in settings)
        deadline = time.monotonic() + 60
        while True:
            done = self.run(
                "pg_ctl", "-D", self.data, "-l", self.log, "-w", "-t", "60", "-o", f"-p {self.port} {line}", "start",
                check=False,
            )  # fmt: skip
            if done.returncode == 0:
                return
            if time.monotonic() > deadline:
                raise RuntimeError(self.log.read_text()[-2000:])
            time.sleep(0.3)  # processes of the one killed before are still going

    def kill(self) -> None:
        """kill -9 of the postmaster and every process below it."""
        pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for one in [pid, *map(int, children)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)

    def sql(self, text: str, database: str = "postgres") -> str:
        return self.run(
            "psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-h", self.home, "-p", self.port, "-U", "yifa",
            "-d", database, "-c", text,
        ).stdout.strip()  # fmt: skip

    def stop(self) -> None:
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop", check=False)


class Cluster:
    """A primary, and a standby where asked for. Use as a context manager."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="yifa-cluster-"))
        if os.getuid() == 0:
            shutil.chown(self.home, os.environ.get("PGOWNER", "postgres"))
        self.primary = Node(self.home, "primary")
        self.standby: Node | None = None

    def __enter__(self) -> Cluster:
        self.primary.run(
            "initdb", "-D", self.primary.data, "-U", "yifa", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
            "--no-sync",
        )  # fmt: skip
        self.primary.start()
        self.primary.sql("CREATE DATABASE yifa")
        return self

    def __exit__(self, *_: object) -> None:
        for node in (self.primary, self.standby):
            if node is not None:
                node.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def replicate(self) -> Node:
        """A hot standby that the primary waits for before it acknowledges a commit."""
        node = self.standby = Node(self.home, "standby")
        node.run(
            "pg_basebackup", "-D", node.data, "-h", self.home, "-p", self.primary.port, "-U", "yifa", "-R",
            "-X", "stream", "-C", "-S", "standby", "--checkpoint=fast", "--no-sync",
        )  # fmt: skip
        # pg_basebackup -R wrote how to reach the primary; its name is what the primary waits for.
        with (node.data / "postgresql.auto.conf").open("a") as conf:
            conf.write(
                f"primary_conninfo = 'host={self.home} port={self.primary.port} user=yifa application_name=standby'\n"
            )
        node.start("hot_standby=on")
        self.primary.sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        self.primary.sql("ALTER SYSTEM SET synchronous_commit = 'remote_apply'")
        self.primary.sql("SELECT pg_reload_conf()")
        deadline = time.monotonic() + 30
        while self.primary.sql("SELECT sync_state FROM pg_stat_replication") != "sync":
            if time.monotonic() > deadline:
                raise RuntimeError("the standby does not follow")
            time.sleep(0.2)
        return node

    def url(self) -> str:
        """What the product is given: every node, whichever takes writes."""
        nodes = [n for n in (self.primary, self.standby) if n is not None]
        hosts = ",".join(f"127.0.0.1:{n.port}" for n in nodes)
        return f"postgresql://yifa@{hosts}/yifa?target_session_attrs=read-write&connect_timeout=3"
