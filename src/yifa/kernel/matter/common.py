"""Steps that every matter knows: notes, materials, service, recusal, relations, correct, void, reopen."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import forms
from django.db import models

from yifa.kernel.errors import InvalidData, Missing
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.erasure import erasure_step
from yifa.kernel.matter.models import Delivery, DeliveryMethod, Matter, Recusal, Relation
from yifa.kernel.matter.procedure import VOID, Procedure, State, Step, StepForm, role_set
from yifa.kernel.organization.models import User
from yifa.kernel.organization.roles import Role

HANDLING = role_set(Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD)


class NoteForm(StepForm):
    note = forms.CharField(label="办理记录", max_length=2000, widget=forms.Textarea({"rows": 3}))


class AttachForm(StepForm):
    file_title = forms.CharField(label="材料名称", max_length=200)
    file = forms.FileField(label="文件")


class DeliveryForm(StepForm):
    recipient = forms.CharField(label="受送达人", max_length=120)
    method = forms.ChoiceField(label="送达方式", choices=DeliveryMethod.choices)
    served_on = forms.DateField(
        label="送达日期",
        widget=forms.DateInput({"type": "date"}),
        help_text="签收、到达或者公告期满之日",
    )
    tracking = forms.CharField(label="邮件号或者凭证号", max_length=60, required=False)
    sensitive = ()


class RecusalForm(StepForm):
    person = forms.CharField(label="回避人员账号", max_length=40)
    ground = forms.CharField(label="回避事由", max_length=200)


class RelationForm(StepForm):
    number = forms.CharField(label="相关事项编号", max_length=80)
    kind = forms.CharField(label="关系", max_length=32, initial="相关")


class ReasonForm(StepForm):
    reason = forms.CharField(label="理由", max_length=200)


class AssignForm(StepForm):
    handler = forms.CharField(label="经办人账号", max_length=40)


class ReopenForm(ReasonForm):
    state = forms.CharField(label="恢复到的状态", max_length=32)


def _person(username: str, field: str) -> User:
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise InvalidData({field: ["没有这个账号"]}, {field: "账号"})
    return person


def _deliver(ctx: Context) -> None:
    ctx.add(
        Delivery(
            recipient=ctx.data["recipient"],
            method=ctx.data["method"],
            sent_on=ctx.on,
            served_on=ctx.data["served_on"],
            tracking=ctx.data.get("tracking", ""),
        )
    )


def _recuse(ctx: Context) -> None:
    person = _person(ctx.data["person"], "person")
    ctx.add(Recusal(user=person, ground=ctx.data["ground"], decided_by=ctx.actor.name, on=ctx.on))
    if ctx.matter.handler_id == person.pk:
        ctx.matter.handler = None


def _relate(ctx: Context) -> None:
    other = (
        Matter.objects.unscoped("a link names a number, it shows nothing")
        .filter(number=ctx.data["number"])
        .first()
    )
    if other is None or other.pk == ctx.matter.pk:
        raise InvalidData({"number": ["没有这一编号的事项"]}, {"number": "相关事项编号"})
    ctx.add(Relation(source=ctx.matter, target=other, kind=ctx.data["kind"]))


def _assign(ctx: Context) -> None:
    ctx.matter.handler = _person(ctx.data["handler"], "handler")


def _void(ctx: Context) -> None:
    ctx.matter.is_void = True


def _reopen_state(ctx: Context) -> State:
    state = ctx.work.procedure.state(ctx.data["state"])
    ctx.matter.is_void = False
    return state


def _reopen_check(ctx: Context) -> Missing | None:
    wanted = ctx.data["state"]
    if any(s.code == wanted and s.open for s in ctx.work.procedure.states):
        return None
    names = "、".join(f"{s.title}（{s.code}）" for s in ctx.work.procedure.states if s.open)
    return Missing("恢复到的状态不是在办状态", remedy=f"可选：{names}")


@lru_cache(maxsize=256)
def _common(states: tuple[State, ...], room: str) -> tuple[Step, ...]:
    opened = tuple(s for s in states if s.open)
    closed = (*(s for s in states if not s.open), VOID)
    every = tuple(states)
    return (
        Step(code="note", title="记录", from_=every, by=HANDLING, form=NoteForm),
        Step(code="attach", title="添加材料", from_=every, by=HANDLING, form=AttachForm),
        Step(code="deliver", title="送达", from_=every, by=HANDLING, form=DeliveryForm,
             effect=_deliver, cite="民事诉讼法第八十七条至第九十五条"),
        Step(code="assign", title="指派经办人", from_=opened, by=role_set(Role.HEAD, Role.REVIEWER),
             form=AssignForm, effect=_assign),
        Step(code="recuse", title="回避", from_=opened, by=role_set(Role.HEAD), form=RecusalForm,
             effect=_recuse, cite="公务员法第七十六条"),
        Step(code="relate", title="关联事项", from_=every, by=HANDLING, form=RelationForm, effect=_relate),
        Step(code="void", title="作废", from_=opened, to=VOID, by=role_set(Role.HEAD), form=ReasonForm,
             effect=_void, grave=True, help="编号保留可见，不再使用；不计入数据"),
        Step(code="reopen", title="重新办理", from_=closed, to=_reopen_state, by=role_set(Role.HEAD),
             form=ReopenForm, checks=(_reopen_check,), grave=True),
        erasure_step(closed),
    )  # fmt: skip


def _column(procedure: Procedure, name: str) -> models.Field[Any, Any]:
    model: Any = Matter if name == "title" else procedure.detail
    field: models.Field[Any, Any] = model._meta.get_field(name)
    return field


def correction_form(procedure: Procedure) -> type[StepForm]:
    """A form that puts one column right: which, the right value, and why."""
    names = [(n, str(_column(procedure, n).verbose_name)) for n in procedure.correctable]

    class CorrectForm(StepForm):
        column = forms.ChoiceField(label="更正内容", choices=names)
        value = forms.CharField(label="更正为", max_length=4000, required=False, strip=True)
        reason = forms.CharField(label="更正理由", max_length=200)

    return CorrectForm


def _correct(ctx: Context) -> None:
    """Write the right value through the column's own validation; the journal keeps what stood before."""
    name = ctx.data["column"]
    field = _column(ctx.work.procedure, name)
    row: Any = ctx.matter if name == "title" else ctx.detail
    typed = ctx.data["value"]
    for code, label in field.flatchoices:
        if typed == label:
            typed = code
    asked = field.formfield()
    if asked is None:
        raise InvalidData({"column": ["这一列不能更正"]}, {"column": "更正内容"})
    try:
        value = asked.clean(typed)
    except forms.ValidationError as error:
        raise InvalidData({"value": list(error.messages)}, {"value": "更正为"}) from error
    ctx.data["before"] = str(getattr(row, name) or "")
    setattr(row, name, value)


@lru_cache(maxsize=256)
def _correction(procedure: Procedure) -> tuple[Step, ...]:
    if not procedure.correctable:
        return ()
    return (
        Step(
            code="correct", title="更正", from_=procedure.states, by=HANDLING,
            form=correction_form(procedure), effect=_correct,
            help="原内容和更正理由都留在办理记录中；收到日期等起算日期有误的，请作废后重新登记",
        ),
    )  # fmt: skip


def common_steps(procedure: Procedure) -> tuple[Step, ...]:
    """The steps every matter knows, over this procedure's states, less those it declares itself."""
    own = {s.code for s in procedure.steps}
    every = (*_correction(procedure), *_common(procedure.states, procedure.room))
    return tuple(s for s in every if s.code not in own)
