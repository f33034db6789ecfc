"""Address of the report check."""

from __future__ import annotations

from django.urls import path

from yifa.account.check import views

urlpatterns = [path("", views.check, name="report_check")]
