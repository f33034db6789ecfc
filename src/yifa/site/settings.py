"""Settings, all from the environment with safe defaults; docs/guide/operator.md lists every variable."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF

from yifa.site import logs

PACKAGE = Path(__file__).resolve().parent.parent
YIFA_VAR = Path(os.environ.get("YIFA_VAR", Path.cwd() / "var")).absolute()


def _kept_secret(name: str) -> str:
    """A secret from the environment, else one made once and kept readable by the owner alone."""
    if value := os.environ.get(name):
        return value
    path = YIFA_VAR / "secrets" / name.lower()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass
    return path.read_text()


def _database(url: str) -> dict[str, Any]:
    if not url:
        YIFA_VAR.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": YIFA_VAR / "yifa.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
            },
        }
    from urllib.parse import parse_qsl, unquote, urlsplit

    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    # Several hosts (a primary and its standbys) are named one after another: host1:5432,host2:5432.
    who, _, where = parts.netloc.rpartition("@")
    user, _, password = who.partition(":")
    hosts = [
        h.rpartition(":") if h.rpartition("]")[2].count(":") else (h, "", "")
        for h in where.split(",")
    ]
    ports = [port or "5432" for _, _, port in hosts]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(user),
        "PASSWORD": unquote(password),
        "HOST": query.pop("host", ",".join(host.strip("[]") for host, _, _ in hosts)),
        "PORT": query.pop("port", ",".join(ports) if where else ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # target_session_attrs, sslmode, connect_timeout… go to the driver as they are.
        "OPTIONS": query,
    }


DEBUG = os.environ.get("YIFA_DEBUG", "") == "1"
SECRET_KEY = _kept_secret("YIFA_SECRET_KEY")
ALLOWED_HOSTS = os.environ.get("YIFA_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("YIFA_ORIGINS", "").split(",") if o]
DATABASES = {"default": _database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

YIFA_DIGEST = os.environ.get("YIFA_DIGEST", "sm3")
YIFA_DATA_KEYS = [k for k in os.environ.get("YIFA_DATA_KEYS", "").split(",") if k] or [
    _kept_secret("YIFA_DATA_KEY")
]
YIFA_CIPHER = os.environ.get("YIFA_CIPHER", "aes")
YIFA_BLIND_KEYS = [k for k in os.environ.get("YIFA_BLIND_KEYS", "").split(",") if k] or [
    _kept_secret("YIFA_BLIND_KEY")
]
YIFA_BLIND_KEY = YIFA_BLIND_KEYS[0]
YIFA_ANCHOR = os.environ.get("YIFA_ANCHOR", "")
YIFA_ANCHOR_COPY = os.environ.get("YIFA_ANCHOR_COPY", "")
YIFA_ANCHOR_KEY = os.environ.get("YIFA_ANCHOR_KEY", "")
YIFA_SCANNER = os.environ.get("YIFA_SCANNER", "")
YIFA_METRICS_TOKEN = os.environ.get("YIFA_METRICS_TOKEN", "")
YIFA_MAX_UPLOAD = int(os.environ.get("YIFA_MAX_UPLOAD", 50 * 2**20))
YIFA_DEMO = os.environ.get("YIFA_DEMO", "") == "1"
YIFA_IDLE_MINUTES = int(os.environ.get("YIFA_IDLE_MINUTES", "30"))
YIFA_SESSION_HOURS = int(os.environ.get("YIFA_SESSION_HOURS", "12"))
YIFA_STEP_UP_MINUTES = int(os.environ.get("YIFA_STEP_UP_MINUTES", "15"))
YIFA_PASSWORD_DAYS = int(os.environ.get("YIFA_PASSWORD_DAYS", "180"))
YIFA_LOGIN_TRIES = 5
YIFA_LOCK_MINUTES = 30
# Who must have a second factor: nobody, the three administrators, or everybody.
YIFA_FACTOR = os.environ.get("YIFA_FACTOR", "nobody" if YIFA_DEMO else "administrators")
YIFA_OIDC_ISSUER = os.environ.get("YIFA_OIDC_ISSUER", "").rstrip("/")
YIFA_OIDC_CLIENT = os.environ.get("YIFA_OIDC_CLIENT", "")
YIFA_OIDC_SECRET = os.environ.get("YIFA_OIDC_SECRET", "")
YIFA_OIDC_CLAIM = os.environ.get("YIFA_OIDC_CLAIM", "preferred_username")
YIFA_OIDC_NAME = os.environ.get("YIFA_OIDC_NAME", "统一身份认证")
# Reverse proxies whose forwarded headers are believed: addresses or networks, comma-separated.
YIFA_PROXIES = [p for p in os.environ.get("YIFA_PROXIES", "").split(",") if p]
YIFA_RATE_LIMITS = os.environ.get("YIFA_RATE_LIMITS", "1") == "1"
# So many requests in so many seconds: YIFA_RATE_SIGN_IN=120/300 and so on.
YIFA_RATES = {
    name: os.environ.get(f"YIFA_RATE_{name.upper()}", default)
    for name, default in {
        "sign_in": "120/300",  # signing in, from one address
        "sign_in_failed": "30/900",  # failing at it, from one address
        "sign_in_account": "20/900",  # signing in to one account
        "public": "300/60",  # public pages, from one address
        "public_form": "20/600",  # public forms sent, from one address
        "query": "600/60",  # pages of a signed-in person
        "export": "30/600",  # files of many rows
        "api": "1200/60",  # programs, for one account
    }.items()
}
# "memory" counts within one process, "database" over all of them.
YIFA_RATE_STORE = os.environ.get("YIFA_RATE_STORE") or (
    "database" if os.environ.get("DATABASE_URL") else "memory"
)

ROOMS = [
    "yifa.work.business_environment",
    "yifa.work.contracts",
    "yifa.work.counsel",
    "yifa.work.disclosure",
    "yifa.work.hotline",
    "yifa.work.rating",
    "yifa.work.reconsideration",
    "yifa.work.services",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "csp",
    "yifa.kernel",
    "yifa.ledger",
    *ROOMS,
    "yifa.account",
    "yifa.portal",
    "yifa.api",
    "yifa.demo",
    "yifa.site.identity",
    "yifa.site",
]
MIDDLEWARE = [
    "yifa.site.logs.RequestLogMiddleware",
    "yifa.site.proxy.ProxyMiddleware",
    "yifa.site.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "yifa.site.api_door.TokenMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yifa.site.middleware.IdentityMiddleware",
    "yifa.site.rates.RateMiddleware",
    "yifa.site.identity.middleware.ProofMiddleware",
]
ROOT_URLCONF = "yifa.site.urls"
WSGI_APPLICATION = "yifa.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "yifa.ledger.templatetags.yifa"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "yifa.ledger.context.house",
            ],
        },
    }
]

AUTH_USER_MODEL = "kernel.User"
AUTHENTICATION_BACKENDS = ["yifa.site.login.LockingBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "workbench"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
    {"NAME": "yifa.site.identity.password.NotPublishedValidator"},
]
SESSION_ENGINE = "yifa.site.identity.sessions"
SESSION_COOKIE_AGE = YIFA_IDLE_MINUTES * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if os.environ.get("YIFA_HTTPS", "") == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = os.environ.get("YIFA_HSTS_SUBDOMAINS", "1") == "1"
    # ProxyMiddleware takes this header away unless a declared proxy sent it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
DATE_FORMAT = "Y-m-d"

STATIC_URL = "static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = YIFA_VAR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FILES = 20

LOGGING = logs.configuration(
    os.environ.get("YIFA_LOG", "WARNING"),
    os.environ.get("YIFA_LOG_FORM", "plain" if YIFA_DEMO else "json"),
    os.environ.get("YIFA_LOG_REQUESTS", "" if YIFA_DEMO else "1") == "1",
)
