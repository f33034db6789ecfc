"""Code lists of reconsideration: channels, kinds of acts, tracks, methods of finding facts. Codes never change."""

from __future__ import annotations

from django.db import models


class Channel(models.TextChoices):
    """How an application came in (行政复议法第二十二条、第三十二条)."""

    COUNTER = "counter", "当面提交"
    MAIL = "mail", "邮寄"
    INTERNET = "internet", "互联网渠道"
    ORAL = "oral", "口头申请（当场笔录）"
    AGENCY = "agency", "由作出行政处罚的机关转送"


class ActKind(models.TextChoices):
    """What the challenged act is (行政复议法第十一条)."""

    PENALTY = "penalty", "行政处罚"
    COERCION = "coercion", "行政强制"
    LICENCE = "licence", "行政许可"
    RESOURCE = "resource", "自然资源确权"
    EXPROPRIATION = "expropriation", "征收征用及补偿"
    COMPENSATION = "compensation", "行政赔偿"
    WORK_INJURY = "work_injury", "工伤认定"
    INACTION = "inaction", "不履行法定职责"
    AGREEMENT = "agreement", "行政协议"
    DISCLOSURE = "disclosure", "政府信息公开"
    OTHER = "other", "其他行政行为"


class Track(models.TextChoices):
    """Which procedure the case is tried by."""

    ORDINARY = "ordinary", "普通程序"
    SUMMARY = "summary", "简易程序"


class SummaryGround(models.TextChoices):
    """What opens the summary procedure (行政复议法第五十三条)."""

    ON_SPOT = "on_spot", "行政行为当场作出（第一款第一项）"
    WARNING = "warning", "警告或者通报批评（第一款第二项）"
    AMOUNT = "amount", "涉案款额三千元以下（第一款第三项）"
    DISCLOSURE = "disclosure", "政府信息公开案件（第一款第四项）"
    CONSENT = "consent", "当事人各方同意（第二款）"


class Intake(models.TextChoices):
    """What became of an application at the door; empty while under review."""

    ACCEPTED = "accepted", "受理"
    REFUSED = "refused", "不予受理"
    TRANSFERRED = "transferred", "移送、告知其他机关"
    LAPSED = "lapsed", "逾期不补正视为放弃"
    RECALLED = "recalled", "受理前撤回"


class ReplyStatus(models.TextChoices):
    """Whether the respondent answered and brought its evidence."""

    SUBMITTED = "submitted", "已答复举证"
    NONE = "none", "逾期未答复举证"


class FindingMethod(models.TextChoices):
    """Ways of finding the facts of a case."""

    SITE = "site", "实地调查"
    TALK = "talk", "面谈询问"
    HEARING = "hearing", "听证"
    LETTER = "letter", "制发商议函"
    RETRIEVAL = "retrieval", "调取材料"
    EXPERT = "expert", "鉴定勘验"


class Qualification(models.TextChoices):
    """What entitles a person to try cases (行政复议法第六条；实施条例第四条)."""

    BAR = "bar", "国家统一法律职业资格"
    EARLIER = "earlier", "2024年以前已从事，依当时规定取得资格"
    NONE = "none", "尚无资格"


class Area(models.TextChoices):
    """What a working standard speaks of."""

    ROOM = "room", "办案场所"
    STAFF = "staff", "人员"
    PAPER = "paper", "文书"
    HEARING = "hearing", "听证"
    FILE = "file", "案卷"


class CheckScore(models.TextChoices):
    MET = "met", "符合"
    UNMET = "unmet", "不符合"
    NOT_APPLICABLE = "na", "不涉及"


class LetterKind(models.TextChoices):
    """Letters that follow from cases (行政复议法第七十六条；实施条例第五十七条)."""

    OPINION = "opinion", "行政复议意见书"
    PROPOSAL = "proposal", "行政复议建议书"
