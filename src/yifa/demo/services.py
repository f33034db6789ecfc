"""Government services of the demonstration: the catalogue with its guides, the windows, and cases at every stage.

The item codes, limits and bases are the simulated district's own. Each act is taken by the person whose post it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from yifa.demo.district import MACHINE, SINCE
from yifa.demo.requests import J, S, people_of, workday
from yifa.kernel import moment
from yifa.kernel.entry.enter import Standing, enter, enter_many
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import Matter, Relation
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor
from yifa.work.services.part_acts import PART

CENTRE, TOWN = "yxspj", "yxbh"
FORM = "申请表｜申请人提供"
ID = "身份证件｜数据共享"
LICENCE = "营业执照｜数据共享"
GUIDE: dict[str, Any] = {
    "area_code": "990101", "item_type": "20", "kind": "flow", "legal_basis": "演示区事项清单", "legal_amount": 30,
    "legal_unit": "working_day", "promised_amount": 10, "promised_unit": "working_day", "process_steps": 3, "visits": 1,
    "window": "区政务服务大厅综合窗口", "consult": "大厅咨询台", "online": "apply", "one_door": True, "materials": f"{ID}\n{FORM}",
}  # fmt: skip
ITEMS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("YX-SCJ-01", "食品经营许可", "yxscj", {"item_type": "1", "legal_amount": 20, "high_frequency": True,
        "conditions": "有与经营品种相适应的场所、设备和制度", "promised_amount": 10, "process_steps": 6, "visits": 2, "cost_yuan": 0,
        "materials": f"{LICENCE}\n{FORM}\n场所平面图｜申请人提供\n从业人员健康证明｜数据共享\n租赁合同｜申请人提供", "proofs": "ZM-01"}),
    ("YX-SCJ-02", "个体工商户登记", "yxscj", {"item_type": "10", "kind": "spot", "theme": "registration", "on_the_spot": True,
        "high_frequency": True, "no_materials": True, "materials": "", "promised_amount": None, "promised_unit": ""}),
    ("YX-SCJ-03", "企业开办", "yxscj", {"item_type": "10", "theme": "start", "online": "full", "visits": 0, "high_frequency": True,
        "promised_amount": 1, "materials": f"法定代表人{ID}\n住所承诺｜告知承诺"}),
    ("YX-MZJ-01", "高龄津贴发放", "yxmzj", {"item_type": "5", "kind": "agency", "theme": "livelihood", "livelihood": True,
        "high_frequency": True, "needs_household": True, "needs_notice": True, "visits": 0, "materials": f"{ID}\n户籍信息｜数据共享"}),
    ("YX-MZJ-02", "临时救助", "yxmzj", {"item_type": "5", "kind": "guided", "theme": "livelihood", "livelihood": True, "promised_amount": 8,
        "proofs": "ZM-02,ZM-03"}),
    ("YX-RSJ-01", "灵活就业社会保险补贴", "yxrsj", {"item_type": "5", "livelihood": True, "proofs": "ZM-04"}),
    ("YX-RSJ-02", "社会保障卡补换", "yxrsj", {"kind": "spot", "on_the_spot": True, "citywide": True, "livelihood": True,
        "high_frequency": True, "promised_amount": None, "promised_unit": "", "materials": ID, "cost_yuan": 0}),
    ("YX-GAJ-01", "户口迁移", "yxgaj", {"item_type": "7", "promised_amount": 3, "crossarea": True, "proofs": "ZM-05"}),
    ("YX-WJJ-01", "生育登记", "yxwjj", {"kind": "spot", "on_the_spot": True, "online": "full", "crossarea": True, "visits": 0,
        "livelihood": True, "high_frequency": True, "no_materials": True, "materials": "", "promised_amount": None, "promised_unit": ""}),
    ("YX-ZJJ-01", "公共租赁住房申请", "yxjsj", {"promised_amount": 15, "proofs": "ZM-02,ZM-06", "livelihood": True}),
    ("YX-JTJ-01", "道路货物运输经营许可", "yxjtj", {"item_type": "1", "legal_amount": 20,
        "materials": f"{LICENCE}\n{FORM}\n车辆检测合格证明｜数据共享"}),
    ("YX-JYJ-01", "民办培训机构设立“一件事”", "yxjyj", {"item_type": "1", "theme": "school", "joint": "one_thing",
        "legal_amount": 45, "promised_amount": 7, "joint_parts": "yxjyj｜办学许可证\nyxmzj｜民办非企业单位登记证书"}),
    ("YX-BHZ-01", "老年人优待证办理", "yxbh", {"kind": "agency", "livelihood": True, "promised_amount": 3, "window": "白鹤镇便民服务中心",
        "materials": ID}),
    ("YX-NYJ-01", "农村宅基地建房备案", "yxnyj", {"process_steps": None, "consult": "", "promised_amount": None, "promised_unit": "",
        "online": "", "materials": ""}),
)  # fmt: skip
PROOFS = (
    ("ZM-01", "经营场所使用证明", "市场监督管理局", "自然资源和规划局", "cancelled", "query", "不动产登记数据"),
    ("ZM-02", "家庭收入证明", "民政局", "村（社区）", "cancelled", "check", "向工作单位核验"),
    ("ZM-03", "患病情况证明", "民政局", "医疗机构", "cancelled", "commitment", "书面承诺"),
    ("ZM-04", "灵活就业证明", "人力资源和社会保障局", "村（社区）", "cancelled", "commitment", "书面承诺"),
    ("ZM-05", "亲属关系证明", "公安分局", "村（社区）", "cancelled", "query", "省公共数据平台"),
    ("ZM-06", "无房证明", "住房和城乡建设局", "自然资源和规划局", "cancelled", "query", "不动产登记数据"),
    ("ZM-07", "居住证明", "教育局", "村（社区）", "cancelled", "cancelled", "不再需要"),
    ("ZM-08", "票据遗失证明", "财政局", "用票单位", "cancelled", "cancelled", "不再需要"),
)  # fmt: skip
POINTS = (
    ("FW-01", CENTRE, "云溪区政务服务中心", "centre", "文化路1号", True),
    ("FW-02", TOWN, "白鹤镇便民服务中心", "town", "白鹤镇政府一楼", True),
    ("FW-03", "yxqy", "青云街道便民服务中心", "town", "青云街道办事处一楼", True),
    ("FW-04", "yxbh-1", "溪口村代办点", "village", "溪口村村委会", False),
)  # fmt: skip


def catalogue(units: dict[str, Unit], since: date) -> None:
    """Proofs first, for an item names those it used to ask for; then the items with their guides."""
    proofs = [
        Standing(
            {"code": code, "name": name, "asked_by": f"区{asked}", "issued_by": issued, "verdict": verdict, "way": way,
             "replaced_by": instead, "cancelled_on": since, "used_for": "申请办理"},
            units["yxsfj"],
        )
        for code, name, asked, issued, verdict, way, instead in PROOFS
    ]  # fmt: skip
    _enter("service_proof", proofs, since)
    items = [
        Standing(GUIDE | {"item_code": code, "name": name, "department_name": units[at].name} | more, units[at])
        for code, name, at, more in ITEMS
    ]  # fmt: skip
    _enter("service_item", items, since)


def _enter(register: str, wanted: list[Standing], since: date) -> None:
    enter_many(MACHINE, register, wanted, on=since, reason="公布", how="backfill")


def places(units: dict[str, Unit], since: date) -> None:
    """Service points, window posts with their stand-ins, the staff board, agents, what is lacking, open web channels."""
    points = [
        Standing({"code": code, "name": name, "level": level, "place": place, "any_item": any_, "hours": "工作日9:00至17:00"}, units[at])
        for code, at, name, level, place, any_ in POINTS
    ]  # fmt: skip
    _enter("service_point", points, since)
    windows = [
        (CENTRE, "FW-01", "综合1号窗", "yxspjj", "yxspjs"), (CENTRE, "FW-01", "综合2号窗", "yxspjs", "yxspjj"),
        (TOWN, "FW-02", "综合窗口", "zhen", "yxbhs"),
    ]  # fmt: skip
    posts = [
        Standing({"code": f"CK-{n:02d}", "point": point, "name": name, "holder": holder, "stand_in": deputy, "scope": "无差别受理"}, units[at])
        for n, (at, point, name, holder, deputy) in enumerate(windows, 1)
    ]  # fmt: skip
    _enter("service_window", posts, since)
    board = [
        Standing({"code": f"RY-{n:02d}", "shown_as": f"{n:03d}号", "point": point, "post": post, "items": "各类事项收件、咨询和出件",
                  "office_line": "演示电话，不接通", "full_time": True}, units[at])
        for n, (at, point, post) in enumerate(((CENTRE, "FW-01", "综合窗口"), (CENTRE, "FW-01", "出件窗口"), (TOWN, "FW-02", "综合窗口")), 1)
    ]  # fmt: skip
    _enter("service_staff", board, since)
    agents = [
        Standing({"code": f"DB-{n:02d}", "shown_as": f"代办员{n}号", "scope": "民生事项", "point": point, "office_line": "演示电话，不接通"}, units[at])
        for n, (at, point) in enumerate(((TOWN, "FW-02"), ("yxbh-1", "FW-04"), (CENTRE, "FW-01")), 1)
    ]  # fmt: skip
    _enter("service_agent", agents, since)
    lacking = [
        Standing({"code": "SS-01", "point": "FW-01", "what": "自助终端", "needed": 4, "present": 3}, units[CENTRE]),
        Standing({"code": "SS-02", "point": "FW-02", "what": "窗口人员", "is_post": True, "needed": 3, "present": 2}, units[TOWN]),
    ]  # fmt: skip
    _enter("service_facility", lacking, since)
    channels = [
        Standing({"at": at, "receiver": f"{at}j", "deputy": f"{at}s"}, units[at]) for at in ("yxscj", "yxwjj", "yxmzj")
    ]  # fmt: skip
    _enter("service_channel", channels, since)


PROMISES = (
    ("CN-01", "综合窗口工作日午间不间断受理", "每月抽查窗口在岗记录，无空岗", "区政务服务大厅公示屏"),
    ("CN-02", "企业开办一个工作日办结", "每月核对企业开办办件的办理天数", "区政府网站"),
)  # fmt: skip


def promises(units: dict[str, Unit], since: date, today: date) -> None:
    """What the office promises in public, one of them checked as kept and one as broken; a standard of the windows."""
    centre, who = units[CENTRE], people_of(units[CENTRE])
    rows = [Standing({"code": c, "text": t, "measure": m, "published_at": at}, centre) for c, t, m, at in PROMISES]  # fmt: skip
    _enter("service_promise", rows, since)
    standard = {"code": "BZ-01", "name": "一次性告知", "standard": "补正内容一次列全，附告知单", "owner": "综合窗口"}  # fmt: skip
    _enter("service_standard", [Standing(standard, centre)], since)
    checked = (("CN-01", "0", "抽查三日，均在岗"), ("CN-02", "1", "一件用了两个工作日"))
    for n, (key, found, finding) in enumerate(checked):
        day = workday(today, 12 - n)
        values = {"kind": "promise", "subject": key, "found": found, "finding": finding}
        with moment.at(day):
            act(who[S], Opening("service.check", centre), "check", values, on=day)


PEOPLE = ("王某某", "李某", "陈某某", "赵某", "刘某某", "黄某")
FIRMS = {"SCJ": "某某餐饮店", "JTJ": "某某运输有限公司", "JYJ": "某某教育培训有限公司"}
"""Who applies, by the department whose item it is; all others are people."""
ISSUED = {"delivery": "counter", "visits": 1}
NOTICED = {"items": "申请表未签名\n平面图缺少尺寸标注"}
COMMITTED = {
    "way": "commitment",
    "proofs": ["ZM-04"],
    "text": "已知晓条件，承诺符合，愿意承担不实的责任。",
}
CHAINS: tuple[tuple[int, str, str, str], ...] = (
    # working days ago, item, where received, how far
    (0, "YX-SCJ-02", "yxscj", "received"), (0, "YX-WJJ-01", "yxwjj", "received"), (1, "YX-SCJ-01", "yxscj", "received"),
    (2, "YX-SCJ-01", "yxscj", "noticed"), (3, "YX-GAJ-01", "yxgaj", "accepted"), (4, "YX-SCJ-01", "yxscj", "accepted"),
    (3, "YX-RSJ-01", "yxrsj", "committed"), (2, "YX-JTJ-01", CENTRE, "sent"), (4, "YX-ZJJ-01", CENTRE, "working"),
    (2, "YX-JYJ-01", "yxjyj", "sent"), (3, "YX-JYJ-01", "yxjyj", "half"), (5, "YX-MZJ-02", "yxmzj", "decided"),
    (1, "YX-BHZ-01", TOWN, "helped"), (6, "YX-MZJ-01", "yxmzj", "household"), (7, "YX-SCJ-01", "yxscj", "done"),
    (8, "YX-SCJ-02", "yxscj", "spot"), (9, "YX-JTJ-01", CENTRE, "joined"), (9, "YX-RSJ-01", "yxrsj", "refused"),
    (10, "YX-GAJ-01", "yxgaj", "withdrawn"), (12, "YX-SCJ-01", "yxscj", "done"), (14, "YX-SCJ-02", "yxscj", "spot"),
)  # fmt: skip
"""Cases a visitor finds at once: fourteen open ones at different stages, and some that are over."""


def opening(n: int, item: str) -> dict[str, Any]:
    """What the window registers of the n-th applicant."""
    firm = FIRMS.get(item.split("-")[1])
    who = {"applicant": firm or PEOPLE[n % len(PEOPLE)], "applicant_kind": "enterprise" if firm else "natural"}  # fmt: skip
    return {"item": item} | who


def steps(n: int, until: str) -> Iterator[tuple[Role, str, dict[str, Any]]]:
    """The acts after the opening that carry a case to a point, each by whose it is."""
    if until == "noticed":
        yield J, "notice", NOTICED
    if until == "refused":
        yield J, "refuse", {"ground": "not_ours", "reason": "参保地在外区，应向参保地申请"}
    if until == "withdrawn":
        yield J, "withdraw", {"reason": "申请人改在迁入地办理"}
    if until == "spot":
        yield J, "finish_on_spot", {"certificate": f"登记通知书第{n}号", "visits": 1}
    if until in ("received", "noticed", "refused", "withdrawn", "spot"):
        return
    if until == "committed":
        yield J, "dispense", COMMITTED
    if until == "helped":
        yield J, "assist", {"help": "agent", "agent": "DB-01", "helped_on": "=", "mandate": True}
    yield J, "accept", {}
    if until == "household":
        yield J, "household_check", {"record": "入户核查，情况属实"}
    if until in ("sent", "working", "half", "joined"):
        yield J, "dispatch", {}
    if until in ("decided", "done"):
        yield S, "decide", {"result": "granted"}
    if until == "done":
        yield J, "issue", ISSUED | {"certificate": f"证照第{n}号"}


def _signed(step: str, until: str) -> dict[str, Any]:
    """The signed paper that a commitment needs."""
    if step != "dispense" or until != "committed":
        return {}
    return {
        "file": SimpleUploadedFile(
            "承诺书.txt", "已知晓条件，承诺符合。签名：演示".encode(), "text/plain"
        )
    }


def _case(units: dict[str, Unit], n: int, ago: int, item: str, at: str, until: str, today: date) -> None:  # fmt: skip
    who, start = people_of(units[at]), workday(today, ago)
    with moment.at(start):
        case = act(who[J], Opening("service.case", units[at]), "receive", opening(n, item), on=start)  # fmt: skip
    for k, (role, step, data) in enumerate(steps(n, until)):
        day = start if until == "spot" else workday(today, max(ago - (k + 1) // 2, 0))
        given = {name: day if value == "=" else value for name, value in data.items()}
        with moment.at(day):
            case = act(who[role], case, step, given, on=day, files=_signed(step, until))
    for k, part in enumerate(parts_of(case)):
        if until in ("working", "joined") or (until == "half" and k == 0):
            _part(part, workday(today, max(ago - 2, 0)), until != "working")
    if until == "joined":
        day = workday(today, max(ago - 3, 0))
        with moment.at(day):
            act(who[J], case.pk, "issue", ISSUED, on=day)


def parts_of(case: Matter) -> list[Matter]:
    """The parts a case was sent out in, in order."""
    links = Relation.objects.filter(source=case, kind=PART).order_by("pk")
    return [link.target for link in links.select_related("target__unit")]


def _part(part: Matter, day: date, answered: bool) -> None:
    deciding: Actor = people_of(part.unit)[S]
    with moment.at(day):
        part = act(deciding, part, "take", {}, on=day)
        if answered:
            act(deciding, part, "answer", {"result": "granted", "number": f"{day:%Y%m}-{part.pk}"}, on=day)  # fmt: skip


def _enquiries(units: dict[str, Unit], today: date) -> None:
    """Questions at the town: one answered, one handed over and not yet taken."""
    town, who = units[TOWN], people_of(units[TOWN])[J]
    for n, question in enumerate(("老年人优待证在哪里办理", "公共租赁住房由哪个部门审核")):
        day = workday(today, 2 - n)
        with moment.at(day):
            asked = act(who, Opening("service.enquiry", town), "ask", {"question": question, "asker": "周某"}, on=day)  # fmt: skip
            if n == 0:
                act(who, asked, "answer", {"answer": "可以在本中心综合窗口办理，也可以请代办员上门"}, on=day)  # fmt: skip
            else:
                act(who, asked, "hand_over", {"to": "yxjsj", "reason": "属住房保障业务"}, on=day)


def _draw(units: dict[str, Unit], today: date) -> None:
    """A commitment named for checking."""
    rows = Matter.objects.unscoped("a commitment just signed").filter(
        procedure="service.commitment", unit=units["yxrsj"], state="signed"
    )
    day = workday(today, 1)
    with moment.at(day):
        act(people_of(units["yxrsj"])[S], rows.order_by("pk")[0], "name", {"reason": "有举报"}, on=day)  # fmt: skip


def play(units: dict[str, Unit], today: date | None = None) -> int:
    """The room as a visitor finds it at once; returns how many cases there are."""
    day = today or moment.today()
    since = max(SINCE, date(day.year - 3, 1, 1))
    catalogue(units, since)
    places(units, since)
    ended = GUIDE | {"item_code": "YX-GAJ-02", "name": "居住证明开具", "department_name": units["yxgaj"].name}  # fmt: skip
    _enter("service_item", [Standing(ended, units["yxgaj"])], since)
    enter(
        MACHINE, "service_item", {}, unit=units["yxgaj"], key="YX-GAJ-02", end=True, on=workday(day, 30), reason="证明事项取消，改为数据查询",
    )  # fmt: skip
    for n, (ago, item, at, until) in sorted(enumerate(CHAINS), key=lambda pair: -pair[1][0]):
        _case(units, n, ago, item, at, until, day)
    _enquiries(units, day)
    _draw(units, day)
    promises(units, since, day)
    return len(CHAINS)
