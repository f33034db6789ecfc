"""The processes of a running house: the web server and the job loop beside it. Imports no Django, so that the process that
only watches over the others stays small.

    python -m yifa.site.server HOST PORT WORKERS THREADS
"""

from __future__ import annotations

import os
import subprocess
import sys


def run(host: str, port: int, workers: int, threads: int) -> int:
    """Serve until told to stop; the loop ends with the server."""
    from granian import Granian
    from granian.constants import Interfaces

    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "yifa.site.settings"}
    loop = subprocess.Popen([sys.executable, "-m", "yifa.site.cli", "worker"], env=environment)
    try:
        Granian(
            "yifa.site.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=threads,
            log_level="warning",  # type: ignore[arg-type]
        ).serve()
    finally:
        loop.terminate()
        try:
            loop.wait(timeout=10)
        except subprocess.TimeoutExpired:
            loop.kill()
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], *map(int, sys.argv[2:5])))
