"""A real Chromium against Django's live server, and what every page owes its visitor.

    @pytest.mark.browser
    def test_clerk_opens_a_matter(page, clerk):
        login(page, clerk.username, "…")
        page.goto("/matters/")
        shot(page, "matters")
        assert serious(page) == []

At the end of each test the fixtures fail it for: an error on the console, an uncaught error in a
script, or a request to anywhere but the server. A test that provokes an error on purpose names it
first: ``noise.allow(r"status of 403")``.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
WIDE, NARROW = (1440, 900), (390, 844)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def executable() -> str:
    """The browser of the system; a missing one fails the test, it never skips it."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("YIFA_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        pytest.fail(
            "No Chromium here. Install with:\n"
            "  sudo apt-get install -y --no-install-recommends chromium\n"
            "or name one: YIFA_CHROMIUM=/path/to/chromium",
            pytrace=False,
        )
    return found


class Noise:
    """What pages said that they should not have said."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.heard: list[str] = []
        self.allowed: list[re.Pattern[str]] = []

    def allow(self, pattern: str) -> None:
        """Expect this (a regular expression) in the rest of the test."""
        self.allowed.append(re.compile(pattern))

    def say(self, text: str) -> None:
        if not any(pattern.search(text) for pattern in self.allowed):
            self.heard.append(text)

    def listen(self, context) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda e: self.say(f"script: {e.error}"))
        context.on("request", lambda r: self._leaves(r.url))

    def _console(self, message) -> None:
        if message.type == "error":
            self.say(f"console: {message.text} ({message.location.get('url', '')})")

    def _leaves(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.host:
            self.say(f"request left the host: {url}")


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    """One browser process per module. Playwright keeps an event loop in this thread meanwhile, so
    Django's guard against database use in one must be told that it is no danger here."""
    from playwright.sync_api import sync_playwright

    patch = pytest.MonkeyPatch()
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield browser
        browser.close()
    patch.undo()


@pytest.fixture
def noise(live_server) -> Noise:
    return Noise(urlsplit(live_server.url).netloc)


@pytest.fixture
def visit(chromium, live_server, noise) -> Iterator[Callable]:
    """Open a page as a new visitor with a jar of cookies of its own: ``visit(width=390, height=844)``.
    For two officers at once, or a citizen beside them."""
    contexts = []

    def open_page(width: int = WIDE[0], height: int = WIDE[1], **options):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            **({"locale": "zh-CN", "timezone_id": "Asia/Shanghai"} | options),
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        noise.listen(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    if noise.heard:
        pytest.fail("\n  ".join(["The pages said:", *noise.heard]), pytrace=False)


@pytest.fixture
def page(visit):
    """A page 1440 × 900 of one visitor; addresses are relative to the server (``page.goto("/")``)."""
    return visit()


@pytest.fixture
def browser_context(page):
    return page.context


def login(page, username: str, password: str) -> None:
    """Sign in through the form, as a person does."""
    from django.conf import settings
    from django.shortcuts import resolve_url

    page.goto(resolve_url(settings.LOGIN_URL))
    page.locator("input[name=username], input[name=login]").fill(username)
    page.locator("input[name=password]").fill(password)
    with page.expect_navigation():
        page.locator("input[name=password]").press("Enter")
    assert not page.locator("input[name=password]").is_visible(), f"{username} was not let in"


def enter_as(page, user) -> None:
    """Be signed in as ``user`` without the form, for tests that are about something else."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.goto("/")
    parts = urlsplit(page.url)
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": cookie,
                "url": f"{parts.scheme}://{parts.netloc}",
                "httpOnly": True,
            }
        ]
    )


def shot(page, name: str, most: tuple[int, int] = (960, 1260)) -> list[Path]:
    """The page as it is now, in windows 1440 and 390 px wide, from its top down to at most so many pixels:
    NAME-1440.png and NAME-390.png, in docs/screenshots/ when YIFA_SHOTS=1, else in var/shots/."""
    kept = os.environ.get("YIFA_SHOTS") == "1"
    folder = ROOT / ("docs/screenshots" if kept else "var/shots")
    folder.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    taken = []
    for (width, height), depth in zip((WIDE, NARROW), most, strict=True):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("document.fonts.ready")
        whole = page.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": width, "height": min(whole, depth)}
        path = folder / f"{name}-{width}.png"
        page.screenshot(path=path, full_page=True, clip=clip, animations="disabled", caret="hide")
        taken.append(path)
    page.set_viewport_size(before)
    return taken


def overflow(page) -> int:
    """By how many CSS pixels the page is wider than its window (0: no sideways scrolling)."""
    return page.evaluate(
        "Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"
    )


def serious(page) -> list[str]:
    """What axe finds serious or critical, one line for each element (an empty list is good)."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']} ({v['impact']}): {v['help']}: {' '.join(map(str, node['target']))}"
        for v in found
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
    ]
