"""Access tokens of one's own: listed, made (shown once), ended; the security administrator may end another's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from yifa.kernel import moment
from yifa.kernel.errors import InvalidData, Refusal
from yifa.kernel.organization.models import User
from yifa.kernel.organization.roles import Role
from yifa.ledger.access import access
from yifa.site.identity import tokens
from yifa.site.identity.others import person_of
from yifa.site.settings_form import actor_of

USUAL = 90
"""Days that the form proposes."""
SCOPES = (("read", gettext_lazy("只读取")), ("write", gettext_lazy("读取和写入")))


class TokenForm(forms.Form):
    """What a new token is for, how long, and how far it reaches."""

    name = forms.CharField(
        label=gettext_lazy("用途"), max_length=60,
        help_text=gettext_lazy("写明哪个程序使用，如 热线平台对接"),
    )  # fmt: skip
    until = forms.DateField(
        label=gettext_lazy("有效至"), widget=forms.DateInput({"type": "date"}),
        help_text=gettext_lazy("最长一年"),
    )  # fmt: skip
    scope = forms.ChoiceField(
        label=gettext_lazy("范围"), choices=SCOPES, initial="read", widget=forms.RadioSelect({"class": "form-check-input"})
    )  # fmt: skip


def _page(
    request: HttpRequest, form: forms.Form, token: str = "", status: int = 200
) -> HttpResponse:
    rows = tokens.standing(cast(User, request.user)).order_by("-pk")
    shown: dict[str, Any] = {"form": form, "token": token, "tokens": rows}
    return render(request, "identity/tokens.html", shown, status=status)


@access("staff")
@require_GET
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """`/me/security/tokens/`: the tokens that are good today, and the form for one more."""
    until = moment.today() + timedelta(days=USUAL)
    return _page(request, TokenForm(initial={"until": until.isoformat()}))


@access("staff")
@require_POST
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """`/me/security/tokens/new/`: make one; the answer shows it, once."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    asked = form.cleaned_data
    try:
        token = tokens.make(
            cast(User, request.user), asked["name"], asked["until"], writes=asked["scope"] == "write"
        )  # fmt: skip
    except InvalidData as refused:
        for name, words in refused.fields.items():
            for word in words:
                form.add_error(name, word)
        return _page(request, form, status=422)
    except Refusal as refused:
        form.add_error(None, str(refused))
        return _page(request, form, status=422)
    return _page(request, TokenForm(initial={"until": asked["until"].isoformat()}), token)


def _end(request: HttpRequest, user: User) -> None:
    text = request.POST.get("token", "")
    pk = int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0
    by = None if user.pk == request.user.pk else actor_of(request)
    gone = tokens.end(user, pk, by)
    messages.success(request, _("已停用 %(n)s 个令牌") % {"n": gone})


@access("staff")
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """`/me/security/tokens/end/`: end one of one's own; programs that use it are refused from now on."""
    _end(request, cast(User, request.user))
    return redirect("tokens")


@access(Role.SECURITY_ADMIN)
@require_POST
def account_token_end(request: HttpRequest, username: str) -> HttpResponse:
    """`/settings/accounts/NAME/tokens/end/`: the security administrator ends one of an account."""
    _end(request, person_of(request, username))
    return redirect("account_sessions", username)
