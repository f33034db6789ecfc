"""The chapter on government services in the yearly report."""

from __future__ import annotations

from yifa.kernel.figure.chapter import Chapter

TEXT = """
# 政务服务

全年收到政务服务申请[[services.case.received]]，办结[[services.case.closed]]，其中当场办结[[services.case.spot]]；
有承诺或者法定时限的办件按期办结率[[services.case.on_time|none=无可计算]]。补正告知多于一次的办件
[[services.case.repeated_notice]]。

# 减证便民

全年取消证明事项[[services.proof.cancelled]]，办理涉及取消证明事项的办件[[services.certless.cases]]，其中直接取消
[[services.certless.cancelled]]、告知承诺[[services.certless.commitment]]、数据查询[[services.certless.query]]、部门核验
[[services.certless.check]]；事后核查告知承诺[[services.commitment.checked]]。
"""

CHAPTER = Chapter(id="services", title="政务服务", room="services", text=TEXT, order=30)
