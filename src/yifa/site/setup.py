"""`yifa setup`: the first unit and the three administrators. Everything after that is done in pages."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command

from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.organization.models import Unit, UnitKind, User
from yifa.kernel.organization.roles import Reach, Role
from yifa.kernel.scope.actor import Actor

ADMINISTRATORS = (
    ("sysadmin", Role.SYSTEM_ADMIN),
    ("secadmin", Role.SECURITY_ADMIN),
    ("auditadmin", Role.AUDIT_ADMIN),
)


def first_unit(code: str, name: str, short_name: str, uscc: str, on: date) -> Unit:
    """The district itself, with its first placement."""
    unit, _ = Unit.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "short_name": short_name,
            "kind": UnitKind.DISTRICT,
            "opened_on": on,
            "uscc": uscc,
        },
    )
    values = {
        "code": code, "name": name, "short_name": short_name, "kind": UnitKind.DISTRICT, "uscc": uscc,
    }  # fmt: skip
    enter(Actor.system("初始化"), "unit", values, unit=unit, on=on, reason="系统初始化")
    return unit


def administrator(unit: Unit, username: str, role: Role, password: str, on: date) -> User:
    """An administrator's account and post; the first password must be changed."""
    machine = Actor.system("初始化")
    values = {"username": username, "name": str(role.label), "is_active": True}
    enter(machine, "account", values, unit=unit, on=on, reason="系统初始化")
    post = {"user": username, "at": unit.code, "role": role, "reach": Reach.SUBTREE}
    enter(machine, "post", post, unit=unit, on=on, reason="系统初始化")
    user = User.objects.get(username=username)
    user.set_password(password)
    user.must_change_password = True
    user.save()
    return user


def setup_command(argv: list[str]) -> int:
    """Ask for (or take) the first unit; make three administrators with first passwords shown once."""
    parser = argparse.ArgumentParser("yifa setup", description="登记首个单位和三类管理员")
    parser.add_argument("--code", help="单位代码，例如行政区划代码")
    parser.add_argument("--name", help="单位全称")
    parser.add_argument("--short-name", help="简称")
    parser.add_argument("--uscc", default="", help="统一社会信用代码")
    parser.add_argument("--ask-passwords", action="store_true", help="自己设定首次口令")
    options = parser.parse_args(argv)
    call_command("migrate", interactive=False, verbosity=0)
    if Unit.objects.exists():
        sys.stderr.write("已经有单位，不再初始化；以后的单位、人员请在“设置”页面登记\n")
        return 1
    code = options.code or input("单位代码：").strip()
    name = options.name or input("单位全称：").strip()
    if not code or not name:
        sys.stderr.write("单位代码和全称都要填写\n")
        return 2
    on = moment.today()
    unit = first_unit(code, name, options.short_name or name[:20], options.uscc, on)
    for username, role in ADMINISTRATORS:
        password = _password(username) if options.ask_passwords else secrets.token_urlsafe(12)
        administrator(unit, username, role, password, on)
        shown = "" if options.ask_passwords else f"  首次口令 {password}"
        sys.stdout.write(f"{role.label}  账号 {username}{shown}\n")
    sys.stdout.write("首次登录须修改口令。三类管理员互斥，请交给三个人。下一步：yifa serve\n")
    return 0


def _password(username: str) -> str:
    while True:
        typed = getpass.getpass(f"{username} 的首次口令：")
        try:
            validate_password(typed)
        except ValidationError as error:
            sys.stderr.write("；".join(error.messages) + "\n")
            continue
        return typed
