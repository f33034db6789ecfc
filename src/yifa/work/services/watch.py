"""What somebody should look at today: unmanned windows, shortages, gaps of guides, and what became simpler."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from yifa.kernel.entry.register import register_of
from yifa.kernel.organization.models import User
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to
from yifa.work.services.catalogue import gaps_of
from yifa.work.services.models import (
    Facility,
    ServiceItem,
    ServicePoint,
    ServiceWindow,
    WindowCover,
)


@dataclass(frozen=True)
class PostToday:
    """A window post on a day: whose it is by name, and who is there, if anybody."""

    window: ServiceWindow
    point: str
    state: str
    holder: str
    stand_in: str

    @property
    def unmanned(self) -> bool:
        return self.state == "unmanned"

    @property
    def title(self) -> str:
        return {"holder": "A岗在岗", "stand_in": "B岗顶岗", "unmanned": "空岗"}[self.state]


def posts(actor: Actor, day: date) -> list[PostToday]:
    """Every window in scope on the day, the unmanned first."""
    rows = visible_to(actor, ServiceWindow.objects.standing(day)).select_related("unit")
    away: dict[str, bool] = {}
    covers = visible_to(actor, WindowCover.objects.standing())
    for key, covered in covers.filter(away_from__lte=day, back_on__gt=day).values_list(
        "window", "covered"
    ):
        away[key] = away.get(key, True) and covered
    names = dict(visible_to(actor, ServicePoint.objects.standing(day)).values_list("key", "name"))
    windows = list(rows.order_by("point", "key"))
    accounts = {u for row in windows for u in (row.holder, row.stand_in)}
    called = dict(User.objects.filter(username__in=accounts).values_list("username", "name"))
    found = []
    for row in windows:
        state = "holder" if row.key not in away else "stand_in" if away[row.key] else "unmanned"
        people = (called.get(u, u) for u in (row.holder, row.stand_in))
        found.append(PostToday(row, names.get(row.point, row.point), state, *people))
    return sorted(found, key=lambda p: not p.unmanned)


def short_of(actor: Actor) -> list[Facility]:
    """Equipment and posts below the number set for the place, the widest gap first."""
    rows = visible_to(actor, Facility.objects.standing()).select_related("unit").filter(gap__gt=0)
    return list(rows.order_by("-gap", "key"))


def incomplete(actor: Actor) -> list[tuple[ServiceItem, list[str]]]:
    """Items whose guide lacks something, those asked for most first, with what is lacking."""
    rows = visible_to(actor, ServiceItem.objects.standing()).filter(gaps__gt=0)
    wanted = rows.select_related("unit").order_by("-high_frequency", "-gaps", "key")[:200]
    return [(row, gaps_of(values_of(row))) for row in wanted]


def values_of(row: ServiceItem) -> dict[str, Any]:
    return {f.name: getattr(row, f.name) for f in row._meta.concrete_fields}


_MEASURES = (
    ("process_steps", "环节"), ("materials_handed", "提交材料"), ("visits", "到场"), ("promised_amount", "承诺时限"),
    ("cost_yuan", "费用"),
)  # fmt: skip


def simplified(actor: Actor) -> list[tuple[ServiceItem, list[tuple[str, int, int]]]]:
    """Items one of whose versions asks less than the one before it: (the newer version, [(what, before, after)])."""
    rows = visible_to(actor, ServiceItem).select_related("unit").order_by("key", "version")
    changed = visible_to(actor, ServiceItem).filter(version__gt=1).values("key")
    by_key: dict[str, list[ServiceItem]] = defaultdict(list)
    for row in rows.filter(key__in=changed):
        by_key[row.key].append(row)
    found = []
    for versions in by_key.values():
        for old, new in pairwise(versions):
            less = []
            for name, title in _MEASURES:
                before, after = getattr(old, name), getattr(new, name)
                same_unit = name != "promised_amount" or old.promised_unit == new.promised_unit
                if before is not None and after is not None and after < before and same_unit:
                    less.append((title, before, after))
            if less:
                found.append((new, less))
    return sorted(found, key=lambda pair: pair[0].valid_from, reverse=True)[:200]


def standing_count(actor: Actor, register_id: str) -> int:
    return int(visible_to(actor, register_of(register_id).model.objects.standing()).count())
