"""A small house for the pages: the kernel's house with an appeal procedure that has parties and a ledger over it."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.test import Client

from yifa.kernel.matter import registry
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import Matter, Party
from yifa.kernel.matter.procedure import (
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
from yifa.kernel.organization.models import User
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor
from yifa.kernel.tests.house import House
from yifa.ledger.rooms import Column, Ledger, Room, register_room

REPLY = "disclosure.request.reply"
RECEIVED, REVIEWED = State("received", "已收到"), State("reviewed", "已审查")
CLOSED = State("closed", "已答复", open=False)


class AppealForm(StepForm):
    """A person asks for something."""

    sensitive = ("phone",)
    title = forms.CharField(label="名称", max_length=80)
    applicant = forms.CharField(label="申请人", max_length=40)
    phone = forms.CharField(label="联系电话", required=False)
    channel = forms.ChoiceField(
        label="渠道", choices=[("post", "邮寄"), ("window", "当面")], required=False
    )


def _open(ctx):
    ctx.matter.title = ctx.data["title"]
    ctx.add(
        Party(
            role="申请人", kind="natural", name=ctx.data["applicant"], phone=ctx.data["phone"],
            identity_number="330702199001011234",
        )
    )  # fmt: skip


def applicants(matter):
    return [p.name for p in matter.parties.all()]


APPEAL = Procedure(
    id="test.appeal", title="申诉", room="appeals", since=date(2020, 1, 1), law="测试程序",
    states=(RECEIVED, REVIEWED, CLOSED),
    numbering=lambda unit, year, n: f"{unit.short_name}申〔{year}〕{n}号",
    steps=(
        Step(code="receive", title="收到申诉", to=RECEIVED, form=AppealForm, effect=_open,
             clocks=(Starts(REPLY, controlling=True),)),
        Step(code="review", title="审查", from_=(RECEIVED,), to=REVIEWED, by=role_set(Role.REVIEWER),
             not_by=("receive",), cite="第十五条"),
        Step(code="ask", title="征求意见", from_=(RECEIVED, REVIEWED), clocks=(Pauses(REPLY, "征求第三方意见"),)),
        Step(code="answer", title="收到意见", from_=(RECEIVED, REVIEWED), clocks=(Resumes(REPLY),)),
        Step(code="reply", title="答复", from_=(RECEIVED, REVIEWED), to=CLOSED, by=role_set(Role.HEAD),
             requires=(done("review", "审查", "第十七条"),), clocks=(Stops(REPLY),)),
    ),
)  # fmt: skip

APPEALS = Ledger(
    id="appeals.all", title="申诉台账", procedures=("test.appeal",), personal_title=True,
    columns=(Column("申请人", applicants, personal=True, many=("parties",)), Column("渠道来源", "source_system")),
)  # fmt: skip
ROOM = Room(code="appeals", title="申诉", order=5, ledgers=(APPEALS,))
START = date(2024, 9, 2)


class Pages(House):
    """The house with the district's inspector Ida, who reads everything and handles nothing."""

    def __init__(self) -> None:
        super().__init__()
        if "test.appeal" not in registry._procedures:
            registry.register(APPEAL)
        register_room(ROOM)
        self.ida = self.person("ida", "艾达", self.district, Role.SUPERVISOR, reach="subtree")
        User.objects.update(must_change_password=False)

    def client(self, user: User) -> Client:
        found = Client()
        found.force_login(user)
        return found

    def appeal(
        self, title="张三丰关于道路规划的申诉", name="张三丰", on=START, unit=None, user=None
    ) -> Matter:
        values = {"title": title, "applicant": name, "phone": "13800000000", "channel": "post"}
        actor = Actor.of(user or self.alice)
        return act(actor, Opening("test.appeal", unit or self.bureau), "receive", values, on=on)


@pytest.fixture
def house(db):
    return Pages()
