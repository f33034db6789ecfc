"""Forms of the second factor and of fresh proof."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yifa.kernel.organization.models import User
from yifa.site.identity import proof

CONFIRM = "_confirm"
"""The field in which a sensitive form carries its proof."""


def _code(label: Any, **attrs: Any) -> forms.CharField:
    shown = {"autocomplete": "one-time-code", "spellcheck": "false", "autofocus": True} | attrs
    return forms.CharField(label=label, max_length=20, widget=forms.TextInput(shown))


class CodeForm(forms.Form):
    """Six digits, or a recovery code."""

    code = _code(_("动态口令"))

    def refuse(self) -> None:
        """The code does not hold. One message for wrong, used and locked."""
        self.add_error(
            "code", _("动态口令不对、已经用过，或者账号暂时锁定。连续输错 5 次锁定 30 分钟。")
        )


class NewFactorForm(forms.Form):
    """The first code of a new authenticator."""

    code = _code(_("应用显示的 6 位数字"), inputmode="numeric")

    def refuse(self) -> None:
        """The code does not belong to the picture."""
        self.add_error("code", _("数字不对，请确认手机时间准确，等下一组数字再试"))


class ProofForm(forms.Form):
    """Once more the password, or a code where there is a second factor."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.means = proof.asks_for(user)
        if self.means == "password":
            widget = forms.PasswordInput({"autocomplete": "current-password", "autofocus": True})
            self.fields[CONFIRM] = forms.CharField(
                label=_("密码"), strip=False, max_length=200, widget=widget
            )
        elif self.means == "code":
            self.fields[CONFIRM] = _code(_("动态口令"))

    def refuse(self) -> None:
        """The proof does not hold."""
        self.add_error(
            CONFIRM if CONFIRM in self.fields else None,
            _("不对，或者账号暂时锁定。连续输错 5 次锁定 30 分钟。"),
        )
