"""The room's closed vocabularies: kinds of items and cases, ways, channels, findings."""

from __future__ import annotations

from django.db import models


class ItemType(models.TextChoices):
    """Types of service items whose codes are known here. Other codes are kept and shown as they are."""

    LICENCE = "1", "行政许可"
    BENEFIT = "5", "行政给付"
    CONFIRMATION = "7", "行政确认"
    OTHER_POWER = "10", "其他行政权力"
    PUBLIC_SERVICE = "20", "公共服务"


class PeriodUnit(models.TextChoices):
    """In what a promise or a legal limit is counted; the words of `law.PERIOD_UNITS`."""

    WORKING_DAY = "working_day", "工作日"
    DAY = "day", "日"
    MONTH = "month", "月"


class CaseKind(models.TextChoices):
    """The four kinds of the 四办 method: at once, by an agent, guided, going from office to office."""

    SPOT = "spot", "即办件"
    AGENCY = "agency", "代办件"
    GUIDED = "guided", "领办件"
    FLOW = "flow", "流动办件"


class Channel(models.TextChoices):
    """Through which door an application came."""

    COUNTER = "counter", "窗口"
    ONLINE = "online", "网上"
    TERMINAL = "terminal", "自助终端"
    MAIL = "mail", "邮寄"
    PHONE = "phone", "电话"


class Help(models.TextChoices):
    """How the applicant was helped with it."""

    NONE = "none", "本人办理"
    AGENT = "agent", "全程代办"
    ACCOMPANIED = "accompanied", "陪同办理"
    DOOR = "door", "上门办理"


class Area(models.TextChoices):
    """Where it was accepted, seen from the place that answers for it."""

    HOME = "home", "属地办理"
    CITY = "city", "同城通办"
    CROSS = "cross", "异地可办"


class Way(models.TextChoices):
    """How a proof was dispensed with (无证明)."""

    NONE = "", "未涉及"
    CANCELLED = "cancelled", "直接取消"
    COMMITMENT = "commitment", "告知承诺"
    QUERY = "query", "数据查询"
    CHECK = "check", "部门核验"


class Source(models.TextChoices):
    """Where a material comes from."""

    APPLICANT = "applicant", "申请人提供"
    SHARED = "shared", "数据共享"
    COMMITMENT = "commitment", "告知承诺"


class Online(models.TextChoices):
    """How far an item can be done without coming in person."""

    NONE = "", "不能网办"
    CONSULT = "consult", "网上咨询"
    APPLY = "apply", "网上申请"
    FULL = "full", "全程网办"


class Theme(models.TextChoices):
    """What an item is about, where a measure is told of such items alone."""

    NONE = "", "一般事项"
    REGISTRATION = "registration", "涉企登记"
    START = "start", "企业开办"
    SCHOOL = "school", "社会办学"
    LIVELIHOOD = "livelihood", "民生"


class Joint(models.TextChoices):
    """Whether an item is handled by several departments at once."""

    NONE = "", "单独办理"
    ONE_THING = "one_thing", "一件事"
    PARALLEL = "parallel", "并联审批"


class PartResult(models.TextChoices):
    """What a department answered to its part."""

    PENDING = "", "办理中"
    GRANTED = "granted", "准予"
    DENIED = "denied", "不予"
    OPINION = "opinion", "出具意见"
    NOT_OURS = "not_ours", "不属本单位，退回"
    RECALLED = "recalled", "撤回"


class Level(models.TextChoices):
    """What kind of place serves the public."""

    CENTRE = "centre", "政务服务中心"
    TOWN = "town", "便民服务中心"
    VILLAGE = "village", "村（社区）代办点"
    SITE = "site", "其他服务点"


class CheckKind(models.TextChoices):
    """What a check of the room looks at."""

    PROMISE = "promise", "公开承诺"
    STANDARD = "standard", "服务标准"
    APPROVAL = "approval", "审批行为合法性"
    SEAL = "seal", "一枚印章用印"
    POINT = "point", "服务点运行"


class Verdict(models.TextChoices):
    """Whether a proof is still asked for."""

    KEPT = "kept", "保留"
    CANCELLED = "cancelled", "取消"


class PublicityKind(models.TextChoices):
    """How a reform is made known."""

    BOOKLET = "booklet", "发放宣传手册"
    ARTICLE = "article", "网上发布"
    SESSION = "session", "现场宣讲"
