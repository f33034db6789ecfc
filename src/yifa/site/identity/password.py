"""Passwords that everybody can read in this program's own documents are nobody's password."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from yifa.demo.district import PASSWORD


def is_published(password: str) -> bool:
    """Whether this is the password of the demonstration, and this installation is none."""
    return not settings.YIFA_DEMO and password == PASSWORD


class NotPublishedValidator:
    """Refuses the demonstration's password outside a demonstration."""

    def validate(self, password: str, user: object = None) -> None:
        if is_published(password):
            raise ValidationError(_("这是公开的演示密码，不能使用"), code="published")

    def get_help_text(self) -> str:
        return ""
