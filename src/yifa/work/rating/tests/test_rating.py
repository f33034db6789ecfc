"""Ratings of services through their pages: by code, once each, without the rater; bad ones verified, put right, called back."""

from datetime import date

import pytest
from django.test import Client
from harness.doors import text_of

from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.figure import Period, figure_of
from yifa.kernel.figure.ask import rows, value
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.matter.models import Matter, Party
from yifa.kernel.scope.actor import Actor
from yifa.work.rating.cases import code_of, fold
from yifa.work.rating.models import RateableCase, RatingReview

pytestmark = pytest.mark.django_db
DAY, CLOSED = date(2026, 3, 2), date(2026, 3, 4)
LEDGER = ("rating.reviews", "rating.review")


def given(code, on=date(2026, 3, 5), **more):
    """Somebody rates on the public page."""
    values = {
        "code": code,
        "level": "5",
        "comment": "",
        "rater": "",
        "phone": "",
        "visited_on": "",
    } | more
    with moment.at(on):
        return Client().post("/public/rating/", values)


def bad(code, on=date(2026, 3, 5), **more):
    told = {
        "level": "1",
        "reasons": ["attitude"],
        "comment": "窗口推诿",
        "rater": "赵六",
        "phone": "13700003333",
    }
    return given(code, on, **(told | more))


def part(procedure):
    return Matter.objects.unscoped("t").filter(procedure=procedure).order_by("-pk")[0]


def asked(hall, name, unit=None):
    figure = figure_of(f"rating.{name}")
    found = value(figure, Period.year(2026), unit or hall.district)
    assert (
        len(rows(figure, Period.year(2026), unit or hall.district, part="denominator"))
        == found.rows
    )
    return found


def test_the_page_is_shut_until_a_unit_opens_the_channel(hall):
    case = hall.case(DAY, closed=CLOSED)
    assert "评价政务服务" not in text_of(Client().get("/public/"))
    shut = Client().get(f"/public/rating/?code={code_of(case)}")
    assert "没有开通网页评价" in text_of(shut) and "提交评价" not in text_of(shut)
    assert given(code_of(case)).status_code == 200
    assert not RatingReview.objects.unscoped("t").exists()
    refused = hall.clerk.enter(
        "rating_channel",
        DAY,
        {"at": "spj", "channel": "portal", "supervisor": "zwj"},
        unit=hall.bureau,
    )
    assert refused.status_code in (403, 422)
    own = hall.head.enter(
        "rating_channel",
        DAY,
        {"at": "spj", "channel": "portal", "supervisor": "spj"},
        unit=hall.bureau,
    )
    assert own.status_code == 422 and "不能由被评价单位自己监督" in text_of(own)
    hall.open("portal")
    assert "评价政务服务" in text_of(Client().get("/public/"))
    assert "提交评价" in text_of(Client().get(f"/public/rating/?code={code_of(case)}"))


