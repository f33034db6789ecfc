"""Which installed font plays which part.

The faces the standard names (方正小标宋, 仿宋_GB2312, 楷体_GB2312) are not free. Each role has a list of
candidates, the proper ones first; the first one installed is used and `FontReport` says which, so that
a page can tell its reader that the print is a substitute.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

import typst


class Role(StrEnum):
    """The parts a typeface plays on official paper (GB/T 9704-2012 5.2.2, 7.3)."""

    MARK = "小标宋"
    BODY = "仿宋"
    HEAD = "黑体"
    SUBHEAD = "楷体"
    SONG = "宋体"


DOCX_FAMILIES: Final[Mapping[Role, str]] = {
    Role.MARK: "方正小标宋简体",
    Role.BODY: "仿宋_GB2312",
    Role.HEAD: "黑体",
    Role.SUBHEAD: "楷体_GB2312",
    Role.SONG: "宋体",
}
"""The names WPS and Word know on office machines."""

_PROPER: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.MARK: ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
    Role.BODY: ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "STFangsong", "方正仿宋_GBK"),
    Role.HEAD: ("黑体", "SimHei", "STHeiti", "方正黑体_GBK"),
    Role.SUBHEAD: ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "STKaiti", "方正楷体_GBK"),
    Role.SONG: ("宋体", "SimSun", "NSimSun", "STSong", "方正书宋_GBK"),
}
_SUBSTITUTE: Final[Mapping[Role, tuple[tuple[str, int], ...]]] = {
    Role.MARK: (("FandolSong", 700), ("Noto Serif CJK SC", 700), ("Noto Serif SC", 700)),
    Role.BODY: (("FandolFang R", 400), ("FandolFang", 400)),
    Role.HEAD: (("FandolHei", 400), ("Noto Sans CJK SC", 700), ("Noto Sans SC", 700)),
    Role.SUBHEAD: (("FandolKai", 400), ("AR PL UKai CN", 400), ("AR PL KaitiM GB", 400)),
    Role.SONG: (("FandolSong", 400),),
}
# Whatever has Chinese at all, for roles without a face of their own and for rare characters in names.
_LAST: Final = (
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Noto Sans CJK SC",
    "Source Han Serif SC",
    "AR PL UMing CN",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
)


class NoChineseFont(RuntimeError):
    """No installed font can print Chinese; the message says what to install."""

    def __init__(self, folders: Iterable[Path]) -> None:
        seen = "、".join(str(folder) for folder in folders) or "-"
        super().__init__(
            f"没有可用的中文字体 no Chinese font in {seen}. Install one: "
            "`apt-get install fonts-noto-cjk` (any Debian; one face for all roles) or "
            "`apt-get install texlive-lang-chinese` (Fandol 宋仿黑楷), "
            "or put .ttf/.otf files into a folder named by YIFA_FONT_DIR."
        )


@dataclass(frozen=True, slots=True)
class Face:
    """The family and weight that play a role; `proper` when it is one the standard means."""

    role: Role
    family: str
    weight: int
    proper: bool


@dataclass(frozen=True, slots=True)
class FontReport:
    """Which face plays each role here, and which families stand in for missing characters."""

    faces: Mapping[Role, Face]
    fallbacks: tuple[str, ...]

    @property
    def substitutes(self) -> tuple[Face, ...]:
        """The roles not played by the face the standard names."""
        return tuple(face for face in self.faces.values() if not face.proper)

    def describe(self) -> str:
        """One line a page can show below a print; empty when nothing was substituted."""
        parts = "，".join(f"{face.role}用{face.family}" for face in self.substitutes)
        return f"未安装标准字体，以替代字体排印：{parts}" if parts else ""


@dataclass(frozen=True, slots=True)
class FontSet:
    """The fonts typst may use, and the report on them."""

    book: typst.Fonts
    report: FontReport

    def families(self, role: Role) -> list[str]:
        """The role's family, then the fallbacks."""
        first = self.report.faces[role].family
        return [first, *(name for name in self.report.fallbacks if name != first)]


def font_folders() -> tuple[Path, ...]:
    """Where fonts are looked for: YIFA_FONT_DIR first, then the system's and the user's folders."""
    named = [Path(part) for part in os.environ.get("YIFA_FONT_DIR", "").split(os.pathsep) if part]
    system = [
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"),
        Path.home() / ".fonts",
        Path.home() / ".local/share/fonts",
    ]
    return tuple(folder for folder in [*named, *system] if folder.is_dir())


@lru_cache(maxsize=4)
def find_fonts(folders: tuple[Path, ...]) -> FontSet:
    """Choose a face for each role among the fonts in `folders`. Raises `NoChineseFont`."""
    book = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in folders],
    )
    installed = {(info.family, info.weight) for info in book.fonts()}
    families = {family for family, _ in installed}
    fallbacks = tuple(name for name in _LAST if name in families)
    faces: dict[Role, Face] = {}
    for role in Role:
        proper = [Face(role, name, 400, True) for name in _PROPER[role] if name in families]
        standin = [
            Face(role, name, weight, False)
            for name, weight in _SUBSTITUTE[role]
            if (name, weight) in installed
        ]
        last = [Face(role, name, 400, False) for name in fallbacks]
        chosen = next(iter(proper + standin + last), None)
        if chosen is None:
            raise NoChineseFont(folders)
        faces[role] = chosen
    return FontSet(book, FontReport(faces, fallbacks))


def font_report() -> FontReport:
    """Which faces a print made now would use. Raises `NoChineseFont`."""
    return find_fonts(font_folders()).report
