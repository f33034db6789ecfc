"""Checks: was a promise kept, a standard met, an approval lawful? A finding is closed by somebody else than who mended it."""

from __future__ import annotations

from datetime import date

from yifa.kernel.errors import Missing
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.procedure import SHORT_TERM, Procedure, State, Step, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.services import beside_forms as forms
from yifa.work.services.models import (
    ServiceCheck,
    ServicePromise,
    ServiceStandard,
)
from yifa.work.services.models.words import CheckKind
from yifa.work.services.words import short

LOCAL = "公开承诺、服务标准等本地制度"
SINCE = date(2008, 5, 1)
ANY = role_set(Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD)
NOBODY = role_set()

FOUND = State("found", "发现问题，待整改")
RECTIFIED = State("rectified", "已整改，待复核")
FINE = State("fine", "符合", open=False)
CLOSED = State("closed", "已销号", open=False)
_REGISTERS = {CheckKind.PROMISE: ServicePromise, CheckKind.STANDARD: ServiceStandard}


def _subject_known(ctx: Context) -> Missing | None:
    """Check: a promise or a standard that is checked stands in its register."""
    model = _REGISTERS.get(ctx.data["kind"])
    if model is None:
        return None
    rows = model.objects.unscoped("a key is checked").filter(key=ctx.data["subject"])
    if rows.exists():
        return None
    return Missing(
        f"登记簿中没有编号“{ctx.data['subject']}”", remedy="请填写登记簿中的编号，或者先登记"
    )


def _check(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.kind, d.basis, d.found = data["kind"], data.get("basis", ""), data["found"] == "1"
    d.subject = d.subject_key = data["subject"]
    model = _REGISTERS.get(d.kind)
    if model is not None:
        row = model.objects.unscoped("what is checked").filter(key=data["subject"]).order_by("-version").first()  # fmt: skip
        d.subject = str(row)[:160]
    points = dict(forms.POINTS)
    said = "、".join(points[p] for p in data.get("points") or [])
    d.finding = (f"不符合：{said}。" if said else "") + data["finding"]
    ctx.matter.title = f"{CheckKind(d.kind).label}检查：{short(d.subject)}"
    ctx.matter.outcome = "found" if d.found else "fine"


def _checked(ctx: Context) -> State:
    return FOUND if ctx.detail.found else FINE


_checked.leads = (FINE, FOUND)  # type: ignore[attr-defined]


def _rectify(ctx: Context) -> None:
    ctx.detail.correction = ctx.data["correction"]


def _reviewed(ctx: Context) -> State:
    return CLOSED if ctx.data["verdict"] == "ok" else FOUND


_reviewed.leads = (CLOSED, FOUND)  # type: ignore[attr-defined]


def check_number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}查〔{year}〕{serial}号"


CHECK = Procedure(
    id="service.check", retention_years=SHORT_TERM, title="检查", room="services", since=SINCE, law=LOCAL,
    states=(FOUND, RECTIFIED, FINE, CLOSED), detail=ServiceCheck, numbering=check_number,
    outcomes=(("fine", "符合、已兑现"), ("found", "发现问题、未兑现")),
    steps=(
        Step(code="check", title="检查登记", to=_checked, by=ANY, form=forms.CheckForm, checks=(_subject_known,),
             effect=_check, cite=LOCAL, help="承诺是否兑现、标准是否执行、审批行为是否合法，逐项登记"),
        Step(code="rectify", title="整改、纠正", from_=(FOUND,), to=RECTIFIED, by=ANY, form=forms.RectifyForm, effect=_rectify, cite=LOCAL),
        Step(code="review", title="复核", from_=(RECTIFIED,), to=_reviewed, by=ANY, form=forms.VerdictForm, cite=LOCAL,
             not_by=("rectify",), help="由整改人以外的人复核销号"),
    ),
)  # fmt: skip
