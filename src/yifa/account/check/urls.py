"""Addresses of the report check and of the baselines kept from it."""

from __future__ import annotations

from django.urls import path

from yifa.account.check import views
from yifa.account.check.baseline import pages

urlpatterns = [
    path("", views.check, name="report_check"),
    path("baselines/", pages.baselines, name="report_baselines"),
    path("baselines/keep/", pages.keep, name="report_baseline_keep"),
    path("baselines/<int:pk>/", pages.baseline, name="report_baseline"),
    path("baselines/<int:pk>/data.csv", pages.baseline_csv, name="report_baseline_csv"),
]
