"""Lawful erasure (删除个人信息) as a step that every matter knows once it is closed.

Names of natural persons become 某, sealed columns are emptied, the journal's contents are redacted; that the matter
existed, what was decided when and by whom, and every figure counted of it, stay. The act itself is journalled with its
ground. Files in the dossier are archives and are not touched: they leave by appraisal (鉴定销毁), not by this step.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.apps import apps
from django.db import models

from yifa.kernel.dossier.models import Document
from yifa.kernel.errors import Missing
from yifa.kernel.fields import PersonalField, SensitiveField, mask
from yifa.kernel.journal.redact import ERASE, redact, standing_rows
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import Matter, Party, PartyKind
from yifa.kernel.matter.procedure import Procedure, State, Step, StepForm, role_set
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.query import ScopedQuerySet

CODE = ERASE
KEPT_LONG_ENOUGH = "kept"
GROUNDS = (
    (KEPT_LONG_ENOUGH, "目的已经实现，保存期限已满"),
    ("withdrawn", "本人撤回同意"),
    ("unlawful", "违法或者违约处理个人信息"),
    ("other", "法律、行政法规规定的其他情形"),
)


class ErasureForm(StepForm):
    """On which ground, and by which decision."""

    ground = forms.ChoiceField(label="删除事由", choices=GROUNDS)
    basis = forms.CharField(
        label="依据和批准文件", max_length=200, help_text="写明条款和批准文件的文号，不写个人信息"
    )


def kept_until(matter: Matter, procedure: Procedure) -> date | None:
    """The last day on which a closed matter must be kept; None while it runs or where nothing is declared."""
    years = procedure.retention_years
    if years is None or matter.closed_on is None:
        return None
    # The period runs from the end of the year of closing, as archives count it.
    return date(matter.closed_on.year + years, 12, 31)


def _kept_long_enough(ctx: Context) -> Missing | None:
    if ctx.data.get("ground") != KEPT_LONG_ENOUGH:
        return None
    until = kept_until(ctx.matter, ctx.work.procedure)
    if until is None:
        return Missing("这一程序没有登记保存期限", remedy="请先确定保存期限，或者另选事由")
    if ctx.on <= until:
        return Missing(f"保存期限到 {until} 才满", remedy="期限届满后再办理，或者另选事由")
    return None


def _erase(ctx: Context) -> None:
    """Mask and empty in memory; the journal's rows are blanked in the same transaction, before this act's own is added."""
    parties = ctx.rows(Party)
    people = sorted({p.name for p in parties if p.kind == PartyKind.NATURAL}, key=len, reverse=True)
    bodies = {p.name for p in parties if p.kind != PartyKind.NATURAL}
    ctx.matter.title = _without(ctx.matter.title, people)
    if ctx.detail is not None:
        clean(ctx.detail, people, bodies)
    for row in _beside(ctx):
        if clean(row, people, bodies):
            ctx.add(row)
    redact({ctx.matter.stream})
    ctx.work.vouched = standing_rows(ctx.matter)


def _beside(ctx: Context) -> Iterable[models.Model]:
    """Rows of the matter in tables that hold classified columns, and its documents."""
    detail = type(ctx.detail) if ctx.detail is not None else None
    for model in apps.get_models():
        if model is detail or model is Matter or model._meta.proxy:
            continue
        link = next((f for f in model._meta.fields if f.name == "matter"), None)
        if link is None or link.related_model is not Matter:
            continue
        if model is Document or any(_classified(f) for f in model._meta.concrete_fields):
            yield from _rows(model, ctx.matter)


def _rows(model: type[models.Model], matter: Matter) -> Iterable[models.Model]:
    rows = model._default_manager.all()
    if isinstance(rows, ScopedQuerySet):
        rows = rows.unscoped("erasure in the matter in hand")
    return list(rows.filter(matter=matter).order_by("pk"))


def _classified(field: Any) -> bool:
    return isinstance(field, (PersonalField, SensitiveField))


def clean(row: models.Model, people: list[str], bodies: set[str]) -> bool:
    """Empty sealed columns, mask personal ones and every mention of these people; True if anything changed."""
    changed = False
    for field in row._meta.concrete_fields:
        before = getattr(row, field.attname)
        after = _cleaned(row, field, before, people, bodies)
        if after != before:
            setattr(row, field.attname, after)
            changed = True
    return changed


def _cleaned(row: models.Model, field: Any, value: Any, people: list[str], bodies: set[str]) -> Any:
    if not value:
        return value
    if isinstance(field, SensitiveField):
        return ""
    if isinstance(field, PersonalField):
        organization = isinstance(row, Party) and row.kind != PartyKind.NATURAL
        return value if organization or value in bodies else mask(value)
    if isinstance(field, models.JSONField):
        return _everywhere(value, people)
    if isinstance(field, (models.CharField, models.TextField)) and not field.choices:
        return _without(str(value), people)
    return value


def _without(text: str, people: list[str]) -> str:
    for name in people:
        text = text.replace(name, mask(name))
    return text


def _everywhere(value: Any, people: list[str]) -> Any:
    if isinstance(value, str):
        return _without(value, people)
    if isinstance(value, list):
        return [_everywhere(v, people) for v in value]
    if isinstance(value, dict):
        return {k: _everywhere(v, people) for k, v in value.items()}
    return value


def erasure_step(closed: tuple[State, ...]) -> Step:
    """The step, from every closed state of a procedure."""
    return Step(
        code=CODE, title="删除个人信息", from_=closed, by=role_set(Role.HEAD), form=ErasureForm,
        checks=(_kept_long_enough,), effect=_erase, grave=True, cite="个人信息保护法第四十七条",
        help="姓名隐去，证件、电话、地址和办理记录的内容删除，不能恢复；"
        "编号、状态、日期、结果和数据保留，卷宗文件按档案鉴定销毁办理",
    )  # fmt: skip
