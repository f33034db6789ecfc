"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from yifa.work.reconsideration import views

app_name = "reconsideration"
urlpatterns = [
    path("reconsideration/statistics/", views.statistics_latest, name="statistics_latest"),
    path("reconsideration/statistics/<int:year>/", views.statistics, name="statistics"),
]
