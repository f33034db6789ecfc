"""Addresses of identity."""

from __future__ import annotations

from django.urls import URLPattern, path

from yifa.site.identity import others, pages, sso, token_pages

urlpatterns: list[URLPattern] = [
    path("login/code/", pages.second, name="login_code"),
    path("login/sso/", sso.start, name="sso"),
    path("login/sso/back/", sso.back, name="sso_back"),
    path("confirm/", pages.confirm, name="confirm"),
    path("me/security/", pages.mine, name="identity"),
    path("me/security/factor/", pages.factor_new, name="factor_new"),
    path("me/security/factor/off/", pages.factor_off, name="factor_off"),
    path("me/security/codes/", pages.recovery_codes, name="recovery_codes"),
    path("me/security/sessions/end/", pages.session_end, name="session_end"),
    path("me/security/tokens/", token_pages.mine, name="tokens"),
    path("me/security/tokens/new/", token_pages.new, name="token_new"),
    path("me/security/tokens/end/", token_pages.end, name="token_end"),
    path("settings/accounts/<str:username>/sessions/", others.account_sessions,
         name="account_sessions"),
    path("settings/accounts/<str:username>/sessions/end/", others.account_session_end,
         name="account_session_end"),
    path("settings/accounts/<str:username>/tokens/end/", token_pages.account_token_end,
         name="account_token_end"),
    path("settings/accounts/<str:username>/factor/off/", others.account_factor_off,
         name="account_factor_off"),
]  # fmt: skip
