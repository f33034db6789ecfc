"""The published report: what stays inside, restatements, files, the command line."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date
from xml.etree import ElementTree

import pypdfium2
import pytest
from django.urls import reverse

from yifa.account.report.tests.town import (
    TEXT,
    opened,
    published,
    saved,
    text_of,
)
from yifa.kernel import moment
from yifa.kernel.matter.models import Matter

pytestmark = pytest.mark.django_db


def test_a_partly_public_report_marks_what_stays_inside(house):
    m = opened(house)
    saved(house, m, TEXT.replace("{内部}", "").replace("{/内部}", ""))
    with moment.at(date(2020, 2, 10)):
        house.browser["alice"].took(m, "hand_in")
        answer = house.browser["bob"].step(m, "review", {"facts": "ok", "secrecy": "cut"})
        assert answer.status_code == 422 and "没有标注内部内容" in text_of(answer)


def test_a_restatement_tells_the_public_what_changed_and_why(house):
    m = published(house)
    with moment.at(date(2020, 4, 7)):
        same = house.browser["carol"].step(m, "restate", {"reason": "再核", "text": ""})
        assert same.status_code == 422 and "没有变化" in text_of(same)
        Matter.objects.bulk_create([house._letter(house.bureau, 2019, 12, 99)])
        before = house.browser["public"].get("/public/reports/sfj/2019/").content.decode()
        assert (
            "12件" in before and "13件" not in before
        )  # frozen: a later record changes nothing by itself
        house.browser["carol"].took(m, "restate", {"reason": "补登一件来信", "text": ""})
        page = text_of(house.browser["public"].get("/public/reports/sfj/2019/"))
    assert "本报告于 2020-04-07 重述" in page and "补登一件来信" in page
    assert "收到来信：12件 → 13件" in page


def test_the_files_say_the_same_and_the_public_ones_hold_nothing_internal(house):
    m = published(house)
    with moment.at(date(2020, 3, 11)):
        public = {
            k: house.browser["public"].get(f"/public/reports/sfj/2019/report.{k}").content
            for k in ("docx", "pdf", "ofd", "html", "json")
        }
        inside = (
            house.browser["alice"]
            .get(reverse("annual_export", args=[m.pk, "html"]))
            .content.decode()
        )
        stranger = house.browser["tina"].get(reverse("annual_export", args=[m.pk, "html"]))
    assert "专案" in inside and stranger.status_code == 404
    pdf = pypdfium2.PdfDocument(public["pdf"])
    said = re.sub(
        r"\s", "", "".join(pdf[n].get_textpage().get_text_range() for n in range(len(pdf)))
    )
    ofd = re.sub(r"\s", "", ofd_text(public["ofd"]))
    for text in (said, ofd):
        assert (
            "全年收到来信12件，比上年增加2件" in text and "专案" not in text and "草稿" not in text
        )
    data = json.loads(public["json"])
    assert data["index_number"] == "sfj/2020-00001"
    received = next(n for n in data["numbers"] if n["figure"] == "account.letters.received")
    assert (received["numerator"], received["from_ym"], received["to_ym"]) == (12, 201901, 201912)
    assert "专案" not in public["html"].decode() and public["docx"][:2] == b"PK"


def ofd_text(content: bytes) -> str:
    """The words of an OFD, after checking that its parts are there, its ids unique and its boxes on the page."""
    ns = {"o": "http://www.ofdspec.org/2016"}
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    root = ElementTree.fromstring(archive.read("OFD.xml"))
    assert root.findtext("o:DocBody/o:DocRoot", namespaces=ns) == "Doc_0/Document.xml"
    document = ElementTree.fromstring(archive.read("Doc_0/Document.xml"))
    resources = ElementTree.fromstring(archive.read("Doc_0/PublicRes.xml"))
    fonts = {f.get("ID") for f in resources.iterfind("o:Fonts/o:Font", ns)}
    ids = [f.get("ID") for f in resources.iterfind("o:Fonts/o:Font", ns)]
    words = ""
    for page in document.iterfind("o:Pages/o:Page", ns):
        ids.append(page.get("ID"))
        content_xml = ElementTree.fromstring(archive.read(f"Doc_0/{page.get('BaseLoc')}"))
        for layer in content_xml.iterfind("o:Content/o:Layer", ns):
            ids.append(layer.get("ID"))
            for item in layer:
                ids.append(item.get("ID"))
                x, y, w, h = map(float, item.get("Boundary").split())
                assert x >= 0 and y >= 0 and x + w <= 210 and y + h <= 297
                for code in item.iterfind("o:TextCode", ns):
                    assert item.get("Font") in fonts
                    steps = (code.get("DeltaX") or "").split()
                    assert len(steps) == len(code.text) - 1
                    words += code.text
    assert len(ids) == len(set(ids))
    assert int(document.findtext("o:CommonData/o:MaxUnitID", namespaces=ns)) == max(map(int, ids))
    return words


def test_the_whole_report_on_the_command_line(house, tmp_path, capsys):
    from yifa.account.report.cli import report_command

    m = opened(house)
    with moment.at(date(2020, 1, 6)):
        words = ["--annual", "--year", "2019", "--unit", "sfj"]
        assert report_command(words) == 2  # the template's hints still stand
        assert "模板提示没有填写" in capsys.readouterr().err
    saved(house, m)
    with moment.at(date(2020, 1, 7)):
        out = tmp_path / "report.ofd"
        assert report_command([*words, "--public", "--out", str(out)]) == 0
        assert "专案" not in ofd_text(out.read_bytes())
        assert report_command(words) == 0
        assert "专案" in capsys.readouterr().out
        assert report_command([*words[:-1], "nowhere"]) == 1
        assert report_command([*words, "--out", "x.exe"]) == 1
