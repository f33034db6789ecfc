"""Personal data left unmasked in a text for the public."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.read.model import Document
from yifa.account.check.rules import Rule

_IDENTITY = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])"
)
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_CARD = re.compile(r"(?<!\d)(?:62|4\d|5[1-5])\d{14,17}(?!\d)")
_PARTY = re.compile(
    r"(?:当事人|申请人|被处罚人|受援人|投诉人|举报人|来访人|死者|伤者|矫正对象|吸毒人员|刑满释放人员)(?P<name>[\u4e00-\u9fff]{2,3})(?=[，。（(、：]|因|于|向|的诉|与|诉|自)"
)
_PASSPORT = re.compile(r"护照(?:号码?)?[^A-Za-z0-9]{0,4}(?P<number>[A-Za-z]{1,2}\d{7,8})(?!\d)")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·.]?(?=[A-HJ-NP-Z0-9]*\d)[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"
)
_HOME = re.compile(
    r"(?:家住|现住|住址(?:为|[:：])?|居住于|户籍地(?:为|[:：])?)(?P<home>[^，。；\s]{4,40}?\d+(?:号|室|户|栋))"
)
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武莫孔"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def unmasked(document: Document, rule: Rule) -> Iterator[Finding]:
    """Identity numbers with a right check digit, mobile, card and passport numbers, plates, homes, full names of parties."""
    text = document.text
    for found in _IDENTITY.finditer(text):
        if _checked(found.group()):
            yield _finding(rule, "公民身份号码", found)
    for found in _MOBILE.finditer(text):
        yield _finding(rule, "手机号码", found)
    for found in _CARD.finditer(text):
        if _luhn(found.group()):
            yield _finding(rule, "银行卡号", found)
    for found in _PASSPORT.finditer(text):
        yield _finding(rule, "护照号码", found, "number")
    for found in _PLATE.finditer(text):
        yield _finding(rule, "机动车号牌", found)
    for found in _HOME.finditer(text):
        yield _finding(rule, "住址", found, "home")
    for found in _PARTY.finditer(text):
        if found["name"][0] in _SURNAMES and not re.search(
            r"某|等|们|员|均|可|应|不|提|就|对", found["name"]
        ):
            yield _finding(rule, "当事人姓名", found, "name")


def _finding(rule: Rule, what: str, found: re.Match[str], group: str | int = 0) -> Finding:
    shown = found.group(group)
    masked = (
        shown[0] + "某"
        if what == "当事人姓名"
        else shown[:3] + "*" * max(len(shown) - 5, 1) + shown[-2:]
    )
    return Finding(
        "masking",
        rule.id,
        rule.title,
        Verdict.NOTICE,
        f"{what}未隐去（{masked}）",
        (found.span(group),),
        rule.severity,
        rule.cite,
    )


def _checked(number: str) -> bool:
    rest = sum(int(d) * w for d, w in zip(number[:17], _WEIGHTS, strict=True)) % 11
    return "10X98765432"[rest] == number[17].upper()


def _luhn(number: str) -> bool:
    total = 0
    for i, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if i % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
