"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from yifa.work.business_environment import views

app_name = "business_environment"
urlpatterns = [
    path("business-environment/comparison/", views.comparison, name="comparison"),
    path("business-environment/items/", views.items, name="items"),
    path("business-environment/items/<str:code>/", views.item, name="item"),
    path("business-environment/progress/", views.progress, name="progress"),
]
