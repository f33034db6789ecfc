"""The chapter of the yearly report: on the page, as a file, on the command line."""

from __future__ import annotations

import io
import re
from datetime import date

import docx
import pypdfium2
import pytest
from django.test import Client

from yifa.account.report.cli import report_command
from yifa.account.report.compose import BadChapter, compose
from yifa.account.tests.house import CHAPTER, Letters
from yifa.kernel import moment
from yifa.kernel.figure import Period
from yifa.kernel.figure.chapter import Chapter
from yifa.kernel.figure.cli import figures_command

pytestmark = pytest.mark.django_db
PAGE = "/reports/2019/test_letters/"
SAID = "全年收到来信15件，比上年增加5件，上年为10件；其中予以公开5件。"


@pytest.fixture
def house():
    with moment.at(date(2026, 3, 2)):
        yield Letters()


@pytest.fixture
def supervisor(house):
    client = Client()
    client.force_login(house.dora)
    return client


def plain(page: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page))


def test_every_number_is_computed_and_leads_to_its_figure(supervisor):
    answer = supervisor.get(PAGE, {"unit": "330702"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert SAID in plain(page)
    assert "应答复15件，按期答复14件，按期率93.33%。" in plain(page)
    assert "/figures/account.letters.received/?unit=330702&amp;year=2018" in page
    assert (
        "/figures/account.letters.received/?unit=330702&amp;year=2019&amp;by.outcome=granted"
        in page
    )
    chips = re.findall(r'class="number-chip[^"]*" href="([^"]+)"', page)
    assert len(chips) == 7
    for url in chips:
        assert supervisor.get(url.replace("&amp;", "&")).status_code == 200


def test_a_unit_without_records_says_so_in_words(supervisor, house):
    page = plain(supervisor.get("/reports/2017/test_letters/", {"unit": "330702"}).content.decode())
    assert "按期率本年没有应答复的来信。" in page
    assert "全年收到来信0件，比上年持平" in page


def test_the_chapter_of_another_unit_is_refused(house):
    client = Client()
    client.force_login(house.alice)
    assert client.get(PAGE, {"unit": "330702"}).status_code == 403
    assert client.get(PAGE + "docx", {"unit": "town1"}).status_code == 403
    assert "12件" in plain(client.get(PAGE).content.decode())


def test_unknown_chapters_years_and_kinds_are_not_found(supervisor):
    for path in ("/reports/2019/gone/", "/reports/12/test_letters/", PAGE + "exe"):
        assert supervisor.get(path).status_code == 404


def test_the_list_leads_to_the_chapter(supervisor):
    page = supervisor.get("/reports/", {"unit": "330702", "year": "2019"}).content.decode()
    assert "/reports/2019/test_letters/?unit=330702" in page


def test_docx_and_pdf_say_the_same(supervisor):
    word = docx.Document(io.BytesIO(supervisor.get(PAGE + "docx", {"unit": "330702"}).content))
    assert SAID in "".join(p.text for p in word.paragraphs)
    assert [[c.text.strip() for c in row.cells] for row in word.tables[0].rows][-1] == [
        "合计",
        "15件",
    ]
    pdf = pypdfium2.PdfDocument(supervisor.get(PAGE + "pdf", {"unit": "330702"}).content)
    text = "".join(pdf[n].get_textpage().get_text_range() for n in range(len(pdf)))
    assert SAID in re.sub(r"\s", "", text)


def test_html_carries_integers_a_program_can_read(supervisor):
    answer = supervisor.get(PAGE + "html", {"unit": "330702"})
    page = answer.content.decode()
    assert "attachment" in answer["Content-Disposition"]
    assert re.search(
        r'<data value="93.33" data-figure="account.letters.on_time" data-numerator="14" data-denominator="15" data-from="201901" data-to="201912"',
        page,
    )
    assert 'data-by-outcome="granted"' in page


def test_a_reference_that_is_not_there_stops_the_chapter(house):
    bad = Chapter(
        id="bad",
        title="坏章",
        room="test",
        text="收到[[account.letters.gone]]，[[account.letters.received|outcome=x]]。",
    )
    with pytest.raises(BadChapter) as refused:
        compose(bad, Period.year(2019), house.district)
    assert len(refused.value.problems) == 2
    assert "account.letters.gone" in str(refused.value)


def test_a_broken_chapter_tells_its_reader_which_references(supervisor, monkeypatch):
    from yifa.kernel.figure import chapter

    bad = Chapter(id="bad", title="坏章", room="test", text="收到[[account.letters.gone]]。")
    monkeypatch.setitem(chapter._chapters, "bad", bad)
    answer = supervisor.get("/reports/2019/bad/")
    assert answer.status_code == 422
    assert "account.letters.gone" in answer.content.decode()
    assert supervisor.get("/reports/2019/bad/docx").status_code == 422


def test_report_on_the_command_line(house, tmp_path, capsys):
    out = tmp_path / "chapter.html"
    words = ["--chapter", CHAPTER.id, "--year", "2019", "--unit", "330702"]
    assert report_command([*words, "--out", str(out)]) == 0
    assert SAID in plain(out.read_text())
    assert report_command(words) == 0
    assert SAID in capsys.readouterr().out
    assert report_command([*words[:-1], "nowhere"]) == 1
    assert "没有这个单位代码：nowhere" in capsys.readouterr().err
    assert report_command([*words, "--out", "x.exe"]) == 1
    assert report_command(["--chapter", "gone", "--unit", "330702"]) == 1


def test_figures_on_the_command_line(house, capsys):
    import json

    assert figures_command(["account.letters.on_time", "--year", "2019", "--unit", "330702", "--by", "unit", "--rows", "--json"]) == 0  # fmt: skip
    said = json.loads(capsys.readouterr().out)
    assert (said["numerator"], said["denominator"], len(said["ids"])) == (14, 15, 14)
    assert [r["denominator"] for r in said["by"]] == [12, 3]
    assert figures_command(["--year", "2019", "--unit", "330702"]) == 0
    assert "收到来信：15件" in capsys.readouterr().out
    assert figures_command(["account.letters.received", "--period", "201901-201903"]) == 0
    assert "收到来信：6件" in capsys.readouterr().out
    for wrong in (["no.such"], ["account.letters.received", "--unit", "x"], ["account.letters.received", "--period", "2019"],
                  ["account.letters.received", "--by", "handler"]):  # fmt: skip
        assert figures_command(wrong) == 1
        assert capsys.readouterr().err


def test_duckdb_answers_the_same_on_the_command_line(house, capsys):
    words = ["account.letters.received", "--year", "2019", "--unit", "330702", "--by", "unit"]
    assert figures_command(words) == 0
    first = capsys.readouterr().out
    assert figures_command([*words, "--export", "--engine", "duckdb"]) == 0
    assert capsys.readouterr().out == first
