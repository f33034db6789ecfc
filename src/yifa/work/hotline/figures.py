"""Facts and figures of the room."""

from __future__ import annotations

from yifa.kernel.figure import (
    And,
    Column,
    Eq,
    Fact,
    Figure,
    Ge,
    In,
    IsNull,
    Not,
    NotIn,
    Ratio,
    StockAt,
    Sum,
)
from yifa.work.hotline.models import (
    CONTENT,
    HotlineOrder,
    HotlineTask,
    JointAction,
    Obstacle,
    Origin,
    Satisfaction,
)

ROOM = "hotline"
SATISFIED = tuple(str(s) for s in CONTENT)
REACHED = (*SATISFIED, str(Satisfaction.DISSATISFIED))
CLOSED_DAY = {"closed_ymd": Column("matter.closed_on", kind="date", title="办结日期")}

ORDERS = Fact(
    id="hotline_order", title="热线工单", room=ROOM, procedures=("hotline.order",), detail=HotlineOrder,
    columns=CLOSED_DAY | {
        "type": "detail.type", "channel": "detail.channel", "returns": "detail.returns", "extended": "detail.extended",
        "supervised": "detail.supervised", "excluded": "detail.excluded", "satisfaction": "detail.satisfaction",
        "answered_ym": Column("detail.answered_ym", kind="ym"), "called_ym": Column("detail.called_ym", kind="ym"),
    },
)  # fmt: skip
TASKS = Fact(
    id="hotline_task", title="热线承办件", room=ROOM, procedures=("hotline.task",), detail=HotlineTask,
    columns={
        "type": "detail.type", "is_lead": "detail.is_lead", "supervised": "detail.supervised", "result": "detail.result",
    },
)  # fmt: skip
OBSTACLES = Fact(
    id="obstacle", title="办事难问题", room=ROOM, procedures=("complaint.obstacle",), detail=Obstacle,
    columns=CLOSED_DAY | {
        "trouble": "detail.trouble", "origin": "detail.origin", "channel": "detail.channel", "solved": "detail.solved",
        "urged": "detail.urged", "joint": "detail.joint", "satisfaction": "detail.satisfaction",
        "visited_ym": Column("detail.visited_ym", kind="ym"),
    },
)  # fmt: skip
JOINTS = Fact(
    id="obstacle_joint", title="协同移交", room=ROOM, procedures=("complaint.joint",), detail=JointAction,
    columns=dict(CLOSED_DAY),
)  # fmt: skip

ABOVE = Eq("origin", str(Origin.ABOVE))
STANDING = StockAt("received_ymd", "closed_ymd")

