"""The doctor finds what is careless or broken; health, readiness and metrics tell how the house stands."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from yifa.kernel import loop, moment
from yifa.kernel.journal import anchor, seal
from yifa.kernel.journal.models import Seal
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import Outbox
from yifa.kernel.scope.actor import Actor
from yifa.kernel.tests.house import House
from yifa.site import doctor, health


@pytest.fixture(autouse=True)
def _folder_of_its_own(settings, tmp_path):
    settings.YIFA_VAR = str(tmp_path / "var")
    Path(settings.YIFA_VAR).mkdir()


@pytest.fixture
def sound(settings, db):
    """An installation with nothing to mend."""
    settings.SECRET_KEY = "k3yQ" * 3 + "aZ8-wX1_vB5.nM2,pL7;oK9!iJ4?uH6"
    settings.YIFA_DATA_KEYS = [settings.SECRET_KEY[::-1]]
    settings.ALLOWED_HOSTS, settings.CSRF_TRUSTED_ORIGINS = ["127.0.0.1"], []
    loop.pulse_path().touch()
    House()
    seal.seal_waiting()
    anchor.anchor()
    with moment.at(moment.now().replace(year=2026, month=3, day=2)):
        yield


def said():
    # Durability is off in the suite's throw-away PostgreSQL, and its disk is whatever the machine has.
    return [
        f
        for f in doctor.findings()
        if "PostgreSQL 的" not in f and "磁盘" not in f and "时间比本机时钟晚" not in f
    ]


def test_a_sound_installation_has_no_findings(sound):
    assert said() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"DEBUG": True}, "YIFA_DEBUG"),
        ({"SECRET_KEY": "short"}, "YIFA_SECRET_KEY 太弱"),
        ({"SECRET_KEY": "a" * 60}, "YIFA_SECRET_KEY 太弱"),
        ({"YIFA_DATA_KEYS": ["short"]}, "YIFA_DATA_KEYS 第 1 个"),
        ({"ALLOWED_HOSTS": ["*"]}, "YIFA_HOSTS 过宽"),
        ({"ALLOWED_HOSTS": [".cn"]}, "YIFA_HOSTS 过宽"),
        ({"CSRF_TRUSTED_ORIGINS": ["http://yifa.example.gov.cn"]}, "不是 https"),
        ({"CSRF_TRUSTED_ORIGINS": ["https://*.gov.cn"]}, "通配符"),
        ({"ALLOWED_HOSTS": ["yifa.example.gov.cn"], "SESSION_COOKIE_SECURE": False}, "YIFA_HTTPS"),
    ],
)
def test_a_careless_setting_is_found(sound, settings, change, words):
    for name, value in change.items():
        setattr(settings, name, value)
    assert any(words in f for f in said())


def test_a_clock_that_is_wrong_is_found(sound, monkeypatch):
    monkeypatch.setattr("yifa.site.state.clock_skew", lambda: -40.0)
    assert ["时钟与数据库服务器相差 -40 秒" in f for f in said()] == [True]


def test_a_record_of_the_future_is_found(db):
    house = House()
    with moment.at(moment.now() + timedelta(hours=2)):
        act(
            Actor.of(house.alice),
            Opening("test.letter", house.bureau),
            "receive",
            {"title": "明日来信"},
        )
    assert any("时间比本机时钟晚" in f for f in doctor.findings())


def test_a_full_disk_is_found(sound, monkeypatch):
    monkeypatch.setattr("yifa.site.state.disk", lambda: (1 << 30, 1 << 40))
    assert any("只剩 1.0 GiB" in f for f in doctor.findings())


def test_a_calendar_that_runs_out_is_found(sound):
    with moment.at(moment.now().replace(year=2031)):
        assert any("2031 年节假日安排尚未收录" in f for f in doctor.findings())


def test_migrations_that_wait_are_found(sound, monkeypatch):
    monkeypatch.setattr("yifa.site.state.pending_migrations", lambda: ["kernel.9999_next"])
    assert ["kernel.9999_next" in f for f in said()] == [True]


def test_a_loop_that_stands_still_is_found(sound):
    old = time.time() - 3600
    os.utime(loop.pulse_path(), (old, old))
    assert ["后台循环已停 60 分钟" in f for f in said()] == [True]
    loop.pulse_path().unlink()
    assert ["后台循环从未运行" in f for f in said()] == [True]


def test_anchors_that_are_stale_or_missing_are_found(sound, settings):
    path = anchor.anchor_path()
    old = time.time() - 7200
    os.utime(path, (old, old))
    Seal.objects.create(
        unit=None,
        seq=999,
        rows=0,
        previous="0" * 64,
        head="0" * 64,
        sealed_at=moment.now() + timedelta(days=400),
    )
    assert any("锚点已 120 分钟没有更新" in f for f in said())
    path.unlink()
    assert any("还没有库外锚点" in f for f in said())
    settings.YIFA_ANCHOR_COPY = "/nowhere/anchors.jsonl"
    assert any("/nowhere/anchors.jsonl 不存在" in f for f in said())


def test_work_given_up_is_found(sound):
    row = loop.post("test", {})
    Outbox.objects.filter(pk=row.pk).update(attempts=loop.MAX_ATTEMPTS)
    assert ["1 项后续处理多次失败" in f for f in said()] == [True]


def test_a_question_that_cannot_be_asked_is_a_finding(sound, monkeypatch):
    def broken():
        raise OSError("gone")

    monkeypatch.setattr("yifa.site.state.disk", broken)
    assert ["检查未能完成（disk）：OSError" in f for f in said()] == [True]


def test_a_secret_that_others_may_read_is_found(sound, settings):
    path = Path(settings.YIFA_VAR) / "secrets" / "yifa_anchor_key"
    path.parent.mkdir(exist_ok=True)
    path.touch()
    path.chmod(0o644)
    assert ["可被他人读取" in f for f in said()] == [True]


def test_alive_and_ready(db, monkeypatch):
    assert Client().get("/healthz").content == b"ok\n"
    assert Client().get("/readyz").status_code == 200
    monkeypatch.setattr("yifa.site.state.pending_migrations", lambda: ["kernel.9999_next"])
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"migrations\n")


def test_metrics_are_for_this_host_or_the_token(db, settings):
    loop.post("test", {})
    found = Client().get("/metrics")
    text = found.content.decode()
    assert found.status_code == 200 and 'yifa_outbox_rows{state="waiting"} 1' in text
    for name in health.rules():
        assert f"# TYPE {name} gauge" in text and "could not" not in text
    assert Client(REMOTE_ADDR="10.0.0.5").get("/metrics").status_code == 404
    assert Client(HTTP_X_FORWARDED_FOR="10.0.0.5").get("/metrics").status_code == 404
    settings.YIFA_METRICS_TOKEN = "t0ken"
    assert Client().get("/metrics").status_code == 404
    assert (
        Client(REMOTE_ADDR="10.0.0.5", HTTP_AUTHORIZATION="Bearer t0ken")
        .get("/metrics")
        .status_code
        == 200
    )
    assert Client(HTTP_AUTHORIZATION="Bearer other").get("/metrics").status_code == 404
