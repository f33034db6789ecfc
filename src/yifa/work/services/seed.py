"""Raw records of seed years: proofs cancelled, cases finished, one joint item, one seal. Only records, never totals.

Where a text leaves something open the records fix one reading of it and say which:

- 2019 the cases of the on-the-spot mode are counted "since it was opened", a day that is not told: here they all fall
  within the year.
- 2019 of 98.3 % neither operand is told. With the 3,866 start-ups without a meeting as numerator any denominator from
  3,931 to 3,934 rounds to 98.3; here it is 3,933. That all of these 3,866, and no others, applied online is assumed.
- 2019 "within seven days" does not say of which days: the longest joint case takes seven calendar days, which are five
  working days, so both readings hold.
- 2019 the booklets (18万) and the views (2.8万) are printed in round ten thousands: 175,000 to 184,999 and 27,500 to
  28,499 would be printed alike. The records add up to the round number itself; how many rounds of distribution and how
  many pieces there were is not told and is assumed.
- 2023 the town finished "more than 6,800" cases: any number from 6,801 to 6,899 is consistent; here it is 6,852.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from yifa.kernel.entry.enter import Standing, enter, enter_many
from yifa.kernel.matter.act import Call, Opening, act, act_many
from yifa.kernel.matter.calendar import office_calendar
from yifa.kernel.matter.models import How, Matter, PartyKind, Relation
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.work.services.models import PraiseRecord, ProofItem, ServiceItem
from yifa.work.services.models.words import CaseKind, Channel, Theme, Verdict, Way
from yifa.work.services.part_acts import PART

PLATFORM = "省政务服务平台"
"""Where these cases were handled; the number there is kept with each."""
SLICE = 250
"""Cases of one transaction: small enough that nobody waits for the write lock."""
MIX = 7919
"""A prime: n * MIX mod total visits every position once, so that kinds of cases alternate as they do in life."""

PROOFS, PRAISES = 295, 32
WAYS: tuple[tuple[Way, int], ...] = (
    (Way.CANCELLED, 4_072), (Way.COMMITMENT, 15_819), (Way.QUERY, 8_568), (Way.CHECK, 9_618),
)  # fmt: skip
CERTLESS = sum(count for _, count in WAYS)
REGISTRATIONS, ON_THE_SPOT = 16_537, 14_767
START_UPS, WITHOUT_MEETING = 3_933, 3_866
TOWN_CASES = 6_852
JOINT_DAYS = (
    (date(2019, 3, 11), date(2019, 3, 14)), (date(2019, 5, 15), date(2019, 5, 20)), (date(2019, 7, 9), date(2019, 7, 15)),
    (date(2019, 9, 18), date(2019, 9, 25)),
)  # fmt: skip
"""When the joint cases were accepted and decided: the longest took seven calendar days, five working days."""
FORCE = "“无证明城市”改革工作专班"
BOOKLET_ROUNDS, BOOKLETS = 36, 5_000
PIECES, VIEWS = 7, 4_000


@dataclass(frozen=True)
class Item:
    """An item of a seed year: whose it is by a word of the unit's name, and what its cases need."""

    code: str
    name: str
    bureau: str
    more: dict[str, Any]


def _proof_code(n: int) -> str:
    return f"ZM2019-{n:03d}"


def _asks(*numbers: int) -> dict[str, str]:
    return {"proofs": ",".join(_proof_code(n) for n in numbers)}


