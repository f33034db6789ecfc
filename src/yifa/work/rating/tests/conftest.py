"""A district whose service bureau supervises ratings, a bureau that is rated, a town, and a procedure that may be rated."""

from dataclasses import dataclass
from datetime import date

import pytest
from django import forms
from harness.doors import Browser, open_unit, person

from yifa.kernel.matter import registry
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.procedure import Procedure, State, Step, StepForm
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor

AT_WORK, FINISHED = State("at_work", "办理中"), State("finished", "已办结", open=False)


class NameForm(StepForm):
    title = forms.CharField(label="名称")


def _name(ctx):
    ctx.matter.title = ctx.data["title"]


def _case(id_, *tags):
    return Procedure(
        id=id_, title="测试事项办理", room="test", since=date(2020, 1, 1), law="测试程序", states=(AT_WORK, FINISHED), tags=tags,
        numbering=lambda unit, year, n: f"{unit.code}-{year}-{n}",
        steps=(
            Step(code="open", title="收件", to=AT_WORK, form=NameForm, effect=_name),
            Step(code="finish", title="办结", from_=(AT_WORK,), to=FINISHED),
        ),
    )  # fmt: skip


@dataclass
class Hall:
    district: Unit
    service: Unit
    bureau: Unit
    town: Unit
    supervisor: Browser
    clerk: Browser
    head: Browser
    town_head: Browser

    def case(
        self, on: date, unit: Unit | None = None, closed: date | None = None, procedure="test.rated"
    ) -> Matter:
        """A case, closed on a day if given."""
        system = Actor.system()
        made = act(
            system,
            Opening(procedure, unit or self.bureau),
            "open",
            {"title": "赵六的食品经营许可"},
            on=on,
        )
        return act(system, made, "finish", on=closed) if closed else made

    def open(self, channel: str, on: date = date(2026, 1, 5)) -> None:
        """The supervising body opens a channel for the whole district."""
        values = {"at": "QZF", "channel": channel, "supervisor": "zwj", "place": "政务服务大厅"}
        answer = self.chief.enter("rating_channel", on, values, unit=self.district)
        assert answer.status_code == 302, answer.content.decode()

    chief: Browser = None


@pytest.fixture
def hall(db):
    if "test.rated" not in registry._procedures:
        registry.register(_case("test.rated", "rated"), _case("test.unrated"))
    district = open_unit("QZF", "测试区人民政府", "district", document_code="测政")
    service = open_unit("zwj", "区政务服务局", parent=district, document_code="测务")
    bureau = open_unit("spj", "区审批局", parent=district, document_code="测审")
    town = open_unit("zhen", "第一镇", "town", parent=district)
    inspector = person("jiandu", service, Role.CASE_HANDLER)
    from yifa.kernel.entry.enter import enter

    for role in (Role.CASE_HANDLER, Role.HEAD):
        post = {"user": "jiandu", "at": "QZF", "role": role, "reach": "subtree", "room": "rating"}
        enter(Actor.system(), "post", post, unit=district, on=date(2008, 1, 1))
    return Hall(
        district=district, service=service, bureau=bureau, town=town, supervisor=Browser(inspector),
        clerk=Browser(person("clerk", bureau, Role.CASE_HANDLER)), head=Browser(person("head", bureau, Role.HEAD)),
        town_head=Browser(person("town_head", town, Role.HEAD)),
        chief=Browser(person("chief", district, Role.HEAD)),
    )  # fmt: skip
