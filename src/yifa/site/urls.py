"""Every address of the house: the composition root includes each room's own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from yifa.site import archive, deadline, health, views
from yifa.site.settings_urls import urlpatterns as settings_urls

ROOMS = (
    ("", "yifa.ledger.urls"),
    ("", "yifa.account.urls"),
    ("", "yifa.work.business_environment.urls"),
    ("", "yifa.work.contracts.urls"),
    ("", "yifa.work.disclosure.urls"),
    ("", "yifa.work.hotline.urls"),
    ("", "yifa.work.rating.urls"),
    ("", "yifa.work.reconsideration.urls"),
    ("", "yifa.work.services.urls"),
    ("public/", "yifa.portal.urls"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("matters/<int:pk>/package.zip", archive.package, name="package"),
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("password/", views.password_change, name="password_change"),
    path("demo/progress/", views.demo_progress, name="demo_progress"),
    path("feedback/", views.feedback, name="feedback"),
    path("deadlines/", deadline.page, name="deadline"),
    path("", include("yifa.site.identity.urls")),
    path("settings/", include(settings_urls)),
    path("api/", include("yifa.api.urls")),
    *(path(prefix, include(module)) for prefix, module in ROOMS),
]