@pytest.mark.system("S2-M027")
def test_a_bad_rating_is_verified_put_right_called_back_and_published(hall):
    hall.open("portal")
    case = hall.case(DAY, closed=CLOSED)
    answer = bad(code_of(case))
    assert answer.status_code == 302
    review, follow = part("rating.review"), part("rating.callback")
    assert (review.unit, review.state, follow.unit, follow.state) == (
        hall.bureau, "verifying", hall.service, "to_verify",
    )  # fmt: skip
    # One working day from Thursday 5 March: Friday 6 (安阳市政务服务条例第五十二条第二款, a local default).
    assert follow.next_due == date(2026, 3, 6)
    # The rated unit learns what was said, and neither who nor of which case; nor may it read the follow-up.
    page = text_of(hall.head.get(f"/matters/{review.pk}/"))
    assert "窗口推诿" in page and "服务态度" in page
    assert all(secret not in page for secret in ("赵六", "13700003333", case.number))
    assert hall.head.get(f"/matters/{follow.pk}/").status_code == 404
    payload = JournalRow.objects.unscoped("t").get(stream=review.stream).payload
    assert all(secret not in payload for secret in ("赵六", "phone", case.number, "case"))
    # The supervising unit sees the case, and name and number on request; the look is journalled.
    party = Party.objects.get(matter=follow)
    shown = text_of(hall.supervisor.get(f"/matters/{follow.pk}/"))
    assert case.number in shown and "赵六" in shown and "13700003333" not in shown
    seen = hall.supervisor.post(f"/matters/{follow.pk}/parties/{party.pk}/reveal/")
    assert "13700003333" in seen.content.decode()
    assert JournalRow.objects.unscoped("t").filter(matter=follow, step="reveal").exists()
    assert hall.head.post(f"/matters/{follow.pk}/parties/{party.pk}/reveal/").status_code == 404
    # Verified in time, put right by the unit, called back by the supervising unit.
    hall.head.refused(
        "随相关事项", review, "verified", date(2026, 3, 6), {"finding": "x"}, status=403
    )
    follow = hall.supervisor.took(
        follow, "confirm", date(2026, 3, 6), {"finding": "录像显示推诿", "days": 5}
    )
    review.refresh_from_db()
    assert (follow.on_time, review.state, review.next_due) == (1, "rectifying", date(2026, 3, 13))
    hall.supervisor.refused(
        "从“待回访”开始",
        follow,
        "call_back",
        date(2026, 3, 9),
        {"callback": "satisfied"},
        status=409,
    )
    hall.clerk.took(review, "rectify", date(2026, 3, 10), {"measure": "当面致歉，调整窗口值守"})
    hall.supervisor.took(follow, "redo", date(2026, 3, 11), {"reason": "没有致歉记录"})
    review = hall.clerk.took(review, "rectify", date(2026, 3, 12), {"measure": "补充致歉记录"})
    assert review.state == "calling"
    hall.supervisor.refused(
        "实名评价须回访到人", follow, "call_back", date(2026, 3, 13), {"callback": "anonymous"}
    )
    follow = hall.supervisor.took(follow, "call_back", date(2026, 3, 13), {"callback": "satisfied"})
    review.refresh_from_db()
    assert (follow.state, review.state, review.outcome) == ("done", "closed", "rectified")
    hall.head.took(review, "publish", date(2026, 3, 16), {"summary": "已致歉并调整窗口值守"})
    public = text_of(Client().get("/public/rating/results/?year=2026"))
    assert "已致歉并调整窗口值守" in public and "赵六" not in public and case.number not in public
    own = text_of(Client().get(answer.url))
    assert "整改回访完毕" in own and "已致歉" in own and "赵六" not in own
    rate = asked(hall, "rectified_rate")
    assert (rate.numerator, rate.denominator, rate.shown) == (1, 1, 100)
    assert asked(hall, "contact_on_time").numerator == 1


def test_a_case_and_a_visit_are_rated_once_each(hall):
    hall.open("portal")
    case = hall.case(DAY)
    code = code_of(case)
    early = given(code, CLOSED)
    assert (
        early.status_code == 422
        and "尚未办结" in text_of(early)
        and "填写到访日期" in text_of(early)
    )
    assert given(code, CLOSED, visited_on="2026-03-02").status_code == 302
    again = given(code, CLOSED, visited_on="2026-03-02", level="4")
    assert again.status_code == 422 and "这一次到访已于 2026-03-04 评价过" in text_of(again)
    assert given(code, CLOSED, visited_on="2026-03-03").status_code == 302
    from yifa.kernel.matter.act import act

    act(Actor.system(), case, "finish", on=CLOSED)
    assert given(code).status_code == 302
    twice = given(code, level="2", comment="改主意了")
    assert twice.status_code == 422
    assert "这一办件已于 2026-03-05 评价过" in text_of(twice) and "由监督单位作废" in text_of(twice)
    assert RatingReview.objects.unscoped("t").count() == 3
    # A wrong record is voided by the supervising unit, never by the rated one; then there is room again.
    wrong = part("rating.review")
    hall.head.refused(
        "不能由被评价单位的人员", wrong, "void", date(2026, 3, 6), {"reason": "登记错误"}
    )
    hall.supervisor.took(wrong, "void", date(2026, 3, 6), {"reason": "登记错误"})
    assert given(code, date(2026, 3, 6), level="2", comment="重新评价").status_code == 302


