"""Two years of service cases of the demonstration, dated relative to today, brought in by slices behind the small set.

Most went through the windows here, and their journals carry every act by the person whose post it was; some thousands
were finished on the provincial platform and come in as one act each, as an import would bring them. A slice is one short transaction, so that nobody waits for the write lock. A slice brought in
twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from yifa.demo.district import MACHINE
from yifa.demo.published import TEXTS
from yifa.demo.requests import J, S, people_of, workday
from yifa.demo.services import CENTRE, TOWN, opening, parts_of, steps
from yifa.kernel import moment
from yifa.kernel.matter.act import Call, Opening, act_many
from yifa.kernel.matter.calendar import office_calendar
from yifa.kernel.matter.models import How, Matter
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor
from yifa.kernel.transaction import write
from yifa.work.rating import seed as ratings
from yifa.work.rating.cases import channel_of
from yifa.work.services import seed
from yifa.work.services.models import ServiceItem

BROUGHT_IN, CHAINS = 6_000, 40_000
SLICE, CHAIN_SLICE = 200, 50
"""Cases of one transaction."""
DAYS = 500
"""Working days back: two years."""
YEARS: tuple[str, ...] = (
    *(f"{s.year}:services-registers" for s in seed.SLICES if s.name == "certless"),
    "2024:services-registers",
    *(f"{s.year}:services-{s.name}:{n}" for s in seed.SLICES for n in range(0, s.total, seed.SLICE)),
    f"{ratings.YEAR}:services-ratings",
)  # fmt: skip
"""The parts of the seed years; ratings come after the cases they are of."""
PARTS: tuple[str, ...] = (
    *(f"now:services-cases:{n}" for n in range(0, BROUGHT_IN, SLICE)),
    *(f"now:services-chains:{n}" for n in range(0, CHAINS, CHAIN_SLICE)),
)
"""The parts of the district's own two years."""


def mine(part: str) -> bool:
    return part.split(":")[1].startswith("services-")


def load(part: str, root: Unit, bureaus: list[Unit]) -> int:
    """Bring in one part; returns how many records it holds."""
    year, name, *begins = part.split(":")
    name, start = name.removeprefix("services-"), int(begins[0]) if begins else 0
    if name == "registers":
        if year == "2024":
            return seed.seal_office(MACHINE, Unit.objects.get(code=SEAL_TOWN))
        return seed.load_registers_2019(MACHINE, [root, *bureaus])
    if name == "ratings":
        town = Unit.objects.get(code=next(t.unit for t in TEXTS if t.id == "S1"))
        return ratings.load_2023(MACHINE, town, root)
    if name == "cases":
        return bring_in(start)
    if name == "chains":
        return chains(start)
    slices = next(s for s in seed.SLICES if s.name == name)
    text = next(t for t in TEXTS if t.id == slices.seed)
    units = [root, *bureaus] if text.unit == root.code else [Unit.objects.get(code=text.unit)]
    return seed.load_slice(MACHINE, units, slices, start)


SEAL_TOWN = "yxlt"
"""The town whose approval office stood under one seal in 2024."""

NAMES = ("王某某", "李某", "陈某某", "赵某", "刘某", "黄某某", "周某某", "吴某", "徐某某", "孙某")
FIRMS = ("某某餐饮店", "某某商贸有限公司", "某某科技有限公司", "某某建材经营部")
BY_UNIT = ("yxscj", "yxscj", "yxmzj", "yxrsj", "yxrsj", "yxgaj", "yxwjj", "yxjsj", "yxjtj", TOWN)
WAYS = ("query", "commitment", "check", "query")


@dataclass(frozen=True)
class Catalogue:
    """The versions of the items of a unit, to be asked by day without another query."""

    by_unit: dict[str, list[list[ServiceItem]]]

    @classmethod
    def read(cls) -> Catalogue:
        rows = ServiceItem.objects.unscoped("the catalogue is public").filter(key__startswith="YX-", joint="")  # fmt: skip
        found: dict[str, dict[str, list[ServiceItem]]] = {}
        for row in rows.exclude(valid_to__lte=moment.today(), key="YX-GAJ-02").select_related("unit").order_by("key", "version"):  # fmt: skip
            if row.key != "YX-GAJ-02":
                found.setdefault(row.unit.code, {}).setdefault(row.key, []).append(row)
        return cls({code: list(items.values()) for code, items in found.items()})

    def on(self, code: str, n: int, day: date) -> ServiceItem:
        """The n-th item of a unit in the version of a day; the first where none stood yet."""
        items = self.by_unit[code]
        return self._of_day(items[n % len(items)], day)

    def named(self, key: str, day: date) -> ServiceItem:
        """An item by its code in the version of a day."""
        every = (versions for items in self.by_unit.values() for versions in items)
        return self._of_day(next(v for v in every if v[0].key == key), day)

    @staticmethod
    def _of_day(versions: list[ServiceItem], day: date) -> ServiceItem:
        return next((v for v in reversed(versions) if v.valid_from <= day), versions[0])


