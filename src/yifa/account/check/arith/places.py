"""Counts told beside the number of villages, townships or streets: one each, so many each, or too few."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yifa.account.check.arith.compare import is_whole, shown
from yifa.account.check.arith.frame import Reckoning, finding
from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.grammar.quantity import Kind, Quantity

_VILLAGE = r"(?:行政村|村居|村社|村|社区)"
_TOWN = r"(?:乡镇街道|乡镇|镇街|街镇|乡街|街道|乡|镇)"
_BRACKET = r"(?:[(][^()]{1,8}[)])?"
_NOT_ITSELF = (
    r"(?![级组民干])(?!(?:(?!建|设|配|聘|选|提供|覆盖|实现|均|都|开展|完成)[一-龥]){1,12}"
    r"(?:点|站|室|中心|阵地|员|长廊|广场|书屋|顾问|委员会|岗|基地)(?:[,。;、()]|$))"
)
_POPULATIONS = {
    "village": re.compile(rf"^{_VILLAGE}{_BRACKET}{_NOT_ITSELF}"),
    "town": re.compile(rf"^{_TOWN}{_BRACKET}{_NOT_ITSELF}"),
}
_WORDS = {"village": _VILLAGE, "town": _TOWN}
_ZH = {"village": "村（社区）", "town": "乡镇（街道）"}
_SOME = re.compile(r"等$|[一-龥]、[一-龥]{1,8}$|(?:抽取|抽查|抽选|选取|选择|其中|对)[^,。;]{0,12}$")
_SLOGAN = {
    level: re.compile(rf"(?:一|每){words}一[一-龥]{{1,8}}") for level, words in _WORDS.items()
}
_EACH = {level: re.compile(rf"各{words}[^,。;]{{0,30}}$") for level, words in _WORDS.items()}
_OWN = {
    level: re.compile(rf"{words}级?(?:综合|公共|便民|法律|法治|文化|议事|调解|[一-龥])*$")
    for level, words in _WORDS.items()
}
_PERSON = re.compile(
    r"(?:员|律师|顾问|民警|辅警|专干|长)$|^(?:名|位)?[一-龥]{0,8}(?:员|律师|顾问|民警|辅警)"
)
_POST = re.compile(
    r"(?:网格|点|站|室|中心|阵地|广场|公园|长廊|书屋|驿站|岗|基地|委员会|调委会|员|律师|顾问|民警|辅警|专干)$"
)
_CLAIM = re.compile(r"全覆盖|全部覆盖|有效覆盖|实现覆盖|配齐|每[村镇乡]")
_LEAST, _MOST = 3, 12
"""Fewer places than `_LEAST` make no population; more than `_MOST` posts a place are not told as so many each."""
_NEAR = 5


@dataclass(frozen=True)
class Population:
    """How many villages or townships the text says there are."""

    level: str
    count: Quantity

    @property
    def value(self) -> int:
        """Their number."""
        return int(self.count.value)


def populations(reckoning: Reckoning) -> list[Population]:
    """The greatest number of places of each level the text tells: lesser ones are some of them."""
    best: dict[str, Quantity] = {}
    for quantity in reckoning.quantities:
        if quantity.cell or not is_whole(quantity) or quantity.unit not in ("个", "家", ""):
            continue
        if quantity.value < _LEAST or _SOME.search(quantity.before):
            continue
        for level, rule in _POPULATIONS.items():
            known = best.get(level)
            if rule.match(quantity.after) and (known is None or known.value < quantity.value):
                best[level] = quantity
    return [Population(level, count) for level, count in best.items()]


def places(reckoning: Reckoning) -> Iterator[Finding]:
    """A verdict on every count of posts and of acts told of each place."""
    found = populations(reckoning)
    taken = {p.count for p in found}
    for quantity in reckoning.quantities:
        if quantity in taken or quantity.cell or quantity.kind != Kind.COUNT:
            continue
        for population in found:
            if result := _acts(population, quantity) or _posts(reckoning, population, quantity):
                yield result
                break


def _acts(population: Population, quantity: Quantity) -> Finding | None:
    """各村开展演练N次: at least one each, if each did."""
    if quantity.unit not in ("次", "场", "期", "场次"):
        return None
    if not _EACH[population.level].search(quantity.before):
        return None
    low, high = quantity.interval()
    what = f"{_ZH[population.level]} {population.value} 个，各处共“{quantity.text}”"
    if low >= population.value:
        verdict, words = Verdict.CONSISTENT, f"{what}，可以每处至少一次"
    elif high < population.value:
        verdict, words = Verdict.NOT_CHECKABLE, f"{what}，不是每处都有一次；联合举办的应写明"
    else:
        return None
    return finding("places.each", "各处与次数", verdict, words, population.count, quantity)


def _posts(reckoning: Reckoning, population: Population, quantity: Quantity) -> Finding | None:
    if not is_whole(quantity) or quantity.unit in ("次", "场", "期", "件", "起", "份", "人次"):
        return None
    name = _name(quantity)
    if not name:
        return None
    places_, posts = population.value, int(quantity.value)
    person = bool(_PERSON.search(name))
    said = f"{_ZH[population.level]} {places_} 个，{name} {posts} {quantity.unit}"
    pair = (population.count, quantity)
    if posts == places_ and (places_ > _NEAR or _slogan(reckoning, population, quantity)):
        words = f"{said}，正好每处一{quantity.unit}"
        return finding("places.posts", "每处一个", Verdict.CONSISTENT, words, *pair)
    if _slogan(reckoning, population, quantity):
        if posts > places_:
            words = f"{said}，可以每处至少一{quantity.unit}"
            return finding("places.posts", "每处一个", Verdict.CONSISTENT, words, *pair)
        if person:
            words = f"{said}，少于处数；一人负责几处的应写明"
            return finding("places.posts", "每处一个", Verdict.NOT_CHECKABLE, words, *pair)
        words = f"{said}，写作每处一{quantity.unit}而少 {places_ - posts}"
        return finding(
            "places.posts", "每处一个", Verdict.INCONSISTENT, words, *pair, severity="warning"
        )
    if person and places_ > _NEAR and posts % places_ == 0 and posts // places_ <= _MOST:
        words = f"{said}，平均每处 {posts // places_} {quantity.unit}"
        return finding("places.posts", "每处若干", Verdict.CONSISTENT, words, *pair)
    gap = abs(posts - places_)
    near = 0 < gap <= _NEAR and gap * 20 <= places_
    claimed = _CLAIM.search(_sentence(reckoning, quantity))
    if near and claimed and not person and _OWN[population.level].search(name):
        side = "多" if posts > places_ else "少"
        words = f"{said}，{side} {shown(gap)}；称全覆盖时两数应相等，一处多设的应写明"
        return finding(
            "places.posts", "每处一个", Verdict.INCONSISTENT, words, *pair, severity="warning"
        )
    return None


def _name(quantity: Quantity) -> str:
    """What the posts are called: the words before the numeral, or those behind its classifier."""
    before = re.split(r"[,。;:、“”]", quantity.before)[-1]
    before = re.sub(r"(?:共有|共计|现有|已有|达到?|为|共|有|约|已)+$", "", before)
    if _POST.search(before):
        own = re.sub(
            r"^.*(?:建成|建立|设立|配备|聘请|选聘|海选|划分|打造|全[镇区县乡市])", "", before
        )
        return (own or before)[-16:]
    behind = re.match(r"[一-龥]{2,12}", quantity.after)
    return behind.group() if behind and _POST.search(behind.group()) else ""


def _sentence(reckoning: Reckoning, quantity: Quantity) -> str:
    text = reckoning.folded.text
    start = max(text.rfind(stop, 0, quantity.fold_at) for stop in "。\n") + 1
    ends = [end for stop in "。\n" if (end := text.find(stop, quantity.fold_to)) >= 0]
    return text[start : min(ends, default=len(text))]


def _slogan(reckoning: Reckoning, population: Population, quantity: Quantity) -> bool:
    """Whether 一村一… stands just before the count, with no other number between."""
    lead = reckoning.folded.text[max(0, quantity.fold_at - 30) : quantity.fold_at]
    found = list(_SLOGAN[population.level].finditer(re.split(r"[。\n]", lead)[-1]))
    return bool(found) and not re.search(r"\d", re.split(r"[。\n]", lead)[-1][found[-1].end() :])
