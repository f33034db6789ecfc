"""Registers of indicator systems and their nodes: several editions stand side by side."""

from __future__ import annotations

from yifa.account.assessment.forms import IndicatorForm, SystemForm
from yifa.account.assessment.models import Indicator, IndicatorSystem
from yifa.kernel.entry.register import Register
from yifa.kernel.organization.roles import Role

KEEPING = frozenset({Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD})

SYSTEMS = Register(
    id="report_indicator_system", title="指标体系", room="report", model=IndicatorSystem, form=SystemForm,
    by=KEEPING, key=lambda d: str(d["code"]), help="同一体系的不同版本分别登记，互不覆盖",
    columns=(("key", "编号"), ("title", "名称"), ("edition", "版本"), ("issuer", "制定机关"), ("unit", "登记单位")),
)  # fmt: skip
INDICATORS = Register(
    id="report_indicator", title="考评指标", room="report", model=Indicator, form=IndicatorForm, by=KEEPING,
    key=lambda d: f"{d['system']}/{d['code']}", help="成批登记请用指标体系导入",
    columns=(("system", "体系"), ("code", "序号"), ("title", "内容"), ("full_score", "分值"), ("figures", "绑定指标"),
             ("known", "已取得原文")),
)  # fmt: skip
REGISTERS = (SYSTEMS, INDICATORS)
