"""Files as they come: tables in PDF, locked and scanned ones, bombs; each gets its text or one clear sentence, in bounded memory."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
import zlib

import docx
import pytest
import typst

from yifa.account.check.audit import audit_bytes
from yifa.account.check.read import CannotRead, read_bytes

WORDS = "全年受理申请40件，其中同意25件、不同意12件、其他3件。"
NEAR_BOUND = 260 * 2**20
"""Nothing that is sent may take more memory than this."""


def _pdf(body: str) -> bytes:
    page = f'#set page(width: 18cm, height: 12cm)\n#set text(lang: "zh")\n{body}'
    return bytes(typst.compile(page.encode()))


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, data in parts.items():
            box.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def refused(name: str, data: bytes) -> str:
    """The sentence a file is refused with; it must come soon and without much memory."""
    tracemalloc.start()
    begun = time.process_time()
    try:
        with pytest.raises(CannotRead) as bad:
            read_bytes(name, data)
        took, (_, peak) = time.process_time() - begun, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    words = str(bad.value)
    assert "\n" not in words and len(words) < 80 and words.startswith(name)
    assert took < 30
    assert peak < NEAR_BOUND
    return words


def test_a_table_of_a_pdf_is_read_as_a_table():
    table = "#table(columns: 3, [类别],[收件],[办结],[信访件],[520],[512],[热线件],[3100],[3098],[合计],[3620],[3600])"
    audit = audit_bytes("表.pdf", _pdf(f"{WORDS}\n\n{table}\n\n全年热线件收件3100件。"))
    (read,) = audit.document.tables
    assert [len(row) for row in read.rows] == [3, 3, 3, 3]
    sums = {f.words: str(f.verdict) for f in audit.arithmetic if f.check == "table.sum"}
    assert list(sums.values()) == ["consistent", "inconsistent"]
    assert any(
        "512 + 3098 = 3610" in words and "3600" in words
        for words, v in sums.items()
        if v == "inconsistent"
    )
    assert [str(f.verdict) for f in audit.arithmetic if f.check == "table.prose"] == ["consistent"]


def locked_pdf() -> bytes:
    """A PDF of the standard security handler whose password is not the empty one."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        b"<</Filter/Standard/V 1/R 2/P -44/O<" + b"5a" * 32 + b">/U<" + b"a5" * 32 + b">>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places)
    out += (
        b"trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\nstartxref\n%d\n%%%%EOF" % start
    )
    return out


def test_a_locked_pdf():
    assert "加了密码" in refused("锁.pdf", locked_pdf())


