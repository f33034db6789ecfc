"""The first enquiry (首问责任): whoever was asked first answers for it until another unit has taken it over."""

from __future__ import annotations

from datetime import date

from yifa.kernel.errors import Missing
from yifa.kernel.matter.call import Call, Opening
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.procedure import SHORT_TERM, Procedure, State, Step, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.services import beside_forms as forms
from yifa.work.services.models import (
    ServiceEnquiry,
)
from yifa.work.services.words import short

LOCAL = "首问责任制（各地不同）"
SINCE = date(2008, 5, 1)
ANY = role_set(Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD)
NOBODY = role_set()
OVER = "首问移交"

ASKED = State("asked", "在办")
HANDED = State("handed", "已移交，待接收")
ARRIVED = State("arrived", "移交来，待接收")
ANSWERED = State("answered", "已答复", open=False)
ELSEWHERE = State("elsewhere", "已由他单位接收", open=False)
SENT_BACK = State("sent_back", "已退回", open=False)


def _ask(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    ctx.matter.title = f"询问：{short(data['question'])}"
    d.question, d.asker = data["question"], data.get("asker", "")
    d.contact = data.get("contact", "")
    d.first_asked = data.get("first_asked") or ctx.actor.name
    d.first_unit = data.get("first_unit") or str(ctx.matter.unit)
    d.handed = data.get("handed") or 0


def _answer(ctx: Context) -> None:
    ctx.detail.answer = ctx.data["answer"]
    ctx.matter.outcome = "answered"


def _another_unit(ctx: Context) -> Missing | None:
    if ctx.data["to"].pk != ctx.matter.unit_id:
        return None
    return Missing("不能移交给本单位", remedy="本单位内部由他人办理的，请“指派经办人”")


def _hand_over(ctx: Context) -> None:
    d, unit = ctx.detail, ctx.data["to"]
    d.handed_to = str(unit)
    d.handed += 1
    values = {
        "question": d.question, "asker": d.asker, "contact": d.contact, "first_asked": d.first_asked,
        "first_unit": d.first_unit, "handed": d.handed,
    }  # fmt: skip
    ctx.follow(Call(Opening("service.enquiry", unit), "arrive", values), OVER)


def _receive(ctx: Context) -> None:
    for before in ctx.linked(OVER, back=True):
        ctx.follow(Call(before, "taken", {"by": ctx.actor.name}))


def _taken(ctx: Context) -> None:
    ctx.matter.outcome = "handed_over"


def _send_back(ctx: Context) -> None:
    ctx.matter.outcome = "sent_back"
    for before in ctx.linked(OVER, back=True):
        ctx.follow(Call(before, "came_back", {"reason": ctx.data["reason"]}))


def enquiry_number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}问{year}-{serial:05d}"


ENQUIRY = Procedure(
    id="service.enquiry", retention_years=SHORT_TERM, title="首问登记", room="services", since=SINCE, law=LOCAL,
    states=(ASKED, HANDED, ARRIVED, ANSWERED, ELSEWHERE, SENT_BACK), detail=ServiceEnquiry, numbering=enquiry_number,
    outcomes=(("answered", "已答复"), ("handed_over", "已移交并被接收"), ("sent_back", "退回首问单位")),
    steps=(
        Step(code="ask", title="首问登记", to=ASKED, by=ANY, form=forms.AskForm, effect=_ask, cite=LOCAL,
             help="首问人对这一询问负责，直到答复或者移交被对方接收"),
        Step(code="arrive", title="移交来件", to=ARRIVED, by=NOBODY, form=forms.ArriveForm, effect=_ask, cite=LOCAL),
        Step(code="answer", title="答复", from_=(ASKED,), to=ANSWERED, by=ANY, form=forms.AnswerForm, effect=_answer, cite=LOCAL),
        Step(code="hand_over", title="移交", from_=(ASKED,), to=HANDED, by=ANY, form=forms.HandOverForm,
             checks=(_another_unit,), effect=_hand_over, cite=LOCAL, help="对方接收之前，首问责任不转移"),
        Step(code="receive", title="接收", from_=(ARRIVED,), to=ASKED, by=ANY, effect=_receive, cite=LOCAL),
        Step(code="send_back", title="退回", from_=(ARRIVED,), to=SENT_BACK, by=ANY, form=forms.ReasonForm,
             effect=_send_back, cite=LOCAL),
        Step(code="taken", title="对方已接收", from_=(HANDED,), to=ELSEWHERE, by=NOBODY, form=forms.TakenForm, effect=_taken, cite=LOCAL),
        Step(code="came_back", title="对方退回", from_=(HANDED,), to=ASKED, by=NOBODY, form=forms.ReasonForm, cite=LOCAL),
    ),
)  # fmt: skip
