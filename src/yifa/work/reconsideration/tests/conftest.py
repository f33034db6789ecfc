"""A district that reviews, a bureau it reviews, and the people of both; every test acts through the doors."""

from dataclasses import dataclass
from datetime import date

import pytest

from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.organization.models import Unit, User
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor

BEGIN = date(2007, 8, 1)
PASSWORD = "test-pass-1234"


def open_unit(code, name, kind="department", parent=None, **more):
    """A unit entered through the door."""
    values = {
        "code": code,
        "name": name,
        "short_name": name,
        "kind": kind,
        "parent": parent.code if parent else "",
    }
    home = (
        parent
        or Unit.objects.get_or_create(
            code="root",
            defaults={"name": "根", "short_name": "根", "kind": "office", "opened_on": BEGIN},
        )[0]
    )
    enter(Actor.system(), "unit", values | more, unit=home, on=BEGIN)
    return Unit.objects.get(code=code)


def person(username, unit, *roles, reach="unit"):
    """A person with an account and posts; returns the user."""
    system = Actor.system()
    enter(
        system,
        "account",
        {"username": username, "name": username, "is_active": True},
        unit=unit,
        on=BEGIN,
    )
    user = User.objects.get(username=username)
    user.set_password(PASSWORD)
    user.must_change_password = False
    user.password_changed_at = moment.now()
    user.save()
    for role in roles:
        values = {"user": username, "at": unit.code, "role": role, "reach": reach}
        enter(system, "post", values, unit=unit, on=BEGIN)
    return user


def officer(username, unit, qualification="bar", engaged="2016-01-04", trained="", since=BEGIN):
    """A line of the staff register."""
    values = {
        "username": username, "name": username, "qualification": qualification, "engaged_on": engaged,
        "trained_before_on": trained,
    }  # fmt: skip
    enter(Actor.system(), "reconsideration_officer", values, unit=unit, on=since)


@dataclass
class Office:
    district: Unit
    bureau: Unit
    users: dict[str, User]

    def __getattr__(self, name):
        return Actor.of(self.users[name])


@pytest.fixture
def office(db):
    district = open_unit("FYQ", "测试区人民政府", "district", document_code="测政")
    bureau = open_unit("ZFJ", "测试区综合行政执法局", parent=district, document_code="测执")
    users = {
        "clerk": person("clerk", district, Role.CASE_HANDLER),
        "clerk2": person("clerk2", district, Role.CASE_HANDLER),
        "reviewer": person("reviewer", district, Role.REVIEWER),
        "head": person("head", district, Role.HEAD),
        "every": person("every", district, Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD),
        "agent": person("agent", bureau, Role.CASE_HANDLER),
        "chief": person("chief", bureau, Role.HEAD),
        "watcher": person("watcher", district, Role.SUPERVISOR, reach="subtree"),
    }
    users["clerk3"] = person("clerk3", district, Role.CASE_HANDLER)
    for name in ("clerk", "clerk2", "every"):
        officer(name, district)
    return Office(district, bureau, users)


def application(day, **more):
    """An application received on a day, known ten days before."""
    from datetime import timedelta

    known = (day - timedelta(days=10)).isoformat()
    return {
        "channel": "counter", "applicant": "周某某", "applicant_class": "natural", "applicants": 1,
        "respondent": "测试区综合行政执法局", "act_kind": "penalty", "act": "测执罚〔2026〕1号", "known_on": known,
        "act_on": known, "claim": "撤销该处罚决定", "facts": "处罚事实不清",
    } | more  # fmt: skip


def received(office, day, **more):
    with moment.at(day):
        opening = Opening("reconsideration.application", office.district)
        return act(office.clerk, opening, "register", application(day, **more))


def go(actor, matter, step, day, data=None, **more):
    with moment.at(day):
        return act(actor, matter.pk, step, data or {}, **more)


def accepted(office, day, **more):
    """Received and accepted on the same day, ordinary procedure."""
    return go(office.head, received(office, day, **more), "accept", day, {"track": "ordinary"})


def appointed(office, matter, day, **more):
    return go(office.head, matter, "appoint", day, {"lead": "clerk", "others": ["clerk2"]} | more)


REPLY = {"opinion": "行政行为合法", "evidence": "案卷一份\n询问笔录一份"}
HEARD = {"manner": "phone", "heard_from": "申请人", "record": "申请人坚持请求"}
DRAFT = {
    "outcome": "uphold", "found": "事实清楚", "reasons": "适用依据正确", "order": "维持该处罚决定", "court": "区人民法院",
}  # fmt: skip


def tried(office, day, *, replied=True, **more):
    """Accepted, appointed, copy sent and served, answered, parties heard: ready for the opinion, all on one day."""
    m = appointed(office, accepted(office, day, **more), day)
    go(office.clerk, m, "send_copy", day, {"served_on": day})
    if replied:
        go(office.clerk, m, "reply", day, REPLY)
    return go(office.clerk, m, "hear_parties", day, HEARD)


def decided(office, day, on=None, **draft):
    """Decided on `on`, drafted by the clerk, reviewed by the reviewer, signed by the head."""
    more = {"act_kind": draft.pop("act_kind", "penalty")}
    on = on or day
    m = tried(office, day, **more)
    go(office.clerk, m, "draft", on, DRAFT | draft)
    go(office.reviewer, m, "review", on, {"opinion": "同意"})
    return go(office.head, m, "decide", on, {"manner": "head"})


def clock(matter, limit):
    """The latest clock of a limit."""
    return matter.clocks.filter(limit_id=f"reconsideration.{limit}").last()
