"""Every paper of the room can be drawn from the facts kept with it, years later."""

from datetime import date

import pytest

from yifa.kernel import moment
from yifa.kernel.dossier.models import Document
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.papers import draw
from yifa.kernel.paper.docx import render_docx
from yifa.work.reconsideration.papers import TEMPLATES
from yifa.work.reconsideration.tests.conftest import accepted, decided, go, received, tried

pytestmark = [pytest.mark.django_db, pytest.mark.system("S4-M069")]
DAY = date(2026, 3, 3)


def walk(office):
    """Cases that make every paper once."""
    m = received(office, DAY)
    go(office.clerk, m, "correct_notice", DAY, {"items": "身份证明", "served_on": DAY})
    m = received(office, DAY)
    go(office.head, m, "refuse", DAY, {"ground": "overdue", "reason": "超过六十日。"})
    m = accepted(office, DAY)
    go(office.head, m, "extend", DAY, {"amount": 30, "ground": "涉及多份鉴定"})
    go(office.head, m, "suspend", DAY, {"ground": "other_case", "reason": "等待另案判决。"})
    go(office.head, m, "resume", DAY, {"reason": "另案已结"})
    go(office.clerk, m, "withdraw_request", DAY, {"reason": "自愿撤回"})
    go(office.head, m, "terminate", DAY, {"ground": "withdrawn", "reason": "准予撤回。"})
    m = tried(office, DAY)
    go(office.clerk, m, "mediate", DAY, {"held": "agreed", "record": "达成协议"})
    go(
        office.head,
        m,
        "mediation_statement",
        DAY,
        {"agreement": "减免罚款一半。", "signed_on": DAY},
    )
    m = decided(office, DAY, outcome="revoke", order="撤销该处罚决定。")
    served = {"recipient": "周某某", "method": "post", "served_on": DAY, "tracking": "EMS1", "paper": "decision",
              "reader": "applicant"}  # fmt: skip
    go(office.clerk, m, "deliver", DAY, served)
    with moment.at(DAY):
        data = {"kind": "opinion", "addressee": "区执法局", "content": "规范送达程序。"}
        letter = act(
            office.clerk, Opening("reconsideration.letter", office.district), "draft", data
        )
        go(office.head, letter, "issue", DAY, {"served_on": DAY})
        notice = {
            "case_number": "市政复〔2026〕7号",
            "body": "市人民政府",
            "act": "处罚决定",
            "track": "ordinary",
        }
        reply = act(
            office.agent, Opening("reconsideration.response", office.bureau), "notify", notice
        )
        go(office.agent, reply, "draft", DAY, {"reply": "合法", "evidence": "案卷"})
        go(office.chief, reply, "sign", DAY)


def test_every_paper_is_made_and_drawn(office):
    walk(office)
    made = {d.kind: d for d in Document.objects.unscoped("test")}
    assert set(made) == {t.kind for t in TEMPLATES}
    for kind, document in made.items():
        paper = draw(document)
        text = "".join(getattr(b, "text", "") for b in paper.body)
        assert "None" not in text, kind
        assert render_docx(paper).startswith(b"PK")
        assert paper.draft is False or kind == "reconsideration.service"
    decision = draw(made["reconsideration.decision"])
    assert [b.text for b in decision.body][:2] == [
        "申请人：周某某",
        "被申请人：测试区综合行政执法局",
    ]
    assert "依照行政复议法（2023年修订）第六十四条，本机关决定：撤销该处罚决定。" in [
        b.text for b in decision.body
    ]
    assert "十个工作日" in str(draw(made["reconsideration.reply_notice"]))
    assert made["reconsideration.suspension"].number == "测政复中〔2026〕1号"
