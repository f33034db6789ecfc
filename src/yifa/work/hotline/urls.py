"""Addresses of the room: what the public may do."""

from __future__ import annotations

from django.urls import path

from yifa.work.hotline import public_views

app_name = "hotline"
urlpatterns = [
    path("public/obstacles/", public_views.index, name="channels"),
    path("public/obstacles/track/", public_views.track, name="track"),
    path("public/obstacles/<str:code>/", public_views.tell, name="tell"),
]
