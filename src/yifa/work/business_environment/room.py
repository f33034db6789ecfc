"""What the room shows: its ledgers, the rows of a matter, and the comparison of items."""

from __future__ import annotations

from collections.abc import Sequence

from yifa.kernel.matter.models import Matter
from yifa.ledger.panels import Panel
from yifa.ledger.rooms import Column, Ledger, Link, Room
from yifa.work.business_environment.models import (
    FairFinding,
    ItemIndicator,
    PilotUse,
    ReformProgress,
)
from yifa.work.business_environment.papers import plain

WHY = "rows of a matter in scope"
CODE = "business_environment"
Rows = Sequence[Sequence[str]]


def progress_rows(matter: Matter, handling: bool) -> Rows:
    rows = ReformProgress.objects.unscoped(WHY).filter(matter_id=matter.pk).order_by("on", "pk")
    return [
        (r.on.isoformat(), r.get_kind_display(), r.text, "" if r.percent is None else f"{r.percent}%")
        for r in rows
    ]  # fmt: skip


def reform_facts(matter: Matter, handling: bool) -> Rows:
    """What the check of fair competition came to, and which items were measured before and after this measure."""
    d = matter.reformmeasure
    rows = [
        ("公平竞争审查", "：".join(x for x in (d.fair_said, d.fair_review or d.fair_ground) if x))
    ]
    found = ItemIndicator.objects.unscoped(WHY).filter(
        matter__evaluation__reform=matter.number, matter__is_void=False
    )
    for r in found.select_related("matter__evaluation").order_by("matter_id", "pk"):
        promised = f"承诺 {plain(r.promised_before)}→{plain(r.promised_after)}"
        took = f"实际 {plain(r.actual_before)}→{plain(r.actual_after)}"
        rows.append(
            (f"{r.matter.evaluation.item_name}：{r.get_indicator_display()}", f"{promised}，{took}")
        )
    return rows


def finding_rows(matter: Matter, handling: bool) -> Rows:
    rows = FairFinding.objects.unscoped(WHY).filter(matter_id=matter.pk).order_by("round", "pk")
    return [
        (f"第{r.round}次", r.get_standard_display(), "违反" if r.violates else "不违反", r.clause)
        for r in rows
    ]


def use_rows(matter: Matter, handling: bool) -> Rows:
    rows = PilotUse.objects.unscoped(WHY).filter(matter_id=matter.pk).order_by("ym")
    return [(f"{r.ym // 100}年{r.ym % 100}月", str(r.uses)) for r in rows]


def indicator_rows(matter: Matter, handling: bool) -> Rows:
    rows = ItemIndicator.objects.unscoped(WHY).filter(matter_id=matter.pk).order_by("pk")
    return [
        (
            r.get_indicator_display(),
            *map(plain, (r.target, r.promised_before, r.actual_before, r.promised_after, r.actual_after)),
        )
        for r in rows
    ]  # fmt: skip


def _change(name: str) -> Column:
    titles = {"steps": "环节", "materials": "材料", "days": "时限"}

    def shown(matter: Matter) -> str:
        d = matter.streamlining
        before, after = getattr(d, f"{name}_before"), getattr(d, f"{name}_after")
        return "" if before is None and after is None else f"{plain(before)}→{plain(after)}"

    return Column(titles[name], shown, css="nowrap", related=("streamlining",))


PANELS = (
    Panel(f"{CODE}.reform", "公平竞争和成效", ("business_environment.reform",), ("项目", "前→后"), reform_facts),
    Panel(f"{CODE}.progress", "进展和案例", ("business_environment.reform",), ("日期", "类别", "内容", "进度"), progress_rows),
    Panel(f"{CODE}.findings", "逐项审查意见", ("business_environment.fair_competition",),
          ("审查", "标准", "意见", "涉及条款"), finding_rows),
    Panel(f"{CODE}.uses", "使用情况", ("business_environment.pilot",), ("月份", "次数"), use_rows),
    Panel(f"{CODE}.indicators", "评价指标", ("business_environment.evaluation",),
          ("指标", "目标", "原承诺", "原实际", "现承诺", "现实际"), indicator_rows),
)  # fmt: skip

ROOM = Room(
    code=CODE, title="营商环境", order=31,
    ledgers=(
        Ledger(
            id="business_environment.reforms", title="改革措施台账", procedures=("business_environment.reform",),
            columns=(
                Column("类别", "reformmeasure.category", related=("reformmeasure",)),
                Column("进度（%）", "reformmeasure.percent", related=("reformmeasure",)),
                Column("公平竞争审查", "reformmeasure.fair_said", related=("reformmeasure",)),
                Column("出台日期", "reformmeasure.issued_on", css="nowrap", related=("reformmeasure",)),
            ),
        ),
        Ledger(
            id="business_environment.fair_reviews", title="公平竞争审查台账", procedures=("business_environment.fair_competition",),
            columns=(
                Column("审查方式", "fairreview.reviewer", related=("fairreview",)),
                Column("审查次数", "fairreview.rounds", related=("fairreview",)),
                Column("结论", "fairreview.conclusion", related=("fairreview",)),
            ),
        ),
        Ledger(
            id="business_environment.streamlinings", title="精简优化台账", procedures=("business_environment.streamlining",),
            columns=(
                Column("方式", "streamlining.kind", related=("streamlining",)),
                _change("steps"), _change("materials"), _change("days"),
                Column("公布日期", "streamlining.published_on", css="nowrap", related=("streamlining",)),
            ),
        ),
        Ledger(
            id="business_environment.pilots", title="创新服务应用", procedures=("business_environment.pilot",),
            columns=(
                Column("特色", "pilot.character", related=("pilot",)),
                Column("累计使用", "pilot.uses", related=("pilot",)),
            ),
        ),
        Ledger(
            id="business_environment.evaluations", title="事项评价", procedures=("business_environment.evaluation",),
            columns=(
                Column("达标", lambda m: f"{m.evaluation.met}/{m.evaluation.indicators}", related=("evaluation",)),
                Column("首次测算", "evaluation.first_on", css="nowrap", related=("evaluation",)),
                Column("复测", "evaluation.again_on", css="nowrap", related=("evaluation",)),
            ),
        ),
    ),
    links=(Link("各事项比较", "business_environment:items"), Link("事项对比", "business_environment:comparison"), Link("放管服进展", "business_environment:progress")),
)  # fmt: skip
