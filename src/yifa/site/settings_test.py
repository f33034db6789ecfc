"""Settings of the test suite: the same house, quicker passwords, a folder of its own."""

import os
import tempfile

_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if "YIFA_VAR" not in os.environ or _worker:
    os.environ["YIFA_VAR"] = tempfile.mkdtemp(prefix=f"yifa-test-{_worker}")
os.environ.setdefault("YIFA_SECRET_KEY", "test-only-secret-key-that-guards-nothing-at-all")
os.environ.setdefault("YIFA_DATA_KEYS", "test-data-key")
os.environ.setdefault("YIFA_BLIND_KEY", "test-blind-key")

from yifa.site.settings import *

# The suite asks more pages in a minute than a district; its administrators sign in by password. Tests of the
# limits and of the second factor turn these on for themselves.
YIFA_RATE_LIMITS = False
YIFA_FACTOR = "nobody"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the live server's threads must meet the write lock as they do in the house.
    DATABASES["default"]["TEST"] = {"NAME": str(YIFA_VAR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;"
    )
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
