"""A district with a service centre that takes every item, departments that decide, and a town with its own office."""

from dataclasses import dataclass

import pytest
from harness.doors import BEGIN, Browser, open_unit, person

from yifa.kernel.entry.enter import enter
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor

MACHINE = Actor.system("测试")


@dataclass
class Place:
    """Units and a signed-in browser for each person."""

    district: Unit
    centre: Unit
    education: Unit
    fire: Unit
    civil: Unit
    town: Unit
    window: Browser
    second: Browser
    edu: Browser
    edu_head: Browser
    fire_clerk: Browser
    civil_clerk: Browser
    civil_second: Browser
    town_clerk: Browser
    town_head: Browser
    stranger: Browser
    reader: Browser


def item_values(code, name, unit, **more):
    return {
        "name": name, "item_code": code, "area_code": "330702", "item_type": "20",
        "department_name": unit.name,
    } | more  # fmt: skip


def put(register, unit, on=BEGIN, **values):
    return enter(MACHINE, register, values, unit=unit, on=on).entry


def item(code, name, unit, on=BEGIN, **more):
    return put("service_item", unit, on, **item_values(code, name, unit, **more))


@pytest.fixture
def place(db):
    district = open_unit("QZF", "测试区人民政府", "district", document_code="测政")
    centre = open_unit("ZX", "区政务服务中心", parent=district, document_code="测中")
    education = open_unit("JYJ", "区教育局", parent=district, document_code="测教")
    fire = open_unit("XF", "区消防大队", parent=district, document_code="测消")
    civil = open_unit("MZJ", "区民政局", parent=district, document_code="测民")
    town = open_unit("ZHEN", "第一镇人民政府", "town", parent=district, document_code="一政")
    other = open_unit("QT", "区其他局", parent=district)
    H, R, D = Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD
    found = Place(
        district=district, centre=centre, education=education, fire=fire, civil=civil, town=town,
        window=Browser(person("window", centre, H)), second=Browser(person("second", centre, H, D)),
        edu=Browser(person("edu", education, H)), edu_head=Browser(person("edu_head", education, D)),
        fire_clerk=Browser(person("fire", fire, H)), civil_clerk=Browser(person("civil", civil, H)),
        civil_second=Browser(person("civil2", civil, H, R, D)),
        town_clerk=Browser(person("town", town, H)), town_head=Browser(person("town_head", town, H, D)),
        stranger=Browser(person("stranger", other, H, R, D)),
        reader=Browser(person("reader", district, Role.SUPERVISOR, reach="subtree")),
    )  # fmt: skip
    put(
        "service_point",
        centre,
        code="ZX-1",
        name="区政务服务中心",
        level="centre",
        place="文化路1号",
        any_item="on",
    )
    put(
        "service_point",
        town,
        code="Z-1",
        name="第一镇便民服务中心",
        level="town",
        place="镇前路2号",
    )
    item(
        "MZ-1",
        "高龄津贴",
        civil,
        kind="agency",
        legal_amount=30,
        legal_unit="day",
        promised_amount=5,
        needs_household="on",
        needs_notice="on",
        needs_report="on",
        materials="身份证｜数据共享\n申请表｜申请人提供",
    )
    item(
        "SC-1",
        "个体工商户登记",
        centre,
        item_type="10",
        kind="spot",
        theme="registration",
        on_the_spot="on",
        no_materials="on",
        visits=1,
    )
    item(
        "JY-1",
        "民办学校设立",
        education,
        item_type="1",
        kind="flow",
        theme="school",
        legal_amount=60,
        legal_unit="working_day",
        promised_amount=7,
        promised_unit="day",
        joint="one_thing",
        joint_parts="JYJ｜民办学校办学许可证\nMZJ｜民办非企业单位登记证书",
    )
    item("XF-1", "公众聚集场所消防安全检查", fire, item_type="1", kind="flow", promised_amount=10)
    return found


def applicant(code, **more):
    return {
        "item": code, "applicant": "钱某某", "applicant_kind": "natural", "identity_number": "330702199001011239",
        "phone": "13800000000", "address": "",
    } | more  # fmt: skip
