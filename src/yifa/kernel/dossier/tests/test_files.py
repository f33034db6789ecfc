"""What the dossier takes in, what it refuses, and the virus scanner before which nothing is given out."""

from __future__ import annotations

import io
import json
import socket
import struct
import threading
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yifa.kernel.dossier import scan
from yifa.kernel.dossier.files import (
    held_path,
    infected_path,
    path_of,
    place_of,
    root,
    store_upload,
    waits,
)
from yifa.kernel.dossier.models import Document
from yifa.kernel.errors import InvalidData
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.matter.act import act
from yifa.kernel.scope.actor import Actor
from yifa.kernel.tests.house import House
from yifa.kernel.tests.test_act import letter


@pytest.fixture(autouse=True)
def _folder_of_its_own(settings, tmp_path):
    settings.YIFA_VAR = str(tmp_path / "var")


def packed(*names, fill=b"x", **more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, more.get(name.rsplit("/")[-1].split(".")[0], fill))
    return out.getvalue()


DOCX = packed("[Content_Types].xml", "word/document.xml")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
TAKEN = {
    "请示.pdf": b"%PDF-1.7\n...",
    "请示.docx": DOCX,
    "表.xlsx": packed("[Content_Types].xml", "xl/workbook.xml"),
    "版式.ofd": packed("OFD.xml", "Doc_0/Document.xml"),
    "旧.doc": OLE + "WordDocument".encode("utf-16-le"),
    "旧.xls": OLE + "Workbook".encode("utf-16-le"),
    "照片.JPG": b"\xff\xd8\xff\xe0....",
    "图.png": b"\x89PNG\r\n\x1a\n....",
    "说明.txt": "国家标准编码".encode("gb18030"),
    "说明二.txt": b"\xff\xfe" + "统一码".encode("utf-16-le"),
    "名单.csv": "姓名,单位\n".encode("utf-8-sig"),
}
REFUSED = {
    "a.exe": b"MZ", "无扩展名": b"x", "a.html": b"<html>", "a.svg": b"<svg/>", "a.pdf.js": b"x", "a.docm": DOCX, "空.txt": b"",
    "假.pdf": b"MZ\x90\x00", "假.png": b"\xff\xd8\xff", "假.docx": b"PK\x03\x04broken", "换了.docx": packed("[Content_Types].xml", "xl/workbook.xml"),
    "换了.xlsx": DOCX, "换了.ofd": DOCX, "换了.doc": OLE + "Workbook".encode("utf-16-le"), "宏.docx": packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "炸弹.docx": packed("[Content_Types].xml", "word/document.xml", fill=bytes(30 << 20)), "网页.txt": b" <!DOCTYPE html><p>",
    "脚本.csv": b"#!/bin/sh\n", "程序.txt": b"\x7fELF", "控制.txt": b"a\x00b", "乱码.txt": b"\x81\x20\xff\xff\xff",
    "机密★方案.pdf": b"%PDF-1.7", "绝密文件.txt": b"x",
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_what_it_says_it_is_comes_in(name):
    stored = store_upload(SimpleUploadedFile(name, TAKEN[name]))
    assert (stored.name, stored.size) == (name, len(TAKEN[name]))
    assert path_of(stored.digest).read_bytes() == TAKEN[name]


@pytest.mark.parametrize("name", REFUSED)
def test_what_it_is_not_stays_out(name):
    before = sorted(root().rglob("*")) if root().exists() else []
    with pytest.raises(InvalidData):
        store_upload(SimpleUploadedFile(name, REFUSED[name]))
    assert sorted(root().rglob("*")) == before or not before


def test_names_lose_their_path_and_control_characters():
    assert (
        store_upload(SimpleUploadedFile("..\\..//x/\u202e附\n件.txt", b"text")).name == "附件.txt"
    )


def test_a_file_larger_than_said_is_refused_and_leaves_nothing(settings):
    settings.YIFA_MAX_UPLOAD = 100
    upload = SimpleUploadedFile("长.txt", b"x" * 101)
    upload.size = 10
    with pytest.raises(InvalidData, match="超过"):
        store_upload(upload)
    assert not list(root().glob("coming-*"))


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_only_a_digest_names_a_file(digest):
    with pytest.raises(ValueError, match="digest"):
        path_of(digest)


class Clamd(threading.Thread):
    """Speaks clamd's INSTREAM: finds what holds the word EICAR."""

    def __init__(self, place):
        super().__init__(daemon=True)
        self.link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.link.bind(place)
        self.link.listen()

    def run(self):
        while True:
            try:
                talk, _ = self.link.accept()
            except OSError:
                return
            with talk, talk.makefile("rb") as said:
                assert said.read(10) == b"zINSTREAM\0"
                whole = b""
                while size := struct.unpack("!L", said.read(4))[0]:
                    whole += said.read(size)
                talk.sendall(
                    b"stream: Eicar-Test FOUND\0" if b"EICAR" in whole else b"stream: OK\0"
                )


@pytest.fixture
def clamd(settings, tmp_path):
    place = str(tmp_path / "c.ctl")
    server = Clamd(place)
    server.start()
    settings.YIFA_SCANNER = f"clamd:{place}"
    yield server
    server.link.close()


def attached(house, matter, content, name="材料.txt"):
    act(
        Actor.of(house.alice), matter.pk, "attach", {"file_title": name}, on=date(2024, 9, 5),
        files={"file": SimpleUploadedFile(name, content)},
    )  # fmt: skip
    return Document.objects.unscoped("test").order_by("-pk").first()


@pytest.mark.django_db
def test_a_document_is_held_back_until_it_is_clean(clamd):
    house = House()
    matter = letter(house)
    document = attached(house, matter, "等一等".encode())
    assert not path_of(document.digest).exists()
    assert "等待查毒" in waits(document.digest)
    assert verify().breaks == []
    assert scan.scan_waiting() == 1
    assert path_of(document.digest).exists() and waits(document.digest) == ""
    assert scan.scan_waiting() == 0


@pytest.mark.django_db
def test_what_the_scanner_finds_is_shut_away_and_journalled(clamd):
    house = House()
    matter = letter(house)
    document = attached(house, matter, b"EICAR in a text")
    assert scan.scan_waiting() == 0
    assert infected_path(document.digest).exists() and not held_path(document.digest).exists()
    assert "隔离" in waits(document.digest)
    row = JournalRow.objects.unscoped("test").get(step="infected")
    assert row.matter_id == matter.pk and "Eicar-Test" in row.payload
    with pytest.raises(InvalidData, match="查毒"):
        store_upload(SimpleUploadedFile("再来.txt", b"EICAR in a text"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "setting",
    ["clamd:/nowhere/c.ctl", "command:/nowhere/scan", "command:/bin/sh -c 'exit 2'", "magic:x"],
)
def test_without_an_answer_it_goes_on_waiting(settings, setting):
    settings.YIFA_SCANNER = setting
    digest = store_upload(SimpleUploadedFile("等.txt", setting.encode())).digest
    assert scan.scan_waiting() == 0
    assert held_path(digest).exists() and place_of(digest) == held_path(digest)
    held_path(digest).unlink()


@pytest.mark.django_db
def test_a_command_answers_by_its_exit_code(settings):
    settings.YIFA_SCANNER = "command:/bin/sh -c '! grep -q EICAR \"$0\"'"
    clean = store_upload(SimpleUploadedFile("好.txt", b"a clean text")).digest
    bad = store_upload(SimpleUploadedFile("坏.txt", b"EICAR by command")).digest
    assert scan.scan_waiting() == 1
    assert path_of(clean).exists() and infected_path(bad).exists()


@pytest.mark.django_db
def test_scheduled_reading_finds_decay_once_and_its_mending():
    house = House()
    document = attached(house, letter(house), "会坏的文件".encode())
    assert scan.recheck() == 1
    path = path_of(document.digest)
    path.write_bytes(b"rotten")
    scan.recheck()
    scan.recheck()
    assert JournalRow.objects.unscoped("test").filter(step="broken").count() == 1
    path.write_bytes("会坏的文件".encode())
    scan.recheck()
    assert json.loads((root() / "recheck.json").read_text())["broken"] == {}
