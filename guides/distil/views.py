"""Doors to distilling: choose the words, follow who has answered, answer for one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forum.models import Post, Topic
from forum.operations.access import require
from forum.views.doors import MemberRequest, act, number_from, page, seen_topic
from forum.views.posting import refusal
from knowledge_base import policy as page_policy
from knowledge_base.models import KnowledgePage
from knowledge_base.models.page import SUMMARY_MAX
from markup import to_plain

from . import operations, policy
from .forms import DistilForm
from .models import Consent, Distillation, Quote
from .operations import entry_of
from .words import first_sentence, own_words

SUGGESTED = 5  # posts that are ticked from the start
LISTED_MAX = 200  # posts to choose from; of a longer conversation, those that were liked most
LATER = 10_000  # the place of what is chosen without one


@dataclass(frozen=True)
class Choice:
    """A post with whether it is chosen, and its place among the chosen as it was written."""

    post: Post
    chosen: bool
    place: str
    leaves_group: bool

    @cached_property
    def words(self) -> str:
        """As they would stand on the page: its author's own."""
        return own_words(self.post.html, leaves_group=self.leaves_group)

    @property
    def excerpt(self) -> str:
        return " ".join(to_plain(self.words).split())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def distil(request: MemberRequest, topic_id: int) -> HttpResponse:
    """Make a draft of chosen posts."""
    topic = seen_topic(request, topic_id)
    require(policy.can_distil(request.user, topic))
    choices = _choices(request, topic)
    form = DistilForm(request.POST or None, topic=topic, by=request.user, summary=_summary(topic, choices))
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                return _lead_on(request, _distilled(request, topic, form, choices))
        except ValidationError as error:
            refusal(form, error)
    context = {"topic": topic, "form": form, "choices": choices, "place": "guides"}
    return page(request, "guides/distil/distil.html", context, status)


def _distilled(request: MemberRequest, topic: Topic, form: DistilForm, choices: list[Choice]) -> Distillation:
    kind, under = form.places[form.cleaned_data["place"]]
    return operations.distil(
        topic=topic,
        by=request.user,
        posts=_in_order(choices),
        kind=kind,
        under=under,
        title=form.cleaned_data["title"],
        summary=form.cleaned_data["summary"],
    )


def _lead_on(request: MemberRequest, made: Distillation) -> HttpResponse:
    """To the draft for who may edit it, else to who has answered."""
    if page_policy.can_edit(request.user, made.page):
        messages.success(request, _("The draft is here. Its words are yours to arrange."))
        return redirect(f"/admin/pages/{made.page_id}/edit/")
    messages.success(request, _("The draft is made and handed in. An editor looks it through before it is published."))
    return redirect("distilled", made.pk)


def _choices(request: MemberRequest, topic: Topic) -> list[Choice]:
    posts = policy.posts_to_choose(topic).select_related("author")
    leaves = policy.leaves_group(topic)
    listed = list(posts.order_by("-like_count", "number")[:LISTED_MAX])
    if topic.solution_id and all(post.pk != topic.solution_id for post in listed):
        listed += posts.filter(pk=topic.solution_id)
    listed.sort(key=lambda post: post.number)
    if request.method == "POST":
        chosen = {number_from(number) for number in request.POST.getlist("post")}
        places = {post.number: request.POST.get(f"place-{post.number}", "") for post in listed}
        return [Choice(post, post.number in chosen, places[post.number], leaves) for post in listed]
    suggested = {post.number: str(place) for place, post in enumerate(_suggested(topic, listed), 1)}
    return [Choice(post, post.number in suggested, suggested.get(post.number, ""), leaves) for post in listed]


def _suggested(topic: Topic, posts: list[Post]) -> list[Post]:
    """The opening, the solution and what was liked most, in the order in which they were written."""
    liked = sorted((post for post in posts if post.like_count), key=lambda post: -post.like_count)
    sure = [post for post in posts if post.is_opening or post.pk == topic.solution_id]
    chosen = {post.pk for post in [*sure, *[post for post in liked if post not in sure]][:SUGGESTED]}
    return [post for post in posts if post.pk in chosen]


def _summary(topic: Topic, choices: list[Choice]) -> str:
    """What the page may say of itself: how the chosen solution begins, or else the opening."""
    chosen = {choice.post.pk: choice for choice in choices if choice.chosen}
    said = chosen.get(topic.solution_id or 0) or next((each for each in chosen.values() if each.post.is_opening), None)
    return first_sentence(said.words, SUMMARY_MAX) if said else ""


def _in_order(choices: list[Choice]) -> list[Post]:
    chosen = [choice for choice in choices if choice.chosen]
    chosen.sort(key=lambda choice: (number_from(choice.place.strip()) or LATER, choice.post.number))
    return [choice.post for choice in chosen]


@login_required
@require_safe
def distilled(request: MemberRequest, pk: int) -> HttpResponse:
    """A draft and who has answered."""
    made = get_object_or_404(Distillation.objects.select_related("page", "topic"), pk=pk)
    if not policy.can_follow(request.user, made):
        raise Http404
    sees = Topic.objects.visible_to(request.user).filter(pk=made.topic_id).exists()
    quotes = made.quotes.select_related("post__author") if sees else []
    may_edit = page_policy.can_edit(request.user, made.page)
    published = Distillation.objects.published().filter(pk=made.pk)
    context: dict[str, Any] = {
        "made": made,
        "topic": made.topic if sees else None,
        "quotes": quotes,
        "leaving": made.quotes.leaving() if may_edit else [],
        "may_edit": may_edit,
        "is_seen": KnowledgePage.objects.visible_to(request.user).filter(distillations__in=published).exists(),
        "place": "guides",
    }
    return page(request, "guides/distil/distilled.html", context)


@login_required
@require_safe
def words(request: MemberRequest, pk: int) -> HttpResponse:
    """What the author of words is asked, with the words as they would stand."""
    quote = _own_quote(request, pk)
    topic = Topic.objects.visible_to(request.user).filter(pk=quote.distillation.topic_id).first()
    context = {"quote": quote, "made": quote.distillation, "topic": topic, "entry": entry_of(quote), "place": "guides"}
    return page(request, "guides/distil/words.html", context)


@act
def consent(request: MemberRequest, pk: int) -> HttpResponse:
    """Say whether one's words may be used."""
    quote = _own_quote(request, pk)
    said = request.POST.get("consent", "")
    if said not in Consent.values:
        raise ValidationError(_("Please choose one of the answers."))
    operations.consent(quote=quote, by=request.user, consent=Consent(said))
    messages.success(request, _("Thank you. You can change your answer here at any time."))
    return redirect("words", quote.pk)


@act
def confirm_gone(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that words taken back are not in the draft any more."""
    quote = get_object_or_404(Quote.objects.select_related("distillation__page", "post"), pk=pk)
    if not policy.can_follow(request.user, quote.distillation):
        raise Http404
    operations.confirm_gone(quote=quote, by=request.user)
    messages.success(request, _("Thank you. The page can be published again."))
    return redirect("distilled", quote.distillation_id)


def _own_quote(request: MemberRequest, pk: int) -> Quote:
    """A question that this member is asked; 404 for anybody else's."""
    quotes = Quote.objects.select_related(
        "distillation__topic", "distillation__page", "distillation__by", "post__author"
    )
    quote = get_object_or_404(quotes, pk=pk)
    if not policy.can_consent(request.user, quote):
        raise Http404
    return quote
