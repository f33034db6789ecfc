"""HTML: words, headings and tables of a page, without scripts, styles and the site around them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from yifa.account.check.read.model import Block, CannotRead, Cell, Document, Table
from yifa.account.check.read.plain import decoded

_SILENT = {
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "nav",
    "footer",
    "select",
    "button",
    "textarea",
    "iframe",
    "object",
}
_VOID = {
    "br",
    "hr",
    "img",
    "input",
    "meta",
    "link",
    "wbr",
    "area",
    "base",
    "col",
    "embed",
    "source",
    "track",
    "param",
}
_BLOCK = {
    "p",
    "div",
    "li",
    "tr",
    "table",
    "ul",
    "ol",
    "section",
    "article",
    "header",
    "main",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "br",
    "hr",
    "form",
    "body",
    "html",
    "title",
}
_IMPLIED = {
    "p": ("p",), "li": ("p", "li"), "td": ("p", "td", "th"), "th": ("p", "td", "th"),
    "tr": ("p", "td", "th", "tr"), "dt": ("p", "dt", "dd"), "dd": ("p", "dt", "dd"), "tbody": ("p", "td", "th", "tr", "thead"),
}  # fmt: skip
"""Elements that the begin of another ends, where a page leaves out their end tags."""
_DEEP = 400
"""Elements that may stand inside each other; more is a bomb, not a page."""
_TAGS = 400_000
_OPEN = 200
_LONG_TAG = 100_000
_EMBEDDED = re.compile(r"data:[A-Za-z0-9.+/;=-]{1,60},[A-Za-z0-9+/=%_-]*")
_META = re.compile(rb"charset=[\"']?\s*([A-Za-z0-9_-]+)", re.I)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.length = 0
        self.stack: list[str] = []
        self.silent = 0
        self.tags = 0
        self.heading = 0
        self.headings: list[tuple[int, int, int]] = []
        self.rows: list[list[list[Cell]]] = []
        self.tables: list[Table] = []
        self._cell: list[int] = []
        self._heading_at = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += 1
        if self.tags > _TAGS or len(self.stack) > _DEEP:
            raise CannotRead("网页的标签过多或者嵌套过深，不像一份报告")
        if tag in _VOID:
            if tag in _BLOCK:
                self._line()
            return
        hidden = any(
            (k == "hidden") or (k == "style" and v and re.search(r"display\s*:\s*none", v))
            for k, v in attrs
        )
        closes = _IMPLIED.get(tag, ())
        while self.stack and self.stack[-1] in closes:
            self._end()
        self.stack.append(tag)
        if self.silent or tag in _SILENT or hidden:
            self.silent += 1
            return
        if tag == "table":
            self._line()
            self.rows.append([])
        elif tag == "tr" and self.rows:
            self._line()
            self.rows[-1].append([])
        elif tag in ("td", "th") and self.rows and self.rows[-1]:
            if self.rows[-1][-1]:
                self._add("\t")
            self._cell.append(self.length)
        elif tag in _BLOCK or re.fullmatch(r"h[1-6]", tag):
            if not self._cell:
                self._line()
            if tag[0] == "h" and tag[1:].isdigit():
                self._heading_at = self.length

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.stack:
            return
        while self._end() != tag:
            pass

    def _end(self) -> str:
        """Close the innermost element."""
        last = self.stack.pop()
        if self.silent:
            self.silent -= 1
        else:
            self._close(last)
        return last

    def _close(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell and self.rows and self.rows[-1]:
            self.rows[-1][-1].append(Cell(self._cell.pop(), self.length))
        elif tag == "table" and self.rows:
            rows = tuple(tuple(row) for row in self.rows.pop() if row)
            if len(rows) > 1 and max(map(len, rows)) > 1:
                self.tables.append(Table(rows))
            self._line()
        elif tag[0] == "h" and tag[1:].isdigit():
            self.headings.append((self._heading_at, self.length, int(tag[1:])))
            self._line()
        elif tag in _BLOCK and not self._cell:
            self._line()

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        words = re.sub(r"\s+", " ", data)
        if words.strip() or (
            self.parts and not self.parts[-1].endswith(("\n", " ", "\t")) and words
        ):
            self._add(
                words
                if not (self.parts and self.parts[-1].endswith(("\n", "\t")))
                else words.lstrip()
            )

    def _add(self, words: str) -> None:
        if words:
            self.parts.append(words)
            self.length += len(words)

    def _line(self) -> None:
        if self.parts and not self.parts[-1].endswith("\n") and not self._cell:
            self._add("\n")


def _lightened(page: str) -> str:
    """The page without comments and embedded pictures. An unclosed comment hides the rest."""
    parts, at = [], 0
    while (start := page.find("<!--", at)) >= 0:
        parts.append(page[at:start])
        end = page.find("-->", start + 4)
        if end < 0:
            at = len(page)
            break
        at = end + 3
    parts.append(page[at:])
    return _EMBEDDED.sub("data:", "".join(parts))


def _is_bomb(page: str) -> bool:
    """Too many tags, tags that do not end, or a tag longer than any page needs: refused before it is parsed."""
    if page.count("<") > _TAGS:
        return True
    for part in page.split(">"):
        opened = part.find("<")
        if opened >= 0 and (part.count("<") > _OPEN or len(part) - opened > _LONG_TAG):
            return True
    return False


def read_html(name: str, data: bytes) -> Document:
    """Read a page; raises `CannotRead` for bombs and pages without words."""
    told = _META.search(data[:4096])
    page = ""
    if told:
        try:
            codec = told[1].decode().lower()
            page = data.decode("gb18030" if codec.startswith("gb") else codec)
        except (LookupError, UnicodeDecodeError):
            page = ""
    page = _lightened(page or decoded(name, data))
    if _is_bomb(page):
        raise CannotRead(f"{name}：网页的标签过多、过长或者没有闭合，不像一份报告")
    reader = _Reader()
    try:
        reader.feed(page)
        reader.close()
    except CannotRead as bad:
        raise CannotRead(f"{name}：{bad}") from None
    except (RecursionError, AssertionError, ValueError):
        raise CannotRead(f"{name} 的网页结构损坏，读不出") from None
    text = "".join(reader.parts)
    levels = {start: level for start, _, level in reader.headings}
    blocks: list[Block] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block(at, at + len(line), f"第{len(blocks) + 1}段", levels.get(at, 0)))
        at += len(line) + 1
    return Document(name, text, "html", tuple(blocks), tuple(reader.tables))
