"""`python -m bench [part] [options]`: without a part, every part runs with its defaults.

A part is a module of this package with `add(parser)` for its options and `run(options)`, which prints its table and
raises `AssertionError` where a contender's answer is wrong: a wrong answer is never a fast one.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
from pathlib import Path

PARTS = {
    "ledger": "a ledger of 1,000,000 service cases over HTTP (needs the shared bench's data)",
    "figures": "20 figures by district and month",
    "importing": "100,000 rows of 12 columns into a register",
    "verify": "verifying a long journal",
}


NEEDS_DATA = ("ledger",)
"""Parts that are run only when named: their rows come from outside."""


def main(argv: list[str] | None = None) -> int:
    if not os.environ.get("DATABASE_URL"):
        sys.stderr.write("needs a PostgreSQL of its own in DATABASE_URL: make bench\n")
        return 2
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yifa.site.settings")
    with tempfile.TemporaryDirectory(prefix="yifa-bench-") as home:
        os.environ["YIFA_VAR"] = home
        import django

        django.setup()
        parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.split("\n")[0])
        commands = parser.add_subparsers(dest="part")
        modules = {name: importlib.import_module(f"bench.{name}") for name in PARTS}
        for name, module in modules.items():
            module.add(commands.add_parser(name, help=PARTS[name]))
        options = parser.parse_args(argv)
        for name in [options.part] if options.part else [p for p in PARTS if p not in NEEDS_DATA]:
            module = modules[name]
            module.run(options if options.part else parser.parse_args([name]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
