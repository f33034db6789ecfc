"""The demonstration's remedies and contracts, whatever day it is started on."""

from datetime import date

import pytest

from yifa.demo import district, remedies
from yifa.kernel import moment
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import Post, Unit, User
from yifa.kernel.organization.roles import ADMINISTRATORS, Role
from yifa.kernel.paper.tests.pages import read

WEDNESDAY, NEW_YEAR, AFTER_HOLIDAY = date(2026, 3, 18), date(2026, 2, 17), date(2026, 10, 9)
CASES = {
    "received", "correcting", "accepted", "suspended", "drafted", "reviewed", "refused", "lapsed", "ended", "decided",
    "archived",
}  # fmt: skip
ANSWERS = {"notified", "drafted", "replied", "performing", "settled"}
CONTRACTS = {
    "submitted", "returned", "reviewing", "opined", "revised", "signed", "performing", "closed", "abandoned",
}  # fmt: skip


def _states(procedure: str) -> set[str]:
    rows = Matter.objects.unscoped("test").filter(procedure=procedure)
    return set(rows.values_list("state", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("day", [WEDNESDAY, NEW_YEAR, AFTER_HOLIDAY], ids=str)
def test_every_state_is_there_on_any_day(day):
    with moment.at(day):
        district.build()
        count = remedies.play({u.code: u for u in Unit.objects.all()})
    rows = Matter.objects.unscoped("test")
    assert rows.count() == count
    assert _states("reconsideration.application") == CASES
    assert _states("reconsideration.response") == ANSWERS
    assert _states("contracts.contract") == CONTRACTS
    # a decision is overdue, a case is suspended, a contract was signed without its review
    late = rows.filter(next_limit="reconsideration.decision.ordinary", next_due__lt=day)
    assert late.exists()
    assert rows.filter(outcome="in_breach").count() == 1
    # numbers follow the days on which the applications came in
    cases = rows.filter(procedure="reconsideration.application").order_by("received_on", "id")
    assert list(cases) == sorted(cases, key=lambda m: m.pk)
    _administrators_do_nothing_else()


def _administrators_do_nothing_else() -> None:
    held: dict[int, set[Role]] = {}
    for post in Post.objects.unscoped("test").standing():
        held.setdefault(post.user_id, set()).add(Role(post.role))
    assert len([r for r in held.values() if r & ADMINISTRATORS]) == 3
    assert all(len(roles) == 1 for roles in held.values() if roles & ADMINISTRATORS)


@pytest.mark.django_db
def test_a_case_file_of_the_demonstration_names_its_result_in_words(client):
    with moment.at(WEDNESDAY):
        district.build()
        remedies.play({u.code: u for u in Unit.objects.all()})
        client.force_login(User.objects.get(username="sfj"))
        rows = Matter.objects.unscoped("test").filter(state="archived", outcome="revoke")
        answer = client.get(f"/matters/{rows.get().pk}/case-file.pdf")
        cover, index, *_ = read(b"".join(answer.streaming_content))
    assert "撤销行政行为" in cover.text
    assert "未办结" not in cover.text
    assert "行政复议决定书" in index.text
