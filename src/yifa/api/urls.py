"""Addresses of the API."""

from __future__ import annotations

from django.urls import URLPattern, path

from yifa.api import ledgers, matters

urlpatterns: list[URLPattern] = [
    path("ledgers/", ledgers.LISTED, name="api_ledgers"),
    path("ledgers/<str:ledger_id>/", ledgers.ROWS, name="api_ledger"),
    path("ledgers/<str:ledger_id>/matters/", ledgers.MATTERS, name="api_open"),
    path("matters/<int:pk>/steps/<str:code>/", matters.STEPS, name="api_step"),
]
