"""Access tokens: made and ended by their person, shown once, and never more than the person is today."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from harness.program import Program, program

from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.organization.models import User
from yifa.kernel.organization.roles import Role
from yifa.site.identity import tokens
from yifa.site.identity.models import PersonalToken

LEDGERS = "/api/ledgers/"
APPEALS = "/api/ledgers/appeals.all/"
APPEAL = {
    "procedure": "test.appeal", "unit": "sfj",
    "data": {"title": "张三丰的申诉", "applicant": "张三丰", "channel": "post"},
}  # fmt: skip


def page(house, user, *, fresh=True):
    """A signed-in browser; without `fresh`, its proof of identity is an hour old."""
    browser = house.client(user)
    session = browser.session
    session["proved"] = moment.now().timestamp() - (0 if fresh else 3600)
    session.save()
    return browser


def test_a_token_is_shown_once_and_kept_as_a_digest(house):
    browser = page(house, house.alice)
    until = moment.today() + timedelta(days=365)
    sent = {"name": "热线平台对接", "until": until.isoformat(), "scope": "read"}
    answer = browser.post("/me/security/tokens/new/", sent)
    token = re.search(r"yifa-[\w-]{43}", answer.content.decode())
    assert token, answer.content.decode()
    again = browser.get("/me/security/tokens/").content.decode()
    assert token[0] not in again
    assert f"…{token[0][-4:]}" in again
    row = PersonalToken.objects.get()
    assert token[0] not in str(row.__dict__)
    assert Program(token[0]).get(LEDGERS).status_code == 200
    made = JournalRow.objects.unscoped("test").get(step="token_made")
    assert (made.actor_id, made.stream) == (house.alice.pk, f"user:{house.alice.pk}")
    assert token[0] not in made.payload


def test_making_one_asks_for_fresh_proof(house, settings):
    settings.YIFA_STEP_UP_MINUTES = 15
    until = (moment.today() + timedelta(days=9)).isoformat()
    sent = {"name": "对接", "until": until, "scope": "write"}
    stale = page(house, house.alice, fresh=False)
    assert stale.post("/me/security/tokens/new/", sent).status_code == 403
    assert not PersonalToken.objects.exists()


@pytest.mark.parametrize("days", [-1, 366])
def test_a_token_lasts_a_year_at_most(house, days):
    until = (moment.today() + timedelta(days=days)).isoformat()
    sent = {"name": "对接", "until": until, "scope": "read"}
    answer = page(house, house.alice).post("/me/security/tokens/new/", sent)
    assert (answer.status_code, PersonalToken.objects.count()) == (422, 0)


def test_its_last_day_is_a_day_on_which_it_holds(house):
    token = tokens.make(house.alice, "对接", moment.today() + timedelta(days=3), writes=False)
    last = moment.today() + timedelta(days=3)
    with moment.at(last):
        assert Program(token).get(LEDGERS).status_code == 200
    with moment.at(last + timedelta(days=1)):
        assert Program(token).get(LEDGERS).status_code == 401


def test_an_ended_token_is_refused_at_once_and_only_ones_own_can_be_ended(house):
    caller = program(house.alice)
    row = PersonalToken.objects.get()
    page(house, house.bob).post("/me/security/tokens/end/", {"token": row.pk})
    assert caller.get(LEDGERS).status_code == 200
    page(house, house.alice).post("/me/security/tokens/end/", {"token": row.pk})
    refused = caller.get(LEDGERS)
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, 'Bearer realm="yifa"')
    ended = JournalRow.objects.unscoped("test").get(step="token_ended")
    assert ended.actor_id == house.alice.pk


def test_the_security_administrator_ends_anothers_token_and_the_journal_says_who(house, settings):
    settings.YIFA_FACTOR = "nobody"
    keeper = house.person("keeper", "柯珀", house.district, Role.SECURITY_ADMIN, reach="subtree")
    User.objects.filter(pk=keeper.pk).update(must_change_password=False)
    caller = program(house.alice)
    row = PersonalToken.objects.get()
    browser = page(house, keeper)
    assert "对账程序" in browser.get("/settings/accounts/alice/sessions/").content.decode()
    browser.post("/settings/accounts/alice/tokens/end/", {"token": row.pk})
    assert caller.get(LEDGERS).status_code == 401
    ended = JournalRow.objects.unscoped("test").get(step="token_ended")
    assert (ended.actor_name, ended.stream) == ("柯珀", f"user:{house.alice.pk}")


def test_reading_tokens_do_not_write(house):
    caller = program(house.alice, writes=False)
    assert caller.get(APPEALS).status_code == 200
    refused = caller.post(f"{APPEALS}matters/", APPEAL)
    assert (refused.status_code, refused.json()["detail"]) == (403, "这个令牌只能读取")


def test_a_token_is_its_person_with_todays_posts(house):
    caller = program(house.alice)
    made = caller.post(f"{APPEALS}matters/", APPEAL)
    assert made.status_code == 201
    post = {"user": "alice", "at": "sfj", "role": Role.CASE_HANDLER, "reach": "unit"}
    enter(
        house.machine, "post", post, unit=house.bureau, key="alice@sfj:case_handler:", end=True,
        on=moment.today(),
    )  # fmt: skip
    assert caller.get(made.json()["url"]).status_code == 404
    assert caller.post(f"{APPEALS}matters/", APPEAL).status_code == 403


def test_a_closed_account_has_no_token_left(house):
    caller = program(house.alice)
    values = {"username": "alice", "name": "艾丽", "is_active": ""}
    enter(house.machine, "account", values, unit=house.bureau, key="alice", on=moment.today())
    assert caller.get(LEDGERS).status_code == 401


def test_who_must_change_the_password_or_bind_a_factor_does_that_first(house, settings):
    caller = program(house.alice)
    User.objects.filter(pk=house.alice.pk).update(must_change_password=True, password="x")
    refused = caller.get(LEDGERS)
    assert (refused.status_code, refused.json()["detail"]) == (403, "须先修改密码")
    User.objects.filter(pk=house.alice.pk).update(must_change_password=False)
    settings.YIFA_FACTOR = "everybody"
    refused = caller.get(LEDGERS)
    assert (refused.status_code, refused.json()["detail"]) == (403, "须先绑定动态口令")


def test_steps_that_ask_for_fresh_proof_are_no_work_for_a_token(house, settings):
    settings.YIFA_STEP_UP_MINUTES = 15
    from yifa.kernel.matter.registry import procedures_of

    grave = {s.code for p in procedures_of("appeals") for s in p.all_steps if s.grave}
    assert grave == {"void", "reopen", "erase"}
    made = program(house.alice).post(f"{APPEALS}matters/", APPEAL).json()
    path = f"{made['url']}steps/void/"
    refused = program(house.carol).post(path, {"data": {"reason": "重复登记"}})
    assert (refused.status_code, "令牌不能办理" in refused.json()["detail"]) == (403, True)
    body = '{"data": {"reason": "重复登记"}}'
    stale = page(house, house.carol, fresh=False).post(path, body, "application/json")
    assert (stale.status_code, stale.json()["detail"]) == (403, "这一步骤先要确认身份")
    done = page(house, house.carol).post(path, body, "application/json")
    assert (done.status_code, done.json()["void"]) == (200, True)


def test_what_is_no_token_of_a_person_opens_nothing(house):
    from yifa.ledger.connecting.tokens import mint

    for given in (
        "Bearer yifa-x",
        f"Bearer {mint()[0]}",
        "Basic YWxpY2U6eA==",
        "Bearer",
        "Bearer " + "y" * 200,
    ):
        answer = Client().get(LEDGERS, headers={"Authorization": given})
        assert answer.status_code == 401, given
        assert answer.json()["remedy"]


def test_a_session_writes_only_with_its_forgery_token(house):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(house.alice)
    refused = browser.post(f"{APPEALS}matters/", APPEAL, "application/json")
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    page_ = browser.get("/password/").content.decode()
    form = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page_)
    assert form
    made = browser.post(
        f"{APPEALS}matters/", APPEAL, "application/json", headers={"X-CSRFToken": form[1]}
    )
    assert made.status_code == 201, made.content.decode()


def test_too_many_calls_wait(house, settings):
    settings.YIFA_RATE_LIMITS = True
    settings.YIFA_RATES = settings.YIFA_RATES | {"api": "2/60"}
    caller = program(house.alice)
    answers = [caller.get(LEDGERS) for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert 1 <= int(answers[2]["Retry-After"]) <= 60
    assert answers[2].json()["status"] == 429


def test_a_call_by_token_leaves_no_session_and_speaks_the_language_asked_for(house):
    caller = program(house.alice)
    answer = caller.get("/api/ledgers/nowhere/")
    assert (answer.status_code, answer.cookies, answer.json()["detail"]) == (
        404,
        {},
        "没有这一台账",
    )
    for name in ("X-Request-ID", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"):
        assert answer[name], name
    assert answer["Cache-Control"] == "no-store"
    assert int(answer["Content-Length"]) == len(answer.content)
