"""Making a page of a conversation, and what authors say to their words in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import Audience as GroupAudience
from forum.models import Post, Topic
from forum.operations.access import require
from knowledge_base import policy as page_policy
from knowledge_base.blocks import NAMELESS
from knowledge_base.models import Audience, Contribution, KnowledgePage
from knowledge_base.operations import withdraw_revisions
from members.models import Member
from notifications import operations as notifications

from . import policy, tasks, told
from .kinds import KINDS, Around, Entry
from .models import CLOSED, Consent, Distillation, Quote
from .words import own_words

POSTS_MAX = 40  # more is not distilled
TITLE_MAX = 200
_AUDIENCES = {GroupAudience.PUBLIC: Audience.PUBLIC, GroupAudience.MEMBERS: Audience.MEMBERS}


@transaction.atomic
def distil(
    *, topic: Topic, by: Member, posts: Sequence[Post], kind: str, under: KnowledgePage, title: str, summary: str = ""
) -> Distillation:
    """Draft a page of this kind from posts of a topic, in the order given.

    Words from a private or secret group wait for their authors, who are asked; all others stand in the draft at once.
    The draft is read by whom the topic is read by, until an editor decides otherwise. A member who may not edit it
    hands it in for review with this. Raises PermissionDenied and ValidationError.
    """
    require(policy.can_distil(by, topic))
    title = " ".join(title.split())
    _check(topic, by, posts, kind, under, title)
    page = _begin(topic, by, kind, under, {"title": title, "summary": summary})
    made = Distillation.objects.create(page_id=page.pk, topic=topic, kind=kind, title=title, by=by)
    _choose(made, page, posts)
    page.save_revision(user=by, log_action=True)
    if not page_policy.can_edit(by, page):
        _hand_in(page, by)
    return made


def _choose(made: Distillation, page: Any, posts: Sequence[Post]) -> None:
    """Put into the page what may stand there, and ask for the rest."""
    for place, post in enumerate(posts):
        quote = Quote.objects.create(distillation=made, post=post, place=place, consent=_consent_at_first(made, post))
        if quote.may_stand:
            _put(page, quote)
        else:
            tasks.ask_for_words.enqueue(quote.pk)


def _check(topic: Topic, by: Member, posts: Sequence[Post], kind: str, under: KnowledgePage, title: str) -> None:
    if not 0 < len(title) <= TITLE_MAX or "\x00" in title:
        raise ValidationError(
            {"title": _("Please give it a title of at most %(limit)d letters.") % {"limit": TITLE_MAX}}
        )
    if not 0 < len(posts) <= POSTS_MAX:
        message = _("Please choose posts, at least one and at most %(limit)d.") % {"limit": POSTS_MAX}
        raise ValidationError(message)
    if any(post.topic_id != topic.pk or post.deleted_at is not None for post in posts):
        raise ValidationError(_("One of these posts is not in this conversation any more."))
    if kind not in KINDS or not KINDS[kind].places(by, topic).filter(pk=under.pk).exists():
        raise ValidationError({"place": _("It cannot go there.")})


def _begin(topic: Topic, by: Member, kind: str, under: KnowledgePage, words: dict[str, str]) -> Any:
    """A new draft with what the topic gives it, or the newest draft of the page that the words join."""
    new = KINDS[kind].new
    if new is None:
        return _draft_of(under.pk)
    audience = _AUDIENCES.get(GroupAudience(topic.group.audience), Audience.GROUPS) if topic.group else Audience.MEMBERS
    page = new(**words, live=False, owner=by, audience=audience, discussion_group=topic.group)
    under.specific.add_child(instance=page)
    if audience == Audience.GROUPS:
        page.audience_groups.set([topic.group])
    else:
        page.tags.add(*(tag.name for tag in topic.tags.all()))  # which are words of the group, too
    page.contributions.add(Contribution(member=by, part=Contribution.Part.AUTHOR))
    return page


def _consent_at_first(made: Distillation, post: Post) -> Consent:
    if made.topic.group is None or made.topic.group.audience not in CLOSED:
        return Consent.OPEN
    return Consent.NAMED if post.author_id == made.by_id else Consent.ASKED


def _hand_in(page: Any, by: Member) -> None:
    """Begin the review that pages at this place go through, unless one is under way."""
    workflow = page.get_workflow()
    if workflow is not None and not page.workflow_in_progress:
        workflow.start(page, by)


@transaction.atomic
def consent(*, quote: Quote, by: Member, consent: Consent) -> Quote:
    """Say whether one's words may be used: with one's name, as told by a member, or not. The last word counts.

    The newest draft of the page is changed to match; what is published changes when an editor publishes that. What was
    published with more than is agreed to now is not to be looked back at.
    Raises PermissionDenied, and ValidationError for what is no answer.
    """
    require(policy.can_consent(by, quote))
    if consent not in (Consent.NAMED, Consent.NAMELESS, Consent.DECLINED):
        raise ValidationError(_("Please choose one of the answers."))
    page = _draft_of(quote.distillation.page_id)
    quote = Quote.objects.select_related("distillation__topic__group", "post__author").get(pk=quote.pk)
    if quote.consent == consent:
        return quote
    if quote.grants_more_than(consent):
        withdraw_revisions(page_id=page.pk, since=quote.distillation.created_at)
    quote.consent, quote.said_at = consent, timezone.now()
    changed = _take(page, quote)
    if quote.may_stand and quote.post.deleted_at is None:
        _put(page, quote)
        changed = True
    quote.save(update_fields=["consent", "said_at", "mark"])
    if changed:
        page.save_revision()
    notifications.forget_object(kinds=[told.ASKED], object_id=quote.pk)
    tasks.tell_of_consent.enqueue(quote.pk)
    return quote


def _draft_of(page_id: int) -> Any:
    """The newest draft of a page, kept from other writers until the transaction ends."""
    locked = KnowledgePage.objects.select_for_update(of=("self",)).get(pk=page_id)
    return locked.specific.get_latest_revision_as_object()


def entry_of(quote: Quote) -> Entry:
    """What a post gives to the page, as its author wants it told."""
    post, topic = quote.post, quote.distillation.topic
    leaves_group = quote.consent != Consent.OPEN
    named = quote.consent in (Consent.OPEN, Consent.NAMED, Consent.ASKED)
    return Entry(
        words=own_words(post.html, leaves_group=leaves_group),
        name=post.author.name if named else str(NAMELESS),
        handle=post.author.handle if named else "",
        post_id=post.pk if named else None,
        place=quote.place,
        is_solution=topic.solution_id == post.pk,
    )


def _put(page: Any, quote: Quote) -> None:
    distillation = quote.distillation
    marks = list(distillation.quotes.exclude(mark="").values_list("place", "mark"))
    around = Around([m for place, m in marks if place < quote.place], [m for place, m in marks if place > quote.place])
    quote.mark = KINDS[distillation.kind].put(page, distillation.title, entry_of(quote), around)
    quote.save(update_fields=["mark"])
    credited = {row.member_id for row in page.contributions.all()}
    if quote.consent != Consent.NAMELESS and quote.post.author_id not in credited:
        page.contributions.add(Contribution(member=quote.post.author, part=Contribution.Part.CONTRIBUTOR))


def _take(page: Any, quote: Quote) -> bool:
    """Take the words and the credit out of a draft; says whether they were there."""
    if not quote.mark:
        return False
    found = KINDS[quote.distillation.kind].take(page, quote.mark)
    quote.mark = ""
    others = quote.distillation.quotes.filter(post__author=quote.post.author_id).exclude(pk=quote.pk)
    if not others.filter(consent__in=(Consent.OPEN, Consent.NAMED)).exists():
        credit = Contribution.Part.CONTRIBUTOR
        for row in page.contributions.all():
            if row.member_id == quote.post.author_id and row.part == credit:
                page.contributions.remove(row)
    return found


def tell_of_published(instance: Any, **_said: Any) -> None:
    """Heard when Wagtail publishes a page: those concerned are told, once."""
    with transaction.atomic():
        for made in Distillation.objects.select_for_update().filter(page=instance.pk, told_at=None):
            Distillation.objects.filter(pk=made.pk).update(told_at=timezone.now())
            tasks.tell_of_page.enqueue(made.pk)
