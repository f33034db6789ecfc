"""The English catalogue: ``compile`` it for use, ``extract`` new words into it, ``check`` it.

The sources speak Chinese; ``locale/en/LC_MESSAGES/django.po`` holds the English. ``compile`` needs
no gettext on the system. ``extract`` and ``check`` need its programs (Debian: ``gettext``).
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "yifa"
CATALOGUE = Path("locale", "en", "LC_MESSAGES", "django.po")
SHOWN = 20


def compile_all(folder: Path) -> None:
    """Write a ``.mo`` beside each ``.po`` whose compiled file is missing or older."""
    import polib

    for po in folder.rglob("*.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            polib.pofile(str(po)).save_as_mofile(str(mo))


def extract(folder: Path) -> None:
    """Bring the catalogue of ``folder`` up to what the sources in it say."""
    (folder / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    command = ["makemessages", "--locale", "en", "--no-location", "--no-wrap", "--no-obsolete"]
    command += ["--ignore", "tests", "--ignore", "static", "-v", "0"]
    subprocess.run(
        [sys.executable, "-m", "django", *command], cwd=folder, env=environment, check=True
    )


def check() -> int:
    """Fail unless every word of the sources has an English entry that is neither empty nor fuzzy."""
    import polib

    if not shutil.which("xgettext"):
        print("gettext is missing: sudo apt-get install -y --no-install-recommends gettext")
        return 1
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name, "yifa")
        shutil.copytree(
            SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "tests", "*.mo")
        )
        extract(copy)
        fresh = copy / CATALOGUE
        said = {key(e) for e in polib.pofile(str(fresh))} if fresh.exists() else set()
    catalogue = SOURCE / CATALOGUE
    entries = {key(e): e for e in polib.pofile(str(catalogue))} if catalogue.exists() else {}
    missing = [k for k in said if k not in entries]
    undone = [k for k in said if k in entries and not entries[k].translated()]
    stale = [k for k, e in entries.items() if k not in said and not e.obsolete]
    report("not in the catalogue (run: make extract)", missing)
    report("empty or fuzzy", undone)
    report("no longer in the sources", stale)
    print(f"English catalogue: {len(said) - len(missing) - len(undone)} of {len(said)} texts")
    return 1 if missing or undone or stale else 0


def key(entry: "object") -> tuple[str, str]:
    return (getattr(entry, "msgctxt", None) or "", getattr(entry, "msgid", ""))


def report(title: str, keys: list[tuple[str, str]]) -> None:
    if keys:
        print(f"{len(keys)} {title}:")
        for _, text in sorted(keys)[:SHOWN]:
            print("  " + text.replace("\n", "⏎"))
        if len(keys) > SHOWN:
            print(f"  … and {len(keys) - SHOWN} more")


def main() -> int:
    match sys.argv[1:]:
        case ["compile"]:
            compile_all(SOURCE)
        case ["extract"]:
            extract(SOURCE)
        case ["check"]:
            return check()
        case _:
            print("usage: messages.py compile | extract | check")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