def _days(first: int, count: int) -> tuple[date, ...]:
    """Working days back from `first` days ago: the i-th is so many days before it."""
    calendar, day = office_calendar(), workday(moment.today(), first)
    found = [day]
    while len(found) <= count:
        day = date.fromordinal(day.toordinal() - 1)
        if calendar.is_working_day(day):
            found.append(day)
    return tuple(found)


def bring_in(start: int) -> int:
    """Cases finished on the platform, from the oldest to yesterday's; one in fifty late, one in a hundred refused."""
    known = Catalogue.read()
    days = _days(1, DAYS + 30)
    calls = [_brought(known, days, n) for n in range(start, min(start + SLICE, BROUGHT_IN))]
    act_many(MACHINE, calls, how=How.IMPORTED)
    return len(calls)


def _brought(known: Catalogue, days: tuple[date, ...], n: int) -> Call:
    ago = DAYS - 1 - n * DAYS // BROUGHT_IN
    item = known.on(BY_UNIT[n * 7 % len(BY_UNIT)], n // 3, days[ago])
    promised = item.promised_amount or 0
    took = 0 if item.on_the_spot else promised + 3 if n % 50 == 17 else n * 5 % max(promised, 1)
    if item.valid_from > days[ago + took]:
        took = 0
    online, firm = n % 5 < 2 and item.online in ("apply", "full"), item.unit.code in ("yxscj", "yxjtj")  # fmt: skip
    values: dict[str, Any] = {
        "item": item, "received_on": days[ago + took], "accepted_on": days[ago + took],
        "applicant": (FIRMS if firm else NAMES)[n % (4 if firm else 10)], "applicant_kind": "enterprise" if firm else "natural",
        "channel": "online" if online else ("counter", "counter", "terminal", "mail")[n % 4], "visits": 0 if online else 1 + (n % 9 == 0),
        "on_the_spot": item.on_the_spot, "outcome": "denied" if n % 100 == 61 else "granted",
        "help": "door" if item.kind == "agency" and n % 6 == 0 else "none",
    }  # fmt: skip
    if item.proofs and n % 3:
        values |= {"way": WAYS[n % 4], "way_source": "省公共数据平台" if WAYS[n % 4] != "commitment" else ""}  # fmt: skip
    opened = Opening("service.case", item.unit, seed.PLATFORM, f"{days[ago]:%Y}-{n + 1:07d}")
    return Call(opened, "bring_in", values, on=days[ago], idempotency_key=f"demo:services:case:{n}")


ENDS = ("done",) * 9 + ("spot", "spot", "refused", "withdrawn", "joined", "joined", "told")
RUNNING = ("received", "noticed", "accepted", "accepted", "sent", "working", "decided", "done")
SPOT_ITEMS = {"yxscj": "YX-SCJ-02", "yxrsj": "YX-RSJ-02", "yxwjj": "YX-WJJ-01"}
AT = {"spot": tuple(SPOT_ITEMS), "joined": (CENTRE,), "sent": (CENTRE,), "working": (CENTRE,)}
PLAIN = {
    "yxscj": ("YX-SCJ-01", "YX-SCJ-03"), "yxjtj": ("YX-JTJ-01",), "yxrsj": ("YX-RSJ-01",), "yxgaj": ("YX-GAJ-01",),
    "yxjsj": ("YX-ZJJ-01",), "yxmzj": ("YX-MZJ-02",), TOWN: ("YX-BHZ-01",),
}  # fmt: skip
OWN = tuple(PLAIN)
ELSEWHERE = ("YX-JTJ-01", "YX-ZJJ-01", "YX-GAJ-01")
SLACK = {"YX-SCJ-03": 0, "YX-GAJ-01": 1, "YX-BHZ-01": 1}
"""Working days that items with a short promise have to spare."""
FRESH = 4
"""Working days: of cases younger than these some are still on their way; older ones are over."""


@dataclass
class Chain:
    """One case that went through a window here: where, on which days, how far."""

    n: int
    ago: int
    unit: Unit
    item: str
    until: str
    who: dict[Role, Actor]
    case: Matter | None = None

    def day(self, after: int, days: tuple[date, ...]) -> date:
        return days[max(self.ago - after, 0)]

    @property
    def waited(self) -> int:
        """Working days the decision took beyond the shortest course: one case in fifty was late, and the year before
        last everything took a little longer."""
        if self.ago <= FRESH:
            return 0
        if self.n % 50 == 13:
            return 18
        return min(self.n * 5 % 3 + (self.ago > DAYS // 2), SLACK.get(self.item, 3))

    def call(self, target: Any, role: Role, step: str, data: dict[str, Any], on: date) -> Call:
        actor = self.who[role]
        key = f"demo:services:chain:{self.n}:{step}"
        return Call(target, step, data, on=on, idempotency_key=key, actor=actor)


def _chains(start: int) -> list[Chain]:
    """The oldest began two years ago, the newest today; those of the last days are still on their way."""
    units = {u.code: u for u in Unit.objects.filter(code__in={*OWN, *SPOT_ITEMS, CENTRE})}
    cast = {code: people_of(unit) for code, unit in units.items()}
    found = []
    for n in range(start, min(start + CHAIN_SLICE, CHAINS)):
        ago = DAYS - 1 - n * DAYS // CHAINS
        until = ENDS[n * 7 % len(ENDS)] if ago > FRESH else RUNNING[n % len(RUNNING)]
        places = AT.get(until, OWN)
        at = places[n // 3 % len(places)]
        items = ELSEWHERE if at == CENTRE else (SPOT_ITEMS[at],) if until == "spot" else PLAIN[at]
        item = items[n // 5 % len(items)]
        found.append(Chain(n, ago, units[at], item, until, cast[at]))
    return found


def _acts(chain: Chain, days: tuple[date, ...], known: Catalogue) -> Iterable[Call]:
    """Everything the receiving unit does, up to the sending out of parts."""
    opened, start = Opening("service.case", chain.unit), chain.day(0, days)
    applied = opening(chain.n, chain.item) | {"item": known.named(chain.item, start)}
    yield chain.call(opened, J, "receive", applied, start)
    if chain.until == "told":
        yield chain.call(opened, J, "notice", {"items": "缺一份材料\n申请表未签名"}, start)
        yield chain.call(opened, J, "supply", {"supplied": "已补齐"}, chain.day(1, days))
    until = "done" if chain.until == "told" else chain.until
    for k, (role, step, data) in enumerate(steps(chain.n, until)):
        after = (
            0 if until == "spot" else 1 if step in ("accept", "dispatch") else 1 + k + chain.waited
        )
        yield chain.call(opened, role, step, data, chain.day(after, days))


def chains(start: int) -> int:
    """A slice of cases from the window to delivery, with the parts that other units answered: whole or absent, so that
    nobody finds a case of last year still on its way."""
    with write():
        return _chains_of(start)


def _chains_of(start: int) -> int:
    days = _days(0, DAYS + 1)
    made, known = _chains(start), Catalogue.read()
    calls = [call for chain in made for call in _acts(chain, days, known)]
    cases = {id(c.target): m for c, m in zip(calls, act_many(MACHINE, calls, how=How.BACKFILL), strict=True)}  # fmt: skip
    openings = [c.target for c in calls if c.step == "receive"]
    for chain, opened in zip(made, openings, strict=True):
        chain.case = cases[id(opened)]
    sent = [c for c in made if c.until in ("joined", "working")]
    act_many(MACHINE, _answers(sent, days), how=How.BACKFILL)
    issued = [
        c.call(c.case, J, "issue", {"delivery": "post", "visits": 1}, c.day(4 + c.waited, days)) for c in sent if c.until == "joined" and c.case
    ]  # fmt: skip
    act_many(MACHINE, issued, how=How.BACKFILL)
    act_many(MACHINE, _ratings(made, days), how=How.IMPORTED)
    return len(made)


def _ratings(made: list[Chain], days: tuple[date, ...]) -> list[Call]:
    """What one in twelve said at the window's device when the case was over. Bad ones stand in the small set, with all
    that follows them."""
    if channel_of(made[0].unit, "window") is None:
        return []
    calls = []
    for chain in made:
        if chain.n % 12 or chain.until != "done" or chain.case is None or chain.ago <= FRESH:
            continue
        values = {
            "case_number": chain.case.number, "channel": "window", "level": (5, 5, 4, 5, 3)[chain.n // 12 % 5],
            "given_by": "person",
        }  # fmt: skip
        opened = Opening("rating.review", chain.unit, ratings.PLATFORM, f"HP-{chain.n:06d}")
        key = f"demo:services:chain:{chain.n}:rating"
        calls.append(Call(opened, "bring_in", values, on=chain.day(3 + chain.waited, days), idempotency_key=key))  # fmt: skip
    return calls


def _answers(sent: list[Chain], days: tuple[date, ...]) -> list[Call]:
    calls = []
    cast: dict[int, Actor] = {}
    for chain in sent:
        for part in parts_of(chain.case) if chain.case else ():
            who = cast.setdefault(part.unit_id, people_of(part.unit)[S])
            key = f"demo:services:chain:{chain.n}:part:{part.pk}"
            calls.append(Call(part, "take", {}, on=chain.day(2, days), idempotency_key=f"{key}:take", actor=who))  # fmt: skip
            if chain.until == "joined":
                answer = {"result": "granted", "number": f"{chain.n:05d}"}
                calls.append(Call(part, "answer", answer, on=chain.day(3 + chain.waited, days), idempotency_key=f"{key}:answer", actor=who))  # fmt: skip
    return calls
