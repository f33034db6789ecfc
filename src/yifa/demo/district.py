"""The demonstration district 云溪区: its organisation and people. No real place, no real person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from yifa.kernel.entry.enter import Standing, enter_many
from yifa.kernel.organization.models import Unit, UnitKind, User
from yifa.kernel.organization.roles import Reach, Role
from yifa.kernel.scope.actor import Actor

SINCE = date(2018, 1, 1)
PASSWORD = "yifa-demo-2026"  # noqa: S105 - the demonstration's own, printed at start
MACHINE = Actor.system("演示装载")

DEPARTMENTS = {
    "yxfgj": "发展和改革局", "yxjyj": "教育局", "yxgaj": "公安分局", "yxmzj": "民政局", "yxsfj": "司法局",
    "yxczj": "财政局", "yxrsj": "人力资源和社会保障局", "yxzrj": "自然资源和规划局", "yxjsj": "住房和城乡建设局",
    "yxjtj": "交通运输局", "yxnyj": "农业农村局", "yxwjj": "卫生健康局", "yxyjj": "应急管理局",
    "yxscj": "市场监督管理局", "yxzfj": "综合行政执法局", "yxspj": "行政审批局",
}  # fmt: skip
TOWNS = {
    "yxqy": "青云街道", "yxlt": "柳塘街道", "yxbh": "白鹤镇", "yxss": "石桥镇", "yxzl": "竹林乡",
    "yxfl": "枫岭镇",
}  # fmt: skip
VILLAGES = {
    "yxqy": ("南门社区", "北门社区"),
    "yxbh": ("溪口村", "上田村"),
    "yxss": ("桥头村", "新塘村"),
}

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(serial: int) -> str:
    """A credit code with a right check digit (GB 32100-2015) in a region that does not exist (99)."""
    body = f"11990101{serial:08d}0"
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    total = sum(_ALPHABET.index(c) * w for c, w in zip(body, weights, strict=True))
    return body + _ALPHABET[(31 - total % 31) % 31]


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demonstration, as printed at start."""

    username: str
    name: str
    unit: str
    role: Role
    title: str
    reach: Reach = Reach.UNIT
    room: str = ""


SHOWN = (
    DemoAccount("xinxi", "沈清", "yunxi", Role.CASE_HANDLER, "区政府办公室 信息公开经办人"),
    DemoAccount("shencha", "方正", "yunxi", Role.REVIEWER, "区政府办公室 保密与合法性审查人"),
    DemoAccount("fuze", "程远", "yunxi", Role.HEAD, "区政府办公室 政府信息公开工作机构负责人"),
    DemoAccount(
        "fazhi", "林法", "yxsfj", Role.SUPERVISOR, "区法治办（司法局） 督导查阅全区", Reach.SUBTREE
    ),
    DemoAccount("sfj", "周敏", "yxsfj", Role.CASE_HANDLER, "区司法局 经办人"),
    DemoAccount("sfjfz", "吴刚", "yxsfj", Role.HEAD, "区司法局 负责人"),
    DemoAccount("shenhe", "顾衡", "yxsfj", Role.REVIEWER, "区司法局 复议和合同审核人"),
    DemoAccount("zhen", "何小满", "yxbh", Role.CASE_HANDLER, "白鹤镇 综合办经办人"),
    DemoAccount("zhenzhang", "郑立", "yxbh", Role.HEAD, "白鹤镇 负责人"),
    DemoAccount("sysadmin", "系统管理员", "yunxi", Role.SYSTEM_ADMIN, "系统管理员", Reach.SUBTREE),
    DemoAccount(
        "secadmin", "安全管理员", "yunxi", Role.SECURITY_ADMIN, "安全管理员", Reach.SUBTREE
    ),
    DemoAccount("auditadmin", "审计管理员", "yunxi", Role.AUDIT_ADMIN, "审计管理员", Reach.SUBTREE),
)


SECOND = DemoAccount(
    "bangan", "许宁", "yunxi", Role.CASE_HANDLER, "行政复议办案人员", room="reconsideration"
)
"""Cases are tried by two: the justice bureau's handler and this one."""

