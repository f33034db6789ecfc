"""Facts and figures of the room."""

from __future__ import annotations

from yifa.kernel.figure import Column, Eq, Fact, Figure, In, IsNull, Not, NotIn, Ratio, Sum
from yifa.work.business_environment.models import (
    MAY_ISSUE,
    ChangeKind,
    Evaluation,
    FairReview,
    Pilot,
    PilotUse,
    ReformMeasure,
    Streamlining,
)

ROOM = "business_environment"
REFORMS = Fact(
    id="reform_measure", title="改革措施", room=ROOM, procedures=("business_environment.reform",), detail=ReformMeasure,
    columns={
        "category": "detail.category", "issued_ym": Column("detail.issued_ym", kind="ym"),
        "evaluated_ym": Column("detail.evaluated_ym", kind="ym"), "result": "detail.result",
        "affects_market": "detail.affects_market", "fair_conclusion": "detail.fair_conclusion",
    },
)  # fmt: skip
REVIEWS = Fact(
    id="fair_competition_review", title="公平竞争审查", room=ROOM, procedures=("business_environment.fair_competition",),
    detail=FairReview,
    columns={
        "concluded_ym": Column("detail.concluded_ym", kind="ym"), "conclusion": "detail.conclusion",
        "revised": "detail.revised", "reviewer": "detail.reviewer",
    },
)  # fmt: skip
STREAMLINED = Fact(
    id="streamlining", title="精简优化", room=ROOM, procedures=("business_environment.streamlining",), detail=Streamlining,
    columns={"kind": "detail.kind", "published_ym": Column("detail.published_ym", kind="ym")},
)  # fmt: skip
PILOTS = Fact(
    id="pilot_use", title="创新服务应用使用情况", room=ROOM, procedures=("business_environment.pilot",), detail=Pilot,
    child=PilotUse, columns={"used_ym": Column("child.ym", kind="ym"), "uses": "child.uses"},
)  # fmt: skip
EVALUATIONS = Fact(
    id="item_evaluation", title="营商环境评价", room=ROOM, procedures=("business_environment.evaluation",), detail=Evaluation,
    columns={"again_ym": Column("detail.again_ym", kind="ym")},
)  # fmt: skip

FIGURES = (
    Figure(
        id="business_environment.reforms.issued", title="出台改革措施", fact=REFORMS, period_column="issued_ym", unit_word="项",
        disaggregations=("category",), definition="本期出台实施的改革措施和创新政策",
    ),
    Figure(
        id="business_environment.reforms.evaluated", title="评估验收改革措施", fact=REFORMS, period_column="evaluated_ym",
        unit_word="项", disaggregations=("category", "result"), definition="本期由提出人以外的人评估验收的改革措施",
    ),
    Figure(
        id="business_environment.reforms.reviewed_rate", title="改革措施公平竞争审查率", fact=REFORMS,
        measure=Ratio(Not(Eq("fair_conclusion", ""))), where=Eq("affects_market", 1), period_column="issued_ym",
        unit_word="%", decimals=1, definition="本期出台、涉及经营者经济活动的改革措施中，有公平竞争审查结论的比例",
        cite="公平竞争审查条例第十八条",
    ),
    Figure(
        id="business_environment.reforms.checked_rate", title="改革措施公平竞争判断率", fact=REFORMS,
        measure=Ratio(Not(Eq("fair_conclusion", ""))), period_column="issued_ym", unit_word="%", decimals=1,
        definition="本期出台的改革措施中，作过公平竞争审查或者认定不属于审查范围的比例；应当为百分之百", cite="公平竞争审查条例第二条",
    ),
    Figure(
        id="business_environment.fair_reviews", title="公平竞争审查", fact=REVIEWS, period_column="concluded_ym",
        disaggregations=("conclusion", "reviewer"), definition="本期作出最近一次审查结论的政策措施，同一草案审查多次只计一件",
        cite="公平竞争审查条例第十七条",
    ),
    Figure(
        id="business_environment.fair_reviews.stopped", title="公平竞争审查不予出台", fact=REVIEWS, period_column="concluded_ym",
        where=NotIn("conclusion", tuple(map(str, MAY_ISSUE))), disaggregations=("conclusion",),
        definition="本期最近一次结论为修改后再审或者不得出台的政策措施", cite="公平竞争审查条例第十八条",
    ),
    Figure(
        id="business_environment.fair_reviews.revised", title="经公平竞争审查修改", fact=REVIEWS, period_column="concluded_ym",
        where=Eq("revised", 1), definition="本期作出结论的政策措施中，审查以后作过修改的",
    ),
    Figure(
        id="business_environment.streamlined", title="公布精简优化事项", fact=STREAMLINED, period_column="published_ym",
        unit_word="项", disaggregations=("kind",),
        where=In("kind", (str(ChangeKind.SIMPLIFY), str(ChangeKind.MERGE), str(ChangeKind.CUT))),
        definition="本期公布的简化、整合、精简取消的审批和服务事项，保留的不计",
    ),
    Figure(
        id="business_environment.pilot_uses", title="创新服务应用使用次数", fact=PILOTS, measure=Sum("uses"), period_column="used_ym",
        unit_word="次", definition="本期登记的创新服务应用使用次数",
    ),
    Figure(
        id="business_environment.met_rate", title="营商环境评价达标率", fact=EVALUATIONS, measure=Ratio(Eq("outcome", "met")),
        where=Not(IsNull("again_ym")), period_column="again_ym", unit_word="%", decimals=1,
        definition="本期复测的事项中，设定的指标全部达标的比例",
    ),
)  # fmt: skip
