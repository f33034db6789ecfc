"""Numbers that must be equal or in order: the same thing told twice, what was received and what was answered, coverage."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from yifa.account.check.arith.compare import is_whole, same_class, shown
from yifa.account.check.arith.frame import Reckoning, finding, span
from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.grammar.quantity import Kind, Quantity

_IN = re.compile(r"受理|收到|接收|接到|代办|登记|排查|交办|转办|立案|收件|承办|申请")
_OUT = re.compile(
    r"办结|审结|结案|化解|解决|成功|答复|回复|反馈|整改|完成|调解成功|通过|合格|取得|核查"
)
_REVIEWED = re.compile(r"审查|审核|审阅")
_OPINION = re.compile(r"出具[^,。;]{0,14}(?:意见书|审查意见|审核意见|法律意见)")
_ALL = re.compile(r"全部|件件|均已|全数|悉数|逐一|100%")
_COVER = re.compile(r"全覆盖|全部覆盖|实现覆盖|配齐")
_PLACE = re.compile(r"^(?:个)?(?:行政)?(?:村|社区|乡镇|镇街|街道|镇|部门|单位|学校|网格)")
_POINT = re.compile(r"(?:点|站|室|顾问|中心|委员会|专员|工作站|岗|队|组织)$")
_NOISE = re.compile(
    r"^(?:全(?:区|市|县|镇|街道|年)|共|累计|我(?:区|市|县|镇|局)|今年|本年|其中|各|已)+|(?:活动|工作|情况|共|累计|各类)|[“”《》()、的了]"
)


def equalities(reckoning: Reckoning) -> Iterator[Finding]:
    """Pairs inside sentences, then the same subject in different places."""
    for sentence in reckoning.sentences:
        yield from _flows(reckoning, sentence)
        yield from _coverage(reckoning, sentence)
        yield from _every(reckoning, sentence)
    yield from _repeated(reckoning)


def _flows(reckoning: Reckoning, row: list[Quantity]) -> Iterator[Finding]:
    counts = [q for q in row if is_whole(q)]
    for one, other in itertools.pairwise(counts):
        gap = reckoning.between(one, other)
        own = reckoning.lead(one, None)[-24:].rpartition(",")[2] + one.after[:4]
        if "其中" in gap or len(gap) > 30:
            continue
        if _REVIEWED.search(one.before) and _OPINION.search(gap):
            if one.value == other.value:
                yield finding(
                    "equal.opinions",
                    "审查件数与意见书份数",
                    Verdict.CONSISTENT,
                    f"审查 {shown(one.value)} 件，出具意见 {shown(other.value)} 份，相等",
                    one,
                    other,
                )
            else:
                yield finding("equal.opinions", "审查件数与意见书份数", Verdict.INCONSISTENT,
                              f"审查 {shown(one.value)} 件，出具意见 {shown(other.value)} 份，相差 {shown(abs(one.value - other.value))}；如有一件多份应写明", one, other, severity="warning")  # fmt: skip
            continue
        if not same_class(one, other) or not _OUT.search(gap) or not _IN.search(own):
            continue
        if re.search(r"不|未|驳回|率", gap):
            continue
        every = bool(_ALL.search(gap) or _ALL.search(other.after))
        if other.value > one.value:
            yield finding(
                "equal.flow",
                "办出不大于收进",
                Verdict.INCONSISTENT,
                f"收进 {shown(one.value)}，办出 {shown(other.value)}，办出更多",
                one,
                other,
                severity="warning",
            )
        elif every and other.value != one.value:
            yield finding(
                "equal.flow",
                "全部办出",
                Verdict.INCONSISTENT,
                f"写作全部，收进 {shown(one.value)} 而办出 {shown(other.value)}",
                one,
                other,
            )
        else:
            same = (
                "相等" if one.value == other.value else f"未办出 {shown(one.value - other.value)}"
            )
            yield finding(
                "equal.flow",
                "办出不大于收进",
                Verdict.CONSISTENT,
                f"收进 {shown(one.value)}，办出 {shown(other.value)}，{same}",
                one,
                other,
            )


_EVERY = re.compile(
    r"^[^。;]{0,40}?(?P<all>全部(?:合格|通过|办结|化解|整改|完成|答复|回复|达标|落实|审结|取得|履行|公示|备案)|件件有[一-龥]{2}|均已?(?:取得|通过|合格|办结|化解|整改|完成|答复|领取)|(?<=,)(?:并|经考试)?(?:取得|领取|获得)(?=[^,。;\d]{0,12}证))"
)


def _every(reckoning: Reckoning, row: list[Quantity]) -> Iterator[Finding]:
    """全部, 件件: every one of the count told before, so nothing else may be told of them."""
    for n, quantity in enumerate(row):
        end = row[n + 1].fold_at if n + 1 < len(row) else quantity.fold_to + 48
        found = _EVERY.match(reckoning.folded.text[quantity.fold_to : end])
        if not found or quantity.kind != Kind.COUNT:
            continue
        at = quantity.fold_to + found.start("all")
        place = reckoning.folded.source_span(at, at + len(found["all"]))
        number = shown(quantity.value)
        if quantity.exact:
            yield Finding(
                "arithmetic",
                "equal.every",
                "全部",
                Verdict.ATTAINABLE,
                f"写作“{found['all']}”，即 {number} 中的 {number}，可以成立",
                (span(quantity), place),
            )
        else:
            yield Finding(
                "arithmetic",
                "equal.every",
                "全部",
                Verdict.NOT_CHECKABLE,
                f"写作“{found['all']}”，而总数“{quantity.text}”是约数",
                (span(quantity), place),
            )


def _coverage(reckoning: Reckoning, row: list[Quantity]) -> Iterator[Finding]:
    if not row or not _COVER.search(reckoning.folded.text[row[0].fold_at : row[-1].fold_to + 40]):
        return
    places = [q for q in row if is_whole(q) and q.unit in ("个", "家") and _PLACE.match(q.after)]
    points = [
        q
        for q in row
        if is_whole(q)
        and q not in places
        and (
            _POINT.search(q.before)
            or re.match(r"[一-龥]{0,8}(?:点|站|室|顾问|中心|委员会)", q.after)
        )
    ]
    if not places or len(points) != 1:
        return
    point = points[0]
    before = [q for q in places if q.fold_at < point.fold_at]
    place = before[-1] if before else places[0]
    good = point.value >= place.value
    words = f"{shown(place.value)} 个单位，设立 {shown(point.value)} 个，" + (
        "可以全覆盖" if good else "达不到每处一个，不能称全覆盖"
    )
    yield finding(
        "equal.coverage",
        "全覆盖",
        Verdict.CONSISTENT if good else Verdict.INCONSISTENT,
        words,
        place,
        point,
    )


@dataclass(frozen=True)
class _Told:
    """A quantity with its subject's pairs of characters and its year."""

    grams: frozenset[str]
    year: str
    quantity: Quantity


