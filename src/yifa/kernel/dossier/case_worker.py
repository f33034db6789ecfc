"""Reads and joins PDF files and images in a process of its own: a JSON order on stdin, a JSON answer on stdout.

Run as a plain script, without Django. What people upload is never opened in the process that serves pages: the PDF
library is not thread-safe, and a broken file may end it.

    python case_worker.py MEMORY_BYTES CPU_SECONDS
    {"do": "measure", "parts": [{"path": …, "kind": "pdf" | "png" | "jpg", "into": …}, …]}
        → {"pages": [number of pages, or null where the file cannot be opened, …]}; images become pages at `into`
    {"do": "join", "front": path, "parts": [path, …], "into": path}
        → {"pages": number}; the pages of `parts` are numbered from 1 in their upper right corner
"""

from __future__ import annotations

import ctypes
import json
import resource
import sys
from pathlib import Path
from typing import Any

SIZE = 10.5
"""Points; 五号, the size of a page number stamped on archived sheets."""
INSET = 36.0
DIGIT = 0.556
"""Width of a digit of the stamp's face (Helvetica) in its size."""
IMAGE = """
#set page(width: 210mm, height: 297mm, margin: 20mm)
#align(center + horizon, image(sys.inputs.name, width: 100%, height: 100%, fit: "contain"))
"""


def measure(part: dict[str, str]) -> int | None:
    """How many pages a file gives; None where it is locked, broken or empty."""
    import pypdfium2 as pdfium

    try:
        path = part["path"]
        if part["kind"] != "pdf":
            path = part["into"]
            Path(path).write_bytes(_image_page(Path(part["path"]), part["kind"]))
        with pdfium.PdfDocument(path) as found:
            return len(found) or None
    except (pdfium.PdfiumError, RuntimeError, OSError, MemoryError):
        return None


def _image_page(image: Path, kind: str) -> bytes:
    """An image in the middle of an A4 page, as large as the margins allow."""
    import tempfile

    import typst

    with tempfile.TemporaryDirectory() as room:
        (Path(room) / f"image.{kind}").write_bytes(image.read_bytes())
        source = Path(room) / "image.typ"
        source.write_text(IMAGE)
        made: bytes = typst.compile(
            str(source), root=room, format="pdf", sys_inputs={"name": f"image.{kind}"}
        )
    return made


def join(order: dict[str, Any]) -> int:
    """Write the front pages, then the parts with their page numbers."""
    import pypdfium2 as pdfium

    with pdfium.PdfDocument.new() as whole:
        with pdfium.PdfDocument(order["front"]) as front:
            whole.import_pages(front)
        begin = len(whole)
        for path in order["parts"]:
            with pdfium.PdfDocument(path) as part:
                whole.import_pages(part)
        for at in range(begin, len(whole)):
            _stamp(whole, whole[at], at - begin + 1)
        whole.save(order["into"])
        return len(whole)


def _stamp(document: Any, page: Any, number: int) -> None:
    """The page number in the upper right corner as the reader sees it, however the page is turned."""
    import pypdfium2.raw as raw

    words = str(number)
    left, low, right, high = page.get_cropbox()
    along, down = INSET + SIZE * DIGIT * len(words), INSET
    x, y, a, b = {
        0: (right - along, high - down, 1, 0),
        90: (left + down, high - along, 0, 1),
        180: (left + along, low + down, -1, 0),
        270: (right - down, low + along, 0, -1),
    }[page.get_rotation()]
    text = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", SIZE)
    wide = ctypes.create_string_buffer((words + "\0").encode("utf-16-le"))
    raw.FPDFText_SetText(text, ctypes.cast(wide, raw.FPDF_WIDESTRING))
    raw.FPDFPageObj_Transform(text, a, b, -b, a, x, y)
    raw.FPDFPage_InsertObject(page, text)
    page.gen_content()


def main() -> int:
    """Limit this process, then do what is ordered."""
    memory, seconds = map(int, sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    order = json.load(sys.stdin)
    if order["do"] == "measure":
        answer: dict[str, Any] = {"pages": [measure(part) for part in order["parts"]]}
    else:
        answer = {"pages": join(order)}
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
