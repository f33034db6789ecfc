"""How a rating of a service proceeds (评价→差评核实→整改→回访→公开), in two matters that do not read each other.

The rating stands at the unit that is rated, without who gave it and for which case. A bad one opens a follow-up at
the supervising unit, which alone has name and number: it verifies, has it put right, and calls back.
"""

from __future__ import annotations

from datetime import date

from yifa.kernel.matter.common import ReasonForm
from yifa.kernel.matter.procedure import SHORT_TERM, Procedure, Starts, Step, Stops, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.rating import acts, forms
from yifa.work.rating.acts import CONTACT, LAW
from yifa.work.rating.models import RatingCallback, RatingReview
from yifa.work.rating.states import (
    CALLING,
    CLOSED,
    COUNTED,
    DEFAULTED,
    DISMISSED,
    DONE,
    RECTIFYING,
    TO_CALL,
    TO_VERIFY,
    UNFOUNDED,
    VERIFYING,
    WAITING,
    WITHDRAWN,
)

SINCE = date(2021, 12, 1)
"""The day from which the local default limit stands."""
AGREED = "work.agreed"
HANDLER, HEAD = role_set(Role.CASE_HANDLER), role_set(Role.HEAD)
NOBODY: frozenset[Role] = frozenset()
ONCE = (acts.channel_open, acts.case_known, acts.case_ripe, acts.not_yet, acts.not_by_the_rated)


def number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}评〔{year}〕{serial}号"


def callback_number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}评核〔{year}〕{serial}号"


REVIEW = Procedure(
    id="rating.review", retention_years=SHORT_TERM, title="政务服务评价", room="rating", since=SINCE, law=LAW, detail=RatingReview, numbering=number,
    states=(COUNTED, DEFAULTED, VERIFYING, RECTIFYING, CALLING, CLOSED, UNFOUNDED, WITHDRAWN),
    outcomes=(("rectified", "已整改回访"),),
    steps=(
        Step(code="record", title="评价", to=acts.after_record, by=HANDLER, form=forms.RecordForm, checks=ONCE,
             effect=acts.record, cite=LAW, help="办事人在电话、热线里作出的评价由监督单位登记；其余由办事人自己评"),
        Step(code="bring_in", title="导入平台评价", to=acts.after_record, by=HANDLER, form=forms.BringInForm,
             checks=(*ONCE, acts.one_number), effect=acts.bring_in, cite=LAW, help="平台的默认评价照样导入，单独列示，不计入任何比率"),
        Step(code="verified", title="核实属实，交办整改", from_=(VERIFYING,), to=RECTIFYING, by=NOBODY, form=forms.FoundForm,
             effect=acts.verified, clocks=(Starts(AGREED, controlling=True, amount=acts.agreed),), cite=LAW),
        Step(code="unfounded", title="核实不属实", from_=(VERIFYING,), to=UNFOUNDED, by=NOBODY, form=forms.FoundForm,
             effect=acts.unfounded, cite=LAW),
        Step(code="rectify", title="整改", from_=(RECTIFYING,), to=CALLING, by=HANDLER, form=forms.RectifyForm,
             effect=acts.rectify, clocks=(Stops(AGREED),), cite=LAW),
        Step(code="redo", title="退回重新整改", from_=(CALLING,), to=RECTIFYING, by=NOBODY, form=forms.RedoForm, cite=LAW),
        Step(code="called_back", title="监督单位回访", from_=(CALLING,), to=CLOSED, by=NOBODY, form=forms.CallForm,
             effect=acts.called_back, cite=LAW),
        Step(code="publish", title="公开处理结果", from_=(CLOSED, UNFOUNDED), by=HEAD, form=forms.PublishForm,
             effect=acts.publish, cite=LAW),
        Step(code="void", title="作废", from_=(COUNTED, DEFAULTED), to=WITHDRAWN, by=HEAD, form=ReasonForm,
             effect=acts.void, checks=(acts.not_by_the_rated,), grave=True,
             help="只用于登记错误，由监督单位办理；作废后同一办件可以重新评价；差评登记有误的，核实为不属实"),
    ),
)  # fmt: skip

CALLBACK = Procedure(
    id="rating.callback", retention_years=SHORT_TERM, title="差评核实回访", room="rating", since=SINCE, law=LAW, detail=RatingCallback,
    numbering=callback_number, states=(TO_VERIFY, WAITING, TO_CALL, DONE, DISMISSED),
    steps=(
        Step(code="open", title="收到差评", to=TO_VERIFY, by=NOBODY, form=forms.OpenForm, effect=acts.open_callback,
             clocks=(Starts(CONTACT, controlling=True, when=acts.named),), cite=LAW),
        Step(code="confirm", title="核实属实，交办整改", from_=(TO_VERIFY,), to=WAITING, by=HANDLER, form=forms.FindForm,
             effect=acts.confirm, clocks=(Stops(CONTACT),), cite=LAW, help="实名差评按时限联系核实；写明要求承办单位整改什么"),
        Step(code="dismiss", title="核实不属实", from_=(TO_VERIFY,), to=DISMISSED, by=HANDLER, form=forms.DismissForm,
             effect=acts.dismiss, clocks=(Stops(CONTACT),), cite=LAW, help="评价照样计入满意率，只是不再整改"),
        Step(code="rectified", title="承办单位整改完成", from_=(WAITING,), to=TO_CALL, by=NOBODY, form=forms.RectifyForm,
             effect=acts.rectified, cite=LAW),
        Step(code="redo", title="退回重新整改", from_=(TO_CALL,), to=WAITING, by=HANDLER, form=forms.RedoForm, effect=acts.redo, cite=LAW),
        Step(code="call_back", title="回访", from_=(TO_CALL,), to=DONE, by=HANDLER, form=forms.CallForm,
             checks=(acts.only_the_unnamed,), effect=acts.call_back, cite=LAW),
    ),
)  # fmt: skip
