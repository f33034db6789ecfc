"""A case file measured on its pages: what the index says of a document is where the document stands."""

import io
import struct
import zlib
from datetime import date

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

from yifa.kernel.dossier import case_file
from yifa.kernel.dossier.case_file import Cover, Item, Record, Service, assemble
from yifa.kernel.paper import Paper, Paragraph
from yifa.kernel.paper.pdf import render_pdf
from yifa.kernel.paper.tests.pages import read

DAY = date(2026, 3, 18)
FACTS = (("编　　号", "云政复〔2026〕3号"), ("承办单位", "云溪区人民政府"), ("结　　果", "维持"))
RECORDS = [Record(date(2026, 1, 5), "登记 → 待审查", "周敏", "第三十条", date(2026, 1, 7))]


def paper(title, pages=1):
    body = tuple(Paragraph(f"{title}第{n}段。") for n in range(1 + (pages - 1) * 30))
    return render_pdf(Paper(title=title, body=body, date=DAY, draft=False))


def png(width=8, height=8):
    rows = b"".join(b"\0" + b"\x30\x60\x90" * width for _ in range(height))
    out = b"\x89PNG\r\n\x1a\n"
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")):
        out += struct.pack(">I", len(data)) + kind + data
        out += struct.pack(">I", zlib.crc32(kind + data))
    return out


def turned(pdf, angle):
    """The same pages, turned as a scanner leaves them."""
    document = pdfium.PdfDocument(pdf)
    for page in document:
        page.set_rotation(angle)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def whole(items, *, final=True, services=()):
    cover = Cover("周某某不服行政处罚申请复议", FACTS, final, DAY)
    with assemble(cover, items, RECORDS, services) as file:
        return read(file.read())


def words(page):
    return "".join(page.text.split())


def kept(tmp_path, name, content, media_type, **more):
    path = tmp_path / name
    path.write_bytes(content)
    return Item(
        "", more.pop("title", name), DAY, path=path, media_type=media_type, digest="ab" * 32
    )


def test_every_document_stands_where_the_index_says(tmp_path):
    items = [
        Item("云政复受〔2026〕1号", "受理通知书", DAY, pages=paper("受理通知书")),
        kept(tmp_path, "a.pdf", paper("答复书证据", 3), "application/pdf", title="证据材料"),
        kept(tmp_path, "b.png", png(), "image/png", title="现场照片"),
        Item("云政复决〔2026〕3号", "复议决定书", DAY, pages=paper("复议决定书", 2)),
    ]
    pages = whole(items)
    lengths = [len(read(p)) for p in (items[0].pages, items[1].path.read_bytes())]
    lengths += [1, len(read(items[3].pages))]
    assert lengths[1] > 1 and lengths[3] > 1
    index = words(pages[1])
    at, expected = 1, []
    for item, length in zip(items, lengths, strict=True):
        last = at + length - 1
        expected.append((item, at, last))
        said = str(at) if length == 1 else f"{at}-{last}"
        assert f"{item.title}2026-03-18{said}" in index
        at = last + 1
    assert f"办理记录2026-03-18{at}" in index
    front = 2
    for item, first, _last in expected:
        if item.media_type != "image/png":
            head = "答复书证据" if item.title == "证据材料" else item.title
            assert words(pages[front + first - 1]).startswith(head)
    # the number stamped on a page is its place, in the upper right corner
    for n, page in enumerate(pages[front:], 1):
        corner = [c for c in page.chars if c.baseline < 20 and c.left > page.width - 30]
        assert "".join(c.text for c in corner) == str(n)
        assert {c.font for c in corner} == {"Helvetica"}
    assert "第三十条" in words(pages[-1]) and "2026-01-07" in words(pages[-1])


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_turned_page_carries_its_number_where_the_reader_looks(tmp_path, angle):
    item = kept(tmp_path, "a.pdf", turned(paper("扫描件"), angle), "application/pdf")
    with assemble(Cover("案", FACTS, True, DAY), [item], RECORDS) as file:
        page = pdfium.PdfDocument(file.read())[2]
    width, height = page.get_size()
    text = page.get_textpage()
    ones = [n for n in range(text.count_chars()) if text.get_text_range(n, 1) == "1"]
    left, low, right, high = text.get_charbox(ones[-1])
    box_width, box_height = (height, width) if angle in (90, 270) else (width, height)
    x, y = (left + right) / 2, (low + high) / 2
    shown = {90: (y, box_width - x), 180: (box_width - x, box_height - y), 270: (box_height - y, x)}
    across, up = shown[angle]
    assert across > width - 60 and up > height - 60
    # upright for the reader: the digit's matrix undoes the turn of the page
    stamp = [o.get_matrix() for o in page.get_objects() if o.type == raw.FPDF_PAGEOBJ_TEXT][-1]
    assert (round(stamp.a), round(stamp.b)) == {90: (0, 1), 180: (-1, 0), 270: (0, -1)}[angle]


def test_what_has_no_pages_goes_beside_the_file_with_its_digest(tmp_path):
    docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    items = [
        kept(tmp_path, "a.docx", b"PK\x03\x04", docx, title="送审稿"),
        kept(tmp_path, "b.pdf", b"%PDF-1.7 broken", "application/pdf", title="损坏的扫描件"),
        kept(tmp_path, "c.png", b"\x89PNG broken", "image/png", title="损坏的照片"),
        Item("", "遗失的材料", DAY),
        Item("", "决定书", DAY, pages=paper("决定书")),
    ]
    pages = whole(items)
    index = words(pages[1])
    for title in ("送审稿", "损坏的扫描件", "损坏的照片", "遗失的材料"):
        assert f"{title}2026-03-18另附" in index
    assert "决定书2026-03-181" in index and "办理记录2026-03-182" in index
    assert index.count("ab" * 32) == 3 and "遗失的材料没有电子原件" in index
    assert max(c.right for c in pages[1].chars) <= 210 - 22  # a digest breaks inside its column


def test_only_a_closed_matter_makes_a_final_file():
    services = [Service("周某某", "邮寄送达", date(2026, 3, 10), None)]
    assert "未办结" not in words(whole([])[0])
    pages = whole([], final=False, services=services)
    assert "未办结：截至2026-03-18" in words(pages[0])
    assert "周某某邮寄送达2026-03-10未送达" in words(pages[-1])


def test_a_file_that_ends_the_worker_stays_out_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(case_file, "_WORKER", _mortal(tmp_path))
    items = [
        kept(tmp_path, "deadly.pdf", paper("致命"), "application/pdf", title="致命的材料"),
        kept(tmp_path, "fine.pdf", paper("完好的材料"), "application/pdf", title="完好的材料"),
    ]
    index = words(whole(items)[1])
    assert "致命的材料2026-03-18另附" in index and "完好的材料2026-03-181" in index


def _mortal(folder):
    """A worker that dies at one file, as the PDF library may."""
    real = case_file._WORKER
    script = folder / "worker.py"
    script.write_text(
        f"import os, sys, io\nsys.path.insert(0, {str(real.parent)!r})\n"
        "order = sys.stdin.read()\n"
        "if 'deadly' in order: os.abort()\n"
        "sys.stdin = io.StringIO(order)\nimport case_worker\nsys.exit(case_worker.main())\n"
    )
    return script
