"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from yifa.work.contracts import views

app_name = "contracts"
urlpatterns = [path("contracts/overdue/", views.overdue, name="overdue")]
