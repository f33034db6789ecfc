"""What may stand on a paper as text.

Text comes from users and imports. It is never markup: the writers pass it on as data. What is removed
here has no printed form and breaks XML or hides what is read: control characters, lone surrogates,
byte-order marks and the invisible direction overrides that let a text read otherwise than it is stored.
"""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)


def printable(text: str) -> str:
    """`text` without characters that cannot be printed; line ends become `\\n`, a tab a space."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _UNPRINTABLE.sub("", text)


def lines_of(text: str) -> tuple[str, ...]:
    """The non-empty lines of `text`, stripped of the spaces writers use to indent by hand."""
    lines = (line.strip(" \u3000\u00a0") for line in printable(text).split("\n"))
    return tuple(line for line in lines if line)
