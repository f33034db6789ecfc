"""Addresses of yearly reports, their check list, assessments, and the public side."""

from __future__ import annotations

from django.urls import path

from yifa.account.assessment import views as assessment
from yifa.account.report import annual_views, owed_views, public_views

urlpatterns = [
    path("reports/annual/", owed_views.annual_list, name="annual_list"),
    path("reports/annual/urge/", owed_views.urge, name="annual_urge"),
    path("reports/annual/chase.<str:kind>", owed_views.chase, name="annual_chase"),
    path("reports/annual/figures/", annual_views.figure_search, name="annual_figures"),
    path("reports/annual/promises/", owed_views.promises, name="promise_table"),
    path("reports/annual/<int:pk>/", annual_views.composer, name="annual_composer"),
    path("reports/annual/<int:pk>/preview/", annual_views.preview, name="annual_preview"),
    path("reports/annual/<int:pk>/comment/", annual_views.comment, name="annual_comment"),
    path("reports/annual/<int:pk>/versions/", annual_views.versions, name="annual_versions"),
    path("reports/annual/<int:pk>/last-year/", annual_views.last_year, name="annual_last_year"),
    path("reports/annual/<int:pk>/report.<str:kind>", annual_views.export, name="annual_export"),
    path("reports/assessments/<int:pk>/", assessment.assessment, name="assessment"),
    path("reports/indicators/", assessment.systems, name="indicator_systems"),
    path("reports/indicators/import/", assessment.import_system, name="indicator_import"),
    path("reports/indicators/<str:system>/", assessment.system, name="indicator_system"),
    path("public/reports/", public_views.reports, name="public_reports"),
    path("public/reports/<str:unit>/<int:year>/", public_views.report, name="public_report"),
    path(
        "public/reports/<str:unit>/<int:year>/report.<str:kind>",
        public_views.report_file,
        name="public_report_file",
    ),
]
