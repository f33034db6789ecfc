"""Addresses of the generic pages."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from yifa.ledger.pages import (
    bulk,
    case_file,
    chart,
    documents,
    duties,
    entries,
    listing,
    matter,
    registers,
    step,
    workbench,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("yifa.ledger.exporting.urls")),
    path("", include("yifa.ledger.template.urls")),
    path("", include("yifa.ledger.connecting.urls")),
    path("workbench/", workbench.workbench, name="workbench"),
    path("duties/", duties.duties, name="duties"),
    path("duties/<int:pk>/", duties.duty, name="duty"),
    path("ledger/<str:ledger_id>/", listing.ledger, name="ledger"),
    path("ledger/<str:ledger_id>/count/", listing.count, name="ledger_count"),
    path("ledger/<str:ledger_id>/bulk/", bulk.bulk, name="ledger_bulk"),
    path("ledger/<str:ledger_id>/new/<str:procedure_id>/", step.opening, name="ledger_new"),
    path("matters/<int:pk>/", matter.matter, name="matter"),
    path("matters/by/<str:uid>/", matter.by_stream, name="matter_by_stream"),
    path("matters/<int:pk>/case-file.pdf", case_file.case_file, name="case_file"),
    path("matters/<int:pk>/step/<str:code>/", step.step, name="step"),
    path("matters/<int:pk>/parties/<int:party_id>/reveal/", matter.reveal, name="reveal"),
    path("matters/<int:pk>/documents/<int:document_id>/", documents.original, name="document"),
    path(
        "matters/<int:pk>/documents/<int:document_id>/paper.<str:kind>",
        documents.paper,
        name="paper",
    ),
    path("procedures/<str:procedure_id>/<str:since>/", chart.procedure, name="procedure"),
    path("procedures/<str:procedure_id>/<str:since>/chart.svg", chart.picture, name="flow_chart"),
    path("registers/<str:register_id>/", registers.register, name="register"),
    path("registers/<str:register_id>/new/", entries.entry_form, name="entry_new"),
    path("registers/<str:register_id>/by/", entries.entry_by_key, name="entry_by_key"),
    path("registers/<str:register_id>/<int:pk>/", entries.entry, name="entry"),
    path("registers/<str:register_id>/<int:pk>/change/", entries.entry_form, name="entry_change"),
    path("registers/<str:register_id>/<int:pk>/end/", entries.entry_end, name="entry_end"),
]
if find_spec("yifa.ledger.importing.urls"):
    urlpatterns.append(path("", include("yifa.ledger.importing.urls")))
