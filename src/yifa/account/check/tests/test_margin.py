"""Comments in the margin: of a text set anew, and of the unit's own Word document, which is kept as it is."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from typing import Any
from xml.etree import ElementTree

import docx
import pytest
from docx.shared import RGBColor

from yifa.account.check.audit import Audit, audit_bytes
from yifa.account.check.cli import check_report_command
from yifa.account.check.report.word import to_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def town_report() -> bytes:
    """A report as an office writes it: words in several runs, a table, a comment that is there already."""
    word = docx.Document()
    word.add_heading("一、主要举措和成效", 1)
    told = word.add_paragraph("全年受理申请")
    told.add_run("4").bold = True
    told.add_run("0件，其中同意25件、不同意12件、其他")
    last = told.add_run("9件，全部办理完毕。")
    last.font.color.rgb = RGBColor(0xC0, 0, 0)
    word.add_comment([told.runs[0]], text="请核实", author="办公室", initials="办")
    table = word.add_table(rows=4, cols=2)
    for r, row in enumerate((("类别", "件数"), ("同意", "25"), ("不同意", "12"), ("合计", "38"))):
        for c, words in enumerate(row):
            table.cell(r, c).text = words
    word.add_paragraph("　　示范镇人民政府")
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def checked() -> tuple[Audit, bytes, bytes]:
    data = town_report()
    audit = audit_bytes("年度报告.docx", data)
    return audit, data, to_docx(audit, data)


def _words(data: bytes) -> list[str]:
    """All words of a document, paragraph by paragraph, tables too."""
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        page = ElementTree.fromstring(box.read("word/document.xml"))
    return ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in page.iter(f"{W}p")]


def _commented(data: bytes) -> dict[str, str]:
    """The words each comment stands at, by the words of the comment."""
    word: Any = docx.Document(io.BytesIO(data))
    found: dict[str, str] = {}
    for comment in word.comments:
        inside, words = False, ""
        for node in word.element.body.iter():
            if node.tag == f"{W}commentRangeStart" and node.get(f"{W}id") == str(
                comment.comment_id
            ):
                inside = True
            elif node.tag == f"{W}commentRangeEnd" and node.get(f"{W}id") == str(
                comment.comment_id
            ):
                inside = False
            elif node.tag == f"{W}t" and inside:
                words += node.text or ""
        found[comment.text] = words
    return found


def test_the_document_keeps_every_word_and_the_comment_it_had(checked):
    _, before, after = checked
    assert _words(after) == _words(before)
    assert "请核实" in _commented(after)


def test_a_comment_stands_at_the_very_words_across_runs(checked):
    _, _, after = checked
    told = _commented(after)
    (at,) = [words for said, words in told.items() if "25 + 12 + 9 = 46" in said]
    assert at == "40件"
    (at,) = [words for said, words in told.items() if "25 + 12 = 37" in said]
    assert at == "38"


def test_what_is_not_commented_keeps_its_format(checked):
    _, _, after = checked
    word = docx.Document(io.BytesIO(after))
    runs = word.paragraphs[1].runs
    assert [r.text for r in runs if r.bold] == ["4"]
    assert "".join(r.text for r in runs if r.font.color.rgb == RGBColor(0xC0, 0, 0)) == (
        "9件，全部办理完毕。"
    )


def test_a_finding_about_the_whole_stands_at_the_first_words(checked):
    _, _, after = checked
    whole = [words for said, words in _commented(after).items() if "缺少下一年度" in said]
    assert whole == ["一、主要举措和成效"]


def test_every_reference_has_its_comment_and_every_range_its_end(checked):
    _, _, after = checked
    with zipfile.ZipFile(io.BytesIO(after)) as box:
        assert box.testzip() is None
        page = ElementTree.fromstring(box.read("word/document.xml"))
        notes = ElementTree.fromstring(box.read("word/comments.xml"))
        types = box.read("[Content_Types].xml").decode()
        links = box.read("word/_rels/document.xml.rels").decode()
    ids = {
        tag: sorted(int(e.get(f"{W}id", "")) for e in page.iter(f"{W}{tag}"))
        for tag in ("commentRangeStart", "commentRangeEnd", "commentReference")
    }
    known = sorted(int(e.get(f"{W}id", "")) for e in notes.iter(f"{W}comment"))
    assert len(known) == len(set(known)) > 3
    assert ids == dict.fromkeys(ids, known)
    assert "comments+xml" in types
    assert "comments.xml" in links


@pytest.mark.parametrize("own", [True, False], ids=["kept", "set-anew"])
def test_libreoffice_opens_it_and_shows_the_comments(checked, tmp_path, own):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice")
    audit, _, after = checked
    file = tmp_path / "批注.docx"
    file.write_bytes(after if own else to_docx(audit))
    subprocess.run(
        [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/office", "--convert-to", "odt",
         "--outdir", str(tmp_path), str(file)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    with zipfile.ZipFile(tmp_path / "批注.odt") as box:
        page = box.read("content.xml").decode()
    assert "25 + 12 + 9 = 46" in page
    assert page.count("<office:annotation ") == len(
        docx.Document(io.BytesIO(file.read_bytes())).comments
    )


def test_the_command_keeps_the_document_it_was_given(tmp_path, capsys):
    data = town_report()
    (tmp_path / "报告.docx").write_bytes(data)
    out = tmp_path / "审读"
    assert check_report_command([str(tmp_path / "报告.docx"), "--out", str(out)]) == 1
    assert _words((out / "报告.docx").read_bytes()) == _words(data)
    capsys.readouterr()


def test_inserted_words_are_read_and_deleted_ones_are_not():
    """Tracked changes: what stands is the text with its insertions."""
    word = docx.Document()
    paragraph = word.add_paragraph("全年受理申请")
    for tag, text, words in (("ins", "t", "40件"), ("del", "delText", "39件")):
        change = docx.oxml.OxmlElement(f"w:{tag}")
        run = docx.oxml.OxmlElement("w:r")
        inner = docx.oxml.OxmlElement(f"w:{text}")
        inner.text = words
        run.append(inner)
        change.append(run)
        paragraph._p.append(change)
    out = io.BytesIO()
    word.save(out)
    assert [int(q.value) for q in audit_bytes("修订.docx", out.getvalue()).quantities] == [40]
