"""What the room shows: its ledgers, registers, and its rows on the matter page."""

from __future__ import annotations

from collections.abc import Sequence

from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.registry import pinned
from yifa.ledger.doors import Door
from yifa.ledger.panels import Panel
from yifa.ledger.rooms import Column, Ledger, Room
from yifa.work.hotline.models import HotlineTask
from yifa.work.hotline.obstacle_acts import GROUPED, cleared_of
from yifa.work.hotline.obstacle_acts import parts as obstacle_parts
from yifa.work.hotline.order_acts import parts as order_parts
from yifa.work.hotline.task_acts import end_of_return

Rows = Sequence[Sequence[str]]


def _state(matter: Matter) -> str:
    return pinned(matter.procedure, matter.procedure_since).state(matter.state).title


def order_rows(matter: Matter, handling: bool) -> Rows:
    """What the caller asks and what came of it."""
    d = matter.hotlineorder
    rows = [
        ("诉求内容", d.content), ("事发地点", d.place), ("按职责建议", d.suggested), ("答复", d.answer),
        ("保密", "要求对承办单位保密" if d.confidential else ""),
        ("不合理诉求", "已认定" if d.excluded else f"{d.exclusion_asked_by}申请：{d.exclusion_ground}" if d.exclusion_asked_by else ""),
        ("回访评价", d.get_satisfaction_display()),
    ]  # fmt: skip
    return [row for row in rows if row[1]]


def _times(**told: int) -> str:
    """What happened how often, in words; nothing for what never did."""
    return "、".join(f"{word}{n}次" for word, n in told.items() if n)


def order_hint(matter: Matter) -> str:
    d = matter.hotlineorder
    words = [_times(退回=d.returns, 督办=d.supervised), "不合理诉求" if d.excluded else ""]
    return "、".join(w for w in words if w)


def task_hint(matter: Matter) -> str:
    d = matter.hotlinetask
    words = ["主办" if d.is_lead else "会办", _times(督办=d.supervised)]
    return "、".join(w for w in words if w)


def case_hint(matter: Matter) -> str:
    d = matter.obstacle
    words = [_times(督办=d.urged), "协同移交" if d.joint else ""]
    return "、".join(w for w in words if w)


def part_rows(matter: Matter, handling: bool) -> Rows:
    return [
        (str(p.matter.unit), "主办" if p.is_lead else "会办", p.matter.number, _state(p.matter),
         str(p.matter.next_due or ""), p.get_result_display(), p.return_ground or p.answer)
        for p in order_parts(matter.pk)
    ]  # fmt: skip


def task_rows(matter: Matter, handling: bool) -> Rows:
    d = (
        HotlineTask.objects.unscoped("the page's own matter")
        .select_related("order__unit", "matter__unit")
        .get(pk=matter.pk)
    )
    rows = [
        ("工单", f"{d.order.number} {d.order.unit}"), ("工单类型", d.get_type_display()), ("承办", "主办" if d.is_lead else "会办"),
        ("诉求内容", d.content), ("退回截止", end_of_return(d)), ("办理结果", d.get_result_display()), ("答复", d.answer),
    ]  # fmt: skip
    return [row for row in rows if row[1]]


def case_rows(matter: Matter, handling: bool) -> Rows:
    d = matter.obstacle
    rows = [
        ("反映内容", d.content), ("转办机关", d.from_body), ("责任单位", d.responsible), ("办理结果", d.result),
        ("反馈上级", str(d.reported_on or "")), ("回访评价", d.get_satisfaction_display()),
    ]  # fmt: skip
    return [row for row in rows if row[1]]


def case_part_rows(matter: Matter, handling: bool) -> Rows:
    return [
        (
            str(p.matter.unit),
            p.matter.number,
            _state(p.matter),
            str(p.matter.next_due or ""),
            p.result,
        )
        for p in obstacle_parts(matter.pk)
    ]


