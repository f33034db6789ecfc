"""Figures of the reports themselves: how many were submitted and published, and how many in time."""

from __future__ import annotations

from yifa.account.report.models import AnnualReport, ReportPromise
from yifa.account.report.parts import LAW
from yifa.kernel.figure import Column, Eq, Fact, Figure, IsNull, Not, Ratio, StockAt

ANNUAL = Fact(
    id="report_annual", title="年度报告", room="report", procedures=("report.annual",), detail=AnnualReport,
    columns={
        "kind": "detail.kind",
        "year": "detail.year",
        "is_public": "detail.is_public",
        "submitted_ym": Column("detail.submitted_ym", kind="ym"),
        "published_ym": Column("detail.published_ym", kind="ym"),
    },
)  # fmt: skip
PROMISES = Fact(
    id="report_promise", title="报告中的不足与任务", room="report", procedures=("report.promise",),
    detail=ReportPromise, columns={"kind": "detail.kind", "year": "detail.year"},
    labels={"outcome": {"answered": "已回应", "dropped": "不再列入"}},
)  # fmt: skip

SUBMITTED = Figure(
    id="report.annual.submitted", title="报送年度报告", fact=ANNUAL, period_column="submitted_ym", unit_word="份",
    disaggregations=("kind",), definition="本期向全部收件方送出的法治政府建设年度报告，退回补正的以再次送出为准",
    cite=f"{LAW}第二十三条第二款", source="年度报告台账",
)  # fmt: skip
ON_TIME = Figure(
    id="report.annual.on_time", title="年度报告按时报送率", fact=ANNUAL, measure=Ratio(Eq("on_time", 1)),
    where=Not(IsNull("on_time")), period_column="judged_ym", unit_word="%", decimals=1, disaggregations=("kind",),
    definition="本期报送的年度报告中，在三月一日之前送达全部法定收件方的比重；三月一日当日视为逾期",
    cite=f"{LAW}第二十三条第二款", source="年度报告台账",
)  # fmt: skip
PUBLISHED = Figure(
    id="report.annual.published", title="公开年度报告", fact=ANNUAL, period_column="published_ym", unit_word="份",
    disaggregations=("kind",), definition="本期向社会公开的法治政府建设年度报告", cite=f"{LAW}第二十四条",
    source="年度报告台账",
)  # fmt: skip
ANSWERED = Figure(
    id="report.promise.answered", title="上年不足与任务回应率", fact=PROMISES,
    measure=Ratio(Eq("outcome", "answered")), period_column="received_ym", unit_word="%", decimals=1,
    disaggregations=("kind",), definition="本期报告提出的不足和任务中，已经在其后的报告中逐项回应的比重",
    cite=f"{LAW}第二十五条", source="不足与任务台账",
)  # fmt: skip
RAISED = Figure(
    id="report.promise.raised", title="新提出的不足与任务", fact=PROMISES, period_column="received_ym", unit_word="项",
    disaggregations=("kind",), definition="本期签署的报告提出的不足和下年任务，一项一计", cite=f"{LAW}第二十五条",
    source="不足与任务台账",
)  # fmt: skip
SETTLED = Figure(
    id="report.promise.settled", title="了结的不足与任务", fact=PROMISES, period_column="closed_ym", unit_word="项",
    disaggregations=("kind", "outcome"), definition="本期在报告中回应或者决定不再列入的不足和任务",
    cite=f"{LAW}第二十五条", source="不足与任务台账",
)  # fmt: skip
OPEN = Figure(
    id="report.promise.open", title="未了结的不足与任务", fact=PROMISES, stock=StockAt("received_ym", "closed_ym"),
    unit_word="项", disaggregations=("kind",), definition="期末已提出、尚未回应的不足和任务", cite=f"{LAW}第二十五条",
    source="不足与任务台账",
)  # fmt: skip
FIGURES = (SUBMITTED, ON_TIME, PUBLISHED, ANSWERED, RAISED, SETTLED, OPEN)
