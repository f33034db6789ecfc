"""Personal data are classified, encrypted where sensitive, and absent from what leaves the house."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.db import connection

from yifa.kernel.fields import PersonalField, SensitiveField
from yifa.kernel.matter.models import Party

NAMED_LIKE_PERSONAL = {"phone", "mobile", "identity", "idcard", "address", "email"}


def test_columns_named_like_personal_data_are_classified():
    loose = []
    for model in apps.get_models():
        if not model.__module__.startswith("yifa."):
            continue
        for field in model._meta.concrete_fields:
            if NAMED_LIKE_PERSONAL & set(field.name.split("_")) and not isinstance(
                field, (SensitiveField, PersonalField)
            ):
                loose.append(f"{model.__name__}.{field.name}")
    assert loose == ["Party.identity_blind"]


@pytest.mark.django_db
def test_sensitive_columns_are_ciphertext_at_rest_and_found_by_their_blind_index():
    from yifa.kernel import crypto
    from yifa.kernel.tests.house import House
    from yifa.kernel.tests.test_act import letter

    matter = letter(House(), on=date(2024, 9, 2))
    number = "110101199001011234"
    Party.objects.create(
        matter=matter,
        role="申请人",
        kind="natural",
        name="甲",
        identity_number=number,
        phone="13800000000",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_number, phone FROM kernel_party")
        stored = cursor.fetchone()
    assert all(value.startswith("e1:") for value in stored)
    assert number not in "".join(stored)
    assert Party.objects.get(identity_blind=crypto.blind(number)).identity_number == number
