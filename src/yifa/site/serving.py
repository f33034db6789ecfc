"""Running the house: the web server (granian, WSGI, blocking threads) beside the one job loop."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _serve(host: str, port: int, workers: int, threads: int) -> int:
    if not _free(host, port):
        sys.stderr.write(f"{host}:{port} 已被占用；请换一个端口，例如 PORT={port + 1}\n")
        return 1
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    # Django was needed to migrate; the process that watches over server and loop does without it.
    connections.close_all()
    sys.stdout.flush()
    words = [sys.executable, "-m", "yifa.site.server", host, str(port), str(workers), str(threads)]
    os.execv(sys.executable, words)  # noqa: S606 - our own words; it does not come back
    return 1


def serve_command(argv: list[str]) -> int:
    """`yifa serve`: production style; PostgreSQL by DATABASE_URL, SQLite without it (then one process)."""
    parser = argparse.ArgumentParser("yifa serve", description="正式运行")
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument("--workers", type=int, default=int(os.environ.get("YIFA_WORKERS", "2")))
    parser.add_argument("--threads", type=int, default=4)
    options = parser.parse_args(argv)
    call_command("migrate", interactive=False, verbosity=0)
    # SQLite has one writer; several web processes would only queue behind each other.
    workers = 1 if connection.vendor == "sqlite" else options.workers
    _say(f"http://{options.host}:{options.port}/  （{connection.vendor}，{workers} 个进程）")
    return _serve(options.host, options.port, workers, options.threads)


def worker_command(argv: list[str]) -> int:
    """`yifa worker`: the job loop until it is told to stop."""
    parser = argparse.ArgumentParser(
        "yifa worker", description="后台循环：投递、封存、锚定、期限、周期义务"
    )
    parser.add_argument("--once", action="store_true", help="只处理现有任务一遍")
    options = parser.parse_args(argv)
    from yifa.kernel import loop

    if options.once:
        _say(f"处理 {loop.drain()} 项")
        loop.upkeep()
        return 0
    stopped = threading.Event()

    def stop(*_: Any) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    parent = os.getppid()
    loop.run(lambda: stopped.is_set() or os.getppid() != parent)
    return 0


def demo_command(argv: list[str]) -> int:
    """`yifa demo`: a small district at once, a larger one behind, served on loopback."""
    parser = argparse.ArgumentParser("yifa demo", description="演示")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument("--load-only", action="store_true", help="只装载，不打开网页服务")
    options = parser.parse_args(argv)
    if not options.load_only and not _free("127.0.0.1", options.port):
        sys.stderr.write(
            f"端口 {options.port} 已被占用；请换一个端口，例如 PORT={options.port + 1} make demo\n"
        )
        return 1
    Path(settings.YIFA_VAR).mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    from yifa.demo.load import accounts, load_small, queue_large

    if load_small(_say):
        queue_large()
    _say("")
    _say(f"依法 Yifa 演示：http://127.0.0.1:{options.port}/")
    _say("演示账号（口令都是 yifa-demo-2026）：")
    for account in accounts():
        _say(f"  {account.username.ljust(12)} {account.title}")
    _say("公众页面：" + f"http://127.0.0.1:{options.port}/public/")
    _say("数据在 " + str(settings.YIFA_VAR) + "；Ctrl+C 停止，再次运行保留数据")
    if options.load_only:
        return 0
    return _serve("127.0.0.1", options.port, 1, 4)
