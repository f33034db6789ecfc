"""`yifa backup`: one consistent copy of database and files, made while people go on working.

SQLite is copied by its own backup interface, PostgreSQL by `pg_dump` (custom form) of one snapshot. Anchors are copied
before the database, so that it holds every head in them; files after it: contents are named by their digest and never
change, so whatever the database names is there. A manifest holds
the digest of every file and counts that the restored copy must give again. Keys are not in it unless asked for.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

import yifa
from yifa.kernel import moment
from yifa.kernel.journal.anchor import anchor_path, keys_path
from yifa.kernel.journal.chain import utc

FORM = "yifa-backup/1"
MANIFEST = "manifest.json"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
KEYS = {
    "YIFA_DATA_KEYS": "身份证件号码、电话、地址的密钥：丢失即不能读出",
    "YIFA_BLIND_KEY": "精确查找的密钥：丢失须重建索引",
    "YIFA_ANCHOR_KEY": "锚点签名密钥：丢失后换新密钥签名，旧锚点仍可核验",
    "YIFA_SECRET_KEY": "会话签名密钥：丢失只须重新登录",
}
"""Which keys must be kept apart from the backup, and what losing each means."""


class BackupFailed(RuntimeError):
    """Why no backup could be made, for the operator."""


def backup(target: Path, *, secrets: bool = False) -> dict[str, Any]:
    """Write a backup into a folder that does not exist yet; returns its manifest. Raises BackupFailed."""
    if target.exists():
        raise BackupFailed(f"{target} 已经存在；请换一个新文件夹")
    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    try:
        _anchors(part)
        counts = _database(part)
        _dossier(part)
        if secrets:
            shutil.copytree(Path(settings.YIFA_VAR) / "secrets", part / "secrets")
        manifest = {
            "form": FORM, "software": yifa.__version__, "vendor": connection.vendor, "made_at": utc(moment.now()),
            "digest": settings.YIFA_DIGEST, "secrets": secrets, "keys_to_keep": KEYS, "counts": counts,
            "files": {str(p.relative_to(part)): _sum(p) for p in _walk(part)},
        }  # fmt: skip
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
        (part / MANIFEST).write_text(text + "\n", encoding="utf-8")
        part.rename(target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return manifest


def _walk(folder: Path) -> Iterator[Path]:
    return (p for p in sorted(folder.rglob("*")) if p.is_file())


def _sum(path: Path) -> str:
    hasher = hashlib.sha256()
    with path.open("rb") as content:
        while chunk := content.read(1 << 20):
            hasher.update(chunk)
    return hasher.hexdigest()


def _database(part: Path) -> dict[str, int]:
    place = part / DATABASES[connection.vendor]
    if connection.vendor == "sqlite":
        return _sqlite(place)
    return _postgresql(place)


def _sqlite(place: Path) -> dict[str, int]:
    """A page-by-page copy by SQLite itself; counts are taken of the copy, which is one moment."""
    connection.ensure_connection()
    with sqlite3.connect(place) as copy:
        connection.connection.backup(copy, pages=-1)
        # A copy for keeping needs no log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
    counts = {}
    with sqlite3.connect(f"file:{place}?mode=ro", uri=True) as copy:
        for table in tables():
            counts[table] = copy.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608
    return counts


def tables() -> list[str]:
    """The tables whose rows are counted: every model's."""
    from django.apps import apps

    there = set(connection.introspection.table_names())
    return sorted({m._meta.db_table for m in apps.get_models() if m._meta.managed} & there)


def _postgresql(place: Path) -> dict[str, int]:
    """pg_dump of an exported snapshot, and the counts of the same snapshot."""
    counts = {}
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            for table in tables():
                cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - names of models
                counts[table] = cursor.fetchone()[0]
            run(
                [
                    "pg_dump",
                    "--format=custom",
                    "--no-owner",
                    "--no-acl",
                    f"--snapshot={snapshot}",
                    f"--file={place}",
                ]
            )
        finally:
            cursor.execute("ROLLBACK")
    return counts


def program(name: str) -> str:
    """A PostgreSQL program, of the newest version installed here."""
    found = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: -float(p.parts[-3])
    )
    place = str(found[0]) if found else shutil.which(name)
    if not place:
        raise BackupFailed(f"没有 {name}；请安装 postgresql-client")
    return place


def run(words: list[str]) -> None:
    """A PostgreSQL program against the configured database; the password goes by the environment."""
    given = settings.DATABASES["default"]
    environment = os.environ | {
        "PGHOST": str(given["HOST"]), "PGPORT": str(given["PORT"]), "PGUSER": str(given["USER"]),
        "PGPASSWORD": str(given["PASSWORD"]), "PGDATABASE": str(connection.settings_dict["NAME"]),
    }  # fmt: skip
    for name, value in given.get("OPTIONS", {}).items():
        known = {
            "target_session_attrs": "PGTARGETSESSIONATTRS",
            "sslmode": "PGSSLMODE",
            "sslrootcert": "PGSSLROOTCERT",
        }
        if name in known:
            environment[known[name]] = str(value)
    done = subprocess.run(  # noqa: S603 - our own words
        [program(words[0]), *words[1:]], env={k: v for k, v in environment.items() if v}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise BackupFailed(f"{words[0]}: {done.stderr.strip()[-500:]}")


def _anchors(part: Path) -> None:
    """Anchors as they are before the database is copied: every head in them is in the copy. Whole lines only."""
    for path, name in ((anchor_path(), "anchors.jsonl"), (keys_path(), "anchors.pub")):
        if path.exists():
            content = path.read_bytes()
            (part / name).write_bytes(content[: content.rfind(b"\n") + 1])


def _dossier(part: Path) -> None:
    """The dossier, without what is still coming in; contents the copied database names came before it."""
    source = Path(settings.YIFA_VAR) / "dossier"
    if source.exists():
        shutil.copytree(
            source, part / "dossier", ignore=shutil.ignore_patterns("coming-*", "*.part")
        )


def backup_command(argv: list[str]) -> int:
    """Make a backup while the house is at work; says where it is and which keys it does not hold."""
    parser = argparse.ArgumentParser("yifa backup", description="在线备份数据库和文件，不影响办理")
    parser.add_argument("target", type=Path, nargs="?", help="新文件夹（缺省为 backup-日期时间）")
    parser.add_argument(
        "--with-secrets", action="store_true", help="连同密钥一起备份；请按密钥的要求保管"
    )
    options = parser.parse_args(argv)
    target = options.target or Path(f"backup-{moment.now():%Y%m%d-%H%M%S}")
    begun = time.perf_counter()
    try:
        manifest = backup(target, secrets=options.with_secrets)
    except BackupFailed as failed:
        sys.stderr.write(f"{failed}\n")
        return 1
    size = sum(p.stat().st_size for p in _walk(target))
    rows = sum(manifest["counts"].values())
    sys.stdout.write(
        f"{target}：{rows} 行、{len(manifest['files'])} 个文件、{size / 2**20:.1f} MiB，{time.perf_counter() - begun:.1f} 秒\n"
    )
    if not options.with_secrets:
        sys.stdout.write("备份不含密钥，请另处保存：\n")
        for name, about in KEYS.items():
            sys.stdout.write(f"  {name}（或者 var/secrets/ 中的同名文件）：{about}\n")
    return 0