def test_bad_input_is_refused_with_the_reason_and_the_way_on(hall):
    hall.open("portal")
    hall.open("phone")
    case = hall.case(DAY, closed=CLOSED)
    assert "没有这一评价码" in text_of(Client().get("/public/rating/?code=0000-0000-0000"))
    assert Client().get("/public/rating/?code=' or 1=1--").status_code == 422
    unrated = hall.case(DAY, closed=CLOSED, procedure="test.unrated")
    assert "没有这一评价码" in text_of(Client().get(f"/public/rating/?code={code_of(unrated)}"))
    future = given(code_of(case), visited_on="2026-03-06")
    assert future.status_code == 422 and "晚于评价之日" in text_of(future)
    before = given(code_of(case), visited_on="2026-03-01")
    assert before.status_code == 422 and "早于办件收到之日 2026-03-02" in text_of(before)
    mute = given(code_of(case), level="1")
    assert mute.status_code == 422 and "差评请选择理由" in text_of(mute)
    assert given(code_of(case), level="6").status_code == 422
    # Recorded by the supervising unit for somebody who called; not by the rated unit, not for an unknown case.
    told = {"case_number": case.number, "channel": "phone", "level": "4", "given": "on"}
    open_ = ("rating.reviews", "rating.review", date(2026, 3, 5))
    refused = hall.clerk.open(*open_, told, unit=hall.bureau)
    assert refused.status_code == 422 and "不能由被评价单位的人员登记" in text_of(refused)
    unknown = hall.supervisor.open(*open_, told | {"case_number": "无此件"}, unit=hall.bureau)
    assert unknown.status_code == 422 and "没有编号为 无此件" in text_of(unknown)
    nobody = hall.supervisor.open(
        *open_, {k: v for k, v in told.items() if k != "given"}, unit=hall.bureau
    )
    assert nobody.status_code == 422 and "只登记办事人本人作出的评价" in text_of(nobody)
    shut = hall.supervisor.open(*open_, told | {"channel": "hotline"}, unit=hall.bureau)
    assert shut.status_code == 422 and "没有开通这一评价渠道" in text_of(shut)
    with moment.at(date(2026, 3, 5)):
        ahead = hall.supervisor.post(
            "/ledger/rating.reviews/new/rating.review/",
            told | {"unit": hall.bureau.pk, "on": "2026-03-06"},
        )
    assert ahead.status_code == 422 and "不能晚于今天" in text_of(ahead)
    assert hall.supervisor.open(*open_, told, unit=hall.bureau).status_code == 302


def test_anonymous_and_unfounded_ratings(hall):
    hall.open("portal")
    case = hall.case(DAY, closed=CLOSED)
    assert bad(code_of(case), rater="", phone="").status_code == 302
    follow = part("rating.callback")
    # No name, no limit for calling; the rest is done all the same.
    assert follow.next_due is None and not Party.objects.filter(matter=follow).exists()
    hall.supervisor.took(follow, "dismiss", date(2026, 3, 6), {"finding": "当日没有该业务"})
    review = part("rating.review")
    assert review.state == "unfounded"
    # Verified as untrue it is still what somebody said: it counts, and is not owed a rectification.
    assert asked(hall, "satisfaction").denominator == 1
    assert asked(hall, "rectified_rate").denominator == 0
    other = hall.case(DAY, closed=CLOSED)
    assert bad(code_of(other), rater="", phone="", comment="又一次").status_code == 302
    follow = part("rating.callback")
    hall.supervisor.took(follow, "confirm", date(2026, 3, 6), {"finding": "属实", "days": 3})
    hall.clerk.took(part("rating.review"), "rectify", date(2026, 3, 9), {"measure": "改"})
    hall.supervisor.refused(
        "不能回访", follow, "call_back", date(2026, 3, 10), {"callback": "satisfied"}
    )
    hall.supervisor.took(follow, "call_back", date(2026, 3, 10), {"callback": "anonymous"})


