"""Making a page of a conversation, and what authors say to their words in it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from forum.models import Audience as GroupAudience
from forum.models import Post, Topic
from forum.operations.access import require
from knowledge_base import policy as page_policy
from knowledge_base.blocks import NAMELESS
from knowledge_base.freshness import touch_pages
from knowledge_base.models import Audience, Contribution, KnowledgePage
from knowledge_base.models.audience import readers_of, reads_within
from knowledge_base.operations import withdraw_revisions
from members.models import Member
from notifications import operations as notifications

from . import policy, standing, tasks, told
from .kinds import KINDS, Around, Entry
from .models import ANSWER, Consent, Distillation, Quote
from .texts import lines_of, paragraphed
from .words import own_words

POSTS_MAX = 40  # more is not distilled
TITLE_MAX = 200
REFUSED_FOR = timedelta(days=90)  # nobody is asked for the same words again so soon
_AUDIENCES = {GroupAudience.PUBLIC: Audience.PUBLIC, GroupAudience.MEMBERS: Audience.MEMBERS}


@transaction.atomic
def distil(
    *, topic: Topic, by: Member, posts: Sequence[Post], kind: str, under: KnowledgePage, title: str, summary: str = ""
) -> Distillation:
    """Draft a page of this kind from posts of a topic, in the order given.

    Words from a group that not everybody reads wait for their authors, who are asked; all others stand in the draft at
    once.
    The draft is read by whom the topic is read by, until an editor decides otherwise. A member who may not edit it
    hands it in for review with this. Raises PermissionDenied and ValidationError.
    """
    require(policy.can_distil(by, topic))
    title = " ".join(title.split())
    _check(topic, by, posts, kind, under, title)
    page = _begin(topic, by, kind, under, {"title": title, "summary": summary})
    made = Distillation.objects.create(page_id=page.pk, topic=topic, kind=kind, title=title, by=by)
    _choose(made, page, posts)
    page.save_revision(user=by, log_action=True, clean=False)  # a draft need not be complete
    if not page_policy.can_edit(by, page):
        _hand_in(page, by)
    return made


def _choose(made: Distillation, page: Any, posts: Sequence[Post]) -> None:
    """Put into the page what may stand there, and ask for the rest."""
    for place, post in enumerate(posts):
        quote = Quote.objects.create(distillation=made, post=post, place=place, consent=_consent_at_first(made, post))
        if quote.may_stand:
            _put(page, quote)
        elif quote.consent == Consent.ASKED:
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
    if policy.posts_to_choose(topic).filter(pk__in=[post.pk for post in posts]).count() < len(posts):
        raise ValidationError(_("Several people wrote one of these posts, so that no one of them can agree for all."))
    if kind not in KINDS or not KINDS[kind].places(by, topic).filter(pk=under.pk).exists():
        raise ValidationError({"place": _("It cannot go there.")})
    if kind == ANSWER:
        _check_page(topic, by, posts, under)


def _check_page(topic: Topic, by: Member, posts: Sequence[Post], page: KnowledgePage) -> None:
    """Others' unfinished changes are not handed in with one's own, and nobody is asked twice for the same."""
    page = KnowledgePage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    if page.has_unpublished_changes and not page_policy.can_edit(by, page.specific):
        raise ValidationError({"place": _("Changes to this page wait to be published. Please come back after that.")})
    if policy.leaves_group(topic) and Quote.objects.filter(distillation__page=page.pk, post__in=posts).exists():
        raise ValidationError({"place": _("One of these posts was chosen for this page before.")})


def _begin(topic: Topic, by: Member, kind: str, under: KnowledgePage, words: dict[str, str]) -> Any:
    """A new draft with what the topic gives it, or the newest draft of the page that the words join."""
    new = KINDS[kind].new
    if new is None:
        return _draft_of(under.pk)
    audience = _AUDIENCES.get(GroupAudience(topic.group.audience), Audience.GROUPS) if topic.group else Audience.MEMBERS
    page = new(**words, live=False, owner=by, audience=audience, discussion_group=topic.group)
    if not slugify(page.title, allow_unicode=True):
        page.slug = f"{kind}-{get_random_string(8).lower()}"  # Wagtail makes none of a title without letters
    under.specific.add_child(instance=page)
    if audience == Audience.GROUPS:
        page.audience_groups.set([topic.group])
    if topic.group and not reads_within(topic.group, *readers_of(page)):
        page.discussion_group = None  # its title would stand before others than its readers
    if not policy.leaves_group(topic):
        page.tags.add(*(tag.name for tag in topic.tags.all()))  # which are words of the group, too
    page.contributions.add(Contribution(member=by, part=Contribution.Part.AUTHOR))
    return page


def _consent_at_first(made: Distillation, post: Post) -> Consent:
    """Who refused is not asked again for a while; they may still say yes where they said no."""
    if not policy.leaves_group(made.topic):
        return Consent.OPEN
    if post.author_id == made.by_id:
        return Consent.NAMED
    lately = timezone.now() - REFUSED_FOR
    refused = Quote.objects.filter(post=post, consent=Consent.DECLINED, said_at__gt=lately).exists()
    return Consent.DECLINED if refused else Consent.ASKED


def _hand_in(page: Any, by: Member) -> None:
    """Begin the review that pages at this place go through, unless one is under way."""
    workflow = page.get_workflow()
    if workflow is not None and not page.workflow_in_progress:
        workflow.start(page, by)


@transaction.atomic
def consent(*, quote: Quote, by: Member, consent: Consent) -> Quote:
    """Say whether one's words may be used: with one's name, as told by a member, or not. The last word counts.

    The newest draft of the page is changed to match; what is published changes when an editor publishes that, and those
    who may are told. What was published with more than is agreed to now is not to be looked back at, and older drafts
    are opened and published without it. Where not all of it is found, nobody publishes the page before an editor has
    looked. Raises PermissionDenied, and ValidationError for what is no answer.
    """
    require(policy.can_consent(by, quote))
    if consent not in (Consent.NAMED, Consent.NAMELESS, Consent.DECLINED):
        raise ValidationError(_("Please choose one of the answers."))
    answered = _answer(quote, consent)
    for copied in Quote.objects.filter(post=quote.post_id, mark=answered.mark).exclude(mark="").exclude(pk=quote.pk):
        _answer(copied, consent)
    return answered


def _answer(quote: Quote, consent: Consent) -> Quote:
    """Note an answer for the words in one page, and do as it says there."""
    page = _draft_of(quote.distillation.page_id)
    quote = Quote.objects.select_related("distillation__topic__group", "post__author").get(pk=quote.pk)
    if quote.consent == consent:
        return quote
    if quote.grants_more_than(consent):
        withdraw_revisions(page_id=page.pk, since=quote.distillation.created_at)
        tasks.tell_of_leaving.enqueue(quote.pk)
    quote.consent, quote.said_at = consent, timezone.now()
    changed = _follow(page, quote)
    quote.save(update_fields=["consent", "said_at", "is_in", "is_unsettled"])
    if changed:
        page.save_revision(clean=False)  # a draft need not be complete
    _let_wait(page, quote)
    notifications.forget_object(kinds=[told.ASKED], object_id=quote.pk)
    tasks.tell_of_consent.enqueue(quote.pk)
    return quote


def _follow(page: Any, quote: Quote) -> bool:
    """Make a draft what the author says; says whether it changed. What an editor took out of it stays out."""
    quote.is_unsettled = False
    if not quote.is_in:
        if quote.may_stand and policy.posts_to_choose(quote.distillation.topic).filter(pk=quote.post_id).exists():
            _put(page, quote)
        return quote.is_in
    if quote.may_stand:
        theirs = standing.credit(page, quote, entry_of(quote))
    else:
        theirs = standing.take(page, quote)
        quote.is_in = not theirs.found
    quote.is_unsettled = (
        KINDS[quote.distillation.kind].in_text and quote.consent != Consent.NAMED and not theirs.all_found
    )
    return bool(theirs.found)


def _let_wait(page: Any, quote: Quote) -> None:
    """Nothing is published at its time where somebody has to look first: words were not found, or the page is not
    complete without them."""
    for revision in page.revisions.exclude(approved_go_live_at=None):
        if quote.is_unsettled or not _is_complete(revision.as_object()):
            revision.approved_go_live_at, quote.is_unsettled = None, True
            revision.save(update_fields=["approved_go_live_at"])
    quote.save(update_fields=["is_unsettled"])


def _is_complete(page: Any) -> bool:
    try:
        page.full_clean()
    except ValidationError:
        return False
    return True


@transaction.atomic
def follow_copies(*, page: Any, copy: Any) -> None:
    """Note of copied pages whose words came with them: what their authors say holds there as well."""
    pages = zip(*(each.get_descendants(inclusive=True).order_by("path") for each in (page, copy)), strict=False)
    for one, other in pages:
        for made in Distillation.objects.filter(page=one.pk):
            quotes = list(made.quotes.exclude(mark=""))
            made.pk, made.page_id = None, other.pk
            made.save()
            for quote in quotes:
                quote.pk, quote.distillation = None, made
            Quote.objects.bulk_create(quotes)


@transaction.atomic
def confirm_gone(*, quote: Quote, by: Member) -> Quote:
    """Say, as an editor who has looked, that what an author took back is not in the draft any more: it can be
    published again. Raises PermissionDenied."""
    require(policy.can_confirm_gone(by, quote))
    quote.is_unsettled = False
    quote.is_in = quote.is_in and quote.may_stand
    quote.save(update_fields=["is_unsettled", "is_in"])
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
        words=paragraphed(own_words(post.html, leaves_group=leaves_group)),
        name=post.author.name if named else str(NAMELESS),
        handle=post.author.handle if named else "",
        post_id=post.pk if named else None,
        place=quote.place,
        is_solution=topic.solution_id == post.pk,
    )


def _put(page: Any, quote: Quote) -> None:
    distillation, entry = quote.distillation, entry_of(quote)
    marks = list(distillation.quotes.exclude(mark="").values_list("place", "mark"))
    around = Around([m for place, m in marks if place < quote.place], [m for place, m in marks if place > quote.place])
    quote.mark = quote.mark or str(uuid.uuid4())
    quote.words, quote.is_in = "\n".join(lines_of(entry.words)), True
    KINDS[distillation.kind].put(page, distillation.title, entry, around, quote.mark)
    quote.save(update_fields=["mark", "words", "is_in"])
    if quote.consent != Consent.NAMELESS:
        standing.add_contributor(page, quote)


def take_out_of_revision(page: Any) -> None:
    """Take out of a page as a revision has it what its authors do not agree to any more. An alias shows another's."""
    refused = Quote.objects.filter(
        distillation__page=page.alias_of_id or page.pk, consent__in=(Consent.DECLINED, Consent.NAMELESS)
    ).exclude(mark="")
    for quote in refused.select_related("distillation__topic", "post__author"):
        if quote.may_stand:
            standing.credit(page, quote, entry_of(quote))
        else:
            standing.take(page, quote)


