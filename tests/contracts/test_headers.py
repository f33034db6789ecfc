"""Every address, to everybody: the headers that keep a browser safe, on pages, files, refusals and errors."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from harness.addresses import address, patterns

from yifa.kernel.organization.models import User
from yifa.kernel.organization.roles import Role

pytestmark = pytest.mark.django_db

REQUIRED = {
    "Content-Security-Policy": r".*default-src '(self|none)'.*",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": r".*camera=\(\).*geolocation=\(\).*",
}
POLICY = {
    "default-src": {"'self'"}, "script-src": {"'self'"}, "style-src": {"'self'"},
    "img-src": {"'self'", "data:"}, "object-src": {"'none'"}, "frame-ancestors": {"'none'"},
    "base-uri": {"'self'"}, "form-action": {"'self'"},
}  # fmt: skip
PROGRAMS = {"default-src": {"'none'"}, "frame-ancestors": {"'none'"}}
"""The policy of answers that are no pages."""
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)[^>]*>\s*\S|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
)


@pytest.fixture
def people() -> list[tuple[str, User | None]]:
    from yifa.kernel.tests.house import House

    house = House()
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        house.person(str(role), str(role.label), house.district, role, reach="subtree")
    names = ["alice", "carol", "system_admin", "security_admin", "audit_admin"]
    User.objects.filter(username__in=names).update(must_change_password=False)
    return [("anybody", None), *((n, User.objects.get(username=n)) for n in names)]


def faults_of(answer: Any) -> list[str]:
    """What an answer lacks."""
    faults = [
        f"{name}: {answer.get(name)}"
        for name, wanted in REQUIRED.items()
        if not re.fullmatch(wanted, answer.get(name, ""))
    ]
    directives = {
        part.split()[0]: {s for s in part.split()[1:] if not s.startswith("'nonce-")}
        for part in answer.get("Content-Security-Policy", "").split("; ")
        if part
    }
    json = re.match(r"application/(problem\+)?json", answer.get("Content-Type", ""))
    policy = PROGRAMS if json and "script-src" not in directives else POLICY
    faults += [
        f"policy {k}: {directives.get(k)}" for k, v in policy.items() if directives.get(k) != v
    ]
    if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
        found = INLINE.search(answer.content.decode())
        if found:
            faults.append(f"inline: {found.group(0)}")
    if answer.status_code in (301, 302) and re.match(r"https?:|//", answer["Location"]):
        faults.append(f"leads away: {answer['Location']}")
    return faults


def test_every_answer_of_every_address_carries_them(people):
    wrong, tried = [], 0
    for route, _entry in patterns():
        path = address(route)
        for name, user in people:
            client = Client(raise_request_exception=False)
            if user is not None:
                client.force_login(user)
            for method in (client.get, client.post):
                answer = method(path)
                tried += 1
                if answer.status_code >= 500:
                    wrong.append(f"{path} {name}: {answer.status_code}")
                wrong += [
                    f"{path} {name} {answer.status_code}: {fault}" for fault in faults_of(answer)
                ]
                if user is not None and answer.get("Cache-Control") in (None, ""):
                    wrong.append(f"{path} {name}: may be cached")
    assert wrong == []
    assert tried > 1000
    print(f"{tried} answers, {tried * (len(REQUIRED) + len(POLICY))} headers and directives")


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere/",
        "/static/nowhere.css",
        "/static/yifa/yifa.css",
        "/login",
        "/%00",
        "/..%2f..%2fetc%2fpasswd",
    ],
)
def test_files_and_wrong_addresses_carry_them_too(client, path):
    answer = client.get(path)
    assert answer.status_code in (200, 301, 404)
    names = set(REQUIRED) - ({"Content-Security-Policy"} if path.endswith("yifa.css") else set())
    for name in names:
        assert re.fullmatch(REQUIRED[name], answer.get(name, "")), name


def test_with_https_cookies_are_locked_to_the_host_and_browsers_stay_with_it():
    code = (
        "import django; django.setup()\n"
        "from django.conf import settings as s\n"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY,"
        " s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SAMESITE, s.SECURE_HSTS_SECONDS,"
        " s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_SSL_REDIRECT, s.YIFA_FACTOR, s.DEBUG)"
    )
    env = os.environ | {"YIFA_HTTPS": "1", "DJANGO_SETTINGS_MODULE": "yifa.site.settings"}
    env["PYTHONPATH"] = str(Path(__file__).resolve().parents[2] / "src")
    for name in ("YIFA_DEMO", "YIFA_DEBUG", "YIFA_FACTOR"):
        env.pop(name, None)
    said = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    ).stdout.split()
    assert said == ["True", "True", "True", "True", "__Host-session", "__Host-csrf", "Lax", "31536000",
                    "True", "True", "administrators", "False"]  # fmt: skip


def test_over_https_the_answer_says_so(client, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    answer = client.get("/login/", secure=True)
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert client.get("/login/").get("Strict-Transport-Security") is None
