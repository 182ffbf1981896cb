"""What happens around a page made of a conversation, as jobs. Each may run twice and then tells nobody a second time.

Whether somebody is to be told is asked here, when they are told.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task

from forum.models import Topic
from forum.telling import allowed, trackers
from guides.admin.rights import shown_pages
from knowledge_base.comments.telling import those_who_see
from knowledge_base.freshness import page_key
from members.letters import absolute, write
from members.models import Member
from notifications import operations as notifications

from . import told
from .models import Consent, Distillation, Quote

ASKED_A_DAY = 5  # questions to one member: of a long conversation they may be many, and each comes by mail
A_DAY = timedelta(days=1)


@task()
def ask_for_words(quote_id: int) -> None:
    """Ask an author, in the app and once by mail, whether words of theirs may be used."""
    quote = _quotes().filter(pk=quote_id, consent=Consent.ASKED, post__deleted_at=None).first()
    if quote is None or not _can_be_asked(quote.post.author):
        return
    author, made = quote.post.author, quote.distillation
    if quote.mailed_at is None and (later := _not_before(author)):
        ask_for_words.using(run_after=later).enqueue(quote.pk)
        return
    notifications.notify(members=[author.pk], kind=told.ASKED, thread="", object_id=quote.pk, actor=made.by_id)
    letter = write(
        "guides/email/asked",
        to=author.email or "",
        language=author.language,
        context={"quote": quote, "made": made, "address": absolute(f"/words/{quote.pk}/")},
    )
    with transaction.atomic():
        if Quote.objects.filter(pk=quote.pk, mailed_at=None).update(mailed_at=timezone.now()):
            letter.send()


def _can_be_asked(author: Member) -> bool:
    return author.is_active and author.is_approved and author.claimed


def _not_before(author: Member) -> datetime | None:
    """When somebody who was asked often today may be asked again."""
    asked = Quote.objects.filter(post__author=author, mailed_at__gt=timezone.now() - A_DAY)
    times = list(asked.order_by("-mailed_at").values_list("mailed_at", flat=True)[:ASKED_A_DAY])
    return times[-1] + A_DAY if len(times) == ASKED_A_DAY and times[-1] else None


@task()
def tell_of_consent(quote_id: int) -> None:
    """Tell whoever made the page what an author answered; a later answer takes the place of an earlier one."""
    quote = _quotes().filter(pk=quote_id).first()
    if quote is None or quote.distillation.by_id in (None, quote.post.author_id):
        return
    notifications.forget_object(kinds=[told.SETTLED], object_id=quote.pk)
    notifications.notify(
        members=[quote.distillation.by_id],
        kind=told.SETTLED,
        thread="",
        object_id=quote.pk,
        actor=quote.post.author_id,
    )


@task()
def tell_of_leaving(quote_id: int) -> None:
    """Tell whoever may publish the page that words, or a name, must go from it."""
    quote = Quote.objects.leaving().select_related("distillation__page", "post").filter(pk=quote_id).first()
    if quote is None:
        return
    editors = shown_pages.users_with_permission_for_instance("publish", quote.distillation.page.specific)
    members = set(editors.values_list("pk", flat=True)) - {quote.post.author_id}
    notifications.forget_object(kinds=[told.LEAVING], object_id=quote.pk)
    notifications.notify(members=members, kind=told.LEAVING, thread="", object_id=quote.pk, actor=None)


@task()
def tell_of_page(distillation_id: int) -> None:
    """Thank those whose words are in a published page, and tell those who follow the conversation."""
    made = Distillation.objects.select_related("topic__group", "page").filter(pk=distillation_id).first()
    if made is None:
        return
    thanked = those_who_see(made.page, _thanked(made))
    _tell(made, told.THANKED, thanked)
    _tell(made, told.BECAME, those_who_see(made.page, _following(made.topic) - thanked))


def _thanked(made: Distillation) -> set[int]:
    return set(made.quotes.exclude(live_as="").values_list("post__author", flat=True))


def _following(topic: Topic) -> set[int]:
    """Who watches the conversation or took part in it, may see it and does not mute it."""
    opening = topic.posts.order_by("number").first()
    around = trackers(topic) if opening is not None else set()
    return allowed(topic, around | set(topic.participations.values_list("member", flat=True)))


def _tell(made: Distillation, kind: str, members: set[int]) -> None:
    notifications.notify(members=members, kind=kind, thread=page_key(made.page_id), object_id=made.pk, actor=made.by_id)


def _quotes() -> QuerySet[Quote]:
    return Quote.objects.select_related("distillation__by", "distillation__topic", "post__author")
