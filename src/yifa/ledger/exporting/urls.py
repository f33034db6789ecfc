"""Addresses of downloads."""

from django.urls import path

from yifa.ledger.exporting import pages

urlpatterns = [
    path("ledger/<str:ledger_id>/export/", pages.ledger_choices, name="ledger_export_choices"),
    path("ledger/<str:ledger_id>/export.<str:kind>", pages.ledger, name="ledger_export"),
    path(
        "ledger/<str:ledger_id>/journal.<str:kind>",
        pages.ledger_journal,
        name="ledger_journal_export",
    ),
    path(
        "registers/<str:register_id>/export/",
        pages.register_choices,
        name="register_export_choices",
    ),
    path("registers/<str:register_id>/export.<str:kind>", pages.register, name="register_export"),
    path(
        "exports/figures/<str:figure_id>/rows.<str:kind>",
        pages.figure_rows,
        name="figure_rows_export",
    ),
]
