"""Personal data are classified, encrypted where sensitive, and absent from what leaves the house."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import CharField, JSONField, TextField

from yifa.kernel.fields import BlindIndexField, PersonalField, SensitiveField
from yifa.kernel.matter.models import Party

SOUNDS_PERSONAL = re.compile(
    r"姓名|人$|人名|人员|当事|电话|手机|证件|身份证|住址|住所|地址|邮箱|联系|银行|签名|顾问|"
    r"(^|_)(name|person|phone|mobile|identity|idcard|address|email|contact|applicant|author|signer|handler)(_|$)"
)
"""Words by which a column may hold something about a natural person. An account (账号) is an official's."""

OFFICE = "the name or account of an official in office: shown openly, as the act itself is"
BODY = "the number of a body's or person's engagement, or the name of a thing"
LINE = "the line or address of an office, published for everybody"
DECLARED = {
    "kernel.User.name": OFFICE, "kernel.Account.name": OFFICE, "kernel.JournalRow.actor_name": OFFICE,
    "kernel.ClockExtension.approver": OFFICE, "kernel.Recusal.decided_by": OFFICE,
    "ledger.ImportRun.user_name": OFFICE, "ledger.ImportRun.undone_by": OFFICE,
    "ledger.PeerSystem.contact": OFFICE, "ledger.Explained.person": OFFICE,
    "ledger.TemplateFill.person": OFFICE, "hotline.JointAction.signed_by": OFFICE,
    "contracts.ContractOpinion.reviewer": OFFICE, "services.TaskForceMember.name": OFFICE,
    "reconsideration.ReconsiderationApplication.respondent": "the respondent is a body",
    "reconsideration.ReconsiderationOfficer.card": "the number of an office's card",
    "account.AnnualReport.party_signer": OFFICE, "account.AnnualReport.head_signer": OFFICE,
    "account.ReportVersion.author": OFFICE, "account.ReportComment.author": OFFICE,
    "account.ReportComment.settled_by": OFFICE, "account.Submission.received_by": OFFICE,
    "kernel.Document.file_name": BODY, "counsel.Assignment.engagement": BODY,
    "counsel.CounselRequest.engagement": BODY,
    "counsel.Participation.engagement": BODY,
    "hotline.ObstacleChannel.contact": LINE, "services.ServicePoint.office_line": LINE,
    "services.ServiceStaff.office_line": LINE, "services.ServiceAgent.office_line": LINE,
}  # fmt: skip
"""Columns that sound personal and are not classified, each with its reason."""


def sounds_personal(field):
    """By what people call the column; by its name where it has no words of its own."""
    words = str(field.verbose_name)
    return SOUNDS_PERSONAL.search(field.name if words.isascii() else words) is not None


def text_columns():
    """Every free text column of the house: what may hold a person."""
    for model in apps.get_models():
        if not model.__module__.startswith("yifa.") or ".tests" in model.__module__:
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, (CharField, TextField, JSONField)) and not field.choices:
                yield f"{model._meta.app_label}.{model.__name__}.{field.name}", field


def test_every_column_that_may_hold_a_person_is_classified_or_says_why_not():
    """A new room inherits this: call the column personal or sensitive, or say here why it is neither."""
    loose = [
        f"{name} ({field.verbose_name})"
        for name, field in text_columns()
        if not isinstance(field, (SensitiveField, PersonalField, BlindIndexField))
        and sounds_personal(field)
        and name not in DECLARED
    ]
    assert loose == []


def test_no_number_phone_or_address_of_a_person_stands_in_plain():
    plain = [
        name
        for name, field in text_columns()
        if {"phone", "mobile", "idcard", "email", "address"} & set(field.name.split("_"))
        and not isinstance(field, SensitiveField)
    ]
    assert plain == []


def test_what_was_declared_is_still_there():
    names = {name for name, _field in text_columns()}
    rooms = {name.split(".")[0] for name in names}
    gone = {n for n in DECLARED if n.split(".")[0] in rooms} - names
    assert gone == set()


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
    assert all(value.startswith("e2:") for value in stored)
    assert number not in "".join(stored)
    assert Party.objects.get(identity_blind=crypto.blind(number)).identity_number == number