FIGURES = (
    Figure(
        id="hotline.orders.received", title="受理热线工单", fact=ORDERS, period_column="received_ym",
        disaggregations=("type", "channel", "state"), definition="本期受理登记的热线工单，含上级平台转来的",
    ),
    Figure(
        id="hotline.orders.closed", title="办结热线工单", fact=ORDERS, period_column="closed_ym", where=NotIn("state", ("declined",)),
        disaggregations=("type", "channel", "satisfaction"), definition="本期回访办结的热线工单，不含不予受理的",
    ),
    Figure(
        id="hotline.orders.open", title="在办热线工单", fact=ORDERS, stock=STANDING, disaggregations=("type", "state"),
        definition="期末尚未办结的热线工单",
    ),
    Figure(
        id="hotline.on_time", title="热线承办件按期办结率", fact=TASKS, measure=Ratio(Eq("on_time", 1)), where=Not(IsNull("on_time")),
        period_column="judged_ym", unit_word="%", decimals=2, disaggregations=("type",),
        definition="本期答复、期限可以判定的承办件中按期的比例；期限只有占位数值的不判定，退回、改派的不计",
    ),
    Figure(
        id="hotline.called", title="回访到来电人的工单", fact=ORDERS, period_column="called_ym", where=In("satisfaction", REACHED),
        disaggregations=("type",), definition="本期回访并联系上来电人的热线工单",
    ),
    Figure(
        id="hotline.call_back_rate", title="热线回访到率", fact=ORDERS, measure=Ratio(In("satisfaction", REACHED)),
        where=Not(IsNull("answered_ym")), period_column="answered_ym", unit_word="%", decimals=2,
        definition="本期答复的工单中，回访联系上来电人的比例；与满意率一并使用",
    ),
    Figure(
        id="hotline.satisfaction", title="热线满意率", fact=ORDERS, measure=Ratio(In("satisfaction", SATISFIED)),
        where=And(In("satisfaction", REACHED), Eq("excluded", 0)), period_column="called_ym", unit_word="%", decimals=2,
        disaggregations=("type",),
        definition="本期回访联系上来电人的工单中，评价满意、基本满意的比例；未联系上的不算满意，"
        "只有经申请并由热线中心认定为不合理诉求的除外",
    ),
    Figure(
        id="hotline.excluded", title="认定为不合理诉求的工单", fact=ORDERS, period_column="received_ym", where=Eq("excluded", 1),
        disaggregations=("type",), definition="本期受理的工单中，经承办单位申请、热线中心认定为不合理诉求的",
    ),
    Figure(
        id="hotline.returned", title="承办单位退回的工单", fact=ORDERS, period_column="received_ym", where=Ge("returns", 1),
        definition="本期受理的工单中，被承办单位退回或者裁定改派过的",
    ),
    Figure(
        id="hotline.supervised", title="督办热线工单", fact=ORDERS, period_column="received_ym", where=Ge("supervised", 1),
        definition="本期受理的工单中，因逾期督办过的",
    ),
    Figure(
        id="hotline.obstacles.received", title="受理办事难问题", fact=OBSTACLES, period_column="received_ym",
        disaggregations=("channel", "origin", "trouble", "state"), definition="本期受理的办事难、办不成事和损害营商环境问题",
    ),
    Figure(
        id="hotline.obstacles.channel", title="经监督投诉渠道受理", fact=OBSTACLES, period_column="received_ym",
        where=Eq("origin", str(Origin.OWN)), disaggregations=("channel",),
        definition="本期经本级电话、信函、窗口、网上渠道受理的问题，不含上级转办和专项整治征集的",
    ),
    Figure(
        id="hotline.obstacles.cleared", title="销号办事难问题", fact=OBSTACLES, period_column="closed_ym",
        where=Eq("state", "cleared"), disaggregations=("origin", "trouble", "outcome"), definition="本期复核销号的问题",
    ),
    Figure(
        id="hotline.obstacles.solved_rate", title="办事难问题解决率", fact=OBSTACLES, measure=Ratio(Eq("solved", 1)),
        where=Eq("state", "cleared"), period_column="closed_ym", unit_word="%", decimals=2,
        definition="本期销号的问题中，问题本身已经解决的比例；只作说明的不算解决",
    ),
    Figure(
        id="hotline.above.received", title="收到上级转办案件", fact=OBSTACLES, period_column="received_ym", where=ABOVE,
        disaggregations=("state",), definition="本期收到的上级转办的办事难案件",
    ),
    Figure(
        id="hotline.above.closed", title="上级转办案件结案", fact=OBSTACLES, period_column="received_ym",
        where=And(ABOVE, Eq("state", "cleared")), definition="本期收到的上级转办案件中，已经反馈上级并销号的",
    ),
    Figure(
        id="hotline.above.open", title="在办上级转办案件", fact=OBSTACLES, stock=STANDING, where=ABOVE,
        definition="期末尚未结案的上级转办案件",
    ),
    Figure(
        id="hotline.joint.handed", title="协同移交案件", fact=JOINTS, period_column="received_ym", disaggregations=("state",),
        definition="本期提请政法委等机关协调移交的案件",
    ),
    Figure(
        id="hotline.obstacles.urged", title="办事难问题督办次数", fact=OBSTACLES, measure=Sum("urged"), period_column="received_ym",
        unit_word="次", definition="本期受理的问题被督办的次数",
    ),
)  # fmt: skip
