"""Response headers that Django has no setting for, and the door for bodies too large to read.

django-csp sets the content policy, Django's own middleware HSTS, nosniff, referrer and opener policy.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

PERMISSIONS = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "display-capture",
        "encrypted-media", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts",
        "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
        "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip
"""Powers of the browser that no page of the house asks for."""

ALWAYS = {
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
ROOM_FOR_FORM = 2**20
"""What the other fields of a form may take beside its file, in bytes."""


class HeadersMiddleware:
    """Outermost of all: files of the house and refusals carry the headers too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = too_large(request) or self.get_response(request)
        for name, value in ALWAYS.items():
            answer.headers.setdefault(name, value)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not _is_file(request):
            # What a signed-in person saw must not come back from a shared machine's cache.
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer


def _is_file(request: HttpRequest) -> bool:
    return request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/")


def too_large(request: HttpRequest) -> HttpResponse | None:
    """413 before a byte of the body is read, where it is longer than the largest file with its form."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return HttpResponse("请求长度有误\n", status=400, content_type="text/plain; charset=utf-8")
    if length <= settings.YIFA_MAX_UPLOAD + ROOM_FOR_FORM:
        return None
    most = settings.YIFA_MAX_UPLOAD // 2**20
    return HttpResponse(
        f"提交的内容超过 {most} MB，没有接收。请压缩或者分成几份后再提交。\n",
        status=413, content_type="text/plain; charset=utf-8",
    )  # fmt: skip