def _repeated(reckoning: Reckoning) -> Iterator[Finding]:
    """The same subject with the same unit in two places: equal, or one of them is wrong.

    Subjects that only resemble each other are said to agree when the numbers do, and nothing is said when they do not.
    What is told a third time in the same words is held against the first.
    """
    years = Counter(
        year for q in reckoning.quantities if (year := _year(q.period)) not in ("", "last")
    )
    own = years.most_common(1)[0][0] if years else ""
    told: list[_Told] = []
    by_gram: dict[str, list[int]] = defaultdict(list)
    known: set[tuple[object, ...]] = set()
    for quantity in reckoning.quantities:
        if quantity.kind not in (Kind.COUNT, Kind.MONEY, Kind.PERCENT) or quantity.cell is not None:
            continue
        subject = _NOISE.sub("", quantity.subject)
        if len(subject) < 5:
            continue
        this = _Told(
            frozenset(subject[n : n + 2] for n in range(len(subject) - 1)),
            _year(quantity.period) or own,
            quantity,
        )
        shared = Counter(n for gram in this.grams for n in by_gram[gram])
        for n in sorted(shared):
            other = told[n]
            if other.quantity.kind != quantity.kind or other.year != this.year:
                continue
            if other.quantity.sentence == quantity.sentence:
                continue
            both = shared[n]
            alike = both / (len(this.grams) + len(other.grams) - both)
            inside = both / min(len(this.grams), len(other.grams))
            if not (alike >= 0.5 or (inside >= 0.55 and both >= 6)):
                continue
            if same_class(other.quantity, quantity) and (
                result := _twice(subject, alike, other.quantity, quantity)
            ):
                yield result
        key = (subject, this.year, quantity.kind, quantity.unit, quantity.value)
        if key not in known:
            known.add(key)
            for gram in this.grams:
                by_gram[gram].append(len(told))
            told.append(this)


def _twice(subject: str, alike: float, first: Quantity, other: Quantity) -> Finding | None:
    if other.value == first.value:
        if alike < 0.85 and (other.value < 2 or other.value == 100):
            return None
        return finding(
            "equal.repeat",
            "前后一致",
            Verdict.CONSISTENT,
            f"“{subject}”两处都是 {shown(first.value)}",
            first,
            other,
        )
    if alike < 0.99:
        return None
    words = f"“{subject}”一处“{first.text}”，一处“{other.text}”"
    if not (first.exact and other.exact):
        low, high = first.interval()
        fits = (
            low <= other.value <= high or other.interval()[0] <= first.value <= other.interval()[1]
        )
        return finding(
            "equal.repeat",
            "前后一致",
            Verdict.CONSISTENT if fits else Verdict.INCONSISTENT,
            words,
            first,
            other,
        )
    return finding(
        "equal.repeat", "前后一致", Verdict.INCONSISTENT, words, first, other, severity="warning"
    )


def _year(period: str) -> str:
    found = re.match(r"20\d\d", period)
    return found.group() if found else "" if not re.search(r"去年|上年", period) else "last"