CERTLESS_ITEMS = (
    Item("2019-MZ-01", "临时救助", "民政", _asks(1, 2, 3)),
    Item("2019-MZ-02", "高龄津贴发放", "民政", _asks(4, 5)),
    Item("2019-RS-01", "就业困难人员认定", "人力资源", _asks(6, 7)),
    Item("2019-RS-02", "社会保险待遇资格认证", "人力资源", _asks(8)),
    Item("2019-GA-01", "户口迁移", "公安", _asks(9, 10)),
    Item("2019-ZJ-01", "公共租赁住房申请", "住房", _asks(11, 12, 13)),
    Item("2019-JY-01", "义务教育入学登记", "教育", _asks(14)),
    Item("2019-WJ-01", "生育登记", "卫生", _asks(15, 16)),
    Item("2019-NY-01", "农村宅基地申请", "农业", _asks(17, 18)),
)  # fmt: skip
_SPOT = {"on_the_spot": True, "theme": Theme.REGISTRATION, "item_type": "10"}
REGISTRATION_ITEMS = (
    Item("2019-SC-01", "个体工商户登记", "市场", _SPOT),
    Item("2019-SC-02", "企业变更登记", "市场", _SPOT),
    Item("2019-SC-03", "企业备案", "市场", _SPOT),
    Item("2019-SC-04", "企业注销登记", "市场", _SPOT),
)
START_ITEM = Item(
    "2019-SC-05", "企业开办", "市场",
    {"theme": Theme.START, "item_type": "10", "online": "full", "visits": 0, "one_door": True},
)  # fmt: skip
SCHOOL_ITEM = Item(
    "2019-JY-02", "民办培训机构设立“一件事”", "教育",
    {"theme": Theme.SCHOOL, "item_type": "1", "joint": "one_thing", "kind": CaseKind.FLOW, "promised_amount": 7, "promised_unit": "day",
     "legal_amount": 60, "legal_unit": "working_day"},
)  # fmt: skip
TOWN_ITEMS = (
    Item("2023-BM-01", "社会保险参保登记", "", {}), Item("2023-BM-02", "老年人优待证办理", "", {}),
    Item("2023-BM-03", "残疾人证申请", "", {}), Item("2023-BM-04", "城乡居民医疗保险登记", "", {}),
    Item("2023-BM-05", "灵活就业登记", "", {}), Item("2023-BM-06", "生育服务登记", "", {}),
)  # fmt: skip


def working_days(year: int) -> list[date]:
    """The working days of a year, in order."""
    calendar = office_calendar()
    days = (date(year, 1, 1) + timedelta(n) for n in range(366))
    return [d for d in days if d.year == year and calendar.is_working_day(d)]


def owner(units: Sequence[Unit], bureau: str, n: int) -> Unit:
    """The unit whose name holds the word; where none does, the units in turn."""
    return next((u for u in units if bureau and bureau in u.name), units[n % len(units)])


def items(
    actor: Actor, units: Sequence[Unit], wanted: Sequence[Item], year: int
) -> list[ServiceItem]:
    """The items of a year, entered where they are not there, ended when the year is over."""
    rows = ServiceItem.objects.unscoped("are the items of the year there")
    codes = [i.code for i in wanted]
    if rows.filter(key__in=codes).count() < len(codes):
        placed = [(owner(units, i.bureau, n), i) for n, i in enumerate(wanted)]
        entries = [
            Standing(
                {"name": i.name, "item_code": i.code, "area_code": "990101", "item_type": "20", "department_name": u.name} | i.more,
                u,
            )
            for u, i in placed
        ]  # fmt: skip
        enter_many(actor, "service_item", entries, on=date(year, 1, 1), reason="历史清单", how="backfill")  # fmt: skip
        ends = [Standing({}, u, key=i.code, end=True) for u, i in placed]
        enter_many(actor, "service_item", ends, on=date(year + 1, 1, 1), reason="清单重新公布", how="backfill")  # fmt: skip
    found = {i.key: i for i in rows.filter(key__in=codes, version=1).select_related("unit")}
    return [found[code] for code in codes]


def _place(n: int, total: int) -> int:
    """The place of the n-th case once mixed: every place is taken once."""
    return n * MIX % total


def _case(item: ServiceItem, key: str, n: int, closed: date, received: date, **more: Any) -> Call:
    """One finished case as its platform tells it, in one act."""
    values = {"item": item, "received_on": received, "accepted_on": received} | more
    opening = Opening("service.case", item.unit, PLATFORM, f"{key}-{n + 1:06d}")
    return Call(opening, "bring_in", values, on=closed, idempotency_key=f"seed:{key}:{n}")


