"""The step form: refusals in place, one act for two clicks, somebody else was faster."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from yifa.kernel import moment
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.act import act
from yifa.kernel.matter.models import Matter
from yifa.kernel.scope.actor import Actor

TODAY = date(2024, 9, 20)


@pytest.fixture(autouse=True)
def _today():
    with moment.at(TODAY):
        yield


def step_url(matter, code):
    return reverse("step", args=[matter.pk, code])


def sent(matter, **more):
    return {"on": "2024-09-20", "expected_version": matter.version, "idempotency_key": "k1"} | more


def acts(matter):
    return JournalRow.objects.unscoped("test").filter(matter=matter, verb="act").count()


def test_the_form_takes_the_keyboard_and_offers_today(house):
    matter = house.appeal()
    text = house.client(house.alice).get(step_url(matter, "note")).content.decode()
    assert (
        "autofocus" in text and 'value="2024-09-20"' in text and f'value="{matter.version}"' in text
    )


def test_a_note_is_recorded_and_a_second_click_adds_nothing(house):
    matter = house.appeal()
    client = house.client(house.alice)
    for _ in range(2):
        answer = client.post(step_url(matter, "note"), sent(matter, note="电话告知"))
        assert answer.status_code == 302 and answer["Location"] == reverse(
            "matter", args=[matter.pk]
        )
    assert acts(matter) == 2
    assert "电话告知" in client.get(reverse("matter", args=[matter.pk])).content.decode()


def test_what_was_typed_is_kept_when_refused(house):
    matter = house.appeal()
    client = house.client(house.alice)
    answer = client.post(
        step_url(matter, "deliver"), sent(matter, recipient="张三丰", method="post", served_on="")
    )
    text = answer.content.decode()
    assert answer.status_code == 422 and 'value="张三丰"' in text and "送达日期" in text
    later = client.post(step_url(matter, "note"), sent(matter, note="写好的话", on="2999-01-01"))
    assert later.status_code == 422 and "不能晚于今天" in later.content.decode()
    assert "写好的话" in later.content.decode()
    odd = client.post(step_url(matter, "note"), sent(matter, note="写好的话", on="昨天"))
    assert odd.status_code == 422 and "写好的话" in odd.content.decode()
    assert acts(matter) == 1


def test_the_wrong_role_is_told_why_and_may_not_send(house):
    matter = house.appeal()
    client = house.client(house.alice)
    text = client.get(step_url(matter, "review")).content.decode()
    assert (
        "须由区司法局的审核人办理" in text and "第十五条" in text and "idempotency_key" not in text
    )
    answer = client.post(step_url(matter, "review"), sent(matter))
    assert answer.status_code == 403 and "审核人" in answer.content.decode()
    assert acts(matter) == 1


def test_what_is_missing_is_named_with_its_article(house):
    matter = house.appeal()
    answer = house.client(house.carol).post(step_url(matter, "reply"), sent(matter))
    assert answer.status_code == 422 and "尚未完成：审查" in answer.content.decode()
    assert "第十七条" in answer.content.decode()


def test_a_step_of_another_state_says_where_it_begins(house):
    matter = house.appeal()
    act(Actor.of(house.bob), matter, "review", on=TODAY)
    client = house.client(house.bob)
    assert "“审查”从“已收到”开始" in client.get(step_url(matter, "review")).content.decode()
    assert client.post(step_url(matter, "review"), {"on": "2024-09-20"}).status_code == 409
    assert client.get(step_url(matter, "no-such-step")).status_code == 404


def test_somebody_else_was_faster_and_the_page_tells_who_did_what(house):
    matter = house.appeal()
    old = sent(matter, note="我的记录")
    act(Actor.of(house.bob), matter, "review", on=TODAY)
    client = house.client(house.alice)
    answer = client.post(step_url(matter, "note"), old)
    text = answer.content.decode()
    assert answer.status_code == 409 and "鲍勃刚刚办理了“审查”" in text and "我的记录" in text
    newest = Matter.objects.unscoped("test").get(pk=matter.pk)
    assert f'name="expected_version" value="{newest.version}"' in text
    assert (
        client.post(
            step_url(matter, "note"), old | {"expected_version": newest.version}
        ).status_code
        == 302
    )


def test_a_file_is_kept_and_comes_back_as_it_was(house, settings, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.YIFA_VAR = tmp_path
    matter = house.appeal()
    client = house.client(house.alice)
    upload = SimpleUploadedFile("证据.pdf", b"%PDF-1.7 evidence", content_type="application/pdf")
    answer = client.post(step_url(matter, "attach"), sent(matter, file_title="证据一", file=upload))
    assert answer.status_code == 302
    document = matter.documents.unscoped("test").get()
    back = client.get(reverse("document", args=[matter.pk, document.pk]))
    assert b"".join(back.streaming_content) == b"%PDF-1.7 evidence"
    assert (
        "attachment" in back["Content-Disposition"] and back["X-Content-Type-Options"] == "nosniff"
    )
    assert not JournalRow.objects.unscoped("test").filter(step="read").exists()
    house.client(house.ida).get(reverse("document", args=[matter.pk, document.pk]))
    assert JournalRow.objects.unscoped("test").get(step="read").actor_name == "艾达"


def test_opening_gives_a_number_and_two_clicks_one_matter(house):
    client = house.client(house.alice)
    url = reverse("ledger_new", args=["appeals.all", "test.appeal"])
    assert "autofocus" in client.get(url).content.decode()
    form = {
        "unit": house.bureau.pk, "on": "2024-09-18", "idempotency_key": "open1",
        "title": "李四关于用水的申诉", "applicant": "李四", "phone": "13900000000",
    }  # fmt: skip
    places = {client.post(url, form)["Location"] for _ in range(2)}
    matter = Matter.objects.unscoped("test").get()
    assert places == {reverse("matter", args=[matter.pk])}
    assert (matter.number, matter.received_on) == ("区司法局申〔2024〕1号", date(2024, 9, 18))


def test_nobody_opens_where_they_hold_no_post(house):
    url = reverse("ledger_new", args=["appeals.all", "test.appeal"])
    form = {"unit": house.town.pk, "on": "2024-09-18", "title": "一", "applicant": "李四"}
    answer = house.client(house.alice).post(url, form)
    assert answer.status_code == 422 and "请选择您有权办理的单位" in answer.content.decode()
    assert house.client(house.bob).get(url).status_code == 403
    assert Matter.objects.unscoped("test").count() == 0


def test_opening_before_the_procedure_existed_is_refused_in_words(house):
    url = reverse("ledger_new", args=["appeals.all", "test.appeal"])
    form = {"unit": house.bureau.pk, "on": "1999-01-04", "title": "旧事", "applicant": "李四"}
    answer = house.client(house.alice).post(url, form)
    assert answer.status_code == 422 and "没有适用的程序版本" in answer.content.decode()