LENT = (
    ("sfj", Role.CASE_HANDLER, Reach.UNIT, "reconsideration", "行政复议办案人员"),
    ("shenhe", Role.REVIEWER, Reach.UNIT, "reconsideration", "行政复议审核人"),
    ("sfjfz", Role.HEAD, Reach.UNIT, "reconsideration", "行政复议机构负责人"),
    ("shenhe", Role.REVIEWER, Reach.SUBTREE, "contracts", "合同合法性审查人"),
)
"""Posts at the district that people of the justice bureau hold for one room: it tries the district's cases and
reviews every unit's contracts."""


def everybody() -> list[DemoAccount]:
    """The shown accounts and a handler, reviewer and head for every other department and town."""
    people = [*SHOWN, SECOND]
    surnames = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
    given = "伟芳娜敏静丽强磊军洋勇艳杰涛明超霞平刚桂"
    seen = {(a.unit, a.role) for a in SHOWN}
    n = 0
    for code in [*DEPARTMENTS, *TOWNS]:
        for role, suffix in ((Role.CASE_HANDLER, "j"), (Role.REVIEWER, "s"), (Role.HEAD, "f")):
            n += 1
            if (code, role) in seen:
                continue
            name = surnames[n % len(surnames)] + given[(n * 7) % len(given)]
            people.append(DemoAccount(f"{code}{suffix}", name, code, role, f"{role.label}"))
    return people


def build(code: str = "yunxi", name: str = "云溪区人民政府") -> Unit:
    """The organisation and its people, through `enter`; idempotent."""
    district, _ = Unit.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "short_name": "云溪区政府",
            "kind": UnitKind.DISTRICT,
            "opened_on": SINCE,
        },
    )
    rows = [_unit(code, name, "云溪区政府", UnitKind.DISTRICT, "", "云政", 1)]
    serial = 1
    for dep, title in DEPARTMENTS.items():
        serial += 1
        rows.append(
            _unit(
                dep,
                f"云溪区{title}",
                f"区{title}",
                UnitKind.DEPARTMENT,
                code,
                f"云{title[0]}",
                serial,
            )
        )
    for town, title in TOWNS.items():
        serial += 1
        full = title + ("办事处" if title.endswith("街道") else "人民政府")
        rows.append(_unit(town, full, title, UnitKind.TOWN, code, title[:1] + "政", serial))
    villages = []
    for town, names in VILLAGES.items():
        for n, title in enumerate(names, 1):
            serial += 1
            villages.append(_unit(f"{town}-{n}", title, title, UnitKind.VILLAGE, town, "", serial))
    machine = MACHINE
    for level in (rows, villages):
        enter_many(
            machine,
            "unit",
            [Standing(r, district) for r in level],
            on=SINCE,
            reason="演示",
            how="backfill",
        )
    people = everybody()
    units = {u.code: u for u in Unit.objects.all()}
    accounts = [
        Standing({"username": a.username, "name": a.name, "is_active": True}, units[a.unit])
        for a in people
    ]
    enter_many(machine, "account", accounts, on=SINCE, reason="演示", how="backfill")
    posts = []
    for a in people:
        at = "yunxi" if a.role == Role.SUPERVISOR else a.unit
        values = {
            "user": a.username, "at": at, "role": a.role, "reach": a.reach, "title": a.title[-20:],
            "room": a.room,
        }  # fmt: skip
        posts.append(Standing(values, units[at]))
    # The district office compiles the whole district's disclosure report: it reads below, it acts at its own unit.
    reads = {
        "user": "xinxi",
        "at": "yunxi",
        "role": Role.SUPERVISOR,
        "reach": Reach.SUBTREE,
        "room": "disclosure",
    }
    posts.append(Standing(reads, units["yunxi"]))
    for username, role, reach, room, title in LENT:
        lent = {
            "user": username, "at": "yunxi", "role": role, "reach": reach, "room": room, "title": title,
        }  # fmt: skip
        posts.append(Standing(lent, units["yunxi"]))
    enter_many(machine, "post", posts, on=SINCE, reason="演示", how="backfill")
    User.objects.filter(username__in=[a.username for a in people]).update(
        password=make_password(PASSWORD), must_change_password=False
    )
    return Unit.objects.get(code=code)


def _unit(
    code: str, name: str, short: str, kind: str, parent: str, document_code: str, serial: int
) -> dict[str, str]:
    return {
        "code": code, "name": name, "short_name": short, "kind": kind, "parent": parent,
        "document_code": document_code, "uscc": credit_code(serial),
    }  # fmt: skip
