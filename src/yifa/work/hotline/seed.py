"""Raw records of a seed year: cases of difficulty passed down by the city in 2024. Only acts are loaded, never totals.

The text says "so far" (截至目前): a case closed after its report would count as open then; none is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from yifa.kernel.entry.enter import enter
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import How
from yifa.kernel.organization.models import Post, Unit
from yifa.kernel.organization.roles import WORKING, Role
from yifa.kernel.scope.actor import Actor

CASES = (
    # what it is about, received, progress, closed
    ("企业开办材料反复补正", date(2024, 4, 8), date(2024, 4, 15), date(2024, 5, 10)),
    ("不动产登记办理时间过长", date(2024, 6, 17), date(2024, 6, 24), date(2024, 7, 26)),
    ("历史遗留用地手续不全", date(2024, 9, 9), date(2024, 10, 21), None),
)


def load_2024(actor: Actor, unit: Unit, units: Sequence[Unit] = (), handler: str = "") -> int:
    """S2, 2024: three cases of the city, two closed with their result reported back, one that has made headway."""
    values: dict[str, Any]
    who = handler or _somebody(actor, unit)
    for n, (about, received, progress, closed) in enumerate(CASES, 1):
        values = {
            "trouble": "hard", "name": about, "content": f"市级转办：{about}。", "from_body": "市级营商环境主管部门",
            "source_system": "市级转办", "external_number": f"2024-{n}", "handler": who, "report_by": 30,
        }  # fmt: skip
        opening = Opening("complaint.obstacle", unit)
        matter = act(actor, opening, "receive_from_above", values, on=received, how=How.BACKFILL)
        steps: list[tuple[str, dict[str, Any], date]] = [
            ("handle", {"progress": "指定专人，会同责任单位核实"}, received),
            ("follow_up", {"progress": "取得阶段性进展"}, progress),
        ]
        if closed:
            steps.append(("settle", {"result": "问题已经解决", "solved": True}, closed))
            report = {"report": "办理完毕", "reported_on": closed}
            steps.append(("report_up", report, closed))
            steps.append(("clear", {"note": "复核属实"}, closed))
        for step, data, on in steps:
            act(actor, matter, step, data, on=on, how=How.BACKFILL)
    return len(CASES)


def _somebody(actor: Actor, unit: Unit) -> str:
    """A working person of the unit, for a case needs a handler named; where history left nobody, one is entered."""
    rows = Post.objects.unscoped("naming a handler of history").filter(unit=unit, role__in=WORKING)
    found = rows.select_related("user").order_by("pk").first()
    if found is not None:
        return str(found.user.username)
    username, since = f"{unit.code.lower()}-zhuanren", date(2024, 1, 2)
    account = {"username": username, "name": "专人（历史）", "is_active": True}
    enter(actor, "account", account, unit=unit, on=since, reason="历史补录", how="backfill")
    post = {
        "user": username,
        "at": unit.code,
        "role": Role.CASE_HANDLER,
        "reach": "unit",
        "room": "hotline",
    }
    enter(actor, "post", post, unit=unit, on=since, reason="历史补录", how="backfill")
    return username


LOADERS = {("S2", 2024): load_2024}
