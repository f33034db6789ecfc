"""What the room shows: ratings, the supervising unit's follow-ups, channels, rating codes and the public page."""

from __future__ import annotations

from collections.abc import Sequence

from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.registry import pinned
from yifa.ledger.doors import Door
from yifa.ledger.panels import Panel
from yifa.ledger.rooms import Column, Ledger, Link, Room
from yifa.work.rating.cases import portal_open

Rows = Sequence[Sequence[str]]


def review_rows(matter: Matter, handling: bool) -> Rows:
    """The rating without its person and its case."""
    d = matter.ratingreview
    rows = [
        ("评价等级", d.get_level_display()), ("渠道", d.get_channel_display()), ("理由", d.reasons), ("评价内容", d.comment),
        ("是否计入", "计入" if d.given else "系统默认评价，不计入"), ("核实情况", d.finding), ("整改措施", d.measure),
        ("回访结果", d.get_callback_display()), ("公开的处理结果", d.published),
    ]  # fmt: skip
    return [row for row in rows if row[1]]


def callback_rows(matter: Matter, handling: bool) -> Rows:
    """What the supervising unit knows: the case too, for those who work there."""
    d = matter.ratingcallback
    case = d.case
    rows = [
        ("评价等级", d.get_level_display()), ("被评价单位", str(case.unit)),
        ("办件", case.number if handling else ""), ("程序", pinned(case.procedure, case.procedure_since).title),
        ("评价内容", d.comment), ("实名", "是" if d.named else "匿名"), ("核实情况", d.finding), ("整改措施", d.measure),
        ("回访结果", d.get_callback_display()),
    ]  # fmt: skip
    return [row for row in rows if row[1]]


WHAT = ("项目", "内容")
PANELS = (
    Panel("rating.review", "评价内容", ("rating.review",), WHAT, review_rows),
    Panel("rating.callback", "差评内容", ("rating.callback",), WHAT, callback_rows),
)
REVIEW, FOLLOW = ("ratingreview",), ("ratingcallback__case__unit",)
ROOM = Room(
    code="rating", title="好差评", order=33,
    ledgers=(
        Ledger(
            id="rating.reviews", title="评价台账", procedures=("rating.review",),
            columns=(
                Column("等级", "ratingreview.level", "nowrap", related=REVIEW), Column("渠道", "ratingreview.channel", related=REVIEW),
                Column("理由", "ratingreview.reasons", related=REVIEW), Column("回访", "ratingreview.callback", related=REVIEW),
            ),
        ),
        Ledger(
            id="rating.callbacks", title="差评核实回访", procedures=("rating.callback",),
            columns=(
                Column("等级", "ratingcallback.level", "nowrap", related=FOLLOW),
                Column("被评价单位", "ratingcallback.case.unit", related=FOLLOW),
                Column("回访", "ratingcallback.callback", related=FOLLOW),
            ),
        ),
    ),
    registers=("rating_channel",),
    links=(Link("评价码", "rating:codes"), Link("评价结果", "rating:board")),
)  # fmt: skip

DOOR = Door(
    code="rating", title="评价政务服务", text="凭受理单上的评价码，对办过的事打分；差评有核实、整改和回访",
    url_name="rating:give", order=30, opened=portal_open,
)  # fmt: skip
RESULTS = Door(
    code="rating_results", title="好差评结果", text="各单位的满意率和参评率，差评怎么整改的", url_name="rating:results",
    order=31, opened=portal_open,
)  # fmt: skip
