"""Addresses of the import pages."""

from django.urls import path

from yifa.ledger.importing import views

urlpatterns = [
    path("imports/", views.start, name="imports"),
    path("imports/<int:pk>/", views.result, name="import_run"),
    path("imports/<int:pk>/columns/", views.match, name="import_columns"),
    path("imports/<int:pk>/preview/", views.preview, name="import_preview"),
    path("imports/<int:pk>/undo/", views.take_back, name="import_undo"),
    path("imports/<int:pk>/discard/", views.discard, name="import_discard"),
    path("imports/<int:pk>/progress/", views.progress, name="import_progress"),
    path("imports/<int:pk>/cancel/", views.cancel, name="import_cancel"),
    path("imports/<int:pk>/<str:kind>-rows.xlsx", views.bad_rows, name="import_bad_rows"),
]
