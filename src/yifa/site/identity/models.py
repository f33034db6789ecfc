"""Sessions, access tokens, second factors, recovery codes, pinned single sign-on identities, and counts of requests.

None of these says what a person may do: that is the account's and the posts' alone.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models

from yifa.kernel.fields import SensitiveField


class Session(AbstractBaseSession):
    """One sign-in, as its holder and the security administrator see it; deleting the row ends it at once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions"
    )
    begun_at = models.DateTimeField("登录时间", null=True)
    seen_at = models.DateTimeField("最近使用", null=True)
    address = SensitiveField("网络地址", blank=True, default="")
    agent = models.CharField("浏览器", max_length=200, blank=True)
    means = models.CharField("登录方式", max_length=24, blank=True)

    objects: ClassVar[BaseSessionManager[Any]] = BaseSessionManager()

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "会话"

    @classmethod
    def get_session_store_class(cls) -> Any:
        from yifa.site.identity.sessions import SessionStore

        return SessionStore


class Factor(models.Model):
    """A person's authenticator (RFC 6238). `last_step` is the time step of the last code taken: none is taken twice."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="factor"
    )
    secret = SensitiveField("密钥")
    confirmed_at = models.DateTimeField("启用时间")
    last_step = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "动态口令"


class RecoveryCode(models.Model):
    """A code for the day the authenticator is lost: kept like a password, good once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes"
    )
    digest = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "恢复码"


class SingleSignOn(models.Model):
    """Which identity of the provider an account was first used with; another one by the same name is refused."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="single_sign_on"
    )
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    pinned_at = models.DateTimeField()

    class Meta:
        verbose_name = "统一身份"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="single_sign_on_subject"),
            models.UniqueConstraint(fields=["issuer", "user"], name="single_sign_on_user"),
        ]


class PersonalToken(models.Model):
    """A person's own token for programs: kept as a digest, good until its last day, within today's posts of the person.

    `writes`: whether acts may be done with it. `used_on` is the last day on which it was used.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    name = models.CharField("名称", max_length=60)
    digest = models.CharField("校验值", max_length=64, unique=True)
    hint = models.CharField("末四位", max_length=4)
    writes = models.BooleanField("可以写入", default=False)
    made_at = models.DateTimeField("生成时间")
    until = models.DateField("有效至")
    ended_at = models.DateTimeField("停用时间", null=True)
    used_on = models.DateField("最近使用", null=True)

    class Meta:
        verbose_name = "访问令牌"

    def __str__(self) -> str:
        return self.name


class RequestCount(models.Model):
    """How many requests one source made in one stretch of time; `key` is a keyed digest, never an address."""

    key = models.CharField(max_length=64, primary_key=True)
    stretch = models.BigIntegerField()
    taken = models.IntegerField()
    ends_at = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = "访问计数"
