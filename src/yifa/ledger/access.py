"""Who may open a page: every view says its rule, and the authority matrix reads the rules from the URL list.

    @access("public")                  anybody
    @access("staff")                   any signed-in person
    @access(Role.SYSTEM_ADMIN, ...)    a signed-in person who holds one of the roles today, at any unit

A rule opens the door of the page only; which rows a person may see or change there is still asked of
`visible_to`, `act` and `enter`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from yifa.kernel.errors import NotAllowed
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class AccessRule:
    """What a view asks of its visitor: nothing (`public`), a sign-in (`staff`), or one of `roles`."""

    public: bool = False
    roles: frozenset[Role] = frozenset()

    def admits(self, actor: Actor) -> bool:
        """Whether this actor may open the page."""
        if self.public or actor.is_system:
            return True
        if actor.user_id is None:
            return False
        return not self.roles or actor.has_role(*self.roles)

    def __str__(self) -> str:
        if self.public:
            return "public"
        return ",".join(sorted(self.roles)) or "staff"


def access(*who: str | Role) -> Callable[[View], View]:
    """Declare and enforce a view's rule; the rule stands on the view as `access_rule`.

    Works on a view function and on the result of `SomeView.as_view()`. A visitor without a sign-in is sent to the
    sign-in page; a signed-in person without the role gets a refusal (403).
    """
    if not who:
        raise ValueError('access() needs "public", "staff" or roles')
    words = {str(w) for w in who if not isinstance(w, Role)}
    if words - {"public", "staff"} or (words and len(who) > 1):
        raise ValueError(f"access() takes one of public, staff, or roles; not {who}")
    rule = AccessRule(
        public="public" in words, roles=frozenset(w for w in who if isinstance(w, Role))
    )

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor: Actor = cast(Any, request).actor
            if rule.admits(actor):
                return view(request, *args, **kwargs)
            if actor.user_id is None:
                return sign_in_first(request)
            asked = "、".join(sorted(str(r.label) for r in rule.roles))
            raise NotAllowed(
                f"此页面只对{asked}开放", remedy="如职责有变，请联系安全管理员调整任职"
            )

        cast(Any, guarded).access_rule = rule
        return guarded

    return guard


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; a fragment request asks the browser to go there as a whole."""
    answer = redirect_to_login(request.get_full_path())
    if request.headers.get("HX-Request") == "true":
        back = request.headers.get("HX-Current-URL") or "/"
        whole = HttpResponse(status=204)
        whole["HX-Redirect"] = redirect_to_login(back).url
        return whole
    return answer


def rule_of(view: Any) -> AccessRule | None:
    """The rule a resolved view declares, or None: what the authority matrix fails on."""
    rule = getattr(view, "access_rule", None)
    return rule if isinstance(rule, AccessRule) else None
