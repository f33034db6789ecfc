"""A watched folder: complete files come in, each is moved to its end with a report beside it, none is lost or taken twice."""

from __future__ import annotations

import fcntl
import os

import pytest
from django.apps import apps
from openpyxl import load_workbook

from yifa.kernel import loop, moment
from yifa.ledger.connecting import intake
from yifa.ledger.connecting.folder import TAKEN, inbox
from yifa.ledger.connecting.models import Exchange

Board = apps.get_model("disclosure", "Board")

pytestmark = pytest.mark.django_db
HEAD = "公开栏编号,名称,地点,公开类别,责任人\n"
GOOD = HEAD + "BH-01,一栏,院内,党务,金强\nBH-02,二栏,院内,党务,金强\n"
BAD = HEAD + "BH-03,三栏,院内,没有的类别,金强\n"


@pytest.fixture(autouse=True)
def _var(settings, tmp_path):
    settings.YIFA_VAR = tmp_path


def put(name, text, age=60):
    here = inbox("政务平台")
    here.mkdir(parents=True, exist_ok=True)
    path = here / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    then = moment.now().timestamp() - age
    os.utime(path, (then, then))
    return path


def poll():
    new = intake.poll()
    loop.drain()
    return new


def names(folder):
    found = inbox("政务平台") / folder
    return sorted(p.name.split("-", 2)[2] for p in found.iterdir()) if found.exists() else []


def items():
    return Board.objects.unscoped("test").filter(valid_to=None).count()


def test_good_files_go_in_and_bad_ones_come_back_with_a_report(house):
    house.peer(means="folder")
    put("好.csv", GOOD), put("坏.csv", BAD), put("乱.xlsx", b"PK\x00junk")
    assert poll() == 3
    assert items() == 2
    assert names("已办") == ["好.csv", "好.csv.txt"]
    assert names("未办") == [
        "乱-报告.xlsx",
        "乱.xlsx",
        "乱.xlsx.txt",
        "坏-报告.xlsx",
        "坏.csv",
        "坏.csv.txt",
    ]
    assert list((inbox("政务平台") / TAKEN).iterdir()) == []
    report = next(
        p for p in (inbox("政务平台") / "未办").iterdir() if p.name.endswith("坏-报告.xlsx")
    )
    marked = [c for row in load_workbook(report).active.iter_rows() for c in row if c.comment]
    assert [c.value for c in marked] == ["没有的类别"]
    # the same file again is the same delivery: nothing new, and it does not stay lying about
    put("好.csv", GOOD)
    assert poll() == 0
    poll()
    assert items() == 2 and names("已办").count("好.csv") >= 1
    assert list((inbox("政务平台") / TAKEN).iterdir()) == []


def test_a_file_still_being_written_is_left_alone(house):
    house.peer(means="folder")
    put("写.csv", GOOD, age=2), put(".半.csv", GOOD), put("~$好.xlsx", GOOD), put("图.png", GOOD)
    (inbox("政务平台") / "链.csv").symlink_to("/etc/hostname")
    assert poll() == 0 and items() == 0
    put("写.csv", GOOD, age=11)
    assert poll() == 1 and items() == 2


def test_two_loops_do_not_take_the_same_file(house):
    house.peer(means="folder")
    put("好.csv", GOOD)
    with (inbox("政务平台") / ".lock").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert poll() == 0
    assert poll() == 1


def test_killed_between_taking_and_recording_the_file_is_not_lost(house, monkeypatch):
    house.peer(means="folder")
    put("好.csv", GOOD)
    with monkeypatch.context() as patched:
        patched.setattr(intake, "receive", _killed)
        with pytest.raises(KeyboardInterrupt):
            intake.poll()
    assert Exchange.objects.unscoped("test").count() == 0
    assert poll() == 1 and items() == 2 and names("已办") == ["好.csv", "好.csv.txt"]


def _killed(*_):
    raise KeyboardInterrupt