@cache
def _ways() -> list[Way]:
    return [way for way, count in WAYS for _ in range(count)]


def certless(given: Sequence[ServiceItem], days: Sequence[date], n: int) -> Call:
    """One of 38,077 cases in which a proof that used to be asked for was not, in one of four ways."""
    at, way = n * len(days) // CERTLESS, _ways()[_place(n, CERTLESS)]
    source = {Way.QUERY: "省公共数据平台", Way.CHECK: "出具单位协查"}.get(way, "")
    return _case(
        given[n % len(given)], "2019-ZM", n, days[at], days[max(at - n % 4, 0)], way=way, kind=CaseKind.FLOW,
        way_source=source, applicant_kind=PartyKind.NATURAL, visits=1,
    )  # fmt: skip


def registration(given: Sequence[ServiceItem], days: Sequence[date], n: int) -> Call:
    """One of 16,537 registrations of enterprises in the on-the-spot mode; 14,767 were done on the spot."""
    at, spot = n * len(days) // REGISTRATIONS, _place(n, REGISTRATIONS) < ON_THE_SPOT
    received = days[at if spot else max(at - 1 - n % 3, 0)]
    return _case(
        given[n % len(given)], "2019-DJ", n, days[at], received, on_the_spot=spot, visits=1, applicant_kind=PartyKind.ENTERPRISE,
        kind=CaseKind.SPOT if spot else CaseKind.FLOW,
    )  # fmt: skip


def start_up(given: Sequence[ServiceItem], days: Sequence[date], n: int) -> Call:
    """One of 3,933 new enterprises: 3,866 online without coming in, the others at the counter."""
    at, online = n * len(days) // START_UPS, _place(n, START_UPS) < WITHOUT_MEETING
    return _case(
        given[0], "2019-KB", n, days[at], days[max(at - n % 2, 0)], channel=Channel.ONLINE if online else Channel.COUNTER,
        visits=0 if online else 1, applicant_kind=PartyKind.ENTERPRISE, kind=CaseKind.FLOW,
    )  # fmt: skip


TOWN_KINDS = (CaseKind.SPOT,) * 5 + (CaseKind.AGENCY, CaseKind.GUIDED, CaseKind.FLOW)


def town_case(given: Sequence[ServiceItem], days: Sequence[date], n: int) -> Call:
    """One of a town's 6,852 cases of the four kinds, every one of them finished."""
    kind = TOWN_KINDS[n % len(TOWN_KINDS)]
    at, spot = n * len(days) // TOWN_CASES, kind == CaseKind.SPOT
    received = days[at if spot else max(at - 1 - n % 4, 0)]
    return _case(
        given[n % len(given)], "2023-BM", n, days[at], received, kind=kind, on_the_spot=spot, visits=1,
        applicant_kind=PartyKind.NATURAL, notices=int(n % 17 == 0),
    )  # fmt: skip