def is_held(page_id: int) -> bool:
    """Whether an editor has to look for words in a page before anybody publishes it."""
    return Quote.objects.filter(distillation__page=page_id, is_unsettled=True).exists()


def heard_published(instance: Any, revision: Any, **_said: Any) -> None:
    """Wagtail says the same of what is to be published later: nobody reads that yet."""
    if isinstance(instance, KnowledgePage) and instance.live and instance.live_revision_id == revision.pk:
        note_what_stands(page=instance)


@transaction.atomic
def note_what_stands(*, page: Any) -> None:
    """Note which words stand in the page that readers see now, and once tell those concerned."""
    for made in Distillation.objects.select_for_update().filter(page=page.pk):
        for quote in made.quotes.select_related("distillation", "post__author"):
            quote.live_as = quote.consent if standing.stands(page, quote) else ""
            quote.save(update_fields=["live_as"])
        for quote in made.quotes.leaving():  # an author said no while it was being published
            tasks.tell_of_leaving.enqueue(quote.pk)
        if made.told_at is None and Distillation.objects.published().filter(pk=made.pk).exists():
            Distillation.objects.filter(pk=made.pk).update(told_at=timezone.now())
            tasks.tell_of_page.enqueue(made.pk)
        touch_pages()  # topic and page show one another
