"""Addresses of the room: the window and its lists for staff, guides and progress for everybody."""

from __future__ import annotations

from django.urls import path

from yifa.work.services import public_views, views

app_name = "services"
urlpatterns = [
    path("services/window/", views.window, name="window"),
    path("services/window/applicant/", views.applicant, name="applicant"),
    path("services/receipt/<int:pk>/", views.receipt, name="receipt"),
    path("services/registers/", views.registers, name="registers"),
    path("services/lacking/", views.lacking, name="lacking"),
    path("services/simplified/", views.simplified, name="simplified"),
    path("public/services/", public_views.items, name="items"),
    path("public/services/track/", public_views.track, name="track"),
    path("public/services/board/", public_views.board, name="board"),
    path("public/services/promises/", public_views.promises, name="promises"),
    path("public/services/proofs/", public_views.proofs, name="proofs"),
    path("public/services/items/<str:key>/", public_views.guide, name="guide"),
    path(
        "public/services/items/<str:key>/<str:slip>.pdf",
        public_views.guide_paper,
        name="guide_paper",
    ),
    path("public/services/items/<str:key>/apply/", public_views.apply, name="apply"),
]
