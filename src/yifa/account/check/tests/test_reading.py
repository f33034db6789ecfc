"""Reading files: words, tables and places of every kind, and one clear sentence for what cannot be read."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
import typst

from yifa.account.check.audit import audit_bytes
from yifa.account.check.read import LIMIT, CannotRead, read_bytes, read_path

WORDS = "一、工作情况\n全年受理申请40件，其中同意25件、不同意12件、其他3件。\n"


def values(name: str, data: bytes) -> list[int]:
    return [int(q.value) for q in audit_bytes(name, data).quantities]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_plain_text_in_every_encoding(encoding):
    assert values("报告.txt", (WORDS * 4).encode(encoding)) == [40, 25, 12, 3] * 4


def test_text_broken_at_a_width_is_joined_and_the_place_is_kept():
    line = "全年共办理各类矛盾纠纷调解案件和行政执法案件合计1\n2345件，其中由街道办理的各类案件为1200件并已全部按\n时限归档结案。"
    audit = audit_bytes("x.txt", (line * 6).encode())
    assert audit.document.text[audit.quantities[-1].start : audit.quantities[-1].end] == "1200件"


def test_word_paragraphs_and_tables():
    word, out = docx.Document(), io.BytesIO()
    word.add_heading("一、工作情况", 1)
    word.add_paragraph("全年受理申请40件。")
    table = word.add_table(rows=3, cols=2)
    for r, row in enumerate((("类别", "件数"), ("同意", "25"), ("合计", "25"))):
        for c, words in enumerate(row):
            table.cell(r, c).text = words
    word.save(out)
    audit = audit_bytes("报告.docx", out.getvalue())
    assert [(int(q.value), q.unit) for q in audit.quantities] == [
        (40, "件"),
        (25, "件"),
        (25, "件"),
    ]
    assert audit.document.place_of(audit.quantities[1].start) == "表1第2行"


def test_a_page_without_its_scripts_menus_and_hidden_words():
    page = (
        "<html><head><style>p{width:99件}</style><script>var a='12件'</script></head><body><nav>共3件</nav>"
        "<h1>报告</h1><p>受理申请<b>4</b>0件。</p><p style='display:none'>隐藏7件</p>"
        "<table><tr><th>类别</th><th>件数</th></tr><tr><td>同意</td><td>25</td></tr><tr><td>合计</td><td>26</td></tr></table></body></html>"
    )
    audit = audit_bytes("x.html", page.encode())
    assert [int(q.value) for q in audit.quantities] == [40, 25, 26]


def test_a_page_in_gb18030_as_its_head_says():
    page = '<html><head><meta charset="gb2312"></head><body><p>受理申请40件。</p></body></html>'
    assert values("x.html", page.encode("gb18030")) == [40]


def _pdf(body: str) -> bytes:
    return bytes(
        typst.compile(
            f'#set page(width: 12cm, height: 9cm)\n#set text(lang: "zh")\n{body}'.encode()
        )
    )


def test_a_pdf_page_by_page_with_lines_joined():
    words = "全年共办理各类矛盾纠纷调解案件和行政执法案件合计12345件，其中由街道办理的各类案件为1200件。"
    audit = audit_bytes("报告.pdf", _pdf(f"{words}\n#pagebreak()\n{words.replace('1200', '1300')}"))
    assert [int(q.value) for q in audit.quantities] == [12345, 1200, 12345, 1300]
    assert [audit.document.place_of(q.start) for q in audit.quantities][-1] == "第2页"


def test_a_pdf_without_words_is_told_apart():
    with pytest.raises(CannotRead, match="扫描件"):
        read_bytes("扫描.pdf", _pdf("#rect(width: 3cm, height: 3cm)"))


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, data in parts.items():
            box.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.txt", b"  \n", "是空的"),
        ("坏.pdf", b"%PDF-1.4\nnothing", "已损坏"),
        ("坏.docx", b"PK\x03\x04rest", "已损坏"),
        ("表.xlsx", _zip(xl__workbook_xml=b"<a/>"), "不是 Word 文档"),
        ("弹.docx", _zip(word__document_xml=b"<a>" + b" " * 30_000_000 + b"</a>"), "过大"),
        ("实体.docx", _zip(word__document_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "实体"),
        ("弹.html", b"<html>" + b"<div>" * 3000 + "正文".encode(), "嵌套过深"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1", "另存为"),
        ("图.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "不是文字文件"),
        ("英文.txt", b"nothing here in Chinese", "没有中文正文"),
    ],
)
def test_bad_input_gets_one_sentence(name, data, words):
    with pytest.raises(CannotRead) as refused:
        read_bytes(name, data)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_too_large_is_not_even_read(tmp_path):
    path = tmp_path / "大.pdf"
    with path.open("wb") as out:
        out.truncate(300 * 1024 * 1024)
    with pytest.raises(CannotRead, match="超过 32 MB"):
        read_path(path)
    assert LIMIT < 300 * 1024 * 1024


def test_a_missing_file_and_a_folder(tmp_path):
    with pytest.raises(CannotRead, match="找不到文件"):
        read_path(tmp_path / "none.txt")
    with pytest.raises(CannotRead, match="文件夹"):
        read_path(tmp_path)
