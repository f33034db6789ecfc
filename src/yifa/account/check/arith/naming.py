"""Numbers that count names: “A、B等N个”, N个 of listed ones, 四办（…）; and wording that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yifa.account.check.arith.compare import shown
from yifa.account.check.arith.frame import Reckoning, finding, span
from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.grammar.numeral import DIGITS
from yifa.account.check.grammar.quantity import Kind, Quantity

_ITEM = r"[^、,。;:!?\d\n()“”]{1,18}|“[^“”\n]{1,16}”[^、,。;:\d\n]{0,8}|《[^《》\n]{1,40}》"
_LAST = r"[^、,。;:!?\d\n()“”]{1,18}?|“[^“”\n]{1,16}”[^、,。;:\d\n]{0,8}?|《[^《》\n]{1,40}》"
_NAMED = re.compile(rf"(?P<items>(?:(?:{_ITEM})、)+(?:{_LAST}))(?P<more>等|等等)?(?:共计?)?$")
_NAMED_UNITS = frozenset(
    ["个", "家", "类", "种", "项", "部", "名", "位", "所", "场", "处", "条", "大", "方面"]
)
_CLOSED_UNITS = frozenset(["个", "家", "类", "种", "部", "所", "处"])
_LEADS = re.compile(
    r"^(?:对|在|由|与|和|及|向|将|把|为|从|联合|组织|包括|包含|涉及|针对|抽取|抽查|围绕|结合|分别|按|按照|聚焦|实现|开展|邀请|其中|推进|完成|建成|设立|出台|制定|修订|编制|印发)+"
)
_DIGIT = "一二两三四五六七八九十"
_BRACKETED = re.compile(
    rf"“?(?P<n>[{_DIGIT}])(?P<word>[一-龥]{{1,3}})”?[(](?P<items>[^()\n]{{3,200}})[)]"
)
_SHORT = r"(?:[^、,。;:“”\d\n()]{2,14}|“[^“”\n]{2,12}”)"
_SUFFIXED = re.compile(
    rf"“(?P<pairs>(?:[{_DIGIT}](?:员|长|站|点|所|室|队|师|校)){{1,3}})[^”]{{0,6}}”"
)
_LISTED_BEFORE = re.compile(
    rf"(?P<items>(?:{_SHORT}、)+{_SHORT}?)(?P<more>等)?,?(?:实行|推行|实现|形成|坚持|构建|为主体的|为主的|组成的|参与的|的)?“?(?P<n>[{_DIGIT}])(?P<word>统一|结合|融合|联动|办|位一体|员|长|化|定|有|治|责|网|大领域|大体系|大类|类|个方面|方面|大|大平台|个环节|道防线)”?"
)
_LEVELS = re.compile(rf"(?P<items>[省市区县镇乡村街组]{{2,6}})(?P<n>[{_DIGIT}])级")
_FOLLOW = re.compile(rf"(?:以下|如下|下列)(?P<n>[{_DIGIT}]|\d)(?:个|大|项|方面|点)*")
_STEP = re.compile(rf"(?:^|(?<=[。;:,\n]))([{_DIGIT}])是", re.M)


def _number(sign: str) -> int:
    return int(sign) if sign.isdigit() else 10 if sign == "十" else DIGITS[sign]


def names(reckoning: Reckoning) -> Iterator[Finding]:
    """Names told beside the number that counts them."""
    for sentence in reckoning.sentences:
        previous: Quantity | None = None
        for quantity in sentence:
            yield from _listed(reckoning, quantity, previous)
            previous = quantity
    yield from _mechanisms(reckoning)


def _listed(
    reckoning: Reckoning, quantity: Quantity, previous: Quantity | None
) -> Iterator[Finding]:
    if (
        quantity.kind != Kind.COUNT
        or quantity.unit not in _NAMED_UNITS
        or quantity.value > 60
        or not quantity.exact
    ):
        return
    found = _NAMED.search(reckoning.lead(quantity, previous)[-160:])
    if not found:
        return
    items = split_items(found["items"])
    if len(items) < 2:
        return
    if found["more"]:
        good = len(items) <= quantity.value
        words = f"列举 {len(items)} 个（{'、'.join(items)}），总数 {shown(quantity.value)}"
        yield finding(
            "names.among",
            "列举不多于总数",
            Verdict.CONSISTENT if good else Verdict.INCONSISTENT,
            words,
            quantity,
        )
        return
    if (
        quantity.unit not in _CLOSED_UNITS
        or quantity.value > 12
        or not re.match(r"[一-龥]", quantity.after)
    ):
        return
    verdict = Verdict.CONSISTENT if len(items) == quantity.value else Verdict.INCONSISTENT
    if verdict == Verdict.INCONSISTENT and abs(len(items) - quantity.value) > 2:
        return  # the number counts something else than the names before it
    yield finding(
        "names.count",
        "列举与个数",
        verdict,
        f"列举 {len(items)} 个（{'、'.join(items)}），写作 {shown(quantity.value)} 个",
        quantity,
    )


def split_items(words: str) -> list[str]:
    """The names of a list: A、B和C → [A, B, C]; words that lead into the list are left out."""
    items = [item for item in words.split("、") if item]
    if items:
        items[0] = re.sub(r"^[一-龥]{1,4}(?:和|以及|及)(?=[一-龥]{3})", "", items[0])
        items[0] = _LEADS.sub("", re.split(r"以|把|将|对", items[0])[-1]) or items[0]
        last = items[-1]
        if (found := re.match(r"^(.{2,12}?)(?:和|与|及|以及)(.{2,14})$", last)) and "(" not in last:
            items[-1:] = [found[1], found[2]]
    return items


def _mechanisms(reckoning: Reckoning) -> Iterator[Finding]:
    text = reckoning.folded.text
    taken: set[int] = set()
    for found in _BRACKETED.finditer(text):
        items = [i for i in re.split(r"[、,;]", found["items"]) if i]
        if len(items) < 2 or re.search(r"\d|等$|以下简称", found["items"]):
            continue
        taken.add(found.start("n"))
        yield _mechanism(reckoning, found, len(items), "、".join(items), closed=True)
    for found in _LISTED_BEFORE.finditer(text):
        if found.start("n") in taken:
            continue
        items = split_items(found["items"])
        number = _number(found["n"])
        quoted = "“" in found.group()[-6:]
        if (
            len(items) < 2
            or number < 2
            or (len(items) != number and not quoted and not found["more"])
        ):
            continue
        if abs(len(items) - number) > 1 and not found["more"]:
            continue
        if found["more"] and len(items) > number:
            continue
        yield _mechanism(reckoning, found, len(items), "、".join(items), closed=not found["more"])
    yield from _suffixed(reckoning, text)
    for found in _LEVELS.finditer(text):
        yield _mechanism(
            reckoning, found, len(found["items"]), "、".join(found["items"]), closed=True
        )
    for found in _FOLLOW.finditer(text):
        tail = text[found.end() : found.end() + 4000]
        run = 0
        for step in _STEP.finditer(tail):
            if _number(step[1]) == run + 1:
                run += 1
            elif _number(step[1]) == 1:
                break
        if run >= 2:
            yield _mechanism(reckoning, found, run, "“一是”起逐条", closed=True)


def _suffixed(reckoning: Reckoning, text: str) -> Iterator[Finding]:
    """“两长三员”: the names told before it that end with 长 and with 员."""
    for found in _SUFFIXED.finditer(text):
        before = re.split(r"[。;\n]", text[max(0, found.start() - 90) : found.start()])[-1]
        items = [i.strip("“”的") for i in re.split(r"[、,+和及与]", before)]
        counted = {
            pair: [i for i in items if i.endswith(pair.group(2)) and len(i) > 1]
            for pair in re.finditer(rf"([{_DIGIT}])(\w)", found["pairs"])
        }
        if not any(len(named) == _number(pair[1]) for pair, named in counted.items()):
            continue
        for pair, named in counted.items():
            good = len(named) == _number(pair[1])
            at = found.start("pairs") + pair.start()
            yield Finding(
                "arithmetic", "names.mechanism", "列举与个数", Verdict.CONSISTENT if good else Verdict.INCONSISTENT,
                f"“{pair.group()}”，前文列举 {len(named)} 个（{'、'.join(named) or '无'}）",
                (reckoning.folded.source_span(at, at + 1),), "info" if good else "warning",
            )  # fmt: skip


def _mechanism(
    reckoning: Reckoning, found: re.Match[str], count: int, items: str, *, closed: bool
) -> Finding:
    number = _number(found["n"])
    good = count == number if closed else count <= number
    place = reckoning.folded.source_span(found.start("n"), found.end("n"))
    return Finding(
        "arithmetic", "names.mechanism", "列举与个数", Verdict.CONSISTENT if good else Verdict.INCONSISTENT,
        f"列举 {count} 项（{items}），写作“{found['n']}”", (place,), "info" if good else "warning",
    )  # fmt: skip


_TOTAL = re.compile(r"(?:共计?|合计|总计|总共)$")
_DOUBLE_BEFORE = frozenset(
    {"近", "将近", "接近", "约", "大约", "超", "超过", "突破", "逾", "不足", "不到"}
)
_DOUBLE_AFTER = frozenset({"余", "多", "左右", "上下", "以上", "有余"})


def wording(reckoning: Reckoning) -> Iterator[Finding]:
    """Approximating words that contradict each other, or a total that is told as approximate."""
    for quantity in reckoning.quantities:
        words = set(quantity.approx)
        if _TOTAL.search(quantity.before) and words & {"余", "多", "来", "几", "左右"}:
            yield Finding("arithmetic", "wording.total", "合计与约数并用", Verdict.INCONSISTENT,
                          f"“{quantity.text}”前用“共”表示合计，又用“{'、'.join(quantity.approx)}”表示约数，应写确数", (span(quantity),), "warning")  # fmt: skip
        elif len(words) > 1 and words & _DOUBLE_BEFORE and words & _DOUBLE_AFTER:
            yield Finding("arithmetic", "wording.double", "约数重复", Verdict.INCONSISTENT,
                          f"“{quantity.text}”同时用“{'”“'.join(quantity.approx)}”，含义重复或者相反", (span(quantity),), "warning")  # fmt: skip
