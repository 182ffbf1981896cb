"""What is told about pages made of conversations, and its words. What a member may no longer see has no words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.models import Topic
from guides.admin.rights import shown_pages
from knowledge_base.models import KnowledgePage
from members.models import Member
from notifications.kinds import Describe, Described, Kind, register
from notifications.models import Notification

from .models import Consent, Distillation, Quote

ASKED, SETTLED, BECAME, THANKED = "words_asked", "words_settled", "became_page", "words_used"
LEAVING = "words_leaving"


def _ids(notifications: Sequence[Notification]) -> set[int]:
    return {notification.object_id for notification in notifications}


def _strong(words: str) -> SafeString:
    return format_html("<strong>{}</strong>", words)


def _asked(member: Member, notifications: Sequence[Notification]) -> dict[int, Described]:
    quotes = Quote.objects.filter(pk__in=_ids(notifications), post__author=member).select_related("distillation__by")
    found = {quote.pk: quote.distillation for quote in quotes}
    return {
        notification.pk: Described(
            text=format_html(
                _("{who} asks whether words of yours may stand in {title}"),
                who=_strong(made.by.name if made.by else _("An editor")),
                title=_strong(made.title),
            ),
            url=f"/words/{notification.object_id}/",
        )
        for notification in notifications
        if (made := found.get(notification.object_id))
    }


def _answered(member: Member, notifications: Sequence[Notification]) -> dict[int, Described]:
    quotes = Quote.objects.filter(pk__in=_ids(notifications), distillation__by=member)
    found = {quote.pk: quote for quote in quotes.select_related("distillation", "post__author")}
    words = {
        Consent.NAMED: _("{who} agrees that their words stand in {title}"),
        Consent.NAMELESS: _("{who} agrees that their words stand in {title}, without their name"),
        Consent.DECLINED: _("{who} would rather not have their words in {title}"),
    }
    return {
        notification.pk: Described(
            text=format_html(
                words[Consent(quote.consent)],
                who=_strong(quote.post.author.name),
                title=_strong(quote.distillation.title),
            ),
            url=f"/distilled/{quote.distillation_id}/",
        )
        for notification in notifications
        if (quote := found.get(notification.object_id)) and quote.consent in words
    }


def _leaving(member: Member, notifications: Sequence[Notification]) -> dict[int, Described]:
    """Whose words they are is not said: without a name, that is what their author wanted."""
    quotes = Quote.objects.leaving().filter(pk__in=_ids(notifications)).select_related("distillation")
    found = {quote.pk: quote.distillation for quote in quotes}
    pages = shown_pages.instances_user_has_permission_for(member, "publish")
    mine = set(pages.filter(pk__in={made.page_id for made in found.values()}).values_list("pk", flat=True))
    words = _("Words must go from {title}: please publish it without them")
    return {
        notification.pk: Described(
            text=format_html(words, title=_strong(made.title)),
            url=f"/distilled/{made.pk}/",
        )
        for notification in notifications
        if (made := found.get(notification.object_id)) and made.page_id in mine
    }


def about_pages(words: Callable[[], str], *, names_topic: bool) -> Describe:
    """Describe notifications about published pages by a sentence with a place for `title`, and for `topic` where it is
    named: then who may no longer see the topic is told nothing."""

    def describe(member: Member, notifications: Sequence[Notification]) -> dict[int, Described]:
        rows = Distillation.objects.filter(pk__in=_ids(notifications)).select_related("topic")
        pages = KnowledgePage.objects.visible_to(member).in_bulk([row.page_id for row in rows])
        found = {row.pk: row for row in rows if row.page_id in pages}
        topics = {row.topic_id for row in found.values()}
        seen = set(Topic.objects.visible_to(member).filter(pk__in=topics).values_list("pk", flat=True))
        described = {}
        for notification in notifications:
            row = found.get(notification.object_id)
            if row is not None and (row.topic_id in seen or not names_topic):
                page = pages[row.page_id]
                text = format_html(words(), topic=_strong(row.topic.title), title=_strong(page.title))
                described[notification.pk] = Described(text=text, url=page.url)
        return described

    return describe


KINDS = (
    Kind(
        ASKED,
        gettext_lazy("Asking for your words"),
        gettext_lazy("Somebody asks whether words of yours may stand in a guide."),
        "quote",
        _asked,
    ),
    Kind(
        SETTLED,
        gettext_lazy("Answers about words"),
        gettext_lazy("Somebody answers whether their words may stand in a guide that you made."),
        "check",
        _answered,
    ),
    Kind(
        LEAVING,
        gettext_lazy("Words taken back"),
        gettext_lazy("Words must go from a page that you may publish, for their author thought better of it."),
        "quote",
        _leaving,
    ),
    Kind(
        THANKED,
        gettext_lazy("Your words in guides"),
        gettext_lazy("A guide that words of yours are part of is published."),
        "heart",
        about_pages(lambda: _("Your words are part of {title} now. Thank you!"), names_topic=False),
    ),
    Kind(
        BECAME,
        gettext_lazy("Guides from conversations"),
        gettext_lazy("A conversation that you follow became a guide."),
        "file-text",
        about_pages(lambda: _("{topic} became a guide: {title}"), names_topic=True),
    ),
)


def register_kinds() -> None:
    """Called once, when Django is ready."""
    for kind in KINDS:
        register(kind)
