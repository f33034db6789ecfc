"""A package stands by itself: verified with Python alone, and one changed byte anywhere is found and located."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile

from yifa.kernel.crypto import canonical
from yifa.kernel.dossier import package
from yifa.kernel.errors import WrongState
from yifa.kernel.journal import anchor, offline, seal
from yifa.kernel.matter.act import act
from yifa.kernel.matter.models import Matter
from yifa.kernel.scope.actor import Actor
from yifa.kernel.tests.house import House
from yifa.kernel.tests.test_act import letter

pytestmark = pytest.mark.django_db
PHOTO = b"\x89PNG\r\n\x1a\n" + b"pixels" * 40


@pytest.fixture
def matter(settings, tmp_path):
    settings.YIFA_VAR = str(tmp_path / "var")
    house = House()
    found = letter(house)
    alice = Actor.of(house.alice)
    act(alice, found.pk, "ask", on=date(2024, 9, 4))
    act(
        alice, found.pk, "attach", {"file_title": "照片"}, on=date(2024, 9, 5),
        files={"file": SimpleUploadedFile("现场.png", PHOTO)},
    )  # fmt: skip
    seal.seal_waiting()
    anchor.anchor()
    return Matter.objects.unscoped("test").select_related("unit").get(pk=found.pk)


@pytest.fixture
def path(matter, tmp_path):
    place = tmp_path / "package.zip"
    with place.open("wb") as out:
        package.build(matter, out)
    return place


def breaks(path):
    return offline.verify(path)[0]


def test_it_is_whole_and_says_what_the_matter_is(path, matter):
    assert breaks(path) == []
    with zipfile.ZipFile(path) as found:
        names = set(found.namelist())
        assert found.read("files/001.png") == PHOTO
        about = ElementTree.fromstring(found.read("metadata.xml"))
        manifest = json.loads(found.read("manifest.json"))
    assert {
        "journal.jsonl",
        "rows.json",
        "seals.jsonl",
        "anchors.jsonl",
        "keys.pub",
        "verify_journal.py",
    } <= names
    assert about.findtext("内容描述/文件编号") == matter.number
    assert about.findtext("文件/电子属性/数字摘要") == hashlib.new("sm3", PHOTO).hexdigest()
    assert [e.findtext("业务行为") for e in about.iter("业务实体")] == [
        "收到",
        "征求意见",
        "添加材料",
    ]
    assert {f["path"] for f in manifest["files"]} == names - {"manifest.json", "signature.json"}


def test_python_alone_verifies_it_with_nothing_but_the_package(path, tmp_path):
    room = tmp_path / "elsewhere"
    with zipfile.ZipFile(path) as found:
        found.extractall(room)
    bare = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"}
    words = [sys.executable, "-I", "-S", str(room / "verify_journal.py"), str(path), str(room)]
    done = subprocess.run(words, cwd=room, env=bare, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count("完整 (whole)")) == (0, 2), done.stdout + done.stderr
    (room / "files" / "001.png").write_bytes(PHOTO[:-1] + b"!")
    done = subprocess.run(words, cwd=room, env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "files/001.png: 内容被改动" in done.stdout


def second_opinion(*words):
    script = Path(__file__).resolve().parents[5] / "scripts" / "verify_journal.py"
    line = [sys.executable, "-I", str(script), *map(str, words)]
    return subprocess.run(line, capture_output=True, text=True, check=False)


def test_the_short_verifier_written_apart_agrees(path, tmp_path):
    done = second_opinion(path, f"--key={package.fingerprint()}")
    assert (done.returncode, done.stdout) == (0, "whole\n"), done.stdout + done.stderr
    assert "the key is" in second_opinion(path, "--key=0123456789abcdef").stdout
    with zipfile.ZipFile(path) as found:
        members = {n: found.read(n) for n in found.namelist()}
    dice = random.Random(5)
    for name, content in members.items():
        changed, at = tmp_path / "changed.zip", dice.randrange(len(content))
        with zipfile.ZipFile(changed, "w") as out:
            for member, whole in members.items():
                other = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
                out.writestr(member, other if member == name else whole)
        assert second_opinion(changed).returncode == 1, (name, at)


def test_a_package_after_an_erasure_is_whole_and_one_emptied_without_is_not(matter, path, tmp_path):
    with zipfile.ZipFile(path) as found:
        lines = found.read("journal.jsonl").decode().splitlines()
    emptied = tmp_path / "emptied.jsonl"
    row = json.loads(lines[0]) | {"salt": "", "payload": ""}
    emptied.write_text("\n".join([canonical(row), *lines[1:]]) + "\n", encoding="utf-8")
    assert ["emptied" in line for line in breaks(emptied)] == [True]
    assert "emptied" in second_opinion(emptied).stdout

    head = Actor.system()
    decision = {"ground": "unlawful", "basis": "个人信息保护法第四十七条第一款第四项"}
    act(head, matter.pk, "answer", on=date(2024, 9, 6))
    act(head, matter.pk, "review", on=date(2024, 9, 6))
    act(head, matter.pk, "reply", on=date(2024, 9, 9))
    act(head, matter.pk, "erase", decision, on=date(2024, 9, 10))
    erased = tmp_path / "erased.zip"
    with erased.open("wb") as out:
        package.build(Matter.objects.unscoped("test").get(pk=matter.pk), out)
    assert breaks(erased) == []
    assert second_opinion(erased).stdout == "whole\n"


def test_one_changed_byte_of_any_member_is_found_and_its_member_named(path, tmp_path):
    with zipfile.ZipFile(path) as found:
        members = {n: found.read(n) for n in found.namelist()}
    dice = random.Random(3)
    tried = 0
    for name, content in members.items():
        for at in dice.sample(range(len(content)), min(6, len(content))):
            changed = dict(members)
            changed[name] = (
                content[:at] + bytes([content[at] ^ (1 << dice.randrange(7))]) + content[at + 1 :]
            )
            other = tmp_path / "changed.zip"
            with zipfile.ZipFile(other, "w") as out:
                for member, whole in changed.items():
                    out.writestr(zipfile.ZipInfo(member), whole)
            told = breaks(other)
            tried += 1
            # A changed key or signature is told as the signature that no longer holds.
            places = (name, "signature.json", "changed.zip", "anchors.jsonl")
            assert told and any(p in line for line in told for p in places), (name, at, told)
            if name not in ("signature.json", "keys.pub", "manifest.json"):
                assert any(name in line for line in told) or "changed.zip" in told[0], (
                    name,
                    at,
                    told,
                )
    assert tried >= 60


def test_one_changed_byte_of_the_zip_itself_is_found(path):
    whole = path.read_bytes()
    for at in random.Random(4).sample(range(len(whole)), 150):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert breaks(path), at


def test_a_journal_line_left_out_or_changed_is_located(path, tmp_path):
    with zipfile.ZipFile(path) as found:
        lines = found.read("journal.jsonl").decode().splitlines(keepends=True)
    part = tmp_path / "part.jsonl"
    part.write_text(lines[0] + lines[2], encoding="utf-8")
    assert any("缺少第 2 条" in line for line in breaks(part))
    part.write_text(lines[0].replace("艾丽", "别人") + "".join(lines[1:]), encoding="utf-8")
    assert [("第 1 行" in line, "记录头被改动" in line) for line in breaks(part)] == [(True, True)]
    part.write_text("".join(lines), encoding="utf-8")
    assert breaks(part) == []


def test_a_package_made_anew_by_a_forger_bears_another_key(path, matter, settings, tmp_path):
    genuine = package.fingerprint()
    assert offline.main([str(path), "--key", genuine]) == 0
    settings.YIFA_ANCHOR_KEY = "B" * 43 + "="
    with path.open("wb") as out:
        package.build(matter, out)
    assert offline.main([str(path), "--key", genuine]) == 1


def test_none_is_made_while_a_file_waits_for_the_scanner(matter, settings):
    settings.YIFA_SCANNER = "command:/bin/false"
    act(
        Actor.system(), matter.pk, "attach", {"file_title": "二"}, on=date(2024, 9, 6),
        files={"file": SimpleUploadedFile("二.png", PHOTO + b"2")},
    )  # fmt: skip
    with pytest.raises(WrongState, match="等待查毒"):
        package.build(matter, io.BytesIO())


def test_the_verifier_has_sm3_and_ed25519_of_its_own():
    # GB/T 32905-2016 annex A; RFC 8032 7.1 test 1.
    assert offline.sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert (
        offline.sm3(b"abcd" * 16)
        == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    )
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    mark = bytes.fromhex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )
    assert offline.signed(public, b"", mark)
    key = Ed25519PrivateKey.generate()
    raw = key.public_key().public_bytes_raw()
    assert offline.signed(raw, b"text", key.sign(b"text"))
    assert not offline.signed(raw, b"texts", key.sign(b"text"))
    assert not offline.signed(raw, b"text", bytes(64))
