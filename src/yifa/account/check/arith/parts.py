"""Parts against totals. A list is held to be complete only where the text claims it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from yifa.account.check.arith.compare import LOOSE, meets, same_class, shown, total
from yifa.account.check.arith.frame import Reckoning, finding
from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.grammar.quantity import Kind, Quantity

_AMONG = re.compile(r"其中|^[,(](?:涉及|含|包含)(?:[^,。;]{0,10})$")
_COMPLETE = re.compile(
    r"包括|包含|分别(?:为|是)|分为|由[^,。;]{0,12}组成|即[:,]?$|:$|构成|按[^,。;]{1,10}(?:分|划分)"
)
_REST = re.compile(r"其余|其他|其它|剩余|余下|另有?$|另外|(?:^|[,、])另")
_OPEN = re.compile(r"等")
_SUM = re.compile(r"(?:合计|总计|共计|总共|一共|累计共|共)(?:[一-龥]{0,8})$")
_STRONG_SUM = re.compile(r"(?:合计|总计)[^,。;、\d]{0,8}$")
_COUNTS = (Kind.COUNT, Kind.MONEY)


def parts(reckoning: Reckoning) -> Iterator[Finding]:
    """Totals with the parts told behind 其中 (or before 合计)."""
    earlier: list[Quantity] = []
    for sentence in reckoning.sentences:
        plain = [q for q in sentence if q.kind in _COUNTS]
        yield from _opened(reckoning, earlier, plain)
        earlier = plain
        yield from _behind(reckoning, plain)
        yield from _before(reckoning, plain)
        yield from _balance(reckoning, plain)


def _behind(reckoning: Reckoning, row: list[Quantity]) -> Iterator[Finding]:
    """T，其中甲a、乙b: until the next 其中, a sum or another unit."""
    for i, whole in enumerate(row[:-1]):
        following = row[i + 1]
        gap = reckoning.between(whole, following)
        among = bool(_AMONG.search(gap))
        colon = re.match(r"^[^,。;、]{0,8}[,:]?(?:包括|分别(?:为|是)|分为|:)", gap)
        if not among and not colon:
            continue
        whole = _nearest_whole(reckoning, row, i)
        members = [following]
        for previous, part in zip(row[i + 1 :], row[i + 2 :], strict=False):
            link = reckoning.between(previous, part)
            if _AMONG.search(link) or _SUM.search(link) or not _continues(link):
                break
            members.append(part)
        alike = [
            m
            for m in members
            if same_class(m, whole) or (whole.unit in LOOSE and m.unit == whole.unit)
        ]
        if not alike or alike[0] is not members[0]:
            continue
        alike = alike[: next((n for n, m in enumerate(members) if m not in alike), len(alike))]
        words = gap + "".join(reckoning.between(a, b) for a, b in pairwise(members))
        tail = reckoning.folded.text[alike[-1].fold_to : alike[-1].fold_to + 12]
        open_list = bool(re.match(r"[^,。;、]{0,6}等", tail))
        complete = (
            bool(colon or (_COMPLETE.search(gap) and among) or _REST.search(words))
            and not open_list
        )
        for n in range(len(alike), 1, -1):  # a list that adds up exactly is the list
            if sum(m.value for m in alike[:n]) == whole.value:
                alike, complete = alike[:n], True
                break
        yield from _judge(whole, alike, complete)


def _nearest_whole(reckoning: Reckoning, row: list[Quantity], i: int) -> Quantity:
    """What 其中 looks back to: the number before it, but past remainders (未结12件，其中…) to what was dealt with."""
    for n in range(i, max(i - 3, -1), -1):
        lead = reckoning.lead(row[n], row[n - 1] if n else None)
        if not re.search(r"未结|未办结|未审结|在办|不予|剩余|结转|驳回", lead):
            return row[n] if row[n].value >= row[i + 1].value or n == i else row[i]
    return row[i]


def _opened(
    reckoning: Reckoning, earlier: list[Quantity], row: list[Quantity]
) -> Iterator[Finding]:
    """“…T件；其中甲a件、乙b件”: the total stands in the sentence before."""
    if not earlier or not row or earlier[-1].paragraph != row[0].paragraph:
        return
    start = reckoning.folded.text[max(0, row[0].fold_at - 40) : row[0].fold_at]
    if not re.match(r"其中", re.split(r"[。;]", start)[-1]):
        return
    members = [row[0]]
    for previous, part in pairwise(row):
        link = reckoning.between(previous, part)
        if (
            _AMONG.search(link)
            or _SUM.search(link)
            or not _continues(link)
            or not same_class(part, row[0])
        ):
            break
        members.append(part)
    wholes = [q for q in earlier if same_class(q, row[0])]
    if not wholes:
        return
    value = sum((m.value for m in members), Decimal(0))
    exact = [q for q in wholes if q.value == value]
    words = "".join(reckoning.between(a, b) for a, b in pairwise(members))
    yield from _judge(
        exact[0] if exact else max(wholes, key=lambda q: q.value),
        members,
        bool(exact or _REST.search(words)),
    )


def _continues(link: str) -> bool:
    """Whether two parts still belong to one list: no new subject of the year, no second sentence in it."""
    return len(link) <= 40 and not re.search(r"截至|同时|此外|另一方面|全年|今年|累计(?!办)", link)


def _judge(whole: Quantity, members: list[Quantity], complete: bool) -> Iterator[Finding]:
    low, high = total(members)
    stated = whole.interval()
    summed = " + ".join(shown(m.value) for m in members)
    value = sum((m.value for m in members), Decimal(0))
    reckoned = f"{summed} = {shown(value)}" if len(members) > 1 else summed
    exact = whole.exact and all(m.exact for m in members)
    if len(members) > 1 and meets((low, high), stated) and (complete or value == whole.value):
        how = "" if exact and value == whole.value else "（在约数或者四舍五入的范围内）"
        yield finding(
            "parts.sum",
            "分项与总数",
            Verdict.CONSISTENT,
            f"{reckoned}，总数 {shown(whole.value)}，相符{how}",
            whole,
            *members,
        )
        return
    if complete and len(members) > 1:
        gap = shown(abs(value - whole.value))
        side = "多" if value > whole.value else "少"
        yield finding(
            "parts.sum",
            "分项与总数",
            Verdict.INCONSISTENT,
            f"{reckoned}，总数 {shown(whole.value)}，分项合计{side} {gap}",
            whole,
            *members,
        )
        return
    over = [m for m in members if m.interval()[0] > stated[1]]
    for part in over:
        yield finding(
            "parts.above",
            "部分不大于总数",
            Verdict.INCONSISTENT,
            f"其中的 {shown(part.value)} 大于总数 {shown(whole.value)}",
            whole,
            part,
        )
    if over:
        return
    if len(members) > 1 and low > stated[1]:
        yield finding("parts.sum", "分项与总数", Verdict.INCONSISTENT,
                      f"{reckoned}，大于总数 {shown(whole.value)}（除非分项互相重叠）", whole, *members)  # fmt: skip
        return
    yield finding(
        "parts.above",
        "部分不大于总数",
        Verdict.CONSISTENT,
        f"{reckoned} 不大于总数 {shown(whole.value)}",
        whole,
        *members,
    )
    if len(members) > 1:
        yield finding("parts.open", "分项与总数", Verdict.NOT_CHECKABLE,
                      f"{reckoned}，总数 {shown(whole.value)}，差 {shown(whole.value - value)}；原文没有说明分项已列全", whole, *members)  # fmt: skip


def _before(reckoning: Reckoning, row: list[Quantity]) -> Iterator[Finding]:
    """甲a、乙b、丙c，合计T."""
    for i, whole in enumerate(row):
        if i < 2:
            continue
        lead = reckoning.between(row[i - 1], whole)
        if (
            not re.search(r"合计|总计|共计|共|总共", lead)
            or len(lead) > 14
            or not re.match(r"^[^,。;]{0,6}[,;、]", lead)
        ):
            continue
        if i + 1 < len(row) and _AMONG.search(reckoning.between(whole, row[i + 1])):
            continue
        members: list[Quantity] = []
        for n in range(i - 1, -1, -1):
            if not same_class(row[n], whole):
                break
            members.insert(0, row[n])
            if n and (
                len(reckoning.between(row[n - 1], row[n])) > 30
                or _AMONG.search(reckoning.between(row[n - 1], row[n]))
            ):
                break
        if len(members) < 2:
            continue
        low, high = total(members)
        claimed = bool(_STRONG_SUM.search(lead) or re.fullmatch(r"[,;、]?(?:共计?|总共)", lead))
        if not claimed and not meets((low, high), whole.interval()):
            continue
        value = sum((m.value for m in members), Decimal(0))
        reckoned = " + ".join(shown(m.value) for m in members) + f" = {shown(value)}"
        if meets((low, high), whole.interval()):
            yield finding(
                "parts.sum",
                "分项与合计",
                Verdict.CONSISTENT,
                f"{reckoned}，合计 {shown(whole.value)}，相符",
                whole,
                *members,
            )
        else:
            yield finding(
                "parts.sum",
                "分项与合计",
                Verdict.INCONSISTENT,
                f"{reckoned}，合计写作 {shown(whole.value)}，相差 {shown(abs(value - whole.value))}",
                whole,
                *members,
            )


_CARRIED = re.compile(
    r"(?<!至)(?<!到)(?:上年|去年|往年|上年度|年初)?(?:结转|结存|旧存|存案)(?!至|到|下)|(?:年初|期初|上年末)(?:在办|未结|未办结|存量|存)"
)
_NEW = re.compile(r"新收|收到|收案|受理|立案|新增|接收")
_DONE = re.compile(r"审结|办结|结案|已结|化解|审理终结|作出决定")
_LEFT = re.compile(r"未结|在办|正在(?:审理|办理)|结转(?:至|到)?下|未办结|未审结|尚在|剩余")


def _balance(reckoning: Reckoning, row: list[Quantity]) -> Iterator[Finding]:
    """结转 + 新收 = 办结 + 未结; what was concluded cannot exceed what was there."""
    roles: dict[str, Quantity] = {}
    previous: Quantity | None = None
    for quantity in row:
        words = reckoning.lead(quantity, previous) + quantity.after[:6]
        previous = quantity
        for name, rule in (("carried", _CARRIED), ("left", _LEFT), ("done", _DONE), ("new", _NEW)):
            if rule.search(words) and not re.search(r"不予|未予|率|驳回", words):
                if name == "new" and "new" in roles and not re.search(r"立案|受理", words):
                    break
                if (name == "new" and not re.search(r"同比|其中", words)) or (
                    name not in roles and name != "new"
                ):
                    roles[name] = quantity
                break
    if "done" not in roles or "new" not in roles:
        return
    done, new, carried, left = roles["done"], roles["new"], roles.get("carried"), roles.get("left")
    if done.fold_at < new.fold_at or not all(same_class(q, new) for q in roles.values()):
        return
    base = new.value + (carried.value if carried else 0)
    sum_words = (
        f"结转 {shown(carried.value)} + 新收 {shown(new.value)} = {shown(base)}"
        if carried
        else f"受理 {shown(new.value)}"
    )
    about = [q for q in (carried, new, done, left) if q]
    if not all(q.exact for q in about):
        return
    if left and carried:
        good = base == done.value + left.value
        words = f"{sum_words}，办结 {shown(done.value)} + 未结 {shown(left.value)} = {shown(done.value + left.value)}"
        yield finding(
            "parts.balance",
            "收结平衡",
            Verdict.CONSISTENT if good else Verdict.INCONSISTENT,
            words,
            *about,
        )
    elif left:
        good = base == done.value + left.value
        words = f"{sum_words}，办结 {shown(done.value)} + 未结 {shown(left.value)} = {shown(done.value + left.value)}"
        yield finding(
            "parts.balance",
            "收结平衡",
            Verdict.CONSISTENT
            if good
            else Verdict.NOT_CHECKABLE
            if done.value + left.value > base
            else Verdict.INCONSISTENT,
            words,
            *about,
        )
    elif done.value > base:
        verdict = Verdict.INCONSISTENT if carried else Verdict.NOT_CHECKABLE
        tail = "" if carried else "；可能含上年结转，原文没有写"
        yield finding(
            "parts.balance",
            "办结不大于受理",
            verdict,
            f"{sum_words}，办结 {shown(done.value)} 更多{tail}",
            *about,
        )
    else:
        rest = base - done.value
        yield finding("parts.balance", "办结不大于受理", Verdict.CONSISTENT,
                      f"{sum_words}，办结 {shown(done.value)}" + (f"，余 {shown(rest)} 未写明" if rest else "，全部办结"), *about)  # fmt: skip
