"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from yifa.work.rating import views

app_name = "rating"
urlpatterns = [
    path("public/rating/", views.give, name="give"),
    path("public/rating/results/", views.results, name="results"),
    path("public/rating/given/<str:uid>/", views.thanks, name="thanks"),
    path("rating/board/", views.board, name="board"),
    path("rating/codes/", views.codes, name="codes"),
]
