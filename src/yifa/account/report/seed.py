"""A year of reports for a demonstration: who owes one, the running drafts, one town's report all the way to the public.

Every number comes from the records that are there; the words are examples of our own. Loading again changes nothing.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from yifa.account.report import upkeep
from yifa.account.report.models import AnnualReport, ReportOwed, ReportVersion
from yifa.account.report.parts import recipients_of
from yifa.account.report.template import BLANK
from yifa.kernel import moment
from yifa.kernel.duty.meet import open_obligations
from yifa.kernel.entry.enter import Standing, enter_many
from yifa.kernel.errors import Refusal
from yifa.kernel.matter.act import act
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.tree import descendants
from yifa.kernel.scope.actor import Actor

MACHINE = Actor.system("演示装载")
KINDS = ("district", "department", "town")
FIRST = 2020
"""The rule on yearly reports is of April 2019: the first year whose draft can begin in January."""
PROBLEMS = (
    "- 个别政府信息公开申请临近期限才答复。原因是岗位轮换后节点提醒没有跟上。\n"
    "- 重点领域公开目录更新不够及时。原因是责任科室分工不清。"
)
LEADERS = "主持召开法治建设专题会议，听取工作汇报，对信息公开、合同审核中的具体问题逐件督办"
TASKS = (
    "- 建立依申请公开节点提醒，由办公室负责，六月底前完成。\n"
    "- 逐项核定重点领域公开目录的责任科室，三月底前完成。"
)


def load(root: Unit, year: int, seat: str = "") -> int:
    """List the units below `root` as owing since the rule's first year, open the drafts of `year` and of this year,
    and carry one town's report of `year` (that of `seat`, else the first) through signature, submission and
    publication. Returns how many drafts were opened. Raises `ValueError` before the rule's first year."""
    if year < FIRST:
        raise ValueError(f"{year}: the rule on yearly reports begins with {FIRST}")
    units = [u for u in descendants(root) if u.kind in KINDS and u.closed_on is None]
    rows = [
        Standing({"at": u.code, "kind": "", "internal_month": 2, "internal_day": 10}, u, key=u.code)
        for u in units
        if not ReportOwed.objects.unscoped("the demonstration's own").filter(key=u.code).exists()
    ]
    opened = 0
    with moment.at(date(FIRST, 1, 4)):
        enter_many(MACHINE, "report_owed", rows, reason="演示", how="backfill")
    with moment.at(date(year, 1, 4)):
        open_obligations()
        opened += upkeep.open_drafts()
    open_obligations()
    opened += upkeep.open_drafts()
    towns = [u for u in units if u.kind == "town"]
    town = next((u for u in towns if u.code == seat), towns[0] if towns else None)
    if town is not None:
        whole(town, year)
    return opened


def whole(unit: Unit, year: int) -> None:
    """One report from its draft to the public page; left alone where somebody has already worked on it."""
    rows = AnnualReport.objects.unscoped("the demonstration's own")
    report = rows.select_related("matter").get(matter__unit=unit, year=year, matter__is_void=False)
    if report.matter.state != "drafting" or moment.today() < date(year + 1, 3, 12):
        return
    versions = ReportVersion.objects.unscoped("the demonstration's own").filter(
        matter=report.matter
    )
    last = versions.order_by("-no").first()
    assert last is not None
    pk = report.matter_id
    told = {"signer": "（演示）主要负责人"}
    sent = {"recipients": [r.code for r in recipients_of(report.kind)], "method": "公文交换"}
    steps: tuple[tuple[str, dict[str, Any], tuple[int, int]], ...] = (
        ("save", {"text": filled(last.text), "base": last.no, "note": "补充不足、履职和安排"}, (1, 20)),
        ("hand_in", {}, (1, 26)), ("review", {"facts": "ok", "secrecy": "open"}, (1, 28)),
        ("sign_party", told, (1, 29)), ("sign_head", told, (1, 29)), ("submit", sent, (2, 4)),
        ("receipt", {"recipient": "inspection", "received_by": "（演示）收文人"}, (2, 5)),
        ("publish", {"summary": "推进法治政府建设的举措、成效、不足和安排。"}, (3, 12)),
    )  # fmt: skip
    for code, data, (month, day) in steps:
        if code == "sign_party" and not report.joint:
            continue
        with moment.at(date(year + 1, month, day)):
            act(MACHINE, pk, code, data)


def filled(text: str) -> str:
    """The template's text with its hints replaced by examples."""
    text = re.sub(r"(?m)^- （写明[^）]*不足[^）]*）原因是（[^）]*）。$", PROBLEMS, text)
    text = re.sub(r"(?m)^- （写明下一年[^）]*）$", TASKS, text)
    text = re.sub(r"（写明[^）]*）", LEADERS, text)
    if BLANK in text:
        raise Refusal("模板的提示没有全部替换")
    return text
