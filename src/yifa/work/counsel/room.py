"""What the room shows: its ledgers, registers, rows on the matter page, and the ledger of everything under legality review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from yifa.kernel import moment
from yifa.kernel.matter.models import Matter
from yifa.ledger.pages.page import procedure_of
from yifa.ledger.panels import Panel
from yifa.ledger.rooms import Column, Ledger, Room
from yifa.work.counsel.models import Advice, CheckupProblem

WHY = "rows of a matter in scope"


def _advice(matter: Matter, handling: bool) -> Sequence[Sequence[str]]:
    rows = Advice.objects.unscoped(WHY).filter(matter_id=matter.pk).order_by("serial")
    return [(str(r.serial), r.text, r.get_adoption_display(), r.reason) for r in rows]


def _problems(matter: Matter, handling: bool) -> Sequence[Sequence[str]]:
    rows = CheckupProblem.objects.unscoped(WHY).filter(matter_id=matter.pk).order_by("serial")
    return [(str(r.serial), r.text, r.solution, str(r.solved_on or "未解决")) for r in rows]


def _procedure(matter: Matter) -> str:
    return procedure_of(matter).title


PANELS = (
    Panel(
        "counsel.advice",
        "意见建议及采纳情况",
        ("counsel.assignment",),
        ("序号", "意见", "采纳情况", "说明"),
        _advice,
    ),
    Panel(
        "counsel.problems",
        "法律问题",
        ("counsel.checkup",),
        ("序号", "问题", "解决情况", "解决日期"),
        _problems,
    ),
)


def _term(matter: Matter) -> str:
    """The term of service with its last day, and that it has run out."""
    d = matter.counsel
    if d.served_from is None:
        return ""
    if d.served_to is None:
        return f"{d.served_from} 起"
    over = "（已届满）" if d.served_to <= moment.today() and matter.is_open else ""
    return f"{d.served_from} 至 {d.served_to - timedelta(days=1)}{over}"


def _heads(matter: Matter) -> str:
    return str(matter.assignment.heads or "")


def _pieces(matter: Matter) -> str:
    return str(matter.assignment.advice or "")


def _of(model: str, *columns: tuple[str, str] | tuple[str, str, bool]) -> tuple[Column, ...]:
    return tuple(
        Column(
            c[0],
            f"{model}.{c[1]}",
            css="nowrap" if c[1].endswith("_on") else "",
            personal=len(c) > 2,
            related=(model,),
        )
        for c in columns
    )


ROOM = Room(
    code="counsel", title="法律顾问", order=34,
    ledgers=(
        Ledger(
            id="counsel.assignments", title="工作台账", procedures=("counsel.assignment",),
            columns=(
                *_of("assignment", ("类别", "kind"), ("法律顾问", "counsel", True), ("村（社区）", "village")),
                Column("人次", _heads, related=("assignment",)), Column("意见", _pieces, related=("assignment",)),
                Column("提交日期", "assignment.submitted_on", css="nowrap", related=("assignment",)),
            ),
        ),
        Ledger(
            id="counsel.engagements", title="法律顾问、公职律师", procedures=("counsel.engagement", "counsel.government_lawyer"),
            columns=(
                *_of("counsel", ("类别", "kind"), ("姓名", "name", True), ("机构", "body"), ("考核", "grade")),
                Column("聘期", _term, related=("counsel",)),
            ),
        ),
        Ledger(
            id="counsel.participations", title="参与决策", procedures=("counsel.participation",),
            columns=_of("participation", ("拟决策日期", "decide_on"), ("法律顾问", "counsel", True), ("意见日期", "opinion_on")),
        ),
        Ledger(
            id="counsel.requests", title="共享法律顾问", procedures=("counsel.request",),
            columns=_of("counselrequest", ("指派的法律顾问", "counsel", True), ("采纳情况", "adoption")),
        ),
        Ledger(
            id="counsel.checkups", title="法治体检", procedures=("counsel.checkup",),
            columns=_of("checkup", ("类别", "kind"), ("体检日期", "examined_on"), ("问题", "problems"), ("已解决", "solved")),
        ),
        Ledger(
            id="counsel.legality_review", title="合法性审核台账", tag="legality_review",
            columns=(Column("业务", _procedure),),
        ),
    ),
    registers=("counsel_coverage", "counsel_body"),
)  # fmt: skip
