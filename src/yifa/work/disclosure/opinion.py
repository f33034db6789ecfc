"""Opinions of the public on what is published: received, taken on, answered (征求意见、接受监督)."""

from __future__ import annotations

from datetime import date

from yifa.kernel.errors import Missing
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.procedure import Procedure, State, Step, done, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.disclosure import publication_forms as forms
from yifa.work.disclosure.models import Opinion, Publication

RECEIVED = State("received", "已收到")
ACCEPTED = State("accepted", "已受理")
ANSWERED = State("answered", "已答复", open=False)
DECLINED = State("declined", "不予受理", open=False)
HANDLER = role_set(Role.CASE_HANDLER, Role.REVIEWER)


def _receive(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.about, d.content, d.contact = data["about"], data["content"], data["contact"]
    words = " ".join(d.content.split())
    ctx.matter.title = words if len(words) <= 60 else words[:59] + "…"


def _about_stands(ctx: Context) -> Missing | None:
    about = ctx.data["about"]
    public = Publication.objects.unscoped("published information is everybody's").filter(
        is_public=1
    )
    if not about or public.filter(index_number=about).exists():
        return None
    return Missing(f"没有索引号为 {about} 的公开信息", remedy="请核对索引号，或者留空")


def _answer(ctx: Context) -> None:
    ctx.detail.answer = ctx.data["answer"]
    ctx.detail.adopted = int(ctx.data["adopted"]) if ctx.data.get("adopted") else None
    ctx.matter.outcome = "answered"


def _decline(ctx: Context) -> None:
    ctx.detail.answer = ctx.data["reason"]
    ctx.matter.outcome = "declined"


def number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}公意〔{year}〕{serial}号"


OPINION = Procedure(
    id="disclosure.opinion", title="公众意见", room="disclosure", since=date(2008, 5, 1),
    law="政府信息公开条例第九条", states=(RECEIVED, ACCEPTED, ANSWERED, DECLINED), detail=Opinion, numbering=number,
    steps=(
        Step(code="receive", title="收到意见", to=RECEIVED, by=HANDLER, form=forms.SaidForm, effect=_receive,
             checks=(_about_stands,)),
        Step(code="accept", title="受理", from_=(RECEIVED,), to=ACCEPTED, by=HANDLER),
        Step(code="decline", title="不予受理", from_=(RECEIVED,), to=DECLINED, by=HANDLER, form=forms.ReasonForm,
             effect=_decline, help="如与公开事项无关、应由其他渠道办理；理由将告知提出人"),
        Step(code="answer", title="答复", from_=(ACCEPTED,), to=ANSWERED, by=HANDLER, form=forms.AnswerForm,
             effect=_answer, requires=(done("accept", "受理"),)),
    ),
)  # fmt: skip
