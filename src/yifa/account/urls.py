"""Addresses of figures and reports."""

from __future__ import annotations

from django.urls import path

from yifa.account import views
from yifa.account.report import views as report

urlpatterns = [
    path("figures/", views.figures, name="figures"),
    path("figures/<str:figure_id>/", views.figure, name="figure"),
    path("figures/<str:figure_id>/rows/", views.rows, name="figure_rows"),
    path("figures/<str:figure_id>/data.csv", views.data_csv, name="figure_csv"),
    path("figures/<str:figure_id>/data.json", views.data_json, name="figure_json"),
    path("reports/", report.reports, name="reports"),
    path("reports/<int:year>/<slug:chapter_id>/", report.chapter, name="report_chapter"),
    path("reports/<int:year>/<slug:chapter_id>/<str:kind>", report.download, name="report_file"),
]
