"""Notice boards renewed every month, and the leading group's meetings."""

from __future__ import annotations

from datetime import date

from yifa.kernel.errors import Missing
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.procedure import Procedure, State, Step, done, role_set
from yifa.kernel.organization.roles import Role
from yifa.work.disclosure import publication_forms as forms
from yifa.work.disclosure.entries import standing_key
from yifa.work.disclosure.models import Board, BoardUpdate, GroupMeeting

DUTY_KIND = "disclosure.board_update"
HANDLER, REVIEWER = role_set(Role.CASE_HANDLER), role_set(Role.REVIEWER, Role.HEAD)

COLLECTED = State("collected", "已采集待审核")
PASSED = State("passed", "已审核待上栏")
POSTED = State("posted", "已上栏", open=False)


def _board_stands(ctx: Context) -> Missing | None:
    if standing_key(Board, ctx.data["board"], ctx.matter.unit):
        return None
    return Missing(
        f"{ctx.matter.unit}没有编号为 {ctx.data['board']} 的公开栏", remedy="请先登记公开栏"
    )


def _collect(ctx: Context) -> None:
    ctx.detail.board, ctx.detail.contents = ctx.data["board"], ctx.data["contents"]
    board = standing_key(Board, ctx.data["board"])
    ctx.matter.title = f"{board.name}{ctx.on.year}年{ctx.on.month}月更新"


def _post(ctx: Context) -> None:
    ctx.detail.posted_on, ctx.detail.posted_ym = ctx.on, ctx.on.year * 100 + ctx.on.month
    ctx.matter.outcome = "posted"


def _met(ctx: Context) -> tuple[str, str]:
    return DUTY_KIND, ctx.detail.board


BOARD_UPDATE = Procedure(
    id="disclosure.board_update", title="公开栏更新", room="disclosure", since=date(2008, 5, 1), law="本地公开制度",
    states=(COLLECTED, PASSED, POSTED), detail=BoardUpdate,
    steps=(
        Step(code="collect", title="采集", to=COLLECTED, by=HANDLER, form=forms.CollectForm, effect=_collect,
             checks=(_board_stands,)),
        Step(code="send_back", title="退回", from_=(COLLECTED, PASSED), to=COLLECTED, by=REVIEWER, form=forms.ReasonForm),
        Step(code="check", title="审核", from_=(COLLECTED,), to=PASSED, by=REVIEWER, not_by=("collect",),
             form=forms.PassForm),
        Step(code="post", title="上栏", from_=(PASSED,), to=POSTED, by=HANDLER, effect=_post, meets=_met,
             requires=(done("check", "审核"),), help="上栏之日即本月更新之日"),
    ),
)  # fmt: skip

PLANNED = State("planned", "已计划")
HELD = State("held", "已召开")
RECORDED = State("recorded", "已形成纪要", open=False)


def _plan(ctx: Context) -> None:
    ctx.matter.title, ctx.detail.agenda = ctx.data["name"], ctx.data["agenda"]


def _hold(ctx: Context) -> None:
    ctx.detail.place, ctx.detail.present = ctx.data["place"], ctx.data["present"]


def _minutes(ctx: Context) -> None:
    ctx.detail.resolutions = ctx.data["resolutions"]


GROUP_MEETING = Procedure(
    id="disclosure.group_meeting", title="公开领导小组会议", room="disclosure", since=date(2008, 5, 1),
    law="本地公开制度", states=(PLANNED, HELD, RECORDED), detail=GroupMeeting,
    steps=(
        Step(code="plan", title="计划会议", to=PLANNED, by=HANDLER, form=forms.PlanMeetingForm, effect=_plan),
        Step(code="hold", title="召开", from_=(PLANNED,), to=HELD, by=HANDLER, form=forms.HeldForm, effect=_hold),
        Step(code="record", title="形成纪要", from_=(HELD,), to=RECORDED, by=HANDLER, form=forms.MinutesForm,
             effect=_minutes),
    ),
)  # fmt: skip
