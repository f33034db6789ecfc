"""The file of a matter by its page: who may take it, what stands in it, and that taking it leaves a trace."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from yifa.kernel import moment
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.act import act
from yifa.kernel.paper import Paper
from yifa.kernel.paper.pdf import render_pdf
from yifa.kernel.paper.tests.pages import read
from yifa.kernel.scope.actor import Actor
from yifa.ledger.tests.conftest import START


@pytest.fixture
def held(house):
    """An appeal with a scan, reviewed and answered."""
    matter = house.appeal()
    upload = SimpleUploadedFile("张三丰来信.pdf", render_pdf(Paper(title="来信原件", draft=False)))
    alice = Actor.of(house.alice)
    act(alice, matter, "attach", {"file_title": "张三丰来信"}, files={"file": upload}, on=START)
    return matter


def closed(house, matter):
    act(Actor.of(house.bob), matter, "review", on=START)
    return act(Actor.of(house.carol), matter, "reply", on=START)


def taken(house, user, matter):
    answer = house.client(user).get(reverse("case_file", args=[matter.pk]))
    assert answer.status_code == 200, answer.status_code
    assert answer["Content-Type"] == "application/pdf"
    pdf = b"".join(answer.streaming_content)
    assert pdf.startswith(b"%PDF")
    return ["".join(page.text.split()) for page in read(io.BytesIO(pdf))]


def test_a_closed_matter_gives_its_whole_file(house, held):
    closed(house, held)
    cover, index, scan, record = taken(house, house.alice, held)
    assert held.number in cover and "未办结" not in cover
    assert f"{START}至{START}" in cover and house.bureau.name in cover
    assert f"张三丰来信{START}1" in index
    assert "来信原件" in scan
    assert "答复→已答复" in record and "第十五条" in record
    assert "13800000000" not in record  # values of forms stay in the system


def test_an_open_matter_says_so(house, held):
    assert "未办结" in taken(house, house.alice, held)[0]


def test_taking_the_file_is_journalled_and_is_no_act(house, held):
    taken(house, house.alice, held)
    rows = JournalRow.objects.unscoped("test").filter(matter_id=held.pk, step="case_file")
    assert [(r.verb, r.actor_name, r.stream) for r in rows] == [
        ("event", house.alice.name, f"look:{held.uid.hex}")
    ]
    assert all("导出案卷" not in page for page in taken(house, house.alice, held))


def test_other_units_get_nothing_and_readers_get_masked_names(house, held):
    stranger = house.client(house.tom).get(reverse("case_file", args=[held.pk]))
    assert stranger.status_code == 404
    cover, index, *_ = taken(house, house.ida, held)
    assert "张三丰" not in cover + index and "张" in cover
    with moment.at(START):
        page = house.client(house.alice).get(reverse("matter", args=[held.pk])).content.decode()
    assert reverse("case_file", args=[held.pk]) in page
