"""Code lists of the disclosure catalogue: kinds of affairs, subjects, genres, validity, year items."""

from __future__ import annotations

from django.db import models


class Affair(models.TextChoices):
    """Whose affairs are made public; the twenty-day limit binds government information alone."""

    GOVERNMENT = "government", "政府信息"
    PARTY = "party", "党务"
    VILLAGE = "village", "村（社区）务"


class Subject(models.TextChoices):
    """The 21 top classes of the State Council's subject classification (主题分类), as commonly given."""

    STATE_COUNCIL = "01", "国务院组织机构"
    GENERAL = "02", "综合政务"
    ECONOMY = "03", "国民经济管理、国有资产监管"
    FINANCE = "04", "财政、金融、审计"
    LAND = "05", "国土资源、能源"
    FARMING = "06", "农业、林业、水利"
    INDUSTRY = "07", "工业、交通"
    COMMERCE = "08", "商贸、海关、旅游"
    MARKET = "09", "市场监管、安全生产监管"
    BUILDING = "10", "城乡建设、环境保护"
    SCIENCE = "11", "科技、教育"
    CULTURE = "12", "文化、广电、新闻出版"
    HEALTH = "13", "卫生、体育"
    POPULATION = "14", "人口与计划生育、妇女儿童工作"
    LABOUR = "15", "劳动、人事、监察"
    SECURITY = "16", "公安、安全、司法"
    CIVIL = "17", "民政、扶贫、救灾"
    RELIGION = "18", "民族、宗教"
    FOREIGN = "19", "对外事务"
    TAIWAN = "20", "港澳台侨工作"
    DEFENCE = "21", "国防、其他"


class Genre(models.TextChoices):
    """Kinds of text (体裁分类); the first fifteen are the official document types of 2012."""

    RESOLUTION = "resolution", "决议"
    DECISION = "decision", "决定"
    ORDER = "order", "命令（令）"
    COMMUNIQUE = "communique", "公报"
    ANNOUNCEMENT = "announcement", "公告"
    CIRCULAR = "circular", "通告"
    OPINION = "opinion", "意见"
    NOTICE = "notice", "通知"
    BULLETIN = "bulletin", "通报"
    REPORT = "report", "报告"
    REQUEST = "request", "请示"
    REPLY = "reply", "批复"
    PROPOSAL = "proposal", "议案"
    LETTER = "letter", "函"
    MINUTES = "minutes", "纪要"
    INTERPRETATION = "interpretation", "政策解读"
    DATA = "data", "数据、统计"
    GUIDE = "guide", "办事指南"
    OTHER = "other", "其他"


class Validity(models.TextChoices):
    VALID = "valid", "有效"
    EXPIRED = "expired", "失效"
    REPEALED = "repealed", "废止"


class Attribute(models.TextChoices):
    """The disclosure attribute (公开属性) that the review settles."""

    PROACTIVE = "proactive", "主动公开"
    ON_REQUEST = "on_request", "依申请公开"
    CLOSED = "closed", "不予公开"


class ChannelKind(models.TextChoices):
    REQUEST = "request", "网上申请公开"
    OPINION = "opinion", "网上提意见"


class YearItem(models.TextChoices):
    """Cells of part 2 of the yearly report (条例第二十条 items 1, 5, 6 and 8)."""

    RULE_MADE = "rule_made", "规章本年制发件数"
    RULE_ABOLISHED = "rule_abolished", "规章本年废止件数"
    RULE_VALID = "rule_valid", "规章现行有效件数"
    NORM_MADE = "norm_made", "行政规范性文件本年制发件数"
    NORM_ABOLISHED = "norm_abolished", "行政规范性文件本年废止件数"
    NORM_VALID = "norm_valid", "行政规范性文件现行有效件数"
    LICENCE = "licence", "行政许可本年处理决定数量"
    PENALTY = "penalty", "行政处罚本年处理决定数量"
    COERCION = "coercion", "行政强制本年处理决定数量"
    FEE = "fee", "行政事业性收费本年收费金额（万元）"
