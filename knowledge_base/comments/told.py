"""The kinds of notifications that comments tell, and their words. What a member may no longer see has no words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from knowledge_base.freshness import page_key
from members.models import Member
from notifications.kinds import Describe, Described, Kind, register
from notifications.models import Notification

from .models import SHOWN, WAITING, PageComment

REPLIED, COMMENTED, LIKED = "comment_replied", "commented", "comment_liked"
WAITS, FLAGGED, APPROVED = "comment_waits", "comment_flagged", "comment_approved"
ALL_KINDS = (REPLIED, COMMENTED, LIKED, WAITS, FLAGGED, APPROVED)


def thread_of(page_id: int) -> str:
    """What all notifications about the comments of a page have in common: they are read with the page."""
    return page_key(page_id)


def _names(notification: Notification, people: Mapping[int, str], comment: PageComment) -> str:
    """Who did it. A comment without an account has no member for its actor, and brings its own name."""
    nobody = comment.author_name if notification.kind in (REPLIED, COMMENTED, WAITS) else _("Somebody")
    names = [people[pk] for pk in reversed(notification.actors) if pk in people] or [nobody]
    others = notification.count - 1
    if others < 1:
        return names[0]
    return ngettext("%(name)s and %(count)d other", "%(name)s and %(count)d others", others) % {
        "name": names[0],
        "count": others,
    }


def about_comments(words: Callable[[], str], state: Q) -> Describe:
    """Describe notifications about comments in a state, by a sentence with places for `who` and `title`."""

    def describe(member: Member, notifications: Sequence[Notification]) -> dict[int, Described]:
        ids = {notification.object_id for notification in notifications}
        comments = PageComment.objects.visible_to(member).filter(state, pk__in=ids).select_related("page", "user")
        found = {comment.pk: comment for comment in comments.defer("html", "comment")}
        wanted = {pk for notification in notifications for pk in notification.actors}
        people = dict(Member.objects.filter(pk__in=wanted).values_list("pk", "name"))
        described = {}
        for notification in notifications:
            if comment := found.get(notification.object_id):
                who = format_html("<strong>{}</strong>", _names(notification, people, comment))
                text = format_html(words(), who=who, title=format_html("<b>{}</b>", comment.page.title))
                described[notification.pk] = Described(text=text, url=comment.get_absolute_url())
        return described

    return describe


KINDS = (
    Kind(
        REPLIED,
        gettext_lazy("Replies to comments"),
        gettext_lazy("Somebody replies to a comment of yours."),
        "reply",
        about_comments(lambda: _("{who} replied to your comment on {title}"), SHOWN),
    ),
    Kind(
        COMMENTED,
        gettext_lazy("Comments"),
        gettext_lazy("Somebody comments on a page that you wrote or whose comments you follow."),
        "message-square",
        about_comments(lambda: _("{who} commented on {title}"), SHOWN),
    ),
    Kind(
        LIKED,
        gettext_lazy("Likes of comments"),
        gettext_lazy("Somebody likes a comment of yours."),
        "heart",
        about_comments(lambda: _("{who} liked your comment on {title}"), SHOWN),
        consolidated=True,
    ),
    Kind(
        WAITS,
        gettext_lazy("Comments that wait"),
        gettext_lazy("A comment waits for your approval."),
        "clock",
        about_comments(lambda: _("A comment by {who} on {title} waits for approval"), WAITING),
    ),
    Kind(
        FLAGGED,
        gettext_lazy("Flagged comments"),
        gettext_lazy("Somebody flags a comment that you look after."),
        "eye",
        about_comments(lambda: _("{who} flagged a comment on {title}"), SHOWN),
    ),
    Kind(
        APPROVED,
        gettext_lazy("Approved comments"),
        gettext_lazy("A comment of yours that waited is shown."),
        "check",
        about_comments(lambda: _("{who} approved your comment on {title}"), SHOWN),
    ),
)


def register_kinds() -> None:
    """Called once, when Django is ready."""
    for kind in KINDS:
        register(kind)
