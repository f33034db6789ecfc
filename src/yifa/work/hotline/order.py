"""How an order of the 12345 hotline proceeds: one intake, routed by duty, handled in its limit, answered, called back.

The centre keeps the order; each handling unit has its own part (承办件), opened and moved by the order's steps and
the order by the part's. No national number of days exists (国办发〔2020〕53号 asks for limits and leaves them to the
places): the limits are local defaults, to be replaced in the register of local limits.
"""

from __future__ import annotations

from datetime import date

from yifa.kernel.matter.clock import not_extended
from yifa.kernel.matter.procedure import (
    SHORT_TERM,
    Extends,
    Procedure,
    Starts,
    State,
    Step,
    Stops,
    role_set,
)
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.hotline import order_acts as acts
from yifa.work.hotline import order_forms as forms
from yifa.work.hotline import papers
from yifa.work.hotline import task_acts as parts
from yifa.work.hotline.models import HandlingResult, HotlineOrder, HotlineTask
from yifa.work.hotline.order_acts import CONSULT, HANDLE, LAW, LOCAL

SINCE = date(2021, 12, 1)
"""The day from which the local default limits stand."""
AGREED = "work.agreed"
HANDLER, HEAD = role_set(Role.CASE_HANDLER), role_set(Role.HEAD)
DECIDES = role_set(Role.REVIEWER, Role.HEAD)
NOBODY: frozenset[Role] = frozenset()

RECEIVED = State("received", "待转办")
ASSIGNED = State("assigned", "办理中")
RETURNED = State("returned", "已退回待重派")
RULING = State("ruling", "待裁定")
REPLIED = State("replied", "待回访")
CLOSED = State("closed", "已办结", open=False)
DECLINED = State("declined", "不予受理", open=False)


def number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}热〔{year}〕{serial}号"


def task_number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}热办〔{year}〕{serial}号"


STOPS = (Stops(HANDLE), Stops(CONSULT))
FALLS_AWAY = (Stops(HANDLE, judge=False), Stops(CONSULT, judge=False))
RUNS = (
    Starts(HANDLE, controlling=True, when=acts.is_other),
    Starts(CONSULT, controlling=True, when=acts.is_consult),
)

ORDER = Procedure(
    id="hotline.order", retention_years=SHORT_TERM, title="热线工单", room="hotline", since=SINCE, law=f"{LAW}；{LOCAL}", detail=HotlineOrder,
    states=(RECEIVED, ASSIGNED, RETURNED, RULING, REPLIED, CLOSED, DECLINED), numbering=number,
    outcomes=(("satisfied", "回访满意"), ("dissatisfied", "回访不满意"), ("unreached", "未联系上"), ("declined", "不予受理")),
    correctable=("title", "type", "content", "place"),
    steps=(
        Step(code="register", title="受理登记", to=RECEIVED, by=HANDLER, form=forms.RegisterForm, effect=acts.register, cite=LAW,
             help="电话、信函、窗口、网上来的都在这里登记，一个编号"),
        Step(code="bring_in", title="接收平台工单", to=RECEIVED, by=HANDLER, form=forms.PlatformForm, checks=(acts.not_in_yet,),
             effect=acts.bring_in, cite=LAW, help="上级平台转来的工单保留平台编号，不重复登记"),
        Step(code="decline", title="不予受理", from_=(RECEIVED,), to=DECLINED, by=HANDLER, form=forms.ReasonForm, cite=LAW,
             effect=acts.end("declined"), help="写明理由和应当向哪里反映；报警、急救等紧急事项当即转接"),
        Step(code="answer", title="直接答复", from_=(RECEIVED,), to=REPLIED, by=HANDLER, form=forms.AnswerForm, effect=acts.answer,
             cite=LAW, help="热线中心能当场答复的"),
        Step(code="platform_result", title="登记平台办理结果", from_=(RECEIVED,), to=REPLIED, by=HANDLER, form=forms.PlatformResultForm,
             requires=(acts.born_elsewhere,), effect=acts.platform_result, cite=LAW, help="平台已经办结、转来存档的工单"),
        Step(code="assign", title="转办", from_=(RECEIVED, RETURNED, REPLIED), to=ASSIGNED, by=HANDLER, form=forms.AssignForm,
             checks=(acts.outside,), effect=acts.assign, clocks=RUNS, paper=papers.SLIP, cite=LAW,
             help="按职责转办；回访不满意的可以再次转办"),
        Step(code="task_replied", title="主办单位答复", from_=(ASSIGNED,), to=REPLIED, by=NOBODY, form=forms.AnswerForm,
             effect=acts.task_replied, clocks=STOPS, cite=LAW),
        Step(code="part_replied", title="会办单位答复", from_=(ASSIGNED, RULING), by=NOBODY, form=forms.AnswerForm, cite=LAW),
        Step(code="task_returned", title="主办单位退回", from_=(ASSIGNED,), to=RETURNED, by=NOBODY, form=forms.ReasonForm,
             effect=acts.task_returned, clocks=FALLS_AWAY, cite=LOCAL),
        Step(code="part_returned", title="会办单位退回", from_=(ASSIGNED, RULING), by=NOBODY, form=forms.ReasonForm,
             effect=acts.task_returned, cite=LOCAL),
        Step(code="ruling_asked", title="承办单位提请裁定", from_=(ASSIGNED,), to=RULING, by=NOBODY, form=forms.ReasonForm, cite=LOCAL),
        Step(code="rule_keep", title="裁定由原单位办理", from_=(RULING,), to=ASSIGNED, by=DECIDES, form=forms.RuledForm,
             effect=acts.ruling("ruled_keep"), not_by=("ruling_asked",), cite=LOCAL),
        Step(code="rule_move", title="裁定改派", from_=(RULING,), to=RETURNED, by=DECIDES, form=forms.RuledForm,
             effect=acts.ruling("ruled_move"), clocks=FALLS_AWAY, not_by=("ruling_asked",), cite=LOCAL),
        Step(code="extended", title="主办单位延期", from_=(ASSIGNED,), by=NOBODY, form=forms.ExtendForm, effect=acts.extended,
             clocks=(Extends(HANDLE),), cite=LOCAL),
        Step(code="exclusion_asked", title="承办单位申请认定不合理诉求", from_=(ASSIGNED,), by=NOBODY, form=forms.AskedForm,
             effect=acts.exclusion_asked, cite=LOCAL),
        Step(code="decide_exclusion", title="认定不合理诉求", from_=(ASSIGNED, REPLIED), by=DECIDES, form=forms.DecideForm,
             requires=(acts.exclusion_waits,), effect=acts.decide_exclusion, not_by=("exclusion_asked",), cite=LOCAL,
             help="只对承办单位申请过的认定；认定的仍要答复，不计入满意度"),
        Step(code="supervise", title="督办", from_=(ASSIGNED,), by=DECIDES, form=forms.SuperviseForm, requires=(acts.some_late,),
             effect=acts.supervise, paper=papers.SUPERVISION, cite=LAW, help="逾期未办结的承办件"),
        Step(code="call_back", title="回访办结", from_=(REPLIED,), to=CLOSED, by=HANDLER, form=forms.CallBackForm,
             effect=acts.call_back, cite=LAW, help="不满意的，可以不办结而再次转办"),
    ),
)  # fmt: skip

