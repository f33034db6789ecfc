"""Addresses of peer systems and of reconciliation."""

from django.urls import path

from yifa.ledger.connecting import pages, push, reconcile_pages

urlpatterns = [
    path("peers/", pages.peers, name="peers"),
    path("peers/of/<str:key>/", pages.peer, name="peer"),
    path("peers/of/<str:key>/token/", pages.new_token, name="peer_token"),
    path("peers/of/<str:key>/end/", pages.end, name="peer_end"),
    path("exchanges/<int:pk>/report.xlsx", pages.report, name="exchange_report"),
    path("peer/records/", push.push, name="peer_push"),
    path("peer/records/<int:pk>/", push.status, name="peer_exchange"),
    path("reconciliation/", reconcile_pages.start, name="reconciliations"),
    path("reconciliation/<int:pk>/", reconcile_pages.compared, name="reconciliation"),
    path(
        "reconciliation/<int:pk>/explain/", reconcile_pages.explain, name="reconciliation_explain"
    ),
    path(
        "reconciliation/<int:pk>/compared.xlsx",
        reconcile_pages.workbook,
        name="reconciliation_workbook",
    ),
]
