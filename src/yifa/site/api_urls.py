"""The addresses of the API alone: a call that carries a token looks at no others."""

from __future__ import annotations

from django.urls import URLResolver, include, path

urlpatterns: list[URLResolver] = [path("api/", include("yifa.api.urls"))]
