"""A district with its hotline centre, bureaus that handle, a political-legal committee and a police bureau."""

from dataclasses import dataclass
from datetime import date

import pytest
from harness.doors import Browser, open_unit, person

from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role

DUTIES = (
    ("ZJ-01", "物业管理监督", "物业、小区、电梯", "zjj"),
    ("CG-01", "占道经营查处", "占道、摆摊、夜市", "zfj"),
    ("JT-01", "停车管理", "停车、车位", "jtj"),
)


@dataclass
class Place:
    district: Unit
    centre: Unit
    units: dict[str, Unit]
    people: dict[str, Browser]

    def __getattr__(self, name: str) -> Browser:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def part(self, unit: str, procedure: str = "hotline.task", **where) -> Matter:
        """The newest part at a unit."""
        rows = Matter.objects.unscoped("test").filter(
            procedure=procedure, unit=self.units[unit], **where
        )
        return rows.order_by("-pk")[0]


@pytest.fixture
def place(db):
    district = open_unit("QZF", "测试区人民政府", "district", document_code="测政")
    named = {
        "rx": ("区热线中心", "测热"), "zjj": ("区住建局", "测住"), "zfj": ("区执法局", "测执"), "jtj": ("区交通局", "测交"),
        "yhj": ("区营商环境局", "测营"), "zfw": ("区委政法委", "测法"), "gaj": ("公安分局", "测公"),
    }  # fmt: skip
    units = {
        code: open_unit(code, name, parent=district, document_code=mark)
        for code, (name, mark) in named.items()
    }
    people = {
        code: Browser(person(f"{code}1", unit, Role.CASE_HANDLER)) for code, unit in units.items()
    }
    people |= {
        f"{code}_head": Browser(person(f"{code}9", units[code], Role.HEAD))
        for code in ("rx", "zjj", "yhj", "zfw")
    }
    people["supervisor"] = Browser(person("supervisor", district, Role.SUPERVISOR, reach="subtree"))
    found = Place(district, units["rx"], units, people)
    for code, name, words, unit in DUTIES:
        values = {"code": code, "name": name, "words": words, "responsible": unit}
        answer = people["rx"].enter("hotline_duty", date(2026, 1, 5), values, unit=units["rx"])
        assert answer.status_code == 302, answer.content.decode()
    return found
