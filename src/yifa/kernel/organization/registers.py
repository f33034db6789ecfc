"""The organisation's own registers: units, accounts, posts, delegations, calendar days, local limits."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from yifa import law
from yifa.kernel import moment
from yifa.kernel.entry.models import Entry
from yifa.kernel.entry.register import Register, register_entries
from yifa.kernel.errors import InvalidData
from yifa.kernel.organization.calendar import CalendarDay, LocalLimitEntry
from yifa.kernel.organization.models import (
    Account,
    Delegation,
    Placement,
    Post,
    Unit,
    UnitKind,
    User,
)
from yifa.kernel.organization.roles import ADMINISTRATORS, Reach, Role
from yifa.kernel.organization.tree import unfold

SYSTEM = frozenset({Role.SYSTEM_ADMIN})
SECURITY = frozenset({Role.SECURITY_ADMIN})


def day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"})


class UnitForm(forms.Form):
    code = forms.RegexField(
        r"^[A-Za-z0-9-]{1,40}$", label="单位代码", help_text="长期不变；字母、数字、连字符"
    )
    name = forms.CharField(label="名称", max_length=120)
    short_name = forms.CharField(label="简称", max_length=40)
    kind = forms.ChoiceField(label="类别", choices=UnitKind.choices)
    parent = forms.ModelChoiceField(
        Unit.objects.all(), label="上级", required=False, to_field_name="code"
    )
    uscc = forms.CharField(label="统一社会信用代码", max_length=18, required=False)
    document_code = forms.CharField(label="机关代字", max_length=20, required=False)


class AccountForm(forms.Form):
    username = forms.RegexField(r"^[A-Za-z0-9._-]{2,40}$", label="账号")
    name = forms.CharField(label="姓名", max_length=40)
    is_active = forms.BooleanField(label="启用", required=False, initial=True)


class PostForm(forms.Form):
    user = forms.ModelChoiceField(User.objects.all(), label="人员", to_field_name="username")
    at = forms.ModelChoiceField(Unit.objects.all(), label="单位", to_field_name="code")
    role = forms.ChoiceField(label="角色", choices=Role.choices)
    room = forms.CharField(
        label="限于业务", max_length=32, required=False, help_text="留空为全部业务"
    )
    reach = forms.ChoiceField(label="范围", choices=Reach.choices, initial=Reach.UNIT)
    title = forms.CharField(label="职务", max_length=40, required=False)


class DelegationForm(forms.Form):
    post_key = forms.CharField(label="所代任职", max_length=120)
    deputy = forms.ModelChoiceField(User.objects.all(), label="代理人", to_field_name="username")


class CalendarDayForm(forms.Form):
    day = forms.DateField(label="日期", widget=day_input())
    working = forms.BooleanField(label="工作日", required=False)
    name = forms.CharField(label="名称", max_length=40)


class LocalLimitForm(forms.Form):
    at = forms.ModelChoiceField(Unit.objects.all(), label="单位", to_field_name="code")
    limit_id = forms.CharField(label="期限", max_length=80)
    value = forms.IntegerField(label="数值", min_value=1)
    ground = forms.CharField(label="依据", max_length=200)


def _unit_before(data: dict[str, Any], on: date) -> dict[str, Any]:
    plain = {k: data[k] for k in ("name", "short_name", "kind", "uscc", "document_code", "parent")}
    unit, _ = Unit.objects.update_or_create(
        code=data["code"], defaults=plain, create_defaults=plain | {"opened_on": on}
    )
    return {"placed": unit}


def _unit_after(entry: Entry) -> None:
    assert isinstance(entry, Placement)
    Unit.objects.filter(pk=entry.placed_id).update(closed_on=entry.valid_to)
    from yifa.kernel.matter.models import Outbox

    if moved := unfold():
        Outbox.objects.create(topic=TREE_CHANGED, payload={"units": sorted(moved)})


def _account_after(entry: Entry) -> None:
    assert isinstance(entry, Account)
    active = entry.is_active and entry.valid_to is None
    user, created = User.objects.update_or_create(
        username=entry.key, defaults={"name": entry.name, "is_active": active}
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])


def _post_check(data: dict[str, Any]) -> None:
    """Three administrators exclude each other and every other role (GB/T 22239-2019 8.1.5)."""
    role = Role(data["role"])
    held = {
        Role(p.role)
        for p in Post.objects.unscoped("exclusion of administrators")
        .standing(moment.today())
        .filter(user=data["user"])
    } - {role}
    if held and (role in ADMINISTRATORS or held & ADMINISTRATORS):
        names = "、".join(sorted(r.label for r in held))
        raise InvalidData(
            {"role": [f"{data['user'].name}已任{names}；三类管理员互斥，也不得兼任业务角色"]},
            {"role": "角色"},
        )


def _post_key(data: dict[str, Any]) -> str:
    return f"{data['user'].username}@{data['at'].code}:{data['role']}:{data['room']}"


def _delegation_before(data: dict[str, Any], on: date) -> dict[str, Any]:
    post = Post.objects.unscoped("lending a post").standing(on).filter(key=data["post_key"]).first()
    if post is None:
        raise InvalidData({"post_key": ["没有这一现行任职"]}, {"post_key": "所代任职"})
    if Role(post.role) in ADMINISTRATORS:
        raise InvalidData({"post_key": ["管理员职责不得代理"]}, {"post_key": "所代任职"})
    return {"role": post.role, "room": post.room, "reach": post.reach}


def _limit_check(data: dict[str, Any]) -> None:
    book = law.book()
    if data["limit_id"] not in set(book.ids()):
        raise InvalidData({"limit_id": ["没有这一期限"]}, {"limit_id": "期限"})
    if any(v.kind != "local_default" for v in book.versions(data["limit_id"])):
        raise InvalidData(
            {"limit_id": ["法定期限不能改写，只能改写地方期限"]}, {"limit_id": "期限"}
        )


CALENDAR_CHANGED = "calendar.changed"
TREE_CHANGED = "tree.changed"


def _calendar_after(entry: Entry) -> None:
    """Running clocks are derived anew right behind the change; one waiting job serves many days entered at once."""
    from yifa.kernel.matter.models import Outbox

    if not Outbox.objects.filter(topic=CALENDAR_CHANGED, taken_at__isnull=True).exists():
        Outbox.objects.create(topic=CALENDAR_CHANGED)


def register_all() -> None:
    """Register the kernel's registers; called once when the app is ready."""
    register_entries(
        Register(
            id="unit", title="单位", room="", model=Placement, form=UnitForm, by=SYSTEM,
            key=lambda d: str(d["code"]), before=_unit_before, after=_unit_after,
            columns=(("key", "代码"), ("name", "名称"), ("parent", "上级"), ("valid_from", "自")),
        ),
        Register(
            id="account", title="账号", room="", model=Account, form=AccountForm, by=SYSTEM,
            key=lambda d: str(d["username"]), after=_account_after,
            columns=(("key", "账号"), ("name", "姓名"), ("unit", "单位"), ("is_active", "启用")),
        ),
        Register(
            id="post", title="任职", room="", model=Post, form=PostForm, by=SECURITY, key=_post_key,
            check=_post_check,
            columns=(("user", "人员"), ("unit", "单位"), ("role", "角色"), ("reach", "范围"),
                     ("room", "限于业务"), ("title", "职务"), ("valid_from", "自")),
        ),
        Register(
            id="delegation", title="代理", room="", model=Delegation, form=DelegationForm, by=SECURITY,
            key=lambda d: f"{d['post_key']}>{d['deputy'].username}", before=_delegation_before,
            columns=(("post_key", "任职"), ("deputy", "代理人"), ("valid_from", "自"), ("valid_to", "至")),
        ),
        Register(
            id="calendar", title="日历调整", room="", model=CalendarDay, form=CalendarDayForm, by=SYSTEM,
            after=_calendar_after,
            key=lambda d: d["day"].isoformat(), global_rows=True,
            columns=(("day", "日期"), ("working", "工作日"), ("name", "名称"), ("reason", "依据")),
        ),
        Register(
            id="local_limit", title="地方期限", room="", model=LocalLimitEntry, form=LocalLimitForm,
            by=SYSTEM, key=lambda d: f"{d['at'].code}:{d['limit_id']}", check=_limit_check,
            columns=(("limit_id", "期限"), ("value", "数值"), ("unit", "单位"), ("ground", "依据")),
        ),
    )  # fmt: skip
