"""The public side: what has been published, and saying something about it. Nobody signs in here."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from yifa.kernel.errors import Refusal
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.ledger.access import access
from yifa.work.disclosure.classes import Affair, ChannelKind, Subject
from yifa.work.disclosure.entries import standing_key
from yifa.work.disclosure.models import Opinion, Publication, PublicChannel

PUBLIC = "published information is everybody's"


def published() -> ScopedQuerySet:
    """Everything that is public now."""
    rows = Publication.objects.unscoped(PUBLIC).filter(is_public=1, matter__is_void=False)
    return rows.select_related("matter__unit")


def channel_open(kind: ChannelKind, unit: Unit) -> bool:
    """Whether the unit has opened this channel with a receiver and a deputy behind it."""
    return standing_key(PublicChannel, f"{unit.code}:{kind}") is not None


class SearchForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("名称、文号或者索引号"), max_length=80, required=False)
    subject = forms.ChoiceField(
        label=gettext_lazy("主题分类"),
        required=False,
        choices=[("", gettext_lazy("全部")), *Subject.choices],
    )
    affair = forms.ChoiceField(
        label=gettext_lazy("公开类别"),
        required=False,
        choices=[("", gettext_lazy("全部")), *Affair.choices],
    )


class OpinionForm(forms.Form):
    content = forms.CharField(
        label=gettext_lazy("您的意见"), max_length=2000, widget=forms.Textarea({"rows": 5})
    )
    contact = forms.CharField(
        label=gettext_lazy("联系方式（选填）"), max_length=80, required=False,
        help_text=gettext_lazy("需要答复时填写；加密保存，只供承办单位使用"),
    )  # fmt: skip


@access("public")
@require_GET
def publications(request: HttpRequest) -> HttpResponse:
    """The list, newest first, by words, subject and kind."""
    form = SearchForm(request.GET)
    rows = published()
    if form.is_valid():
        if q := form.cleaned_data["q"].strip():
            rows = rows.filter(
                Q(matter__title__contains=q)
                | Q(document_number__contains=q)
                | Q(index_number__contains=q)
            )
        for name in ("subject", "affair"):
            if form.cleaned_data[name]:
                rows = rows.filter(**{name: form.cleaned_data[name]})
    page = Paginator(rows.order_by("-published_on", "-pk"), 30).get_page(request.GET.get("page"))
    return render(request, "disclosure/public/publications.html", {"form": form, "page": page})


def _found(index: str) -> Publication:
    row = published().filter(index_number=index).first()
    if row is None:
        raise Http404(_("没有这一公开信息，或者已经撤下"))
    return row  # type: ignore[no-any-return]


@access("public")
@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: HttpRequest, index: str) -> HttpResponse:
    """One piece of information with its metadata head; an opinion may be sent where the channel is open."""
    row = _found(index)
    is_open = channel_open(ChannelKind.OPINION, row.matter.unit)
    form = OpinionForm(request.POST or None)
    if request.method == "POST" and is_open and form.is_valid():
        matter = act(
            Actor.system("公众（网上提交）"), Opening("disclosure.opinion", row.matter.unit), "receive",
            {**form.cleaned_data, "about": row.index_number},
        )  # fmt: skip
        return redirect("disclosure:opinion_status", matter.uid.hex)
    if request.method == "POST" and not is_open:
        raise Refusal(
            _("%(unit)s没有开通网上提意见") % {"unit": row.matter.unit},
            remedy=_("请当面、来信或者来电提出"),
        )
    context = {
        "row": row, "form": form, "opinions_open": is_open,
        "policy": published().filter(pk=row.policy_id).first() if row.policy_id else None,
        "interpretations": list(published().filter(policy=row.pk)) if row.is_policy else [],
        "trail": [(_("政府信息公开"), reverse("disclosure:publications"))],
    }  # fmt: skip
    return render(request, "disclosure/public/publication.html", context)


@access("public")
@require_GET
def opinion_status(request: HttpRequest, uid: str) -> HttpResponse:
    """What became of an opinion, by its unguessable address; no name or contact is shown."""
    rows = Matter.objects.unscoped(
        "the sender's own opinion, by its secret address"
    ).select_related("unit")
    try:
        matter = rows.filter(uid=uid, procedure="disclosure.opinion").first()
    except (ValueError, forms.ValidationError):
        matter = None
    if matter is None:
        raise Http404
    opinion = Opinion.objects.unscoped("the sender's own opinion").get(pk=matter.pk)
    return render(request, "disclosure/public/opinion.html", {"matter": matter, "opinion": opinion})
