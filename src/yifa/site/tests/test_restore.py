"""An online backup under load, restored elsewhere, verifies and gives the same figures; nothing is overwritten."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import uuid
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections

from yifa.kernel.dossier.models import Document
from yifa.kernel.figure.cli import figures_command
from yifa.kernel.journal import anchor, seal
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import Matter
from yifa.kernel.scope.actor import Actor
from yifa.kernel.tests.house import House
from yifa.site.backup import BackupFailed, backup
from yifa.site.restore import RestoreRefused, read_manifest

pytestmark = pytest.mark.django_db(transaction=True)
SOURCE = Path(__file__).resolve().parents[3]


def received(house, actor=None) -> Matter:
    """A request as the room takes it in: numbered, with party, clocks and a paper."""
    application = {
        "applicant": "王某某", "applicant_class": "natural", "wanted": "停车场收费依据", "provision": "电子文档",
        "channel": "counter", "phone": "13800138000",
    }  # fmt: skip
    opening = Opening("disclosure.request", house.bureau)
    return act(
        actor or Actor.of(house.alice), opening, "register", application, on=date(2024, 9, 2)
    )


class Elsewhere:
    """Another installation: its own folder and its own empty database."""

    def __init__(self, home: Path, keys: dict[str, str]) -> None:
        self.home, self.name, self.url = home, f"yifa_restored_{uuid.uuid4().hex[:8]}", ""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "{self.name}"')
            self.url = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{self.name}"
        kept = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith(("YIFA_", "DJANGO_", "DATABASE_"))
        }
        self.environment = (
            kept
            | keys
            | {"YIFA_VAR": str(home), "DATABASE_URL": self.url, "PYTHONPATH": str(SOURCE)}
        )

    def yifa(self, *words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "yifa.site.cli", *map(str, words)], env=self.environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip

    def close(self) -> None:
        if self.url:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{self.name}"')


@pytest.fixture
def house(settings, tmp_path):
    settings.YIFA_VAR = str(tmp_path / "var")
    settings.YIFA_ANCHOR = ""
    found = House()
    matter = received(found)
    act(
        Actor.of(found.alice), matter.pk, "attach", {"file_title": "照片"}, on=date(2024, 9, 5),
        files={"file": SimpleUploadedFile("现场.png", b"\x89PNG\r\n\x1a\n" + b"pixels" * 40)},
    )  # fmt: skip
    return found


@pytest.fixture
def elsewhere(settings, tmp_path):
    keys = {
        "YIFA_SECRET_KEY": settings.SECRET_KEY, "YIFA_DATA_KEYS": ",".join(settings.YIFA_DATA_KEYS),
        "YIFA_BLIND_KEY": settings.YIFA_BLIND_KEY,
    }  # fmt: skip
    place = Elsewhere(tmp_path / "elsewhere", keys)
    yield place
    place.close()


def test_a_backup_under_load_restores_elsewhere_with_the_same_figures(house, elsewhere, tmp_path):
    stop, errors = threading.Event(), []

    def work():
        try:
            alice = Actor.of(house.alice)
            while not stop.is_set():
                received(house, alice)
                seal.seal_waiting()
                anchor.anchor()
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    at_work = threading.Thread(target=work)
    at_work.start()
    try:
        before = Matter.objects.unscoped("test").count()
        deadline = time.monotonic() + 60
        while Matter.objects.unscoped("test").count() < before + 3 and time.monotonic() < deadline:
            time.sleep(0.05)
        target = tmp_path / "backup"
        manifest = backup(target)
        now = Matter.objects.unscoped("test").count()
    finally:
        stop.set()
        at_work.join()
    assert errors == []
    counts = manifest["counts"]
    assert before + 3 <= counts["kernel_matter"] <= now
    done = elsewhere.yifa("restore", target)
    assert (done.returncode, "历史完整" in done.stdout) == (0, True), done.stdout + done.stderr
    report = json.loads(elsewhere.yifa("verify", "--json").stdout)
    assert (
        report["rows"] == counts["kernel_journalrow"] and report["seals"] == counts["kernel_seal"]
    )
    assert (report["files"], report["breaks"]) == (1, [])
    words = ("disclosure.request.received", "--unit", "sfj", "--period", "202409", "--json")
    figures = elsewhere.yifa("figures", *words)
    assert figures.returncode == 0, figures.stderr
    assert json.loads(figures.stdout)["numerator"] == counts["kernel_matter"]
    again = elsewhere.yifa("restore", target)
    assert again.returncode == 1 and "已有" in again.stderr


def test_what_is_restored_is_what_was_backed_up(house, elsewhere, tmp_path, capsys):
    seal.seal_waiting()
    anchor.anchor()
    assert verify().breaks == []
    target = tmp_path / "backup"
    manifest = backup(target)
    assert manifest["counts"]["kernel_journalrow"] == JournalRow.objects.unscoped("test").count()
    assert not (target / "secrets").exists() and "YIFA_DATA_KEYS" in manifest["keys_to_keep"]
    done = elsewhere.yifa("restore", target, "--no-verify")
    assert done.returncode == 0, done.stderr
    capsys.readouterr()
    assert figures_command(["--period", "202409", "--json"]) == 0
    there = json.loads(elsewhere.yifa("figures", "--period", "202409", "--json").stdout)
    # Figures that other tests declared in this process are none of the product's.
    known = {f["id"] for f in there}
    here = [f for f in json.loads(capsys.readouterr().out) if f["id"] in known]
    assert there == here
    assert sum(f["numerator"] or 0 for f in there) > 0
    digest = Document.objects.unscoped("test").exclude(digest="").get().digest
    assert (elsewhere.home / "dossier" / digest[:2] / digest).exists()
    assert (elsewhere.home / "anchors.jsonl").read_bytes() == anchor.anchor_path().read_bytes()
    with pytest.raises(BackupFailed, match="已经存在"):
        backup(target)


def test_a_changed_byte_of_a_backup_is_refused_and_named(house, tmp_path):
    target = tmp_path / "backup"
    manifest = backup(target)
    for name in manifest["files"]:
        path = target / name
        whole = path.read_bytes()
        middle = len(whole) // 2
        path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
        with pytest.raises(RestoreRefused, match="不一致") as refused:
            read_manifest(target)
        assert name in str(refused.value)
        path.write_bytes(whole)
    (target / "more").write_text("x")
    with pytest.raises(RestoreRefused, match="目录中没有"):
        read_manifest(target)


def test_secrets_go_along_only_when_asked(house, tmp_path, settings):
    anchor._private.cache_clear()
    anchor.signer()
    backup(tmp_path / "with", secrets=True)
    assert (tmp_path / "with/secrets/yifa_anchor_key").exists()
    assert (tmp_path / "with").stat().st_mode & 0o077 == 0