def content_rows(matter: Matter, handling: bool) -> Rows:
    d = matter.obstacletask if matter.procedure == "complaint.task" else matter.jointaction
    rows = [
        ("内容", d.content), ("接收机关", getattr(d, "receiver", "")), ("签收人", getattr(d, "signed_by", "")),
        ("结果", d.result),
    ]  # fmt: skip
    return [row for row in rows if row[1]]


def campaign_rows(matter: Matter, handling: bool) -> Rows:
    return [
        (c.matter.number, c.matter.title, c.responsible, _state(c.matter), c.result, str(c.matter.closed_on or ""))
        for c in cleared_of(matter.campaign)
    ]  # fmt: skip


WHAT = ("项目", "内容")
PANELS = (
    Panel("hotline.order", "工单内容", ("hotline.order",), WHAT, order_rows),
    Panel("hotline.parts", "承办情况", ("hotline.order",),
          ("承办单位", "分工", "承办件", "状态", "期限", "结果", "答复或者退回理由"), part_rows),
    Panel("hotline.task", "工单内容", ("hotline.task",), WHAT, task_rows),
    Panel("complaint.case", "问题内容", ("complaint.obstacle",), WHAT, case_rows),
    Panel("complaint.parts", "责任单位办理", ("complaint.obstacle",), ("责任单位", "承办件", "状态", "期限", "结果"), case_part_rows),
    Panel("complaint.content", "内容", ("complaint.task", "complaint.joint", "complaint.joint_part"), WHAT, content_rows),
    Panel("complaint.campaign", f"{GROUPED}的问题", ("complaint.campaign",),
          ("编号", "问题", "责任单位", "状态", "办理结果", "销号日期"), campaign_rows),
)  # fmt: skip

ORDER, TASK, CASE = ("hotlineorder",), ("hotlinetask",), ("obstacle",)
ROOM = Room(
    code="hotline", title="热线和办事难", order=31,
    ledgers=(
        Ledger(
            id="hotline.orders", title="热线工单", procedures=("hotline.order",),
            columns=(
                Column("类型", "hotlineorder.type", "nowrap", related=ORDER), Column("渠道", "hotlineorder.channel", related=ORDER),
                Column("主办单位", "hotlineorder.lead", related=ORDER),
                Column("提示", order_hint, related=ORDER), Column("回访", "hotlineorder.satisfaction", related=ORDER),
            ),
        ),
        Ledger(
            id="hotline.tasks", title="热线承办件", procedures=("hotline.task",),
            columns=(
                Column("类型", "hotlinetask.type", "nowrap", related=TASK), Column("工单", "hotlinetask.order.number", related=("hotlinetask__order",)),
                Column("提示", task_hint, related=TASK), Column("结果", "hotlinetask.result", related=TASK),
            ),
        ),
        Ledger(
            id="complaint.obstacles", title="办事难案件台账", procedures=("complaint.obstacle",),
            columns=(
                Column("类别", "obstacle.trouble", "nowrap", related=CASE), Column("来源", "obstacle.origin", related=CASE),
                Column("渠道", "obstacle.channel", related=CASE), Column("责任单位", "obstacle.responsible", related=CASE),
                Column("提示", case_hint, related=CASE), Column("反馈上级", "obstacle.reported_on", "nowrap", related=CASE),
            ),
        ),
        Ledger(id="complaint.tasks", title="办事难承办件", procedures=("complaint.task",)),
        Ledger(id="complaint.joints", title="协同移交", procedures=("complaint.joint", "complaint.joint_part"),
               columns=(Column("接收机关", "jointaction.receiver", related=("jointaction",)),)),
        Ledger(id="complaint.campaigns", title="专项整治", procedures=("complaint.campaign",),
               columns=(Column("年度", "campaign.year", related=("campaign",)), Column("问题", "campaign.problems", related=("campaign",)))),
    ),
    registers=("hotline_duty", "obstacle_channel"),
)  # fmt: skip


def _opened() -> bool:
    from yifa.work.hotline.public_views import portal_open

    return portal_open()


DOOR = Door(
    code="obstacles", title="反映办事难", text="没办成、反复跑、被推诿的，在这里反映，凭查询码看进度",
    url_name="hotline:channels", order=28, opened=_opened,
)  # fmt: skip
