"""Addresses of figures and reports."""

from __future__ import annotations

from django.urls import include, path

from yifa.account import board, published, views
from yifa.account.freeze import checks, pages
from yifa.account.report import views as report

urlpatterns = [
    path("figures/", board.figures, name="figures"),
    path("figures/rooms/<slug:room_code>/", board.room, name="figure_room"),
    path("figures/checks/", checks.checks, name="figure_checks"),
    path("figures/published/", published.published, name="figure_published"),
    path("figures/checks/<str:rule_id>/", checks.check, name="figure_check"),
    path("figures/freezes/", pages.year, name="freezes"),
    path("figures/freezes/close/", pages.sign, name="freeze_sign"),
    path("figures/freezes/<int:pk>/", pages.edition, name="freeze"),
    path("figures/freezes/<int:pk>/<str:figure_id>/", pages.difference, name="freeze_figure"),
    path("figures/<str:figure_id>/", views.figure, name="figure"),
    path("figures/<str:figure_id>/rows/", views.rows, name="figure_rows"),
    path("figures/<str:figure_id>/data.csv", views.data_csv, name="figure_csv"),
    path("figures/<str:figure_id>/data.json", views.data_json, name="figure_json"),
    path("check/", include("yifa.account.check.urls")),
    path("reports/", report.reports, name="reports"),
    path("reports/<int:year>/<slug:chapter_id>/", report.chapter, name="report_chapter"),
    path("reports/<int:year>/<slug:chapter_id>/<str:kind>", report.download, name="report_file"),
    path("", include("yifa.account.report.urls")),
]
