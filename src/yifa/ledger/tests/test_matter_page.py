"""The matter page: the clock explained, what may happen, what is missing, what was seen."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from yifa.kernel import moment
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.matter.act import act
from yifa.kernel.scope.actor import Actor

TODAY = date(2024, 9, 20)


@pytest.fixture(autouse=True)
def _today():
    with moment.at(TODAY):
        yield


def page(house, matter, user):
    return house.client(user).get(reverse("matter", args=[matter.pk]))


def test_it_tells_where_the_matter_stands_and_how_its_limit_was_counted(house):
    matter = house.appeal()
    text = page(house, matter, house.alice).content.decode()
    # Twenty working days from 2 September 2024 end on 30 September: Mid-Autumn falls out, two weekends are worked.
    assert "2024-09-30" in text
    assert "政府信息公开条例" in text and "第三十三条" in text
    assert "中秋" in text and "调休上班" in text
    assert "登记于 18 天后" in text


def test_next_steps_show_who_may_and_what_is_missing_by_which_article(house):
    matter = house.appeal()
    handler = page(house, matter, house.alice).content.decode()
    assert reverse("step", args=[matter.pk, "ask"]) in handler
    assert reverse("step", args=[matter.pk, "review"]) not in handler
    head = page(house, matter, house.carol).content.decode()
    assert "还缺什么" in head and "尚未完成：审查" in head and "第十七条" in head
    assert reverse("step", args=[matter.pk, "reply"]) not in head
    act(Actor.of(house.bob), matter, "review", on=date(2024, 9, 19))
    assert (
        reverse("step", args=[matter.pk, "reply"])
        in page(house, matter, house.carol).content.decode()
    )


def test_another_units_matter_does_not_exist_for_me(house):
    matter = house.appeal()
    assert page(house, matter, house.tom).status_code == 404
    other = house.client(house.tom)
    for name, args in (("step", [matter.pk, "ask"]), ("document", [matter.pk, 1])):
        assert other.get(reverse(name, args=args)).status_code == 404


def test_names_are_masked_for_readers_who_do_not_handle_it(house):
    matter = house.appeal()
    seen = page(house, matter, house.ida).content.decode()
    assert "张三丰" not in seen and "张某某" in seen
    assert "13800000000" not in seen and "330702199001011234" not in seen
    assert "张三丰" in page(house, matter, house.alice).content.decode()


def test_contacts_are_shown_on_request_and_the_look_is_journalled(house):
    matter = house.appeal()
    party = matter.parties.get()
    url = reverse("reveal", args=[matter.pk, party.pk])
    assert "13800000000" not in page(house, matter, house.alice).content.decode()
    client = house.client(house.alice)
    assert client.get(url).status_code == 405
    shown = client.post(url, headers={"HX-Request": "true"}).content.decode()
    assert "13800000000" in shown and "330702199001011234" in shown
    row = JournalRow.objects.unscoped("test").get(step="reveal")
    assert (row.actor_name, row.matter_id, row.verb) == ("艾丽", matter.pk, "event")
    assert "13800000000" not in row.payload
    assert "查看敏感信息" in page(house, matter, house.alice).content.decode()
    refused = house.client(house.ida).post(url)
    assert refused.status_code == 403 and "13800000000" not in refused.content.decode()
    assert verify().breaks == []


def test_a_look_does_not_stand_in_the_way_of_an_act(house):
    matter = house.appeal()
    version = matter.version
    house.client(house.alice).post(reverse("reveal", args=[matter.pk, matter.parties.get().pk]))
    assert (
        act(Actor.of(house.alice), matter, "ask", expected_version=version).version == version + 1
    )


def test_the_page_costs_the_same_however_long_the_story(house, django_assert_max_num_queries):
    matter = house.appeal()
    client = house.client(house.alice)
    for n in range(6):
        act(Actor.of(house.alice), matter, "ask" if n % 2 == 0 else "answer", on=TODAY)
        act(Actor.of(house.alice), matter, "note", {"note": f"第 {n} 次"}, on=TODAY)
    client.get(reverse("matter", args=[matter.pk]))
    with django_assert_max_num_queries(12):
        assert client.get(reverse("matter", args=[matter.pk])).status_code == 200


def test_flow_chart_of_the_procedure(house):
    args = ["test.appeal", "2020-01-01"]
    assert "审查" in house.client(house.alice).get(reverse("procedure", args=args)).content.decode()
    picture = house.client(house.alice).get(reverse("flow_chart", args=args))
    assert picture["Content-Type"] == "image/svg+xml" and "申诉流程图" in picture.content.decode()
    assert (
        house.client(house.alice).get(reverse("flow_chart", args=["test.appeal", "x"])).status_code
        == 404
    )


def test_relations_are_shown_both_ways_and_others_by_number_alone(house):
    first, second = house.appeal("甲事"), house.appeal("乙事")
    act(Actor.of(house.alice), first, "relate", {"number": second.number, "kind": "并案"}, on=TODAY)
    assert second.number in page(house, first, house.alice).content.decode()
    back = page(house, second, house.alice).content.decode()
    assert "并案（对方关联）" in back and first.number in back
    far = house.appeal("镇里的事", unit=house.town, user=house.tom)
    act(Actor.of(house.alice), first, "relate", {"number": far.number, "kind": "来源"}, on=TODAY)
    text = page(house, first, house.alice).content.decode()
    assert (
        far.number in text
        and "镇里的事" not in text
        and reverse("matter", args=[far.pk]) not in text
    )


def test_a_paper_is_drawn_as_pdf_and_docx(house):
    from yifa.kernel.dossier.models import Document
    from yifa.kernel.matter.papers import PaperTemplate, _templates, register_paper
    from yifa.kernel.paper import Paper, Paragraph

    register_paper(
        PaperTemplate(
            "test.note", "回执", lambda ctx: {},
            lambda facts: Paper(title="回执", body=(Paragraph(facts["words"]),)),
        )
    )  # fmt: skip
    matter = house.appeal()
    made = {
        "kind": "test.note",
        "title": "回执",
        "on": TODAY,
        "status": "draft",
        "fields": {"words": "收到来件。"},
    }
    document = Document.objects.create(matter=matter, unit=house.bureau, **made)
    client = house.client(house.alice)
    assert "草稿" in page(house, matter, house.alice).content.decode()
    pdf = client.get(reverse("paper", args=[matter.pk, document.pk, "pdf"]))
    assert pdf.content.startswith(b"%PDF") and pdf["Content-Type"] == "application/pdf"
    docx = client.get(reverse("paper", args=[matter.pk, document.pk, "docx"]))
    assert docx.content.startswith(b"PK")
    assert client.get(reverse("paper", args=[matter.pk, document.pk, "exe"])).status_code == 404
    assert client.get(reverse("document", args=[matter.pk, document.pk])).status_code == 404
    assert (
        house.client(house.tom)
        .get(reverse("paper", args=[matter.pk, document.pk, "pdf"]))
        .status_code
        == 404
    )
    del _templates["test.note"]