def scanned_pdf() -> bytes:
    """A PDF that holds a picture and no letter."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))  # fmt: skip

    rows = b"".join(b"\x00" + bytes([(x * y) % 256 for x in range(80)]) for y in range(80))
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 80, 80, 8, 0, 0, 0, 0))
    png += chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    source = ",".join(map(str, png))
    return _pdf(f"#image(bytes(({source})), width: 15cm)")


def test_a_scanned_pdf():
    assert "扫描件" in refused("扫描.pdf", scanned_pdf())


def test_a_pdf_that_breaks_off():
    data = _pdf(WORDS * 10)
    for cut in (20, len(data) // 2):
        assert "损坏" in refused("断.pdf", data[:cut])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("深.html", b"<html>" + b"<div>" * 300_000 + "正文".encode()),
        ("长属性.html", b'<html><div class="' + b"a" * 20_000_000 + b'">' + WORDS.encode()),
        ("多属性.html", b"<html><div " + b" ".join(b'a%d="x"' % n for n in range(300_000)) + b">" + WORDS.encode()),
        ("不闭合.html", b"<html><p>" + b"<" * 5_000_000 + WORDS.encode()),
        ("半标签.html", b"<html><p>" + b"<a" * 200_000 + WORDS.encode()),
        ("多标签.html", b"<b></b>" * 300_000 + WORDS.encode()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_bombs_of_html(name, data):
    assert "不像一份报告" in refused(name, data)


def test_a_page_with_an_unclosed_comment_has_no_words():
    assert "没有中文正文" in refused("注释.html", b"<p>" + b"<!--" * 2_000_000 + WORDS.encode())


def test_pictures_inside_a_page_are_no_bomb():
    picture = b"data:image/png;base64," + b"iVBORw0K" * 200_000
    page = b'<html><p><img src="' + picture + b'"></p><p>' + WORDS.encode() + b"</p></html>"
    assert [int(q.value) for q in audit_bytes("图.html", page).quantities] == [40, 25, 12, 3]


def test_a_page_that_leaves_out_end_tags():
    rows = "".join(f"<tr><td>第{n}类<td>{n}" for n in range(1, 601))
    page = f"<table><tr><td>类别<td>件数{rows}</table><p>一段<p>{WORDS}"
    document = read_bytes("省.html", page.encode())
    assert len(document.tables[0].rows) == 601
    assert document.text.endswith(f"一段\n{WORDS}")


def test_a_page_without_line_breaks_is_reckoned_alike():
    text = "（一）办理复议86件（其中维持51件，撤销9件，终止26件）。（二）化解积案58件，化解率95%，实现积案清零。"
    plain = "".join(f"<p>{s}。</p>" for s in text.split("。") if s)
    one = audit_bytes("a.html", f"<html><body>{plain}</body></html>".encode())
    other = audit_bytes("b.html", f"<html><body><div>{text}</div></body></html>".encode())
    assert [(f.check, f.words) for f in one.arithmetic] == [
        (f.check, f.words) for f in other.arithmetic
    ]
    assert {str(f.verdict) for f in one.arithmetic} >= {"consistent", "inconsistent"}


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("弹.docx", _zip(word__document_xml=b"<a>" + b" " * 60_000_000 + b"</a>"), "解压后过大"),
        ("分弹.docx", _zip(word__document_xml=b"<a/>", **{f"word__m{n}_xml": b" " * 900_000 for n in range(200)}), "解压后过大"),
        ("套弹.docx", _zip(word__document_xml=b"<a/>", word__inner_xml=_zip(x=b"0" * 30_000_000) * 40), "解压后过大"),
        ("缺.docx", _zip(word__document_xml=b"<w:document>"), "损坏"),
        ("锁.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4096, "加了密码"),
        ("片.docx", _zip(ppt__presentation_xml=b"<a/>"), "演示文稿"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_documents_that_are_none(name, data, words):
    assert words in refused(name, data)


def test_a_document_with_more_paragraphs_than_any_report():
    word = docx.Document()
    out = io.BytesIO()
    word.save(out)
    box = zipfile.ZipFile(io.BytesIO(out.getvalue()))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as new:
        for info in box.infolist():
            data = box.read(info)
            if info.filename == "word/document.xml":
                data = data.replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * 700_000)
            new.writestr(info.filename, data)
    assert "过多" in refused("多段.docx", made.getvalue())


@pytest.mark.parametrize(
    "text",
    [
        "受理40件，其中" * 1000, "40件、" * 1000, "受理40件，办结39件，办结率97.5%，" * 700, "“" * 5000 + "七进",
        "1" * 9000 + "件", "一二三四五六七八九十百千万亿" * 700 + "件", "甲、" * 6000 + "等3个部门", "各村" * 4000 + "3次",
    ],
    ids=["其中", "顿号", "比率", "引号", "长数", "长汉数", "长列举", "重复"],
)  # fmt: skip
def test_text_made_to_be_slow_is_read_all_the_same(text):
    begun = time.process_time()
    audit_bytes("慢.txt", f"我区{text}。".encode())
    assert time.process_time() - begun < 20


def test_words_in_content_controls_and_nested_tables_are_read():
    word = docx.Document()
    table = word.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "办理情况"
    inner = table.cell(0, 1).add_table(rows=1, cols=1)
    inner.cell(0, 0).text = "受理申请40件"
    held = word.add_paragraph("办结申请39件")._p
    control = docx.oxml.OxmlElement("w:sdt")
    content = docx.oxml.OxmlElement("w:sdtContent")
    held.getparent().replace(held, control)
    control.append(content)
    content.append(held)
    out = io.BytesIO()
    word.save(out)
    audit = audit_bytes("套.docx", out.getvalue())
    assert [int(q.value) for q in audit.quantities] == [40, 39]
