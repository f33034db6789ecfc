"""`yifa restore`: a backup into an empty place, verified before anybody works on it."""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from yifa.kernel.journal.anchor import anchor_path, keys_path
from yifa.site.backup import DATABASES, FORM, MANIFEST, BackupFailed, _sum, _walk, run, tables


class RestoreRefused(RuntimeError):
    """Why the backup is not restored here, for the operator."""


def read_manifest(source: Path) -> dict[str, Any]:
    """The manifest, after every file of the backup was found to be what it says. Raises RestoreRefused."""
    try:
        manifest: dict[str, Any] = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RestoreRefused(f"{source} 不是完整的备份（{error}）") from None
    if manifest.get("form") != FORM:
        raise RestoreRefused(f"{source} 的格式是 {manifest.get('form')}，本版本只恢复 {FORM}")
    there = {str(p.relative_to(source)) for p in _walk(source)} - {MANIFEST}
    listed = manifest["files"]
    for name in sorted(there ^ set(listed)):
        raise RestoreRefused(f"{name}：{'备份中缺少' if name in listed else '目录中没有'}")
    for name, digest in listed.items():
        if _sum(source / name) != digest:
            raise RestoreRefused(f"{name}：内容与备份时不一致")
    return manifest


def restore(source: Path) -> dict[str, Any]:
    """Restore into the configured database and folder, both empty; returns the manifest. Raises RestoreRefused."""
    manifest = read_manifest(source)
    if manifest["vendor"] != connection.vendor:
        raise RestoreRefused(
            f"备份来自 {manifest['vendor']}，这里是 {connection.vendor}；请改 DATABASE_URL"
        )
    if manifest["digest"] != settings.YIFA_DIGEST:
        raise RestoreRefused(f"备份的摘要算法是 {manifest['digest']}；请设 YIFA_DIGEST")
    _must_be_empty()
    if connection.vendor == "sqlite":
        connection.close()
        place = Path(connection.settings_dict["NAME"])
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / DATABASES["sqlite"], place)
        with sqlite3.connect(place) as restored:
            restored.execute("PRAGMA journal_mode=WAL")
    else:
        connection.close()
        try:
            run(["pg_restore", "--no-owner", "--no-acl", "--exit-on-error", "--single-transaction",
                 f"--dbname={connection.settings_dict['NAME']}", str(source / DATABASES["postgresql"])])  # fmt: skip
        except BackupFailed as failed:
            raise RestoreRefused(str(failed)) from failed
    for folder in ("dossier", "secrets"):
        if (source / folder).exists():
            shutil.copytree(source / folder, Path(settings.YIFA_VAR) / folder, dirs_exist_ok=True)
    for name, path in (("anchors.jsonl", anchor_path()), ("anchors.pub", keys_path())):
        if (source / name).exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, path)
    _same_counts(manifest["counts"])
    return manifest


def _must_be_empty() -> None:
    if connection.vendor == "sqlite":
        place = Path(connection.settings_dict["NAME"])
        if place.exists() and place.stat().st_size:
            raise RestoreRefused(f"{place} 已有数据；请换一个空文件夹（YIFA_VAR）")
    elif names := connection.introspection.table_names():
        raise RestoreRefused(f"数据库已有 {len(names)} 张表；请换一个空库（DATABASE_URL）")
    dossier = Path(settings.YIFA_VAR) / "dossier"
    if dossier.exists() and any(dossier.iterdir()):
        raise RestoreRefused(f"{dossier} 已有文件；请换一个空文件夹（YIFA_VAR）")
    if anchor_path().exists():
        raise RestoreRefused(f"{anchor_path()} 已有锚点；请先移到别处，不要覆盖")


def _same_counts(counts: dict[str, int]) -> None:
    there = set(tables())
    with connection.cursor() as cursor:
        for table, rows in counts.items():
            if table not in there:
                raise RestoreRefused(f"恢复后没有 {table}")
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - names of models
            if (found := cursor.fetchone()[0]) != rows:
                raise RestoreRefused(f"{table} 备份时 {rows} 行，恢复后 {found} 行")


def restore_command(argv: list[str]) -> int:
    """Restore, then verify the whole history; exit 1 where it is refused or does not hold."""
    parser = argparse.ArgumentParser(
        "yifa restore", description="把备份恢复到空的数据库和文件夹，并核验"
    )
    parser.add_argument("source", type=Path, help="备份文件夹")
    parser.add_argument(
        "--no-verify", action="store_true", help="不核验历史（以后请执行 yifa verify）"
    )
    options = parser.parse_args(argv)
    try:
        manifest = restore(options.source)
    except RestoreRefused as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    sys.stdout.write(
        f"已恢复 {manifest['made_at']} 的备份，{sum(manifest['counts'].values())} 行\n"
    )
    if options.no_verify:
        return 0
    from yifa.site.commands import verify_command

    return verify_command([])
