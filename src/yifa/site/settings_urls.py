"""Addresses below /settings/."""

from __future__ import annotations

from django.urls import URLPattern, path

from yifa.site import (
    retention,
    settings_accounts,
    settings_audit,
    settings_calendar,
    settings_limits,
    settings_organization,
    settings_pages,
    settings_posts,
)

urlpatterns: list[URLPattern] = [
    path("organization/", settings_organization.tree, name="settings_organization"),
    path("organization/unit/", settings_organization.unit_new, name="settings_unit_new"),
    path("organization/unit/<str:code>/", settings_organization.unit_change, name="settings_unit"),
    path(
        "organization/unit/<str:code>/close/",
        settings_organization.unit_close,
        name="settings_unit_close",
    ),
    path("accounts/", settings_accounts.accounts, name="settings_accounts"),
    path("accounts/new/", settings_accounts.account_new, name="settings_account_new"),
    path("accounts/<str:username>/", settings_accounts.account, name="settings_account"),
    path("accounts/<str:username>/reset/", settings_accounts.reset, name="settings_account_reset"),
    path("posts/", settings_posts.posts, name="settings_posts"),
    path("posts/new/", settings_posts.post_new, name="settings_post_new"),
    path("posts/end/", settings_posts.post_end, name="settings_post_end"),
    path("posts/delegation/", settings_posts.delegation_new, name="settings_delegation_new"),
    path("posts/delegation/end/", settings_posts.delegation_end, name="settings_delegation_end"),
    path("calendar/", settings_calendar.calendar, name="settings_calendar"),
    path("calendar/end/", settings_calendar.end_day, name="settings_calendar_end"),
    path("limits/", settings_limits.limits, name="settings_limits"),
    path("limits/<str:limit_id>/", settings_limits.limit, name="settings_limit"),
    path("series/", settings_pages.series, name="settings_series"),
    path("procedures/", settings_pages.procedures, name="settings_procedures"),
    path(
        "procedures/<str:procedure_id>.svg", settings_pages.procedure_chart, name="procedure_chart"
    ),
    path("feedback/", settings_pages.feedback_list, name="settings_feedback"),
    path("retention/", retention.retention, name="settings_retention"),
    path("audit/", settings_audit.audit, name="settings_audit"),
]
