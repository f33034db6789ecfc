"""Logs are JSON, carry the request's id, and hold no personal data, whatever people send and whatever breaks."""

from __future__ import annotations

import io
import json
import logging

import pytest
from django.db import IntegrityError
from django.test import Client

from yifa.site.logs import JsonFormatter, configuration, struck

NAME, PHONE, IDENTITY, MAIL = "欧阳某甲", "13912345678", "33070219800101123X", "someone@example.com"


@pytest.fixture
def heard():
    """Everything any logger says, as the server would write it."""
    out = io.StringIO()
    hand = logging.StreamHandler(out)
    hand.setFormatter(JsonFormatter())
    loggers = [
        logging.getLogger(n)
        for n in (None, "django", "django.request", "yifa.request", "yifa.loop")
    ]
    levels = [(log, log.level) for log in loggers]
    for log in loggers:
        log.setLevel(logging.INFO)
    logging.getLogger().addHandler(hand)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    logging.getLogger().removeHandler(hand)
    for log, level in levels:
        log.setLevel(level)


@pytest.mark.django_db
def test_requests_with_personal_data_leave_none_in_the_logs(heard, monkeypatch):
    client = Client(raise_request_exception=False)
    client.get(f"/login/?next=/matters/&q={NAME}", headers={"X-Request-ID": "trace-0001"})
    client.post("/login/", {"username": PHONE, "password": NAME})
    client.get(f"/nowhere/{PHONE}/{NAME}/?identity={IDENTITY}", headers={"Referer": f"/?{MAIL}"})
    client.get("/healthz", headers={"Host": "evil.example"})

    def breaks(*_):
        raise IntegrityError(f"DETAIL: Key (phone)=({PHONE}) of {NAME} already exists")

    monkeypatch.setattr("yifa.site.health.not_ready", breaks)
    assert client.get(f"/readyz?phone={PHONE}").status_code == 500
    lines = heard()
    whole = json.dumps(lines, ensure_ascii=False)
    for word in (NAME, PHONE, IDENTITY, MAIL, "q="):
        assert word not in whole
    asked = [line for line in lines if line["logger"] == "yifa.request"]
    assert [(line["route"], line["status"]) for line in asked][:2] == [
        ("login/", 200),
        ("login/", 422),
    ]
    assert asked[0]["request"] == "trace-0001"
    failed = [line for line in lines if line.get("error")]
    assert failed and failed[0]["error"] == "django.db.utils.IntegrityError"
    assert any("breaks" in frame for frame in failed[0]["trace"])
    assert failed[0]["request"] == asked[-1]["request"]


@pytest.mark.django_db
def test_the_id_is_answered_and_a_forged_one_is_not_taken_over():
    assert (
        Client().get("/healthz", headers={"X-Request-ID": "abc.DEF-123"})["X-Request-ID"]
        == "abc.DEF-123"
    )
    for forged in ("short", "with space in it", "x" * 65, 'a"b\\c-----'):
        given = Client().get("/healthz", headers={"X-Request-ID": forged})["X-Request-ID"]
        assert given != forged and len(given) == 32


def test_long_numbers_and_mail_are_struck_out():
    text = f"call {PHONE}, id {IDENTITY}, mail {MAIL}, matter 12345, 2026-03-02"
    assert struck(text) == "call …, id …, mail …@…, matter 12345, 2026-03-02"


def test_a_digest_is_not_taken_for_a_number():
    assert struck("dossier: " + "1" * 7 + "a" * 57) == "dossier: " + "1" * 7 + "a" * 57


def test_the_form_is_the_operators_choice():
    assert configuration("INFO", "plain", True)["handlers"]["console"]["formatter"] == "plain"
    assert configuration("INFO", "other", True)["handlers"]["console"]["formatter"] == "json"
    assert configuration("INFO", "json", False)["loggers"]["yifa.request"]["level"] == "ERROR"
