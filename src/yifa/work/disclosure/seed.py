"""Raw records of a seed year: publications and requests as a district would have made them in 2019.

Only records are loaded, never totals; every act goes through the write door, as history (how=backfill).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from yifa.kernel.matter.act import Call, Opening, act_many
from yifa.kernel.matter.calendar import office_calendar
from yifa.kernel.matter.models import How, PartyKind
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.work.disclosure.classes import Genre, Subject
from yifa.work.disclosure.outcomes import outcome_of

PUBLICATIONS = 12_155
REQUESTS = 130
BATCH = 2_000
YEAR = 2019
THEMES = (
    "财政预算执行", "建设项目招标", "环境保护监测", "食品安全抽检", "就业补助发放", "教育招生安排", "征地补偿公示",
    "医疗卫生服务", "安全生产检查", "社会救助名单统计",
)  # fmt: skip
OUTCOMES = ("opened",) * 6 + ("partial", "not_held", "not_made", "process", "petition", "case_file")
CLASSES = (PartyKind.NATURAL,) * 7 + (PartyKind.ENTERPRISE, PartyKind.LAW_SERVICE, PartyKind.OTHER)


def working_days(year: int) -> list[date]:
    """The working days of a year, in order."""
    calendar = office_calendar()
    days = (date(year, 1, 1) + timedelta(n) for n in range(366))
    return [d for d in days if d.year == year and calendar.is_working_day(d)]


def load_year_2019(actor: Actor, units: Sequence[Unit]) -> None:
    """12,155 publications and 130 requests spread over the units and the working days of 2019; deterministic."""
    days = working_days(YEAR)
    load(actor, publications(units, days))
    load(actor, requests(units, days))


def load(actor: Actor, calls: Iterator[list[Call]]) -> None:
    """Send matters (each a list of calls) through the door in batches."""
    batch: list[Call] = []
    for matter in calls:
        batch += matter
        if len(batch) >= BATCH:
            act_many(actor, batch, how=How.BACKFILL)
            batch = []
    if batch:
        act_many(actor, batch, how=How.BACKFILL)


def publications(units: Sequence[Unit], days: Sequence[date]) -> Iterator[list[Call]]:
    """One recorded publication each, made public nought to nine working days after it was made."""
    subjects, genres = (
        list(Subject),
        [Genre.NOTICE, Genre.ANNOUNCEMENT, Genre.DATA, Genre.OTHER, Genre.LETTER],
    )
    for n in range(PUBLICATIONS):
        at = n * len(days) // PUBLICATIONS
        theme = THEMES[n % len(THEMES)]
        values = {
            "name": f"{theme}情况（{YEAR}年第{n + 1}号）", "created_on": days[max(at - n % 10, 0)],
            "affair": "government", "genre": genres[n % len(genres)], "subject": subjects[n % len(subjects)],
            "manner": "政府网站", "is_policy": "0",
        }  # fmt: skip
        yield [
            Call(
                Opening("disclosure.publication", units[n % len(units)]),
                "record",
                values,
                on=days[at],
            )
        ]


def requests(units: Sequence[Unit], days: Sequence[date]) -> Iterator[list[Call]]:
    """One request each, received over the year's first 230 working days and answered within its limit."""
    for n in range(REQUESTS):
        at = n * 230 // REQUESTS
        answered = at + 5 + n % 9
        yield _request(n, units[n % len(units)], days[at], days[at + 2], days[answered])


def _request(n: int, unit: Unit, received: date, reviewed: date, replied: date) -> list[Call]:
    opening = Opening("disclosure.request", unit)
    kind, outcome = CLASSES[n % len(CLASSES)], outcome_of(OUTCOMES[n % len(OUTCOMES)])
    name = "公民" if kind == PartyKind.NATURAL else "单位"
    form: dict[str, Any] = {
        "applicant": f"申请{name}{n + 1}", "applicant_class": kind, "wanted": f"{THEMES[n % len(THEMES)]}的有关文件",
        "provision": "电子文档", "channel": "counter", "submitted_on": received,
    }  # fmt: skip
    complete = {"has_identity": True, "has_description": True, "has_provision": True}
    draft = {
        "outcome": outcome.code, "answer": "答复内容见附件。", "ground": outcome.cite if outcome.needs_ground else "",
        "reconsideration_body": "区人民政府", "court": "区人民法院",
    }  # fmt: skip
    served = {"recipient": form["applicant"], "method": "electronic", "served_on": replied}
    return [
        Call(opening, "register", form, on=received),
        Call(opening, "form_check", complete, on=received),
        Call(
            opening, "search", {"places": "档案室和办公系统", "found": outcome.label}, on=reviewed
        ),
        Call(opening, "secrecy_review", {"conclusion": "open"}, on=reviewed),
        Call(opening, "draft", draft, on=reviewed),
        Call(opening, "reply", {}, on=replied),
        Call(opening, "deliver", served, on=replied),
        Call(opening, "archive", {}, on=replied),
    ]
