"""Forms of signing in and of the password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from yifa.kernel.organization.models import User


class SignInForm(forms.Form):
    """Name and password. One message for every failure: it tells nobody which accounts there are."""

    username = forms.CharField(
        label=_("账号"), max_length=40,
        widget=forms.TextInput({"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("密码"), strip=False, max_length=200,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
        self.request = request
        self.user: User | None = None
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("username") and data.get("password"):
            found = authenticate(self.request, username=data["username"], password=data["password"])
            if found is None:
                raise forms.ValidationError(
                    _("账号或者密码不对，或者账号暂时锁定。连续输错 5 次锁定 30 分钟。"),
                    code="refused",
                )
            self.user = found
        return data


class PasswordForm(forms.Form):
    """The old password once, the new one twice."""

    old = forms.CharField(
        label=_("现在的密码"), strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
    )  # fmt: skip
    new = forms.CharField(
        label=_("新密码"), strip=False, max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("再输一次新密码"), strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.fields["new"].help_text = " ".join(password_validators_help_texts())

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise forms.ValidationError(_("现在的密码不对"))
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        if self.user.check_password(new):
            raise forms.ValidationError(_("新密码不能与现在的密码相同"))
        validate_password(new, self.user)
        return new

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", _("两次输入的新密码不一致"))
        return data
