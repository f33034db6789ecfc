"""How a difficulty in getting things done (办事难、办不成事) proceeds: received by a published channel, passed down from
above or collected by a campaign; sent to the responsible unit; urged; visited; reported up; struck off by another hand.

No national law fixes its course or days: the days are those named when it is assigned.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from yifa.kernel.matter.procedure import SHORT_TERM, Procedure, Starts, State, Step, Stops, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.hotline import obstacle_acts as acts
from yifa.work.hotline import obstacle_forms as forms
from yifa.work.hotline import papers
from yifa.work.hotline.models import Campaign, JointAction, Obstacle, ObstacleTask
from yifa.work.hotline.obstacle_acts import LOCAL
from yifa.work.hotline.order_acts import not_in_yet

SINCE = date(2008, 5, 1)
AGREED = "work.agreed"
HANDLER, HEAD = role_set(Role.CASE_HANDLER), role_set(Role.HEAD)
DECIDES = role_set(Role.REVIEWER, Role.HEAD)
NOBODY: frozenset[Role] = frozenset()

RECEIVED = State("received", "待转办")
HANDLING = State("handling", "办理中")
SETTLED = State("settled", "待回访反馈")
CLEARED = State("cleared", "已销号", open=False)
REFERRED = State("referred", "告知其他途径", open=False)
LIVE = (RECEIVED, HANDLING)


def _numbers(word: str) -> Callable[[Unit, int, int], str]:
    def number(unit: Unit, year: int, serial: int) -> str:
        return f"{unit.document_code or unit.short_name}{word}〔{year}〕{serial}号"

    return number


OBSTACLE = Procedure(
    id="complaint.obstacle", retention_years=SHORT_TERM, title="办事难问题", room="hotline", since=SINCE, law=LOCAL, detail=Obstacle,
    states=(RECEIVED, HANDLING, SETTLED, CLEARED, REFERRED), numbering=_numbers("办难"),
    outcomes=(("solved", "已解决"), ("explained", "未解决，已说明"), ("referred", "告知其他途径")),
    correctable=("title", "trouble", "content"),
    steps=(
        Step(code="receive", title="受理", to=RECEIVED, by=HANDLER, form=forms.ReceiveForm, checks=(acts.channel_stands,),
             effect=acts.receive, cite=LOCAL, help="电话、信函、“办不成事”窗口、网上反映的都在这里登记"),
        Step(code="tell", title="网上反映", to=RECEIVED, by=NOBODY, form=forms.TellForm, checks=(acts.channel_stands,),
             effect=acts.tell, cite=LOCAL),
        Step(code="receive_from_above", title="接收上级转办", to=RECEIVED, by=HANDLER, form=forms.FromAboveForm,
             checks=(not_in_yet,), effect=acts.receive_from_above, cite=LOCAL,
             clocks=(Starts(AGREED, controlling=True, amount=acts.report_days),), help="保留转办编号，指定专人承办，办结后反馈上级"),
        Step(code="receive_collected", title="专项整治征集", to=RECEIVED, by=NOBODY, form=forms.CollectedForm,
             effect=acts.receive_collected, cite=LOCAL),
        Step(code="refer", title="告知其他途径", from_=(RECEIVED,), to=REFERRED, by=HANDLER, form=forms.RefuseForm, cite=LOCAL,
             help="应当通过复议、诉讼、信访等途径的，写明向哪里提出"),
        Step(code="transfer", title="转责任单位", from_=LIVE, to=HANDLING, by=HANDLER, form=forms.TransferForm,
             effect=acts.transfer, cite=LOCAL, clocks=(Starts(AGREED, controlling=True, amount=acts.agreed, when=acts.own),)),
        Step(code="handle", title="自行办理", from_=(RECEIVED,), to=HANDLING, by=HANDLER, form=forms.FollowUpForm, cite=LOCAL),
        Step(code="follow_up", title="跟进", from_=LIVE, by=HANDLER, form=forms.FollowUpForm, cite=LOCAL, help="按时跟进，逐次记下进展"),
        Step(code="urge", title="督办", from_=(HANDLING,), by=DECIDES, form=forms.UrgeForm, effect=acts.urge,
             paper=papers.URGE, cite=LOCAL),
        Step(code="part_reported", title="责任单位反馈", from_=(HANDLING,), by=NOBODY, form=forms.ResultForm,
             effect=acts.settle, cite=LOCAL),
        Step(code="propose_joint", title="提请协同移交", from_=LIVE, to=HANDLING, by=HEAD, form=forms.ProposeForm,
             effect=acts.propose, cite=LOCAL, help="超出本单位职权的，经政法委协调移交有职权的机关"),
        Step(code="joint_result", title="协同办理反馈", from_=(HANDLING, SETTLED), by=NOBODY, form=forms.FeedbackForm, cite=LOCAL),
        Step(code="settle", title="办结", from_=(HANDLING,), to=SETTLED, by=HANDLER, form=forms.ResultForm,
             requires=(acts.nothing_waits,), effect=acts.settle, clocks=(Stops(AGREED),), cite=LOCAL),
        Step(code="report_up", title="反馈上级", from_=(SETTLED,), by=HANDLER, form=forms.ReportUpForm,
             requires=(acts.only_from_above,), checks=(acts.report_day,), effect=acts.report_up, paper=papers.REPORT_UP, cite=LOCAL),
        Step(code="visit", title="回访", from_=(SETTLED,), by=HANDLER, form=forms.VisitForm, effect=acts.visit, cite=LOCAL),
        Step(code="redo", title="重新办理（未解决）", from_=(SETTLED,), to=HANDLING, by=DECIDES, form=forms.RefuseForm, cite=LOCAL,
             help="回访不满意、复核认为没有解决的"),
        Step(code="clear", title="销号", from_=(SETTLED,), to=CLEARED, by=DECIDES, form=forms.ClearForm,
             requires=(acts.loop_closed,), effect=acts.clear, not_by=("settle",), cite=LOCAL, help="由办结人以外的人复核"),
    ),
)  # fmt: skip

SENT = State("sent", "待签收")
AT_WORK = State("handling", "办理中")
REPORTED = State("reported", "已反馈", open=False)

TASK = Procedure(
    id="complaint.task", retention_years=SHORT_TERM, title="办事难承办件", room="hotline", since=SINCE, law=LOCAL, detail=ObstacleTask,
    states=(SENT, AT_WORK, REPORTED), numbering=_numbers("办难承"),
    steps=(
        Step(code="open", title="转入", to=SENT, by=NOBODY, form=forms.PartForm, effect=acts.open_part, cite=LOCAL,
             clocks=(Starts(AGREED, controlling=True, amount=acts.agreed),)),
        Step(code="sign", title="签收", from_=(SENT,), to=AT_WORK, by=HANDLER, form=forms.NoteForm, cite=LOCAL),
        Step(code="urged", title="被督办", from_=(SENT, AT_WORK), by=NOBODY, form=forms.UrgeForm, effect=acts.urged, cite=LOCAL),
        Step(code="report", title="反馈结果", from_=(AT_WORK,), to=REPORTED, by=HANDLER, form=forms.ResultForm,
             effect=acts.report, clocks=(Stops(AGREED),), cite=LOCAL),
    ),
)  # fmt: skip

PROPOSED = State("proposed", "待协调")
HANDED_OVER = State("handed_over", "已移交待签收")
SIGNED = State("signed", "已签收")
FED_BACK = State("fed_back", "已反馈", open=False)
NOT_TAKEN = State("not_taken", "不予移交", open=False)

JOINT = Procedure(
    id="complaint.joint", retention_years=SHORT_TERM, title="协同移交", room="hotline", since=SINCE, law=LOCAL, detail=JointAction,
    states=(PROPOSED, HANDED_OVER, SIGNED, FED_BACK, NOT_TAKEN), numbering=_numbers("协移"),
    steps=(
        Step(code="propose", title="提请", to=PROPOSED, by=NOBODY, form=forms.JointForm, effect=acts.open_joint, cite=LOCAL),
        Step(code="hand_over", title="协调移交", from_=(PROPOSED,), to=HANDED_OVER, by=HANDLER, form=forms.HandOverForm,
             effect=acts.hand_over, paper=papers.HAND_OVER, cite=LOCAL),
        Step(code="signed", title="接收机关签收", from_=(HANDED_OVER,), to=SIGNED, by=NOBODY, form=forms.SignForm, effect=acts.signed,
             cite=LOCAL),
        Step(code="refused", title="接收机关退回", from_=(HANDED_OVER,), to=PROPOSED, by=NOBODY, form=forms.RefuseForm, cite=LOCAL,
             help="退回协调机关另行确定接收机关"),
        Step(code="fed_back", title="接收机关反馈", from_=(SIGNED,), to=FED_BACK, by=NOBODY, form=forms.FeedbackForm,
             effect=acts.pass_on, cite=LOCAL),
        Step(code="decline", title="不予移交", from_=(PROPOSED,), to=NOT_TAKEN, by=HEAD, form=forms.FeedbackForm,
             effect=acts.pass_on, cite=LOCAL, help="写明理由，告知提请单位"),
    ),
)  # fmt: skip

TO_SIGN = State("to_sign", "待签收")
BACK = State("back", "已退回", open=False)

JOINT_PART = Procedure(
    id="complaint.joint_part", retention_years=SHORT_TERM, title="协同办理件", room="hotline", since=SINCE, law=LOCAL, detail=JointAction,
    states=(TO_SIGN, SIGNED, FED_BACK, BACK), numbering=_numbers("协办"),
    steps=(
        Step(code="receive", title="转入", to=TO_SIGN, by=NOBODY, form=forms.JointPartForm, effect=acts.open_joint, cite=LOCAL,
             clocks=(Starts(AGREED, controlling=True, amount=acts.agreed),)),
        Step(code="sign", title="签收", from_=(TO_SIGN,), to=SIGNED, by=HANDLER, form=forms.SignForm, effect=acts.sign, cite=LOCAL),
        Step(code="refuse", title="退回", from_=(TO_SIGN,), to=BACK, by=HANDLER, form=forms.RefuseForm,
             effect=acts.refuse_part, clocks=(Stops(AGREED, judge=False),), cite=LOCAL),
        Step(code="feed_back", title="反馈办理结果", from_=(SIGNED,), to=FED_BACK, by=HANDLER, form=forms.FeedbackForm,
             effect=acts.feed_back, clocks=(Stops(AGREED),), cite=LOCAL),
    ),
)  # fmt: skip

RUNNING = State("running", "整治中")
FINISHED = State("finished", "已结束", open=False)

CAMPAIGN = Procedure(
    id="complaint.campaign", retention_years=SHORT_TERM, title="专项整治", room="hotline", since=SINCE, law=LOCAL, detail=Campaign,
    states=(RUNNING, FINISHED), numbering=_numbers("整治"),
    steps=(
        Step(code="launch", title="部署", to=RUNNING, by=HANDLER, form=forms.LaunchForm, effect=acts.launch, cite=LOCAL),
        Step(code="collect", title="征集问题", from_=(RUNNING,), by=HANDLER, form=forms.TroubleForm, effect=acts.collect, cite=LOCAL,
             help="征集到的问题成为一件办事难问题，在台账上交办、整治、回访、销号"),
        Step(code="take_in", title="纳入已受理的问题", from_=(RUNNING,), by=HANDLER, form=forms.TakeInForm, effect=acts.take_in,
             cite=LOCAL),
        Step(code="finish", title="结束整治", from_=(RUNNING,), to=FINISHED, by=HEAD, form=forms.FinishForm,
             requires=(acts.all_cleared,), paper=papers.CLEARED_LIST, cite=LOCAL),
    ),
)  # fmt: skip
PROCEDURES = (OBSTACLE, TASK, JOINT, JOINT_PART, CAMPAIGN)
