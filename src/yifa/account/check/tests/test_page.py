"""The page: a report in, its findings beside the text out; nothing is stored, nothing of the text is trusted."""

from __future__ import annotations

import io
import json

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from yifa.kernel.tests.house import House

pytestmark = pytest.mark.django_db

REPORT = "一、主要举措和成效\n受理申请40件，其中同意25件、不同意12件、其他3件，满意率98.6%。<script>alert(1)</script>\n"


@pytest.fixture
def clerk(client):
    person = House().alice
    person.must_change_password = False
    person.save(update_fields=["must_change_password"])
    client.force_login(person)
    return client


def test_a_visitor_is_sent_to_the_sign_in_page(client):
    answer = client.get(reverse("report_check"))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_the_form_is_one_page_with_one_heading(clerk):
    page = clerk.get(reverse("report_check")).content.decode()
    assert page.count("<h1") == 1
    assert 'enctype="multipart/form-data"' in page


def test_pasted_words_give_findings_linked_with_the_text(clerk):
    page = clerk.post(reverse("report_check"), {"words": REPORT}).content.decode()
    assert "25 + 12 + 3 = 40" in page
    assert 'href="#f0"' in page
    assert 'id="f0"' in page
    assert 'id="tf0"' in page


def test_the_text_is_escaped_and_the_page_carries_no_inline_script_or_style(clerk):
    answer = clerk.post(reverse("report_check"), {"words": REPORT})
    page = answer.content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "style=" not in page
    assert "no-store" in answer["Cache-Control"]


def test_an_uploaded_word_document_is_read(clerk):
    word, out = docx.Document(), io.BytesIO()
    word.add_paragraph("全年受理申请40件，办结40件。")
    word.save(out)
    file = SimpleUploadedFile("报告.docx", out.getvalue())
    page = clerk.post(reverse("report_check"), {"file": file}).content.decode()
    assert "报告.docx" in page
    assert "收进 40，办出 40" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 broken", "已损坏"),
        (b"PK\x03\x04 broken", "已损坏"),
        (b"\xd0\xcf\x11\xe0old", "DOCX"),
        (b"\x00\x01\x02\x03" * 40, "不是文字文件"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_sentence(clerk, content, words):
    answer = clerk.post(reverse("report_check"), {"file": SimpleUploadedFile("x.bin", content)})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_neither_file_nor_words(clerk):
    answer = clerk.post(reverse("report_check"), {"words": "  "})
    assert answer.status_code == 422
    assert "请选择文件，或者粘贴正文" in answer.content.decode()


def test_other_shapes_come_as_files(clerk):
    told = clerk.post(reverse("report_check"), {"words": REPORT, "shape": "json"})
    assert json.loads(told.content)["summary"]["quantities"] == 5
    word = clerk.post(reverse("report_check"), {"words": REPORT, "shape": "docx"})
    assert docx.Document(io.BytesIO(word.content)).comments
    table = clerk.post(reverse("report_check"), {"words": REPORT, "shape": "csv"})
    assert table.content.decode("utf-8-sig").splitlines()[0].startswith("doc,place,text,value")


def test_last_years_report_is_compared(clerk):
    before = SimpleUploadedFile("上年.txt", "全年受理行政复议申请50件。".encode())
    words = "全年受理行政复议申请60件，同比增长25%。"
    page = clerk.post(
        reverse("report_check"), {"words": words, "last_year": before}
    ).content.decode()
    assert "变动 20%" in page
