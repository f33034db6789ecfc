"""Facts and figures of the room. A rate of satisfaction never stands without how many cases were rated at all."""

from __future__ import annotations

from yifa.kernel.figure import And, Column, Eq, Fact, Figure, Ge, IsNull, Not, Ratio
from yifa.kernel.figure.fact import YES_NO
from yifa.work.rating.models import LOWEST_GOOD, RateableCase, RatingCallback, RatingReview

ROOM = "rating"
REVIEWS = Fact(
    id="rating_review", title="政务服务评价", room=ROOM, procedures=("rating.review",), detail=RatingReview,
    columns={
        "level": "detail.level", "channel": "detail.channel", "given": Column("detail.given", labels=YES_NO),
        "bad": "detail.bad", "confirmed": "detail.confirmed", "rectified": "detail.rectified", "named": "detail.named",
        "rated_ym": Column("detail.rated_ym", kind="ym"),
    },
)  # fmt: skip
CALLBACKS = Fact(
    id="rating_callback", title="差评核实回访", room=ROOM, procedures=("rating.callback",), detail=RatingCallback,
    columns={"callback": "detail.callback", "named": "detail.named"},
)  # fmt: skip
CASES = Fact(
    id="rateable_case", title="应评办件", room=ROOM, rows=RateableCase,
    columns={
        "closed_ym": Column("row.closed_ym", kind="ym"), "rated": Column("row.rated", labels=YES_NO),
        "satisfied": Column("row.satisfied", labels=YES_NO),
    },
)  # fmt: skip

GIVEN = Eq("given", 1)
BAD = And(GIVEN, Eq("bad", 1))
FIGURES = (
    Figure(
        id="rating.given", title="政务服务评价", fact=REVIEWS, period_column="rated_ym", where=GIVEN,
        disaggregations=("level", "channel"), definition="本期由办事人本人作出的评价；系统默认评价不计",
    ),
    Figure(
        id="rating.satisfaction", title="好差评满意率", fact=REVIEWS, measure=Ratio(Ge("level", LOWEST_GOOD)), where=GIVEN,
        period_column="rated_ym", unit_word="%", decimals=2, disaggregations=("channel",),
        definition="本期本人作出的评价中，非常满意、满意、基本满意的比例；没有评价的不算满意，须与参评率一并列出",
    ),
    Figure(
        id="rating.response_rate", title="好差评参评率", fact=CASES, measure=Ratio(Eq("rated", 1)), period_column="closed_ym",
        unit_word="%", decimals=2, definition="本期办结的应评办件中，办事人本人作出评价的比例",
    ),
    Figure(
        id="rating.satisfied_of_cases", title="满意件占全部应评办件", fact=CASES, measure=Ratio(Eq("satisfied", 1)),
        period_column="closed_ym", unit_word="%", decimals=2,
        definition="本期办结的应评办件中，有本人评价而且没有差评的比例；没有评价的在分母里、不在分子里。"
        "有的文本所说的满意率不写明分母，与“好差评满意率”一并列出",
    ),
    Figure(
        id="rating.cases", title="应评办件", fact=CASES, period_column="closed_ym", definition="本期办结、可以评价的办件",
    ),
    Figure(
        id="rating.bad", title="差评", fact=REVIEWS, period_column="rated_ym", where=BAD, disaggregations=("level", "channel", "state"),
        definition="本期本人作出的不满意、非常不满意的评价",
    ),
    Figure(
        id="rating.rectified_rate", title="差评整改率", fact=REVIEWS, measure=Ratio(Eq("rectified", 1)),
        where=And(BAD, Eq("confirmed", 1)), period_column="rated_ym", unit_word="%", decimals=2,
        definition="本期核实属实的差评中，已经整改并经监督单位回访的比例",
    ),
    Figure(
        id="rating.contact_on_time", title="实名差评按期核实率", fact=CALLBACKS, measure=Ratio(Eq("on_time", 1)),
        where=Not(IsNull("on_time")), period_column="judged_ym", unit_word="%", decimals=2,
        definition="本期核实的实名差评中，在时限内联系核实的比例；时限是本地默认值",
    ),
    Figure(
        id="rating.defaults", title="系统默认评价", fact=REVIEWS, period_column="rated_ym", where=Eq("given", 0),
        disaggregations=("channel",), definition="本期导入的平台默认评价；单独列示，不计入满意率和参评率",
    ),
)  # fmt: skip