def proofs(actor: Actor, unit: Unit) -> int:
    """295 proofs of the year's cleaning up, each cancelled on its day with what stands in its place."""
    rows = ProofItem.objects.unscoped("are the proofs there").filter(key__startswith="ZM2019-")
    if rows.exists():
        return 0
    days = working_days(2019)
    about = (
        "收入",
        "亲属关系",
        "居住",
        "婚姻状况",
        "无业",
        "无房",
        "在读",
        "生存",
        "监护",
        "农村户籍",
    )
    used = ("救助", "津贴", "补贴", "登记", "入学", "住房保障", "贷款贴息", "法律援助")
    ways = [way for way, _ in WAYS]
    instead = {
        Way.CANCELLED: "不再需要", Way.COMMITMENT: "书面承诺", Way.QUERY: "省公共数据平台", Way.CHECK: "向出具单位核验",
    }  # fmt: skip
    entries = []
    for n in range(1, PROOFS + 1):
        kind, purpose, way = about[n % len(about)], used[n // len(about) % len(used)], ways[n % 4]
        values = {
            "code": _proof_code(n), "name": f"{kind}证明（{purpose}用，第{n}项）", "asked_by": "区级部门", "issued_by": "村（社区）",
            "used_for": purpose, "verdict": Verdict.CANCELLED, "way": way, "replaced_by": instead[way],
            "cancelled_on": days[n * (len(days) - 1) // PROOFS],
        }  # fmt: skip
        entries.append(Standing(values, unit))
    done = enter_many(actor, "service_proof", entries, on=date(2019, 1, 1), reason="历史补录", how="backfill")  # fmt: skip
    return len(done)


def praises(actor: Actor, unit: Unit) -> int:
    """32 times the city's task force praised the district's in its working group, each with its proof."""
    rows = PraiseRecord.objects.unscoped("are they there").filter(key__startswith="DZ2019-")
    if rows.exists():
        return 0
    days = working_days(2019)
    entries = []
    for n in range(1, PRAISES + 1):
        values = {
            "code": f"DZ2019-{n:02d}", "force": FORCE, "given_on": days[n * (len(days) - 1) // PRAISES],
            "given_by": "市级改革专班", "content": "对进展表示肯定", "proof": f"工作群记录截图第{n}号",
        }  # fmt: skip
        entries.append(Standing(values, unit))
    done = enter_many(actor, "service_praise", entries, on=date(2019, 1, 1), reason="历史补录", how="backfill")  # fmt: skip
    return len(done)


def publicity(actor: Actor, unit: Unit) -> int:
    """Rounds of booklets handed out from house to house, and pieces of questions and answers with their last reading."""
    rows = Matter.objects.unscoped("are they there").filter(procedure="service.publicity", unit=unit)  # fmt: skip
    if rows.filter(received_ym__range=(201901, 201912)).exists():
        return 0
    days = working_days(2019)
    calls: list[Call] = []
    for n in range(1, BOOKLET_ROUNDS + 1):
        opening, day = (
            Opening("service.publicity", unit),
            days[n * (len(days) - 30) // BOOKLET_ROUNDS],
        )
        about = {"name": f"“无证明城市”宣传手册入户发放第{n}批", "kind": "booklet", "place": f"第{n}片村社", "force": FORCE}  # fmt: skip
        held = {"copies": BOOKLETS, "proof": f"发放签收表第{n}号"}
        calls += [Call(opening, "plan", about, on=day), Call(opening, "hold", held, on=day)]
    for n in range(1, PIECES + 1):
        at = n * (len(days) - 30) // PIECES
        opening = Opening("service.publicity", unit)
        about = {"name": f"“无证明城市”知识问答第{n}期", "kind": "article", "place": "普法微信公众号", "force": FORCE}  # fmt: skip
        for step, data, day in (
            ("plan", about, days[at]), ("hold", {"proof": f"推送第{n}期"}, days[at]),
            ("read_views", {"views": VIEWS // 2, "proof": f"后台截图{n}-1"}, days[at + 10]),
            ("read_views", {"views": VIEWS, "proof": f"后台截图{n}-2"}, days[at + 25]),
        ):  # fmt: skip
            calls.append(Call(opening, step, data, on=day))
    act_many(actor, calls, how=How.BACKFILL)
    return BOOKLET_ROUNDS + PIECES


def joint(actor: Actor, units: Sequence[Unit]) -> int:
    """Joint cases of one application and two certificates, from the window through both departments to delivery."""
    first, second = owner(units, SCHOOL_ITEM.bureau, 0), owner(units, "民政", 1)
    lines = f"{first.code}｜办学许可证\n{second.code}｜民办非企业单位登记证书"
    wanted = replace(SCHOOL_ITEM, more=SCHOOL_ITEM.more | {"joint_parts": lines})
    item = items(actor, units, [wanted], 2019)[0]
    rows = Matter.objects.unscoped("are they there").filter(procedure="service.case")
    if rows.filter(servicecase__item=item).exists():
        return 0
    deciding = Actor.system(f"{actor.name}（审批）")
    for n, (accepted, decided) in enumerate(JOINT_DAYS, 1):
        opening = Opening("service.case", item.unit)
        applied = {"item": item, "applicant": f"培训机构{n}", "applicant_kind": PartyKind.ENTERPRISE}  # fmt: skip
        steps: tuple[tuple[str, dict[str, Any]], ...] = (("receive", applied), ("accept", {}), ("dispatch", {}))  # fmt: skip
        calls = [Call(opening, step, data, on=accepted) for step, data in steps]
        case = act_many(actor, calls, how=How.BACKFILL)[0]
        parts = Relation.objects.filter(source=case, kind=PART).order_by("pk").values_list("target_id", flat=True)  # fmt: skip
        for m, part in enumerate(parts, 1):
            act(deciding, part, "take", {}, on=accepted, how=How.BACKFILL)
            answer = {"result": "granted", "number": f"2019{n:02d}{m}"}
            act(deciding, part, "answer", answer, on=decided, how=How.BACKFILL)
        issued = {"delivery": "counter", "visits": 1}
        act(actor, case.pk, "issue", issued, on=decided, how=How.BACKFILL)
    return len(JOINT_DAYS)


def seal_office(actor: Actor, town: Unit) -> int:
    """A town's approval office as it stood in 2024: one seal, two people who do nothing else."""
    since = date(2024, 3, 1)
    office = {
        "code": "YZ2024-01", "name": f"{town.short_name}行政审批办公室", "seal": "行政审批专用章", "seals": 1,
        "authorised_by": "区级赋权文件", "items": "按赋权清单",
    }  # fmt: skip
    enter(actor, "service_seal", office, unit=town, on=since, reason="历史补录", how="backfill")
    for n in (1, 2):
        staff = {
            "code": f"SP2024-{n:02d}", "shown_as": f"审批专员{n}号", "post": "行政审批专员", "items": "乡镇审批事项",
            "office_line": "未载", "full_time": True, "seal_office": True,
        }  # fmt: skip
        enter(actor, "service_staff", staff, unit=town, on=since, reason="历史补录", how="backfill")
    return 3


@dataclass(frozen=True)
class Slices:
    """Cases of a seed year that come in by slices: whose items, how many, and the cases themselves."""

    seed: str
    year: int
    name: str
    total: int
    items: tuple[Item, ...]
    make: Callable[[Sequence[ServiceItem], Sequence[date], int], Call]


SLICES = (
    Slices("S4", 2019, "certless", CERTLESS, CERTLESS_ITEMS, certless),
    Slices("S4", 2019, "registrations", REGISTRATIONS, REGISTRATION_ITEMS, registration),
    Slices("S4", 2019, "start_ups", START_UPS, (START_ITEM,), start_up),
    Slices("S1", 2023, "town", TOWN_CASES, TOWN_ITEMS, town_case),
)


def load_slice(
    actor: Actor, units: Sequence[Unit], slices: Slices, start: int, size: int = SLICE
) -> int:
    """Bring in the cases from `start` on, in one transaction; a second time changes nothing. Returns how many."""
    if slices.seed == "S4":
        proofs(actor, units[0])
    given, days = items(actor, units, slices.items, slices.year), working_days(slices.year)
    calls = [slices.make(given, days, n) for n in range(start, min(start + size, slices.total))]
    act_many(actor, calls, how=How.IMPORTED)
    return len(calls)


def load_registers_2019(actor: Actor, units: Sequence[Unit]) -> int:
    """S4, 2019: proofs, praise, publicity and joint cases; the units are the district and its departments."""
    alone = proofs(actor, units[0]) + praises(actor, units[0]) + publicity(actor, units[0])
    return alone + joint(actor, units)


def load(actor: Actor, units: Sequence[Unit], seed: str, size: int = SLICE) -> int:
    """Every slice of a seed year, one after the other; returns how many cases there are."""
    return sum(
        load_slice(actor, units, s, start, size)
        for s in SLICES
        if s.seed == seed
        for start in range(0, s.total, size)
    )
