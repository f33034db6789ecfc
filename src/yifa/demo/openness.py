"""What the demonstration district has made public: information, policies and interpretations, boards, opinions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.demo.district import MACHINE, VILLAGES
from yifa.demo.requests import workday
from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.matter.act import Call, Opening, act_many
from yifa.kernel.matter.models import How, Matter
from yifa.kernel.organization.models import Unit

THEMES = (
    ("年度财政预算", "04"), ("重点民生实事进展", "02"), ("食品安全监督抽检", "09"), ("义务教育招生", "11"),
    ("城乡低保标准", "17"), ("环境空气质量", "10"), ("公共卫生服务项目", "13"), ("农村公路养护", "07"),
    ("安全生产检查", "09"), ("就业创业补贴", "15"), ("土地征收公告", "05"), ("行政执法年度数据", "16"),
)  # fmt: skip
POLICIES = (
    ("关于加快老旧小区改造的实施办法", "10"), ("区级科技创新扶持办法", "11"), ("农村宅基地审批管理细则", "06"),
    ("临时救助实施细则", "17"), ("公共停车场管理办法", "10"),
)  # fmt: skip
FIELDS = (
    ("KJ-01", "财政预决算", "区级预算报告和预算表"), ("KJ-02", "社会救助", "最低生活保障对象人数和资金"),
    ("KJ-03", "食品药品监管", "监督抽检结果"), ("KJ-04", "义务教育", "招生范围和报名办法"),
    ("KJ-05", "国有土地征收", "征收补偿方案"), ("KJ-06", "生态环境", "建设项目环评审批"),
)  # fmt: skip


def _information(name: str, subject: str, created: date, **more: Any) -> dict[str, Any]:
    return {
        "name": name, "created_on": created.isoformat(), "genre": "notice", "manner": "政府网站", "subject": subject,
        "is_policy": "0", "affair": "government", "audience": "全社会", "time_limit": "长期公开",
        "scope": "面向全社会", "content": f"{name}已经审定，现予公开。\n\n需要纸质文本或者说明的，可以到发布机构查阅。",
    } | more  # fmt: skip


def publications(units: list[Unit], today: date, count: int = 160) -> None:
    """Information recorded as it was published elsewhere over the last two years."""
    calls = []
    for n in range(count):
        theme, subject = THEMES[n % len(THEMES)]
        on = workday(today, 3 + n * 3)
        data = _information(
            f"{theme}（{on.year}年第{n // len(THEMES) + 1}期）", subject, on - timedelta(days=n % 7)
        )
        calls.append(
            Call(Opening("disclosure.publication", units[n % len(units)]), "record", data, on=on)
        )
    act_many(MACHINE, calls, how=How.IMPORTED)


def policies(office: Unit, today: date) -> list[Matter]:
    """Policies with their interpretations published beside them, save the newest one."""
    made = []
    for n, (name, subject) in enumerate(POLICIES):
        on = workday(today, 12 + 30 * n)
        data = _information(name, subject, on - timedelta(days=3), is_policy="1")
        made += act_many(
            MACHINE,
            [Call(Opening("disclosure.publication", office), "record", data, on=on)],
            how=How.IMPORTED,
        )
    for n, policy in enumerate(made):
        if n == 0:
            continue
        on = workday(today, 11 + 30 * n)
        opening = Opening("disclosure.publication", office)
        text = _information(
            f"《{policy.title}》解读", "02", on, policy=policy.number, genre="interpretation"
        )
        review = {"attribute": "proactive", "secrecy": "ok", "legality": "ok"}
        calls = [
            Call(opening, "draft_interpretation", text, on=on),
            Call(opening, "review", review, on=on),
            Call(opening, "publish", {}, on=on),
        ]
        act_many(MACHINE, calls, how=How.IMPORTED)
    return made


def drafts(office: Unit, today: date) -> None:
    """Information on its way: one waits for review, one is reviewed, one is close to its twenty days."""
    for n, ago in enumerate((2, 6, 18)):
        created = workday(today, ago)
        opening = Opening("disclosure.publication", office)
        data = _information(f"{THEMES[n][0]}情况说明", THEMES[n][1], created)
        calls = [Call(opening, "draft", data, on=workday(today, max(ago - 1, 0)))]
        if n == 1:
            review = {"attribute": "proactive", "secrecy": "ok", "legality": "ok"}
            calls.append(Call(opening, "review", review, on=workday(today, 1)))
        act_many(MACHINE, calls, how=How.IMPORTED)


def registers(units: dict[str, Unit], today: date) -> None:
    """The key-field catalogue, the leading group, the open channel, the boards."""
    office, since = units["yunxi"], date(today.year - 1, 1, 1)
    for code, field, item in FIELDS:
        values = {
            "code": code,
            "field": field,
            "item": item,
            "basis": "政府信息公开条例第二十条",
            "renewal": "变更后20个工作日内",
        }
        enter(MACHINE, "disclosure_key_item", values, unit=office, on=since, reason="目录编制")
    for name, part in (("区长", "组长"), ("常务副区长", "副组长"), ("办公室主任", "办公室主任")):
        values = {"group": "政务公开领导小组", "name": f"云溪{name}", "part": part, "post": name}
        enter(MACHINE, "disclosure_group_member", values, unit=office, on=since, reason="成立")
    channel = {"at": "yunxi", "kind": "opinion", "receiver": "xinxi", "deputy": "shencha"}
    enter(MACHINE, "disclosure_channel", channel, unit=office, on=since, reason="开通")
    boards = [
        ("yxbh", "白鹤镇政务公开栏", "government"),
        *((f"{t}-1", f"{v[0]}党务村务公开栏", "village") for t, v in VILLAGES.items()),
    ]
    for n, (code, name, affair) in enumerate(boards, 1):
        values = {
            "code": f"GK-{n:02d}",
            "name": name,
            "place": "办事大厅入口",
            "affair": affair,
            "keeper": "",
        }
        enter(MACHINE, "disclosure_board", values, unit=units[code], on=since, reason="设立")


def renewals(units: dict[str, Unit], today: date) -> None:
    """Boards renewed month by month; one board missed last month, and this month is not done everywhere."""
    boards = (("GK-01", "yxbh"), ("GK-02", "yxqy-1"), ("GK-03", "yxbh-1"), ("GK-04", "yxss-1"))
    for n, (board, code) in enumerate(boards):
        for back in range(1, 7):
            month = (today.year * 12 + today.month - 1) - back
            on = date(month // 12, month % 12 + 1, 8 + n)
            if n == 2 and back == 1:
                continue
            _renew(units[code], board, on)
    if today.day >= 5:
        _renew(units["yxbh"], "GK-01", date(today.year, today.month, 4))


def _renew(unit: Unit, board: str, on: date) -> None:
    opening = Opening("disclosure.board_update", unit)
    text = {"board": board, "contents": f"{on.month}月政务（村务）公开内容。"}
    calls = [
        Call(opening, "collect", text, on=on),
        Call(opening, "check", {}, on=on),
        Call(opening, "post", {}, on=on),
    ]
    act_many(MACHINE, calls, how=How.IMPORTED)


def opinions(office: Unit, today: date) -> None:
    """Opinions of the public: two answered, one just received."""
    said = (
        "公开栏字号太小，老人看不清",
        "希望公开停车场收费的成本依据",
        "建议公布小区改造施工时间表",
    )
    for n, content in enumerate(said):
        opening = Opening("disclosure.opinion", office)
        on = workday(today, 20 - 9 * n)
        calls = [Call(opening, "receive", {"content": content}, on=on)]
        if n < 2:
            calls.append(Call(opening, "accept", {}, on=workday(today, 19 - 9 * n)))
            answer = {"answer": "已转办并改进，感谢您的意见。", "adopted": "1"}
            calls.append(Call(opening, "answer", answer, on=workday(today, 16 - 9 * n)))
        act_many(MACHINE, calls, how=How.IMPORTED)


def play(units: dict[str, Unit]) -> None:
    """Everything above, dated relative to today."""
    today = moment.today()
    office = units["yunxi"]
    registers(units, today)
    publications(
        [units[c] for c in ("yunxi", "yxjyj", "yxmzj", "yxczj", "yxscj", "yxbh", "yxss")], today
    )
    policies(office, today)
    drafts(office, today)
    renewals(units, today)
    opinions(office, today)
