"""Figures that a published year needs beside the room's own: how many certificates one joint application brings."""

from __future__ import annotations

from yifa.kernel.figure import And, Figure, Ge, In, Percentile
from yifa.work.services.figures import CASES, FINISHED

FIGURES = (
    Figure(
        id="services.joint.certificates", title="联办件证照数", fact=CASES, measure=Percentile("parts", 100),
        where=And(FINISHED, In("joint", ("one_thing", "parallel")), Ge("parts", 1)), period_column="closed_ym", unit_word="个",
        definition="本期办结的联办件中，一次申请分送各单位决定的证照数，取最多的一件", disaggregations=("item_code", "theme"),
    ),
)  # fmt: skip