SENT = State("sent", "待签收")
HANDLING = State("handling", "办理中")
AWAITING = State("ruling", "待裁定")
ANSWERED = State("answered", "已答复", open=False)
SENT_BACK = State("sent_back", "已退回", open=False)
MOVED = State("moved", "已改派", open=False)
LIVE = (SENT, HANDLING, AWAITING)

TASK = Procedure(
    id="hotline.task", retention_years=SHORT_TERM, title="热线承办件", room="hotline", since=SINCE, law=f"{LAW}；{LOCAL}", detail=HotlineTask,
    states=(SENT, HANDLING, AWAITING, ANSWERED, SENT_BACK, MOVED), numbering=task_number,
    outcomes=(*HandlingResult.choices, ("returned", "退回"), ("moved", "改派")),
    steps=(
        Step(code="open", title="转入", to=SENT, by=NOBODY, form=forms.TaskForm, effect=parts.open_task, clocks=RUNS, cite=LAW),
        Step(code="sign", title="签收", from_=(SENT,), to=HANDLING, by=HANDLER, form=forms.NoteForm, cite=LAW),
        Step(code="send_back", title="退回", from_=(SENT, HANDLING), to=SENT_BACK, by=HANDLER, form=forms.ReturnForm,
             requires=(parts.returned_once, parts.return_in_time), effect=parts.send_back, clocks=FALLS_AWAY, cite=LOCAL,
             help="不属于本单位职责的，在时限内退回并写明依据；一个工单只能退回一次"),
        Step(code="ask_ruling", title="提请裁定", from_=(SENT, HANDLING), to=AWAITING, by=HANDLER, form=forms.RulingForm,
             requires=(parts.is_lead, parts.needs_ruling), effect=parts.ask_ruling, cite=LOCAL,
             help="已经退回过一次或者过了退回时限，仍认为不属于本单位职责的；裁定期间期限照常计算"),
        Step(code="ruled_keep", title="裁定继续办理", from_=(AWAITING,), to=HANDLING, by=NOBODY, form=forms.RuledForm, cite=LOCAL),
        Step(code="ruled_move", title="改派", from_=LIVE, to=MOVED, by=NOBODY, form=forms.RuledForm, effect=parts.moved,
             clocks=FALLS_AWAY, cite=LOCAL),
        Step(code="extend", title="延期", from_=(HANDLING,), by=HEAD, form=forms.ExtendForm,
             requires=(parts.not_consult, not_extended(HANDLE, LOCAL), parts.before_due), effect=parts.extend,
             clocks=(Extends(HANDLE),), cite=LOCAL),
        Step(code="ask_exclusion", title="申请认定不合理诉求", from_=(HANDLING,), by=HANDLER, form=forms.ExclusionForm,
             requires=(parts.is_lead,), effect=parts.ask_exclusion, cite=LOCAL),
        Step(code="exclusion_decided", title="热线中心认定", from_=LIVE, by=NOBODY, form=forms.DecideForm, cite=LOCAL),
        Step(code="supervised", title="被督办", from_=LIVE, by=NOBODY, form=forms.SuperviseForm, effect=parts.supervised,
             clocks=(Starts(AGREED, amount=parts.agreed),), cite=LAW),
        Step(code="reply", title="答复", from_=(HANDLING,), to=ANSWERED, by=HANDLER, form=forms.ReplyForm,
             requires=(parts.parts_closed,), checks=(parts.told_caller,), effect=parts.reply,
             clocks=(*STOPS, Stops(AGREED)), cite=LAW),
    ),
)  # fmt: skip
