"""Addresses of the API."""

from __future__ import annotations

from django.urls import URLPattern, path

from yifa.api import figures, ledgers, matters, page, registers

urlpatterns: list[URLPattern] = [
    path("", page.index, name="api"),
    path("openapi.json", page.OPENAPI, name="api_openapi"),
    path("ledgers/", ledgers.LISTED, name="api_ledgers"),
    path("ledgers/<str:ledger_id>/", ledgers.ROWS, name="api_ledger"),
    path("ledgers/<str:ledger_id>/matters/", ledgers.MATTERS, name="api_open"),
    path("matters/<int:pk>/", matters.MATTER, name="api_matter"),
    path("matters/<int:pk>/steps/<str:code>/", matters.STEPS, name="api_step"),
    path("matters/<int:pk>/documents/<int:document_id>/", matters.DOCUMENT, name="api_document"),
    path("registers/", registers.LISTED, name="api_registers"),
    path("registers/<str:register_id>/", registers.ROWS, name="api_register"),
    path("registers/<str:register_id>/<int:pk>/", registers.ENTRY, name="api_entry"),
    path("figures/", figures.LISTED, name="api_figures"),
    path("figures/<str:figure_id>/", figures.FIGURE, name="api_figure"),
    path("figures/<str:figure_id>/rows/", figures.ROWS, name="api_figure_rows"),
]
