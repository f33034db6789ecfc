"""Figures: named questions about facts, asked of records and never typed in.

A room declares facts and figures and registers them when its app is ready:

    requests = Fact(id="disclosure_request", title="依申请公开", room="disclosure",
                    procedures=("disclosure.request",), detail=RequestDetail,
                    columns={"applicant_class": "detail.applicant_class"})
    received = Figure(id="disclosure.request.received", title="收到申请", fact=requests,
                      period_column="received_ym", disaggregations=("applicant_class",),
                      definition="本期收到的政府信息公开申请")
    on_time = Figure(id="disclosure.request.on_time", title="按期答复率", fact=requests,
                     measure=Ratio(Eq("on_time", 1)), where=Not(IsNull("on_time")),
                     period_column="judged_ym", unit_word="%", decimals=2, definition="…")
    register_figures(received, on_time)
"""

from yifa.kernel.figure.fact import BadFact, Column, Fact
from yifa.kernel.figure.figure import EVERY, BadFigure, Figure
from yifa.kernel.figure.measure import (
    Change,
    Count,
    Distinct,
    Percentile,
    Ratio,
    StockAt,
    Sum,
    Value,
)
from yifa.kernel.figure.period import Period
from yifa.kernel.figure.predicate import (
    And,
    Between,
    Eq,
    Ge,
    In,
    IsNull,
    Le,
    Not,
    NotIn,
    Or,
    Passed,
    Predicate,
)
from yifa.kernel.figure.registry import (
    UnknownFigure,
    all_facts,
    all_figures,
    figure_of,
    register_figures,
    versions_of,
)

__all__ = [
    "EVERY",
    "And",
    "BadFact",
    "BadFigure",
    "Between",
    "Change",
    "Column",
    "Count",
    "Distinct",
    "Eq",
    "Fact",
    "Figure",
    "Ge",
    "In",
    "IsNull",
    "Le",
    "Not",
    "NotIn",
    "Or",
    "Passed",
    "Percentile",
    "Period",
    "Predicate",
    "Ratio",
    "StockAt",
    "Sum",
    "UnknownFigure",
    "Value",
    "all_facts",
    "all_figures",
    "figure_of",
    "register_figures",
    "versions_of",
]
