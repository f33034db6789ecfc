"""Addresses of the public site, below /public/."""

from __future__ import annotations

from django.urls import path

from yifa.portal import views

app_name = "portal"
urlpatterns = [path("", views.landing, name="landing")]
