"""A small house for kernel tests: a district, a bureau, a town, people, and a two-step procedure with one clock."""

from __future__ import annotations

from datetime import date

from django import forms

from yifa.kernel.entry.enter import enter
from yifa.kernel.errors import Missing
from yifa.kernel.matter.procedure import (
    Extends,
    Pauses,
    Procedure,
    Resumes,
    Starts,
    State,
    Step,
    StepForm,
    Stops,
    done,
    role_set,
)
from yifa.kernel.matter.registry import register
from yifa.kernel.organization.models import Unit, User
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor

RECEIVED, REVIEWED = State("received", "已收到"), State("reviewed", "已审查")
CLOSED = State("closed", "已答复", open=False)
REPLY = "disclosure.request.reply"


class OpenForm(StepForm):
    title = forms.CharField(label="名称", max_length=40)
    phone = forms.CharField(label="联系电话", required=False)
    sensitive = ("phone",)


class GroundForm(StepForm):
    ground = forms.CharField(label="事由")
    amount = forms.IntegerField(label="延长数", required=False)


def _open(ctx):
    ctx.matter.title = ctx.data["title"]


def _late_note(ctx):
    return Missing("说明理由") if ctx.data.get("title") == "无理由" else None


LETTER = Procedure(
    id="test.letter", title="来信", room="test", since=date(2020, 1, 1), law="测试程序",
    states=(RECEIVED, REVIEWED, CLOSED),
    correctable=("title",),
    numbering=lambda unit, year, n: f"{unit.code}-{year}-{n:04d}",
    steps=(
        Step(code="receive", title="收到", to=RECEIVED, form=OpenForm, effect=_open,
             checks=(_late_note,), clocks=(Starts(REPLY, controlling=True),)),
        Step(code="review", title="审查", from_=(RECEIVED,), to=REVIEWED,
             by=role_set(Role.REVIEWER), not_by=("receive",)),
        Step(code="ask", title="征求意见", from_=(RECEIVED, REVIEWED), clocks=(Pauses(REPLY, "征求第三方意见"),)),
        Step(code="answer", title="收到意见", from_=(RECEIVED, REVIEWED), clocks=(Resumes(REPLY),)),
        Step(code="extend", title="延长", from_=(RECEIVED, REVIEWED), by=role_set(Role.HEAD), form=GroundForm,
             clocks=(Extends(REPLY, amount="amount"),)),
        Step(code="reply", title="答复", from_=(RECEIVED, REVIEWED), to=CLOSED, by=role_set(Role.HEAD),
             requires=(done("review", "审查", "第十七条"),), clocks=(Stops(REPLY),)),
    ),
)  # fmt: skip


def ensure_letter():
    from yifa.kernel.matter import registry

    if "test.letter" not in registry._procedures:
        register(LETTER)


class House:
    """District 330702 with bureau `sfj` and town `town1`; Alice handles, Bob reviews, Carol heads at the bureau."""

    def __init__(self) -> None:
        ensure_letter()
        self.machine = Actor.system("测试")
        self.district = Unit.objects.create(
            code="330702", name="示范区人民政府", short_name="区政府", kind="district",
            opened_on=date(2000, 1, 1),
        )  # fmt: skip
        self._place("330702", "示范区人民政府", "区政府", "district", None)
        self.bureau = self._place("sfj", "示范区司法局", "区司法局", "department", "330702")
        self.town = self._place("town1", "第一镇人民政府", "第一镇", "town", "330702")
        self.alice = self.person("alice", "艾丽", self.bureau, Role.CASE_HANDLER)
        self.bob = self.person("bob", "鲍勃", self.bureau, Role.REVIEWER)
        self.carol = self.person("carol", "卡罗", self.bureau, Role.HEAD)
        self.tom = self.person("tom", "汤姆", self.town, Role.CASE_HANDLER)

    def _place(self, code, name, short, kind, parent):
        values = {
            "code": code,
            "name": name,
            "short_name": short,
            "kind": kind,
            "parent": parent or "",
        }
        enter(self.machine, "unit", values, unit=self.district, on=date(2000, 1, 1), how="backfill")
        return Unit.objects.get(code=code)

    def person(self, username, name, unit, role, **post) -> User:
        enter(
            self.machine, "account", {"username": username, "name": name, "is_active": True},
            unit=unit, on=date(2000, 1, 1), how="backfill",
        )  # fmt: skip
        values = {"user": username, "at": unit.code, "role": role, "reach": "unit"} | post
        enter(self.machine, "post", values, unit=unit, on=date(2000, 1, 1), how="backfill")
        return User.objects.get(username=username)

    def actor(self, user: User) -> Actor:
        return Actor.of(user)