def test_default_ratings_are_told_apart_and_never_counted(hall):
    hall.open("online")
    cases = [hall.case(DAY, closed=CLOSED) for _ in range(4)]
    base = {"source_system": "省政务服务平台", "channel": "online", "level": "5"}

    def brought(n, **more):
        values = base | {"external_number": f"H{n}", "case_number": cases[n].number} | more
        return hall.supervisor.open(
            *LEDGER, date(2026, 3, 5), values, unit=hall.bureau, step="bring_in"
        )

    for n in range(3):
        assert brought(n, given_by="default").status_code == 302
    again = brought(0, given_by="default")
    assert again.status_code == 422 and "已经导入" in text_of(again)
    # A default one stands in nobody's way.
    assert (
        brought(0, given_by="person", external_number="H9", level="2", comment="慢").status_code
        == 302
    )
    fold()
    assert asked(hall, "defaults").numerator == 3
    assert asked(hall, "given").numerator == 1
    satisfied, responded = asked(hall, "satisfaction"), asked(hall, "response_rate")
    assert (satisfied.numerator, satisfied.denominator) == (0, 1)
    assert (responded.numerator, responded.denominator) == (1, 4)
    default = RatingReview.objects.unscoped("t").filter(given=0)[0]
    assert "系统默认评价，不计入" in text_of(hall.head.get(f"/matters/{default.pk}/"))
    board = text_of(hall.supervisor.get("/rating/board/?year=2026"))
    assert "参评率" in board and "1 / 4" in board
    # Units that had nothing to rate do not fill the page; how many there are is told.
    last_year = text_of(hall.supervisor.get("/rating/board/?year=2025"))
    assert "本年没有应评办件" in last_year and "1 / 4" not in last_year


def test_the_rate_of_satisfaction_stands_beside_how_many_were_asked(hall):
    hall.open("portal")
    levels = ("5", "4", "3", "2")
    cases = [hall.case(DAY, closed=CLOSED) for _ in range(8)]
    for case, level in zip(cases, levels, strict=False):
        assert given(code_of(case), level=level, comment="说明").status_code == 302
    assert fold() > 0 and fold() == 0
    assert not [b for b in verify().breaks if "应评办件" in b.where]
    satisfied, responded = asked(hall, "satisfaction"), asked(hall, "response_rate")
    # Very good, good and fair of four; four of the eight closed cases.
    assert (str(satisfied.shown), str(responded.shown)) == ("75", "50")
    page = text_of(Client().get("/public/rating/results/?year=2026"))
    assert "75" in page and "3 / 4" in page and "50" in page and "4 / 8" in page
    # A reopened case falls out of what may be asked.
    from yifa.kernel.matter.act import act

    act(Actor.system(), cases[7], "reopen", {"state": "at_work", "reason": "重新办理"}, on=CLOSED)
    fold()
    assert RateableCase.objects.count() == 7


def test_codes_are_handed_out_by_the_unit_and_guessed_by_nobody(hall):
    hall.open("portal")
    case = hall.case(DAY, closed=CLOSED)
    assert code_of(case) in text_of(hall.clerk.get("/rating/codes/"))
    assert code_of(case) not in text_of(hall.town_head.get("/rating/codes/"))
    found = text_of(Client().get(f"/public/rating/?code={code_of(case)}"))
    assert "测试事项办理" in found and "赵六" not in found and case.number not in found
    # The code works without its dashes and in capitals.
    assert "测试事项办理" in text_of(
        Client().get(f"/public/rating/?code={case.uid.hex[:12].upper()}")
    )
    enter(
        Actor.system(),
        "rating_channel",
        {},
        unit=hall.district,
        on=date(2026, 3, 10),
        key="QZF:portal",
        end=True,
    )
    with moment.at(date(2026, 3, 11)):
        assert "没有开通网页评价" in text_of(Client().get(f"/public/rating/?code={code_of(case)}"))
